"""How far a tour goes: provinces, cities and schools of its stops (十城百校)."""

from collections.abc import Iterable
from dataclasses import dataclass

from yulin.events.enums import EventState
from yulin.events.models import Event


@dataclass(frozen=True, kw_only=True)
class Reach:
    """Of some stops; those that were called off are not counted."""

    events: int
    provinces: int
    cities: int
    schools: int
    #: province → its cities, schools and stops, in the order of the tour
    by_province: list[tuple[str, int, int, int]]


def reach(events: Iterable[Event]) -> Reach:
    """A city counts once in its province, a school once wherever it is met."""
    rows = [one for one in events if one.state != EventState.CANCELLED]
    names = list(dict.fromkeys(one.province for one in rows if one.province))
    return Reach(
        events=len(rows),
        provinces=len(names),
        cities=len(_cities(rows)),
        schools=len(_schools(rows)),
        by_province=[
            (name, len(_cities(there)), len(_schools(there)), len(there))
            for name in names
            if (there := [one for one in rows if one.province == name])
        ],
    )


def schools_of(event: Event) -> list[str]:
    """The host and those whose students are met there, each once."""
    return list(dict.fromkeys(name for name in (event.school, *event.schools) if name))


def _cities(rows: list[Event]) -> set[tuple[str, str]]:
    return {(one.province, one.city) for one in rows if one.city}


def _schools(rows: list[Event]) -> set[str]:
    return {name for one in rows for name in schools_of(one)}
