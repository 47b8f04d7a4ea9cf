"""A claim that an officer opens by hand, from the number of a payment: another approves it."""

from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yulin.ledger.actions.claims import MOST_TERMS, ask_claim
from yulin.ledger.enums import Cause, PaymentState
from yulin.ledger.errors import LedgerError
from yulin.ledger.models import Claim, Payment
from yulin.ledger.queries.claims import claimable
from yulin.ledger.queries.scope import visible_batches
from yulin.ledger.rules import may_ask_claim
from yulin.web.officer.gate import permitted
from yulin.web.officer.money.views.typed import count_of, day_of, sum_of
from yulin.web.officer.rules import may_work

_TYPED = ("reference", "cause", "reason", "first_due", "terms")


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_work)
def new_claim(request: HttpRequest) -> HttpResponse:
    """First the payment is named, then its grant's payments are shown with what can be asked back."""
    if not may_ask_claim(request.user, request.user.region):
        raise PermissionDenied
    typed = request.POST if request.method == "POST" else request.GET
    reference = typed.get("reference", "").strip()[:20]
    payments = _payments(request, reference)
    error = (
        _("没有这笔付款，或它不在您的地区，或还没有付出。") if reference and not payments else ""
    )
    if request.method == "POST" and payments:
        try:
            made = _ask(request, payments)
        except LedgerError as refused:
            error = str(refused)
        else:
            return HttpResponseRedirect(reverse("money:claim", args=[made.uuid]))
    context = {
        "reference": reference,
        "lines": [
            (payment, claimable(payment), typed.get(f"amount-{payment.pk}", ""))
            for payment in payments
        ],
        "causes": Cause.choices,
        "most": MOST_TERMS,
        "typed": {name: typed.get(name, "") for name in _TYPED},
        "error": error,
    }
    return render(request, "officer/money/claim_form.html", context, status=422 if error else 200)


def _payments(request: HttpRequest, reference: str) -> list[Payment]:
    """What was paid for the grant that a payment belongs to, as far as the user may see it."""
    if not reference:
        return []
    seen = Payment.objects.filter(batch__in=visible_batches(request.user), state=PaymentState.PAID)
    named = seen.filter(reference=reference).values("instalment__grant")
    found = seen.filter(instalment__grant__in=named).select_related("instalment__grant")
    return list(found.order_by("instalment__number", "pk"))


def _ask(request: HttpRequest, payments: list[Payment]) -> Claim:
    typed = {one: request.POST.get(f"amount-{one.pk}", "").strip() for one in payments}
    parts: dict[Payment, Decimal] = {one: sum_of(text) for one, text in typed.items() if text}
    if request.POST.get("cause", "") not in Cause.values:
        raise LedgerError(_("请选择多付的缘由。"))
    return ask_claim(
        acting_user=request.user,
        grant=payments[0].instalment.grant,
        cause=Cause(request.POST["cause"]),
        parts=parts,
        reason=request.POST.get("reason", "")[:1000],
        first_due=day_of(request.POST.get("first_due", "")),
        terms=count_of(request.POST.get("terms", "")),
    )
