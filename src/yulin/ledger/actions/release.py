"""Set free what was reserved for grants that were stopped: it is not paid any more."""

import hashlib
from collections import defaultdict
from decimal import Decimal

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from yulin.access.models import User
from yulin.entitlements.enums import GrantState
from yulin.entitlements.models import Instalment
from yulin.ledger.actions.post import post
from yulin.ledger.enums import LIVE, Movement
from yulin.ledger.models import Allocation, BudgetLine, Payment, Release
from yulin.ledger.queries.doubts import in_doubt
from yulin.ledger.queries.parts import rest_of_instalment, set_off_on


@transaction.atomic
def release_stopped(*, acting_user: User | None) -> Decimal:
    """Release the money of every stopped grant that no payment is under way with.

    What the bank is about to answer waits for the answer; of what was set off in part the rest is set
    free. May be called again: what is free is not freed twice.

    Returns:
        How much was set free, in yuan.
    """
    # held like those that a batch takes, so that an instalment is released or paid, not both
    stopped = Instalment.objects.filter(grant__state=GrantState.STOPPED, allocations__isnull=False)
    keys = list(stopped.order_by().values_list("pk", flat=True).distinct())
    if not keys:
        return Decimal(0)
    held = Instalment.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    list(held.values_list("pk", flat=True))
    rows = list(_free(keys).select_related("line__fund").order_by("pk"))
    sums: dict[BudgetLine, Decimal] = defaultdict(Decimal)
    for row in rows:
        sums[row.line] += row.amount
    lines = {line.pk: line for line in sums}
    for line, less in set_off_on(list({row.instalment_id for row in rows})).items():
        sums[lines[line]] -= less  # it is paid, not reserved, since it was set off
    sums = {line: amount for line, amount in sums.items() if amount}
    if not sums:
        return Decimal(0)
    names = ",".join(str(row.pk) for row in rows)
    posting = post(
        acting_user=acting_user,
        movement=Movement.RELEASE,
        parts=sums,
        key=f"release:{hashlib.sha256(names.encode()).hexdigest()}",
        reason=_("停发 %(count)s 笔应付，释放预留")
        % {"count": len({r.instalment_id for r in rows})},
    )
    Release.objects.bulk_create(
        Release(
            instalment_id=row.instalment_id,
            line=row.line,
            amount=row.amount,
            reserved_by_id=row.reserved_by_id,
            released_by=posting,
        )
        for row in rows
    )
    Allocation.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return sum(sums.values(), Decimal(0))


def _free(keys: list[int]) -> "QuerySet[Allocation]":
    living = Payment.objects.filter(instalment=OuterRef("instalment"), state__in=LIVE)
    # nothing is left to free of what was set off whole: it stays as it is
    rests = Instalment.objects.filter(pk__in=keys).annotate(rest=rest_of_instalment())
    rows = Allocation.objects.filter(instalment__in=rests.filter(rest__gt=0).values("pk"))
    return rows.filter(~Exists(living), ~in_doubt(OuterRef("instalment")))
