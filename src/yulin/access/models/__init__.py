from yulin.access.models.duty import DutyGrant, DutyRequest, DutyState
from yulin.access.models.journal import JournalEntry
from yulin.access.models.user import User

__all__ = ["DutyGrant", "DutyRequest", "DutyState", "JournalEntry", "User"]
