"""Features and requirements of many pairs at once, and one line of reasons for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from yulin.matching import pair
from yulin.matching.blocks import ANYWHERE
from yulin.matching.compiled import compiled, inlined
from yulin.matching.features import Feature
from yulin.matching.rank import Sides
from yulin.matching.reference import Requirement
from yulin.matching.scale import FULL, OPEN, UNKNOWN
from yulin.matching.sides import LIST_OPEN, LIST_UNKNOWN, Idf, Int8, Int16, Int64, People, Posts

#: Features and requirements that one line of reasons names.
_NAMED: Final = 4


@dataclass(frozen=True)
class Parts:
    """Pairs, taken apart.

    Attributes:
        features: Of each pair, 0 to 1000 by ``Feature``.
        verdicts: Of each pair, by ``Requirement``: -1 refused, 0 uncertain, 1 fits.
        seeker: Scores on the seeker's side, 0 to 1000.
        employer: Scores on the employer's side, 0 to 1000.
    """

    features: Int16
    verdicts: Int8
    seeker: Int64
    employer: Int64


def parts(sides: Sides, seekers: Int64, posts: Int64) -> Parts:
    """Take pairs apart.

    Args:
        sides: Both sides.
        seekers: Row of the seeker of each pair.
        posts: Row of the post of each pair.
    """
    features = np.zeros((len(seekers), len(Feature)), np.int16)
    verdicts = np.zeros((len(seekers), len(Requirement)), np.int8)
    # a column of a table is laid out otherwise, and for each layout it would be compiled anew
    rows, others = (np.ascontiguousarray(one, np.int64) for one in (seekers, posts))
    _measure(sides.people, sides.posts, sides.idf, rows, others, features, verdicts)
    weighed = features.astype(np.int64) @ sides.weights.array().T
    return Parts(features, verdicts, weighed[:, 0] // FULL, weighed[:, 1] // FULL)


def reasons(found: Parts, sides: Sides) -> pl.Series:
    """Return for each pair what speaks for it most, and what is not known or not met.

    Args:
        found: Pairs, taken apart.
        sides: Both sides, for what features weigh.

    Returns:
        Such as ``岗位名称 72%、职业 100%；待核实：班次``.
    """
    points = found.features.astype(np.int64) * sides.weights.array().sum(axis=0)
    order = np.argsort(-points, axis=1, kind="stable")[:, :_NAMED]
    labels = np.array([feature.label for feature in Feature], dtype=object)
    columns = []
    for at in range(order.shape[1]):
        chosen = order[:, at : at + 1]
        value = np.take_along_axis(found.features, chosen, 1)[:, 0]
        value = np.where(np.take_along_axis(points, chosen, 1)[:, 0] > 0, value, 0)
        text = pl.Series(labels[chosen[:, 0]], dtype=pl.String)
        share = pl.Series(value // 10).cast(pl.String)
        columns.append(pl.select(pl.when(pl.Series(value > 0)).then(text + " " + share + "%")))
    speaks = (
        pl.concat(
            [one.rename({one.columns[0]: str(at)}) for at, one in enumerate(columns)],
            how="horizontal",
        )
        .select(v=pl.concat_str(pl.all(), separator="、", ignore_nulls=True))
        .to_series()
    )
    told = _named(found.verdicts, 0, "；待核实：")
    return speaks + told + _named(found.verdicts, -1, "；不符合：")


def _named(verdicts: Int8, wanted: int, before: str) -> pl.Series:
    """Requirements of one verdict, as they are told; nothing where there are none."""
    frame = pl.DataFrame(
        {
            requirement.value: pl.select(
                pl.when(pl.Series(verdicts[:, at] == wanted)).then(pl.lit(requirement.value))
            ).to_series()
            for at, requirement in enumerate(Requirement)
        }
    )
    joined = pl.concat_str(pl.all(), separator="、", ignore_nulls=True)
    return frame.select(
        v=pl.when(joined != "").then(before + joined).otherwise(pl.lit(""))
    ).to_series()


@compiled
def _measure(
    people: People,
    posts: Posts,
    idf: Idf,
    seekers: Int64,
    rows: Int64,
    features: Int16,
    verdicts: NDArray[np.int8],
) -> None:
    for at in range(len(seekers)):
        i, j = seekers[at], rows[at]
        _features(people, i, posts, j, idf, features[at])
        _verdicts(people, i, posts, j, verdicts[at])


@inlined
def _features(people: People, i: int, posts: Posts, j: int, idf: Idf, into: Int16) -> None:
    title = pair.shared(people.title, i, posts.title, j, idf.title)
    text = pair.shared(people.text, i, posts.text, j, idf.text)
    skill = pair.shared(people.skills, i, posts.skills, j, idf.skills)
    asked = posts.education[j]
    into[0] = pair.spoken(title, idf.half_title)
    into[1] = pair.best_occupation(people.occupations, i, posts.occupation[j])
    into[2] = pair.spoken(text, idf.half_text)
    into[3] = pair.spoken(skill, idf.half_skills)
    into[4] = pair.best_major(people.majors, i, posts.majors, j)
    into[5] = pair.best_industry(people.industries, i, posts.industry[j])
    into[6] = pair.pay_likeness(people.pay[i], posts.pay_low[j])
    for place in range(people.places.starts[i], people.places.starts[i + 1]):
        if people.places.values[place] == posts.place[j]:
            into[7] = people.place_likeness[place]
    into[8] = FULL if asked > OPEN and people.education[i] >= asked else 0
    into[9] = pair.level_likeness(people.level[i], posts.level[j])
    into[10] = pair.years_likeness(people.years[i], posts.years[j])
    if posts.credentials.starts[j + 1] > posts.credentials.starts[j]:
        held = pair.holds_all(people.credentials, i, posts.credentials, j)
        into[11] = FULL if held else 0


@inlined
def _verdicts(people: People, i: int, posts: Posts, j: int, into: Int8) -> None:
    into[0] = _place(people, i, posts.place[j])
    into[1] = pair.at_least(people.education[i], posts.education[j])
    into[2] = pair.at_least(people.level[i], posts.level[j])
    everything = 0xFF
    into[3] = pair.time_fits(people.forms[i], posts.forms[j], everything, everything)
    into[4] = pair.time_fits(everything, everything, people.shifts[i], posts.shifts[j])
    into[5] = pair.pay_fits(people.pay[i], posts.pay_low[j], posts.pay_high[j])
    into[6] = pair.permit_fits(people.permit[i], posts.permit[j])
    known, said = people.credentials_said[i], posts.credentials_said[j]
    for kind in range(2):
        into[7 + kind] = _credential(people, i, posts, j, known, said, kind)


@inlined
def _place(people: People, i: int, place: int) -> int:
    said = people.places_said[i]
    if place == ANYWHERE or said == LIST_OPEN:
        return pair.FITS
    if said == LIST_UNKNOWN or place == UNKNOWN:
        return pair.UNCERTAIN
    for at in range(people.places.starts[i], people.places.starts[i + 1]):
        if people.places.values[at] == place:
            return pair.FITS
    return pair.REFUSED


@inlined
def _credential(
    people: People, i: int, posts: Posts, j: int, known: int, said: int, kind: int
) -> int:
    """The requirement for certificates (0) or licences (1)."""
    held, asked = people.credentials, posts.credentials
    if not (said >> kind) & 1:
        return pair.UNCERTAIN
    for b in range(asked.starts[j], asked.starts[j + 1]):
        wanted = asked.values[b]
        if wanted & 1 != kind:
            continue
        found = False
        for a in range(held.starts[i], held.starts[i + 1]):
            found = found or held.values[a] == wanted
        if not found:
            return pair.REFUSED if (known >> kind) & 1 else pair.UNCERTAIN
    return pair.FITS
