"""What an organisation is told, and its right to answer: its clerk speaks for it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yulin.access.rules import is_employer
from yulin.control.actions.findings import answer_finding
from yulin.control.errors import ControlError
from yulin.control.queries.findings import own_finding, own_findings
from yulin.entitlements.actions.objections import answer_by, object_to, withdraw_objection
from yulin.entitlements.enums import ObjectionKind
from yulin.entitlements.errors import GrantError
from yulin.entitlements.models import Notice, Objection
from yulin.entitlements.queries.objections import access_objection, visible_objections
from yulin.ledger.actions.read import read_notices
from yulin.ledger.queries.notices import notices_of
from yulin.policy.decision import Decision
from yulin.registry.models import Employer
from yulin.registry.queries.paging import page_of
from yulin.web.availability import needs_library
from yulin.web.employer.own import own_employer
from yulin.web.officer.employers import decisions_about
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import listed, page_number
from yulin.web.person import notices as shown
from yulin.web.person.told_views import is_known
from yulin.web.told import words_of

PER_PAGE = 20


def _own(request: HttpRequest) -> Employer:
    return found(own_employer, user=request.user)


@never_cache
@require_safe
@permitted(is_employer)
def notices(request: HttpRequest) -> HttpResponse:
    unread = request.GET.get("show") == "unread"
    page = notices_of(_own(request), page=page_number(request.GET), unread=unread)
    context = {**listed(request, page), "lines": shown.lines(list(page.rows)), "unread": unread}
    return render(request, "employer/notices.html", context)


@never_cache
@require_POST
@permitted(is_employer)
def read(request: HttpRequest) -> HttpResponse:
    """All of them are read."""
    read_notices(acting_user=request.user, subject=_own(request))
    return HttpResponseRedirect(reverse("employer:notices"))


@never_cache
@require_safe
@needs_library
@permitted(is_employer)
def notice(request: HttpRequest, uuid: str) -> HttpResponse:
    """One of them, with the clauses as they stood then; opening it is reading it."""
    firm = _own(request)
    one = Notice.objects.filter(employer=firm, uuid=uuid).select_related("run__library").first()
    if one is None:
        raise Http404
    context = {
        "line": words_of(one),
        "notice": one,
        "decision": _decision(firm, one),
        "in_time": one.until is not None and one.until >= timezone.localdate(),
    }
    if one.read_at is None:
        read_notices(acting_user=request.user, subject=firm, only=one)
    return render(request, "employer/notice.html", context)


def _decision(firm: Employer, one: Notice) -> Decision | None:
    """What the run had found, from its own texts and facts."""
    if one.run is None:
        return None
    decisions = decisions_about(firm, one.run)
    return next((d for d in decisions if d.key == f"{one.policy}/{one.benefit}"), None)


@never_cache
@require_safe
@permitted(is_employer)
def objections(request: HttpRequest) -> HttpResponse:
    rows = visible_objections(request.user)
    page = page_of(rows, number=page_number(request.GET), shown=list, per_page=PER_PAGE)
    return render(request, "employer/objections.html", listed(request, page))


@never_cache
@require_safe
@permitted(is_employer)
def objection(request: HttpRequest, uuid: str) -> HttpResponse:
    one = found(access_objection, user=request.user, uuid=uuid)
    ruling = one.rulings.filter(state__in=("in_force", "ended")).first()
    return render(request, "employer/objection.html", {"objection": one, "ruling": ruling})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_library
@permitted(is_employer)
def new_objection(request: HttpRequest) -> HttpResponse:
    """The form that a notice or a due leads to; what is refused is said above it, words kept."""
    firm = _own(request)
    typed = request.POST if request.method == "POST" else request.GET
    policy, benefit = typed.get("policy", ""), typed.get("benefit", "")
    if not is_known(policy, benefit):
        raise Http404
    about = _notice(firm, typed.get("notice", ""))
    error = ""
    if request.method == "POST":
        try:
            made = _object(request, firm, about)
        except GrantError as refused:
            error = str(refused)
        else:
            messages.success(request, _("已收到，会由没有经手过的人复核并答复您。"))
            return HttpResponseRedirect(reverse("employer:objection", args=[made.uuid]))
    context = {
        "key": f"{policy}/{benefit}",
        "policy": policy,
        "benefit": benefit,
        "notice": about,
        "kinds": ObjectionKind.choices,
        "typed": {name: typed.get(name, "") for name in ("kind", "text")},
        "answer_by": answer_by(timezone.localdate()),
        "error": error,
    }
    return render(request, "employer/objection_form.html", context, status=422 if error else 200)


def _object(request: HttpRequest, firm: Employer, about: Notice | None) -> Objection:
    return object_to(
        acting_user=request.user,
        subject=firm,
        policy=request.POST.get("policy", ""),
        benefit=request.POST.get("benefit", ""),
        kind=request.POST.get("kind", ""),
        text=request.POST.get("text", ""),
        notice=about,
    )


def _notice(firm: Employer, uuid: str) -> Notice | None:
    if not uuid:
        return None
    try:
        return Notice.objects.get(employer=firm, uuid=uuid)
    except (Notice.DoesNotExist, ValidationError):
        raise Http404 from None


@never_cache
@require_POST
@permitted(is_employer)
def withdraw(request: HttpRequest, uuid: str) -> HttpResponse:
    one = found(access_objection, user=request.user, uuid=uuid)
    try:
        withdraw_objection(acting_user=request.user, objection=one)
        messages.success(request, _("已撤回。"))
    except GrantError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("employer:objection", args=[one.uuid]))


@never_cache
@require_safe
@permitted(is_employer)
def findings(request: HttpRequest) -> HttpResponse:
    """Latest first; what can still be answered has a form."""
    rows = own_findings(subject=_own(request))
    page = page_of(rows, number=page_number(request.GET), shown=list)
    context = {**listed(request, page), "today": timezone.localdate()}
    return render(request, "employer/findings.html", context)


@never_cache
@require_POST
@permitted(is_employer)
def answer_finding_of(request: HttpRequest, uuid: str) -> HttpResponse:
    one = found(own_finding, subject=_own(request), uuid=uuid)
    try:
        text = request.POST.get("answer", "")
        answer_finding(acting_user=request.user, finding=one, text=text)
        messages.success(request, _("已收到您的答复，复核的人会先看过再决定。"))
    except ControlError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("employer:findings"))
