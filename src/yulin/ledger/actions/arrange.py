"""Arrange which budget lines pay for a benefit, in which shares, from when to when."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.divisions import covers
from yulin.access.models import User
from yulin.access.refusals import in_words
from yulin.ledger.errors import LedgerError
from yulin.ledger.models import BudgetLine, Funding, FundingShare
from yulin.ledger.rules import may_manage_line
from yulin.programmes.models import PolicyDocument

#: of one line; the parts of an arrangement are taken in proportion
MOST_SHARES = 10_000


def arrange_funding(
    *,
    acting_user: User,
    policy: str,
    benefit: str,
    region: int,
    begins_on: date,
    shares: Mapping[BudgetLine, int],
) -> Funding:
    """Let lines pay for a policy's benefit (blank: each of its benefits), from a day on.

    Raises LedgerError where it is arranged otherwise for the same time, a line is another region's, or
    there is no such policy.
    """
    if not shares or not all(may_manage_line(acting_user, line) for line in shares):
        raise PermissionDenied
    if not all(0 < share <= MOST_SHARES for share in shares.values()):
        raise LedgerError(_("份额应是 1 到 10000 的整数。"))
    if not all(covers(line.fund.region, region) for line in shares):
        raise LedgerError(_("资金只能付给本地区的人。"))
    if not PolicyDocument.objects.filter(code=policy).exists():
        raise LedgerError(_("没有编号为“%(policy)s”的政策。") % {"policy": policy})
    funding = Funding(policy=policy, benefit=benefit, region=region, during=(begins_on, None))
    try:
        with transaction.atomic():
            funding.save()
            FundingShare.objects.bulk_create(
                FundingShare(funding=funding, line=line, weight=weight)
                for line, weight in shares.items()
            )
            _journal(acting_user, funding, "arrange")
    except IntegrityError as error:
        raise LedgerError(in_words(error) or _("没有保存：与已有的记录冲突。")) from None
    return funding


def end_funding(*, acting_user: User, funding: Funding, last_day: date) -> Funding:
    """Let an arrangement hold up to and including a day; what was reserved by it stays reserved."""
    with transaction.atomic():
        held = Funding.objects.select_for_update().get(pk=funding.pk)
        lines = [share.line for share in held.shares.select_related("line__fund")]
        if not all(may_manage_line(acting_user, line) for line in lines):
            raise PermissionDenied
        if held.during.upper is not None or last_day < held.during.lower:
            raise LedgerError(_("这项安排已经有截止日，或截止日早于起始日。"))
        held.during = (held.during.lower, last_day + timedelta(days=1))
        held.save(update_fields=["during"])
        _journal(acting_user, held, "end")
    return Funding.objects.get(pk=funding.pk)


def _journal(user: User, funding: Funding, verb: str) -> None:
    shares = {str(share.line.uuid): share.weight for share in funding.shares.select_related("line")}
    record(
        acting_user=user,
        action=f"ledger.funding.{verb}",
        obj=funding,
        region=funding.region,
        data={"policy": funding.policy, "benefit": funding.benefit, "shares": shares},
    )
