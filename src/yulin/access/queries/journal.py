"""Reading the journal."""

from django.db.models import Model, QuerySet

from yulin.access.models import JournalEntry, User
from yulin.access.rules import may_read_journal


def entries(*, user: User) -> QuerySet[JournalEntry]:
    """The whole journal, for those who may read it."""
    rows = JournalEntry.objects.select_related("actor")
    return rows if may_read_journal(user) else rows.none()


def entries_about(*, obj: Model) -> QuerySet[JournalEntry]:
    """What was done to one row, newest first; the caller decides who may see it."""
    return JournalEntry.objects.select_related("actor").filter(
        object_type=obj._meta.label_lower, object_id=str(obj.pk)
    )
