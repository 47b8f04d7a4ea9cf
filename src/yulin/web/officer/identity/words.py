"""Two registrations side by side, and what happened to a link, in words."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from yulin.access.models import JournalEntry
from yulin.entitlements.models import Grant
from yulin.facts.frames import PEOPLE
from yulin.facts.schema import PERSON, Column
from yulin.registry import hooks
from yulin.registry.enums import LinkState
from yulin.registry.models import IdentityLink, Person
from yulin.registry.queries.links import PARTING
from yulin.registry.queries.person_page import PersonPage

STATES = (
    (LinkState.PROPOSED.value, LinkState.PROPOSED.label),
    (PARTING, _("待复核的拆分")),
    (LinkState.JOINED.value, LinkState.JOINED.label),
    (LinkState.REFUSED.value, LinkState.REFUSED.label),
    (LinkState.PARTED.value, LinkState.PARTED.label),
    ("all", _("全部")),
)
_VERBS = {
    "registry.link.propose": _("提出合并"),
    "registry.link.refuse": _("不同意合并"),
    "registry.link.join": _("同意合并"),
    "registry.link.ask_parting": _("提出拆分"),
    "registry.link.refuse_parting": _("不同意拆分"),
    "registry.link.part": _("同意拆分"),
}


@dataclass(frozen=True)
class Cell:
    """A column of 人员 as each of the two has it."""

    column: Column
    one: str
    two: str

    @property
    def differs(self) -> bool:
        return bool(self.one and self.two and self.one != self.two)


def cells(one: PersonPage, two: PersonPage) -> list[Cell]:
    first, second = _texts(one), _texts(two)
    found = [
        Cell(column, first.get(column.name, ""), second.get(column.name, ""))
        for column in PERSON.columns
        if column.name != PERSON.key
    ]
    return [cell for cell in found if cell.one or cell.two]


def _texts(page: PersonPage) -> dict[str, str]:
    rows = page.sheet(PEOPLE).rows
    return {cell.column.name: cell.text for cell in rows[0].cells} if rows else {}


@dataclass(frozen=True)
class Count:
    """How many records of a sheet each of the two has."""

    table: object
    one: int
    two: int


def counts(one: PersonPage, two: PersonPage) -> list[Count]:
    found = [
        Count(first.table, len(first.rows), len(second.rows))
        for first, second in zip(one.sheets, two.sheets, strict=True)
        if first.table is not PERSON
    ]
    return [count for count in found if count.one or count.two]


def had_by_both(one: Person, two: Person) -> list[str]:
    """Benefits that were given under both numbers: perhaps twice to one human being."""
    keys = [
        set(Grant.objects.filter(person=who).values_list("policy", "benefit")) for who in (one, two)
    ]
    return sorted(f"{policy}/{benefit}" for policy, benefit in keys[0] & keys[1])


def obstacles(kept: Person, other: Person) -> list[str]:
    """What stands in the way if `kept` is kept."""
    return hooks.in_the_way(IdentityLink(kept=kept, other=other), parting=False)


class Done:
    """A step of the history: who, when, what, and what they said."""

    def __init__(self, entry: JournalEntry, link: IdentityLink) -> None:
        self.at = entry.at
        self.who = entry.actor
        self.what = _VERBS.get(entry.action, entry.action)
        self.why = entry.data.get("answer", "") or _said(entry.action, link)


def _said(action: str, link: IdentityLink) -> str:
    if action == "registry.link.propose":
        return link.reason
    if action in {"registry.link.refuse", "registry.link.join"}:
        return link.answer
    return link.parting_reason if action == "registry.link.ask_parting" else ""
