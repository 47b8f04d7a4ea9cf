"""Whether payments are stopped, and who may let them go on."""

from yulin.ledger.models import PaymentStop, ProofCase, ProofRecord


def open_stop() -> PaymentStop | None:
    """The stop that is open now."""
    return PaymentStop.objects.select_related("proof").filter(released_at__isnull=True).first()


def regions_of(stop: PaymentStop) -> frozenset[int]:
    """Regions of all cases found since the stop."""
    cases = ProofCase.objects.filter(proof__gte=stop.proof_id, region__isnull=False)
    return frozenset(cases.order_by().values_list("region", flat=True).distinct())


def last_proof() -> ProofRecord | None:
    return ProofRecord.objects.order_by("-id").first()
