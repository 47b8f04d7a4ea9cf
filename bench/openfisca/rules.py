"""The ten benefits said to OpenFisca-core: one entity, vectorised formulas, sums in whole fen.

Ranks stand for ordered labels and tables are looked up by rank, the quickest form there is in NumPy.
Sums are integers because OpenFisca's floats have 32 bits, too few for a home's price in fen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from bench.openfisca.people import AS_OF, NAMES

PERIOD = AS_OF.isoformat()
CITY = 330300
#: positions in the label sets of the record tables
COLLEGE, BACHELOR, MASTER, DOCTOR = 4, 5, 6, 7
INTERMEDIATE, ASSOCIATE_SENIOR = 3, 4
MIDDLE_WORKER, SENIOR_WORKER, TECHNICIAN = 3, 4, 5
MARRIED, FIRM, SMALL = 1, 0, 1
MANUFACTURING = (1, 8)
#: fen by 学历 and by 技能等级
SETTLING = np.array([0, 0, 0, 0, 0, 2_000_000, 5_000_000, 10_000_000])
LIVING = np.array([0, 0, 0, 0, 0, 0, 150_000, 300_000])
SKILL = np.array([800_000, *[800_000] * 3, 200_000, 300_000, 500_000, 800_000, 800_000])
DATES = ("hired_on", "graduated_on")
YES = ("employed", "insured_now", "medical", "unemployed", "needy", "owns_home")
PERSON = build_entity(key="person", plural="persons", label="Person", is_person=True)
_NOW = np.datetime64(AS_OF)

Array = np.ndarray
#: reads the facts of everybody by name
Facts = Callable[[str], Array]


def month_length(month: Array) -> Array:
    return ((month + 1).astype("datetime64[D]") - month.astype("datetime64[D]")).astype(np.int64)


def day_in_month(day: Array) -> Array:
    """Return how many days of its month lie before a day."""
    return (day - day.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64)


def add_years(day: Array, years: int) -> Array:
    """Return the same day some years later; 29 February becomes the month's last day."""
    month = day.astype("datetime64[M]") + 12 * years
    return month.astype("datetime64[D]") + np.minimum(day_in_month(day), month_length(month) - 1)


def months_until_now(day: Array) -> Array:
    """Return complete months up to the date of the decision."""
    now = _NOW.astype("datetime64[M]")
    crossed = (now - day.astype("datetime64[M]")).astype(np.int64)
    reached = np.minimum(day_in_month(day), month_length(now) - 1)
    return crossed - (day_in_month(_NOW) < reached)


def percent(fen: Array, part: int) -> Array:
    """Return so many hundredths, rounded half up to the fen."""
    return (fen.astype(np.int64) * part + 50) // 100


def _local(f: Facts) -> Array:
    division = f("work_division")
    return (division >= CITY) & (division <= CITY + 99)


def settling_due(f: Facts) -> Array:
    return (
        (f("education") >= BACHELOR)
        & (f("age") <= 40)
        & (f("contract_tenths") >= 30)
        & (f("insured_in_a_row") >= 6)
    )


def settling_sum(f: Facts) -> Array:
    return SETTLING[f("education")]


def rent_due(f: Facts) -> Array:
    return (f("education") >= COLLEGE) & (f("age") <= 45) & ~f("owns_home") & f("employed")


def rent_sum(f: Facts) -> Array:
    return np.minimum(percent(f("rent_fen"), 50), 150_000)


def skill_due(f: Facts) -> Array:
    return (f("skill") >= SENIOR_WORKER) & (f("insured_months") >= 36) & f("insured_now")


def skill_sum(f: Facts) -> Array:
    return SKILL[f("skill")]


def small_firm_due(f: Facts) -> Array:
    return (
        (f("employer_kind") == FIRM)
        & (f("employer_size") <= SMALL)
        & (add_years(f("graduated_on"), 5) >= _NOW)
        & (f("education") >= COLLEGE)
        & (f("contract_tenths") >= 10)
    )


def small_firm_sum(f: Facts) -> Array:
    others = np.where(f("needy"), 500_000, 300_000)
    return np.where(f("marriage") == MARRIED, 600_000, others)


def home_due(f: Facts) -> Array:
    able = (
        (f("education") >= MASTER) | (f("title") >= ASSOCIATE_SENIOR) | (f("skill") >= TECHNICIAN)
    )
    return able & (f("insured_months") >= 24) & (f("price_fen") > 0)


def home_sum(f: Facts) -> Array:
    cap = np.where(f("education") >= DOCTOR, 40_000_000, 20_000_000)
    return np.minimum(percent(f("price_fen"), 10), cap)


def seeking_due(f: Facts) -> Array:
    return f("needy") & (f("age") <= 30) & (add_years(f("graduated_on"), 3) >= _NOW)


def seeking_sum(f: Facts) -> Array:
    return np.full(len(f("age")), 300_000)


def high_wages_due(f: Facts) -> Array:
    return (f("wages_fen") >= 12_000_000) & (f("title") >= INTERMEDIATE) & f("insured_now")


def high_wages_sum(f: Facts) -> Array:
    return np.clip(percent(f("wages_fen"), 8), 1_000_000, 10_000_000)


def living_due(f: Facts) -> Array:
    neither = ~(f("owns_home") | f("unemployed"))
    recent = months_until_now(f("hired_on")) < 60
    return (f("education") >= MASTER) & recent & f("employed") & neither


def living_sum(f: Facts) -> Array:
    return LIVING[f("education")]


def living_periods(f: Facts) -> Array:
    return np.maximum(0, 60 - months_until_now(f("hired_on")))


def industry_due(f: Facts) -> Array:
    first, last = MANUFACTURING
    making = (f("industry") >= first) & (f("industry") <= last)
    steady = f("insured_in_a_row") >= 12
    return making & (f("skill") >= MIDDLE_WORKER) & steady & (f("age") <= 55)


def industry_sum(f: Facts) -> Array:
    months = f("insured_in_a_row")
    return np.where(months >= 36, 300_000, np.where(months >= 24, 200_000, 100_000))


def older_due(f: Facts) -> Array:
    busy = f("employed") & f("medical") & ~f("unemployed")
    return (f("age") >= 45) & busy & (f("wages_fen") < 6_000_000)


def older_sum(f: Facts) -> Array:
    return np.full(len(f("age")), 40_000)


def older_periods(f: Facts) -> Array:
    return np.minimum(36, f("insured_months"))


Rule = Callable[[Facts], Array]
#: key of the benefit in our documents → due, sum of a period, number of periods
RULES: dict[str, tuple[Rule, Rule, Rule | int]] = {
    "OF-01/安家": (settling_due, settling_sum, 1),
    "OF-02/租房": (rent_due, rent_sum, 36),
    "OF-03/技能": (skill_due, skill_sum, 1),
    "OF-04/小微": (small_firm_due, small_firm_sum, 1),
    "OF-05/购房": (home_due, home_sum, 1),
    "OF-06/求职": (seeking_due, seeking_sum, 1),
    "OF-07/高薪": (high_wages_due, high_wages_sum, 1),
    "OF-08/生活": (living_due, living_sum, living_periods),
    "OF-09/稳岗": (industry_due, industry_sum, 1),
    "OF-10/大龄": (older_due, older_sum, older_periods),
}
FIGURES = ("due", "amount", "total")


def variable(key: str, figure: str) -> str:
    """Return the name of a benefit's variable."""
    return f"b{list(RULES).index(key) + 1}_{figure}"


def _reader(person: Any, period: Any) -> Facts:
    return lambda name: person(name, period)


def _due(rule: Rule) -> Callable[..., Array]:
    def formula(person: Any, period: Any) -> Array:
        return rule(_reader(person, period)) & person("is_local", period)

    return formula


def _amount(rule: Rule, due: str) -> Callable[..., Array]:
    def formula(person: Any, period: Any) -> Array:
        return np.where(person(due, period), rule(_reader(person, period)), 0)

    return formula


def _total(periods: Rule | int, amount: str) -> Callable[..., Array]:
    def formula(person: Any, period: Any) -> Array:
        count = periods if isinstance(periods, int) else periods(_reader(person, period))
        return person(amount, period) * count

    return formula


def _made(name: str, kind: type, formula: Callable[..., Array] | None = None) -> type[Variable]:
    """Return a variable's class; what has a formula is worked out for the day."""
    body: dict[str, Any] = {
        "value_type": kind,
        "entity": PERSON,
        "definition_period": DateUnit.DAY if formula else DateUnit.ETERNITY,
        "label": name,
    }
    if formula is not None:
        body["formula"] = formula
    return type(name, (Variable,), body)


def system() -> TaxBenefitSystem:
    """Return the ten benefits as OpenFisca-core takes them."""
    made = TaxBenefitSystem([PERSON])
    for name in NAMES.values():
        kind: type = dt.date if name in DATES else bool if name in YES else int
        made.add_variable(_made(name, kind))
    made.add_variable(
        _made("is_local", bool, lambda person, period: _local(_reader(person, period)))
    )
    for key, (due, amount, periods) in RULES.items():
        names = [variable(key, figure) for figure in FIGURES]
        made.add_variable(_made(names[0], bool, _due(due)))
        made.add_variable(_made(names[1], int, _amount(amount, names[0])))
        made.add_variable(_made(names[2], int, _total(periods, names[1])))
    return made


def decide(rules: TaxBenefitSystem, arrays: dict[str, Array]) -> dict[str, Array]:
    """Return every figure of every benefit for everybody, by ``variable``."""
    simulation: Simulation = SimulationBuilder().build_default_simulation(
        rules, count=len(arrays["age"])
    )
    for name, values in arrays.items():
        simulation.set_input(name, PERIOD, values)
    names = [variable(key, figure) for key in RULES for figure in FIGURES]
    return {name: simulation.calculate(name, PERIOD) for name in names}
