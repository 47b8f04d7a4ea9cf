"""Doubtful patterns: each is found where it is, not where it is not, once, and closes itself."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, transaction
from django.utils import timezone

from tests.ledger.conftest import TODAY, account_of
from tests.registry.builders import ANNA, BEN, CARA, FIRM, OTHER_FIRM, load
from yulin.access.models import JournalEntry
from yulin.control.actions.scan import Scanned, scan
from yulin.control.actions.signals import (
    assign_signal,
    check_signal,
    explain_signal,
    set_threshold,
)
from yulin.control.errors import ControlError
from yulin.control.kinds import KINDS
from yulin.control.models import Signal, SignalStep, Threshold
from yulin.control.patterns import PATTERNS
from yulin.control.thresholds import limits_now
from yulin.entitlements.models import Grant, Hold, Instalment
from yulin.ledger.actions import batches
from yulin.ledger.actions.payees import ask_payee, share_account
from yulin.ledger.errors import LedgerError
from yulin.ledger.models import PayeeAccount
from yulin.registry.models import Employer, Person

pytestmark = pytest.mark.django_db


def scanned(today=TODAY):
    return {
        name: vars(one)
        for name, one in scan(acting_user=None, today=today).items()
        if any(vars(one).values())
    }


def only(**counts):
    return dict.fromkeys(("found", "changed", "again", "vanished"), 0) | counts


def subjects(kind):
    rows = Signal.objects.filter(kind=kind).exclude(state="closed").order_by("person", "employer")
    return [row.person or row.employer for row in rows]


def person(number):
    return Person.objects.by_number(number)


def firm(code):
    return Employer.objects.get(code=code)


def few(control, kind, name, value):
    set_threshold(acting_user=control.first, kind=kind, name=name, value=value, reason="试点")


def job(number, **cells):
    return {"证件号": number} | cells


def paying(number, **cells):
    return {"证件号": number} | cells


def test_every_pattern_has_its_statement_and_says_why():
    assert list(PATTERNS) == list(KINDS)
    for kind in KINDS.values():
        assert all((kind.title, kind.looks_at, kind.why))
        assert "骗" not in f"{kind.title}{kind.looks_at}{kind.why}"
        assert all(one.least <= one.value <= one.most for one in kind.limits.values())


def test_ordinary_lives_show_nothing(paid):
    assert scanned() == {}


# -- each pattern ----------------------------------------------------------------------------------


def test_one_account_for_two(hands, owed, accounts):
    held = accounts[ANNA]
    PayeeAccount.objects.filter(pk=held.pk).update(state="closed")
    account_of(hands, person(CARA), "6222 0000 0000 0000")
    assert scanned() == {"shared_account": only(found=2)}
    assert subjects("shared_account") == [person(ANNA), person(CARA)]
    signal = Signal.objects.get(person=person(CARA))
    assert signal.region == 330382
    assert signal.evidence == {
        "rows": [["ledger.payeeaccount", str(PayeeAccount.objects.get(person=person(CARA)).uuid)]],
        "figures": {"people": 2},
    }


def test_an_account_that_control_reviewed_is_in_doubt_only_for_many(hands, owed, accounts, control):
    asked = ask_payee(
        acting_user=hands.maker, subject=person(CARA), holder="某人", bank="温州银行",
        bank_code="313333007331", number="6222 0000 0000 0000",
    )  # fmt: skip
    share_account(acting_user=control.first, account=asked, reason="监护人代领")
    assert scanned() == {}
    few(control, "shared_account", "reviewed", 2)
    assert scanned() == {"shared_account": only(found=2)}


def test_the_same_certificate_twice(owed):
    load(证书=[{"证件号": ANNA, "证书编号": "S001"}, {"证件号": BEN, "证书编号": "S002"}])
    assert scanned() == {}
    load(证书=[{"证件号": BEN, "证书编号": "S001"}, {"证件号": CARA, "证书编号": None}])
    assert scanned() == {"same_certificate": only(found=2)}
    assert subjects("same_certificate") == [person(ANNA), person(BEN)]


def test_somebody_with_two_numbers_is_one(hands, owed, accounts):
    load(证书=[{"证件号": ANNA, "证书编号": "S001"}, {"证件号": BEN, "证书编号": "S001"}])
    PayeeAccount.objects.filter(person=person(ANNA)).update(state="closed")
    account_of(hands, person(CARA), "6222 0000 0000 0000")
    assert scanned() == {"same_certificate": only(found=2), "shared_account": only(found=2)}
    # as the register's own links make it: see tests/registry/test_links.py
    Person.objects.filter(pk__in=[person(BEN).pk, person(CARA).pk]).update(merged_into=person(ANNA))
    assert scanned() == {"same_certificate": only(vanished=2), "shared_account": only(vanished=2)}


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({"入职日期": "2026-06-01"}, True),
        ({"入职日期": "2026-09-03"}, False),  # 60 days
        ({"入职日期": "2026-06-01", "离职日期": "2026-07-01"}, False),
        ({"入职日期": "2026-06-01", "用工形式": "兼职"}, False),
        ({"入职日期": "2026-06-01", "全职": False}, False),
        ({"入职日期": "2026-06-01", "单位代码": FIRM}, False),
        ({"入职日期": "2022-06-01", "离职日期": "2023-07-01"}, False),  # long ago
    ],
)
def test_two_jobs_at_once(owed, cells, found):
    second = job(ANNA, 单位代码=OTHER_FIRM) | cells
    load(就业=[job(ANNA), second])
    assert scanned() == ({"two_jobs": only(found=1)} if found else {})
    assert subjects("two_jobs") == ([person(ANNA)] if found else [])


@pytest.mark.parametrize(
    ("insured", "jobs", "found"),
    [
        ({"单位代码": OTHER_FIRM}, {}, True),
        ({"单位代码": FIRM}, {}, False),
        ({"单位代码": OTHER_FIRM}, {"用工单位代码": OTHER_FIRM}, False),
        ({"单位代码": OTHER_FIRM, "险种": "工伤"}, {}, False),
        ({"单位代码": OTHER_FIRM, "截止年月": "2026-10-01"}, {}, False),
        ({"单位代码": OTHER_FIRM, "缴费类型": "补缴", "截止年月": "2021-01-01"}, {}, False),
    ],
)
def test_insured_by_another_firm(owed, insured, jobs, found):
    load(社保=[paying(ANNA, **insured)], 就业=[job(ANNA, **jobs)])
    assert scanned() == ({"insured_elsewhere": only(found=1)} if found else {})


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("2026-06-01", "2026-08-01", True),
        ("2026-07-01", "2026-08-01", False),  # two months
        ("2025-01-01", "2026-04-01", False),  # before the six months
    ],
)
def test_paid_back_just_before(owed, first, last, found):
    spell = {"缴费类型": "补缴", "起始年月": first, "截止年月": last, "单位代码": FIRM}
    load(社保=[paying(ANNA, **spell)])
    assert scanned() == ({"back_paid": only(found=1)} if found else {})
    if found:
        assert Signal.objects.get().evidence["figures"] == {"months": 3}


@pytest.mark.parametrize(
    ("cells", "today", "found"),
    [
        ({"入职日期": "2026-09-01", "离职日期": "2026-12-31"}, dt.date(2027, 1, 5), True),
        ({"入职日期": "2026-09-01", "离职日期": "2026-12-31"}, dt.date(2026, 12, 5), False),
        ({"入职日期": "2026-09-01", "离职日期": "2027-03-01"}, dt.date(2027, 4, 1), False),
        ({"入职日期": "2026-07-01", "离职日期": "2026-12-31"}, dt.date(2027, 1, 5), False),
    ],
)
def test_left_soon_after_being_paid(paid, cells, today, found):
    load(就业=[job(ANNA, **cells)])
    assert scanned(today) == ({"short_job": only(found=1)} if found else {})


def soon_gone(*numbers, **cells):
    spell = {"入职日期": "2026-03-01", "离职日期": "2026-07-01"} | cells
    load(就业=[job(number, 单位代码=OTHER_FIRM, **spell) for number in numbers])


def test_many_join_and_leave(owed, control):
    soon_gone(ANNA, BEN, CARA)
    few(control, "employer_burst", "people", 4)
    assert scanned() == {}
    few(control, "employer_burst", "people", 3)
    assert scanned() == {"employer_burst": only(found=1)}
    assert subjects("employer_burst") == [firm(OTHER_FIRM)]
    assert Signal.objects.get().evidence["figures"] == {"people": 3, "joined": 3}
    soon_gone(ANNA, 离职日期="2026-12-01")
    assert scanned() == {"employer_burst": only(vanished=1)}


def test_hires_who_are_due_at_once(owed, control):
    Grant.objects.update(begins_on=dt.date(2026, 5, 1))
    load(就业=[job(number, 单位代码=OTHER_FIRM, 入职日期="2026-04-01") for number in (ANNA, BEN)])
    load(就业=[job(CARA, 单位代码=OTHER_FIRM, 入职日期="2025-12-01")])
    few(control, "quick_claims", "people", 3)
    assert scanned() == {}
    few(control, "quick_claims", "share", 66)
    assert scanned() == {"quick_claims": only(found=1)}
    assert Signal.objects.get().evidence["figures"] == {"people": 2, "joined": 3}


def test_more_insured_than_the_firm_is_large(owed, control):
    firm_ = {"单位代码": OTHER_FIRM, "单位名称": "乐清电器", "单位地区": 330382}
    load(
        社保=[paying(number, 单位代码=OTHER_FIRM) for number in (ANNA, BEN, CARA)],
        就业=[job(number, 单位代码=OTHER_FIRM) for number in (ANNA, BEN, CARA)],
        单位=[firm_ | {"单位规模": "微型"}],
    )
    few(control, "beyond_size", "micro", 3)
    assert scanned() == {}
    few(control, "beyond_size", "micro", 2)
    assert scanned() == {"beyond_size": only(found=1)}
    load(单位=[firm_ | {"单位规模": "小型"}])
    assert scanned() == {"beyond_size": only(vanished=1)}


@pytest.mark.parametrize(("founded", "found"), [("2026-01-10", True), ("2025-10-10", False)])
def test_many_dues_at_a_new_firm(owed, control, founded, found):
    load(
        单位=[{"单位代码": FIRM, "单位名称": "新", "单位地区": 330302, "成立日期": founded}],
        就业=[job(ANNA, 入职日期="2026-02-01"), job(BEN, 入职日期="2026-02-01")],
    )
    few(control, "new_firm", "people", 2)
    assert scanned() == ({"new_firm": only(found=1)} if found else {})


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({}, True),
        ({"发放地区": 330302}, False),  # our own
        ({"待遇": "别的"}, False),
        ({"享受日期": "2025-11-02"}, False),
        ({"享受日期": "2025-11-02", "截止日期": "2026-11-30"}, True),
        ({"享受状态": "已追回"}, False),
    ],
)
def test_paid_for_the_same_time_elsewhere(owed, cells, found):
    taken = {"证件号": ANNA, "政策编号": "NB-1", "待遇": "安家", "发放地区": 330203}
    load(已享受=[taken | {"享受日期": "2026-11-02"} | cells])
    assert scanned() == ({"paid_elsewhere": only(found=1)} if found else {})


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({"开班日期": "2026-03-08"}, True),
        ({"开班日期": "2026-03-09"}, False),
        ({"开班日期": "2026-03-01", "线上": True}, False),
        ({"开班日期": "2026-03-01", "培训机构代码": FIRM}, False),
    ],
)
def test_two_courses_at_once(owed, cells, found):
    first = {"证件号": ANNA, "开班日期": "2026-03-01", "结业日期": "2026-03-10"}
    second = {"证件号": ANNA, "结业日期": "2026-03-31", "培训机构代码": OTHER_FIRM} | cells
    load(培训=[first | {"培训机构代码": FIRM}, second])
    assert scanned() == ({"training_overlap": only(found=1)} if found else {})


# -- one row, whatever happens ---------------------------------------------------------------------


@pytest.fixture
def doubt(owed):
    """Anna has two jobs."""
    load(就业=[job(ANNA), job(ANNA, 单位代码=OTHER_FIRM)])
    scan(acting_user=None, today=TODAY)
    return Signal.objects.get()


def events(signal):
    return list(signal.steps.values_list("event", flat=True))


def everything():
    return (
        list(Signal.objects.order_by("pk").values()),
        SignalStep.objects.count(),
        Hold.objects.count(),
        Threshold.objects.count(),
        JournalEntry.objects.count(),
    )


def test_the_same_doubt_is_one_row(doubt):
    for _ in range(2):
        assert scanned() == {}
    assert (Signal.objects.count(), events(doubt)) == (1, ["found"])
    with pytest.raises(Error, match="control_signal_once"), transaction.atomic():
        Signal.objects.create(
            kind=doubt.kind, key=doubt.key, person=doubt.person, found_at=timezone.now()
        )


def test_it_closes_itself_and_comes_again(doubt):
    load(就业=[job(ANNA)])
    assert scanned() == {"two_jobs": only(vanished=1)}
    doubt.refresh_from_db()
    assert doubt.state == "closed"
    load(就业=[job(ANNA), job(ANNA, 单位代码=OTHER_FIRM)])
    assert scanned() == {"two_jobs": only(again=1)}
    assert (Signal.objects.get().state, events(doubt)) == ("open", ["found", "vanished", "again"])


def test_what_was_explained_stays_so_until_its_evidence_changes(doubt, control):
    explain_signal(acting_user=control.first, signal=doubt, reason="母公司借调，有协议")
    assert scanned() == {}
    assert scanned(TODAY + dt.timedelta(days=90)) == {}
    doubt.refresh_from_db()
    assert (doubt.state, doubt.decided_by) == ("explained", control.first)
    load(就业=[job(ANNA), job(ANNA, 单位代码=OTHER_FIRM, 入职日期="2021-01-01")])
    assert scanned() == {"two_jobs": only(changed=1)}
    assert Signal.objects.get().state == "open"


def test_what_is_being_checked_does_not_go_away_by_itself(doubt, control):
    check_signal(acting_user=control.first, signal=doubt, reason="去单位看")
    load(就业=[job(ANNA)])
    assert scanned() == {}
    assert Signal.objects.get().state == "checking"


def test_what_happened_stays(doubt):
    for act in (lambda: SignalStep.objects.update(text="x"), SignalStep.objects.all().delete):
        with pytest.raises(Error, match="append-only"), transaction.atomic():
            act()


def test_a_scan_is_journalled_and_takes_as_many_queries_for_many(doubt, django_assert_num_queries):
    assert JournalEntry.objects.filter(action="control.signals.scan").get().data == {
        "as_of": "2026-11-02",
        "counts": {"two_jobs": only(found=1)},
    }
    load(
        就业=[job(n) for n in (BEN, CARA)]
        + [job(n, 单位代码=OTHER_FIRM, 入职日期="2020-02-01") for n in (BEN, CARA)],
    )
    with django_assert_num_queries(7 * len(KINDS) + 5):
        found = scan(acting_user=None, today=TODAY)
    assert found["two_jobs"] == Scanned(found=2, changed=0, again=0, vanished=0)


# -- by hand ---------------------------------------------------------------------------------------


def test_only_control_of_the_region_handles_it(doubt, not_control, control):
    before = everything()
    for user in not_control:
        for act in (
            lambda who: explain_signal(acting_user=who, signal=doubt, reason="x"),
            lambda who: check_signal(acting_user=who, signal=doubt, reason="x"),
            lambda who: assign_signal(acting_user=who, signal=doubt, to=control.first),
            few_by,
        ):
            with pytest.raises(PermissionDenied):
                act(user)
    assert everything() == before


def few_by(user):
    return set_threshold(acting_user=user, kind="two_jobs", name="days", value=9, reason="x")


def test_it_is_assigned_to_control_of_the_region(doubt, control):
    before = everything()
    for user in (control.officer, control.elsewhere, control.maker):
        with pytest.raises(ControlError, match="只能分派给当地的稽核人员"):
            assign_signal(acting_user=control.first, signal=doubt, to=user)
    assert everything() == before
    assigned = assign_signal(acting_user=control.first, signal=doubt, to=control.second)
    assert (assigned.assigned_to, events(doubt)) == (control.second, ["found", "assigned"])


def test_nobody_decides_their_own(doubt, control):
    control.first.person_key = str(person(ANNA).uuid)
    control.first.save()
    before = everything()
    with pytest.raises(PermissionDenied):
        explain_signal(acting_user=control.first, signal=doubt, reason="我知道")
    with pytest.raises(ControlError, match="不是本人的疑点"):
        assign_signal(acting_user=control.second, signal=doubt, to=control.first)
    assert everything() == before


def test_a_reason_is_needed_and_holds_no_number(doubt, control):
    before = everything()
    for reason, said in (("", "请写明理由"), (ANNA, "不要写证件号")):
        with pytest.raises(ControlError, match=said):
            explain_signal(acting_user=control.first, signal=doubt, reason=reason)
    assert everything() == before
    explain_signal(acting_user=control.first, signal=doubt, reason="已离职")
    with pytest.raises(ControlError, match="现在是“已说明”"):
        check_signal(acting_user=control.first, signal=doubt, reason="x")


def test_a_doubt_alone_stops_no_payment(doubt, reserved, accounts, hands):
    made = batches.make_batch(acting_user=hands.maker, region=330300, title="一", today=TODAY)
    assert made.payments_count == 2


def test_a_hold_stops_what_is_open_where_its_kind_allows(
    owed, funded, reserved, accounts, control, hands
):
    Grant.objects.update(state="active")
    load(社保=[paying(ANNA, 单位代码=OTHER_FIRM)], 就业=[job(ANNA)])
    scan(acting_user=None, today=TODAY)
    signal = Signal.objects.get()
    check_signal(acting_user=control.first, signal=signal, reason="等单位说明", hold=True)
    hold = Hold.objects.get()
    assert (hold.grant.person, hold.reason, hold.placed_by) == (
        person(ANNA),
        "等单位说明",
        control.first,
    )
    made = batches.make_batch(acting_user=hands.maker, region=330300, title="一", today=TODAY)
    assert [one.instalment.person for one in made.payments.all()] == [person(BEN)]
    with pytest.raises(LedgerError):
        batches.make_batch(acting_user=hands.maker, region=330300, title="二", today=TODAY)


def test_a_kind_that_may_not_hold_does_not(doubt, control):
    before = everything()
    with pytest.raises(ControlError, match="不能暂停发放"):
        check_signal(acting_user=control.first, signal=doubt, reason="x", hold=True)
    assert everything() == before
    assert Instalment.objects.count() == 3


# -- limits ----------------------------------------------------------------------------------------


def test_a_limit_is_the_one_set_last(doubt, control):
    assert limits_now()["two_jobs"] == {"on": 1, "days": 62}
    few(control, "two_jobs", "days", 3000)
    assert scanned() == {"two_jobs": only(vanished=1)}
    few(control, "two_jobs", "days", 62)
    assert limits_now()["two_jobs"]["days"] == 62
    assert JournalEntry.objects.filter(action="control.threshold.set").count() == 2
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        Threshold.objects.update(value=1)


def test_a_pattern_that_is_off_is_not_looked_for(doubt, control):
    few(control, "two_jobs", "on", 0)
    load(就业=[job(ANNA)])
    assert scanned() == {}
    assert "two_jobs" not in scan(acting_user=None, today=TODAY)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"kind": "x"}, "没有这个界限"),
        ({"name": "x"}, "没有这个界限"),
        ({"value": 0}, "须在 1 到 3650 之间"),
        ({"value": 3651}, "须在 1 到 3650 之间"),
        ({"name": "on", "value": 2}, "须在 0 到 1 之间"),
        ({"reason": ""}, "请写明为什么改"),
    ],
)
def test_a_limit_within_reason(doubt, control, words, said):
    before = everything()
    with pytest.raises(ControlError, match=said):
        set_threshold(
            acting_user=control.first,
            **{"kind": "two_jobs", "name": "days", "value": 9, "reason": "试"} | words,
        )
    assert everything() == before


def test_a_limit_for_all_is_set_by_control_of_all(owed, control, with_duty):
    with pytest.raises(PermissionDenied):
        few_by(control.elsewhere)  # of a county, though there is control of the city
    assert few_by(control.first).value == 9
    with_duty("control", "another-city", region=330200)
    with pytest.raises(PermissionDenied):
        few_by(control.first)
    assert few_by(with_duty("control", "province", region=330000)).value == 9
