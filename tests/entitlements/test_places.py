"""Places by rank in runs of the register: given over everybody, once all batches are decided."""

import polars as pl
import pytest
from django.utils import translation

from tests.entitlements.conftest import DAY
from tests.entitlements.test_changes import counted, go_on, whole
from tests.registry.builders import ANNA, BEN, CARA, FIRM, OTHER_FIRM, load, number
from yulin.entitlements import plan
from yulin.entitlements.actions import execute
from yulin.entitlements.actions.execute import execute_run
from yulin.entitlements.actions.request import request_run
from yulin.entitlements.enums import Answer, Mode, PlaceAnswer
from yulin.entitlements.models import Decision, Run, RunTotal
from yulin.entitlements.queries.places import places_given
from yulin.policy.decide import decide
from yulin.policy.library import load_library
from yulin.policy.stacking.places import with_places
from yulin.registry.models import Person
from yulin.registry.queries.facts import facts_in, people_of_region

pytestmark = pytest.mark.django_db
DORA = number("99999919970404004")

TITLE = """\
编号: T-05
标题: 工匠称号（测试）
标题en: Craftsman (test)
机关: 温州市
地区: 330300
领域: 评价
摘要: 称号。
摘要en: A title.
来源: [{网址: example.cn, 等级: P1}]
版本:
  - 名称: 现行
    自: 2020-01-01
    待遇:
      - 编号: 称号
        名称: 称号奖金
        名称en: Title
        类别: 资金
        条件: [{编号: 学历, 说: 大专以上, en: College, 须: 最高学历 >= '专科'}]
        金额: {式: 30000元}
        名额: QUOTA
RELATION
"""
ONE = "{个数: 1, 排序: [{式: 贡献积分}]}"
BESIDE = """\
      - 编号: 安慰
        名称: 安慰奖
        名称en: Consolation
        类别: 资金
        条件: [{编号: 学历, 说: 大专以上, en: College, 须: 最高学历 >= '专科'}]
        金额: {式: 1000元}
互斥: [{名称: 择一, 规则: 就高, 成员: [T-05/称号, T-05/安慰]}]
"""
WHO = {ANNA: "安娜", BEN: "本", CARA: "卡拉", DORA: "多拉"}
JOBS = {ANNA: FIRM, BEN: FIRM, CARA: OTHER_FIRM, DORA: OTHER_FIRM}


@pytest.fixture
def write(library):
    def written(quota=ONE, more=""):
        text = TITLE.replace("QUOTA", quota).replace("RELATION\n", more)
        (library / "wenzhou" / "T-05.yaml").write_text(text)
        return library

    return written


def known(**points):
    """Load people by name with their points."""
    numbers = {name: found for found, name in WHO.items()}
    who = {numbers[name]: score for name, score in points.items()}
    return load(
        人员=[{"证件号": n, "姓名": WHO[n], "贡献积分": s} for n, s in who.items()],
        学历=[{"证件号": n, "学历": "本科"} for n in who],
        就业=[{"证件号": n, "单位代码": JOBS[n]} for n in who],
        单位=[
            {"单位代码": FIRM, "单位地区": 330302},
            {"单位代码": OTHER_FIRM, "单位地区": 330382},
        ],
    )


def places(run, benefit="称号"):
    """Name → status, place, position, what is paid."""
    rows = Decision.objects.of_run(run).filter(policy="T-05", benefit=benefit)
    return {
        WHO[d.person.number.open()]: (d.status, d.place, d.position, d.net)
        for d in rows.select_related("person")
    }


def of_files(library):
    """The same from everything that the register holds, as files have it."""
    (everything,) = facts_in(people=people_of_region(None), numbers=True)
    long = with_places(decide(load_library(library), everything, as_of=DAY)).table.long()
    rows = long.filter(policy="T-05", benefit="称号")
    rows = rows.select("subject", "status", "place", "position", "net").rows()
    return {WHO[found]: tuple(told) for found, *told in rows}


YES, NO, OPEN = Answer.YES, Answer.NO, Answer.UNDETERMINED
TAKEN, REFUSED, TIED = PlaceAnswer.TAKEN, PlaceAnswer.REFUSED, PlaceAnswer.TIED


def test_places_are_given_over_all_batches(write, db, monkeypatch):
    library = write("{个数: 2, 排序: [{式: 贡献积分}]}")
    monkeypatch.setattr(plan, "PEOPLE_PER_BATCH", 1)
    known(安娜=10, 本=30, 卡拉=20, 多拉=5)
    run = whole()
    assert len(run.batches) == 5
    assert places(run) == {
        "安娜": (NO, REFUSED, 3, None),
        "本": (YES, TAKEN, 1, 3_000_000),
        "卡拉": (YES, TAKEN, 2, 3_000_000),
        "多拉": (NO, REFUSED, 4, None),
    }
    assert places(run) == of_files(library)
    assert run.places == [
        {
            "policy": "T-05",
            "benefit": "称号",
            "places": 2,
            "fund": None,
            "spent": 0,
            "taken": 2,
            "refused": 2,
            "tied": 0,
            "open": 0,
            "waiting": 0,
            "short": [],
            "note": "",
            "note_en": "",
        }
    ]
    totals = RunTotal.objects.filter(run=run, policy="T-05").order_by("district", "status")
    assert list(totals.values_list("district", "status", "subjects", "total")) == [
        (330302, NO, 1, 3_000_000),  # what it would have been
        (330302, YES, 1, 3_000_000),
        (330382, NO, 1, 3_000_000),
        (330382, YES, 1, 3_000_000),
    ]


def test_the_reference_engine_gives_the_same(write, db):
    write()
    known(安娜=10, 本=30, 卡拉=20)
    assert places(whole(engine="python")) == places(whole())


def test_a_tie_and_a_rank_that_is_unknown_are_open(write, db):
    library = write("{个数: 2, 排序: [{式: 贡献积分}]}")
    known(安娜=30, 本=20, 卡拉=20, 多拉=None)
    run = whole()
    assert places(run) == {
        "安娜": (YES, TAKEN, 1, 3_000_000),
        "本": (OPEN, TIED, 2, None),
        "卡拉": (OPEN, TIED, 2, None),
        "多拉": (OPEN, PlaceAnswer.OPEN, None, None),
    }
    assert places(run) == of_files(library)
    assert run.places[0]["note"] == "排序或份额无法判定的人可能改变名单"


def test_of_a_part_of_the_region_nobody_can_tell(write, db):
    write()
    known(安娜=10, 卡拉=20)
    run = whole(region=330302)
    assert places(run) == {"安娜": (OPEN, PlaceAnswer.OPEN, None, None)}
    assert run.places[0]["note"] == "这次计算只含部分地区，名额要在全部申报人中分配"


SHARES = """\
{个数: 2, 排序: [{式: 贡献积分}], 份额: [
          {说: 鹿城两人, en: Two of Lucheng, 须: 工作地区 属于 330302, 至少: 2人},
          {说: 乐清一人, en: One of Yueqing, 须: 工作地区 属于 330382, 至少: 1人}]}"""
CLASH = "份额“鹿城两人”（2 人）、“乐清一人”（1 人）不能同时满足：合起来至少要 3 个名额，只有 2 个，取舍没有写明"
CLASH_EN = (
    "The shares “Two of Lucheng” (2 people), “One of Yueqing” (1 people) cannot be kept together: "
    "they take at least 3 places, there are 2; nobody said which gives way"
)


def test_shares_that_cannot_be_kept_together_are_told(write, db):
    library = write(SHARES)
    known(安娜=10, 本=30, 卡拉=20, 多拉=5)
    run = whole()
    wait = (OPEN, PlaceAnswer.OPEN)
    assert places(run) == {
        "安娜": (*wait, 3, None),
        "本": (*wait, 1, None),
        "卡拉": (*wait, 2, None),
        "多拉": (*wait, 4, None),
    }
    assert places(run) == of_files(library)
    (told,) = run.places
    assert (told["note"], told["note_en"]) == (CLASH, CLASH_EN)
    assert [one.note for one in places_given(run)] == [CLASH]
    with translation.override("en"):
        assert [one.note for one in places_given(run)] == [CLASH_EN]


# -- a run that goes on ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("loaded", "wanted"),
    [
        ({"卡拉": 40}, {"安娜": 3, "本": 2, "卡拉": 1}),
        ({"本": 1}, {"安娜": 2, "本": 3, "卡拉": 1}),
        ({"多拉": 35}, {"安娜": 4, "本": 2, "卡拉": 3, "多拉": 1}),
        ({"多拉": None}, {"安娜": 3, "本": 1, "卡拉": 2, "多拉": None}),
    ],
)
def test_a_change_of_one_gives_places_again(write, db, loaded, wanted):
    library = write()
    known(安娜=10, 本=30, 卡拉=20)
    base = whole()
    earlier = places(base)
    known(**loaded)
    run = go_on()
    assert (run.mode, run.base) == (Mode.INCREMENTAL, base)
    assert {name: told[2] for name, told in places(run).items()} == wanted
    again = whole()
    assert places(run) == places(again) == of_files(library)
    assert (run.places, run.counts, counted(run)) == (again.places, again.counts, counted(again))
    assert run.decisions == again.decisions
    assert places(base) == earlier  # what an earlier run said stands


def test_where_nobody_changed_nothing_is_written(write, db):
    write()
    known(安娜=10, 本=30)
    base = whole()
    run = go_on()
    assert not Decision.objects.filter(run=run).exists()
    assert (run.places, places(run)) == (base.places, places(base))


def test_only_whom_it_changes_is_written(write, db):
    write()
    known(安娜=10, 本=30, 卡拉=20)
    whole()
    known(安娜=9)
    run = go_on()
    written = Decision.objects.filter(run=run, policy="T-05")
    assert [WHO[d.person.number.open()] for d in written] == ["安娜"]


# -- what hangs on a place -------------------------------------------------------------------------


def test_who_has_no_place_gets_what_it_displaced(write, db):
    write(more=BESIDE)
    known(安娜=10, 本=30)
    run = whole()
    assert places(run) == {"安娜": (NO, REFUSED, 2, None), "本": (YES, TAKEN, 1, 3_000_000)}
    assert places(run, "安慰") == {
        "安娜": (YES, None, None, 100_000),
        "本": (YES, None, None, None),
    }
    taken_instead = Decision.objects.of_run(run).get(benefit="安慰", displaced_by="T-05/称号")
    assert WHO[taken_instead.person.number.open()] == "本"


def test_a_place_that_changes_hands_changes_what_it_displaces(write, db):
    write(more=BESIDE)
    known(安娜=10, 本=30)
    base = whole()
    known(安娜=40)
    run = go_on()
    again = whole()
    assert run.base == base
    assert (
        places(run, "安慰")
        == places(again, "安慰")
        == {
            "安娜": (YES, None, None, None),
            "本": (YES, None, None, 100_000),
        }
    )
    assert places(run) == places(again)
    assert counted(run) == counted(again)
    assert run.decisions == again.decisions == Decision.objects.of_run(run).count()


STEPS = 14


def ladder(steps):
    """One place each of ever smaller sums, of which everybody takes the highest they get."""
    made = [
        f"""\
      - 编号: 级{n:02}
        名称: 级{n:02}
        名称en: Step {n:02}
        类别: 资金
        条件: [{{编号: 学历, 说: 大专以上, en: College, 须: 最高学历 >= '专科'}}]
        金额: {{式: {1000 - n}元}}
        名额: {ONE}
"""
        for n in range(steps)
    ]
    members = ", ".join(f"T-05/级{n:02}" for n in range(steps))
    return "".join(made) + f"互斥: [{{名称: 择一, 规则: 就高, 成员: [{members}]}}]\n"


def load_many(count, points):
    numbers = [number(f"99999919970101{n + 1:03}") for n in range(count)]
    load(
        人员=[
            {"证件号": one, "姓名": f"第{n}", "贡献积分": points(n)}
            for n, one in enumerate(numbers)
        ],
        学历=[{"证件号": one, "学历": "本科"} for one in numbers],
        就业=[{"证件号": one, "单位代码": FIRM} for one in numbers],
        单位=[{"单位代码": FIRM, "单位地区": 330302}],
    )
    return {one: n for n, one in enumerate(numbers)}


def all_places(run):
    rows = Decision.objects.of_run(run).filter(policy="T-05", place__isnull=False)
    return {
        (d.person.number.open(), d.benefit): (d.status, d.place, d.position, d.net)
        for d in rows.select_related("person")
    }


def all_of_files(library):
    (everything,) = facts_in(people=people_of_region(None), numbers=True)
    long = with_places(decide(load_library(library), everything, as_of=DAY)).table.long()
    rows = long.filter(pl.col("policy") == "T-05", pl.col("place").is_not_null())
    rows = rows.select("subject", "benefit", "status", "place", "position", "net").rows()
    return {(one, benefit): tuple(told) for one, benefit, *told in rows}


def test_a_long_chain_settles_as_in_files(write, db):
    library = write("{个数: 99, 排序: [{式: 贡献积分}]}", ladder(STEPS))
    who = load_many(STEPS, lambda n: 100 - n)
    run = whole()
    assert all_places(run) == all_of_files(library)
    taken = {
        who[found]: benefit
        for (found, benefit), told in all_places(run).items()
        if told[1] == TAKEN and benefit != "称号"
    }
    assert taken == {n: f"级{n:02}" for n in range(STEPS)}
    # who loses the first place sends everybody on by one, from what the base had given
    load(人员=[{"证件号": next(iter(who)), "姓名": "第0", "贡献积分": 0}])
    after = go_on()
    assert after.base == run
    assert all_places(after) == all_of_files(library) == all_places(whole())


ROUND = """\
      - 编号: 乙
        名称: 乙奖
        名称en: Second
        类别: 资金
        条件: [{编号: 学历, 说: 大专以上, en: College, 须: 最高学历 >= '专科'}]
        金额: {式: "若则(贡献积分 >= 20, 20000元, 40000元)"}
        名额: {个数: 1, 排序: [{式: 贡献积分}]}
互斥: [{名称: 择一, 规则: 就高, 成员: [T-05/称号, T-05/乙]}]
"""


def test_a_circle_is_left_open_and_named(write, db):
    # Anna is paid more by the first, which needs both of them; Ben by the second, which Anna,
    # where she has no place of the first, takes from him
    library = write("{个数: 2, 至少申报: 2人, 排序: [{式: 贡献积分}]}", ROUND)
    known(安娜=30, 本=10)
    run = whole()
    wait = (OPEN, PlaceAnswer.OPEN, None, None)
    assert all_places(run) == dict.fromkeys(
        [(n, b) for n in (ANNA, BEN) for b in ("称号", "乙")], wait
    )
    assert all_places(run) == all_of_files(library)
    assert not Decision.objects.of_run(run).filter(policy="T-05", status=YES).exists()
    assert {(told["note"], told["note_en"]) for told in run.places} == {
        (
            "名额循环牵连，无法判定：“称号奖金”“乙奖”谁入选一项就改变另一项的参评人，来回不定",
            (
                "Places go round in a circle and cannot be told: “Title”, “Second”; who has a place of "
                "one changes who stands for another, back and forth"
            ),
        )
    }
    known(卡拉=5)  # with a third, the first is given to two of three, and nothing turns
    after = go_on()
    assert all_places(after) == all_of_files(library) == all_places(whole())


# -- as every stage of a run -----------------------------------------------------------------------


def test_a_run_killed_while_giving_places_gives_them_again(write, db, monkeypatch):
    write()
    known(安娜=10, 本=30)
    asked = request_run(acting_user=None, as_of=DAY, queue=False)

    def broken(run):
        execute_places(run)
        raise RuntimeError

    execute_places = execute.give_places
    monkeypatch.setattr(execute, "give_places", broken)
    with pytest.raises(RuntimeError):
        execute_run(run=asked)
    assert set(Decision.objects.filter(run=asked).values_list("place", flat=True)) == {None}
    monkeypatch.setattr(execute, "give_places", execute_places)
    run = execute_run(run=Run.objects.get(pk=asked.pk))
    assert places(run)["安娜"] == (NO, REFUSED, 2, None)
    assert Person.objects.count() == 2
