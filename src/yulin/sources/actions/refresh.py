"""Ask again about those whose answer has lapsed, as far as the agreed rate allows."""

from datetime import datetime, timedelta

from yulin.registry.models import Person
from yulin.sources.actions.ask import ask_about
from yulin.sources.enums import ASKED, SAID, Why
from yulin.sources.errors import SourceError
from yulin.sources.models import Answer, Source

#: of one source in one round
MOST = 200
#: so many calls in a row without an answer: they are down, and more calls would not help
GIVE_UP = 3
#: before somebody is asked about again of whom nothing was said
REST = timedelta(hours=1)


def refresh_answers(*, now: datetime) -> dict[str, int]:
    """Whose answers lapsed, oldest first; return how many calls were made, by source."""
    sources = Source.objects.filter(enabled=True, kind__in=ASKED).order_by("pk")
    return {str(source.uuid): _refresh(source, now) for source in sources}


def _refresh(source: Source, now: datetime) -> int:
    made = failures = 0
    for person in _lapsed(source, now):
        try:
            call = ask_about(acting_user=None, source=source, person=person, why=Why.REFRESH)
        except SourceError:
            continue  # moved to another region, or the source was switched off meanwhile
        made += 1
        failures = 0 if call.outcome in SAID else failures + 1
        if failures == GIVE_UP:
            break
    return made


def _lapsed(source: Source, now: datetime) -> list[Person]:
    """Those with an answer that no longer holds, and those of whom nothing was said."""
    due = Answer.objects.filter(source=source, tried_at__lte=now - REST)
    never = due.filter(valid_until__isnull=True)
    rows = (due.filter(valid_until__lte=now) | never).order_by("tried_at")
    return [answer.person for answer in rows.select_related("person")[:MOST]]
