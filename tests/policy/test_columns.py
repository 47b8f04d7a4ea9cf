"""Columns of a whole population: tables of days, rounding in one division, parts worked out once."""

import datetime as dt

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from yulin.policy import ir
from yulin.policy.backends import days, sharing
from yulin.policy.backends.polars import Context, dtype
from yulin.policy.backends.python import Frame, run
from yulin.policy.dates import calendar_math as cm
from yulin.policy.kinds import DAY, MONEY, YES, Number

AS_OF = dt.date(2026, 9, 1)
LARGEST = 2**63 - 1
EDGES = [
    dt.date(1, 1, 1),
    dt.date(1, 1, 31),
    dt.date(400, 12, 31),
    dt.date(401, 1, 1),
    dt.date(1900, 2, 28),
    dt.date(1969, 12, 31),
    dt.date(1970, 1, 1),
    dt.date(2000, 2, 29),
    dt.date(2024, 2, 29),
    dt.date(2025, 2, 28),
    dt.date(9999, 11, 30),
    dt.date(9999, 12, 31),
]
DATES = st.dates() | st.sampled_from(EDGES)
PLAIN = Number()


# -- days ------------------------------------------------------------------------------------------


@settings(deadline=None)  # the first to ask makes the tables
@given(start=DATES, end=DATES)
def test_whole_months_and_years_are_those_of_the_reference(start, end):
    frame = pl.DataFrame({"a": [start], "b": [end]})
    whole = days.packed(pl.col("a")), days.closing(pl.col("b"))
    found = frame.select(days.months_between(*whole), y=days.years_between(*whole)).row(0)
    assert found == (cm.months_between(start, end), cm.months_between(start, end) // 12)
    one = days.months_between(pl.lit(days.packed_day(start)), pl.lit(days.closing_day(end)))
    assert pl.select(one).item() == cm.months_between(start, end)


@settings(deadline=None)  # the first to ask makes the tables
@given(day=DATES, months=st.integers(-130_000, 130_000))
@example(day=dt.date(2025, 2, 28), months=236)
def test_months_later_are_those_of_the_reference(day, months):
    frame = pl.DataFrame({"d": [day], "n": [months]})
    packed = days.packed(pl.col("d"))
    for count in (months, pl.col("n")):
        later = frame.select(days.months_later(packed, count)).item()
        assert later == cm.add_months(day, months)


@settings(deadline=None)  # the first to ask makes the tables
@given(day=DATES)
def test_days_taken_apart(day):
    packed = days.packed(pl.col("d"))
    made = pl.DataFrame({"d": [day]}).select(
        y=days.year_of(packed), m=days.month_of(packed), e=days.month_end_of(packed)
    )
    assert made.row(0) == (day.year, day.month, cm.month_end(day))


def test_an_unknown_day_stays_unknown():
    frame = pl.DataFrame({"d": [None, EDGES[0]]}, schema={"d": pl.Date})
    packed = days.packed(pl.col("d"))
    found = frame.select(m=days.months_later(packed, 1), e=days.month_end_of(packed))
    assert found.rows() == [(None, None), (dt.date(1, 2, 1), dt.date(1, 1, 31))]


# -- what columns prove ----------------------------------------------------------------------------


def both(node, **columns):
    """Values of a node over columns that are at hand, which must be those of the reference."""
    kinds = {n.name: n.type for n in ir.walk(node) if isinstance(n, ir.Var)}
    frame = pl.DataFrame(columns, schema={name: dtype(kinds[name]) for name in columns})
    context = Context(AS_OF, str, str, str, frame.get_column)
    kind = dtype(getattr(node, "type", YES))
    found = sharing.with_columns(frame, context, {"v": (node, kind)})["v"].to_list()
    cells = (Frame(program=None, as_of=AS_OF, worked_out=row) for row in frame.to_dicts())
    assert found == [run(node, one) for one in cells]
    return found


def share(factor, digits, mode="half"):
    product = ir.Multiply(ir.Var("x", MONEY), ir.Const(factor, PLAIN), MONEY)
    return ir.Round(product, digits, mode, MONEY)


@pytest.mark.parametrize("mode", ["half", "up", "down"])
@pytest.mark.parametrize("factor", [-8, 0, 1, 3, 5, 8, 25, 100])
@pytest.mark.parametrize("low", [-130, 0])
def test_shares_are_rounded_exactly(mode, factor, low):
    both(share(factor, 2, mode), x=[*range(low, 130), None])


def test_a_sum_that_fills_64_bits_is_rounded_without_overflow():
    # half the divisor added would not fit
    assert both(share(1, 2), x=[LARGEST, 149, 150]) == [92233720368547758, 1, 2]
    assert both(share(1, 2), x=[-LARGEST, -149, -150]) == [-92233720368547758, -1, -2]
    assert both(ir.Round(ir.Var("x", MONEY), 1, "up", MONEY), x=[LARGEST]) == [922337203685477581]


@pytest.mark.parametrize("bottoms", [[1, 3, 7, 8], [0, -3, 7, None]])
@pytest.mark.parametrize("tops", [[0, 4, 10, 12], [-4, 4, None, 12]])
def test_quotients_are_rounded_exactly(tops, bottoms):
    node = ir.Divide(ir.Var("x", MONEY), ir.Var("y", PLAIN), 1, MONEY)
    both(node, x=tops, y=bottoms)


@pytest.mark.parametrize("make", [ir.Least, ir.Greatest])
@pytest.mark.parametrize("xs", [[1, 5, 9], [1, None, 9]])
@pytest.mark.parametrize("ys", [[4, 4, 4], [None, 4, 9]])
def test_an_extreme_is_unknown_where_any_part_is(make, xs, ys):
    x, y = ir.Var("x", MONEY), ir.Var("y", MONEY)
    both(make((x, y), MONEY), x=xs, y=ys)
    both(make((x, ir.Const(5, MONEY)), MONEY), x=xs)
    both(make((make((x, ir.Const(5, MONEY)), MONEY), y, ir.Const(3, MONEY)), MONEY), x=xs, y=ys)


@pytest.mark.parametrize("xs", [[1, 2, 3], [1, None, 3]])
@pytest.mark.parametrize("known", [[True, False, True], [True, None, None]])
def test_a_choice_is_unknown_where_a_test_before_it_is(xs, known):
    x = ir.Var("x", PLAIN)

    def value(number):
        return ir.Const(number, MONEY)

    by_number = [(ir.Compare("==", x, ir.Const(n, PLAIN)), value(n * 10)) for n in (1, 2)]
    flagged = (ir.Var("f", YES), value(7))
    for cases in ([*by_number, flagged], [flagged, *by_number]):
        both(ir.Choose(tuple(cases), value(0), MONEY), x=xs, f=known)


def test_a_choice_among_literals_is_raised_to_a_higher_scale():
    x = ir.Var("x", PLAIN)
    small = ir.Choose(((ir.Compare(">", x, ir.Const(2, PLAIN)), ir.Const(7, PLAIN)),), x, PLAIN)
    for rest in (ir.Const(3, PLAIN), small, ir.Const(None, PLAIN)):
        choice = ir.Choose(
            ((ir.Compare("<", x, ir.Const(2, PLAIN)), ir.Const(-5, PLAIN)),), rest, PLAIN
        )
        both(ir.Shift(choice, 2, MONEY), x=[1, 2, 3, None])
    none_of_them = ir.Choose(((ir.Compare("<", x, ir.Const(2, PLAIN)), x),), x, PLAIN)
    both(ir.Shift(none_of_them, 2, MONEY), x=[1, 2, 3, None])


def test_what_is_taken_off_is_subtracted():
    x, y = ir.Var("x", MONEY), ir.Var("y", MONEY)
    both(ir.Add((x, ir.Negate(y, MONEY), ir.Const(3, MONEY)), MONEY), x=[9, None, 1], y=[2, 1, 4])
    both(ir.Add((ir.Negate(x, MONEY), ir.Negate(y, MONEY)), MONEY), x=[9, None, 1], y=[2, 1, 4])


@pytest.mark.parametrize("values", [(3,), (2, 3, 4), (4, 2), (1, 5, 9)])
def test_membership_of_neighbours_and_of_others(values):
    both(ir.IsIn(ir.Var("x", PLAIN), values), x=[1, 2, 3, 4, 5, None])


# -- comparisons that one date decides -------------------------------------------------------------

D = ir.Var("d", DAY)
SPANS = {
    "months until now": ir.MonthsBetween(D, ir.AsOf()),
    "months from now": ir.MonthsBetween(ir.AsOf(), D),
    "years until now": ir.YearsBetween(D, ir.AsOf()),
    "days until now": ir.DaysBetween(D, ir.AsOf()),
    "days from now": ir.DaysBetween(ir.AsOf(), D),
    "the year": ir.YearOf(D),
    "months until a month's end": ir.MonthsBetween(D, ir.Const(dt.date(2024, 2, 29), DAY)),
    "after a year and a day": ir.MonthsBetween(
        ir.AddDays(ir.AddMonths(D, ir.Const(12, PLAIN)), ir.Const(1, PLAIN)), ir.AsOf()
    ),
    "to the month's end": ir.DaysBetween(ir.MonthEnd(D), ir.AsOf()),
}


@pytest.mark.parametrize("op", ["<", "<=", ">", ">=", "==", "!="])
@pytest.mark.parametrize("name", SPANS)
def test_a_span_is_compared_by_its_date(name, op):
    near = [dt.date(2023, 12, 25) + dt.timedelta(days=n) for n in range(0, 1100, 3)]
    for bound in (-1, 0, 1, 24, 2024, 10**7, -(10**7)):
        node = ir.Compare(op, SPANS[name], ir.Const(bound, PLAIN))
        both(node, d=[*near, *EDGES, None])
        both(ir.Compare(op, ir.Const(bound, PLAIN), SPANS[name]), d=[*near, *EDGES, None])


# -- sharing ---------------------------------------------------------------------------------------


def test_what_is_held_twice_is_worked_out_once():
    months = ir.MonthsBetween(D, ir.AsOf())
    capped = ir.Least((months, ir.Const(12, PLAIN)), PLAIN)
    wanted = {"a": (capped, pl.Int64()), "b": (ir.Add((capped, months), PLAIN), pl.Int64())}
    frame = pl.DataFrame({"d": [dt.date(2026, 1, 15), dt.date(2020, 1, 15), None]})
    context = Context(AS_OF, str, str, str, frame.get_column)
    plan = sharing.Plan(context, wanted)
    assert (list(plan.reads), len(plan.helpers)) == (["d"], 2)
    made = sharing.with_columns(frame, context, wanted)
    assert made.columns == ["d", "a", "b"]
    assert made.rows()[1:] == [(dt.date(2020, 1, 15), 12, 91), (None, None, None)]
    assert made["b"][0] == 14


def test_equal_parts_are_one_however_often_they_were_written():
    def product():
        return ir.Multiply(ir.Var("x", MONEY), ir.Const(2, PLAIN), MONEY)

    forms = Context(AS_OF, str, str, str).forms
    assert forms.number(product()) == forms.number(product())
    others = [
        ir.Multiply(ir.Var("x", MONEY), ir.Const(3, PLAIN), MONEY),
        ir.Multiply(ir.Var("y", MONEY), ir.Const(2, PLAIN), MONEY),
        ir.Multiply(ir.Var("x", MONEY), ir.Const(2, PLAIN), PLAIN),
        ir.Const(True, YES),
        ir.Const(1, PLAIN),
    ]
    assert len({forms.number(node) for node in [product(), *others]}) == len(others) + 1
