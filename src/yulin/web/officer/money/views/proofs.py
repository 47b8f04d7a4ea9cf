from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yulin.ledger.actions.prove import prove_ledger, release_stop
from yulin.ledger.errors import LedgerError
from yulin.ledger.models import PaymentStop, ProofCase, ProofRecord
from yulin.ledger.queries.laws import LAWS
from yulin.ledger.queries.stops import open_stop
from yulin.ledger.rules import may_prove, may_release_stop, may_see_proofs
from yulin.registry.queries.paging import page_of
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import listed, page_number
from yulin.web.officer.rules import may_work


@require_safe
@permitted(may_see_proofs)
def proofs(request: HttpRequest) -> HttpResponse:
    rows = ProofRecord.objects.select_related("proved_by")
    page = page_of(rows, number=page_number(request.GET), shown=list)
    stop = open_stop()
    context = {
        **listed(request, page),
        "stop": stop,
        "stops": PaymentStop.objects.exclude(released_at=None).select_related("released_by")[:10],
        "laws": len(LAWS),
        "may_prove": may_prove(request.user),
        "may_release": stop is not None and may_release_stop(request.user, stop),
    }
    return render(request, "officer/money/proofs.html", context)


@require_POST
@permitted(may_work)
def prove(request: HttpRequest) -> HttpResponse:
    proof = prove_ledger(acting_user=request.user)
    return HttpResponseRedirect(reverse("money:proof", args=[proof.uuid]))


@require_POST
@permitted(may_work)
def release(request: HttpRequest) -> HttpResponse:
    if (stop := open_stop()) is None:
        raise Http404
    try:
        release_stop(
            acting_user=request.user, stop=stop, reason=request.POST.get("reason", "")[:1000]
        )
        messages.success(request, _("拨付已经恢复。"))
    except LedgerError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("money:proofs"))


@require_safe
@permitted(may_see_proofs)
def proof(request: HttpRequest, uuid: str) -> HttpResponse:
    one = found(ProofRecord.objects.get, uuid=uuid)
    cases = ProofCase.objects.filter(proof=one)
    page = page_of(cases, number=page_number(request.GET), shown=list)
    return render(request, "officer/money/proof.html", {**listed(request, page), "proof": one})
