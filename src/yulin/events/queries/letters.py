"""Letters that a person got, and what an officer looks at before sending."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from yulin.events.models import Delivery, Letter, NoLetters
from yulin.events.queries.audience import Audience, dues_of, people_of
from yulin.registry.models import Person, PersonFact
from yulin.registry.queries.paging import Page, page_of
from yulin.registry.queries.scope import rows_of

PER_PAGE = 20
#: people shown in the preview
SHOWN = 10


@dataclass(frozen=True, kw_only=True)
class Preview:
    """How many a letter would go to, and what some of them would read."""

    count: int
    with_dues: int
    some: list[tuple[str, Person, list[dict[str, Any]]]]


def preview(letter: Letter) -> Preview:
    policies = list(letter.campaign.policies.values_list("policy", flat=True))
    audience = Audience.of(letter)
    found = people_of(audience, policies=policies)
    count = found.count()
    shown = list(found[:SHOWN])
    dues = dues_of([one.pk for one in shown], division=letter.division, policies=policies)
    names = names_of([one.pk for one in shown])
    due = people_of(_with_dues(audience), policies=policies)
    return Preview(
        count=count,
        with_dues=due.count(),
        some=[(names.get(one.pk, ""), one, dues.get(one.pk, [])) for one in shown],
    )


def _with_dues(audience: Audience) -> Audience:
    return Audience(**(audience.as_data() | {"has_dues": True}))


def names_of(people: list[int]) -> dict[int, str]:
    rows = PersonFact.objects.current().filter(person__in=people)
    return dict(rows.values_list("person_id", "name"))


def deliveries_of(person: Person) -> "QuerySet[Delivery]":
    rows = Delivery.objects.filter(person__in=rows_of(person)).select_related("letter__campaign")
    return rows.order_by("-id")


def letters_of(person: Person, *, page: int = 1) -> Page[Delivery]:
    return page_of(deliveries_of(person), number=page, shown=list, per_page=PER_PAGE)


def unread_letters(person_key: str) -> int:
    """How many a person has not opened; the key is that of their account."""
    mine = Person.objects.filter(uuid=person_key).values("pk")
    kept = Person.objects.filter(aliases__uuid=person_key).values("pk")
    rows = Delivery.objects.filter(read_at__isnull=True)
    return (rows.filter(person__in=mine) | rows.filter(person__in=kept)).count()


def wants_letters(person: Person) -> bool:
    return not NoLetters.objects.filter(person__in=rows_of(person)).exists()
