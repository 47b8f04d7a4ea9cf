"""Facts, definitions and clauses that documents of one place share in a file (共用, 引用)."""

import datetime as dt

import pytest

from tests.policy.documents import benefit, document, explained
from yulin.policy.cases import run_cases
from yulin.policy.library import load_library, read_library
from yulin.policy.lint import lint
from yulin.policy.rehearsal.library import compare
from yulin.policy.studio.trial import try_text

DAY = dt.date(2026, 6, 30)
COMMON = """
共用: 本市通用
en: Shared by the city
地区: 330300
事实:
  - {名称: 承诺服务, en: Promised to serve, 类型: 是否, 问: 承诺服务三年吗？, 问en: "Promised?"}
定义:
  - {名称: 服务年数, 式: "整年(入职日期, 基准日)", 说: 来本市后的年数}
条件组:
  服务:
    - {编号: 承诺, 说: 承诺服务, en: Promised, 须: 承诺服务}
    - {编号: 年数, 说: 满一年, en: One year, 须: 服务年数 >= 1}
"""
USES = "引用: [本市通用]"
SHARED = "- {用: 服务}"


@pytest.fixture
def folder(tmp_path):
    """`folder(a=…, common=…)` writes a library: documents, and what they share in 名单."""

    root = tmp_path / "policies" / "city"

    def write(common=COMMON, **texts):
        (root / "名单").mkdir(exist_ok=True, parents=True)
        (root / "名单" / "本市通用.yaml").write_text(common, encoding="utf-8")
        for name, text in texts.items():
            (root / f"{name}.yaml").write_text(text, encoding="utf-8")
        return root

    return write


def using(code="T-1", *, region=330302, more=USES, conditions=SHARED):
    made = benefit(code="甲", conditions=conditions, more="适用地区: 不限")
    return document(made, code=code, region=region, more=more)


def test_documents_share_clauses_facts_and_definitions(folder):
    made = load_library(folder(a=using(), b=using("T-2", region=330300)))
    found = {
        d.policy: (int(d.status), [leaf.id for leaf in d.reason.leaves()])
        for values in [{"承诺服务": "是", "入职日期": "2025-06-30"}]
        for d in __import__("yulin.policy.explain", fromlist=["explain"]).explain(
            made, as_of=DAY, values=values
        )
    }
    assert found == {"T-1": (3, ["承诺", "年数"]), "T-2": (3, ["承诺", "年数"])}
    assert explained(made, as_of=DAY, values={"承诺服务": "否"})["甲"].status == 0
    assert lint(made) == ()


def test_a_shared_fact_is_one_fact_asked_once(folder):
    made = load_library(folder(a=using(), b=using("T-2")))
    program = made.program(DAY)
    assert [k for k in program.definitions if k.endswith(":承诺服务")] == [
        "本市通用@330300:承诺服务"
    ]


def test_the_file_of_the_smallest_place_wins(folder):
    root = folder(a=using())
    nearer = COMMON.replace("330300", "330302").replace(">= 1", ">= 2")
    (root / "名单" / "本区.yaml").write_text(nearer, encoding="utf-8")
    made = load_library(root)
    values = {"承诺服务": "是", "入职日期": "2025-06-30"}
    assert explained(made, as_of=DAY, values=values)["甲"].status == 1


def test_one_file_alone_finds_what_lies_beside_it(folder):
    root = folder(a=using())
    assert len(load_library(root / "a.yaml").documents) == 1


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        # a name nobody gives
        ({"a": using(more="引用: [本市通例]")}, ("a.yaml:9:6", "E290", "没有载入共用文件 “本市通例”")),
        # a place the file does not cover
        ({"a": using(region=330100)}, ("a.yaml:9:6", "E290", "没有载入共用文件 “本市通用”")),
        # the same name twice
        (
            {"a": using(more=f"{USES}\n定义:\n  - {{名称: 服务年数, 式: '1'}}")},
            ("a.yaml:9:5", "E291", "“服务年数” 在 本市通用.yaml 和 a.yaml 里都有"),
        ),
        # a fault in the common file has its line there
        (
            {"common": COMMON.replace("须: 承诺服务}", "须: 承诺服雾}"), "a": using()},
            ("本市通用.yaml:11:42", "E403", "不认识的名称 “承诺服雾”（承诺服雾）"),
        ),
        (
            {"common": COMMON.replace("入职日期, ", "入职日子, "), "a": using()},
            ("本市通用.yaml:8:23", "E403", "不认识的名称 “入职日子”（整年(入职日子, 基准日)）"),
        ),
        ({"common": COMMON + "版本: []\n", "a": using()}, ("本市通用.yaml:13:1", "E208", "不认识的键 “版本”")),
    ],
)  # fmt: skip
def test_faults_name_the_file_and_the_line(folder, changes, wanted):
    _, problems = read_library(folder(**changes))
    found = [(str(p.place), p.code, p.message) for p in problems if p.code != "E241"]
    assert found == [wanted]


def test_two_files_of_one_name_and_place_are_refused(folder):
    root = folder(a=using())
    (root / "名单" / "又一份.yaml").write_text(COMMON, encoding="utf-8")
    _, problems = read_library(root)
    assert [(p.code, p.message) for p in problems if p.severity == "error"] == [
        ("E501", "“本市通用” 在同一地区已由 又一份.yaml 给出")
    ]


def test_a_change_of_the_common_file_changes_library_and_documents(folder):
    before = load_library(folder(a=using(), b=document(benefit(), code="T-2")))
    after = load_library(folder(common=COMMON.replace(">= 1", ">= 2"), a=using()))
    assert before.digest != after.digest
    assert {c.policy: c.state for c in compare(before, after)} == {"T-1": "changed", "T-2": "same"}


def test_a_draft_in_the_studio_reads_the_common_file(folder):
    made = load_library(folder(a=using()))
    trial = try_text(made, using(), name="a.yaml")
    assert trial.errors == ()


def test_a_shared_condition_on_rows_may_speak_of_a_firm_and_stand_in_shared_clauses(folder):
    fact = "{名称: 国有企业, en: State-owned, 对象: 单位, 类型: 是否}"
    rule = '{名称: 非国企参保, 表: 社保, 式: "非 对(单位, 国有企业)", 说: 在非国企参保}'
    months = "累计月数(社保: 起始年月, 截止年月 若 非国企参保) >= 6"
    common = (
        f"共用: 本市通用\nen: Shared\n地区: 330300\n事实: [{fact}]\n定义: [{rule}]\n"
        f'条件组:\n  服务:\n    - {{编号: 月数, 说: 满六个月, en: Six months, 须: "{months}"}}\n'
    )
    told = "{单位代码: 甲厂, 名称: %s, 是否: %s, 起始日期: 2020-01-01}"
    cases = (
        "案例:\n  - {编号: a, 说: 民企, 基准日: 2026-06-30, 期望: {甲: %s}, 记录: "
        "{社保: [{单位代码: 甲厂, 起始年月: 2026-01}], 单位: [{单位代码: 甲厂}], 单位附加事实: [%s]}}"
    )

    def differences(name, value, wanted):
        text = using(more=f"{USES}\n{cases % (wanted, told % (name, value))}")
        (found,) = run_cases(load_library(folder(common=common, a=text)))
        return found.differences

    assert differences("国有企业", "否", "符合") == ()
    assert differences("国有企业", "是", "不符") == ()
    assert differences("本市通用@330300/国有企业", "否", "符合") == ()
    # the fact is the text's: those that take it over do not give it their number
    said = (
        "单位附加事实：没有政策声明叫 “T-1/国有企业” 的事实，这一行不起作用。"
        "写 国有企业，或全名 本市通用@330300/国有企业"
    )
    assert differences("T-1/国有企业", "否", "符合") == (said,)
