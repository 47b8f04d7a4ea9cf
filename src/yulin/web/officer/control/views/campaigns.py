from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yulin.access.actions.journal import record
from yulin.access.enums import Duty
from yulin.access.rules import holds_duty_anywhere
from yulin.control.actions.campaigns import (
    cancel_campaign,
    commit_campaign,
    draw_campaign,
    make_campaign,
)
from yulin.control.actions.findings import conclude_entry
from yulin.control.enums import CampaignState, FindingState, Result, Stratify
from yulin.control.errors import ControlError
from yulin.control.models import Campaign, CampaignEntry
from yulin.control.queries.campaigns import (
    access_campaign,
    drawn_of,
    file_of,
    repeated,
    visible_campaigns,
)
from yulin.control.queries.signals import name_of, names_of
from yulin.control.rules import may_look, may_run_campaign
from yulin.entitlements.models import Grant
from yulin.ledger.enums import Cause
from yulin.registry.queries.paging import page_of
from yulin.web.officer.control import form
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import code_of, listed, page_number
from yulin.web.officer.looked import PageKind, looked
from yulin.web.officer.people import districts_of
from yulin.web.officer.rules import may_work

_may_make = holds_duty_anywhere(Duty.CONTROL)


@require_safe
@permitted(may_look)
def campaigns(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    rows = visible_campaigns(request.user).select_related("made_by")
    if state in CampaignState.values:
        rows = rows.filter(state=state)
    page = page_of(rows, number=page_number(request.GET), shown=list)
    context = {
        **listed(request, page),
        "state": state,
        "states": CampaignState.choices,
        "may_make": _may_make(request.user),
    }
    return render(request, "officer/control/campaigns.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_work)
def new(request: HttpRequest) -> HttpResponse:
    error = ""
    if request.method == "POST":
        try:
            made = _make(request)
        except ControlError as refused:
            error = str(refused)
        else:
            messages.success(request, _("种子承诺已公布。下一步固定名单。"))
            return HttpResponseRedirect(reverse("control:campaign", args=[made.uuid]))
    benefits = Grant.objects.order_by("policy", "benefit").values_list("policy", "benefit")
    context = {
        "error": error,
        "given": form.typed(request.POST, form.CAMPAIGN),
        "chosen": request.POST.getlist("benefits"),
        "districts": districts_of(request.user),
        "benefits": [f"{policy}/{benefit}" for policy, benefit in benefits.distinct()],
        "stratifies": Stratify.choices,
    }
    return render(
        request, "officer/control/campaign_form.html", context, status=422 if error else 200
    )


def _make(request: HttpRequest) -> Campaign:
    region = code_of(request.POST.get("region", ""))
    if region is None:
        raise ControlError(_("请选择地区。"))
    return make_campaign(
        acting_user=request.user,
        region=region,
        title=form.words(request.POST, "title"),
        population=form.population(request.POST),
        stratify=request.POST.get("stratify", ""),
        size=form.whole(request.POST, "size", _("每层抽取笔数")),
        percent=form.yuan(request.POST, "percent", _("每层抽取比例（%）")),
    )


@require_safe
@permitted(may_look)
def campaign(request: HttpRequest, uuid: str) -> HttpResponse:
    """What was published, who was drawn; with `again` the draw is repeated on the spot."""
    one = found(access_campaign, user=request.user, uuid=uuid)
    page = page_of(drawn_of(one), number=page_number(request.GET), shown=_drawn)
    context = {
        **listed(request, page),
        "campaign": one,
        "population": one.population,
        "may_run": may_run_campaign(request.user, one),
        "again": repeated(one) if "again" in request.GET and one.listed else None,
    }
    return render(request, "officer/control/campaign.html", context)


def _drawn(entries: list[CampaignEntry]) -> list[dict[str, Any]]:
    owed = [entry.payment.instalment for entry in entries]
    names = names_of(owed)
    standing = {
        finding.entry_id: finding
        for entry in entries
        for finding in entry.findings.all()
        if finding.state != FindingState.REFUSED
    }
    return [
        {
            "entry": entry,
            "name": name_of(entry.payment.instalment, names),
            "finding": standing.get(entry.pk),
        }
        for entry in entries
    ]


@require_POST
@permitted(may_work)
def step(request: HttpRequest, uuid: str) -> HttpResponse:
    """The next step of a sample; a refusal is said above it."""
    one = found(access_campaign, user=request.user, uuid=uuid)
    wanted = _STEPS.get(request.POST.get("step", ""))
    if wanted is None:
        raise Http404
    try:
        wanted(request, one)
        messages.success(request, _("已办理。"))
    except ControlError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("control:campaign", args=[one.uuid]))


def _commit(request: HttpRequest, one: Campaign) -> None:
    commit_campaign(acting_user=request.user, campaign=one)


def _draw(request: HttpRequest, one: Campaign) -> None:
    draw_campaign(acting_user=request.user, campaign=one)


def _cancel(request: HttpRequest, one: Campaign) -> None:
    cancel_campaign(
        acting_user=request.user, campaign=one, reason=form.words(request.POST, "reason")
    )


_STEPS: dict[str, Callable[[HttpRequest, Campaign], None]] = {
    "commit": _commit,
    "draw": _draw,
    "cancel": _cancel,
}


@require_safe
@permitted(may_look)
def file(request: HttpRequest, uuid: str) -> HttpResponse:
    """What an outsider needs to repeat the draw: no name and no number of anybody."""
    one = found(access_campaign, user=request.user, uuid=uuid)
    record(acting_user=request.user, action="control.campaign.export", obj=one, region=one.region)
    response = HttpResponse(file_of(one), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="draw-{one.uuid}.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_look)
def entry(request: HttpRequest, uuid: str, name: str) -> HttpResponse:
    """One drawn payment, and the form that says what checking it came to."""
    one = found(access_campaign, user=request.user, uuid=uuid)
    drawn = found(drawn_of(one).get, name=str(name))
    error = ""
    if request.method == "POST":
        try:
            made = conclude_entry(
                acting_user=request.user, entry=drawn, conclusion=form.conclusion(request.POST)
            )
        except ControlError as refused:
            error = str(refused)
        else:
            messages.success(request, _("结论已提出。"))
            return HttpResponseRedirect(reverse("control:finding", args=[made.uuid]))
    owed = drawn.payment.instalment
    looked(request, PageKind.CONTROL, owed.person)
    context = {
        "campaign": one,
        "entry": drawn,
        "owed": owed,
        "name": name_of(owed, names_of([owed])),
        "findings": drawn.findings.all(),
        "may_conclude": may_run_campaign(request.user, one)
        and not drawn.findings.exclude(state=FindingState.REFUSED).exists(),
        "results": Result.choices,
        "causes": Cause.choices,
        "given": form.typed(request.POST, form.CONCLUSION),
        "error": error,
    }
    return render(request, "officer/control/entry.html", context, status=422 if error else 200)
