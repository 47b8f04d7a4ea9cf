"""A date some months on, compared with a fixed day, is compared by moving the fixed day."""

import datetime as dt

import polars as pl
import pytest

from yulin.policy import ir
from yulin.policy.backends.polars import Context
from yulin.policy.backends.python import Frame, run
from yulin.policy.kinds import DAY, Number

DAYS = [dt.date(2023, 12, 1) + dt.timedelta(days=n) for n in range(500)]
EDGES = [dt.date(1, 1, 1), dt.date(1, 2, 28), dt.date(9999, 11, 30), dt.date(9999, 12, 31)]


@pytest.mark.parametrize(
    "fixed", [dt.date(2024, 2, 29), dt.date(2025, 2, 28), dt.date(2024, 5, 31)]
)
@pytest.mark.parametrize("months", [-13, -1, 0, 1, 12, 36])
@pytest.mark.parametrize("op", ["<", "<=", ">", ">=", "==", "!="])
def test_a_moved_day_gives_the_same_answers(op, months, fixed):
    moved = ir.AddMonths(ir.Var("d", DAY), ir.Const(months, Number()))
    days = [*DAYS, *EDGES, None]
    for node in (ir.Compare(op, moved, ir.AsOf()), ir.Compare(op, ir.AsOf(), moved)):
        context = Context(fixed, str, str, str)
        quick = pl.DataFrame({"d": days}).select(context.expr(node)).to_series().to_list()
        frames = (Frame(program=None, as_of=fixed, worked_out={"d": day}) for day in days)
        assert quick == [run(node, frame) for frame in frames]
