import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yulin.ledger.actions import batches as verbs
from yulin.ledger.actions.export import Form, export_batch
from yulin.ledger.bank.content import Line
from yulin.ledger.bank.outgoing import UnprintableError, as_csv, as_fixed
from yulin.ledger.enums import BatchState, PaymentState
from yulin.ledger.errors import LedgerError
from yulin.ledger.models import Batch, Payment
from yulin.ledger.queries.scope import access_batch, visible_batches
from yulin.ledger.queries.stops import open_stop
from yulin.ledger.queries.tiers import limit_on, needs_second
from yulin.ledger.rules import (
    may_approve_batch,
    may_check_batch,
    may_make_batch,
    may_pay_batch,
    may_second_batch,
)
from yulin.registry.queries.paging import page_of
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import listed, page_number
from yulin.web.officer.rules import may_look, may_work

_BANK = {"csv": as_csv, "txt": as_fixed}
#: state → who goes on, and by which step
_NEXT = {
    BatchState.DRAFT: ("submit", may_make_batch),
    BatchState.SUBMITTED: ("check", may_check_batch),
    BatchState.CHECKED: ("approve", may_approve_batch),
    BatchState.APPROVED: ("file", may_pay_batch),
}


@require_safe
@permitted(may_look)
def batches(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    rows = visible_batches(request.user).select_related("made_by")
    if state in BatchState.values:
        rows = rows.filter(state=state)
    page = page_of(rows, number=page_number(request.GET), shown=list)
    context = {
        **listed(request, page),
        "state": state,
        "states": BatchState.choices,
        "stop": open_stop(),
        "may_make": may_make_batch(request.user, request.user.region),
    }
    return render(request, "officer/money/batches.html", context)


@require_http_methods(["POST"])
@permitted(may_work)
def make(request: HttpRequest) -> HttpResponse:
    """Put what can be paid into a draft; where nothing can, say why above the list."""
    try:
        made = verbs.make_batch(
            acting_user=request.user,
            region=request.user.region,
            title=request.POST.get("title", "").strip()[:100] or _("拨付批次"),
            today=timezone.localdate(),
        )
    except LedgerError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("money:batches"))
    return HttpResponseRedirect(reverse("money:batch", args=[made.uuid]))


@require_safe
@permitted(may_look)
def batch(request: HttpRequest, uuid: str) -> HttpResponse:
    one = found(access_batch, user=request.user, uuid=uuid)
    rows = _payments(request, one)
    page = page_of(rows, number=page_number(request.GET), shown=list)
    context = {
        **listed(request, page),
        "batch": one,
        "state": request.GET.get("state", ""),
        "states": PaymentState.choices,
        "hands": _hands(one),
        "next": _next_of(request, one),
        "stop": open_stop(),
        "limit": settings.YULIN_MINUTE_ABOVE,
        "second_above": limit_on(one.region, timezone.localdate()),
        "needs_second": needs_second(one, timezone.localdate()),
        "may_second": _may_second(request, one),
        "needs_minute": one.total > settings.YULIN_MINUTE_ABOVE,
        "may_pay": may_pay_batch(request.user, one.region),
    }
    return render(request, "officer/money/batch.html", context)


def _hands(one: Batch) -> list[tuple[str, object, object]]:
    return [
        (_("经办"), one.made_by, one.made_at),
        (_("复核"), one.checked_by, one.checked_at),
        (_("审批"), one.approved_by, one.approved_at),
        *([(_("二级审批"), one.second_by, one.second_at)] if _has_second(one) else []),
        (_("拨付"), one.paid_by, one.filed_at),
    ]


def _has_second(one: Batch) -> bool:
    before = one.state not in {BatchState.FILED, BatchState.SETTLED, BatchState.CANCELLED}
    return one.second_by is not None or (before and needs_second(one, timezone.localdate()))


def _may_second(request: HttpRequest, one: Batch) -> bool:
    waits = one.state == BatchState.APPROVED and one.second_by_id is None
    return waits and _has_second(one) and may_second_batch(request.user, one)


def _next_of(request: HttpRequest, one: Batch) -> str:
    """The step that this user may take now."""
    name, may = _NEXT.get(BatchState(one.state), ("", None))
    return name if may is not None and may(request.user, one.region) else ""


def _payments(request: HttpRequest, one: Batch) -> QuerySet[Payment]:
    rows = one.payments.select_related("account", "instalment").order_by("reference")
    state = request.GET.get("state", "")
    return rows.filter(state=state) if state in PaymentState.values else rows


@require_POST
@permitted(may_work)
def step(request: HttpRequest, uuid: str) -> HttpResponse:
    """Submit, check, approve or give back; a refusal is said above the batch."""
    one = found(access_batch, user=request.user, uuid=uuid)
    minute, remarks = (request.POST.get(name, "")[:500] for name in ("minute", "remarks"))
    steps: dict[str, Callable[[], Batch]] = {
        "submit": partial(verbs.submit_batch, acting_user=request.user, batch=one),
        "check": partial(verbs.check_batch, acting_user=request.user, batch=one),
        "approve": partial(verbs.approve_batch, acting_user=request.user, batch=one, minute=minute),
        "second": partial(verbs.second_batch, acting_user=request.user, batch=one),
        "return": partial(verbs.return_batch, acting_user=request.user, batch=one, remarks=remarks),
    }
    wanted = steps.get(request.POST.get("step", ""))
    if wanted is None:
        raise Http404
    try:
        wanted()
        messages.success(request, _("已办理。"))
    except LedgerError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("money:batch", args=[one.uuid]))


@require_POST
@permitted(may_work)
def file(request: HttpRequest, uuid: str, form: str) -> HttpResponseBase:
    """The bank's file: hands the batch over, and gives the very same file again later."""
    if form not in _BANK:
        raise Http404
    one = found(access_batch, user=request.user, uuid=uuid)
    if not may_pay_batch(request.user, one.region):
        raise PermissionDenied
    day = timezone.localdate(one.filed_at) if one.filed_at else timezone.localdate()
    try:
        if one.state == BatchState.APPROVED:
            written = partial(_BANK[form], batch=str(one.uuid), day=day)
            data = verbs.file_batch(acting_user=request.user, batch=one, render=written)
        else:
            form, data = _again(one, day)
    except UnprintableError as error:
        messages.error(request, _("付款 %s 的户名放不进银行文件。") % error)
        return HttpResponseRedirect(reverse("money:batch", args=[one.uuid]))
    except LedgerError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("money:batch", args=[one.uuid]))
    response = HttpResponse(data, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="YLPAY-{one.pk:08d}.{form}"'
    return response


def _again(one: Batch, day: object) -> tuple[str, bytes]:
    """The form whose digest is that of what was handed over."""
    lines: list[Line] = verbs.lines_of(one) if one.file_hash else []
    for form, write in _BANK.items():
        data = write(lines, batch=str(one.uuid), day=day)
        if hashlib.sha256(data).hexdigest() == one.file_hash:
            return form, data
    raise LedgerError(_("批次还没有送出，或内容与送出时不一致。"))


@require_safe
@permitted(may_look)
def export(request: HttpRequest, uuid: str, form: str) -> HttpResponseBase:
    """What the list shows, as a file; accounts masked."""
    if form not in set(Form):
        raise Http404
    one = found(access_batch, user=request.user, uuid=uuid)
    with TemporaryDirectory() as folder:
        out = Path(folder) / f"out.{form}"
        export_batch(
            acting_user=request.user,
            batch=one,
            payments=_payments(request, one),
            form=Form(form),
            out=out,
        )
        opened = out.open("rb")  # stays readable when the folder is gone
    return FileResponse(opened, as_attachment=True, filename=f"{one.title}.{form}")
