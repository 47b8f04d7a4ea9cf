from yulin.jobs.models.application import Application, ApplicationStep
from yulin.jobs.models.invitation import Invitation
from yulin.jobs.models.matching import (
    DistrictFit,
    MatchSetting,
    MatchShown,
    MatchVocabulary,
    MatchWeights,
    NotForMe,
    PostFit,
)
from yulin.jobs.models.meeting import Contract, Interview, Offer
from yulin.jobs.models.notice import JobNotice
from yulin.jobs.models.plan import HiringPlan, HiringTarget, PlannedPost, StageResult
from yulin.jobs.models.post import Post, PostReview, PostVersion, PostViews
from yulin.jobs.models.publicity import ListedPerson, Publicity, PublicityObjection
from yulin.jobs.models.resume import Resume, ResumeAudience, ResumeLook
from yulin.jobs.models.search import SavedSearch
from yulin.jobs.models.workbook import PostWorkbook

__all__ = [
    "Application",
    "ApplicationStep",
    "Contract",
    "DistrictFit",
    "HiringPlan",
    "HiringTarget",
    "Interview",
    "Invitation",
    "JobNotice",
    "ListedPerson",
    "MatchSetting",
    "MatchShown",
    "MatchVocabulary",
    "MatchWeights",
    "NotForMe",
    "Offer",
    "PlannedPost",
    "Post",
    "PostFit",
    "PostReview",
    "PostVersion",
    "PostViews",
    "PostWorkbook",
    "Publicity",
    "PublicityObjection",
    "Resume",
    "ResumeAudience",
    "ResumeLook",
    "SavedSearch",
    "StageResult",
]
