"""The ten benefits written straight down in Polars, as an engineer with no policy engine would.

`decide` returns each benefit's ``due``, ``amount`` and ``total``; with ``clauses`` it keeps the
answer of every condition beside them, as the engine does.
"""

from __future__ import annotations

import polars as pl

from bench.openfisca.people import AS_OF

CITY = 330300
_NOW = pl.lit(AS_OF)
c = pl.col
#: benefit → condition → whether it holds, in the words of the documents
CLAUSES: dict[str, dict[str, pl.Expr]] = {
    "OF-01/安家": {
        "学历": c.education >= 5,
        "年龄": c.age <= 40,
        "合同": c.contract_tenths >= 30,
        "参保": c.insured_in_a_row >= 6,
    },
    "OF-02/租房": {
        "学历": c.education >= 4,
        "年龄": c.age <= 45,
        "无房": ~c.owns_home,
        "在职": c.employed,
    },
    "OF-03/技能": {
        "等级": c.skill >= 4,
        "参保": c.insured_months >= 36,
        "在保": c.insured_now,
    },
    "OF-04/小微": {
        "单位": c.employer_kind == 0,
        "规模": c.employer_size <= 1,
        "毕业": c.graduated_on.dt.offset_by("60mo") >= _NOW,
        "学历": c.education >= 4,
        "合同": c.contract_tenths >= 10,
    },
    "OF-05/购房": {
        "学历": c.education >= 6,
        "职称": c.title >= 4,
        "技能": c.skill >= 5,
        "参保": c.insured_months >= 24,
        "买房": c.price_fen > 0,
    },
    "OF-06/求职": {
        "困难": c.needy,
        "年龄": c.age <= 30,
        "毕业": c.graduated_on.dt.offset_by("36mo") >= _NOW,
    },
    "OF-07/高薪": {
        "工资": c.wages_fen >= 12_000_000,
        "职称": c.title >= 3,
        "在保": c.insured_now,
    },
    "OF-08/生活": {
        "学历": c.education >= 6,
        "入职": c.hired_on.dt.offset_by("60mo") > _NOW,
        "在职": c.employed,
        "有房": c.owns_home,
        "失业": c.unemployed,
    },
    "OF-09/稳岗": {
        "行业": c.industry.is_between(1, 8),
        "等级": c.skill >= 3,
        "参保": c.insured_in_a_row >= 12,
        "年龄": c.age <= 55,
    },
    "OF-10/大龄": {
        "年龄": c.age >= 45,
        "在职": c.employed,
        "医疗": c.medical,
        "没失业": ~c.unemployed,
        "工资": c.wages_fen < 6_000_000,
    },
}
LOCAL = "适用地区"
_IS_LOCAL = c.work_division.is_between(CITY, CITY + 99)


def _months_since(day: pl.Expr) -> pl.Expr:
    """Return complete months up to the date of the decision, a first of the month."""
    crossed = (AS_OF.year - day.dt.year()) * 12 + AS_OF.month - day.dt.month()
    return crossed.cast(pl.Int64) - (day.dt.day() > AS_OF.day).cast(pl.Int64)


def _percent(fen: pl.Expr, part: int) -> pl.Expr:
    return (fen * part + 50) // 100


def _choice(*cases: tuple[pl.Expr, pl.Expr | int], otherwise: int) -> pl.Expr:
    result = pl.lit(otherwise, dtype=pl.Int64)
    for test, value in reversed(cases):
        result = pl.when(test).then(value).otherwise(result)
    return result


_LIVING = _choice((c.education == 7, 300_000), (c.education == 6, 150_000), otherwise=0)
#: benefit → the sum of a period and the number of periods
SUMS: dict[str, tuple[pl.Expr, pl.Expr | int]] = {
    "OF-01/安家": (
        _choice(
            (c.education == 7, 10_000_000),
            (c.education == 6, 5_000_000),
            (c.education == 5, 2_000_000),
            otherwise=0,
        ),
        1,
    ),
    "OF-02/租房": (pl.min_horizontal(_percent(c.rent_fen, 50), 150_000), 36),
    "OF-03/技能": (
        _choice(
            (c.skill == 4, 200_000),
            (c.skill == 5, 300_000),
            (c.skill == 6, 500_000),
            otherwise=800_000,
        ),
        1,
    ),
    "OF-04/小微": (_choice((c.marriage == 1, 600_000), (c.needy, 500_000), otherwise=300_000), 1),
    "OF-05/购房": (
        pl.min_horizontal(
            _percent(c.price_fen, 10), _choice((c.education >= 7, 40_000_000), otherwise=20_000_000)
        ),
        1,
    ),
    "OF-06/求职": (pl.lit(300_000), 1),
    "OF-07/高薪": (_percent(c.wages_fen, 8).clip(1_000_000, 10_000_000), 1),
    "OF-08/生活": (_LIVING, (60 - _months_since(c.hired_on)).clip(0)),
    "OF-09/稳岗": (
        _choice(
            (c.insured_in_a_row >= 36, 300_000),
            (c.insured_in_a_row >= 24, 200_000),
            otherwise=100_000,
        ),
        1,
    ),
    "OF-10/大龄": (pl.lit(40_000), pl.min_horizontal(36, c.insured_months)),
}


def _due(key: str, clause: dict[str, pl.Expr], local: pl.Expr) -> pl.Expr:
    """Join the conditions of a benefit; two have an "any of" and a "none of" among them."""
    if key == "OF-05/购房":
        able = clause["学历"] | clause["职称"] | clause["技能"]
        return local & able & clause["参保"] & clause["买房"]
    if key == "OF-08/生活":
        neither = ~(clause["有房"] | clause["失业"])
        return local & clause["学历"] & clause["入职"] & clause["在职"] & neither
    return pl.all_horizontal([local, *clause.values()])


def _sums(key: str) -> list[pl.Expr]:
    amount, periods = SUMS[key]
    paid = pl.when(c(f"{key}|due")).then(amount).otherwise(0).cast(pl.Int64)
    return [paid.alias(f"{key}|amount"), (paid * periods).alias(f"{key}|total")]


def decide(frame: pl.DataFrame, *, clauses: bool) -> pl.DataFrame:
    """Return due, amount and total of every benefit, with every condition's answer if wanted."""
    if clauses:
        return _with_clauses(frame)
    due = (_due(key, found, _IS_LOCAL).alias(f"{key}|due") for key, found in CLAUSES.items())
    sums = [expr for key in CLAUSES for expr in _sums(key)]
    wanted = [f"{key}|{figure}" for key in CLAUSES for figure in ("due", "amount", "total")]
    return frame.lazy().with_columns(due).with_columns(sums).select(wanted).collect()


def _with_clauses(frame: pl.DataFrame) -> pl.DataFrame:
    kept = {key: {name: c(f"{key}/{name}") for name in found} for key, found in CLAUSES.items()}
    answers = (
        expr.alias(f"{key}/{name}")
        for key, found in CLAUSES.items()
        for name, expr in found.items()
    )
    due = (_due(key, found, c(LOCAL)).alias(f"{key}|due") for key, found in kept.items())
    sums = [expr for key in CLAUSES for expr in _sums(key)]
    lazy = frame.lazy().with_columns(*answers, _IS_LOCAL.alias(LOCAL))
    wanted = [
        LOCAL,
        *(f"{key}/{name}" for key, found in CLAUSES.items() for name in found),
        *(f"{key}|{figure}" for key in CLAUSES for figure in ("due", "amount", "total")),
    ]
    return lazy.with_columns(due).with_columns(sums).select(wanted).collect()
