"""Random expressions, documents and records: both back ends and the explanation say the same."""

import datetime as dt

import polars as pl
from hypothesis import assume, event, given
from hypothesis import strategies as st

from tests.policy import nodes, strategies
from tests.policy.documents import both, explained, library
from tests.policy.engines import SCOPE, node_values, over_records
from tests.policy.examples import examples
from yulin.policy.explain import explain
from yulin.policy.kinds import MONEY
from yulin.policy.language.checker import check, check_number
from yulin.policy.language.parser import parse
from yulin.policy.problems import ExpressionError, PolicyError

DATES = st.sampled_from(
    [dt.date(2026, 6, 30), dt.date(2026, 2, 28), dt.date(2024, 2, 29), dt.date(2026, 1, 31), dt.date(2026, 7, 1)]
)  # fmt: skip


def checked(make):
    """What the checker makes of a random text; texts that may overflow or mix types are dropped."""
    try:
        return make()
    except ExpressionError as error:
        event(error.code)
        assume(error.code not in {"E410", "E412", "E418", "E425"})
        raise


@examples(150)
@given(strategies.TRUTHS, strategies.ROWS, DATES)
def test_conditions(text, rows, as_of):
    node_values(checked(lambda: check(parse(text), SCOPE)).node, rows, as_of)


@examples(150)
@given(strategies.NUMBERS | strategies.MONEY, strategies.ROWS, DATES)
def test_numbers_and_their_bounds(text, rows, as_of):
    """Both back ends agree, and no value exceeds what the checker has proven."""
    typed = checked(lambda: check(parse(text), SCOPE))
    found = node_values(typed.node, rows, as_of)
    assert all(abs(v) <= typed.bound for v in found if v is not None)


@examples(100)
@given(strategies.MONEY, strategies.ROWS)
def test_sums_in_fen(text, rows):
    node_values(checked(lambda: check_number(parse(text), SCOPE, MONEY)).node, rows)


@examples(60)
@given(strategies.DATES | strategies.SPANS, strategies.ROWS, DATES)
def test_dates(text, rows, as_of):
    node_values(checked(lambda: check(parse(text), SCOPE)).node, rows, as_of)


@examples(200)
@given(nodes.ANY, strategies.records(), DATES)
def test_nodes_about_people(node, records, as_of):
    over_records(node, records, as_of, **nodes.NAMES)


@examples(100)
@given(nodes.ABOUT_EMPLOYERS, strategies.records(), DATES)
def test_nodes_about_employers(node, records, as_of):
    over_records(node, records, as_of, subject="单位", **nodes.NAMES)


def small_library(text):
    try:
        made = library(text)
        made.program(dt.date(2026, 6, 30))
    except PolicyError as error:
        assume({p.code for p in error.problems} != {"E418"})
        raise
    return made


@examples(100)
@given(strategies.documents(), strategies.records(), DATES)
def test_documents(text, records, as_of):
    """Status, sum, dates, displacement and every clause of every benefit, for five people."""
    both(small_library(text), records, as_of)


@examples(40)
@given(strategies.documents(), strategies.records(), DATES)
def test_explanations_agree_with_the_table(text, records, as_of):
    made = small_library(text)
    rows = both(made, records, as_of)
    for person in strategies.PEOPLE[:2]:
        for decision in explain(made, records, as_of=as_of, subject=person):
            wanted = rows.row(
                by_predicate=(pl.col("subject") == person)
                & (pl.col("benefit") == decision.benefit),
                named=True,
            )
            assert in_row(decision) == {k: wanted[k] for k in in_row(decision)}


MARKS = {True: "T", False: "F", None: "?"}


def in_row(decision):
    """A decision in the words of the long table."""
    amount = decision.amount
    fen = {
        name: None if amount is None or getattr(amount, attribute) is None else int(getattr(amount, attribute).scaleb(2))
        for name, attribute in (("amount", "value"), ("total", "total"), ("first_year", "first_year"), ("net", "net"))
    }  # fmt: skip
    return {
        "status": int(decision.status),
        "label": decision.label,
        "ready_on": decision.ready_on,
        "displaced_by": decision.displaced_by,
        "trace": "".join(MARKS[leaf.truth] for leaf in decision.reason.leaves()),
        "qualifier": amount.qualifier if amount else "=",
        "period": amount.period if amount else "once",
        **fen,
    }


def test_the_words_of_one_decision():
    from tests.policy.documents import benefit, document, facts

    made = library(document(benefit("年龄 >= 18", amount="1500元")))
    given = facts(人员=[{"出生日期": "2000-01-01"}])
    assert in_row(explained(made, given)["甲"]) == {
        "status": 3, "label": None, "ready_on": None, "displaced_by": None, "trace": "T", "qualifier": "=",
        "period": "once", "amount": 150_000, "total": 150_000, "first_year": 150_000,
        "net": 150_000,
    }  # fmt: skip
