"""A stop ends a grant for good: asked by one, agreed to by another, undone by a ruling alone."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, IntegrityError, transaction

from tests.entitlements.conftest import REGION
from tests.entitlements.told.conftest import KNOWN, YUAN, go, owed, states, told
from tests.policy.documents import benefit, document
from tests.registry.builders import ANNA, load
from yulin.access.models import JournalEntry
from yulin.entitlements.actions.objections import object_to
from yulin.entitlements.actions.rulings import confirm_change, propose_change
from yulin.entitlements.actions.stops import ask_stop, decide_stop
from yulin.entitlements.errors import GrantError
from yulin.entitlements.models import Grant, Notice, Stop

pytestmark = pytest.mark.django_db


def ask(user, grant=None, clause="第八条", reason="已离开本市", benefit="生活"):
    grant = grant or Grant.objects.get(benefit=benefit)
    return ask_stop(acting_user=user, grant=grant, clause=clause, reason=reason)


def stopped(hands, **what):
    return decide_stop(acting_user=hands.approver, stop=ask(hands.maker, **what), agree=True)


def everything():
    return (
        list(Stop.objects.order_by("pk").values()),
        list(Grant.objects.order_by("pk").values()),
        list(Notice.objects.order_by("pk").values()),
        JournalEntry.objects.count(),
    )


def test_it_ends_what_is_to_come_and_is_told_with_clause_and_reason(anna, hands):
    go("2026-01-31")
    stop = stopped(hands)
    go("2026-03-31")
    assert (states()["生活"], owed()) == ("stopped", [(1, 500 * YUAN)])
    assert owed("安家") == [(1, 1000 * YUAN)]
    notice = Notice.objects.get(kind="stopped")
    assert notice.data == {"clause": "第八条", "reason": "已离开本市"}
    assert (notice.benefit, notice.until is not None) == ("生活", True)
    entries = JournalEntry.objects.filter(action__contains="stop").order_by("id")
    assert [(e.action, e.actor) for e in entries] == [
        ("entitlements.stop.ask", hands.maker),
        ("entitlements.stop.agree", hands.approver),
        ("entitlements.grant.stop", hands.approver),
    ]
    assert (stop.region, stop.stands) == (330302, True)


def test_nothing_changes_before_another_agrees(anna, hands):
    go("2026-01-31")
    stop = ask(hands.control)
    assert states()["生活"] == "active"
    assert ("stopped", "生活") not in told()
    before = everything()
    for user in (hands.control, hands.maker, hands.checker, hands.payer):
        with pytest.raises(PermissionDenied):
            decide_stop(acting_user=user, stop=stop, agree=True)
    with pytest.raises(GrantError, match="不核准的理由"):
        decide_stop(acting_user=hands.approver, stop=stop, agree=False)
    with pytest.raises(GrantError, match="已停发，或停发正等待核准"):
        ask(hands.maker)
    assert everything() == before
    decide_stop(acting_user=hands.approver, stop=stop, agree=False, remarks="仍在本市")
    assert states()["生活"] == "active"
    with pytest.raises(GrantError, match="已经核准或退回"):
        decide_stop(acting_user=hands.approver, stop=stop, agree=True)


def test_who_may_not_ask_and_what_is_not_whole(anna, hands, officer, auditor, hers):
    go("2026-01-31")
    before = everything()
    for user in (hands.payer, hands.approver, officer, auditor, hers):
        with pytest.raises(PermissionDenied):
            ask(user)
    for wrong in ({"clause": " "}, {"reason": ""}):
        with pytest.raises(GrantError, match="条款和理由"):
            ask(hands.maker, **wrong)
    assert everything() == before


def test_no_run_lets_it_go_on_a_ruling_does(anna, hers, hands):
    go("2026-01-31")
    stop = stopped(hands)
    load(**KNOWN | {"证书": []})  # new facts
    go("2026-03-01")
    assert states()["生活"] == "stopped"
    asked = object_to(
        acting_user=hers,
        subject=anna,
        policy="T-04",
        benefit="生活",
        kind="objection",
        text="我没有离开",
        notice=Notice.objects.get(kind="stopped"),
    )
    for user in (hands.maker, hands.approver):  # they had a hand in it
        with pytest.raises(PermissionDenied):
            rule(user, asked)
    ruling = rule(hands.second, asked)
    ruling.from_on = dt.date(2026, 1, 1)
    with pytest.raises(PermissionDenied):
        confirm_change(acting_user=hands.approver, ruling=ruling, agree=True)
    confirm_change(acting_user=hands.head, ruling=ruling, agree=True)
    day = dt.date.today() + dt.timedelta(days=1)
    go(day.isoformat())
    assert states()["生活"] == "active"
    stop.refresh_from_db()
    assert (stop.ruling, stop.stands) == (ruling, False)
    assert JournalEntry.objects.filter(action="entitlements.grant.resume").count() == 1
    assert len([kind for kind, name in told() if (kind, name) == ("resumed", "生活")]) == 1


def rule(user, objection):
    return propose_change(
        acting_user=user,
        objection=objection,
        effect="due",
        clause="第三条",
        reason="查实仍在本市",
        amount=500 * YUAN,
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda stop: Grant.objects.filter(pk=stop.grant_id).update(state="active"),
        lambda stop: Grant.objects.filter(benefit="安家").update(state="stopped"),
        lambda stop: Stop.objects.filter(pk=stop.pk).update(reason="别的"),
        lambda stop: Stop.objects.filter(pk=stop.pk).delete(),
        lambda stop: Stop.objects.filter(pk=stop.pk).update(agreed=None),
    ],
    ids=["goes on", "stopped without one", "changed", "removed", "opened again"],
)
def test_the_database_keeps_it(anna, hands, change):
    go("2026-01-31")
    stop = stopped(hands)
    before = everything()
    with pytest.raises(Error), transaction.atomic():
        change(stop)
    assert everything() == before


def test_the_database_wants_two_people(anna, hands):
    go("2026-01-31")
    stop = ask(hands.maker)
    stop.agreed, stop.decided_by = True, hands.maker
    stop.decided_at = dt.datetime.now(tz=dt.UTC)
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        stop.save()


LIVING = """存续:
  停发: [{编号: 离开, 说: 离开本市, 须: 贡献积分 >= 30}]
  暂停: [{编号: 待查, 说: 年度考核未报, 须: 贡献积分 >= 20}]
"""


def test_the_documents_own_clause_stops_and_pauses(library, db):
    text = benefit("最高学历 >= '博士'", code="生活", amount="式: 500元\n每: 月", more=LIVING)
    (library / "wenzhou" / "T-04.yaml").write_text(document(text, code="T-04"))

    def points(number):
        people = [{"证件号": ANNA, "姓名": "安娜", "贡献积分": number}, *REGION["人员"][1:]]
        load(**REGION | {"人员": people, "已享受": []})

    points(10)
    go("2026-01-31")
    points(20)
    assert go("2026-03-01").suspended == 1
    points(10)
    assert go("2026-03-31").resumed == 1
    assert [number for number, _fen in owed()] == [1, 3]
    points(30)
    assert go("2026-05-01").stopped == 1
    assert (states(), len(owed())) == ({"生活": "stopped"}, 2)
    stop = Stop.objects.get()
    assert (stop.cause, stop.clause, stop.asked_by, stop.stands) == (
        "document",
        "离开本市",
        None,
        True,
    )
    assert told()[-1] == ("stopped", "生活")
    points(10)
    assert (go("2026-06-01").stopped, states()) == (0, {"生活": "stopped"})
