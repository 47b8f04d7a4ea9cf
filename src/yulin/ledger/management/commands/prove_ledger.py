"""`manage.py prove_ledger`: do the books add up, and agree with entitlements and the bank?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from yulin.ledger.actions.prove import prove_ledger


class Command(BaseCommand):
    help = "Prove the ledger to 0.00, keep the outcome, and stop payments where it does not hold."

    def handle(self, **_options: Any) -> None:
        proof = prove_ledger(acting_user=None)
        for case in proof.cases.all():
            self.stdout.write(
                f"{case.get_law_display()}: {case.about_type} {case.about_id},"
                f" {case.expected} / {case.found}"
            )
        if not proof.holds:
            raise CommandError(f"the books are broken in {proof.broken} places, payments stopped")
        self.stdout.write(f"{proof.postings} postings, {proof.payments} payments, 0.00")
