"""Several documents together: what is read, what is refused, which version decides, what is written."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import polars as pl
import pytest

from tests.policy.documents import (
    AS_OF,
    benefit,
    day,
    document,
    facts,
    head,
    indented,
    library,
    version,
    versions,
)
from yulin.policy.compile.names import covers
from yulin.policy.decide import decide
from yulin.policy.decision import Status
from yulin.policy.export import HEADINGS, readable, rows_with_reasons, totals
from yulin.policy.library import load_library, read_library
from yulin.policy.problems import PolicyError


@pytest.fixture
def folder(tmp_path):
    """`folder(a=…, b=…)` writes documents and gives their folder."""

    def write(**texts):
        for name, text in texts.items():
            (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        return tmp_path

    return write


def found(path):
    _, problems = read_library(path)
    return [(str(p.place), p.code, p.message) for p in problems]


def test_documents_of_all_folders_below_are_read_in_the_order_of_their_paths(folder, tmp_path):
    folder(b=document(code="B"), a=document(code="A"))
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "c.yaml").write_text(document(code="C"), encoding="utf-8")
    (tmp_path / "note.txt").write_text("nothing", encoding="utf-8")
    assert [d.id for d in load_library(tmp_path).documents] == ["A", "B", "C"]


def test_all_findings_of_all_files_are_raised_at_once(folder):
    path = folder(a=document(benefit("年玲 > 3"), code="A"), b=document(benefit("3 +"), code="B"))
    with pytest.raises(PolicyError) as refused:
        load_library(path)
    assert [(str(p.place), p.code) for p in refused.value.problems] == [
        ("a.yaml:17:33", "E403"),
        ("b.yaml:17:36", "E103"),
    ]


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        # in a definition: its own line, not that of the clause that uses it
        (
            document(benefit("甲数 > 3"), more='定义:\n  - {名称: 甲数, 式: "年龄 + 错名"}'),
            ("a.yaml:10:23", "E403", "不认识的名称 “错名”（年龄 + 错名）"),
        ),
        # not quoted
        (
            document(benefit("甲数 > 3"), more="定义:\n  - {名称: 甲数, 式: 年龄 + 错名}"),
            ("a.yaml:10:22", "E403", "不认识的名称 “错名”（年龄 + 错名）"),
        ),
        # in a sum
        (document(benefit(amount="100元 * 错名")), ("a.yaml:18:20", "E403", "不认识的名称 “错名”（100元 * 错名）")),
        # in a draft, which never decides
        (
            versions(version(benefit("错名"), more="草案: 是")),
            ("a.yaml:18:33", "E403", "不认识的名称 “错名”（错名）"),
        ),
        # in an old version
        (
            versions(version(benefit("错名"), name="一", ends="2000-01-01"), version(benefit(), name="二", starts="2001-01-01")),
            ("a.yaml:18:33", "E403", "不认识的名称 “错名”（错名）"),
        ),
        # of an employer's policy about people
        (
            document(benefit("年龄 > 3"), more="对象: 单位"),
            ("a.yaml:18:33", "E403", "不认识的名称 “年龄”（年龄 > 3）"),
        ),
        # a definition that goes round in a circle of one
        (
            document(benefit("甲数 > 3"), more="定义:\n  - {名称: 甲数, 式: 甲数 + 1}"),
            ("a.yaml:10:17", "E440", "“甲数” 绕了一圈又用到自己：甲数 → 甲数（甲数 + 1）"),
        ),
    ],
)  # fmt: skip
def test_faults_are_reported_where_they_stand(folder, text, finding):
    assert found(folder(a=text)) == [finding]


def test_one_fault_in_a_definition_is_reported_once(folder):
    rules = '- {编号: 一, 须: "甲数 > 3"}\n- {编号: 二, 须: "甲数 < 9"}'
    text = document(benefit(conditions=rules), more="定义:\n  - {名称: 甲数, 式: 年龄 + 错名}")
    assert len(found(folder(a=text))) == 1


CLASSES = """
版本:
  - 名称: 一
    分类:
      编号: 类
      名称: 类
      名称en: Class
      产出: 人才类别
      类: [{类: E, 条件: [{说: 是, 须: 是}]}]
      否则: 无
"""


@pytest.mark.parametrize(
    ("change", "code", "message"),
    [
        (("产出: 人才类别", "产出: 年龄"), "E450", "产出 “年龄” 不是词汇表里的选项类名称"),
        (("产出: 人才类别", "产出: 等级"), "E450", "产出 “等级” 不是词汇表里的选项类名称"),
        (("类: E", "类: G"), "E451", "人才类别 没有 “G” 这一类"),
        (("否则: 无", "否则: 没有"), "E451", "人才类别 没有 “没有” 这一类"),
    ],
)
def test_classes_that_are_refused(folder, change, code, message):
    text = head() + indented(CLASSES.replace(*change), 0)
    assert [f[1:] for f in found(folder(a=text))] == [(code, message)]


def test_a_member_that_no_document_has_is_a_warning(folder):
    text = document(benefit(), more="互斥:\n  - {名称: 一, 规则: 就高, 成员: [甲, B/乙]}")
    assert found(folder(a=text)) == [("a.yaml:10:5", "W502", "关系成员 “B/乙” 不在已载入的文档里")]
    assert len(load_library(folder(a=text)).documents) == 1


@pytest.mark.parametrize(
    ("member", "advice"),
    [
        ("B/乙", "没有载入编号为 B 的文档：核对编号；只检查了一个文件的，改为检查整个文件夹"),
        ("T-1/买房补助", "是不是想写：购房补助"),
        ("丙", "T-1 的待遇有：甲、购房补助；别的文档的写 编号/待遇"),
    ],
)
def test_a_missing_member_says_what_there_is(folder, member, advice):
    more = f"互斥:\n  - {{名称: 一, 规则: 就高, 成员: [甲, {member}]}}"
    text = document(benefit(), benefit(code="购房补助"), more=more)
    _, problems = read_library(folder(a=text))
    assert [(p.code, p.advice) for p in problems] == [("W502", advice)]


# -- which documents decide ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scope", "region", "wanted"),
    [
        (0, 110101, True), (330000, 330302, True), (330000, 320000, False), (330300, 330302, True),
        (330300, 330300, True), (330300, 330000, False), (330302, 330302, True), (330302, 330300, False),
        (330302, 330303, False), (330300, 0, False),
    ],
)  # fmt: skip
def test_where_a_document_applies(scope, region, wanted):
    assert covers(scope, region) is wanted


def test_the_version_of_the_day_decides():
    """Case 01-1 and 01-3: 36 months under the old version, 12 under the new."""
    made = library(
        versions(
            version(benefit("失业保险累计月数 >= 36"), name="2017", ends="2023-12-31"),
            version(benefit("失业保险累计月数 >= 12"), name="2024", starts="2024-01-01"),
        )
    )

    def decided(as_of, months):
        from yulin.policy.explain import explain

        (decision,) = explain(made, as_of=day(as_of), values={"失业保险累计月数": months})
        return decision.version, decision.status

    assert decided("2023-12-31", 36) == ("2017", Status.YES)
    assert decided("2023-12-31", 24)[0] == "2017"
    assert decided("2023-12-31", 24)[1] is not Status.YES
    assert decided("2024-01-01", 24) == ("2024", Status.YES)


def test_drafts_never_decide():
    made = library(versions(version(benefit(), more="草案: 是")))
    assert made.program(AS_OF).items == ()


def test_programs_are_kept_by_the_versions_in_force():
    made = library(
        versions(
            version(benefit(), name="一", ends="2023-12-31"),
            version(benefit(), name="二", starts="2024-01-01"),
        )
    )
    assert made.program(day("2024-01-01")) is made.program(day("2026-06-30"))
    assert made.program(day("2023-12-31")) is not made.program(day("2024-01-01"))


def test_a_library_with_other_texts_has_programs_of_its_own():
    made = library(versions(version(benefit(), name="一", ends="2023-12-31")))
    longer = library(versions(version(benefit(), name="一", ends="2024-12-31")))
    assert len(made.program(day("2023-12-31")).items) == 1
    other = replace(made, documents=longer.documents, _programs={})
    assert len(other.program(day("2024-06-30")).items) == 1
    assert made.program(day("2024-06-30")).items == ()
    assert len(other.program(day("2024-06-30")).items) == 1


def test_the_digest_names_every_text():
    one, two = document(benefit(), code="A"), document(benefit(), code="B")
    assert library(one, two).digest == library(one, two).digest
    assert library(one).digest != library(one, two).digest
    assert library(one.replace("一句话", "两句话")).digest != library(one).digest


def test_an_unknown_document():
    with pytest.raises(KeyError):
        library(document()).get("X")


# -- a benefit for everybody -----------------------------------------------------------------------


def test_a_benefit_without_conditions_is_due_to_all():
    made = library(document(benefit(conditions="[]", amount="100元")))
    for engine in ("polars", "python"):
        rows = decide(made, facts(), as_of=AS_OF, engine=engine).long()
        assert rows.select("status", "amount", "trace").rows() == [(3, 10_000, "")]


# -- what is taken away ----------------------------------------------------------------------------


def table():
    made = library(
        document(
            benefit("年龄 >= 18", amount="式: 1500.50元\n上限: 是"),
            benefit("在职 且 年龄 >= 30", code="乙"),
        )
    )
    people = [
        {"出生日期": "1990-01-01"},
        {"证件号": "P2", "出生日期": "2015-01-01"},
        {"证件号": "P3"},
    ]
    return decide(made, facts(人员=people), as_of=AS_OF)


def test_rows_say_why():
    rows = pl.concat(rows_with_reasons(table()))
    assert rows.select("benefit", "subject", "status", "trace", "reason").rows() == [
        ("甲", "P1", 3, "T", "全部条件成立"),
        ("甲", "P2", 1, "F", "✗条件一"),
        ("甲", "P3", 2, "?", "？条件一"),
        ("乙", "P1", 2, "?", "？条件一"),
        # no today; whether time will cure it hangs on a fact nobody knows
        ("乙", "P2", 2, "F", "✗条件一"),
        ("乙", "P3", 2, "?", "？条件一"),
    ]


def test_readable_rows_are_in_chinese_and_in_yuan():
    rows = readable(pl.concat(rows_with_reasons(table())))
    assert rows.columns == list(HEADINGS.values())
    assert rows["每期金额（元）"].dtype == pl.Decimal(20, 2)
    assert rows.row(0, named=True)["每期金额（元）"] == Decimal("1500.50")
    assert rows["结果"].to_list()[:3] == ["符合", "还差一点", "无法判定"]
    assert rows["限定"][0] == "≤"


def test_totals_count_every_answer():
    rows = totals(table()).to_dicts()
    assert [(r["待遇"], r["符合"], r["还差一点"], r["无法判定"], r["不符合"]) for r in rows] == [
        ("甲", 1, 1, 1, 0),
        ("乙", 0, 0, 3, 0),
    ]
    assert [(r["已知合计（元）"], r["金额未知的件数"]) for r in rows] == [
        (Decimal("1500.50"), 0),
        (None, 0),
    ]


def test_the_date_of_an_ended_document_can_still_be_asked():
    made = library(document(benefit(), ends="2000-01-01"))
    assert decide(made, facts(), as_of=dt.date(2000, 1, 1)).long()["status"].to_list() == [3]
    assert decide(made, facts(), as_of=dt.date(2000, 1, 2)).long().height == 0


# -- facts that no record tells --------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["polars", "python", "duckdb"])
def test_a_fact_of_the_document_alone_is_open_in_a_run_and_named(engine):
    more = (
        "事实:\n"
        "  - {名称: 公示天数, en: Days of publicity, 类型: 数值, 单位: 日}\n"
        "  - {名称: 有证, en: Certified, 类型: 是否, 定义: 存在(证书)}\n"
        "定义:\n  - {名称: 公示够了, 式: 公示天数 >= 5}"
    )
    rules = "- {编号: 公示, 说: 公示五天, 须: 公示够了}\n- {编号: 证书, 说: 有证, 须: 有证}"
    made = library(document(benefit(conditions=rules), more=more))
    records = facts(人员=[{"证件号": "P1"}, {"证件号": "P2"}], 证书=[{"证件号": "P1"}])
    table = decide(made, records, as_of=AS_OF, engine=engine)
    (frame,) = rows_with_reasons(table)
    assert frame.select("subject", "status", "reason").rows() == [
        ("P1", int(Status.UNDETERMINED), "？公示五天（记录里没有：公示天数）"),
        ("P2", int(Status.NO), "？公示五天（记录里没有：公示天数）；✗有证"),
    ]
