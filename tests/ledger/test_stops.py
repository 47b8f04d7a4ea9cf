"""What was reserved for a stopped grant is free again, and nothing of it goes to the bank."""

from decimal import Decimal

import pytest
from django.db import Error, IntegrityError, transaction

from tests.ledger.conftest import CITY, TODAY, render, signed
from tests.registry.builders import ANNA
from yulin.access.enums import Duty
from yulin.entitlements.actions.stops import ask_stop, decide_stop
from yulin.entitlements.models import Grant
from yulin.ledger.actions import batches
from yulin.ledger.actions.release import release_stopped
from yulin.ledger.actions.reserve import reserve
from yulin.ledger.enums import AccountKind, BatchState, PaymentState
from yulin.ledger.errors import LedgerError
from yulin.ledger.models import Account, Allocation, Payment, Posting, Release
from yulin.ledger.queries.proof import prove
from yulin.registry.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def stop(hands, with_duty):
    """Stops Anna's grant, which is complete with the money still to come."""
    agrees = with_duty(Duty.HEAD)

    def carry_out():
        grant = Grant.objects.get(person=Person.objects.by_number(ANNA))
        asked = ask_stop(
            acting_user=hands.control, grant=grant, clause="第八条", reason="已离开本市"
        )
        return decide_stop(acting_user=agrees, stop=asked, agree=True)

    return carry_out


def balances(kind):
    rows = Account.objects.filter(kind=kind).order_by("line")
    return [row.balance for row in rows]


def test_the_money_is_free_at_once_and_never_reserved_again(reserved, accounts, hands, stop):
    assert balances(AccountKind.RESERVED) == [Decimal("180.09"), Decimal("120.06")]
    stop()
    assert balances(AccountKind.RESERVED) == [Decimal("120.06"), Decimal("80.04")]
    assert balances(AccountKind.AVAILABLE) == [Decimal("879.94"), Decimal("919.96")]
    assert sorted(Release.objects.values_list("amount", flat=True)) == [
        Decimal("40.02"),
        Decimal("60.03"),
    ]
    assert Posting.objects.filter(movement="release").count() == 1
    assert reserve(acting_user=None, region=CITY).reserved == 0
    assert release_stopped(acting_user=None) == 0
    batch = batches.make_batch(acting_user=hands.maker, region=CITY, title="一", today=TODAY)
    assert batch.payments_count == 1  # Ben; Cara has no account
    assert prove().holds


def test_a_batch_that_was_signed_before_does_not_go_out(draft, hands, stop):
    batch = signed(draft, hands)
    stop()
    assert balances(AccountKind.RESERVED)[0] == Decimal("180.09")  # a payment is under way with it
    with pytest.raises(LedgerError, match="1 笔的享受在编制以后停发"):
        batches.file_batch(acting_user=hands.payer, batch=batch, render=render)
    payment = Payment.objects.get(instalment__grant__state="stopped")
    with pytest.raises(IntegrityError, match="was stopped"), transaction.atomic():
        Payment.objects.filter(pk=payment.pk).update(state=PaymentState.SENT)
    batch.refresh_from_db()
    assert batch.state == BatchState.APPROVED
    batches.return_batch(acting_user=hands.payer, batch=batch, remarks="一笔已停发")
    batches.drop_payment(acting_user=hands.maker, payment=payment)
    assert balances(AccountKind.RESERVED)[0] == Decimal("120.06")
    batch.refresh_from_db()
    file = batches.file_batch(acting_user=hands.payer, batch=signed(batch, hands), render=render)
    assert file.count(b"YL0") == 1
    assert prove().holds


def test_the_database_gives_up_no_allocation_otherwise(reserved):
    before = list(Allocation.objects.order_by("pk").values())
    with pytest.raises(Error, match="what it was reserved for is stopped"), transaction.atomic():
        Allocation.objects.filter(pk=before[0]["id"]).delete()
    assert list(Allocation.objects.order_by("pk").values()) == before
