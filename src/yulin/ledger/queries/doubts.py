"""Answers of the bank that nobody has found out about yet."""

from django.db.models import Exists, OuterRef

from yulin.ledger.enums import SETTLED
from yulin.ledger.models import Reply


def in_doubt(instalment: OuterRef) -> Exists:
    """Whether what the bank said of any try to pay an instalment is still a question to somebody.

    A try that is over may be paid after all: refused, and then paid late.
    """
    asked = Reply.objects.filter(payment__instalment=instalment, settled_at__isnull=True)
    return Exists(asked.exclude(finding__in=SETTLED))
