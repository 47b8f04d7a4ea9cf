from yulin.helping.models.agency import Agency, Candidate, Complaint, Order, ShareCode
from yulin.helping.models.community import Desk, DeskPost, Party, SignUp
from yulin.helping.models.contest import Entry, Mark
from yulin.helping.models.help import CaseStep, Contact, HelpCase, HelpList, HelpOffer
from yulin.helping.models.project import (
    Carrier,
    Milestone,
    Project,
    ProjectContract,
    ProjectStep,
    TeamMember,
    Tenant,
    Visit,
)

__all__ = [
    "Agency",
    "Candidate",
    "Carrier",
    "CaseStep",
    "Complaint",
    "Contact",
    "Desk",
    "DeskPost",
    "Entry",
    "HelpCase",
    "HelpList",
    "HelpOffer",
    "Mark",
    "Milestone",
    "Order",
    "Party",
    "Project",
    "ProjectContract",
    "ProjectStep",
    "ShareCode",
    "SignUp",
    "TeamMember",
    "Tenant",
    "Visit",
]
