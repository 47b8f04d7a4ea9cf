"""Control for the demo: what the patterns find, a sample that was drawn, and two conclusions."""

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from yulin.access.models import User
from yulin.control.actions.campaigns import commit_campaign, draw_campaign, make_campaign
from yulin.control.actions.findings import Conclusion, conclude_entry
from yulin.control.actions.rechecks import plan_rechecks
from yulin.control.actions.scan import scan
from yulin.control.enums import Result
from yulin.control.models import Campaign, Signal
from yulin.control.population import Population
from yulin.ledger.demo import REGION
from yulin.ledger.enums import PaymentState
from yulin.ledger.models import Payment

TITLE = "演示：今年已付款项抽查"
_SIZE = 8
_FOUND = (
    Conclusion(result=Result.IN_ORDER, text="合同、社保与就业登记一致（演示）。"),
    Conclusion(result=Result.DOUBTFUL, text="单位未提供考勤记录，请本人说明（演示）。"),
)


@dataclass(frozen=True)
class Control:
    """How many there are of what."""

    signals: int
    drawn: int
    rechecks: int


@transaction.atomic
def set_up_control() -> Control | None:
    """Look for the patterns, draw a sample of what was paid; None where that was done already.

    Raises PermissionDenied where the demo is off, RuntimeError before anything was paid.
    """
    if not settings.YULIN_DEMO:
        raise PermissionDenied
    if Campaign.objects.filter(region=REGION, title=TITLE).exists():
        return None
    if not Payment.objects.filter(state=PaymentState.PAID, batch__region=REGION).exists():
        message = "pay first: manage.py demo_money"
        raise RuntimeError(message)
    today, control = localdate(), User.objects.get(username="demo-control")
    scan(acting_user=control, today=today)
    campaign = make_campaign(
        acting_user=control,
        region=REGION,
        title=TITLE,
        population=Population(paid_from=today.replace(month=1, day=1), paid_to=today),
        size=_SIZE,
    )
    commit_campaign(acting_user=control, campaign=campaign)
    draw_campaign(acting_user=control, campaign=campaign)
    entries = campaign.entries.filter(place__isnull=False).order_by("place")
    for entry, conclusion in zip(entries, _FOUND, strict=False):
        conclude_entry(acting_user=control, entry=entry, conclusion=conclusion)
    return Control(signals=Signal.objects.count(), drawn=entries.count(), rechecks=plan_rechecks())
