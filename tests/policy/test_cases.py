"""What worked cases may expect, and what they say when something else comes out."""

import pytest

from tests.policy.documents import benefit, document, library
from yulin.policy.cases import run_cases
from yulin.policy.library import Library

_HEAD = "案例:\n  - {编号: a, 说: 例, 基准日: 2026-06-30, 期望: "


def differences(*benefits, expected, more="", others=()):
    """What the one worked case of a document says differs."""
    text = document(*benefits, more=f"{more}\n{_HEAD}{{{expected}}}}}")
    made: Library = library(text, *others)
    (outcome,) = run_cases(made)
    assert (outcome.state == "passed") == (outcome.differences == ())
    return outcome.differences


CAPPED = "关系:\n  - {名称: 封顶, 规则: 合计封顶, 成员: [甲, 乙], 封顶: 5000元}"


@pytest.mark.parametrize(
    ("expected", "wanted"),
    [
        ("甲: {金额: 2000元, 实得: 2000元}, 乙: {金额: 4000元, 实得: 3000元}", ()),
        ("乙: {实得: 4000元}", ("乙：实得应为 4000元，得到 3000元",)),
        ("乙: {实得: 未知}", ("乙：实得应为 未知，得到 3000元",)),
    ],
)
def test_what_is_really_paid_can_be_expected(expected, wanted):
    two = (benefit(code="甲", amount="2000元"), benefit(code="乙", amount="4000元"))
    assert differences(*two, expected=expected, more=CAPPED) == wanted


def test_what_is_really_paid_may_rest_on_a_benefit_of_another_document():
    more = "关系:\n  - {名称: 扣, 规则: 扣除, 成员: [T-2/丙, 甲]}"
    other = document(benefit(code="丙", amount="500元"), code="T-2")
    found = differences(
        benefit(code="甲", amount="2000元"),
        expected="甲: {实得: 1500元}",
        more=more,
        others=[other],
    )
    assert found == ()


def test_a_sum_that_is_not_due_is_not_paid():
    found = differences(benefit("否", code="甲", amount="2000元"), expected="甲: {实得: 2000元}")
    assert found == ("甲：实得应为 2000元，得到 未知",)


def test_who_gets_what_of_a_fund_that_benefits_share():
    more = (
        "共用名额:\n  - {名称: 资金, 待遇: [甲, 乙], 资金: 3万元, 排序: [{式: 贡献积分}]}\n"
        "案例:\n  - {编号: a, 说: 例, 基准日: 2026-06-30, "
        "多人: {A: {贡献积分: 3, 年龄: 50}, B: {贡献积分: 2, 年龄: 50}, C: {贡献积分: 1, 年龄: 30}}, "
        "期望: {甲: {入选: [A, B]}, 乙: {入选: [C]}}}"
    )
    two = (
        benefit("年龄 >= 40", code="甲", amount="1万元"),
        benefit("年龄 < 40", code="乙", amount="1万元"),
    )
    (outcome,) = run_cases(library(document(*two, more=more)))
    assert outcome.differences == ()
    (outcome,) = run_cases(library(document(*two, more=more.replace("3万元", "2万元"))))
    assert outcome.differences == ("乙：入选应为 C，得到 无",)


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        # a column of months takes months
        ("起始年月: 2026-05, 截止年月: 2026-06", ()),
        ("起始年月: 2026-05-01, 截止年月: 2026-06-01", ()),
        ("起始年月: 2026-06, 截止年月: 2026-06", ("甲：应为 符合，得到 不符（一）",)),
    ],
)
def test_a_record_may_give_months(cells, wanted):
    rule = "累计月数(社保: 起始年月, 截止年月) >= 2 且 累计月数(社保: 起始年月, 截止年月) <= 2"
    text = document(
        benefit(rule, more="未到: 否"),
        more="案例:\n  - {编号: a, 说: 例, 基准日: 2026-06-30, "
        f"记录: {{社保: [{{{cells}}}]}}, 期望: {{甲: 符合}}}}",
    )
    (outcome,) = run_cases(library(text))
    assert outcome.differences == wanted


@pytest.mark.parametrize(
    ("until", "wanted"),
    [("2027-01-01", "符合"), ("2026-01-01", "不符"), ("未知", "无法判定"), ("''", "符合")],
)
def test_a_cell_of_a_record_may_be_unknown(until, wanted):
    # a recognition of which nobody says how long it is valid; a blank term has no end
    rule = "存在(认定 若 认定日期 <= 基准日 且 有效期至 >= 基准日)"
    text = document(
        benefit(rule),
        more="案例:\n  - {编号: a, 说: 例, 基准日: 2026-06-30, 记录: "
        f"{{认定: [{{认定日期: 2020-01-01, 有效期至: {until}}}]}}, 期望: {{甲: {wanted}}}}}",
    )
    (outcome,) = run_cases(library(text))
    assert outcome.differences == ()


def test_a_column_of_days_refuses_a_month_and_says_how_to_write_it():
    text = document(
        benefit("存在(就业)"),
        more="案例:\n  - {编号: a, 说: 例, 基准日: 2026-06-30, "
        "记录: {就业: [{入职日期: 2025-06}]}, 期望: {甲: 符合}}",
    )
    (outcome,) = run_cases(library(text))
    assert outcome.differences == (
        "“2025-06” 不是日期，只写到月：起的写月初 2025-06-01，止的写月末 2025-06-30；不知是哪一天的写 未知",
    )


DISPUTED = "式: 两说(100元, 200元, '原文不一')\n每: 月\n期数: 12"


@pytest.mark.parametrize(
    ("amount", "expected", "wanted"),
    [
        # a sum per period that is disputed: candidates of each period, and of the total
        (DISPUTED, "{每期: [100元, 200元], 金额: [1200元, 2400元]}", ()),
        (DISPUTED, "{每期: [200元, 100元]}", ()),
        (DISPUTED, "{每期: [100元, 300元]}", ("甲：每期的几种可能应为 100元、300元，得到 100元、200元",)),
        (DISPUTED, "{金额: [100元, 200元]}", ("甲：金额的几种可能应为 100元、200元，得到 1200元、2400元",)),
        # only the number of periods is disputed
        ("式: 100元\n每: 月\n期数: 两说(6, 12, '期数不一')", "{每期: 100元, 金额: [600元, 1200元]}", ()),
        (
            "式: 100元\n每: 月\n期数: 两说(6, 12, '期数不一')",
            "{每期: [100元, 200元]}",
            ("甲：每期的几种可能应为 100元、200元，得到 没有",),
        ),
        # two questions are settled each by itself …
        (
            "式: 两说(100元, 200元, '标准不一')\n每: 月\n期数: 两说(6, 12, '期数不一')",
            "{每期: [100元, 200元], 金额: [600元, 1200元, 2400元]}",
            (),
        ),
        # … one question once
        (
            "式: 两说(100元, 200元, '新旧两版')\n每: 月\n期数: 两说(6, 12, '新旧两版')",
            "{每期: [100元, 200元], 金额: [600元, 2400元]}",
            (),
        ),
        # a question that only one reading of another raises
        (
            "两说(100元, 两说(200元, 300元, '档次不明'), '标准不一')",
            "{金额: [100元, 200元, 300元]}",
            (),
        ),
        # too many questions to work all of them out
        (
            " + ".join(f"两说(1元, {2**n}元, '第{n}问')" for n in range(1, 8)),
            "{金额: [7元, 254元]}",
            ("甲：金额的几种可能应为 7元、254元，得到 没有",),
        ),
        # nobody knows for how many periods
        ("式: 两说(100元, 200元, '原文不一')\n每: 月\n期数: 未知", "{每期: [100元, 200元], 金额: 未知}", ()),
        # readings that give the same leave no candidates
        ("式: 两说(100元, 100元, '原文不一')\n每: 月\n期数: 2", "{每期: 100元, 金额: 200元}", ()),
    ],
)  # fmt: skip
def test_candidates_of_a_period_and_of_the_total(amount, expected, wanted):
    found = differences(benefit(code="甲", amount=amount), expected=f"甲: {expected}")
    assert found == wanted


# -- the words of what differs ---------------------------------------------------------------------

MINIMUM = (
    "事实:\n  - {名称: 最低工资类别, en: Class, 类型: 选项, 选项: [一类, 二类]}\n"
    "  - {名称: 甲数, en: Number, 类型: 数值, 单位: 元, 小数: 2}"
)
BY_CLASS = "{按: 最低工资类别, 表: {一类: 2000元, 二类: 1800.50元}}"


@pytest.mark.parametrize(
    ("amount", "expected", "wanted"),
    [
        ("{式: \"两说(6300元, 7500元, '不一')\"}", "{金额: 6300元}", "金额应为 6300元，得到 有几种可能：6300元、7500元"),
        ("{式: \"两说(6300元, 7500元, '不一')\"}", "{每期: 6300元}", "每期应为 6300元，得到 有几种可能：6300元、7500元"),
        (BY_CLASS, "{金额: 6300元}", "金额应为 6300元，得到 未知（缺：最低工资类别）"),
        ("{式: \"未知('原文未见')\"}", "{金额: 1元}", "金额应为 1元，得到 未知（原文未见）"),
        ("{式: 1元, 每: 月}", "{金额: 1元}", "金额应为 1元，得到 未知（期数未见）"),
        (None, "{金额: 1元, 每期: 未知}", "金额应为 1元，得到 无"),
        ("{式: 1800.5元}", "{金额: 1800元}", "金额应为 1800元，得到 1800.50元"),
    ],
)  # fmt: skip
def test_a_sum_that_is_not_the_one_expected(amount, expected, wanted):
    one = benefit(code="甲", amount=amount)
    assert differences(one, expected=f"甲: {expected}", more=MINIMUM) == (f"甲：{wanted}",)


@pytest.mark.parametrize(
    ("must", "expected", "wanted"),
    [
        ("最低工资类别 == '一类'", "符合", "应为 符合，得到 无法判定（一；缺：最低工资类别）"),
        ("未知('原文未见')", "符合", "应为 符合，得到 无法判定（一；原文未见）"),
        ("否", "符合", "应为 符合，得到 不符（一）"),
        ("是", "不符", "应为 不符，得到 符合（全部条件成立）"),
        ("是", "{取代: T-1/乙}", "应被 T-1/乙 取代，得到 无"),
        ("否", "{原因: [二]}", "没有编号为 二 的条件（有：一）"),
        ("是", "{可选: [T-1/乙]}", "可选的应为 T-1/乙，得到 无"),
        ("是", "{存续: 续发}", "存续应为 续发，得到 无"),
        ("是", "{追回: 1元}", "追回额应为 1元，得到 无"),
    ],
)
def test_an_answer_that_is_not_the_one_expected(must, expected, wanted):
    one = benefit(must, code="甲")
    assert differences(one, expected=f"甲: {expected}", more=MINIMUM) == (f"甲：{wanted}",)


def test_a_reason_that_names_a_group_or_something_like_a_condition():
    rules = "- {编号: 层次, 说: 层次, 任一: [{编号: 硕士, 说: 硕士, 须: 否}, {编号: 高级工, 说: 高级工, 须: 否}]}"
    one = benefit(code="甲", conditions=rules)
    assert differences(one, expected="甲: {原因: [层次]}") == (
        "甲：原因里的 层次 是一组条件，要写其中各条的编号：硕士、高级工",
    )
    assert differences(one, expected="甲: {原因: [高级]}") == (
        "甲：没有编号为 高级 的条件（是不是想写：高级工）",
    )
    assert differences(one, expected="甲: {原因: [硕士]}") == (
        "甲：原因应为 硕士，得到 硕士、高级工",
    )


# -- facts that nothing would read -------------------------------------------------------------------

_FIRM = "事实:\n  - {名称: 国有企业, en: State-owned, 对象: 单位, 类型: 是否}\n  - {名称: 公示, en: Published, 类型: 是否}"
_GIVEN = "案例:\n  - {编号: a, 说: 例, 基准日: 2026-06-30, %s, 期望: {甲: %s}}"
_TOLD_OF_FIRM = "“国有企业” 是单位的事实，写在 记录 的 单位附加事实 里（这一行写明是谁的），或给引用它的定义取值"


def outcome(must, given, wanted="符合", *, others=(), more="", **head):
    text = document(benefit(must), more=f"{_FIRM}{more}\n{_GIVEN % (given, wanted)}", **head)
    (found,) = run_cases(library(text, *others))
    return found.differences


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        # what is a fact of the firm says nothing of a person, however it is written
        ("事实: {国有企业: 否}", _TOLD_OF_FIRM),
        ("事实: {单位.国有企业: 否}", f"不认识的事实：单位.国有企业。{_TOLD_OF_FIRM}"),
        (
            "事实: {本单位行业: 鞋服}",
            "“本单位行业” 是单位的事实，写在 记录 的 单位 和它所依据的各表 里（这一行写明是谁的），或给引用它的定义取值",
        ),
        (
            "事实: {单位.公式: 1}",
            "不认识的事实：单位.公式。事实 只写本人的；单位的写在 记录 的各表里，或给引用它的定义取值",
        ),
        ("事实: {国有: 否}", "不认识的事实：国有。是不是想写：国有企业"),
    ],
)
def test_a_fact_of_somebody_else_is_refused_with_where_it_belongs(given, wanted):
    assert outcome("非 单位.国有企业", given) == (wanted,)


def test_where_a_fact_of_the_firm_belongs():
    records = (
        "记录: {就业: [{单位代码: 厂, 用工形式: 劳动合同, 入职日期: 2025-01-01}], 单位: [{单位代码: 厂}], "
        "单位附加事实: [{单位代码: 厂, 名称: 国有企业, 是否: 否, 起始日期: 2020-01-01}]}"
    )
    assert outcome("非 单位.国有企业", records) == ()
    assert (
        outcome("国企", "事实: {国企: 是}", more="\n定义:\n  - {名称: 国企, 式: 单位.国有企业}")
        == ()
    )


def test_a_document_about_firms_is_given_the_facts_of_firms():
    text = document(
        benefit("非 国有企业"),
        more=f"对象: 单位\n{_FIRM}\n{_GIVEN % ('事实: {国有企业: 否}', '符合')}",
    )
    (found,) = run_cases(library(text))
    assert found.differences == ()
    (found,) = run_cases(library(text.replace("{国有企业: 否}", "{年龄: 30}")))
    assert found.differences == (
        "“年龄” 是人员的事实，写在 记录 的 人员 和它所依据的各表 里（这一行写明是谁的），或给引用它的定义取值",
    )


def test_facts_of_somebody_else_are_refused_of_several_people_too():
    more = (
        f"{_FIRM}\n共用名额:\n  - {{名称: 池, 待遇: [甲], 个数: 1, 排序: [{{式: 贡献积分}}]}}\n"
        "案例:\n  - {编号: a, 说: 例, 基准日: 2026-06-30, "
        "多人: {A: {国有企业: 否, 贡献积分: 3}}, 期望: {甲: {入选: [A]}}}"
    )
    text = document(benefit("是", amount="1万元"), more=more)
    (found,) = run_cases(library(text))
    assert found.differences == (_TOLD_OF_FIRM,)
    (found,) = run_cases(library(text.replace("国有企业: 否, ", "")))
    assert found.differences == ()


_ELSEWHERE = (
    "附加事实：没有政策声明叫 “国有企业” 的事实，这一行不起作用。它是单位的事实，写在 单位附加事实"
)
_OTHER_COLUMN = (
    "附加事实 第 1 行「数值」：“T-1/公示”的值不该填在这一列。请填在“是否”列；"
    "几份文档里同名而类型不同的，名称写成 政策编号/名称。"
)


def _told(cells):
    return f"记录: {{附加事实: [{{起始日期: 2026-01-01, {cells}}}]}}"


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        ("名称: 公示, 是否: 是", ()),
        ("名称: T-1/公示, 是否: 是", ()),
        (
            "名称: 公式, 是否: 是",
            ("附加事实：没有政策声明叫 “公式” 的事实，这一行不起作用。是不是想写：公示",),
        ),
        (
            "名称: T-9/公示, 是否: 是",
            (
                "附加事实：没有政策声明叫 “T-9/公示” 的事实，这一行不起作用。写 公示，或全名 T-1/公示",
            ),
        ),
        (
            "名称: 国有企业, 是否: 是",
            (_ELSEWHERE,),
        ),
        # the value stands in the column of the declared type
        (
            "名称: 公示, 数值: 1",
            (_OTHER_COLUMN,),
        ),
    ],
)
def test_a_told_fact_that_nobody_asks_for_is_refused(cells, wanted):
    assert outcome("公示", _told(cells)) == wanted


def test_a_told_fact_may_be_unknown():
    assert outcome("公示", _told("名称: 公示, 是否: 未知"), "无法判定") == ()
    assert outcome("公示", "记录: {附加事实: []}", "无法判定") == ()
