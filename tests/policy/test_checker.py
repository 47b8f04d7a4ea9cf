"""What expressions mean: types, units, decimals and sizes, from corpora of plain text."""

import pytest

from tests.policy.language import entries, fault, kind_of, node, scope
from yulin.policy.kinds import MONEY
from yulin.policy.language.checker import check, check_number, check_yes
from yulin.policy.language.parser import parse
from yulin.policy.problems import ExpressionError

SCOPE = scope()
CONDITION = "E402"


def outcome(text, answer=""):
    """The type and node of an expression; read as a condition where the answer says E402."""
    try:
        if CONDITION in answer or "condition" in answer:
            return f"→ {node(check_yes(parse(text), SCOPE))}"
        typed = check(parse(text), SCOPE)
        return f"→ {kind_of(typed)} | {node(typed.node)}"
    except ExpressionError as error:
        return fault(error)


@pytest.mark.parametrize("name", ["types.txt", "type_errors.txt"])
def test_corpus(name):
    found = [(e.line, e.text, outcome(e.text, e.answer)) for e in entries(name)]
    assert found == [(e.line, e.text, e.answer) for e in entries(name)]


def test_corpora_are_not_empty():
    assert [len(entries(n)) for n in ("types.txt", "type_errors.txt")] == [117, 112]


@pytest.mark.parametrize(
    ("text", "node_text", "bound"),
    [
        # whole yuan become fen, exactly
        ("1500元", "150000", 150_000),
        # a bare number is taken as the wanted unit
        ("1500", "150000", 150_000),
        # digits beyond the fen are rounded half up
        ("甲钱 * 30%", "round_half(Multiply(T-1:甲钱, 3), 1)", 300_000_000_001),
        ("甲钱 / 3", "round_half(T-1:甲钱·10^4 ÷ 3, 4)", 1_000_000_000_001),
    ],
)
def test_money_ends_in_fen(text, node_text, bound):
    typed = check_number(parse(text), SCOPE, MONEY)
    assert (typed.type, node(typed.node), typed.bound) == (MONEY, node_text, bound)


@pytest.mark.parametrize(
    ("text", "code", "offset"),
    [
        ("6个月", "E410", 0),
        ("甲月 * 2", "E410", 3),
        ("甲日", "E417", 0),
        ("'甲'", "E417", 0),
    ],
)
def test_a_sum_must_be_money(text, code, offset):
    with pytest.raises(ExpressionError) as refused:
        check_number(parse(text), SCOPE, MONEY)
    assert (refused.value.code, refused.value.offset) == (code, offset)


def test_the_proof_takes_the_largest_value_that_still_fits():
    """甲钱 is at most 10**12 fen: × 9.223371 stays below 2**63 - 1, × 9.223373 does not."""
    fits = check(parse("甲钱 * 9.223371"), SCOPE)
    assert fits.bound == 9_223_371 * 10**12 <= 2**63 - 1
    with pytest.raises(ExpressionError, match="可能超出 64 位整数"):
        check(parse("甲钱 * 9.223373"), SCOPE)


def test_employers_are_no_people():
    """An employer's document cannot ask for a person's age, and the other way round."""
    with pytest.raises(ExpressionError, match="不认识的名称 “年龄”"):
        check(parse("年龄"), scope(subject="单位"))
    with pytest.raises(ExpressionError, match="不认识的名称 “在职人数”"):
        check(parse("在职人数"), SCOPE)
    assert node(check(parse("本单位.行业"), scope(subject="单位")).node) == "@→单位.行业"


def test_records_about_an_employer_follow_its_own_link():
    found = check(parse("计数(已享受 若 金额 > 0)"), scope(subject="单位"))
    assert node(found.node) == "count⟨已享受.受款单位代码:  where 已享受.金额 > 0⟩"
    with pytest.raises(ExpressionError) as refused:
        check(parse("计数(学历)"), scope(subject="单位"))
    assert refused.value.code == "E433"
