"""Old rules for those who came in under them, classes that are amended or recognised, shared clauses."""

import datetime as dt

import pytest

from tests.policy.documents import (
    all_tables,
    benefit,
    both,
    document,
    explained,
    facts,
    library,
    version,
    versions,
)
from tests.policy.test_relations import received
from yulin.policy.decision import Status
from yulin.policy.old_rule import plainly
from yulin.policy.problems import PolicyError

BEFORE, AFTER = dt.date(2023, 3, 1), dt.date(2024, 3, 1)
NO, NOT_YET, OPEN, YES = range(4)


def two_rules(cohort="领过('T-1/甲')"):
    return library(
        versions(
            version(
                benefit(code="甲", amount="500元", more="", kind="资金"),
                name="旧",
                ends="2023-12-31",
                more=f'老人老办法: "{cohort}"',
            ),
            version(benefit(code="甲", amount="10000元"), name="新", starts="2024-01-01"),
        )
    )


def rows(made, records, as_of):
    return {
        r["benefit"]: (r["status"], r["version"], r["amount"])
        for r in both(made, records, as_of=as_of).iter_rows(named=True)
    }


def test_while_the_old_version_is_in_force_it_decides_for_everybody():
    assert rows(two_rules(), all_tables(), BEFORE) == {"甲": (YES, "旧", 50_000)}


def test_afterwards_it_goes_on_for_its_cohort_alone():
    old = all_tables(已享受=[received("甲", "2023-05-01")])
    assert rows(two_rules(), old, AFTER) == {
        "甲": (NO, "新", 1_000_000),
        "甲@旧": (YES, "旧", 50_000),
    }
    assert rows(two_rules(), all_tables(), AFTER) == {
        "甲": (YES, "新", 1_000_000),
        "甲@旧": (NO, "旧", 50_000),
    }


def test_who_is_in_the_cohort_is_a_clause_with_words():
    found = explained(two_rules(), all_tables(), as_of=AFTER)
    against = {k: [(r.id, r.text) for r in d.reason.standing_against()] for k, d in found.items()}
    assert against == {
        "甲": [],
        "甲@旧": [("老人老办法", "属于按“旧”版执行完毕的人员")],
    }


@pytest.mark.parametrize(
    ("cohort", "received_before", "truth", "text", "text_en", "missing"),
    [
        ("领过('T-1/甲')", False, True, "不是", "not one of them", ()),
        ("领过('T-1/甲')", True, False, "是", "one of them", ()),
        ("在读", False, None, "不知道是不是", "not known", ("在读",)),
    ],
)
def test_that_somebody_is_not_left_out_is_one_line(
    cohort, received_before, truth, text, text_en, missing
):
    records = facts(已享受=[received("甲", "2023-05-01")] if received_before else [])
    group = explained(two_rules(cohort), records, as_of=AFTER)["甲"].reason.children[0]
    assert (group.id, group.kind, group.truth) == ("新办法", "not", truth)
    line = plainly(group)
    assert (line.kind, line.truth, line.children) == ("leaf", truth, ())
    assert line.text == f"按老办法执行的除外：{text}"
    assert line.text_en == f"Except those who stay under the old rule: {text_en}"
    assert line.missing == missing
    # any other reason is told as it stands
    assert plainly(group.children[0]) is group.children[0]


def test_where_the_cohort_cannot_be_told_neither_rule_is_sure():
    made = two_rules("首次领取日('T-1/甲') <= 2023-06-30")
    found = explained(made, all_tables(), as_of=AFTER)
    assert {k: d.status for k, d in found.items()} == {
        "甲": Status.UNDETERMINED,
        "甲@旧": Status.UNDETERMINED,
    }


def test_a_document_that_ended_goes_on_for_its_cohort():
    made = library(
        versions(
            version(
                benefit(code="甲", amount="500元"),
                name="旧",
                ends="2023-12-31",
                more="老人老办法: \"领过('T-1/甲')\"",
            )
        )
    )
    old = all_tables(已享受=[received("甲", "2023-05-01")])
    assert rows(made, old, AFTER) == {"甲@旧": (YES, "旧", 50_000)}


# -- classes -----------------------------------------------------------------------------------------

CLASSES = """
分类:
  编号: 分类
  名称: 分类
  名称en: Classes
  产出: 人才类别
  {flag}
  类:
    - {{类: D, 编号: D1, 条件: [{{编号: 博士, 须: "最高学历 == '博士'"}}]}}
    - {{类: E, 编号: E1, 条件: [{{编号: 硕士, 须: "最高学历 == '硕士'"}}]}}
    - {{类: F1, 编号: F1, 条件: [{{编号: 本科, 须: "最高学历 == '本科'"}}]}}
  否则: 无
"""
AMENDED = """
分类:
  沿用: 一
  类:
    - {类: E, 编号: E2, 条件: [{编号: 技师, 须: "技能等级 >= '技师'"}]}
    - {类: D, 编号: D1, 条件: [{编号: 博士, 须: "最高学历 == '博士' 且 年龄 <= 40"}]}
  删去: [F1]
"""


def classes(flag=""):
    return library(
        versions(
            version(name="一", ends="2023-12-31", more=CLASSES.format(flag=flag)),
            version(name="二", starts="2024-01-01", more=AMENDED),
        )
    )


@pytest.mark.parametrize(
    ("as_of", "values", "wanted"),
    [
        (BEFORE, {"最高学历": "本科", "技能等级": "技师"}, "F1"),
        (AFTER, {"最高学历": "本科", "技能等级": "技师", "年龄": 30}, "E"),
        (AFTER, {"最高学历": "硕士", "技能等级": "无", "年龄": 30}, "E"),
        (AFTER, {"最高学历": "本科", "技能等级": "无", "年龄": 30}, "无"),
        (BEFORE, {"最高学历": "博士", "年龄": 50}, "D"),
        (AFTER, {"最高学历": "博士", "技能等级": "无", "年龄": 50}, "无"),
    ],
)
def test_a_version_amends_the_classes_of_an_earlier_one(as_of, values, wanted):
    assert explained(classes(), values=values, as_of=as_of)["分类"].label == wanted


def recognised(label, until, policy="T-1"):
    return {
        "目录": policy,
        "版本": "一",
        "类别": label,
        "认定日期": "2020-01-01",
        "有效期至": until,
    }


@pytest.mark.parametrize(
    ("recognition", "wanted"),
    [
        ([], "F1"),
        ([recognised("D", "2025-01-01")], "D"),
        ([recognised("D", "2023-02-28")], "F1"),
        ([recognised("D", "2023-03-01")], "D"),
        ([recognised("D", "2025-01-01", "T-9")], "F1"),
        (None, "F1"),  # nobody supplied the recognitions: the text decides
        ([recognised("Z", "2025-01-01")], None),
    ],
)
def test_a_class_recognised_before_stands_until_its_term_ends(recognition, wanted):
    made = classes("认定有效: 是")
    person = {
        "学历": [
            {"学历": "本科", "学习形式": "全日制", "毕业状态": "毕业", "毕业日期": "2015-06-30"}
        ]
    }
    records = all_tables(**person, 认定=recognition or [])
    if recognition is None:
        records = type(records)({k: v for k, v in records.tables.items() if k != "认定"})
    assert explained(made, records, as_of=BEFORE)["分类"].label == wanted
    both(made, records, as_of=BEFORE)


# -- clauses shared by name ----------------------------------------------------------------------------

SHARED = """
条件组:
  成年: [{编号: 十八, 说: 满十八, 须: 年龄 >= 18}]
  在岗: [{用: 成年}, {编号: 在职, 说: 在职, 须: 在职}]
"""


def test_clauses_shared_by_name():
    made = library(
        document(
            benefit(code="甲", conditions="- {用: 在岗}"),
            benefit(
                code="乙", conditions="- {用: 成年, 编号: 年纪}\n- {编号: 三十, 须: 年龄 <= 30}"
            ),
            more=SHARED,
        )
    )
    found = explained(made, values={"年龄": 17, "在职": "是"})
    assert {k: [r.id for r in d.reason.standing_against()] for k, d in found.items()} == {
        "甲": ["十八"],
        "乙": ["十八"],
    }
    assert [c.id for c in found["乙"].reason.children] == ["年纪", "三十"]


def test_a_list_of_clauses_that_is_not_there():
    with pytest.raises(PolicyError) as error:
        library(document(benefit(conditions="- {用: 成人}"), more=SHARED))
    assert [(p.code, p.message, p.advice) for p in error.value.problems] == [
        ("E241", "没有条件组 “成人”", "是不是想写：成年")
    ]


# -- instalments by ratio ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "passed", "wanted"),
    [
        ("2024-01-01", "是", [YES, NOT_YET, NOT_YET]),
        ("2025-01-01", "是", [YES, YES, NOT_YET]),
        ("2025-01-01", "否", [YES, NO, NO]),
        ("2026-06-01", "是", [YES, YES, YES]),
    ],
)
def test_instalments_in_a_ratio(as_of, passed, wanted):
    ratio = (
        "分期: {比例: [4, 3, 3], 起: 入职日期, 隔: 1年,"
        " 条件: [{编号: 考核, 说: 考核合格, 须: 在职}]}"
    )
    made = library(document(benefit(code="甲", amount="30万元", more=ratio)))
    found = explained(
        made,
        values={"入职日期": "2024-01-01", "在职": passed},
        as_of=dt.date.fromisoformat(as_of),
    )["甲"]
    assert [int(p.status) for p in found.instalments] == wanted
    assert [int(p.amount) for p in found.instalments] == [120_000, 90_000, 90_000]
