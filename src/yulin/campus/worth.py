"""What a pair of a student and a place is worth, how full places are, and what stays hidden. Pure.

A wish speaks for the student, an answer for the firm, a major for both; nothing else enters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

#: fewer than this are never told
SMALLEST = 5
#: of 1000: the first wish, and what each later one counts less
FIRST, LESS = 1000, 150
#: somebody who takes any place, of one that they did not name
OTHERWISE = 100
#: what a firm says
WELCOME, SILENT = 1000, 600
#: how well majors fit: the same, one class of the catalogue, one discipline; nothing is asked
SAME, CLASS, DISCIPLINE, ANY, APART = 1000, 700, 300, 500, 0
_WISH, _FIRM, _MAJOR = 5, 3, 2


def major_fit(studied: str, asked: Sequence[str] | None, codes: Mapping[str, str]) -> int:
    """How well a major fits what a place asks for: by name, else by the catalogue's tree of codes.

    Args:
        studied: Name of the major.
        asked: Names or codes; none or empty asks for nothing.
        codes: Six-digit code of the catalogue for each name, where a school gave it.
    """
    if not asked:
        return ANY
    return max(_alike(studied, one, codes) for one in asked)


def _alike(studied: str, asked: str, codes: Mapping[str, str]) -> int:
    if studied == asked:
        return SAME
    one, other = codes.get(studied, studied), codes.get(asked, asked)
    if not (one.isdecimal() and other.isdecimal() and len(one) == len(other) == 6):
        return APART
    if one == other:
        return SAME
    if one[:4] == other[:4]:
        return CLASS
    return DISCIPLINE if one[:2] == other[:2] else APART


def pair_worth(*, rank: int | None, welcome: bool, fit: int) -> int:
    """0 to 1000: half the student's wish, three tenths the firm's answer, two tenths the major."""
    wish = OTHERWISE if rank is None else FIRST - LESS * (rank - 1)
    firm = WELCOME if welcome else SILENT
    return (_WISH * wish + _FIRM * firm + _MAJOR * fit) // (_WISH + _FIRM + _MAJOR)


@dataclass(frozen=True)
class Fill:
    """How many of how many places are taken."""

    taken: int
    places: int

    @property
    def per_mille(self) -> int | None:
        """Rounded half up; none where there are no places."""
        if not self.places:
            return None
        return (2000 * self.taken + self.places) // (2 * self.places)

    @property
    def percent(self) -> str:
        told = self.per_mille
        return "—" if told is None else f"{told // 10}.{told % 10}"


def hidden(part: int, whole: int) -> int | None:
    """A part of a group, or none where telling it would tell of fewer than five people."""
    if whole < SMALLEST or 0 < part < SMALLEST or 0 < whole - part < SMALLEST:
        return None
    return part


def fitting(
    demanded: Iterable[str], taught: Iterable[str], codes: Mapping[str, str]
) -> dict[str, int]:
    """For each major taught, how well it fits the best of those demanded; what is apart is left out."""
    asked = list(dict.fromkeys(demanded))
    found = {name: major_fit(name, asked, codes) for name in taught} if asked else {}
    return {name: fit for name, fit in found.items() if fit > APART}
