"""What is paid in parts, and what has fewer places than people: owed once each, to the fen."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.entitlements.conftest import REGION
from tests.policy.documents import benefit, document
from tests.registry.builders import ANNA, BEN, CARA, load
from yulin.access.enums import Duty, Role
from yulin.access.models import DutyGrant
from yulin.entitlements.actions.accrue import Accrued, accrue
from yulin.entitlements.actions.execute import execute_run
from yulin.entitlements.actions.holds import place_hold, release_hold
from yulin.entitlements.actions.request import request_run
from yulin.entitlements.enums import Answer, Mode
from yulin.entitlements.models import Decision, Grant, Instalment
from yulin.entitlements.sums import divided
from yulin.registry.models import Person

pytestmark = pytest.mark.django_db
IS = "最高学历 >= '博士'"
PASSED = "条件: [{编号: 考核, 说: 考核, 须: 贡献积分 >= 20}]"
HALVES = f"分期:\n  - {{名称: 前半, 占: 50%}}\n  - {{名称: 后半, 占: 50%, {PASSED}}}"
OF_ITS_OWN = f"分期:\n  - {{名称: 预付, 式: 30元}}\n  - {{名称: 完成后, 式: 20元, {PASSED}}}"
TEXT = document(
    # each half rounds up to 450.01: the second takes what is left
    benefit(IS, code="两半", amount="900.01元", more=HALVES),
    benefit(
        IS, code="三期", amount="100元", more="分期: {比例: [1, 1, 1], 起: 2026-01-31, 隔: 1个月}"
    ),
    # of 1,000 the cap leaves 700.01, of which two fifths and three
    benefit(
        IS, code="封顶", amount="1000元", more="分期: {比例: [2, 3], 起: 2026-02-01, 隔: 1个月}"
    ),
    benefit("年龄 >= 100", code="百岁", amount="1元"),
    benefit(IS, code="每年", amount="式: 60元\n每: 年\n期数: 2", more=OF_ITS_OWN),
    code="T-04",
    more="关系:\n  - {名称: 封顶, 规则: 合计封顶, 成员: [封顶, 百岁], 封顶: 700.01元}",
)


@pytest.fixture
def library(library):
    for name in ("T-02", "T-03"):
        (library / "wenzhou" / f"{name}.yaml").unlink()
    (library / "wenzhou" / "T-04.yaml").write_text(TEXT)
    return library


def known(points=10, level="博士"):
    return load(
        **REGION
        | {
            "人员": [{"证件号": ANNA, "姓名": "安娜", "贡献积分": points}, *REGION["人员"][1:]],
            "学历": [{"证件号": ANNA, "学历": level}, REGION["学历"][1]],
            "已享受": [],
        }
    )


def run_on(day, mode=Mode.FULL):
    asked = request_run(acting_user=None, as_of=dt.date.fromisoformat(day), mode=mode, queue=False)
    return execute_run(run=asked)


def go(day, mode=Mode.FULL):
    return accrue(acting_user=None, run=run_on(day, mode))


def owed(benefit=None):
    rows = Instalment.objects.order_by("benefit", "number")
    rows = rows.filter(benefit=benefit) if benefit else rows
    return [(i.benefit, i.number, i.part, i.during.lower.isoformat(), i.amount) for i in rows]


def states():
    return dict(Grant.objects.order_by("benefit").values_list("benefit", "state"))


def test_each_part_is_owed_when_its_day_comes_and_once(library, db):
    known()
    assert go("2026-01-31") == Accrued(opened=4, suspended=0, resumed=0, instalments=3, ended=0)
    assert set(owed()) == {
        ("三期", 1, "第1期", "2026-01-31", 33_33),
        ("两半", 1, "前半", "2026-01-31", 450_01),
        ("每年", 1, "1·预付", "2026-01-31", 30_00),
    }
    assert go("2026-01-31").instalments == 0
    # time alone: two fifths of 700.01 are 280.004; what rounding takes the last part has
    assert go("2026-02-27").instalments == 1
    assert go("2026-02-28").instalments == 1
    assert go("2026-03-01") == Accrued(opened=0, suspended=0, resumed=0, instalments=1, ended=1)
    assert owed("封顶") == [
        ("封顶", 1, "第1期", "2026-02-27", 280_00),
        ("封顶", 2, "第2期", "2026-03-01", 420_01),
    ]
    assert go("2026-04-15").instalments == 1
    assert owed("三期") == [
        ("三期", 1, "第1期", "2026-01-31", 33_33),
        ("三期", 2, "第2期", "2026-02-28", 33_33),
        ("三期", 3, "第3期", "2026-04-15", 33_34),
    ]
    assert states() == {"三期": "ended", "两半": "active", "封顶": "ended", "每年": "active"}


def test_the_condition_of_a_part_is_asked_anew(library, db):
    known()
    go("2026-01-31")
    assert go("2026-02-01").instalments == 1
    assert [row[2] for row in owed("两半")] == ["前半"]
    known(points=20)
    assert go("2026-02-02", Mode.INCREMENTAL).instalments == 2
    assert owed("两半")[1] == ("两半", 2, "后半", "2026-02-02", 450_00)
    assert owed("每年")[1] == ("每年", 2, "1·完成后", "2026-02-02", 20_00)
    assert states()["两半"] == "ended"
    assert sum(row[4] for row in owed("两半")) == 900_01


def test_a_part_is_not_owed_while_the_whole_is_not_due(library, db):
    known()
    go("2026-01-31")
    known(points=20, level="硕士")
    before = owed()
    assert go("2026-03-31") == Accrued(opened=0, suspended=4, resumed=0, instalments=0, ended=0)
    assert owed() == before
    known(points=20)
    done = go("2026-04-01")
    assert (done.resumed, [row[2] for row in owed("两半")]) == (4, ["前半", "后半"])


def test_what_comes_again_each_year_has_its_parts_each_year(library, db):
    known(points=20)
    go("2026-01-31")
    assert go("2027-01-30").instalments == 4  # the rest of what is counted from January
    assert go("2027-01-31").instalments == 2
    assert [row[1:3] for row in owed("每年")] == [
        (1, "1·预付"),
        (2, "1·完成后"),
        (3, "2·预付"),
        (4, "2·完成后"),
    ]
    assert states()["每年"] == "ended"
    assert go("2028-02-01").instalments == 0


def with_duty(user_of, duty):
    user = user_of(Role.OFFICER, username=duty.value, region=330300)
    begins = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    DutyGrant.objects.create(
        holder=user, duty=duty, region=330300, during=(begins, None), basis="任命"
    )
    return user


def test_somebody_whose_benefit_is_held_waits(library, db, user_of):
    known()
    anna = Person.objects.get(number=ANNA)
    maker, head = (with_duty(user_of, duty) for duty in (Duty.MAKER, Duty.HEAD))
    told = {"subject": anna, "policy": "T-04", "benefit": "两半", "reason": "核对"}
    hold = place_hold(acting_user=maker, **told)
    go("2026-01-31")
    assert owed("两半") == []
    release_hold(acting_user=head, hold=hold, reason="无误")
    go("2026-02-05")
    assert owed("两半") == [("两半", 1, "前半", "2026-02-05", 450_01)]


def test_the_database_refuses_a_part_twice(library, db):
    known()
    go("2026-01-31")
    row = Instalment.objects.get(part="前半")
    before = owed()
    row.pk, row.uuid, row.number = None, "00000000-0000-4000-8000-000000000001", 9
    row.during = (dt.date(2026, 5, 1), dt.date(2026, 5, 2))
    with pytest.raises(IntegrityError, match="part_once"), transaction.atomic():
        row.save(force_insert=True)
    assert owed() == before


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    shares=st.lists(st.integers(1, 9), min_size=1, max_size=6),
    whole=st.integers(1, 10**10),
    left=st.integers(0, 100),
)
def test_parts_are_the_whole_to_the_fen(shares, whole, left):
    of = sum(shares)
    # as the engine rounds each: half up, of a share printed to six places
    parts = [(whole * round(s * 10**8 / of) * 2 + 10**8) // (2 * 10**8) for s in shares]
    paid = whole * left // 100
    made = divided(parts, whole=whole, paid=paid)
    assert sum(made) == paid
    assert min(made) >= 0


def test_a_part_of_which_the_sum_is_unknown_waits_and_the_others_do_not():
    assert divided([None, 5], whole=10, paid=10) == [None, 5]
    assert divided([None, 5], whole=10, paid=7) == [None, None]
    assert divided([30, 20], whole=60, paid=60) == [30, 20]  # the text's own sums
    assert divided([5, 5], whole=None, paid=None) == [None, None]
    assert divided([5, 5], whole=None, paid=7) == [3, 4]
    assert divided([0, 0], whole=0, paid=0) == [0, 0]


# --- Places ---------------------------------------------------------------------------------------

PRIZE = document(
    benefit(
        "是", code="奖", amount="3000元", more="名额: {个数: 1, 排序: [{式: 贡献积分}], 期间: 一次}"
    ),
    code="T-04",
)


@pytest.fixture
def prize(library):
    (library / "wenzhou" / "T-04.yaml").write_text(PRIZE)


def ranked(**points):
    numbers = {"安娜": ANNA, "本": BEN, "卡拉": CARA}
    return load(
        **REGION
        | {"人员": [{"证件号": numbers[n], "姓名": n, "贡献积分": p} for n, p in points.items()]}
    )


def winners():
    return sorted((g.person.number.open(), g.state) for g in Grant.objects.select_related("person"))


def test_who_has_a_place_is_owed_and_keeps_it_before_whoever_ranks_higher(prize, db):
    ranked(安娜=10, 本=30, 卡拉=20)
    assert go("2026-01-31") == Accrued(opened=1, suspended=0, resumed=0, instalments=1, ended=1)
    assert [(row[1], row[4]) for row in owed()] == [(1, 3000_00)]
    ranked(安娜=99, 本=30, 卡拉=20)
    run = run_on("2026-02-01", Mode.INCREMENTAL)
    assert accrue(acting_user=None, run=run).opened == 0
    held = Decision.objects.of_run(run).get(benefit="奖", status=Answer.YES)
    assert held.person.number.open() == BEN
    assert winners() == [(BEN, "ended")]


def test_places_given_without_knowing_who_was_promised_one_open_nothing(prize, db):
    ranked(安娜=10, 本=30, 卡拉=1)
    first = run_on("2026-01-31")
    ranked(安娜=99, 本=30, 卡拉=1)
    second = run_on("2026-01-31", Mode.INCREMENTAL)  # gives it to Anna: nobody holds it yet
    accrue(acting_user=None, run=first)
    assert accrue(acting_user=None, run=second).opened == 0
    assert winners() == [(BEN, "ended")]
    assert go("2026-02-01", Mode.INCREMENTAL).opened == 0
    assert winners() == [(BEN, "ended")]
