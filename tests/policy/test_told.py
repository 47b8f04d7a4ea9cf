"""What only a document asks for, told in 附加事实: it reaches every back end as it was told."""

import datetime as dt

import polars as pl
import pytest

from tests.policy.documents import (
    AS_OF,
    PERSON,
    all_tables,
    assert_same,
    benefit,
    both,
    document,
    explained,
    facts,
    library,
)
from tests.policy.engines import program_values
from tests.policy.told import told
from yulin.facts import schema
from yulin.facts.frames import Facts
from yulin.policy import ir
from yulin.policy.backends.sql.duckdb import decide_duckdb
from yulin.policy.backends.sql.postgres import decide_postgres
from yulin.policy.decide import decide
from yulin.policy.decision import Status
from yulin.policy.incremental.dependencies import Change, affected
from yulin.policy.incremental.horizon import next_days
from yulin.policy.incremental.redecide import redecide
from yulin.synth import synthesize

TERMS = """
事实:
  - {名称: 公示, en: Published, 类型: 是否, 问: 公示了吗, 问en: Published}
  - {名称: 天数, en: Days, 类型: 数值, 单位: 日}
  - {名称: 投资, en: Invested, 类型: 数值, 单位: 元, 小数: 2}
  - {名称: 细数, en: Fine, 类型: 数值, 小数: 6}
  - {名称: 进站, en: Entered, 类型: 日期}
  - {名称: 落户, en: Settled, 类型: 地区}
  - {名称: 赛项, en: Event, 类型: 选项, 选项: [其他, 二类, 一类], 有序: 是}
  - {名称: 备注, en: Remark, 类型: 文字}
"""
VALUES = {
    "公示": ("是否", "是", True),
    "天数": ("数值", "5", 5),
    "投资": ("数值", "1234.56", 123456),
    "细数": ("数值", "0.125", 125_000),
    "进站": ("日期", "2025-03-01", dt.date(2025, 3, 1)),
    "落户": ("地区", "330302", 330302),
    "赛项": ("文字", "一类", 2),
    "备注": ("文字", "甲", "甲"),
}


def row(name, column, value, **more):
    return {"名称": name, column: value, "起始日期": "2026-01-01", **more}


def values(*rows, name, code="T-1", as_of=AS_OF):
    """The value of a name for P1, the same in every back end."""
    made = library(document(benefit(f"已知({name})"), code=code, more=TERMS))
    program = made.program(as_of)
    key = f"{code}:{name}"
    var = ir.Var(key, program.definitions[key].type)
    records = facts(附加事实=list(rows))
    return program_values(var, program, records, as_of)[0]


@pytest.mark.parametrize("name", VALUES)
def test_a_value_of_each_type(name):
    column, written, stored = VALUES[name]
    assert values(row(name, column, written), name=name) == stored


@pytest.mark.parametrize(
    ("name", "column", "written"),
    [
        ("公示", "文字", "是"),
        ("公示", "数值", "1"),
        ("天数", "数值", "5.5"),
        ("天数", "数值", "1000001"),
        ("天数", "数值", "-1000001"),
        ("天数", "文字", "5"),
        ("投资", "数值", "1.234"),
        ("细数", "数值", "1.25"),
        ("进站", "文字", "2025-03-01"),
        ("赛项", "文字", "三类"),
        ("落户", "数值", "330302"),
    ],
)
def test_what_does_not_fit_the_declared_type_is_unknown(name, column, written):
    assert values(row(name, column, written), name=name) is None


def test_the_largest_numbers_that_fit():
    assert values(row("天数", "数值", "1000000"), name="天数") == 10**6
    assert values(row("天数", "数值", "-1000000"), name="天数") == -(10**6)
    assert values(row("投资", "数值", "10000000000"), name="投资") == 10**12


def test_what_nobody_told_is_unknown():
    assert values(name="公示") is None
    assert values(row("别的", "是否", "是"), name="公示") is None
    assert values(row("公示", "是否", "是", 证件号="P2"), name="公示") is None


def test_the_value_of_the_day():
    """The one that began last, of those that hold; both days are included."""
    rows = [
        row("天数", "数值", "3", 起始日期="2026-01-01", 截止日期="2026-05-31"),
        row("天数", "数值", "4", 起始日期="2026-03-01", 截止日期="2026-04-30"),
        row("天数", "数值", "9", 起始日期="2026-07-01"),
    ]
    days = {"2025-12-31": None, "2026-01-01": 3, "2026-03-01": 4, "2026-04-30": 4, "2026-05-01": 3,
            "2026-05-31": 3, "2026-06-01": None, "2026-06-30": None, "2026-07-01": 9}  # fmt: skip
    for text, wanted in days.items():
        assert values(*rows, name="天数", as_of=dt.date.fromisoformat(text)) == wanted, text


def test_a_name_with_its_document_is_that_documents_alone():
    assert values(row("T-1/公示", "是否", "是"), name="公示") is True
    assert values(row("T-2/公示", "是否", "是"), name="公示") is None
    both_documents = library(
        document(benefit("公示"), more=TERMS),
        document(benefit("公示"), code="T-2", more=TERMS),
    )
    for name, wanted in (("公示", [3, 3]), ("T-2/公示", [2, 3]), ("T-1/公示", [3, 2])):
        found = both(both_documents, facts(附加事实=[row(name, "是否", "是")]))
        assert found.sort("policy")["status"].to_list() == wanted, name


def test_an_answer_in_the_conversation_stands_before_what_is_told():
    made = library(document(benefit("公示"), more=TERMS))
    records = facts(附加事实=[row("公示", "是否", "否")])
    assert explained(made, records)["甲"].status is Status.NO
    assert explained(made, records, values={"公示": True})["甲"].status is Status.YES


def test_a_fact_that_nobody_told_is_what_is_missing():
    made = library(document(benefit("公示"), more=TERMS))
    for records in (facts(), all_tables()):
        found = explained(made, records)["甲"]
        assert (found.status, found.missing) == (Status.UNDETERMINED, ("公示",))
        assert both(made, records)["status"].to_list() == [int(Status.UNDETERMINED)]


def test_of_a_firm_and_of_somebodys_firm():
    more = TERMS.replace("类型: 数值, 单位: 日", "类型: 数值, 单位: 日, 对象: 单位")
    firm = library(document(benefit("天数 >= 5"), more="对象: 单位\n" + more))
    person = library(document(benefit("单位.天数 >= 5"), more=more))
    given = facts(
        单位=[{"单位代码": "U1", "单位名称": "甲", "单位类型": "企业", "单位地区": "330302"}],
        就业=[{"单位代码": "U1", "用工形式": "劳动合同", "入职日期": "2026-01-01"}],
        单位附加事实=[{"单位代码": "U1", "名称": "天数", "数值": "5", "起始日期": "2026-01-01"}],
    )
    for made in (firm, person):
        assert both(made, given)["status"].to_list() == [int(Status.YES)]
        assert_same(decide(made, given, as_of=AS_OF), decide_duckdb(made, given, as_of=AS_OF))


def test_the_table_itself_is_not_for_conditions():
    text = document(benefit("存在(附加事实 若 名称 == '公示')"), more=TERMS)
    with pytest.raises(Exception, match="E443"):
        library(text).program(AS_OF)


# -- all back ends, on the real policies -----------------------------------------------------------


@pytest.fixture(scope="module")
def some(policies):
    """People of whom much is told, a fifth of it wrong."""
    return told(synthesize(people=150, seed=23), policies, share=0.9, wrong=0.2)


def test_told_facts_settle_what_was_open(policies, some):
    """Else the agreement below would be one about nothing."""
    without = Facts({n: f for n, f in some.tables.items() if n not in schema.TOLD_NAMES})
    statuses = [
        decide(policies, records, as_of=AS_OF).long(local_only=False)["status"]
        for records in (without, some)
    ]
    open_ = [int((s == int(Status.UNDETERMINED)).sum()) for s in statuses]
    assert open_[1] < open_[0]
    assert (statuses[0] != statuses[1]).sum() >= 40


def test_every_back_end_says_the_same(policies, some, database):
    wanted = decide(policies, some, as_of=AS_OF)
    assert_same(wanted, decide(policies, some, as_of=AS_OF, engine="python"))
    assert_same(wanted, decide_duckdb(policies, some, as_of=AS_OF))
    assert_same(wanted, decide_postgres(policies, some, as_of=AS_OF, connection=database))


@pytest.mark.parametrize("name", sorted(schema.TOLD_NAMES))
def test_a_sheet_that_is_not_there_says_as_little_as_an_empty_one(policies, some, name):
    absent = Facts({n: f for n, f in some.tables.items() if n != name})
    empty = Facts({**some.tables, name: some[name].clear()})
    assert_same(decide(policies, absent, as_of=AS_OF), decide(policies, empty, as_of=AS_OF))


def test_a_change_of_what_is_told_decides_that_person_anew():
    made = library(document(benefit("天数 >= 5"), more=TERMS))
    people = [{}, {"证件号": "P2"}, {"证件号": "P3"}]
    before = facts(
        人员=people, 附加事实=[row("天数", "数值", "4"), row("天数", "数值", "4", 证件号="P2")]
    )
    after = facts(
        人员=people, 附加事实=[row("天数", "数值", "5"), row("天数", "数值", "4", 证件号="P2")]
    )
    changed = pl.concat([before["附加事实"].head(1), after["附加事实"].head(1)])
    found = affected(made.program(AS_OF), after, [Change("附加事实", changed)])
    assert found["人员"].to_list() == [PERSON]
    old = decide(made, before, as_of=AS_OF)
    new = redecide(made, old, after, subjects=found, as_of=AS_OF)
    assert_same(new, decide(made, after, as_of=AS_OF))
    statuses = [table.long(local_only=False)["status"].to_list() for table in (old, new)]
    assert statuses == [[0, 0, 2], [3, 0, 2]]


def test_a_told_fact_ends_on_its_day():
    """A run goes on from an earlier one only until the day on which what is told ends."""
    made = library(document(benefit("公示"), more=TERMS))
    given = facts(附加事实=[row("公示", "是否", "是", 截止日期="2026-07-31")])
    assert next_days(made, given, as_of=AS_OF)["day"].to_list() == [dt.date(2026, 8, 1)]
