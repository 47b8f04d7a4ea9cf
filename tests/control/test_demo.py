"""The demo's doubts and sample."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from yulin.access.actions.demo import ensure_demo_accounts
from yulin.control.demo import set_up_control
from yulin.control.models import Campaign, Finding
from yulin.ledger.models import Payment

pytestmark = pytest.mark.django_db


def test_a_sample_is_drawn_once(paid, settings):
    with pytest.raises(PermissionDenied):
        set_up_control()
    settings.YULIN_DEMO = True
    ensure_demo_accounts()
    Payment.objects.update(answered_at=timezone.now())  # of this year, whichever it is
    made = set_up_control()
    assert (made.drawn, made.rechecks) == (2, 6)
    assert Campaign.objects.get().state == "drawn"
    assert list(Finding.objects.order_by("pk").values_list("result", "state")) == [
        ("in_order", "proposed"),
        ("doubtful", "proposed"),
    ]
    assert set_up_control() is None
    assert (Campaign.objects.count(), Finding.objects.count()) == (1, 2)


def test_before_anything_is_paid_it_says_so(filed, settings):
    settings.YULIN_DEMO = True
    with pytest.raises(RuntimeError, match="demo_money"):
        set_up_control()
