"""Prove the books to 0.00; what does not hold is kept, and stops every payment until released."""

from collections import Counter
from collections.abc import Iterator

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.ledger.enums import Law
from yulin.ledger.errors import LedgerError, StoppedError
from yulin.ledger.models import Account, Payment, PaymentStop, Posting, ProofCase, ProofRecord
from yulin.ledger.queries.laws import LAWS
from yulin.ledger.queries.stops import last_proof, open_stop
from yulin.ledger.rules import may_prove, may_release_stop

#: cases of one law that are kept; the rest is counted
KEPT = 1000


@transaction.atomic
def prove_ledger(*, acting_user: User | None) -> ProofRecord:
    """Ask every law of all money, keep what was found, and stop payments where any is broken.

    Args:
        acting_user: who asks; None is the nightly job.

    Raises:
        PermissionDenied: The user looks after neither funds nor control.
    """
    if acting_user is not None and not may_prove(acting_user):
        raise PermissionDenied
    cases: list[ProofCase] = []
    counts = {law: _ask(law, cases) for law in Law}
    total = Account.objects.aggregate(total=Sum("balance"))["total"] or 0
    proof = ProofRecord.objects.create(
        proved_by=acting_user,
        postings=Posting.objects.count(),
        payments=Payment.objects.count(),
        total=total,
        broken=sum(counts.values()) + (total != 0),
    )
    for case in cases:
        case.proof = proof
    ProofCase.objects.bulk_create(cases, batch_size=5000)
    if not proof.holds and open_stop() is None:
        PaymentStop.objects.create(proof=proof)
    record(
        acting_user=acting_user,
        action="ledger.books.prove",
        obj=proof,
        data={
            "total": total,
            "broken": {law.value: count for law, count in counts.items() if count},
        },
    )
    return proof


def broken_laws() -> list[str]:
    """Prove the books of a site that was restored; each law that is broken, with how often."""
    proof = prove_ledger(acting_user=None)
    if proof.holds:
        return []
    cases = Counter(proof.cases.values_list("law", flat=True))
    found = [f"{Law(law).label}: {count}" for law, count in cases.items()]
    return [*found, f"{proof.total} instead of 0.00"] if proof.total else found


def _ask(law: Law, cases: list[ProofCase]) -> int:
    """How many rows break a law; the first of them are put with the cases."""
    found = 0
    for row in _rows(LAWS[law]):
        found += 1
        if found <= KEPT:
            about, key, region, expected, amount = row
            cases.append(
                ProofCase(
                    law=law,
                    about_type=about,
                    about_id=key,
                    region=region,
                    expected=expected,
                    found=amount,
                )
            )
    return found


def _rows(statement: str) -> Iterator[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} ORDER BY 2")
        while rows := cursor.fetchmany(1000):
            yield from rows


@transaction.atomic
def release_stop(*, acting_user: User, stop: PaymentStop, reason: str) -> PaymentStop:
    """Let payments go on, after the latest proof holds.

    Raises:
        PermissionDenied: The user is not control in every region that the cases concern.
        LedgerError: Released already, no reason, or the latest proof does not hold.
    """
    held = PaymentStop.objects.select_for_update().get(pk=stop.pk)
    if not may_release_stop(acting_user, held):
        raise PermissionDenied
    if held.released_at is not None:
        raise LedgerError(_("拨付已经恢复。"))
    if not reason.strip():
        raise LedgerError(_("请写明查明的原因和处理。"))
    latest = last_proof()
    if latest is None or not latest.holds:
        raise LedgerError(_("最近一次账目核对仍未通过，不能恢复拨付。"))
    held.released_by, held.released_at = acting_user, timezone.now()
    held.released_after, held.reason = latest, reason.strip()
    held.save()
    record(
        acting_user=acting_user,
        action="ledger.stop.release",
        obj=held,
        data={"reason": held.reason, "proof": latest.pk},
    )
    return held


def refuse_while_stopped() -> None:
    """Raises StoppedError while a stop is open; the database refuses by itself too."""
    if (stop := open_stop()) is not None:
        raise StoppedError(
            _("%(when)s 的账目核对未通过，已停止一切拨付；查明原因并经稽核解除后才能继续。")
            % {"when": timezone.localtime(stop.proof.proved_at).strftime("%Y-%m-%d %H:%M")}
        )
