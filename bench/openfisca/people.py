"""The facts that the ten benefits read, one row a person and nothing unknown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from bench import people
from yulin.facts.frames import PERSON_KEY, Facts
from yulin.policy import ir
from yulin.policy.backends.population import Population
from yulin.policy.library import Library
from yulin.policy.program import Definition

AS_OF = dt.date(2026, 9, 1)
POLICIES = Path(__file__).parent / "policies"
#: name in our vocabulary → name of the column, which is the variable in OpenFisca
NAMES = {
    "工作地区": "work_division",
    "年龄": "age",
    "最高学历": "education",
    "职称级别": "title",
    "技能等级": "skill",
    "婚姻状况": "marriage",
    "单位类型": "employer_kind",
    "单位规模": "employer_size",
    "单位行业": "industry",
    "合同年限": "contract_tenths",
    "在职": "employed",
    "入职日期": "hired_on",
    "最近毕业日期": "graduated_on",
    "本地社保连续月数": "insured_in_a_row",
    "本地社保累计月数": "insured_months",
    "本地现在参保": "insured_now",
    "现缴职工医疗": "medical",
    "登记失业": "unemployed",
    "有困难身份": "needy",
    "本地有房": "owns_home",
    "当前月租金": "rent_fen",
    "购房价格": "price_fen",
    "上年工资薪金": "wages_fen",
}
#: what an unknown fact is taken for; OpenFisca has no "unknown"
_LONG_AGO = dt.date(1950, 1, 1)


def flat(facts: Facts, library: Library) -> pl.DataFrame:
    """Return one row a person with a column per fact, worked out from their records."""
    program = library.program(AS_OF)
    population = Population(program, facts, AS_OF, "人员")
    wanted = list(_read(program.definitions.values()))
    population.prepare(ir.Var(d.key, d.type) for d in wanted)
    columns = [_filled(population.frame[d.key]).alias(NAMES[d.name]) for d in wanted]
    return pl.DataFrame([facts.people.alias(PERSON_KEY), *columns]).rechunk()


def _read(definitions: Any) -> Iterator[Definition]:
    found = {d.name: d for d in definitions if d.name in NAMES}
    missing = NAMES.keys() - found.keys()
    if missing:
        raise KeyError(f"the ten documents do not read {', '.join(sorted(missing))}")
    yield from (found[name] for name in NAMES)


def _filled(column: pl.Series) -> pl.Series:
    if column.dtype == pl.Boolean:
        return column.fill_null(value=False)
    return column.fill_null(_LONG_AGO if column.dtype == pl.Date else 0)


def as_given(frame: pl.DataFrame) -> dict[str, pl.Series]:
    """Return the facts by their names in our vocabulary."""
    return {name: frame[column] for name, column in NAMES.items()}


def as_arrays(frame: pl.DataFrame) -> dict[str, np.ndarray]:
    """Return the facts as arrays of the types in which OpenFisca keeps them."""
    return {name: _array(frame[name]) for name in NAMES.values()}


def _array(column: pl.Series) -> np.ndarray:
    if column.dtype == pl.Boolean:
        return column.to_numpy()
    if column.dtype == pl.Date:
        return column.to_numpy().astype("datetime64[D]")
    assert column.max() < 2**31, f"{column.name} does not fit the integers of OpenFisca"  # type: ignore[operator]
    return column.to_numpy().astype(np.int32)


def town(size: int) -> Facts:
    """Return people of one city, so that the region's condition holds for most."""
    return people.in_one_city(size)
