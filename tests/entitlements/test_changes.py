"""A run that goes on from an earlier one: it decides few, and says what deciding everybody would."""

import datetime as dt

import pytest
from procrastinate.contrib.django import app

from tests.entitlements.conftest import DAY, REGION
from tests.entitlements.test_runs import decided
from tests.registry.builders import ANNA, BEN, CARA, FIRM, OTHER_FIRM, load, number
from yulin.entitlements import changes
from yulin.entitlements.actions import execute
from yulin.entitlements.actions.execute import begin, execute_run
from yulin.entitlements.actions.request import cancel_run, request_run
from yulin.entitlements.enums import Mode, RunState
from yulin.entitlements.models import Decision, Due, Run, RunTotal
from yulin.entitlements.queries.decisions import decisions_list, decisions_of
from yulin.entitlements.queries.runs import latest_run
from yulin.entitlements.queries.totals import totals
from yulin.registry.models import Employer, Person

pytestmark = pytest.mark.django_db
DORA = number("99999919970404004")
ELDER = "1983-05-20"


def go_on(as_of=DAY, **more):
    return execute_run(
        run=request_run(acting_user=None, as_of=as_of, mode="changes", queue=False, **more)
    )


def whole(as_of=DAY, **more):
    return execute_run(run=request_run(acting_user=None, as_of=as_of, queue=False, **more))


def answers(run):
    """As `decided`, of every answer that holds in a run."""
    rows = Decision.objects.of_run(run).order_by("person", "employer", "policy", "benefit")
    return [
        (
            d.person.number.open() if d.person else d.employer.code,
            f"{d.policy}/{d.benefit}",
            d.status,
            d.label,
            d.total,
            d.first_year,
            d.ready_on,
            d.trace,
            d.talent_class,
            d.district,
        )
        for d in rows
    ]


def counted(run):
    fields = [f.name for f in RunTotal._meta.fields if f.name not in ("id", "run")]
    return sorted(RunTotal.objects.filter(run=run).values_list(*fields), key=repr)


def anew(run):
    """Whom a run decided itself."""
    people = Decision.objects.filter(run=run, person__isnull=False).values_list("person__number")
    return {found.open() for (found,) in people}


def same_as_everybody(run):
    """The run and one of everybody on the same day say the same; the latter is taken back."""
    other = whole(run.as_of)
    assert answers(run) == answers(other)
    assert counted(run) == counted(other)
    assert (run.people, run.employers, run.decisions, run.counts) == (
        other.people,
        other.employers,
        other.decisions,
        other.counts,
    )


@pytest.fixture
def aged(db):
    """As `region`, with Anna 43 and turning 46 in three years, the others much later."""
    people = [{**row} for row in REGION["人员"]]
    people[0]["出生日期"] = ELDER
    return load(**{**REGION, "人员": people})


def test_the_first_is_of_everybody(aged):
    run = go_on()
    assert (run.mode, run.base, run.chain) == (Mode.FULL, None, [run.pk])
    chained = Due.objects.filter(chain=run).values_list("person__number", flat=True)
    assert {number and number.open() for number in chained} == {
        ANNA,
        BEN,
        CARA,
        None,
    }
    rows = Due.objects.filter(person__isnull=False).values_list("person__number", "day")
    days = {number.open(): day for number, day in rows}
    assert days == {
        ANNA: dt.date(2029, 5, 20),
        BEN: dt.date(2038, 2, 2),
        CARA: dt.date(2041, 3, 3),
    }


def test_a_run_says_how_many_it_decides_anew_and_why(aged):
    assert whole().causes == {}
    load(学历=[{"证件号": BEN, "学历": "硕士"}], 人员=[REGION["人员"][1]])
    assert go_on(dt.date(2029, 5, 20)).causes == {"anew": 2, "facts": 1, "day": 1}
    assert go_on(dt.date(2029, 5, 21)).causes == {}


def test_nothing_changed_and_nobody_due(aged):
    base = whole()
    run = go_on(DAY + dt.timedelta(days=1))
    assert (run.mode, run.base_id, run.chain) == (Mode.INCREMENTAL, base.pk, [base.pk, run.pk])
    assert not Decision.objects.filter(run=run).exists()
    same_as_everybody(run)


def test_whose_day_has_come(aged):
    whole()
    before = go_on(dt.date(2029, 5, 19))
    assert anew(before) == set()
    run = go_on(dt.date(2029, 5, 20))
    assert anew(run) == {ANNA}
    of_anna = {row[1]: row[2] for row in answers(run) if row[0] == ANNA}
    assert of_anna == {"T-01/人才分类": 3, "T-02/安家": 0}
    assert {row[1]: row[2] for row in answers(before) if row[0] == ANNA}["T-02/安家"] == 3
    same_as_everybody(run)


def test_whose_facts_changed(aged):
    base = whole()
    earlier = answers(base)
    load(人员=[{"证件号": CARA, "姓名": "卡拉"}], 学历=[{"证件号": CARA, "学历": "博士"}])
    run = go_on()
    assert anew(run) == {CARA}
    assert [row[2] for row in answers(run) if row[0] == CARA] == [3, 3]
    same_as_everybody(run)
    # what the run before said, it still says
    base.refresh_from_db()
    assert answers(base) == earlier


def test_an_employer_that_moves_takes_its_people_along(aged):
    whole()
    load(
        单位=[
            {"单位代码": OTHER_FIRM, "单位名称": "乐清电器", "单位地区": 330302, "单位类型": "企业"}
        ]
    )
    run = go_on()
    assert anew(run) == {CARA}
    firm = [row[1:3] for row in answers(run) if row[0] == OTHER_FIRM]
    assert firm == [("T-03/租金", 3)]
    same_as_everybody(run)


def test_who_comes(aged):
    whole()
    load(
        人员=[{"证件号": DORA, "姓名": "朵拉", "出生日期": "1990-01-01"}],
        学历=[{"证件号": DORA, "学历": "硕士"}],
        就业=[{"证件号": DORA, "单位代码": FIRM}],
    )
    run = go_on()
    assert anew(run) == {DORA}
    assert run.people == 4
    same_as_everybody(run)


def test_who_leaves_the_region(aged):
    county = execute_run(run=request_run(acting_user=None, as_of=DAY, region=330302, queue=False))
    load(人员=[{"证件号": BEN, "姓名": "本"}], 就业=[{"证件号": BEN, "单位代码": OTHER_FIRM}])
    run = go_on(region=330302)
    assert run.base == county
    assert {row[0] for row in answers(run)} == {ANNA, FIRM}
    assert (run.people, {row[0] for row in answers(county)}) == (1, {ANNA, BEN, FIRM})


def test_night_after_night(aged):
    """Each goes on from the one before; the pages show what holds."""
    base = whole()
    load(人员=[{"证件号": CARA, "姓名": "卡拉"}], 学历=[{"证件号": CARA, "学历": "博士"}])
    second = go_on(DAY + dt.timedelta(days=1))
    load(人员=[{"证件号": CARA, "姓名": "卡拉"}], 学历=[{"证件号": CARA, "学历": "硕士"}])
    third = go_on(DAY + dt.timedelta(days=2))
    assert third.chain == [base.pk, second.pk, third.pk]
    labels = [
        next(row[3] for row in answers(run) if row[:2] == (CARA, "T-01/人才分类"))
        for run in (base, second, third)
    ]
    assert labels == ["无", "E", "F1"]
    same_as_everybody(third)


def test_the_pages_show_what_was_kept(aged, officer):
    whole()
    run = go_on(DAY + dt.timedelta(days=1))
    assert latest_run(region=330300) == run
    anna = Person.objects.by_number(ANNA)
    assert {d.benefit for d in decisions_of(user=officer, person=anna)} == {"人才分类", "安家"}
    assert decisions_list(user=officer, run=run).total == run.decisions
    assert sum(row.due for row in totals(user=officer, run=run, by="policy")) == run.counts["3"]


# --- When everybody is decided all the same --------------------------------------------------------


def test_other_texts(aged, library):
    whole()
    path = library / "wenzhou" / "T-02.yaml"
    path.write_text(path.read_text().replace("<= 45", "<= 40"))
    assert go_on().mode == Mode.FULL


def test_an_earlier_date(aged):
    whole()
    assert go_on(DAY - dt.timedelta(days=1)).mode == Mode.FULL


def test_another_version_in_force(aged, library):
    path = library / "wenzhou" / "T-02.yaml"
    path.write_text(
        path.read_text().replace("自: 2020-01-01", "自: 2020-01-01\n    至: 2026-11-30")
    )
    whole()
    assert go_on(dt.date(2026, 11, 30)).mode == Mode.INCREMENTAL
    assert go_on(dt.date(2026, 12, 1)).mode == Mode.FULL


def test_a_chain_that_is_long(aged, monkeypatch):
    monkeypatch.setattr(changes, "LONGEST_CHAIN", 2)
    whole()
    modes = [go_on(DAY + dt.timedelta(days=n)).mode for n in (1, 2, 3)]
    assert modes == [Mode.INCREMENTAL, Mode.FULL, Mode.INCREMENTAL]


def test_behind_a_run_that_was_broken_off(aged, officer):
    base = whole()
    broken = begin(request_run(acting_user=officer, as_of=DAY, region=330300, queue=False))
    cancel_run(acting_user=officer, run=broken)
    # another region's run is no matter
    begun = begin(request_run(acting_user=None, as_of=DAY, mode="changes", queue=False))
    assert begun.base == base
    Run.objects.filter(pk=begun.pk).update(state=RunState.FAILED)
    assert go_on().mode == Mode.FULL


def test_the_slow_engine_decides_everybody(aged):
    whole()
    assert go_on(engine="python").mode == Mode.FULL


# --- Never twice, and at night ---------------------------------------------------------------------


def test_a_killed_run_goes_on_where_it_was(aged, monkeypatch):
    whole()
    for key in (ANNA, BEN, CARA):
        load(人员=[{"证件号": key, "姓名": "某"}], 学历=[{"证件号": key, "学历": "硕士"}])
    monkeypatch.setattr(changes, "PEOPLE_PER_BATCH", 1)
    run = begin(request_run(acting_user=None, as_of=DAY, mode="changes", queue=False))
    stored = execute.store_decisions

    def dies(held, table, program, *, kind, **more):
        if Decision.objects.filter(run=held).values("person").distinct().count() == 2:
            raise KeyboardInterrupt
        return stored(held, table, program, kind=kind, **more)

    monkeypatch.setattr(execute, "store_decisions", dies)
    with pytest.raises(KeyboardInterrupt):
        execute_run(run=run)
    monkeypatch.setattr(execute, "store_decisions", stored)
    done = execute_run(run=run)
    assert (done.state, anew(done)) == (RunState.FINISHED, {ANNA, BEN, CARA})
    monkeypatch.undo()
    same_as_everybody(done)


def test_everybody_stands_on_the_wheel_once(aged):
    base = whole()
    load(人员=[{"证件号": CARA, "姓名": "卡拉"}], 学历=[{"证件号": CARA, "学历": "博士"}])
    go_on()
    people = Due.objects.filter(chain=base, person__isnull=False)
    assert people.count() == Person.objects.count()
    firms = Due.objects.filter(chain=base, employer__isnull=False)
    assert firms.count() == Employer.objects.count()


def test_every_night_a_run_is_asked_for(aged, jobs):
    moment = int(dt.datetime(2026, 11, 2, 18, 30, tzinfo=dt.UTC).timestamp())
    app.tasks["entitlements.nightly"](timestamp=moment)
    run = Run.objects.get()
    assert (run.mode, run.as_of, run.region, run.requested_by) == (
        Mode.INCREMENTAL,
        dt.date(2026, 11, 3),
        0,
        None,
    )
    assert [job["task_name"] for job in jobs.jobs.values()] == ["entitlements.execute_run"]
    app.tasks["entitlements.nightly"](timestamp=moment)  # it is under way already
    assert Run.objects.count() == 1
    assert decided(execute_run(run=run))


TOLD = """\
编号: T-09
标题: 公示后发放（测试）
标题en: After publicity (test)
机关: 温州市
地区: 330300
领域: 住房
摘要: 公示。
摘要en: Publicity.
来源: [{网址: example.cn, 等级: P1}]
事实:
  - {名称: 单位公示, en: Published, 类型: 是否}
版本:
  - 名称: 现行
    自: 2020-01-01
    待遇:
      - {编号: 发放, 名称: 发放, 名称en: Paid, 类别: 资格, 条件: [{编号: 公示, 说: 已公示, en: Published, 须: 单位公示}]}
"""


def told_of(run, who):
    return [row[2] for row in answers(run) if row[0] == who and row[1] == "T-09/发放"]


def test_what_only_a_document_asks_for_is_told(aged, library):
    """Unknown until somebody tells it; then that person alone is decided anew."""
    (library / "T-09.yaml").write_text(TOLD, encoding="utf-8")
    base = whole()
    assert [told_of(base, who) for who in (ANNA, BEN, CARA)] == [[2], [2], [2]]
    load(附加事实=[{"证件号": ANNA}])
    run = go_on()
    assert anew(run) == {ANNA}
    assert [told_of(run, who) for who in (ANNA, BEN, CARA)] == [[3], [2], [2]]
    same_as_everybody(run)
    load(附加事实=[{"证件号": ANNA, "是否": False}])
    run = go_on()
    assert anew(run) == {ANNA}
    assert told_of(run, ANNA) == [0]
    same_as_everybody(run)
