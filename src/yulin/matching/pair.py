"""What one seeker and one post are to each other, in compiled code.

Every function here is small and whole-numbered; ``reference`` says the same in plain Python, and
tests hold the two together pair by pair.
"""

from __future__ import annotations

from typing import Final

from yulin.matching.compiled import inlined
from yulin.matching.scale import FULL, OPEN, UNKNOWN
from yulin.matching.sides import (
    Int32,
    Lists,
)

#: What comes of the requirements of both sides.
REFUSED, UNCERTAIN, FITS = -1, 0, 1

#: Sums above this count as this: longer texts gain nothing more.
LARGEST_SUM: Final = 16383

#: How alike two occupations are when they share a detail, a minor, a middle and a major group.
SAME_MINOR, SAME_MIDDLE, SAME_MAJOR = 650, 350, 100
_BYTE = 0xFF
#: How alike two majors are of one class, and of one discipline.
SAME_CLASS, SAME_DISCIPLINE = 600, 250
CLASS_BITS, DISCIPLINE_BITS = 12, 20
#: Disciplines from here on are made up for majors that no table lists, which are like no other.
UNLISTED_DISCIPLINE: Final = 1024
#: How alike two industries of one section are.
SAME_SECTION: Final = 500
SECTION_BITS: Final = 8
#: Certificates and licences, one bit each: all of them are spoken of.
ALL_KINDS: Final = 3
#: Pay at 80 % of the wish says nothing, at 120 % and above says all.
PAY_FROM, PAY_FULL = 800, 1200
#: A skill level that is just enough, and each one above it.
LEVEL_ENOUGH, LEVEL_STEP = 700, 100


@inlined
def spoken(total: int, half: int) -> int:
    """How much shared words speak for a pair that weigh so much together.

    Args:
        total: Sum of what the shared words weigh.
        half: The sum that speaks half.

    Returns:
        0 to 1000, more for more.
    """
    capped = min(total, LARGEST_SUM)
    return FULL * capped // (capped + half)


@inlined
def occupation_likeness(wished: int, offered: int) -> int:
    """How alike an occupation (or group) wished for and one offered are; both packed."""
    apart = wished ^ offered
    if apart == 0 or (wished & _BYTE == 0 and apart <= _BYTE):
        return FULL
    if apart <= _BYTE:
        return SAME_MINOR
    if apart < 1 << 16:
        return SAME_MIDDLE
    if apart < 1 << 24:
        return SAME_MAJOR
    return 0


@inlined
def best_occupation(wishes: Lists, i: int, offered: int) -> int:
    """The likeness of the wish that comes nearest."""
    best = 0
    if offered != UNKNOWN:
        for at in range(wishes.starts[i], wishes.starts[i + 1]):
            best = max(best, occupation_likeness(wishes.values[at], offered))
    return best


@inlined
def best_major(studied: Lists, i: int, asked: Lists, j: int) -> int:
    """The likeness of the major studied to the major asked for that come nearest."""
    best = 0
    for a in range(studied.starts[i], studied.starts[i + 1]):
        for b in range(asked.starts[j], asked.starts[j + 1]):
            apart = studied.values[a] ^ asked.values[b]
            if apart == 0:
                return FULL
            if apart < 1 << CLASS_BITS:
                best = max(best, SAME_CLASS)
            elif (
                apart < 1 << DISCIPLINE_BITS
                and studied.values[a] >> DISCIPLINE_BITS < UNLISTED_DISCIPLINE
            ):
                best = max(best, SAME_DISCIPLINE)
    return best


@inlined
def best_industry(wishes: Lists, i: int, offered: int) -> int:
    """The likeness of the industry wished for that comes nearest."""
    best = 0
    if offered != UNKNOWN:
        for at in range(wishes.starts[i], wishes.starts[i + 1]):
            apart = wishes.values[at] ^ offered
            if apart == 0:
                return FULL
            if apart < 1 << SECTION_BITS:
                best = SAME_SECTION
    return best


@inlined
def pay_likeness(wish: int, low: int) -> int:
    """How well the lower end of a pay suits a wish; nothing when either is not said."""
    if wish <= OPEN or low == UNKNOWN:
        return 0
    part = FULL * low // wish
    return min(max((part - PAY_FROM) * FULL // (PAY_FULL - PAY_FROM), 0), FULL)


@inlined
def level_likeness(level: int, asked: int) -> int:
    """How well a skill level suits what is asked for; nothing when nothing is."""
    if asked <= OPEN or level < asked:
        return 0
    return min(LEVEL_ENOUGH + LEVEL_STEP * (level - asked), FULL)


@inlined
def years_likeness(years: int, asked: int) -> int:
    """How far years of work come up to what is asked for; nothing when nothing is."""
    if asked <= OPEN or years == UNKNOWN:
        return 0
    return min(FULL * years // asked, FULL)


@inlined
def shared(one: Lists, i: int, other: Lists, j: int, weights: Int32) -> int:
    """What the values that two sorted lists share weigh together."""
    a, last_a = one.starts[i], one.starts[i + 1]
    b, last_b = other.starts[j], other.starts[j + 1]
    total = 0
    while a < last_a and b < last_b:
        if one.values[a] == other.values[b]:
            total += weights[one.values[a]]
            a += 1
            b += 1
        elif one.values[a] < other.values[b]:
            a += 1
        else:
            b += 1
    return total


@inlined
def holds_all(held: Lists, i: int, asked: Lists, j: int) -> bool:
    """Whether a sorted list holds all of another."""
    a, last_a = held.starts[i], held.starts[i + 1]
    for b in range(asked.starts[j], asked.starts[j + 1]):
        while a < last_a and held.values[a] < asked.values[b]:
            a += 1
        if a == last_a or held.values[a] != asked.values[b]:
            return False
    return True


@inlined
def at_least(value: int, asked: int) -> int:
    """Whether a degree or level is enough: fits, refused, or not certain."""
    if asked == OPEN:
        return FITS
    if asked == UNKNOWN or value == UNKNOWN:
        return UNCERTAIN
    return FITS if value >= asked else REFUSED


@inlined
def pay_fits(wish: int, low: int, high: int) -> int:
    """Whether what is paid can reach what is wished for."""
    if wish == OPEN:
        return FITS
    if wish == UNKNOWN:
        return UNCERTAIN
    if max(low, high) >= wish:
        return FITS
    return UNCERTAIN if high == UNKNOWN else REFUSED


@inlined
def time_fits(forms: int, offered: int, accepted: int, worked: int) -> int:
    """Whether form of work and shifts suit: one form in common, every shift accepted."""
    if forms != 0 and offered != 0 and forms & offered == 0:
        return REFUSED
    if accepted != 0 and worked & ~accepted != 0:
        return REFUSED
    if forms == 0 or offered == 0 or accepted == 0 or worked == 0:
        return UNCERTAIN
    return FITS


@inlined
def permit_fits(needed: int, arranged: int) -> int:
    """Whether a work permit is arranged where one is needed."""
    if needed == 0 or arranged == 1:
        return FITS
    if needed == UNKNOWN or arranged == UNKNOWN:
        return UNCERTAIN
    return REFUSED


@inlined
def credentials_fit(held: Lists, known: int, i: int, asked: Lists, said: int, j: int) -> int:
    """Whether all certificates and licences asked for are held.

    Args:
        held: Sorted; the lowest bit of each tells its kind.
        known: One bit a kind of which all that somebody holds is known.
        i: Who.
        asked: Sorted, as ``held``.
        said: One bit a kind of which is said what is asked for, be it nothing.
        j: By which post.
    """
    verdict = FITS if said == ALL_KINDS else UNCERTAIN
    a, last = held.starts[i], held.starts[i + 1]
    for b in range(asked.starts[j], asked.starts[j + 1]):
        wanted = asked.values[b]
        while a < last and held.values[a] < wanted:
            a += 1
        if a == last or held.values[a] != wanted:
            if (known >> (wanted & 1)) & 1:
                return REFUSED
            verdict = UNCERTAIN
    return verdict
