"""A day that was meant as “never”."""

import pytest

from tests.policy.documents import benefit, document, library
from yulin.policy.lint import lint


@pytest.mark.parametrize(
    ("must", "found"),
    [
        ("最近毕业日期 <= 2999-12-31", ["2999-12-31 当作“永不”，推算时却真会等到那一天"]),
        ("最近毕业日期 <= 2100-1-1", ["2100-1-1 当作“永不”，推算时却真会等到那一天"]),
        ("最近毕业日期 <= 2099-12-31", []),
        # how records write an open end
        ("最近毕业日期 <= 9999-12-31", []),
    ],
)
def test_a_far_day_is_pointed_out(must, found):
    made = library(document(benefit(must)))
    assert [p.message for p in lint(made) if p.code == "W610"] == found


def test_a_far_day_in_a_definition_is_pointed_out_where_it_stands():
    more = '定义:\n  - {名称: 毕业, 式: "若则(在读, 2999-12-31, 最近毕业日期)", 说: 毕业, en: Graduation}'
    made = library(document(benefit("毕业 <= 基准日"), more=more))
    assert [(p.code, p.place.line) for p in lint(made) if p.code == "W610"] == [("W610", 10)]
