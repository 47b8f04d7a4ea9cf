"""An answer to money that a text calls back: of people and of organisations alike."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from yulin.ledger.actions.recall import answer_claim
from yulin.ledger.errors import LedgerError
from yulin.ledger.models import Claim


def answer_by_form(request: HttpRequest, claim: Claim) -> None:
    """Keep what was written, or say in words why not."""
    try:
        answer_claim(acting_user=request.user, claim=claim, text=request.POST.get("answer", ""))
        messages.success(request, _("已收到您的答复，复核的人会先看过再决定。"))
    except LedgerError as error:
        messages.error(request, str(error))
