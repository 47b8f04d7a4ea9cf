"""One subject, in words: reasons, gaps, what is missing, what is still to be done."""

from decimal import Decimal

import pytest

from tests.policy.documents import (
    AS_OF,
    all_tables,
    benefit,
    day,
    document,
    explained,
    facts,
    head,
    indented,
    library,
)
from yulin.policy.decision import Reason, Status
from yulin.policy.explain import explain
from yulin.policy.language.values import ValueRefusedError

NO, NOT_YET, OPEN, YES = Status.NO, Status.NOT_YET, Status.UNDETERMINED, Status.YES


def one(must="是", records=None, values=None, **more):
    made = library(
        document(
            benefit(must, **{k: v for k, v in more.items() if k != "region"}),
            region=more.get("region", 0),
        )
    )
    return explained(made, records, values=values)["甲"]


# -- reasons ---------------------------------------------------------------------------------------


def tree(reason):
    """A reason tree in short: (id, truth, children)."""
    children = tuple(tree(child) for child in reason.children)
    return (reason.id, reason.truth, *((children,) if children else ()))


RULES = """
- 编号: 身份
  说: 身份
  任一:
    - {编号: 高, 说: 本科以上, 须: 最高学历 >= '本科'}
    - 编号: 技
      全部:
        - {编号: 技1, 说: 技师以上, 须: 技能等级 >= '技师'}
        - {编号: 技2, 说: 在职, 须: 在职}
- 编号: 排除
  皆非: [{编号: 在读, 说: 在读, 须: 在读}]
"""


@pytest.mark.parametrize(
    ("values", "status", "identity", "against"),
    [
        # by the first branch: the failed second one matters to nobody
        ({"最高学历": "硕士", "技能等级": "无", "在职": "否", "在读": "否"}, YES, (True, True, False, False, False), []),
        # by the second
        ({"最高学历": "无", "技能等级": "技师", "在职": "是", "在读": "否"}, YES, (True, False, True, True, True), []),
        # by neither
        ({"最高学历": "无", "技能等级": "技师", "在职": "否", "在读": "否"}, NO, (False, False, False, True, False), ["高", "技2"]),
        # under none-of it is what holds that stands against
        ({"最高学历": "硕士", "技能等级": "无", "在职": "否", "在读": "是"}, NO, (True, True, False, False, False), ["在读"]),
        # open: only what is unknown
        ({"最高学历": "无", "技能等级": "技师", "在读": "否"}, OPEN, (None, False, None, True, None), ["高", "技2"]),
    ],
)  # fmt: skip
def test_the_tree_of_reasons(values, status, identity, against):
    decision = one(conditions=RULES, values=values)
    whole, first, group, left, right = identity
    assert decision.status is status
    assert tree(decision.reason.children[0]) == (
        "身份", whole, (("高", first), ("技", group, (("技1", left), ("技2", right)))),
    )  # fmt: skip
    assert [r.id for r in decision.reason.standing_against()] == against


def test_a_leaf_says_what_it_looked_at():
    decision = one("合同年限 >= 3 且 在职", values={"合同年限": "1.5", "在职": "是"})
    (leaf,) = decision.reason.leaves()
    assert (leaf.kind, leaf.text, leaf.expression, leaf.truth) == (
        "leaf",
        "条件一",
        "合同年限 >= 3 且 在职",
        False,
    )
    assert [(f.name, f.value, f.unit, f.register) for f in leaf.facts] == [
        ("合同年限", "1.5", "年", "电子劳动合同"),
        ("在职", "是", "", "人社（就业登记）"),
    ]


@pytest.mark.parametrize(
    ("stored", "unit", "shown"),
    [
        ("100000", "元", "100000"),
        ("0.05", "元", "0.05"),
        ("1500.50", "元", "1500.5"),
        ("0", "元", "0"),
    ],
)
def test_values_are_shown_as_people_write_them(stored, unit, shown):
    fact = (
        one("上年工资收入 >= 20万元", values={"上年工资收入": stored}).reason.leaves()[0].facts[0]
    )
    assert (fact.value, fact.unit) == (shown, unit)


def test_records_show_their_values_too():
    given = all_tables(人员=[{"出生日期": "1990-12-31", "户籍地": "330302"}])
    facts_seen = (
        one("出生日期 < 基准日 且 户籍地 属于 330300 且 最高学历 == '无'", given)
        .reason.leaves()[0]
        .facts
    )
    assert [(f.name, f.value) for f in facts_seen] == [
        ("出生日期", "1990-12-31"),
        ("户籍地", "浙江省温州市鹿城区"),
        ("最高学历", "无"),
    ]


# -- what is missing -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("must", "values", "status", "missing"),
    [
        # nothing is missing where a known part settles it
        ("在职 且 最高学历 >= '本科'", {"在职": "否"}, NO, ()),
        ("在职 或 最高学历 >= '本科'", {"在职": "是"}, YES, ()),
        # only what the answer hangs on
        ("在职 且 最高学历 >= '本科'", {"在职": "是"}, OPEN, ("最高学历",)),
        ("在职 且 最高学历 >= '本科'", {}, OPEN, ("在职", "最高学历")),
        # a name that is worked out is asked for by what people can answer
        ("年龄 <= 35", {}, OPEN, ("出生日期",)),
        # branches not taken ask nothing
        ("若则(在职, 最高学历 >= '本科', 技能等级 >= '技师')", {"在职": "是"}, OPEN, ("最高学历",)),
        ("若则(在职, 最高学历 >= '本科', 技能等级 >= '技师')", {}, OPEN, ("在职",)),
    ],
)  # fmt: skip
def test_missing_facts(must, values, status, missing):
    decision = one(must, values=values)
    assert (decision.status, decision.missing) == (status, missing)


def test_settled_branches_ask_nothing():
    decision = one(conditions=RULES, values={"最高学历": "硕士", "在读": "是"})
    assert (decision.status, decision.missing) == (NO, ())
    decision = one(conditions=RULES, values={"最高学历": "硕士"})
    assert (decision.status, decision.missing) == (OPEN, ("在读",))


def test_a_table_nobody_supplied_is_named():
    decision = one("计数(证书 若 紧缺工种) >= 1", facts())
    assert (decision.status, decision.missing) == (OPEN, ("记录：证书",))


def test_a_table_declared_empty_settles_it():
    decision = one("计数(证书 若 紧缺工种) >= 1", values={"记录：证书": False})
    assert (decision.status, decision.missing) == (NO, ())


def test_unknown_cells_leave_a_name_missing():
    given = all_tables(人员=[{}])
    decision = one("年龄 >= 18", given)
    assert (decision.status, decision.missing) == (OPEN, ("出生日期",))


@pytest.mark.parametrize(
    ("must", "values", "missing", "notes"),
    [
        # told of today, but the day of it is in no record: does it still hold on the day?
        (
            "登记失业 且 本地社保连续月数 >= 12",
            {"登记失业": "是"},
            ("失业登记日期",),
            ("2027-02-28 起才可能；届时还缺 失业登记日期",),
        ),
        # nothing is published for the year in which the months are full
        (
            "若则(年份(基准日) <= 2026, 是, 未知('2027 年的办法未公布')) 且 本地社保连续月数 >= 12",
            {},
            (),
            ("2027 年的办法未公布",),
        ),
    ],
)
def test_what_cannot_be_foreseen_is_said(must, values, missing, notes):
    decision = one(must, values={"本地社保连续月数": 4, **values})
    assert (decision.status, decision.missing, decision.notes) == (OPEN, missing, notes)
    assert decision.reason.truth is False


def test_of_a_no_that_time_may_cure_the_day_is_told_and_what_is_not_known_then():
    # 无法判定 above a clause that plainly fails: it fails until that day only
    rules = """
- {编号: 月数, 说: 缴满一年, 须: 本地社保连续月数 >= 12}
- {编号: 在读, 说: 在读, 须: 在读}
"""
    known = {"本地社保连续月数": 4}
    made = library(document(benefit(conditions=rules)))

    def notes(values):
        (found,) = explain(made, as_of=AS_OF, values=values)
        return found.status, found.missing, found.notes

    said = "2027-02-28 起才可能；届时还缺 在读"
    assert notes(known) == (OPEN, ("在读",), (said,))
    # nothing to wait for, nothing lacking, and no cure
    assert notes({"本地社保连续月数": 12}) == (OPEN, ("在读",), ())
    assert notes({**known, "在读": "是"}) == (NOT_YET, (), ())
    assert notes({**known, "在读": "否"}) == (NO, (), ())


# -- notes, steps ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("must", "values", "status", "notes"),
    [
        ("未知('原文未写对象')", {}, OPEN, ("原文未写对象",)),
        ("在职 且 未知('原文未写对象')", {"在职": "是"}, OPEN, ("原文未写对象",)),
        # settled without it
        ("在职 且 未知('原文未写对象')", {"在职": "否"}, NO, ()),
        ("两说(年龄 >= 35, 年龄 >= 40, '35 还是 40')", {"年龄": 36}, OPEN, ("35 还是 40",)),
        # both readings agree
        ("两说(年龄 >= 35, 年龄 >= 40, '35 还是 40')", {"年龄": 41}, YES, ()),
        ("两说(年龄 <= 35, 年龄 <= 40, '35 还是 40')", {"年龄": 41}, NO, ()),
    ],
)
def test_notes(must, values, status, notes):
    decision = one(must, values=values)
    assert (decision.status, decision.notes, decision.missing) == (status, notes, ())


def test_notes_inside_definitions_are_found():
    more = "定义:\n  - {名称: 门槛, 式: \"两说(35, 40, '门槛两说')\"}"
    made = library(document(benefit("年龄 <= 门槛"), more=more))
    assert explained(made, values={"年龄": 36})["甲"].notes == ("门槛两说",)


STEP = '- {编号: 在职, 说: 在职, 须: 在职}\n- {编号: 公示, 说: 单位公示五个工作日, 须: "合同年限 >= 5", 办理: 是}'


@pytest.mark.parametrize(
    ("values", "status", "pending"),
    [
        # unknown does not block, it is still to be done
        ({"在职": "是"}, YES, ("单位公示五个工作日",)),
        # done
        ({"在职": "是", "合同年限": 5}, YES, ()),
        # done wrongly
        ({"在职": "是", "合同年限": 4}, NO, ()),
        # and it makes nothing of what fails otherwise
        ({"在职": "否"}, NO, ("单位公示五个工作日",)),
    ],
)
def test_steps_of_handling(values, status, pending):
    decision = one(conditions=STEP, values=values)
    assert (decision.status, decision.pending) == (status, pending)
    assert [r.pending for r in decision.reason.leaves()] == [False, bool(pending)]


def test_a_step_still_to_be_done_is_no_missing_fact():
    decision = one(conditions=STEP, values={})
    assert (decision.status, decision.missing) == (OPEN, ("在职",))


# -- regions ---------------------------------------------------------------------------------------

JOB = {"单位代码": "U1", "用工形式": "劳动合同", "入职日期": "2024-01-01"}


def working_in(code):
    firm = {"单位代码": "U1", "单位名称": "甲厂", "单位类型": "企业", "单位地区": code}
    return all_tables(就业=[JOB], 单位=[firm])


@pytest.mark.parametrize(
    ("region", "works_in", "status"),
    [
        (330302, "330302", YES),
        (330302, "330382", NO),
        (330300, "330302", YES),
        (330300, "330200", NO),
        (330000, "330302", YES),
        (0, "110101", YES),
    ],
)
def test_the_working_region_is_asked_by_itself(region, works_in, status):
    decision = one("是", working_in(works_in), region=region)
    assert decision.status is status
    leaves = [leaf.id for leaf in decision.reason.leaves()]
    assert leaves == (["适用地区", "一"] if region else ["一"])


def test_the_region_clause_in_words():
    leaf = one("是", working_in("330382"), region=330302).reason.leaves()[0]
    assert (leaf.text, leaf.truth) == ("在浙江省温州市鹿城区工作", False)


def test_a_benefit_for_everywhere():
    decision = one("是", working_in("110101"), region=330302, more="适用地区: 不限")
    assert (decision.status, [leaf.id for leaf in decision.reason.leaves()]) == (YES, ["一"])


def test_nobody_knows_where_they_work():
    decision = one("是", facts(), region=330302)
    assert (decision.status, decision.missing) == (OPEN, ("工作地区",))


def test_as_if_working_elsewhere():
    """A hypothetical region takes only the documents that apply there, and answers the region clause."""
    made = library(
        document(benefit(), code="国", region=0),
        document(benefit(), code="温", region=330300),
        document(benefit(), code="鹿", region=330302),
        document(benefit(), code="甬", region=330200),
    )
    found = {
        region: [d.policy for d in explain(made, as_of=AS_OF, region=region) if d.status is YES]
        for region in (330302, 330382, 330200, 110101)
    }
    assert found == {
        330302: ["国", "温", "鹿"],
        330382: ["国", "温"],
        330200: ["国", "甬"],
        110101: ["国"],
    }


def test_a_local_document_stands_in_for_the_general_one():
    made = library(
        document(benefit(), code="国", region=0),
        document(benefit(), code="甬", region=330200, more="替代: 国", starts="2026-01-01"),
    )

    def due(works_in, as_of=AS_OF):
        found = explain(made, working_in(works_in), as_of=as_of, subject="P1")
        return {d.policy: d.status for d in found}

    assert due("330203") == {"国": NO, "甬": YES}
    assert due("330302") == {"国": YES, "甬": NO}
    assert due("330203", day("2025-12-31")) == {"国": YES}  # not yet in force


# -- classes ---------------------------------------------------------------------------------------

CLASSES = head("C-1", region=330300) + indented(
    """
版本:
  - 名称: 一
    分类:
      编号: 人才分类
      名称: 温州人才分类
      名称en: Talent class
      产出: 人才类别
      类:
        - {类: E, 说: 博士, 条件: [{编号: e, 说: 博士, 须: 最高学历 == '博士'}]}
        - {类: F1, 说: 硕士, 条件: [{编号: f1, 说: 硕士, 须: 最高学历 == '硕士'}]}
      否则: 无
""",
    0,
)


@pytest.mark.parametrize(
    ("level", "label", "status"),
    [("博士", "E", YES), ("硕士", "F1", YES), ("本科", "无", NO), (None, None, OPEN)],
)
def test_the_first_class_that_holds(level, label, status):
    values = {"最高学历": level} if level else {}
    decision = explained(library(CLASSES), values=values)["人才分类"]
    assert (decision.status, decision.label, decision.kind) == (status, label, "class")


def test_other_documents_read_the_class_of_their_region_only():
    """鹿城 lies in 温州; 宁波 does not, and asks. Whichever document comes first changes nothing."""
    wenzhou = document(benefit("人才类别 >= 'E'"), code="温", region=330302)
    ningbo = document(benefit("人才类别 >= 'E'"), code="甬", region=330200)
    for order in (
        [CLASSES, wenzhou, ningbo],
        [ningbo, wenzhou, CLASSES],
        [ningbo, CLASSES, wenzhou],
    ):
        found = explain(
            library(*order), as_of=AS_OF, values={"最高学历": "博士", "工作地区": 330302}
        )
        truths = {d.policy: d.reason.leaves()[-1].truth for d in found}
        assert (truths["温"], truths["甬"]) == (True, None)


def test_a_given_class_wins_over_the_documents():
    wenzhou = document(benefit("人才类别 >= 'E'"), code="温", region=330302)
    made = library(CLASSES, wenzhou)
    found = explain(made, as_of=AS_OF, region=330302, values={"人才类别": "D"})
    assert [d.status for d in found if d.policy == "温"] == [YES]


# -- values given ----------------------------------------------------------------------------------


def test_given_values_win_over_the_records():
    given = all_tables(人员=[{"出生日期": "1990-01-01"}])
    assert one("年龄 <= 30", given).status is NO
    assert one("年龄 <= 30", given, {"出生日期": "2000-01-01"}).status is YES
    assert one("年龄 <= 30", given, {"年龄": 29}).status is YES


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("合同年限", "三年", "“三年” 不是数值"),
        ("合同年限", "36个月", "“36个月” 应当以 年 计"),
        ("合同年限", "5 x", "“5 x” 不是数值：不认识的单位 “x”"),
        ("合同年限", "1.55", "“1.55” 的小数位多于 1 位"),
        ("最高学历", "大本", "学历 没有 “大本” 这一项，是不是想写：本科"),
        ("在职", "也许", "“也许” 不是 是 或 否"),
        ("入职日期", "2024/1/5", "“2024/1/5” 不是日期，写成 2024-05-31"),
    ],
)
def test_values_that_do_not_fit(name, value, message):
    must = {
        "合同年限": "合同年限 >= 3",
        "最高学历": "最高学历 >= '本科'",
        "在职": "在职",
        "入职日期": "入职日期 < 基准日",
    }
    with pytest.raises(ValueRefusedError) as refused:
        one(must[name], values={name: value})
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("written", "stored"),
    [("80万", "800000.00"), ("1,500.50", "1500.50"), ("1.5万元", "15000.00"), (1500, "1500.00"), (Decimal("0.05"), "0.05"), ("-3元", "-3.00")],
)  # fmt: skip
def test_money_as_people_write_it(written, stored):
    decision = one(amount="上年工资收入", values={"上年工资收入": written})
    assert decision.amount.value == Decimal(stored)


def test_names_the_policies_do_not_read_are_left_out():
    assert one("在职", values={"在职": "是", "鼠标": "灰"}).status is YES


def test_leaves_are_listed_in_the_order_of_the_document():
    leaf = lambda name: Reason(kind="leaf", id=name, text=name, text_en=name, truth=True)  # noqa: E731 - a name for a literal
    group = Reason(
        kind="any", id="g", text="", text_en="", truth=True, children=(leaf("a"), leaf("b"))
    )
    whole = Reason(kind="all", id="w", text="", text_en="", truth=True, children=(group, leaf("c")))
    assert [r.id for r in whole.leaves()] == ["a", "b", "c"]
