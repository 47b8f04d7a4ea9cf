from yulin.jobs.models.application import Application, ApplicationStep
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
from yulin.jobs.models.post import Post, PostReview, PostVersion, PostViews
from yulin.jobs.models.resume import Resume, ResumeAudience, ResumeLook
from yulin.jobs.models.search import SavedSearch

__all__ = [
    "Application",
    "ApplicationStep",
    "Contract",
    "DistrictFit",
    "Interview",
    "MatchSetting",
    "MatchShown",
    "MatchVocabulary",
    "MatchWeights",
    "NotForMe",
    "Offer",
    "Post",
    "PostFit",
    "PostReview",
    "PostVersion",
    "PostViews",
    "Resume",
    "ResumeAudience",
    "ResumeLook",
    "SavedSearch",
]
