"""Who looked at a person's data, and which departments were asked about them."""

from dataclasses import dataclass
from datetime import date, datetime

from yulin.access.divisions import above, covers
from yulin.access.models import JournalEntry, User
from yulin.entitlements.models import Run
from yulin.registry.models import Person
from yulin.registry.queries.looks import Look, looks_at
from yulin.registry.queries.scope import access_person, rows_of
from yulin.registry.queries.shown import division_name
from yulin.rights.models import PageLook
from yulin.sources.models import Call

NEWEST = 200


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A department was asked about the person: of whom, why, on what ground, with what result."""

    at: datetime
    source: str
    purpose: str
    legal_basis: str
    outcome: str


def all_looks(*, user: User, person: Person) -> list[Look]:
    """Whole numbers shown, and lists with whole numbers of where the person belongs; newest first."""
    shown = looks_at(user=user, person=person)
    return sorted([*shown, *_exports(person)], key=lambda look: look.at, reverse=True)[:NEWEST]


def _exports(person: Person) -> list[Look]:
    """Of runs that decided the person's region, by an officer whose region has them in it."""
    division = person.division
    if division is None:
        return []
    runs = Run.objects.filter(region__in=(0, *above(division))).values_list("pk", flat=True)
    entries = JournalEntry.objects.select_related("actor").filter(
        action="entitlements.run.export",
        object_type=Run._meta.label_lower,
        object_id__in=[str(pk) for pk in runs],
        data__whole_numbers=True,
    )
    return [
        Look(
            at=entry.at,
            who=entry.actor.get_role_display() if entry.actor else "",
            region=division_name(entry.actor.region) if entry.actor else "",
            reason=entry.data.get("reason", ""),
        )
        for entry in entries.order_by("-id")[:NEWEST]
        if entry.actor is None or entry.actor.region is None or covers(entry.actor.region, division)
    ]


@dataclass(frozen=True, kw_only=True)
class PageSeen:
    """A page about the person was opened on a day: by which office, of where, what it shows."""

    day: date
    who: str
    region: str
    page: str


def pages_seen(*, user: User, person: Person) -> list[PageSeen]:
    """Newest first. Raises Person.DoesNotExist for one whom the user may not see."""
    seen = access_person(user=user, uuid=person.uuid)
    rows = PageLook.objects.filter(person__in=rows_of(seen)).select_related("viewer")
    return [
        PageSeen(
            day=row.day,
            who=str(row.viewer.get_role_display()),
            region=division_name(row.viewer.region),
            page=str(row.get_page_display()),
        )
        for row in rows.order_by("-at", "-id")[:NEWEST]
    ]


def asked_about(*, user: User, person: Person) -> list[Asked]:
    """Newest first. Raises Person.DoesNotExist for one whom the user may not see."""
    seen = access_person(user=user, uuid=person.uuid)
    rows = Call.objects.filter(person=seen).select_related("source").order_by("-id")[:NEWEST]
    return [
        Asked(
            at=row.began_at,
            source=row.source.name,
            purpose=row.purpose,
            legal_basis=row.legal_basis,
            outcome=str(row.get_outcome_display()),
        )
        for row in rows
    ]
