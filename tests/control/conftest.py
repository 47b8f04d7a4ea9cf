"""The money of the ledger's tests, paid; and two who control it."""

import datetime as dt
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from tests.ledger.conftest import (
    accounts,
    answer,
    draft,
    filed,
    fund,
    funded,
    hands,
    owed,
    owed_by_all,
    reserved,
    take,
    with_duty,
)
from tests.registry.builders import ANNA, BEN
from yulin.access.enums import Duty, Role
from yulin.ledger.models import Payment
from yulin.registry.models import Person

__all__ = [
    "accounts",
    "draft",
    "filed",
    "fund",
    "funded",
    "hands",
    "owed",
    "owed_by_all",
    "reserved",
    "with_duty",
]
CITY = 330300
#: when the bank's answer came, whatever the clock says while the tests run
PAID_AT = dt.datetime(2026, 11, 3, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def paid(filed, funded):
    """Anna's and Ben's payments, made."""
    take(funded, *map(answer, filed.payments.all()))
    Payment.objects.update(answered_at=PAID_AT)
    return {
        number: Payment.objects.get(account__person=Person.objects.by_number(number))
        for number in (ANNA, BEN)
    }


@pytest.fixture
def control(hands, with_duty, user_of):
    """Two of control, and those who are not."""
    return SimpleNamespace(
        first=hands.control,
        second=with_duty(Duty.CONTROL, "control-2"),
        elsewhere=with_duty(Duty.CONTROL, "control-elsewhere", region=330382),
        officer=user_of(Role.OFFICER, username="no-duty", region=CITY),
        auditor=user_of(Role.AUDITOR, username="auditor"),
        maker=hands.maker,
    )


@pytest.fixture
def not_control(control):
    """Everybody whom control's own work is refused."""
    return (control.elsewhere, control.officer, control.auditor, control.maker)
