"""All that a person was told, as lines of one list."""

from yulin.entitlements.models import Notice
from yulin.events.models import RoomNotice
from yulin.jobs.models import JobNotice
from yulin.ledger.models import Notice as MoneyNotice
from yulin.ledger.queries.notices import Told
from yulin.web.jobs_told import job_words
from yulin.web.person.payments import told as money_words
from yulin.web.rooms_told import room_words
from yulin.web.told import Words, words_of


def lines(rows: "list[Told]") -> list[Words]:
    return [_line(row) for row in rows]


def _line(row: Told) -> Words:
    if isinstance(row.notice, Notice):
        return words_of(row.notice)
    if isinstance(row.notice, JobNotice):
        return job_words(row.notice)
    if isinstance(row.notice, RoomNotice):
        return room_words(row.notice)
    assert isinstance(row.notice, MoneyNotice)
    (said,) = money_words([row.notice])
    return Words(
        title=row.notice.get_kind_display(),
        sentence=said.words,
        css="near",
        icon="money",
        at=row.at,
        is_new=row.is_new,
    )
