"""Amount tiers of approval: above a figure a second approver signs before money goes out."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.access.refusals import in_words
from yulin.ledger.errors import LedgerError
from yulin.ledger.models import Tier
from yulin.ledger.rules import may_ask_tier, may_decide_tier


def ask_tier(*, acting_user: User, region: int, limit: Decimal, from_on: date, reason: str) -> Tier:
    """Ask that from a day on batches above a figure take two approvers; another agrees.

    Raises:
        PermissionDenied: The user neither looks after funds nor controls there.
        LedgerError: Not whole, from a day that has passed, or there is one from that day on.
    """
    if not may_ask_tier(acting_user, region):
        raise PermissionDenied
    if from_on <= timezone.localdate():
        raise LedgerError(_("限额从明天或以后起施行：今天的批次已按现行的办理。"))
    if limit <= 0 or limit != round(limit, 2) or not reason.strip():
        raise LedgerError(_("限额须大于零，并写明依据。"))
    tier = Tier(
        region=region, limit=limit, from_on=from_on, reason=reason.strip(), asked_by=acting_user
    )
    return _kept(acting_user, tier, "ask")


@transaction.atomic
def decide_tier(*, acting_user: User, tier: Tier, agree: bool, remarks: str = "") -> Tier:
    """Let a figure count from its day on, or refuse it.

    Raises:
        PermissionDenied: The user asked for it, or is no head there.
        LedgerError: Decided already, its day has come, or refused without a word.
    """
    held = Tier.objects.select_for_update().get(pk=tier.pk)
    if not may_decide_tier(acting_user, held.region) or held.asked_by_id == acting_user.pk:
        raise PermissionDenied
    if held.agreed is not None:
        raise LedgerError(_("这项限额已经核准或退回。"))
    if agree and held.from_on <= timezone.localdate():
        raise LedgerError(_("施行的日子已到，请退回后重新提出。"))
    if not agree and not remarks.strip():
        raise LedgerError(_("请写明不核准的理由。"))
    held.agreed, held.remarks = agree, remarks.strip()
    held.decided_by, held.decided_at = acting_user, timezone.now()
    return _kept(acting_user, held, "agree" if agree else "refuse")


def _kept(user: User, tier: Tier, name: str) -> Tier:
    try:
        with transaction.atomic():
            tier.save()
            record(
                acting_user=user,
                action=f"ledger.tier.{name}",
                obj=tier,
                region=tier.region or None,
                data={"limit": tier.limit, "from_on": tier.from_on},
            )
    except IntegrityError as error:
        if (words := in_words(error)) is None:
            raise
        raise LedgerError(words) from None
    return tier
