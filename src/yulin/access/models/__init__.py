from yulin.access.models.journal import JournalEntry
from yulin.access.models.user import User

__all__ = ["JournalEntry", "User"]
