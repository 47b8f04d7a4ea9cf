"""What a document may say, and what is refused: file, line, column and code of every finding."""

import datetime as dt

import pytest

from tests.policy.documents import (
    benefit,
    document,
    explained,
    head,
    reading,
    version,
    versions,
)
from yulin.policy.decision import Status
from yulin.policy.library import Library
from yulin.policy.problems import PolicyError


def refused(text):
    """Findings as (line:column, code, message)."""
    _, problems = reading(text)
    assert {p.place.file for p in problems} <= {"T-1.yaml"}
    return [(f"{p.place.line}:{p.place.column}", p.code, p.message) for p in problems]


def put(old, new, text=None):
    """A sound document with one place changed."""
    text = text if text is not None else document(benefit(amount="100元"))
    assert text.count(old) >= 1, old
    return text.replace(old, new, 1)


def with_more(more):
    return document(benefit(), more=more)


SOUND = """\
 1 编号: T-1
 2 标题: 题
 3 标题en: Title
 4 地区: 0
 5 领域: 就业
 6 摘要: 一句话
 7 摘要en: One sentence
 8 来源: [{网址: www.example.cn, 等级: P1}]
 9 版本:
10   - 名称: 一
11     待遇:
12       - 编号: 甲
13         名称: 甲
14         名称en: 甲
15         类别: 资金
16         条件:
17           - {编号: 一, 说: 条件一, 须: "是"}
18         金额: 100元
"""


def test_the_sound_document_reads_as_shown():
    """The lines and columns below are those of this text."""
    numbered = [
        f"{n:2} {line}" for n, line in enumerate(document(benefit(amount="100元")).splitlines(), 1)
    ]
    assert "\n".join(numbered) + "\n" == SOUND
    assert refused(document(benefit(amount="100元"))) == []


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        # a key that must be there
        (put("编号: T-1\n", ""), [("1:1", "E207", "缺少 “编号”")]),
        (put("标题en: Title\n", ""), [("1:1", "E207", "缺少 “标题en”")]),
        (put("        类别: 资金\n", ""), [("12:9", "E207", "缺少 “类别”")]),
        (put('        条件:\n          - {编号: 一, 说: 条件一, 须: "是"}\n', ""), [("12:9", "E207", "缺少 “条件”")]),
        # a key nobody knows
        (put("领域:", "领城: 就业\n领域:"), [("5:1", "E208", "不认识的键 “领城”")]),
        (put("说: 条件一", "说: 条件一, 话: 二"), [("17:29", "E208", "不认识的键 “话”")]),
        # words outside their list
        (put("就业", "就餐"), [("5:5", "E220", "“就餐” 不在可用之列")]),
        (put("资金", "现金"), [("15:13", "E220", "“现金” 不在可用之列")]),
        (put("等级: P1", "等级: P5"), [("8:31", "E220", "“P5” 不在可用之列")]),
        (put("领域:", "对象: 企业\n领域:"), [("5:5", "E220", "“企业” 不在可用之列")]),
        (put("领域:", "受款: 公司\n领域:"), [("5:5", "E220", "“公司” 不在可用之列")]),
        (put("金额: 100元", "适用地区: 都行\n        金额: 100元"), [("18:15", "E220", "“都行” 不在可用之列")]),
        # a number, a division
        (put("地区: 0", "地区: 温州"), [("4:5", "E203", "“温州” 不是整数")]),
        (put("地区: 0", "地区: 993456"), [("4:5", "E234", "区划表里没有 993456")]),
        # yes and no
        (put("领域:", "核实: 对\n领域:"), [("5:5", "E202", "“对” 不是 是 或 否")]),
        # a condition needs one rule
        (put('须: "是"', "依据: 一"), [("17:13", "E226", "条件要写且只写 须、全部、任一、皆非 或 用 中的一种")]),
        (
            put('须: "是"', '须: "是", 任一: [{须: "是"}]'),
            [("17:13", "E226", "条件要写且只写 须、全部、任一、皆非 或 用 中的一种")],
        ),
        (put('须: "是"', "任一: []"), [("17:13", "E229", "任一 里没有条件")]),
        (put('须: "是"', "皆非: []"), [("17:13", "E229", "皆非 里没有条件")]),
        (put('须: "是"', "全部: []"), [("17:13", "E229", "全部 里没有条件")]),
        (
            put('须: "是"', '任一: [{须: "是"}], 全部: [{须: "是"}]'),
            [("17:13", "E226", "条件要写且只写 须、全部、任一、皆非 或 用 中的一种")],
        ),
        (put('须: "是"', "任一: 是"), [("17:33", "E205", "这里应当是分组（名称: 值）"), ("17:33", "E226", "条件要写且只写 须、全部、任一、皆非 或 用 中的一种")]),
        # sums
        (put("金额: 100元", "金额: {每: 月}"), [("18:13", "E227", "金额要写 式、按+表 或 首个 中的一种")]),
        (
            put("金额: 100元", "金额: {式: 100元, 按: 年龄, 表: {1: 2元}}"),
            [("18:13", "E227", "金额要写 式、按+表 或 首个 中的一种")],
        ),
        (put("金额: 100元", "金额: {式: 100元, 每: 周}"), [("18:26", "E220", "“周” 不在可用之列")]),
        (
            put("金额: 100元", "金额: {首个: [{取: 5元}]}"),
            [("18:19", "E207", "缺少 “当”")],
        ),
        # parts
        (
            put("金额: 100元", "分期: [{名称: 一期}]"),
            [("18:14", "E228", "分期的一期要写 占 或 式 中的一种")],
        ),
        (
            put("金额: 100元", "分期: [{名称: 一期, 占: 50%, 式: 5元}]"),
            [("18:14", "E228", "分期的一期要写 占 或 式 中的一种")],
        ),
        # a time limit without a unit
        (with_more("流程: [{步骤: 公示, 期限: 5}]"), [("9:6", "E221", "期限没有单位")]),
        # exclusive groups
        (
            with_more("互斥: [{名称: 一, 规则: 最高, 成员: [甲]}]"),
            [
                ("9:18", "E220", "“最高” 不在可用之列"),
                ("9:6", "E247", "关系至少有两个成员"),
            ],
        ),
        # own facts
        (with_more("事实: [{名称: 甲数, en: x, 类型: 数字}]"), [("9:6", "E302", "不认识的类型 “数字”")]),
        (with_more("事实: [{名称: 甲级, en: x, 类型: 选项}]"), [("9:6", "E306", "选项 类型要写明 选项")]),
        (with_more("事实: [{名称: 甲级, en: x, 类型: 选项, 选项: [等级]}]"), [("9:6", "E303", "没有名为 “等级” 的选项表")]),
        (with_more("事实: [{名称: 甲级, en: x, 类型: 选项, 选项: [甲, 乙], 选项en: [A]}]"), [("9:6", "E304", "选项en 应与选项一一对应")]),
        # the same clause twice
        (
            put('须: "是"}', '须: "是"}\n          - {编号: 一, 说: 条件二, 须: "否"}'),
            [("12:9", "E225", "条件编号重复：一")],
        ),
        # the same benefit twice
        (document(benefit(), benefit("否")), [("10:5", "E235", "待遇编号重复：甲")]),
    ],
)  # fmt: skip
def test_documents_that_are_refused(text, findings):
    assert refused(text) == findings


@pytest.mark.parametrize(
    ("made", "findings"),
    [
        # the same name
        ([version(name="一", ends="2024-12-31"), version(name="一", starts="2025-01-01")], [("12:5", "E222", "版本名 “一” 重复")]),
        # one day in common: 至 is included
        (
            [version(name="一", ends="2025-01-01"), version(name="二", starts="2025-01-01")],
            [("12:5", "E224", "版本 “一” 与 “二” 的施行期重叠")],
        ),
        # open at both ends
        ([version(name="一"), version(name="二")], [("11:5", "E224", "版本 “一” 与 “二” 的施行期重叠")]),
        # inside another
        (
            [version(name="一", starts="2020-01-01", ends="2029-12-31"), version(name="二", starts="2022-01-01", ends="2022-12-31")],
            [("13:5", "E224", "版本 “一” 与 “二” 的施行期重叠")],
        ),
        # ends before it starts
        ([version(name="一", starts="2025-01-01", ends="2024-12-31")], [("10:5", "E236", "施行期倒置：自 2025-01-01 至 2024-12-31")]),
        # builds on a version that comes later, or never
        ([version(name="一", more="沿用: 零")], [("11:9", "E223", "没有名为 “零” 的版本")]),
    ],
)  # fmt: skip
def test_versions_that_are_refused(made, findings):
    assert [f for f in refused(versions(*made)) if f[1] in {c for _, c, _ in findings}] == findings


_SINCE_ALWAYS = "“二” 没有 自，按无始计算，与 “一” 重叠；写上 自"


@pytest.mark.parametrize(
    ("made", "place", "advice"),
    [
        # what is missing is the first day of the later one, however the two are listed
        ([version(name="一", ends="2024-12-31"), version(name="二")], "12:5", _SINCE_ALWAYS),
        (
            [version(name="一", ends="2024-12-31"), version(name="二", starts="未知")],
            "12:5",
            _SINCE_ALWAYS,
        ),
        ([version(name="二"), version(name="一", ends="2024-12-31")], "10:5", _SINCE_ALWAYS),
        # … or the last day of the earlier one, or both
        (
            [version(name="一", starts="2024-01-01"), version(name="二", starts="2025-01-01")],
            "12:5",
            "给前一版写上 至，含当日；后一版从次日起",
        ),
        (
            [version(name="一"), version(name="二")],
            "11:5",
            "前一版写上 至，含当日；后一版写上 自，从次日起（没有 自 按无始计算）",
        ),
    ],
)
def test_how_versions_that_overlap_are_mended(made, place, advice):
    _, problems = reading(versions(*made))
    (found,) = [p for p in problems if p.code == "E224"]
    assert (f"{found.place.line}:{found.place.column}", found.advice) == (place, advice)


def test_what_is_said_of_a_source():
    def source(more):
        made, problems = reading(document(benefit()).replace("等级: P1}", f"等级: P1, {more}}}"))
        problems.raise_errors()
        return made.sources[0].note

    assert (source("说明: 转载"), source("说: 转载")) == ("转载", "转载")
    with pytest.raises(PolicyError, match="E208"):
        source("说明: 转载, 说: 转载")


@pytest.mark.parametrize(
    "made",
    [
        # the day after
        [version(name="一", ends="2024-12-31"), version(name="二", starts="2025-01-01")],
        # a gap
        [version(name="一", ends="2023-12-31"), version(name="二", starts="2025-01-01")],
        # a draft lies over what is in force
        [version(name="一"), version(name="二", more="草案: 是")],
        # one day
        [version(name="一", starts="2025-01-01", ends="2025-01-01")],
    ],
)
def test_versions_that_stand_side_by_side(made):
    assert refused(versions(*made)) == []


@pytest.mark.parametrize(
    ("on", "name"),
    [
        ("2023-12-31", None),
        # both ends are included
        ("2024-01-01", "一"),
        ("2024-12-31", "一"),
        ("2025-01-01", "二"),
        ("2099-01-01", "二"),
    ],
)
def test_the_version_of_a_day(on, name):
    made, _ = reading(
        versions(
            version(name="一", starts="2024-01-01", ends="2024-12-31"),
            version(name="二", starts="2025-01-01"),
            version(name="三", more="草案: 是"),
        )
    )
    found = made.version_on(dt.date.fromisoformat(on))
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("made", "status"),
    [
        ([version()], "in_force"),
        ([version(ends="2024-12-31")], "ended"),
        ([version(starts="2027-01-01")], "upcoming"),
        ([version(more="草案: 是")], "draft"),
        # ended once, to come again: what matters is that it ended
        ([version(name="一", ends="2024-12-31"), version(name="二", starts="2027-01-01")], "ended"),
    ],
)
def test_where_a_document_stands(made, status):
    assert reading(versions(*made))[0].status_on(dt.date(2026, 6, 30)) == status


def test_a_version_builds_on_an_earlier_one():
    text = versions(
        version(benefit(code="甲"), benefit(code="乙"), benefit(code="丙"), name="一", ends="2024-12-31"),
        version(benefit("否", code="乙"), benefit(code="丁"), name="二", starts="2025-01-01", more="沿用: 一\n删去: [丙]"),
    )  # fmt: skip
    made, problems = reading(text)
    assert problems == []
    second = made.versions[1]
    assert [b.id for b in second.benefits] == ["甲", "乙", "丁"]
    assert second.benefits[1].condition.leaves()[0].formula.text == "否"


def test_what_a_document_keeps():
    text = document(
        benefit("年龄 >= 18", amount="100元", more="依据: 第三条\n免申即享: 是\n受款: 单位"),
        more="文号: 甬人社发〔2023〕22号\n核实: 是\n替代: CN-01\n缺失: [期限, {说: 年限, en: years}]\n",
        region=330302,
    )
    made, problems = reading(text)
    only = made.versions[0].benefits[0]
    leaf = only.condition.leaves()[0]
    assert problems == []
    assert (made.id, made.region, made.number, made.verified, made.replaces, made.payee) == (
        "T-1", 330302, "甬人社发〔2023〕22号", True, "CN-01", "person",
    )  # fmt: skip
    assert [(n.text, n.text_en) for n in made.missing] == [("期限", ""), ("年限", "years")]
    assert (only.id, only.kind, only.payee, only.automatic, only.foresees, only.local) == (
        "甲", "money", "employer", True, True, True,
    )  # fmt: skip
    assert (leaf.id, leaf.text, leaf.formula.text, str(leaf.formula.place)) == (
        "一", "条件一", "年龄 >= 18", "T-1.yaml:21:33",
    )  # fmt: skip


def test_the_digest_follows_every_character():
    one, _ = reading(document(benefit()))
    same, _ = reading(document(benefit()))
    other, _ = reading(document(benefit()) + "\n")
    assert one.digest == same.digest != other.digest


def test_groups_nest_and_name_their_leaves():
    rules = """
- 编号: 户
  说: 住房
  任一:
    - {编号: 高, 说: 高, 须: "是"}
    - 全部:
        - {须: "是"}
        - {须: "否"}
    - 皆非: [{编号: 无, 须: "否"}]
- {须: "是"}
"""
    made, problems = reading(document(benefit(conditions=rules)))
    assert problems == []
    condition = made.versions[0].benefits[0].condition
    assert [leaf.id for leaf in condition.leaves()] == ["高", "户.2.1", "户.2.2", "无", "2"]
    assert [c.kind for c in condition.children] == ["any", "leaf"]


# -- worked cases ----------------------------------------------------------------------------------


def cases(text):
    return refused(document(benefit(), more=f"案例:\n{text}"))


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        # a date and an expectation belong to every case that can be run
        ("  - {编号: a, 说: 甲, 期望: {甲: 符合}}", [("10:5", "E207", "缺少 “基准日”")]),
        ("  - {编号: a, 说: 甲, 基准日: 2024-05-31}", [("10:5", "E231", "案例没有 期望，或期望是空的")]),
        ("  - {编号: a, 说: 甲, 尚不能表达: 原因}", []),
        # words
        ("  - {编号: a, 说: 甲, 基准日: 2024-05-31, 期望: {甲: 通过}}", [("10:44", "E233", "“通过” 不是结果")]),
        ("  - {编号: a, 说: 甲, 基准日: 2024-05-31, 期望: {甲: {结果: 好}}}", [("10:49", "E233", "“好” 不是结果")]),
        ("  - {编号: a, 说: 甲, 基准日: 2024-05-31, 期望: {甲: {因为: 好}}}", [("10:45", "E208", "不认识的键 “因为”")]),
        # a model that is not there
        ("  - {编号: a, 说: 甲, 基准日: 2024-05-31, 同上例: b, 期望: {甲: 符合}}", [("10:41", "E232", "前面没有案例 “b”")]),
        # the same id
        (
            "  - {编号: a, 说: 甲, 尚不能表达: 原因}\n  - {编号: a, 说: 乙, 尚不能表达: 原因}",
            [("11:5", "E230", "案例 “a” 重复")],
        ),
    ],
)  # fmt: skip
def test_cases_that_are_refused(text, findings):
    assert cases(text) == findings


def test_a_case_inherits_and_removes():
    made, problems = reading(
        document(
            benefit(),
            more="""
案例底稿: {年龄: 30, 单位类型: 企业, 记录: {证书: []}}
案例:
  - {编号: a, 说: 甲, 基准日: 2024-05-31, 事实: {年龄: 40}, 期望: {甲: 符合}}
  - {编号: b, 说: 乙, 基准日: 2024-05-31, 同上例: a, 事实: {单位类型: 未知}, 记录: {荣誉: [{荣誉名称: 工匠}]}, 期望: {甲: 符合}}
  - {编号: c, 说: 丙, 基准日: 2024-05-31, 期望: {甲: 符合}}
""",
        )
    )
    assert problems == []
    assert [dict(c.values) for c in made.cases] == [
        {"年龄": "40", "单位类型": "企业"},
        {"年龄": "40"},
        {"年龄": "30", "单位类型": "企业"},
    ]
    assert [[name for name, _ in c.records] for c in made.cases] == [
        ["证书"],
        ["证书", "荣誉"],
        ["证书"],
    ]


def test_status_words_of_cases_cover_every_answer():
    from yulin.policy.cases import WORDS
    from yulin.policy.documents.worked_cases import NOT_IN_FORCE, STATUS_WORDS

    assert set(WORDS) == set(Status)
    assert {*WORDS.values(), NOT_IN_FORCE} == set(STATUS_WORDS)


def test_heads_alone_are_documents_without_versions():
    made, problems = reading(head() + "版本: []\n")
    assert problems == []
    assert made.version_on(dt.date(2026, 1, 1)) is None
    assert made.status_on(dt.date(2026, 1, 1)) == "draft"


def test_a_city_that_the_table_cannot_know_is_taken_with_a_warning():
    """Only Zhejiang is listed to the county: elsewhere the digits say what lies within what."""
    made, problems = reading(document(benefit("年龄 >= 18"), region=430100))
    assert made.region == 430100
    assert [(p.code, p.severity, p.message) for p in problems] == [
        ("W234", "warning", "区划表里没有 430100，按编码当作湖南省430100")
    ]
    for works_in, truth in ((430102, True), (430201, False)):
        decided = explained(Library((made,)), values={"年龄": 30, "工作地区": works_in})["甲"]
        gate = next(iter(decided.reason.leaves()))
        assert (gate.text, gate.truth) == ("在湖南省430100工作", truth)
