"""The documents of one person, and what they were called: each with since when, and on what paper."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.timezone import localdate

from yulin.access.models import User
from yulin.facts import enums
from yulin.registry.enums import ChangeState, LinkGround, LinkState
from yulin.registry.models import IdentityLink, NameChange, Person, PersonFact
from yulin.registry.queries.paging import Page, page_of
from yulin.registry.queries.scope import visible_people

PER_PAGE = 20


@dataclass(frozen=True, kw_only=True)
class Document:
    """A number of somebody: `id_type` as a position in 证件类型."""

    row: Person
    id_type: int
    since: date | None
    until: date | None
    #: how it came to be theirs; None: it is the one that they were registered with
    link: IdentityLink | None

    @property
    def is_current(self) -> bool:
        return self.until is None

    @property
    def id_type_label(self) -> str:
        return enums.ID_TYPE.label(self.id_type)


def documents_of(person: Person) -> tuple[Document, ...]:
    """Every number that is read as this person's: the one in force first, then the newest."""
    links = list(
        IdentityLink.objects.filter(kept=person, state=LinkState.JOINED)
        .select_related("other")
        .order_by("valid_from", "id")
    )
    rows = [person, *(link.other for link in links)]
    types = dict(
        PersonFact.objects.current().filter(person__in=rows).values_list("person", "id_type")
    )
    changes = [link for link in links if link.ground == LinkGround.CHANGE]
    ends = dict(zip([person.pk, *(c.other_id for c in changes)], changes, strict=False))
    found = [_document(person, None, types, ends)]
    found += [_document(link.other, link, types, ends) for link in links]
    return tuple(
        sorted(found, key=lambda d: (not d.is_current, -(d.since or date.min).toordinal()))
    )


def _document(
    row: Person,
    link: IdentityLink | None,
    types: dict[int, int],
    ends: dict[int, IdentityLink],
) -> Document:
    after = ends.get(row.pk)
    stated = link.id_type if link else None
    return Document(
        row=row,
        id_type=types.get(row.pk, 0) if stated is None else stated,
        since=link.valid_from if link else None,
        until=after.valid_from - timedelta(days=1) if after and after.valid_from else None,
        link=link,
    )


def number_in_force(person: Person) -> Person:
    """The row of the number that somebody has now: that of the latest change, else the kept one."""
    latest = (
        IdentityLink.objects.filter(
            kept=person,
            ground=LinkGround.CHANGE,
            state=LinkState.JOINED,
            valid_from__lte=localdate(),
        )
        .select_related("other")
        .order_by("valid_from", "id")
        .last()
    )
    return latest.other if latest else person


def names_of(person: Person) -> tuple[NameChange, ...]:
    """The names that somebody had, the latest change first."""
    return tuple(
        NameChange.objects.filter(person=person, state=ChangeState.APPROVED).select_related(
            "asked_by", "answered_by"
        )
    )


def name_changes_list(*, user: User, state: str = "", page: int = 1) -> Page[NameChange]:
    """Those that wait first come first served, of the others the latest first."""
    found = NameChange.objects.filter(person__in=visible_people(user)).select_related(
        "person", "asked_by", "answered_by"
    )
    if state in ChangeState.values:
        found = found.filter(state=state)
    waits = state == ChangeState.PROPOSED
    return page_of(
        found.order_by("id" if waits else "-id"), number=page, shown=list, per_page=PER_PAGE
    )
