"""Names of the jobs, and how they are queued."""

from procrastinate.contrib.django import app

from yulin.rights.models import Erasure

ERASE = "rights.erase"
RETAIN = "rights.retain"
SEAL_LOOKS = "rights.seal_looks"


def erase_later(erasure: Erasure) -> None:
    """Queue the deletion in the transaction under way."""
    app.configure_task(ERASE, lock=f"erase-{erasure.pk}").defer(erasure_id=erasure.pk)
