"""Say in the journal, every night, what the looks of each past day come to: rows, and a hash of them."""

import datetime as dt
from collections.abc import Iterator

from django.db import transaction
from django.db.models import QuerySet

from yulin.access.actions.journal import record
from yulin.access.models import JournalEntry
from yulin.access.queries.journal_chain import links, moment
from yulin.rights.models import PageLook
from yulin.vault.chain import Break
from yulin.vault.looks import SEAL, Check, Day, digest, line_of


@transaction.atomic
def seal_looks(*, today: dt.date) -> list[dt.date]:
    """Seal each day from the one after the last sealed, or of the first look, up to yesterday.

    A day without a look is sealed as one without, so that none can be added to it. A second time
    seals nothing.
    """
    begin = _next_day()
    sealed = []
    while begin is not None and begin < today:
        found = day_of(begin)
        record(
            acting_user=None,
            action=SEAL,
            data={"day": begin.isoformat(), "rows": found.rows, "sha256": found.sha256},
        )
        sealed.append(begin)
        begin += dt.timedelta(days=1)
    return sealed


def _next_day() -> dt.date | None:
    last = JournalEntry.objects.filter(action=SEAL).order_by("-id").first()
    if last is not None:
        return dt.date.fromisoformat(last.data["day"]) + dt.timedelta(days=1)
    first = PageLook.objects.order_by("day").first()
    return None if first is None else first.day


def day_of(day: dt.date) -> Day:
    """What the rows of a day come to now."""
    return digest(lines_of(PageLook.objects.filter(day=day)))


def lines_of(rows: "QuerySet[PageLook] | None" = None) -> Iterator[str]:
    """Rows as lines, in the order of their keys; all of them where none are named."""
    found = PageLook.objects.all() if rows is None else rows
    columns = ("pk", "viewer_id", "person_id", "page", "day", "at")
    for key, viewer, person, page, day, at in (
        found.order_by("pk").values_list(*columns).iterator(chunk_size=5000)
    ):
        yield line_of(
            key=key, viewer=viewer, person=person, page=page, day=day.isoformat(), at=moment(at)
        )


def breaks() -> Iterator[Break]:
    """Each sealed day whose rows in the database are not what the journal says."""
    check = Check()
    for link in links():
        check.hear(link.content)
    check.take(lines_of())
    yield from check.breaks()
