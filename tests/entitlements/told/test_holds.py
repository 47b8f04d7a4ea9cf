"""A hold stands whatever is run again, and somebody else lets go."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, IntegrityError, connection, transaction

from tests.entitlements.told.conftest import KNOWN, YUAN, go, owed, run_on, states, text, told
from tests.registry.builders import load
from yulin.access.models import JournalEntry
from yulin.entitlements.actions.accrue import accrue
from yulin.entitlements.actions.holds import place_hold, release_hold
from yulin.entitlements.errors import GrantError
from yulin.entitlements.models import Grant, Hold, Notice

pytestmark = pytest.mark.django_db


def place(user, anna, *, grant=None, reason="举报核查", benefit="生活"):
    return place_hold(
        acting_user=user, subject=anna, policy="T-04", benefit=benefit, grant=grant, reason=reason
    )


def everything():
    return (
        list(Hold.objects.order_by("pk").values()),
        list(Notice.objects.order_by("pk").values()),
        JournalEntry.objects.count(),
    )


@pytest.mark.parametrize("whole", [True, False], ids=["benefit", "grant"])
def test_it_survives_every_rerun_new_facts_and_a_new_text(anna, hands, library, whole):
    go("2026-01-31")
    hold = place(hands.maker, anna, grant=None if whole else Grant.objects.get(benefit="生活"))
    first = owed()
    run = run_on("2026-03-01")
    accrue(acting_user=None, run=run)
    accrue(acting_user=None, run=run)  # a retry
    load(**KNOWN | {"证书": []})  # new facts
    go("2026-03-31")
    (library / "wenzhou" / "T-04.yaml").write_text(text("800元"))  # a new text
    go("2026-04-30")
    assert owed() == first == [(1, 500 * YUAN)]
    hold.refresh_from_db()
    assert hold.stands
    release_hold(acting_user=hands.checker, hold=hold, reason="查无实据")
    go("2026-05-01")
    assert [number for number, _amount in owed()] == [1, 2, 3, 4]  # nothing is lost


def test_a_hold_before_there_is_a_grant(anna, hands):
    hold = place(hands.control, anna)
    go("2026-01-31")
    go("2026-03-01")
    assert (states()["生活"], owed()) == ("active", [])
    assert owed("安家") == [(1, 1000 * YUAN)]  # another benefit goes on
    release_hold(acting_user=hands.approver, hold=hold, reason="已核实")
    go("2026-03-02")
    assert owed() == [(1, 500 * YUAN), (2, 500 * YUAN)]


def test_both_steps_are_journalled_and_told(anna, hands):
    hold = place(hands.maker, anna, reason="来信 110101190001011237 反映")
    release_hold(acting_user=hands.checker, hold=hold, reason="已核实")
    assert told() == [("held", "生活"), ("released", "生活")]
    first, second = Notice.objects.order_by("id")
    assert first.data == {"reason": "来信 [证件号] 反映"}
    assert (second.until, second.data) == (None, {"reason": "已核实"})
    entries = JournalEntry.objects.filter(action__startswith="entitlements.hold").order_by("id")
    assert [(e.action, e.actor, e.region) for e in entries] == [
        ("entitlements.hold.place", hands.maker, 330302),
        ("entitlements.hold.release", hands.checker, 330302),
    ]


def test_who_may_not_place_one(anna, hands, officer, auditor, hers):
    before = everything()
    for user in (hands.payer, hands.approver, hands.elsewhere, officer, auditor, hers):
        with pytest.raises(PermissionDenied):
            place(user, anna)
    assert everything() == before


def test_who_may_not_release_one(anna, hands, officer, auditor, hers):
    hold = place(hands.checker, anna)
    before = everything()
    others = (hands.checker, hands.maker, hands.payer, hands.elsewhere, officer, auditor, hers)
    for user in others:
        with pytest.raises(PermissionDenied):
            release_hold(acting_user=user, hold=hold, reason="x")
    assert everything() == before


def test_refusals_are_said_and_change_nothing(anna, hands):
    with pytest.raises(GrantError, match="请写明暂停的原因"):
        place(hands.maker, anna, reason=" ")
    hold = place(hands.maker, anna)
    before = everything()
    with pytest.raises(GrantError, match="这项待遇已被人工暂停"):
        place(hands.checker, anna)
    with pytest.raises(GrantError, match="请写明解除的原因"):
        release_hold(acting_user=hands.checker, hold=hold, reason="")
    assert everything() == before
    release_hold(acting_user=hands.checker, hold=hold, reason="已核实")
    before = everything()
    with pytest.raises(GrantError, match="已经解除"):
        release_hold(acting_user=hands.approver, hold=hold, reason="再")
    assert everything() == before


def test_the_database_keeps_it(anna, hands):
    place(hands.maker, anna)
    before = everything()
    for change in (
        "UPDATE entitlements_hold SET reason = 'x'",
        "UPDATE entitlements_hold SET benefit = '安家', lifted_at = now()",
        "DELETE FROM entitlements_hold",
    ):
        with pytest.raises(Error, match="a hold is lifted once"), transaction.atomic():
            _execute(change)
    with pytest.raises(IntegrityError, match="entitlements_hold_two_people"), transaction.atomic():
        _execute(
            "UPDATE entitlements_hold SET lifted_by_id = placed_by_id, lifted_at = now(),"
            " lift_reason = 'x'"
        )
    assert everything() == before


def _execute(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_release_at_once_one_does(anna, hands):
    hold = place(hands.maker, anna)
    start = Barrier(2)

    def one(user):
        try:
            connection.ensure_connection()
            start.wait()
            release_hold(acting_user=user, hold=hold, reason="已核实")
        except GrantError as error:
            return str(error)
        finally:
            connection.close()
        return "released"

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(one, (hands.checker, hands.approver)))
    assert sorted(done) == ["released", "这项暂停已经解除。"]
    assert told("released") == [("released", "生活")]


@pytest.mark.django_db(transaction=True)
def test_a_hold_without_a_journal_entry_is_undone(anna, hands, monkeypatch):
    monkeypatch.setattr("yulin.entitlements.actions.holds.record", lambda **_words: None)
    with pytest.raises(IntegrityError, match="without a journal entry"):
        place(hands.maker, anna)
    assert Hold.objects.count() == 0
