"""A table that is known of some kinds of subjects and not of others: every back end says so."""

from dataclasses import replace

import pytest

from tests.policy.documents import AS_OF, assert_same, benefit, both, document, facts, library
from yulin.facts.frames import Facts
from yulin.policy.decide import decide

OF_FIRM = "计数(社保) >= 1"
OF_STAFF = "计数(就业 若 对(人员, 计数(社保)) >= 1) >= 1"
MADE = library(
    document(benefit(OF_FIRM, code="甲"), benefit(OF_STAFF, code="乙"), more="对象: 单位")
)
HELD = facts(
    单位=[{"单位代码": "E1"}],
    就业=[{"单位代码": "E1"}],
    社保=[{"单位代码": "E1", "险种": "失业"}],
)


def statuses(table):
    return table.filter(subject_kind="employer")["status"].to_list()


@pytest.mark.parametrize(
    ("gaps", "wanted"),
    [
        (set(), [3, 3]),
        ({("社保", "人员")}, [3, 2]),
        ({("社保", "单位")}, [2, 3]),
        ({("就业", "单位")}, [3, 2]),
        ({("就业", "人员")}, [3, 3]),
    ],
)
def test_a_gap_leaves_open_what_looks_into_it(gaps, wanted):
    held = replace(HELD, gaps=frozenset(gaps))
    assert statuses(both(MADE, held)) == wanted
    assert_same(decide(MADE, held, as_of=AS_OF, engine="duckdb"), decide(MADE, held, as_of=AS_OF))


def test_gaps_of_parts_are_gaps_of_the_whole():
    parts = [
        Facts(facts(人员=[{"证件号": name}]).tables, gaps=frozenset({(table, "人员")}))
        for name, table in (("P1", "社保"), ("P2", "就业"))
    ]
    assert Facts.concat(parts).gaps == {("社保", "人员"), ("就业", "人员")}
    assert parts[0].select(["P1"]).gaps == {("社保", "人员")}
