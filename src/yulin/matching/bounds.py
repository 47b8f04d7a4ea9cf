"""The most that a pair can be worth, found in a few looks.

Every bound is at least what ``exact`` gives, so nothing that belongs into a list is passed over.
"""

from __future__ import annotations

from yulin.matching.blocks import (
    ASKS_CREDENTIAL,
    ASKS_INDUSTRY,
    ASKS_MAJOR,
    ASKS_SKILL,
    ASKS_YEARS,
    DEGREES,
    MASK_BITS,
)
from yulin.matching.compiled import inlined
from yulin.matching.market import (
    MAJOR_BITS,
    MORE,
    MOST_SKILLS,
    MOST_TEXT,
    PAY_STEP,
    PAY_STEPS,
    SIDE_BITS,
    SIDE_MASK,
    SKILL_BITS,
    SURE,
    Market,
    Scratch,
)
from yulin.matching.pair import (
    DISCIPLINE_BITS,
    LARGEST_SUM,
    SAME_MIDDLE,
    UNCERTAIN,
    at_least,
    best_industry,
    best_occupation,
    level_likeness,
    pay_likeness,
    permit_fits,
    spoken,
    time_fits,
    years_likeness,
)
from yulin.matching.scale import FULL, NEAR_TITLE, OPEN, UNKNOWN


@inlined
def product(both: int) -> int:
    """Seeker's score times employer's, from both in one word."""
    return (both >> SIDE_BITS) * (both & SIDE_MASK)


@inlined
def prepare(market: Market, i: int, room: Scratch) -> None:
    """Weigh what somebody's wishes are to all that occurs."""
    people, columns, idf, w = market.people, market.columns, market.idf, market.weights
    for at in range(len(columns.occupations)):
        room.occupations[at] = w[1] * best_occupation(
            people.occupations, i, columns.occupations[at]
        )
    for at in range(len(columns.industries)):
        room.industries[at] = best_industry(people.industries, i, columns.industries[at])
    for at in range(len(columns.kinds)):
        years = years_likeness(people.years[i], columns.kinds[at, 1])
        room.kinds[at] = w[5] * room.industries[columns.kinds[at, 0]] + w[10] * years
        if columns.kinds[at, 2]:
            room.kinds[at] += w[11] * FULL
    wish = people.pay[i]
    for at in range(PAY_STEPS):
        room.pay[at] = w[6] * pay_likeness(wish, PAY_STEP * (at + 1) - 1)
    if wish > OPEN:
        room.pay[PAY_STEPS - 1] = w[6] * FULL
    total = 0
    for at in range(people.text.starts[i], people.text.starts[i + 1]):
        total += idf.text[people.text.values[at]]
    room.noted[MOST_TEXT] = market.said_text[min(total, LARGEST_SUM)]
    _foreshadow(market, i, room)


@inlined
def _foreshadow(market: Market, i: int, room: Scratch) -> None:
    """Note the bits of somebody's majors and skills, and the most that the skills can speak."""
    majors, skills, weights = market.people.majors, market.people.skills, market.idf.skills
    bits = 0
    for at in range(majors.starts[i], majors.starts[i + 1]):
        bits |= 1 << ((majors.values[at] >> DISCIPLINE_BITS) % MASK_BITS)
    room.noted[MAJOR_BITS] = bits
    bits, total = 0, 0
    for at in range(skills.starts[i], skills.starts[i + 1]):
        skill = skills.values[at]
        bits |= 1 << (skill % MASK_BITS)
        total += weights[skill]
    room.noted[SKILL_BITS] = bits
    room.noted[MOST_SKILLS] = market.weights[3] * spoken(total, market.idf.half_skills)


@inlined
def judge_block(market: Market, i: int, block: int) -> int:
    """The requirements that all posts of a block share, besides place and degree.

    Uncertain also where every single post of it is, because somebody's wish for pay is not known.
    """
    people, blocks = market.people, market.blocks
    verdict = at_least(people.level[i], blocks.level[block])
    if people.pay[i] == UNKNOWN:
        verdict = min(verdict, UNCERTAIN)
    verdict = min(verdict, permit_fits(people.permit[i], blocks.permit[block]))
    return min(
        verdict,
        time_fits(people.forms[i], blocks.forms[block], people.shifts[i], blocks.shifts[block]),
    )


@inlined
def bound_block(market: Market, i: int, block: int, like: int, room: Scratch) -> None:
    """Note what a block certainly gives both sides, and the most that its posts could add."""
    people, blocks, noted = market.people, market.blocks, room.noted
    asks, asked = blocks.asks[block], blocks.education[block]
    education = FULL if OPEN < asked < DEGREES and people.education[i] >= asked else 0
    level = level_likeness(people.level[i], blocks.level[block])
    pay = pay_likeness(people.pay[i], blocks.pay[block])
    years = FULL if asks & ASKS_YEARS and people.years[i] > OPEN else 0
    industry = FULL if asks & ASKS_INDUSTRY else 0
    major = FULL if asks & ASKS_MAJOR and noted[MAJOR_BITS] else 0
    skill = noted[MOST_SKILLS] if asks & ASKS_SKILL else 0
    credential = FULL if asks & ASKS_CREDENTIAL else 0
    w = market.weights
    noted[SURE] = w[7] * like + w[8] * education + w[9] * level
    more = skill + w[4] * major + w[5] * industry
    noted[MORE] = more + w[6] * pay + w[10] * years + w[11] * credential


@inlined
def bound_post(market: Market, i: int, post: int, said: int, room: Scratch) -> int:
    """The most that a post can be worth to somebody after ``bound_block``; -1 when its pay is too low.

    ``said`` is what shared words of texts give both sides, or the most that they can.
    """
    columns, noted = market.columns, room.noted
    if columns.pay_most[post] < market.people.pay[i]:
        return -1
    both = noted[SURE] + room.occupations[columns.occupation[post]]
    both += market.said_title[min(room.title[post], LARGEST_SUM)]
    both += said
    both += room.kinds[columns.kind[post]]
    low = columns.pay[post]
    if low != UNKNOWN:
        both += room.pay[min(low // PAY_STEP, PAY_STEPS - 1)]
    if noted[MAJOR_BITS] & columns.majors[post]:
        both += market.weights[4] * FULL
    if noted[SKILL_BITS] & columns.skills[post]:
        both += noted[MOST_SKILLS]
    return product(both)


@inlined
def bound_far(market: Market, room: Scratch) -> int:
    """The most that any post of a block can be worth that is not near to somebody's wishes."""
    noted, w = room.noted, market.weights
    both = noted[SURE] + noted[MORE] + noted[MOST_TEXT]
    return product(both + w[0] * NEAR_TITLE + w[1] * SAME_MIDDLE)


@inlined
def bound_span(market: Market, like: int, room: Scratch) -> int:
    """The most that any post can be worth of a place this much wished for that is not near to the wishes."""
    noted, w = room.noted, market.weights
    both = w[7] * like + (w[8] + w[9] + w[5] + w[6] + w[10] + w[11]) * FULL
    if noted[MAJOR_BITS]:
        both += w[4] * FULL
    both += noted[MOST_SKILLS] + noted[MOST_TEXT]
    return product(both + w[0] * NEAR_TITLE + w[1] * SAME_MIDDLE)
