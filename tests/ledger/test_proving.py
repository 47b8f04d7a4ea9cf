"""The nightly proof: it finds what is broken, keeps it, and stops payments until it is released."""

from contextlib import contextmanager
from decimal import Decimal
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import Error, connection, transaction

from tests.ledger.conftest import answer, everything, render, signed, take
from yulin.access.enums import Duty, Role
from yulin.ledger.actions import batches
from yulin.ledger.actions.prove import prove_ledger, release_stop
from yulin.ledger.enums import Law
from yulin.ledger.errors import LedgerError, StoppedError
from yulin.ledger.models import PaymentStop, ProofCase, ProofRecord
from yulin.ledger.queries.stops import open_stop, regions_of
from yulin.ledger.tasks import PROVE, prove

pytestmark = pytest.mark.django_db

# Of each law, what breaks it: behind the back of every trigger and constraint.
BREAKS = {
    Law.POSTING: "UPDATE ledger_entry SET amount = amount + 1 WHERE id IN (SELECT min(id) FROM ledger_entry)",
    Law.BALANCE: "UPDATE ledger_account SET balance = balance + 0.01 WHERE kind = 'available'",
    Law.OVERDRAWN: "UPDATE ledger_account SET balance = -0.01 WHERE kind = 'to_recover'",
    Law.LINE: "UPDATE ledger_account SET balance = balance + 0.01 WHERE kind = 'paid'",
    Law.FUND: "UPDATE ledger_account SET balance = balance - 0.01 WHERE kind = 'available'",
    Law.BUDGET: "DELETE FROM ledger_entry WHERE id = (SELECT max(id) FROM ledger_entry)",
    Law.RESERVED: "DELETE FROM ledger_allocation WHERE id = (SELECT max(id) FROM ledger_allocation)",
    Law.SENT: "UPDATE ledger_payment SET state = 'paid' WHERE state = 'sent'",
    Law.SPENT: "UPDATE ledger_payment SET state = 'sent' WHERE state = 'paid'",
    Law.ENTITLEMENT: "UPDATE ledger_payment SET amount = amount + 0.01 WHERE state = 'paid'",
    Law.TWICE: """
        INSERT INTO ledger_payment (uuid, batch_id, instalment_id, account_id, reference, amount,
            state, bank_serial, refusal)
        SELECT gen_random_uuid(), batch_id, instalment_id, account_id, 'again', amount, 'sent', '', ''
        FROM ledger_payment WHERE state = 'paid'
    """,
    Law.BATCH: "UPDATE ledger_batch SET total = total + 0.01",
    Law.REPLY: "UPDATE ledger_reply SET amount = amount - 0.01",
    Law.SETTLEMENT: """
        INSERT INTO ledger_settlement (uuid, reply_id, verdict, reason, asked_by_id, asked_at,
            decided_by_id, decided_at, agreed, remarks)
        SELECT gen_random_uuid(), reply.id, 'paid', 'x', batch.made_by_id, now(), batch.checked_by_id,
            now(), true, ''
        FROM ledger_reply AS reply, ledger_batch AS batch
    """,
    Law.CLAIM: """
        INSERT INTO ledger_claim (uuid, person_id, grant_id, region, cause, amount, reason, state,
            asked_by_id, asked_at, decided_by_id, decided_at, remarks, answer)
        SELECT gen_random_uuid(), person_id, held.id, 330302, 'double', 1, 'x', 'open',
            batch.made_by_id, now(), batch.checked_by_id, now(), '', ''
        FROM entitlements_grant AS held, ledger_batch AS batch
    """,
    Law.TO_RECOVER: "UPDATE ledger_account SET balance = balance + 0.01 WHERE kind = 'to_recover'",
    Law.REPLY_FILE: "UPDATE ledger_posting SET about_id = '' WHERE movement = 'settle'",
}
_TRIGGERED = ("entry", "account", "allocation", "payment", "posting", "batch", "reply", "claim")


@contextmanager
def behind_the_back():
    """Neither triggers nor the unique index of living payments."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "ALTER TABLE ledger_account DROP CONSTRAINT IF EXISTS ledger_account_not_overdrawn"
        )
        cursor.execute("DROP INDEX IF EXISTS ledger_payment_one_living")
        for table in _TRIGGERED:
            cursor.execute(f"ALTER TABLE ledger_{table} DISABLE TRIGGER USER")
        yield cursor
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in _TRIGGERED:
            cursor.execute(f"ALTER TABLE ledger_{table} ENABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@pytest.fixture
def one_paid(filed, funded):
    """Of two that were sent, one is answered."""
    take(funded, answer(filed.payments.order_by("pk").first()))
    return filed


def spoil(statement="UPDATE ledger_batch SET total = total + 0.01"):
    with behind_the_back() as cursor:
        cursor.execute(statement)


def test_honest_books_hold(one_paid):
    proof = prove_ledger(acting_user=None)
    assert (proof.holds, proof.broken, proof.total, proof.payments) == (True, 0, Decimal(0), 2)
    assert (open_stop(), ProofCase.objects.count()) == (None, 0)


@pytest.mark.parametrize("law", Law)
def test_each_law_finds_what_breaks_it(one_paid, law):
    """The negative control: without it a proof that finds nothing would prove nothing."""
    spoil(BREAKS[law])
    proof = prove_ledger(acting_user=None)
    assert not proof.holds
    case = proof.cases.filter(law=law).first()
    assert case is not None
    assert case.expected != case.found
    assert open_stop().proof == proof


def test_the_cases_say_what_and_how_much(one_paid):
    spoil()
    proof = prove_ledger(acting_user=None)
    assert list(proof.cases.values_list("law", "about_type", "about_id", "region")) == [
        ("batch", "ledger.batch", one_paid.pk, one_paid.region)
    ]
    case = proof.cases.get()
    assert (case.expected, case.found) == (Decimal("200.10"), Decimal("200.11"))


def test_a_proof_stays_as_it_was(one_paid):
    spoil()
    prove_ledger(acting_user=None)
    for rows in (ProofRecord.objects, ProofCase.objects):
        with pytest.raises(Error, match="append-only"), transaction.atomic():
            rows.all()._raw_delete("default")
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        ProofRecord.objects.update(broken=0)


# -- what a stop stops -----------------------------------------------------------------------------


def spoil_and_mend():
    """Broken at the proof, whole again now: only the stop stands in the way."""
    spoil()
    prove_ledger(acting_user=None)
    spoil("UPDATE ledger_batch SET total = total - 0.01")


def test_approval_is_refused(draft, hands):
    batches.submit_batch(acting_user=hands.maker, batch=draft)
    batches.check_batch(acting_user=hands.checker, batch=draft)
    spoil_and_mend()
    before = everything()
    with pytest.raises(StoppedError, match="账目核对未通过，已停止一切拨付；查明原因并经稽核解除"):
        batches.approve_batch(acting_user=hands.approver, batch=draft)
    assert everything() == before


def test_handing_over_is_refused(draft, hands):
    approved = signed(draft, hands)
    spoil_and_mend()
    before = everything()
    with pytest.raises(StoppedError, match="已停止一切拨付"):
        batches.file_batch(acting_user=hands.payer, batch=approved, render=render)
    assert everything() == before


def test_the_database_refuses_too(draft, hands):
    signed(draft, hands)
    spoil_and_mend()
    with pytest.raises(Error, match="payments are stopped"), transaction.atomic():
        batches.Batch.objects.filter(pk=draft.pk).update(state="filed", paid_by=hands.payer)


# -- who lets it go on -----------------------------------------------------------------------------


def test_control_releases_after_a_passing_proof(draft, hands):
    approved = signed(draft, hands)
    spoil_and_mend()
    prove_ledger(acting_user=hands.control)
    stop = release_stop(acting_user=hands.control, stop=open_stop(), reason="总额写错，已改回")
    assert (stop.released_by, stop.released_after) == (hands.control, ProofRecord.objects.first())
    assert open_stop() is None
    assert batches.file_batch(acting_user=hands.payer, batch=approved, render=render)


def test_before_a_passing_proof_nobody_releases(draft, hands):
    spoil_and_mend()
    stop, before = open_stop(), everything()
    with pytest.raises(LedgerError, match="最近一次账目核对仍未通过"):
        release_stop(acting_user=hands.control, stop=stop, reason="急")
    assert everything() == before
    passed = prove_ledger(acting_user=None)
    spoil()
    prove_ledger(acting_user=None)
    with pytest.raises(Error, match="the latest proof does not hold"), transaction.atomic():
        PaymentStop.objects.filter(pk=stop.pk).update(
            released_by=hands.control,
            released_after=passed,
            released_at=passed.proved_at,
            reason="急",
        )
    assert open_stop() == stop


def test_a_release_has_a_reason_and_comes_once(draft, hands):
    spoil_and_mend()
    prove_ledger(acting_user=None)
    stop = open_stop()
    with pytest.raises(LedgerError, match="请写明查明的原因和处理"):
        release_stop(acting_user=hands.control, stop=stop, reason=" ")
    release_stop(acting_user=hands.control, stop=stop, reason="已改回")
    with pytest.raises(LedgerError, match="拨付已经恢复"):
        release_stop(acting_user=hands.control, stop=stop, reason="再来")
    with pytest.raises(Error, match="released once"), transaction.atomic():
        PaymentStop.objects.update(reason="别的")


def test_others_do_not_release(draft, hands, with_duty, user_of):
    spoil_and_mend()
    prove_ledger(acting_user=None)
    stop = open_stop()
    assert regions_of(stop) == {draft.region}
    elsewhere = with_duty(Duty.CONTROL, username="ningbo", region=330200)
    others = [hands.maker, hands.checker, hands.approver, hands.payer, elsewhere]
    for user in [*others, user_of(Role.AUDITOR, username="auditor")]:
        with pytest.raises(PermissionDenied):
            release_stop(acting_user=user, stop=stop, reason="想继续")
    assert open_stop() == stop


def test_others_do_not_prove(owed, hands):
    before = ProofRecord.objects.count()
    for user in (hands.maker, hands.checker, hands.approver, hands.payer):
        with pytest.raises(PermissionDenied):
            prove_ledger(acting_user=user)
    assert ProofRecord.objects.count() == before


def test_a_second_failure_keeps_the_one_stop(draft):
    spoil()
    first = prove_ledger(acting_user=None)
    second = prove_ledger(acting_user=None)
    assert [stop.proof for stop in PaymentStop.objects.all()] == [first]
    assert second.cases.count() == 1


# -- the night and the command line ----------------------------------------------------------------


def test_the_nightly_job_stops_payments(draft, caplog):
    assert prove.name == PROVE
    spoil()
    prove(timestamp=0)
    assert open_stop() is not None
    assert "payments are stopped" in caplog.text


def test_the_command_says_what_it_found(draft):
    out = StringIO()
    call_command("prove_ledger", stdout=out)
    assert out.getvalue().endswith("payments, 0.00\n")
    spoil()
    with pytest.raises(CommandError, match="broken in 1 places, payments stopped"):
        call_command("prove_ledger", stdout=out)
    assert f"ledger.batch {draft.pk}, 200.10 / 200.11" in out.getvalue()
