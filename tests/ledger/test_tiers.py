"""Above a figure a second approver signs: the figure is data, the database knows it, too."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from tests.ledger.conftest import CITY, render, signed
from yulin.access.actions.journal import record
from yulin.access.enums import Duty
from yulin.access.models import JournalEntry
from yulin.ledger.actions import batches
from yulin.ledger.actions.tiers import ask_tier, decide_tier
from yulin.ledger.enums import BatchState
from yulin.ledger.errors import LedgerError
from yulin.ledger.models import Batch, Payment, Tier
from yulin.ledger.queries.tiers import limit_on, needs_second

pytestmark = pytest.mark.django_db
D = Decimal
PROVINCE, COUNTY = 330000, 330302
DAY = dt.date(2026, 11, 2)


def tier(region, limit, from_on, hands):
    """A figure that was agreed to; its day may have passed."""
    made = Tier.objects.create(
        region=region,
        limit=D(limit),
        from_on=from_on,
        reason="内控规程",
        asked_by=hands.control,
        agreed=True,
        decided_by=hands.approver,
        decided_at=timezone.now(),
    )
    record(acting_user=hands.approver, action="ledger.tier.agree", obj=made, region=region)
    return made


def everything():
    return (
        list(Batch.objects.values()),
        list(Payment.objects.order_by("pk").values()),
        list(Tier.objects.order_by("pk").values()),
        JournalEntry.objects.count(),
    )


@pytest.mark.parametrize(
    ("total", "needed"),
    [("99999.99", False), ("100000.00", False), ("100000.01", True), ("500000.00", True)],
)
def test_the_bounds_of_the_figure_that_comes_with_the_program(db, total, needed):
    assert needs_second(Batch(region=CITY, total=D(total)), DAY) is needed
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s > ledger_limit_on(%s, %s)", [D(total), CITY, DAY])
        assert cursor.fetchone()[0] is needed


def test_the_lowest_figure_of_a_region_and_those_around_it_counts_from_its_day(hands):
    tier(PROVINCE, "300000", dt.date(2026, 1, 1), hands)
    tier(CITY, "150000", dt.date(2026, 3, 1), hands)
    tier(CITY, "200000", dt.date(2026, 6, 1), hands)
    tier(COUNTY, "900000", dt.date(2026, 6, 1), hands)
    wanted = {
        (CITY, dt.date(2025, 12, 31)): D("100000"),
        (CITY, dt.date(2026, 2, 28)): D("300000"),
        (CITY, dt.date(2026, 3, 1)): D("150000"),
        (CITY, dt.date(2026, 6, 1)): D("200000"),
        (COUNTY, dt.date(2026, 6, 1)): D("200000"),
        (PROVINCE, dt.date(2026, 6, 1)): D("300000"),
    }
    assert {key: limit_on(*key) for key in wanted} == wanted
    with connection.cursor() as cursor:
        for (region, day), limit in wanted.items():
            cursor.execute("SELECT ledger_limit_on(%s, %s)", [region, day])
            assert cursor.fetchone()[0] == limit


@pytest.fixture
def over(draft, hands):
    """Two payments of 100.05 where one may approve up to 200.09."""
    tier(CITY, "200.09", dt.date(2026, 1, 1), hands)
    return signed(draft, hands)


def test_over_the_figure_the_head_signs_before_it_is_handed_over(over, hands, with_duty):
    before = everything()
    with pytest.raises(LedgerError, match=r"超过 200\.09 元"):
        batches.file_batch(acting_user=hands.payer, batch=over, render=render)
    with pytest.raises(IntegrityError, match="second approval"), transaction.atomic():
        Batch.objects.filter(pk=over.pk).update(
            state=BatchState.FILED, paid_by=hands.payer, file_hash="0" * 64
        )
    for user in (hands.maker, hands.checker, hands.approver, hands.payer, hands.control):
        with pytest.raises(PermissionDenied):
            batches.second_batch(acting_user=user, batch=over)
    assert everything() == before
    head = with_duty(Duty.HEAD)
    batches.second_batch(acting_user=head, batch=over)
    assert JournalEntry.objects.filter(action="ledger.batch.second", actor=head).count() == 1
    with pytest.raises(LedgerError, match="不在等待二级审批"):
        batches.second_batch(acting_user=head, batch=over)
    batches.file_batch(acting_user=hands.payer, batch=over, render=render)
    over.refresh_from_db()
    assert (over.state, over.second_by) == (BatchState.FILED, head)


def test_who_approves_above_may_sign_and_who_approves_there_may_not(over, with_duty):
    with pytest.raises(PermissionDenied):
        batches.second_batch(acting_user=with_duty(Duty.APPROVER, "second"), batch=over)
    above = with_duty(Duty.APPROVER, "province", region=PROVINCE)
    assert batches.second_batch(acting_user=above, batch=over).second_by == above


def test_up_to_the_figure_one_is_enough(draft, hands, with_duty):
    tier(CITY, "200.10", dt.date(2026, 1, 1), hands)
    batch = signed(draft, hands)
    with pytest.raises(LedgerError, match="不需要二级审批"):
        batches.second_batch(acting_user=with_duty(Duty.HEAD), batch=batch)
    batches.file_batch(acting_user=hands.payer, batch=batch, render=render)
    batch.refresh_from_db()
    assert (batch.state, batch.total, batch.second_by) == (BatchState.FILED, D("200.10"), None)


def test_one_who_had_another_hand_does_not_sign_again(over, hands, with_duty):
    over.second_by = hands.checker
    with pytest.raises(IntegrityError, match="not_second_by"), transaction.atomic():
        over.save()


def test_given_back_all_hands_begin_anew(over, hands, with_duty):
    batches.second_batch(acting_user=with_duty(Duty.HEAD), batch=over)
    batches.return_batch(acting_user=hands.payer, batch=over, remarks="账户有误")
    over.refresh_from_db()
    assert (over.state, over.second_by, over.second_at) == (BatchState.DRAFT, None, None)


def test_a_figure_is_asked_for_by_one_and_agreed_to_by_another(hands, with_duty):
    head = with_duty(Duty.HEAD)
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    about = {
        "region": CITY,
        "limit": D("50000.00"),
        "from_on": tomorrow,
        "reason": "内控规程第三条",
    }
    for user in (hands.maker, hands.payer, head):
        with pytest.raises(PermissionDenied):
            ask_tier(acting_user=user, **about)
    for wrong in ({"limit": D("0")}, {"limit": D("1.001")}, {"reason": " "}):
        with pytest.raises(LedgerError, match="限额须大于零"):
            ask_tier(acting_user=hands.control, **about | wrong)
    with pytest.raises(LedgerError, match="从明天或以后起"):
        ask_tier(acting_user=hands.control, **about | {"from_on": timezone.localdate()})
    asked = ask_tier(acting_user=hands.control, **about)
    with pytest.raises(LedgerError, match="已经有了"):
        ask_tier(acting_user=hands.control, **about)
    assert limit_on(CITY, tomorrow) == D("100000.00")
    for user in (hands.control, hands.approver):
        with pytest.raises(PermissionDenied):
            decide_tier(acting_user=user, tier=asked, agree=True)
    decide_tier(acting_user=head, tier=asked, agree=True)
    assert limit_on(CITY, tomorrow) == D("50000.00")
    assert limit_on(CITY, timezone.localdate()) == D("100000.00")
    before = everything()
    with pytest.raises(LedgerError, match="已经核准或退回"):
        decide_tier(acting_user=head, tier=asked, agree=False, remarks="x")
    with pytest.raises(Exception, match="stays"), transaction.atomic():
        Tier.objects.filter(pk=asked.pk).update(limit=D("999999"))
    with pytest.raises(Exception, match="stays"), transaction.atomic():
        Tier.objects.filter(pk=asked.pk).delete()
    assert everything() == before
