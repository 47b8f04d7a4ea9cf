"""Benefits named by their kind (种类): in any document, and in the ledger under policies nobody encoded."""

import datetime as dt
from pathlib import Path

import pytest

from tests.policy.documents import (
    all_tables,
    assert_same,
    benefit,
    both,
    document,
    explained,
    head,
    library,
)
from tests.policy.test_relations import received
from yulin.policy.decide import decide
from yulin.policy.documents.load import read_file
from yulin.policy.library import Library, read_library
from yulin.policy.problems import PolicyError
from yulin.policy.reader import Problems
from yulin.policy.rehearsal.library import split

DAY = dt.date(2026, 6, 30)
NO, NOT_YET, OPEN, YES = range(4)
HOME = "种类: 购房补贴"
OTHER = document(
    benefit(code="乙", amount="3000元", more=HOME),
    benefit(code="丙", amount="3000元"),
    code="T-2",
)


def own(more="", amount="1000元", must="是", relation=""):
    stated = f"关系:\n  - {{名称: 不重复, {relation}}}" if relation else ""
    return document(benefit(must, code="甲", amount=amount, more=f"{HOME}\n{more}"), more=stated)


def answers(made, *rows):
    """benefit → (status, total, displaced by) in every engine that runs here."""
    records = all_tables(已享受=list(rows))
    table = both(made, records, as_of=DAY)
    fast = decide(made, records, as_of=DAY)
    assert_same(fast, decide(made, records, as_of=DAY, engine="duckdb"))
    return {
        r["benefit"]: (r["status"], r["total"], r["displaced_by"])
        for r in table.iter_rows(named=True)
    }


STRANGER = received("安居款", "2020-05-01", policy="X-9")


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ((), YES),
        # another document's benefit of the kind, and one that is of none
        ((received("乙", "2020-05-01", policy="T-2"),), NO),
        ((received("丙", "2020-05-01", policy="T-2"),), YES),
        # what was called back never counted
        ((received("乙", "2020-05-01", policy="T-2", state="已追回"),), YES),
        # the benefit itself is no other of its kind
        ((received("甲", "2020-05-01"),), YES),
        # paid under a policy that nobody has written down
        ((STRANGER,), OPEN),
        ((STRANGER, received("乙", "2020-05-01", policy="T-2")), NO),
    ],
)
@pytest.mark.parametrize(
    "more",
    [
        "不得已领: [种类/购房补贴]",
        "",
    ],
)
def test_never_received_any_of_a_kind(more, rows, wanted):
    lasting = "规则: 自选, 已领有效: 是, 成员: [甲, 种类/购房补贴]"
    made = library(own(more, relation="" if more else lasting), OTHER)
    assert answers(made, *rows)["甲"][0] == wanted


def test_an_unknown_kind_is_said_with_its_reason():
    made = library(own("不得已领: [种类/购房补贴]"), OTHER)
    decision = explained(made, all_tables(已享受=[STRANGER]), as_of=DAY)["甲"]
    assert (int(decision.status), decision.notes) == (
        OPEN,
        ("这笔待遇的政策没有载入，不知是不是购房补贴",),
    )
    assert [leaf.text for leaf in decision.reason.standing_against()] == [
        "没有领过其他的“购房补贴”类待遇"
    ]


LIST = "名单: {}\nen: List\n地区: 0\n来源: [{{网址: www.example.cn, 等级: P1}}]\n年度: {{2024: [{}]}}\n"


@pytest.mark.parametrize(
    ("name", "members", "wanted"),
    [
        ("购房补贴", "X-9/安居款", NO),
        ("购房补贴", "X-9", NO),
        ("购房补贴", "X-9/别的", OPEN),
        ("非购房补贴", "X-9/安居款", YES),
        ("非购房补贴", "X-9", YES),
        ("非购房补贴", "X-9/别的", OPEN),
    ],
)
def test_lists_tell_what_policies_that_nobody_wrote_down_paid(name, members, wanted):
    problems = Problems()
    listed = read_file(Path("l.yaml"), problems, text=LIST.format(name, members))
    assert problems == []
    plain = library(own("不得已领: [种类/购房补贴]"), OTHER)
    made = Library(plain.documents, references=(listed,))
    assert answers(made, STRANGER)["甲"][0] == wanted


@pytest.mark.parametrize(
    ("formula", "wanted"),
    [
        ("领过('种类/购房补贴')", YES),
        ("领过次数('种类/购房补贴') == 2", YES),
        ("已领('种类/购房补贴') == 300元", YES),
        ("已领('种类/购房补贴') == 301元", NO),
        ("最近领取日('种类/购房补贴') == 2021-05-01", YES),
    ],
)
def test_what_was_received_of_a_kind(formula, wanted):
    made = library(own(must=formula), OTHER)
    rows = (
        received("乙", "2020-05-01", policy="T-2"),
        received("甲", "2021-05-01", amount="200元"),
        received("丙", "2022-05-01", policy="T-2", amount="500元"),
    )
    assert answers(made, *rows)["甲"][0] == wanted


def test_what_is_deducted_of_a_kind_is_unknown_where_a_stranger_paid():
    made = library(own(amount="{式: 1000元, 扣除: 已领('种类/购房补贴')}"), OTHER)
    paid = received("乙", "2020-05-01", policy="T-2", amount="300元")
    assert answers(made, paid)["甲"][1] == 70000
    assert answers(made, paid, STRANGER)["甲"][1] is None


def test_the_highest_of_a_kind_in_any_document():
    third = document(benefit(code="丁", amount="500元", more=HOME), code="T-3")
    made = library(own(relation="规则: 就高, 成员: [甲, 种类/购房补贴]"), OTHER, third)
    assert answers(made) == {
        "甲": (YES, 100000, "T-2/乙"),
        "乙": (YES, 300000, None),
        "丙": (YES, 300000, None),
        # 甲 stands against it, but 甲 has given way already
        "丁": (YES, 50000, None),
    }


def test_a_relation_over_a_whole_kind():
    third = document(benefit(code="丁", amount="500元", more=HOME), code="T-3")
    made = library(own(relation="规则: 就高, 成员: [种类/购房补贴]"), OTHER, third)
    found = {k: v[2] for k, v in answers(made).items()}
    assert found == {"甲": "T-2/乙", "乙": None, "丙": None, "丁": "T-2/乙"}


def test_what_is_expressly_paid_together_is_no_rival():
    more = "关系:\n  - {名称: 可叠加, 规则: 叠加, 成员: [T-1/甲, 乙]}"
    other = document(benefit(code="乙", amount="3000元", more=HOME), code="T-2", more=more)
    made = library(own(relation="规则: 就高, 成员: [甲, 种类/购房补贴]"), other)
    assert {k: v[2] for k, v in answers(made).items()} == {"甲": None, "乙": None}


def test_a_cap_over_a_kind_is_one_cap():
    made = library(own(relation="规则: 合计封顶, 封顶: 3500元, 成员: [种类/购房补贴, 甲]"), OTHER)
    table = both(made, all_tables(), as_of=DAY)
    nets = dict(zip(table["benefit"], table["net"], strict=True))
    assert nets == {"甲": 100000, "乙": 250000, "丙": 300000}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (own("不得已领: [种类/买房补贴]"), ("E486", "没有待遇写明 种类: 买房补贴")),
        (own(must="是种类('购房补贴')"), ("E485", "是种类 只用在 已享受 的行里")),
        (
            own(relation="规则: 次月停发, 成员: [种类/购房补贴, 甲]"),
            ("E246", "次月停发 的第一个成员不能是种类"),
        ),
    ],
)
def test_kinds_that_are_refused(text, wanted):
    with pytest.raises(PolicyError) as error:
        library(text).program(DAY)
    assert [(p.code, p.message.split("（")[0]) for p in error.value.problems] == [wanted]


def test_a_relation_with_a_kind_that_no_benefit_has_is_a_warning(tmp_path):
    text = own(relation="规则: 自选, 成员: [甲, 种类/购房补助]")
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    _, problems = read_library(tmp_path)
    assert [(p.code, p.message, p.advice) for p in problems] == [
        ("W504", "没有待遇写明 种类: 购房补助", "是不是想写：购房补贴")
    ]


def test_a_part_of_a_library_knows_what_the_whole_knows():
    made = library(own("不得已领: [种类/购房补贴]"), OTHER, head("T-3") + "版本: [{名称: 一}]\n")
    changed = library(
        own("不得已领: [种类/购房补贴]").replace("1000元", "1100元"),
        OTHER,
        head("T-3") + "版本: [{名称: 一}]\n",
    )
    parts = split(made, changed, changed)
    assert parts.touched == {"T-1", "T-2", "T-3"}
    row = received("乙", "2020-05-01", policy="T-2")
    alone = Library((made.get("T-1"),), known=made.documents)
    assert answers(alone, row)["甲"][0] == NO
