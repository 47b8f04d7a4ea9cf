"""A whole region: draw the lives, then write down what each register would hold of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from yulin.facts import schema
from yulin.facts.frames import Facts, empty_frame
from yulin.synth import boundaries, careers, employment, identity, lives, spells
from yulin.synth.achievements import achievement_frame
from yulin.synth.benefits import benefit_columns
from yulin.synth.certificates import certificate_columns
from yulin.synth.education import education_columns
from yulin.synth.employers import employer_codes, employer_columns, found_employers
from yulin.synth.homes import home_columns
from yulin.synth.honours import honour_columns
from yulin.synth.households import household_codes
from yulin.synth.incomes import income_frame
from yulin.synth.loans import loan_frame
from yulin.synth.names import person_names
from yulin.synth.needs import need_frame
from yulin.synth.people import person_columns
from yulin.synth.placements import placement_frame
from yulin.synth.platforms import platform_frame
from yulin.synth.recognitions import recognition_frame
from yulin.synth.registrations import registration_frame
from yulin.synth.sheets import Columns, Keys, Values
from yulin.synth.streams import Ints, Streams
from yulin.synth.tenancies import tenancy_frame
from yulin.synth.trainings import training_frame
from yulin.synth.written import Written

_PEOPLE_PER_EMPLOYER = 25
WENZHOU = 330300
#: some boundaries lie in 2020 and 2021, and nobody may have records of days to come
EARLIEST = dt.date(2022, 2, 1)


def synthesize(
    *,
    people: int,
    employers: int | None = None,
    seed: int,
    as_of: dt.date = dt.date(2026, 9, 1),
    region: int = WENZHOU,
) -> Facts:
    """Return an invented region's records up to a day; the same arguments give the same records.

    Raises ValueError for a negative size, no employers, a day before 2022-02-01, or a region that
    `places` does not know.
    """
    firms = _check(people=people, employers=employers, seed=seed, as_of=as_of)
    return _invent(Streams(seed), _Part(), people=people, firms=firms, as_of=as_of, region=region)


def synthesize_parts(
    *,
    people: int,
    parts: int,
    employers: int | None = None,
    seed: int,
    as_of: dt.date = dt.date(2026, 9, 1),
    region: int = WENZHOU,
) -> Iterator[Facts]:
    """Yield a region too large for memory in parts that share no person and no employer.

    Everybody works for, and is married into, their own part; in the order of identity numbers the
    parts are mixed. Raises ValueError as `synthesize` does, and for more than 500 parts or parts
    without people or employers.
    """
    firms = _check(people=people, employers=employers, seed=seed, as_of=as_of)
    if not 1 <= parts <= min(identity.MOST_PARTS, people, firms):
        raise ValueError(
            f"parts must be 1 to {identity.MOST_PARTS}, each with people and employers"
        )
    first = 0
    for number in range(parts):
        place = _Part(number=number, of=parts, first_employer=first)
        size, staffed = _share(people, parts, number), _share(firms, parts, number)
        yield _invent(
            Streams(seed, number), place, people=size, firms=staffed, as_of=as_of, region=region
        )
        first += staffed


def _share(whole: int, parts: int, number: int) -> int:
    return whole // parts + (number < whole % parts)


def _check(*, people: int, employers: int | None, seed: int, as_of: dt.date) -> int:
    """Refuse what cannot be invented, and return how many employers there are."""
    firms = max(1, people // _PEOPLE_PER_EMPLOYER) if employers is None else employers
    if people < 0 or firms < 1 or seed < 0:
        raise ValueError("people and seed must be 0 or more, employers 1 or more")
    if as_of < EARLIEST:
        raise ValueError(f"as_of must be {EARLIEST} or later")
    return firms


@dataclass(frozen=True, kw_only=True)
class _Part:
    """Which part of a region this is, so that its numbers are nobody else's."""

    number: int = 0
    of: int = 1
    first_employer: int = 0


@dataclass(frozen=True, kw_only=True)
class _Drawn:
    tables: dict[str, Columns]
    code_types: list[str]


def _invent(
    streams: Streams, place: _Part, *, people: int, firms: int, as_of: dt.date, region: int
) -> Facts:
    cast = boundaries.cast(people=people, employers=firms, as_of=as_of)
    drawn = _draw(streams, people=people - cast.count, firms=firms, as_of=as_of, region=region)
    tables = _write(streams, drawn, cast, place)
    written = Written(streams=streams, tables=tables, as_of=as_of, region=region, cast=cast.count)
    return Facts({**tables, **_further(written)})


def _draw(streams: Streams, *, people: int, firms: int, as_of: dt.date, region: int) -> _Drawn:
    """Draw everyone but the boundary cases."""
    staff = found_employers(streams, count=firms, people=people, region=region, as_of=as_of)
    some, founders = careers.settle(streams, lives.live(streams, count=people, as_of=as_of), staff)
    jobs = careers.work(streams, some, staff, founders=founders)
    trades = employment.choose_trades(streams, some, jobs, staff)
    tables = {
        "人员": person_columns(streams, some, jobs, staff, region=region),
        "学历": education_columns(streams, some),
        "证书": certificate_columns(streams, some, trades),
        "社保": spells.insurance_columns(streams, jobs, staff, now=some.now),
        "就业": employment.employment_columns(streams, some, jobs, staff, trades),
        "单位": employer_columns(streams, staff, founders=founders),
        "住房": home_columns(streams, some, region=region),
        "荣誉": honour_columns(streams, some, trades),
        "已享受": benefit_columns(streams, some, trades),
    }
    return _Drawn(tables=tables, code_types=employer_codes(staff))


def _further(written: Written) -> dict[str, pl.DataFrame]:
    """The registers that are put together from what the others say, and 人员 with households."""
    codes = household_codes(
        written.streams, written["人员"], today=written.today, cast=written.cast
    )
    return {
        "人员": written["人员"].with_columns(codes),
        "收入": income_frame(written),
        "培训": training_frame(written),
        "见习实习": placement_frame(written),
        "租赁": tenancy_frame(written),
        "困难身份": need_frame(written),
        "贷款": loan_frame(written),
        "认定": recognition_frame(written),
        "登记": registration_frame(written),
        "成果": achievement_frame(written),
        "平台": platform_frame(written),
        # which facts documents declare is not known here; nobody has told any
        **{table.name: empty_frame(table.name) for table in schema.TOLD_OF.values()},
    }


def _write(
    streams: Streams, drawn: _Drawn, cast: boundaries.Cast, place: _Part
) -> dict[str, pl.DataFrame]:
    """Give everyone an identifier and a name, and set the boundary cases below the drawn rows."""
    people = drawn.tables["人员"]
    birth_days = np.r_[_numbers(people["出生日期"]), cast.birth_days]
    sexes = np.r_[_numbers(people["性别"]), cast.sexes]
    keys = Keys(
        people=identity.identity_numbers(
            birth_days=birth_days, sexes=sexes, part=place.number, parts=place.of
        ),
        employers=pl.Series(
            identity.credit_codes(types=drawn.code_types, first=place.first_employer),
            dtype=pl.String,
        ),
    )
    everyone = person_names(streams, sexes=sexes)
    drawn.tables["人员"] = {
        **people,
        "证件号": np.arange(len(birth_days) - cast.count),
        "姓名": everyone.head(len(birth_days) - cast.count),
    }
    played = cast.tables(keys, everyone.tail(cast.count))
    frames = {
        table.name: _stacked(keys.frame(table, drawn.tables[table.name]), played.get(table.name))
        for table in schema.TABLES
        if table.name in drawn.tables
    }
    return _without_twins(frames)


def _numbers(values: Values) -> Ints:
    assert isinstance(values, np.ndarray)
    return values


def _stacked(drawn: pl.DataFrame, played: pl.DataFrame | None) -> pl.DataFrame:
    return drawn if played is None else pl.concat([drawn, played]).rechunk()


def _without_twins(frames: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Leave out the few homes and payments that came out alike: a register holds each once."""
    once = {name: frames[name].unique(maintain_order=True) for name in ("住房", "已享受")}
    return {**frames, **once}
