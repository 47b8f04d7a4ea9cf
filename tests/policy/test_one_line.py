"""The line of words beside a decision: what stands against it, what keeps its sum unknown."""

from decimal import Decimal

import polars as pl
import pytest

from tests.policy.documents import AS_OF, benefit, document, facts, head, library
from yulin.policy import open_sums
from yulin.policy.decide import decide
from yulin.policy.decision import Status
from yulin.policy.export import readable, rows_with_reasons, totals

_YES, _NO = "须: 年龄 >= 18", "须: 年龄 <= 9"
_OPEN = "须: 测验过"
TERMS = "事实: [{名称: 测验过, en: Tested, 类型: 是否}]"


def table(text, *, engine="polars", **records):
    given = facts(人员=[{"证件号": "P1", "出生日期": "1990-03-07"}], **records)
    return decide(library(text), given, as_of=AS_OF, engine=engine), given


def line(rules, *, more=TERMS, engine="polars"):
    """Status and words for one subject of 36."""
    made, _ = table(document(benefit(conditions=rules), more=more), engine=engine)
    return pl.concat(rows_with_reasons(made)).select("status", "reason").row(0)


def group(kind, *rules):
    inside = ", ".join(f"{{编号: {n}, 说: 子{n}, {rule}}}" for n, rule in enumerate(rules, start=1))
    return f"- {{编号: 组, 说: 组, {kind}: [{inside}]}}\n"


def _nested(kind, one, two, three):
    inner = f"全部: [{{编号: 一, 说: 一, {one}}}, {{编号: 二, 说: 二, {two}}}]"
    return f"- {{编号: 外, 说: 外, {kind}: [{{编号: 内, 说: 内, {inner}}}, {{编号: 三, 说: 三, {three}}}]}}"


@pytest.mark.parametrize("engine", ["polars", "python", "duckdb"])
@pytest.mark.parametrize(
    ("rules", "wanted"),
    [
        # another branch of a group that holds matters to nobody
        (group("任一", _YES, _NO, _OPEN), (3, "全部条件成立")),
        (group("任一", _NO, _YES) + f"- {{编号: 甲, 说: 另一条, {_NO}}}", (0, "✗另一条")),
        # of clauses of which one would do none is asked for by itself
        (group("任一", _NO, _NO), (0, "✗以下任一：子1 / 子2")),
        (
            f"- {{编号: 甲, 说: 年满, {_NO}}}\n{group('任一', _NO, _NO, _NO)}- {{编号: 乙, 说: 年幼, {_NO}}}",
            (0, "✗年满；✗以下任一：子1 / 子2 / 子3；✗年幼"),
        ),
        (group("任一", _NO), (0, "✗子1")),
        # what cannot be told is the branch that nobody knows
        (group("任一", _NO, _OPEN), (2, "？子2（记录里没有：测验过）")),
        (group("全部", _YES, _NO, _OPEN), (0, "✗子2；？子3（记录里没有：测验过）")),
        # under 皆非 it is what holds that refuses
        (group("皆非", _NO, _NO), (3, "全部条件成立")),
        (group("皆非", _NO, _YES), (0, "✗属于：子2")),
        (group("皆非", _NO, _OPEN), (2, "？是否属于：子2（记录里没有：测验过）")),
        # a step of handling does not block
        (f"- {{编号: 甲, 说: 公示, 办理: 是, {_OPEN}}}", (3, "全部条件成立；待办理：公示")),
        (f"- {{编号: 甲, 说: 公示, 办理: 是, {_OPEN}}}\n- {{编号: 乙, 说: 年满, {_NO}}}", (0, "✗年满")),
        # groups inside groups
        (_nested("任一", _YES, _NO, _NO), (0, "✗二；✗三")),
        (_nested("皆非", _YES, _NO, _YES), (0, "✗属于：三")),
    ],
)  # fmt: skip
def test_what_stands_against(rules, wanted, engine):
    assert line(rules, engine=engine) == wanted


CLASSES = """
版本:
  - 名称: 一
    分类:
      编号: 分类
      名称: 分类
      名称en: Class
      产出: 人才类别
      类:
        - {类: A, 编号: A, 说: 甲类, en: A, 条件: [{编号: a, 说: 条件甲, 须: 年龄 >= 99}]}
        - {类: B, 编号: B, 说: 乙类, en: B, 条件: [{编号: b, 说: 条件乙, 须: "%s"}]}
        - {类: C, 编号: C, 说: 丙类, en: C, 条件: [{编号: c, 说: 条件丙, 须: "%s"}]}
      否则: 无
"""


@pytest.mark.parametrize(
    ("must", "wanted"),
    [
        (("年龄 >= 18", "测验过"), (3, "B", "全部条件成立")),
        (("测验过", "年龄 >= 18"), (2, None, "？条件乙（记录里没有：测验过）")),
        (("年龄 >= 98", "年龄 >= 97"), (0, "无", "✗条件甲；✗条件乙；✗条件丙")),
    ],
)
def test_a_class_that_was_found_has_nothing_against_it(must, wanted):
    made, _ = table(head("T-1", more=TERMS) + CLASSES.lstrip("\n") % must)
    rows = pl.concat(rows_with_reasons(made))
    assert rows.select("status", "label", "reason").row(0) == wanted


# -- sums ------------------------------------------------------------------------------------------


def test_only_what_is_due_or_will_be_has_a_sum():
    made, given = table(
        document(
            benefit("年龄 >= 18", code="甲", amount="{式: 500元, 每: 月, 期数: 24}"),
            benefit("年龄 >= 40", code="乙", amount="300元"),
            benefit("年龄 <= 18", code="丙", amount="{式: 500元, 每: 月, 期数: 24}"),
            benefit("测验过", code="丁", amount="100元"),
            more=TERMS,
        )
    )
    rows = pl.concat(rows_with_reasons(made, facts=given))
    sums = ("benefit", "status", "amount", "total", "first_year", "net")
    assert rows.select(sums).rows() == [
        ("甲", int(Status.YES), 50_000, 1_200_000, 600_000, 1_200_000),
        ("乙", int(Status.NOT_YET), 30_000, 30_000, 30_000, None),
        ("丙", int(Status.NO), None, None, None, None),
        ("丁", int(Status.UNDETERMINED), None, None, None, None),
    ]
    assert readable(rows)["合计（元）"].sum() == Decimal("12300.00")
    # what the engine answers stays as it was
    assert made.long()["total"].to_list() == [1_200_000, 30_000, 1_200_000, 10_000]
    assert [r["已知合计（元）"] for r in totals(made).to_dicts()] == [
        Decimal("12000.00"), Decimal("0.00"), Decimal("0.00"), Decimal("0.00"),
    ]  # fmt: skip


BY_CLASS = "{按: 类别, 表: {一类: 2000元, 二类: 1800元}}"
CLASS = "事实: [{名称: 类别, en: Class, 类型: 选项, 选项: [一类, 二类]}]"
DISPUTED = "{式: \"两说(6300元, 7500元, '前后不一致')\"}"
WAGE_OF_HOME = "{式: \"若则(户籍地 == 330302, 100元, 未知('外地的没有公布'))\"}"
WHY = [
    (BY_CLASS, "全部条件成立；金额未知：缺 类别"),
    ("{式: \"未知('原文未见金额')\"}", "全部条件成立；金额未知：原文未见金额"),
    (DISPUTED, "全部条件成立；金额未知：可能是 6,300.00 元 或 7,500.00 元；前后不一致"),
    ("{式: 500元, 每: 月, 期数: 未知}", "全部条件成立；合计未知：期数未见"),
    (WAGE_OF_HOME, "全部条件成立；金额未知：缺 户籍地"),
]


@pytest.mark.parametrize(("amount", "wanted"), WHY)
def test_a_sum_that_is_not_known_says_why(amount, wanted):
    made, given = table(document(benefit("年龄 >= 18", amount=amount), more=CLASS))
    (rows,) = rows_with_reasons(made, facts=given)
    assert rows["reason"].to_list() == [wanted]


@pytest.mark.parametrize(
    ("amount", "wanted"),
    [
        (BY_CLASS, "全部条件成立；金额未知：可能缺 类别；可能是 表中没有列出这一种"),
        ("{式: \"未知('原文未见金额')\"}", "全部条件成立；金额未知：原文未见金额"),
        ("{式: 500元, 每: 月, 期数: 未知}", "全部条件成立；合计未知：期数未见"),
        (WAGE_OF_HOME, "全部条件成立；金额未知：可能缺 户籍地；可能是 外地的没有公布"),
    ],
)
def test_of_very_many_it_is_said_what_may_be_missing(amount, wanted, monkeypatch):
    made, given = table(document(benefit("年龄 >= 18", amount=amount), more=CLASS))
    assert next(rows_with_reasons(made))["reason"].to_list() == [wanted]
    monkeypatch.setattr(open_sums, "MOST_SUMS", 0)
    assert next(rows_with_reasons(made, facts=given))["reason"].to_list() == [wanted]
    monkeypatch.setattr(open_sums, "MOST_SUMS", 10)
    monkeypatch.setattr(open_sums, "MOST_RECORDS", 0)
    assert next(rows_with_reasons(made, facts=given))["reason"].to_list() == [wanted]


def test_each_of_several_is_told_what_is_missing_of_them():
    people = [
        {"证件号": "P1", "出生日期": "1990-03-07", "户籍地": "330302"},
        {"证件号": "P2", "出生日期": "1990-03-07", "户籍地": "110101"},
        {"证件号": "P3", "出生日期": "1990-03-07"},
        {"证件号": "P4", "出生日期": "2015-03-07"},
    ]
    given = facts(人员=people)
    text = document(benefit("年龄 >= 18", amount=WAGE_OF_HOME, more="未到: 否"))
    made = decide(library(text), given, as_of=AS_OF)
    (rows,) = rows_with_reasons(made, facts=given)
    assert rows.select("subject", "total", "reason").rows() == [
        ("P1", 10_000, "全部条件成立"),
        ("P2", None, "全部条件成立；金额未知：外地的没有公布"),
        ("P3", None, "全部条件成立；金额未知：缺 户籍地"),
        ("P4", None, "✗条件一"),
    ]
