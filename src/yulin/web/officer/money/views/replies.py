from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yulin.ledger.actions.replies import take_replies
from yulin.ledger.actions.settle import ask_settlement, decide_settlement
from yulin.ledger.enums import SETTLED, Verdict
from yulin.ledger.errors import LedgerError
from yulin.ledger.models import Settlement
from yulin.ledger.queries.scope import access_reply, visible_replies, visible_reply_files
from yulin.ledger.rules import may_ask_settlement, may_decide_settlement, may_take_replies
from yulin.registry.queries.paging import page_of
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import listed, page_number
from yulin.web.officer.rules import may_look, may_work

#: bytes of a reply file
LARGEST = 50_000_000


@require_safe
@permitted(may_look)
def replies(request: HttpRequest) -> HttpResponse:
    """Files as they came, with how many lines were clear and how many are open."""
    doubt = ~Q(replies__finding__in=SETTLED)
    files = visible_reply_files(request.user).select_related("taken_by")
    rows = files.annotate(
        lines=Count("replies"),
        paid=Count("replies", filter=Q(replies__finding="paid")),
        refused=Count("replies", filter=Q(replies__finding__in=["refused", "bounced"])),
        doubtful=Count("replies", filter=doubt & Q(replies__id__isnull=False)),
        waiting=Count("replies", filter=doubt & Q(replies__settled_at__isnull=True)),
    )
    page = page_of(rows, number=page_number(request.GET), shown=list)
    may_take = may_take_replies(request.user, request.user.region)
    context = {**listed(request, page), "may_take": may_take}
    return render(request, "officer/money/replies.html", context)


@require_POST
@permitted(may_work)
def receive(request: HttpRequest) -> HttpResponse:
    """Take a file in whole or not at all."""
    given = request.FILES.get("file")
    if given is None or given.size > LARGEST:
        messages.error(request, _("请选择 50 MB 以内的回执文件。"))
        return HttpResponseRedirect(reverse("money:replies"))
    try:
        taken = take_replies(
            acting_user=request.user,
            region=request.user.region,
            name=given.name or "",
            data=given.read(),
        )
        messages.success(request, _("已收下 %s。") % taken.name)
    except LedgerError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("money:replies"))


@require_safe
@permitted(may_look)
def doubts(request: HttpRequest) -> HttpResponse:
    rows = visible_replies(request.user).exclude(finding__in=SETTLED).order_by("-id")
    closed = request.GET.get("state") == "closed"
    rows = rows.filter(settled_at__isnull=not closed).select_related("payment__account", "file")
    rows = rows.prefetch_related("settlements__asked_by", "settlements__decided_by")
    page = page_of(rows, number=page_number(request.GET), shown=list)
    region = request.user.region
    context = {
        **listed(request, page),
        "closed": closed,
        "verdicts": Verdict.choices,
        "may_ask": may_ask_settlement(request.user, region),
        "may_decide": may_decide_settlement(request.user, region),
    }
    return render(request, "officer/money/doubts.html", context)


@require_POST
@permitted(may_work)
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    reply = found(access_reply, user=request.user, pk=pk)
    verdict = request.POST.get("verdict", "")
    if verdict not in Verdict.values:
        messages.error(request, _("请选择查实的结论。"))
        return HttpResponseRedirect(reverse("money:doubts"))
    try:
        ask_settlement(
            acting_user=request.user,
            reply=reply,
            verdict=Verdict(verdict),
            reason=request.POST.get("reason", "")[:1000],
        )
        messages.success(request, _("已提请复核。"))
    except LedgerError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("money:doubts"))


@require_POST
@permitted(may_work)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    reply = found(access_reply, user=request.user, pk=pk)
    asked = Settlement.objects.filter(reply=reply, agreed__isnull=True).first()
    if asked is None:
        raise Http404
    try:
        decide_settlement(
            acting_user=request.user,
            settlement=asked,
            agree=request.POST.get("agree") == "yes",
            remarks=request.POST.get("remarks", "")[:1000],
        )
        messages.success(request, _("已办理。"))
    except LedgerError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("money:doubts"))
