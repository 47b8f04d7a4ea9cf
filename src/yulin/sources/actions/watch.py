"""Ask about those of whom a department has something new, soon after it has it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from django.utils import timezone

from yulin.registry.models import Person
from yulin.sources.actions.ask import ask_about
from yulin.sources.connectors.database import PAGE, DatabaseView
from yulin.sources.enums import Outcome, SourceKind, Why
from yulin.sources.errors import CallError, SourceError
from yulin.sources.models import Answer, Source, Watch

#: the job's own pace, by which a source's rate is divided
SECONDS = 10
#: what was written before the newest change we saw and committed after it is still seen
LATE = timedelta(minutes=5)
#: before those are asked again who did not answer
REST = timedelta(minutes=1)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def watch_changes() -> dict[str, int]:
    """Look at every source that says when its rows changed; return how many calls were made, by source.

    Of people who are not registered, or belong elsewhere, nothing is asked and nothing kept.
    """
    sources = Source.objects.filter(
        enabled=True, kind=SourceKind.DATABASE, place__has_key="changed"
    ).order_by("pk")
    return {str(source.uuid): _watch(source) for source in sources}


def _watch(source: Source) -> int:
    held = Watch.objects.filter(source=source).first()
    if held is not None and held.reason and timezone.now() - held.looked_at < REST:
        return 0
    look = _Look(source)
    reason = ""
    try:
        view = DatabaseView(source)
        look.read_to = held.read_to if held else _beginning(source, view)
        look.at(view.changed(look.read_to - LATE))
    except (CallError, SourceError) as error:
        reason = str(error)
    if look.read_to is not None:
        told = {
            "read_to": look.read_to,
            "looked_at": timezone.now(),
            "reason": reason or look.reason,
        }
        Watch.objects.update_or_create(source=source, defaults=told)
    return look.made


def _beginning(source: Source, view: DatabaseView) -> datetime:
    """What changed from the day that the terms name, else from now on."""
    since = source.place.get("since")
    return datetime.combine(date.fromisoformat(since), time(), UTC) if since else view.now()


class _Look:
    """One look at a source: whom it asked about, and how far it has read."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.most = max(1, source.per_minute * SECONDS // 60)
        self.made = 0
        self.read_to: datetime | None = None
        self.reason = ""

    def at(self, changes: Iterator[tuple[str, datetime]]) -> None:
        """Go through the changes as far as the rate allows, or until nobody answers."""
        while some := list(islice(changes, PAGE)):
            people = self._registered([number for number, _at in some])
            asked = self._asked(people)
            for number, at in some:
                person = people.get(number)
                is_news = person is not None and at > (asked.get(person.pk) or _LONG_AGO)
                if person is not None and is_news and not self._go_on(person, at):
                    return
                assert self.read_to is not None
                self.read_to = max(self.read_to, at)

    def _go_on(self, person: Person, at: datetime) -> bool:
        """Ask, if the rate allows; False where nobody answered.

        An answer of another shape is one too: asking again would not mend it.
        """
        if self.made == self.most:
            return False
        call = ask_about(acting_user=None, source=self.source, person=person, why=Why.NEWS)
        self.made += 1
        if call.outcome == Outcome.NO_ANSWER:
            self.reason = call.reason
            return False
        Answer.objects.filter(source=self.source, person=person).update(change_at=at)
        return True

    def _registered(self, numbers: list[str]) -> dict[str, Person]:
        people = Person.objects.by_numbers(numbers)
        return {p.number.open(): p for p in people if self.source.speaks_of(p.division)}

    def _asked(self, people: dict[str, Person]) -> dict[int, datetime | None]:
        answers = Answer.objects.filter(source=self.source, person__in=people.values())
        return dict(answers.values_list("person", "change_at"))
