"""What matters in a tree of reasons lies open."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils.translation import override

from yulin.policy.decision import FactUse, Gap, Reason
from yulin.web import reason_tree, reasons


def leaf(name, truth):
    return Reason(kind="leaf", id=name, text=name, text_en=name, truth=truth)


def group(kind, name, truth, *children, text=None):
    text = name if text is None else text
    return Reason(kind=kind, id=name, text=text, text_en=text, truth=truth, children=children)


def test_of_a_choice_that_holds_only_the_first_branch_that_holds_is_open():
    a = group("any", "A", False, leaf("a", False))
    b = group("any", "B", True, leaf("b", True))
    c = group("any", "C", True, leaf("c", True))
    whole = group("any", "类", True, a, b, c)
    assert [reason_tree.is_open(r, whole) for r in (a, b, c)] == [False, True, False]
    assert reason_tree.is_open(whole, None)


def test_the_branch_that_holds_is_open_in_the_form_in_which_it_is_shown():
    held = group("all", "B", True, group("any", "B1", True, leaf("b", True), leaf("c", False)))
    whole = group("any", "类", True, group("all", "A", False, leaf("a", False)), held)
    assert reason_tree.is_open(reason_tree.merged(held), whole)


def test_of_a_choice_that_fails_the_nearest_branch_is_open():
    far = group("all", "far", False, *(leaf(f"f{n}", False) for n in range(5)))
    near = group("all", "near", False, leaf("n", False), *(leaf(f"n{n}", True) for n in range(4)))
    whole = group("any", "whole", False, far, near)
    assert [reason_tree.is_open(r, whole) for r in (far, near)] == [False, True]


def test_of_conditions_that_all_must_hold_the_settled_ones_are_folded():
    held = group("any", "held", True, *(leaf(f"h{n}", True) for n in range(5)))
    open_ = group("any", "open", None, *(leaf(f"o{n}", None) for n in range(5)))
    whole = group("all", "whole", None, held, open_)
    assert [reason_tree.is_open(r, whole) for r in (held, open_)] == [False, True]


def test_a_group_of_one_group_is_said_once():
    below = group("any", "below", True, leaf("a", True), leaf("b", False), text="")
    merged = reason_tree.merged(group("all", "above", True, below, text="高级人才"))
    assert (merged.id, merged.text, merged.kind) == ("below", "高级人才", "any")
    single = group("all", "one", True, leaf("a", True))
    assert reason_tree.merged(single) is single


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("any", "高级人才，满足一项即可", ""),
        ("any", "高级人才", "以下有一项成立即可"),
        ("any", "", "以下有一项成立即可"),
        ("all", "单位职工", "以下各项都要成立"),
        ("not", "", "以下各项都不能成立"),
    ],
)
def test_how_clauses_hang_together_is_said_once(kind, text, said):
    assert reason_tree.joint(group(kind, "x", True, text=text)) == said


def test_a_line_names_a_few_missing_facts_and_counts_them():
    names = ("甲", "乙", "丙", "丁", "戊")
    decision = SimpleNamespace(reason=leaf("x", None), missing=names)
    assert reasons.open_points(decision) == "还缺：甲、乙、丙、丁 等 5 项"
    decision.missing = names[:4]
    assert reasons.open_points(decision) == "还缺：甲、乙、丙、丁"


@pytest.mark.parametrize(
    ("unit", "amount", "chinese", "english"),
    [
        ("月", 1, "还差 1 个月", "1 month short"),
        ("月", 12, "还差 12 个月", "12 months short"),
        ("元", 28000, "还差 28,000 元", "28,000 yuan short"),
        ("岁", 1, "还差 1 岁", "1 year of age short"),
    ],
)
def test_a_gap_in_words(unit, amount, chinese, english):
    gap = Gap(amount=Decimal(amount), unit=unit, ready_on=None)
    assert reasons.gap_words(gap) == chinese
    with override("en"):
        assert reasons.gap_words(gap) == english


@pytest.mark.parametrize(
    ("value", "unit", "english"),
    [
        ("76000.00", "元", "76,000.00"),
        ("本科", "", "Bachelor's"),
        ("是", "", "Yes"),
        ("电工", "", "电工"),
    ],
)
def test_a_facts_value_in_english(value, unit, english):
    fact = FactUse(name="x", name_en="x", value=value, unit=unit, register="")
    with override("en"):
        assert reasons.fact_value(fact) == english
