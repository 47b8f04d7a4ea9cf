"""Figures of an organisation over its staff: a run of the register says what whole files say."""

import datetime as dt

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.entitlements.conftest import DAY
from tests.entitlements.test_changes import go_on, whole
from tests.registry.builders import ANNA, BEN, CARA, FIRM, OTHER_FIRM, load, number
from yulin.access.enums import Role
from yulin.access.row_security import acting
from yulin.entitlements.enums import Answer, Mode
from yulin.entitlements.models import Decision
from yulin.policy.decide import decide
from yulin.policy.library import load_library
from yulin.policy.program import Program
from yulin.registry.models import Employer, Person
from yulin.registry.queries.employers import known_employers, tables_held
from yulin.registry.queries.facts import facts_in, people_of_region
from yulin.web.officer.employers import decisions_about

pytestmark = pytest.mark.django_db
DORA = number("99999919970404004")

STAFF = """\
编号: T-04
标题: 带动就业（测试）
标题en: Jobs created (test)
机关: 国家
地区: 0
领域: 创业
对象: 单位
受款: 单位
摘要: 补贴。
摘要en: A subsidy.
来源: [{网址: example.cn, 等级: P1}]
定义:
  - {名称: 带动人数, 式: "计数(就业 若 离职日期 >= 基准日 且 人员.失业保险累计月数 >= 12)", 说: 人数, en: Staff}
  - {名称: 兼职人数, 式: "计数(就业 若 离职日期 >= 基准日 且 对(人员, 计数(就业)) > 1)", 说: 兼职, en: Two jobs}
  - {名称: 配偶人数, 式: "计数(就业 若 离职日期 >= 基准日 且 人员.婚姻状况 == '已婚' 且 对(人员, 对(配偶, 计数(就业))) > 0)", 说: 配偶, en: Spouses}
版本:
  - 名称: 现行
    自: 2020-01-01
    待遇:
      - 编号: 带动
        名称: 带动补贴
        名称en: Jobs
        类别: 资金
        条件: [{编号: 人数, 说: 两人以上, en: Two or more, 须: 带动人数 >= 2}]
        金额: {式: 带动人数 * 1000元}
      - 编号: 兼职
        名称: 兼职补贴
        名称en: Second jobs
        类别: 资金
        条件: [{编号: 人数, 说: 一人以上, en: One or more, 须: 兼职人数 >= 1}]
        金额: {式: 兼职人数 * 100元}
      - 编号: 配偶
        名称: 配偶就业
        名称en: Spouses
        类别: 资格
        条件: [{编号: 人数, 说: 一人以上, en: One or more, 须: 配偶人数 >= 1}]
"""


def insured(number, start="2025-01-01"):
    return {"证件号": number, "险种": "失业", "起始年月": start, "截止年月": "2026-06-01"}


PEOPLE = {
    "人员": [
        {"证件号": ANNA, "婚姻状况": "已婚", "配偶证件号": DORA},
        {"证件号": BEN, "婚姻状况": "未婚"},
        {"证件号": CARA, "婚姻状况": "未婚", "户籍地": 330382},
        {"证件号": DORA, "婚姻状况": "已婚", "配偶证件号": ANNA, "户籍地": 330382},
    ],
    "就业": [
        {"证件号": ANNA, "单位代码": FIRM},
        {"证件号": BEN, "单位代码": FIRM},
        {"证件号": CARA, "单位代码": FIRM},
        {"证件号": CARA, "单位代码": OTHER_FIRM},
        {"证件号": DORA, "单位代码": OTHER_FIRM},
    ],
    "社保": [insured(ANNA), insured(BEN), insured(CARA, "2026-01-01"), insured(DORA)],
    "单位": [
        {"单位代码": FIRM, "单位地区": 330302},
        {"单位代码": OTHER_FIRM, "单位地区": 330382},
    ],
}


@pytest.fixture(autouse=True)
def staff_policy(library):
    (library / "wenzhou" / "T-04.yaml").write_text(STAFF)
    return library


@pytest.fixture
def staffed(db):
    return load(**PEOPLE)


def of_run(run):
    """(code, benefit) → status, total, of every organisation."""
    rows = Decision.objects.of_run(run).filter(employer__isnull=False, policy="T-04")
    return {(d.employer.code, d.benefit): (d.status, d.total) for d in rows}


def of_files(library, as_of=DAY):
    """The same, decided from everything that the register holds, as files have it."""
    (everything,) = facts_in(people=people_of_region(None), numbers=True)
    long = decide(load_library(library), everything, as_of=as_of).long()
    rows = long.filter(policy="T-04").select("subject", "benefit", "status", "total").rows()
    return {(code, benefit): (status, total) for code, benefit, status, total in rows}


EXPECTED = {
    (FIRM, "带动"): (Answer.YES, 200_000),
    (FIRM, "兼职"): (Answer.YES, 10_000),
    (FIRM, "配偶"): (Answer.YES, None),
    (OTHER_FIRM, "带动"): (Answer.NO, 100_000),
    (OTHER_FIRM, "兼职"): (Answer.YES, 10_000),
    (OTHER_FIRM, "配偶"): (Answer.YES, None),
}


def test_a_run_of_everybody_says_what_the_files_say(staffed, staff_policy):
    assert of_run(whole()) == of_files(staff_policy) == EXPECTED


def test_a_run_of_one_place_reads_staff_of_other_places(staffed):
    run = whole(region=330302)
    assert of_run(run) == {key: told for key, told in EXPECTED.items() if key[0] == FIRM}


def test_the_reference_engine_says_the_same(staffed):
    assert of_run(whole(engine="python")) == EXPECTED


@pytest.mark.parametrize(
    ("given", "benefit", "told"),
    [
        ({"社保": [insured(CARA, "2025-01-01")]}, "带动", (Answer.YES, 300_000)),
        ({"社保": [insured(ANNA, "2026-01-01")]}, "带动", (Answer.NO, 100_000)),
        ({"就业": [{"证件号": CARA, "单位代码": FIRM}]}, "兼职", (Answer.NO, 0)),
    ],
)
def test_a_run_that_goes_on_says_what_the_files_say(staffed, staff_policy, given, benefit, told):
    base = whole()
    ((_, rows),) = given.items()
    who = [p for p in PEOPLE["人员"] if p["证件号"] == rows[0]["证件号"]]
    load(人员=who, **given)
    run = go_on()
    assert (run.mode, run.base) == (Mode.INCREMENTAL, base)
    assert of_run(run) == of_files(staff_policy) == of_run(whole())
    assert of_run(run)[FIRM, benefit] == told


# -- what is not held ------------------------------------------------------------------------------


def load_without_insurance():
    """Of Cara it is not known how she is insured."""
    without = {name: [r for r in rows if r.get("证件号") != CARA] for name, rows in PEOPLE.items()}
    load(**{**without, "单位": PEOPLE["单位"]})
    hers = {name: [r for r in PEOPLE[name] if r["证件号"] == CARA] for name in ("人员", "就业")}
    load(**hers)


def test_where_a_table_is_not_held_of_one_the_figure_is_unknown(db):
    load_without_insurance()
    load(单位=[{"单位代码": FIRM, "单位地区": 330302, "法定代表人证件号": ANNA}])
    told = of_run(whole())
    assert [told[FIRM, "带动"], told[OTHER_FIRM, "带动"]] == [(Answer.UNDETERMINED, None)] * 2
    # her jobs are held: what rests on nothing else is known
    assert told[FIRM, "兼职"] == (Answer.YES, 10_000)


def test_the_gap_of_one_firm_is_not_anothers(db):
    load_without_insurance()
    hers = [p for p in PEOPLE["人员"] if p["证件号"] == CARA]
    load(人员=hers, 就业=[{"证件号": CARA, "单位代码": OTHER_FIRM}])
    told = of_run(whole())
    assert told[FIRM, "带动"] == (Answer.YES, 200_000)
    assert told[OTHER_FIRM, "带动"] == (Answer.UNDETERMINED, None)


def test_once_it_is_held_a_run_that_goes_on_knows(db):
    load_without_insurance()
    base = whole()
    assert of_run(base)[FIRM, "带动"] == (Answer.UNDETERMINED, None)
    hers = [p for p in PEOPLE["人员"] if p["证件号"] == CARA]
    load(人员=hers, 社保=[])  # held, and empty: no row came
    run = go_on()
    assert (run.base, of_run(run)[FIRM, "带动"]) == (base, (Answer.YES, 200_000))
    assert of_run(run) == of_run(whole())


def test_a_table_held_for_the_first_time_decides_everybody(db):
    without = {name: rows for name, rows in PEOPLE.items() if name != "社保"}
    load(**without)
    assert of_run(whole())[OTHER_FIRM, "带动"] == (Answer.UNDETERMINED, None)
    load(人员=PEOPLE["人员"], 社保=PEOPLE["社保"])
    run = go_on()
    assert (run.mode, of_run(run)) == (Mode.FULL, EXPECTED)


def test_what_was_held_is_asked_of_the_moment(db):
    load(人员=PEOPLE["人员"], 单位=PEOPLE["单位"])
    load(人员=PEOPLE["人员"], 就业=PEOPLE["就业"])
    moment = Person.objects.first().coverages.order_by("id").last().recorded_at
    earlier = moment - dt.timedelta(microseconds=1)
    always = {"单位", "附加事实", "单位附加事实"}
    assert (tables_held(earlier), tables_held(moment), tables_held(None)) == (
        always | {"人员"},
        always | {"人员", "就业"},
        always | {"人员", "就业"},
    )
    program = _program()
    (then,) = known_employers([program], known_on=earlier)
    (now,) = known_employers([program])
    assert ("就业" in then.facts, "就业" in now.facts) == (False, True)


def test_what_was_known_before_a_table_came_is_said_again(db, staff_policy):
    """The answers of an earlier run, explained after other tables came, are those it gave."""
    load(人员=PEOPLE["人员"], 单位=PEOPLE["单位"])
    run = whole()
    assert of_run(run)[FIRM, "兼职"] == (Answer.UNDETERMINED, None)
    load(人员=PEOPLE["人员"], 就业=PEOPLE["就业"], 社保=PEOPLE["社保"])
    firm = Employer.objects.get(code=FIRM)
    again = {d.benefit: int(d.status) for d in decisions_about(firm, run) if d.policy == "T-04"}
    assert again == {benefit: int(Answer.UNDETERMINED) for benefit in ("带动", "兼职", "配偶")}


# -- who asks, and how much it takes ---------------------------------------------------------------


def _program() -> Program:
    return load_library(settings.YULIN_POLICIES).program(DAY)


def test_an_officer_of_the_place_is_told_what_the_run_says(staffed, user_of):
    run = whole()
    officer = user_of(Role.OFFICER, region=330302)
    firm = Employer.objects.get(code=FIRM)
    with acting(officer):  # Cara and Dora belong elsewhere
        told = decisions_about(firm, run)
    found = {
        d.benefit: (int(d.status), d.amount.total) for d in told if d.policy == "T-04" and d.amount
    }
    assert found == {"带动": (3, 2000), "兼职": (3, 100)}


def statements(known):
    with CaptureQueriesContext(connection) as queries:
        known()
    return len(queries)


def test_the_number_of_statements_does_not_grow_with_staff(staffed):
    program = _program()
    few = statements(lambda: known_employers([program]))
    more = [number(f"9999991990010{n:04d}") for n in range(2000, 2030)]
    load(
        人员=[{"证件号": n, "婚姻状况": "未婚"} for n in more],
        就业=[{"证件号": n, "单位代码": FIRM} for n in more],
        社保=[insured(n) for n in more],
    )
    assert statements(lambda: known_employers([program])) == few
