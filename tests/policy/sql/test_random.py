"""Random expressions, and random documents on random records, in SQL."""

import pytest
from hypothesis import given

from tests.policy import nodes, strategies
from tests.policy.documents import assert_same
from tests.policy.engines import SCOPE, node_values, over_records
from tests.policy.examples import examples
from tests.policy.test_differential import DATES, checked, small_library
from yulin.policy.backends.sql.duckdb import decide_duckdb
from yulin.policy.backends.sql.postgres import decide_postgres
from yulin.policy.decide import decide
from yulin.policy.kinds import MONEY
from yulin.policy.language.checker import check, check_number
from yulin.policy.language.parser import parse


@pytest.mark.usefixtures("also")
class TestExpressions:
    @examples(40)
    @given(strategies.TRUTHS, strategies.ROWS, DATES)
    def test_conditions(self, text, rows, as_of):
        node_values(checked(lambda: check(parse(text), SCOPE)).node, rows, as_of)

    @examples(40)
    @given(strategies.NUMBERS | strategies.MONEY, strategies.ROWS, DATES)
    def test_numbers(self, text, rows, as_of):
        node_values(checked(lambda: check(parse(text), SCOPE)).node, rows, as_of)

    @examples(20)
    @given(strategies.MONEY, strategies.ROWS)
    def test_sums_in_fen(self, text, rows):
        node_values(checked(lambda: check_number(parse(text), SCOPE, MONEY)).node, rows)

    @examples(40)
    @given(strategies.DATES | strategies.SPANS, strategies.ROWS, DATES)
    def test_dates(self, text, rows, as_of):
        node_values(checked(lambda: check(parse(text), SCOPE)).node, rows, as_of)

    @examples(50)
    @given(nodes.ANY, strategies.records(), DATES)
    def test_nodes_about_people(self, node, records, as_of):
        over_records(node, records, as_of, **nodes.NAMES)

    @examples(25)
    @given(nodes.ABOUT_EMPLOYERS, strategies.records(), DATES)
    def test_nodes_about_employers(self, node, records, as_of):
        over_records(node, records, as_of, subject="单位", **nodes.NAMES)


@examples(20)
@given(strategies.documents(), strategies.records(), DATES)
def test_documents_in_duckdb(text, records, as_of):
    made = small_library(text)
    wanted = decide(made, records, as_of=as_of)
    assert_same(wanted, decide_duckdb(made, records, as_of=as_of))


@examples(15)
@given(strategies.documents(), strategies.records(), DATES)
def test_documents_in_postgres(database, text, records, as_of):
    made = small_library(text)
    wanted = decide(made, records, as_of=as_of)
    assert_same(wanted, decide_postgres(made, records, as_of=as_of, connection=database))
