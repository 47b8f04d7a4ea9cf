"""What money says about two numbers of one person: it is not moved from one to the other.

A grant, an instalment, a payment stays whose it was. So numbers are joined only where nothing of the one
that is given up is under way, and taken apart only where nothing rests on both.
"""

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from yulin.entitlements.enums import OPEN_GRANT, ObjectionState, RulingState
from yulin.entitlements.models import Grant, Hold, Instalment, Objection, Ruling
from yulin.ledger.enums import ClaimState, PaymentState
from yulin.ledger.models import Claim, Payment
from yulin.ledger.queries.parts import rest_of_instalment
from yulin.registry.models import Coverage, IdentityLink, Person

_ON_THE_WAY = (PaymentState.PREPARED, PaymentState.SENT, PaymentState.UNCLEAR)
_UNANSWERED = (ObjectionState.OPEN, ObjectionState.PROPOSED)
_STANDING = (RulingState.PROPOSED, RulingState.IN_FORCE)
_UNSETTLED = (ClaimState.ASKED, ClaimState.OPEN)


def joining(link: IdentityLink) -> list[str]:
    """What of the number that is given up would be left with nobody."""
    other = link.other
    found = []
    grants = Grant.objects.filter(person=other, state__in=sorted(OPEN_GRANT))
    if grants.exists():
        found.append(
            _(
                "并入的一方正在享受 %(benefits)s：合并后没有人继续计发。"
                "请改以它为保留方；双方都在享受的，先结束一方再合并。"
            )
            % {"benefits": _benefits(grants)}
        )
    paid = Payment.objects.filter(instalment=OuterRef("pk"), state=PaymentState.PAID)
    owed = (
        Instalment.objects.annotate(rest=rest_of_instalment())
        .filter(person=other, rest__gt=0)
        .exclude(Exists(paid))
        .count()
    )
    if owed:
        found.append(
            _("并入的一方有 %(count)d 笔款项还没有付清：只能付给原来的人。请先付清，再合并。")
            % {"count": owed}
        )
    return found + _claims(other) + _human_work(other)


def parting(link: IdentityLink) -> list[str]:
    """What was given or is being paid on the strength of both."""
    kept = link.kept
    if not Coverage.objects.filter(person=link.other).exists():
        return []  # nothing is known under it, so nothing rests on it
    found = []
    grants = Grant.objects.filter(
        person=kept, state__in=sorted(OPEN_GRANT), opened_by__known_at__gte=link.recorded_at
    )
    if grants.exists():
        found.append(
            _(
                "合并以后按两边的信息开始享受 %(benefits)s：分不清属于哪一方。"
                "请先结束这项享受，多付的先追回，再拆分。"
            )
            % {"benefits": _benefits(grants)}
        )
    paid = _payments(kept).filter(instalment__decided_by__known_at__gte=link.recorded_at)
    if paid.exists():
        found.append(
            _("合并以后算出的 %(count)d 笔款项正在支付：送出的钱分不开。请等银行回执对账，再拆分。")
            % {"count": paid.count()}
        )
    return found + _claims(kept)


def _payments(person: Person) -> "QuerySet[Payment]":
    return Payment.objects.filter(instalment__person=person, state__in=_ON_THE_WAY)


def _claims(person: Person) -> list[str]:
    count = Claim.objects.filter(person=person, state__in=_UNSETTLED).count()
    if not count:
        return []
    return [_("名下有 %(count)d 件追回没有办结：须由原来的人退回。请先办结。") % {"count": count}]


def _human_work(person: Person) -> list[str]:
    """What people decided or are deciding about somebody by hand; a run would not find it again."""
    held = Hold.objects.filter(person=person, lifted_at__isnull=True).count()
    asked = Objection.objects.filter(person=person, state__in=_UNANSWERED).count()
    ruled = Ruling.objects.filter(person=person, state__in=_STANDING).count()
    if not held + asked + ruled:
        return []
    return [
        _(
            "并入的一方有人工暂停 %(held)d 件、未办结的异议 %(asked)d 件、人工决定 %(ruled)d 件："
            "合并后不会跟着走。请先办结，或改以它为保留方。"
        )
        % {"held": held, "asked": asked, "ruled": ruled}
    ]


def _benefits(grants: "QuerySet[Grant]") -> str:
    keys = grants.order_by("policy", "benefit").values_list("policy", "benefit").distinct()
    return "、".join(f"{policy}/{benefit}" for policy, benefit in keys)
