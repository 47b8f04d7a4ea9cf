from yulin.jobs.models.application import Application, ApplicationStep
from yulin.jobs.models.meeting import Contract, Interview, Offer
from yulin.jobs.models.post import Post, PostReview, PostVersion, PostViews
from yulin.jobs.models.resume import Resume, ResumeAudience, ResumeLook
from yulin.jobs.models.search import SavedSearch

__all__ = [
    "Application",
    "ApplicationStep",
    "Contract",
    "Interview",
    "Offer",
    "Post",
    "PostReview",
    "PostVersion",
    "PostViews",
    "Resume",
    "ResumeAudience",
    "ResumeLook",
    "SavedSearch",
]
