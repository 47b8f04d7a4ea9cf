from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yulin.ledger.actions.payee_list import Taken, approve_first_payees, ask_payees
from yulin.ledger.actions.payees import approve_payee, refuse_payee
from yulin.ledger.enums import PayeeState
from yulin.ledger.errors import LedgerError
from yulin.ledger.payee_file import HEADS, read_list
from yulin.ledger.queries.payees import access_payee, payees_list
from yulin.ledger.queries.stops import open_stop
from yulin.ledger.rules import may_approve_payee, may_approve_payees, may_ask_payees
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import listed, page_number
from yulin.web.officer.rules import may_look, may_work

#: lines that are named; the rest are counted
_NAMED = 10


@require_safe
@permitted(may_look)
def accounts(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", PayeeState.PENDING)
    words = request.GET.get("q", "").strip()[:80]
    page = payees_list(user=request.user, state=state, words=words, page=page_number(request.GET))
    context = {
        **listed(request, page),
        "state": state,
        "states": PayeeState.choices,
        "words": words,
        "heads": "、".join(HEADS),
        "may_ask": may_ask_payees(request.user, request.user.region),
        "may_approve": may_approve_payees(request.user, request.user.region),
        "stop": open_stop(),
    }
    return render(request, "officer/money/accounts.html", context)


@require_POST
@permitted(may_work)
def take_list(request: HttpRequest) -> HttpResponse:
    """A list of accounts, every line read on its own; what cannot be used is named."""
    if not may_ask_payees(request.user, request.user.region):
        raise PermissionDenied
    given = request.FILES.get("file")
    try:
        lines = read_list(given.chunks(), name=given.name or "") if given else []
    except LedgerError as error:
        messages.error(request, str(error))
    else:
        taken = ask_payees(acting_user=request.user, region=request.user.region, lines=lines)
        _tell(request, taken)
    return HttpResponseRedirect(reverse("money:accounts"))


def _tell(request: HttpRequest, taken: Taken) -> None:
    messages.success(
        request,
        _("已提请核准 %(asked)d 个账户，%(known)d 个已经登记。")
        % {"asked": taken.asked, "known": taken.known},
    )
    for row, why in taken.refused[:_NAMED]:
        messages.warning(request, _("第 %(row)d 行没有收下：%(why)s") % {"row": row, "why": why})
    more = len(taken.refused) - _NAMED
    if more > 0:
        messages.warning(request, _("另有 %(count)d 行没有收下。") % {"count": more})


@require_POST
@permitted(may_work)
def approve_first(request: HttpRequest) -> HttpResponse:
    """All first accounts that others asked for; changes stay to be looked at one by one."""
    try:
        count = approve_first_payees(
            acting_user=request.user, region=request.user.region, today=timezone.localdate()
        )
        messages.success(request, _("已核准 %(count)d 个首次登记的账户。") % {"count": count})
    except LedgerError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("money:accounts"))


@require_POST
@permitted(may_work)
def decide(request: HttpRequest, uuid: str) -> HttpResponse:
    one = found(access_payee, user=request.user, uuid=uuid)
    if not may_approve_payee(request.user, one.subject):
        raise PermissionDenied
    step = request.POST.get("step", "")
    if step not in {"approve", "refuse"}:
        raise Http404
    try:
        if step == "approve":
            approve_payee(acting_user=request.user, account=one, today=timezone.localdate())
        else:
            refuse_payee(acting_user=request.user, account=one)
        messages.success(request, _("已办理。"))
    except LedgerError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("money:accounts"))
