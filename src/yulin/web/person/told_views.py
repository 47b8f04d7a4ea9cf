"""What a person is told, and their right to answer: notices and objections."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yulin.entitlements.actions.objections import answer_by, object_to, withdraw_objection
from yulin.entitlements.enums import ObjectionKind
from yulin.entitlements.errors import GrantError
from yulin.entitlements.models import Notice, Objection
from yulin.entitlements.queries.explain import explain_decisions
from yulin.entitlements.queries.objections import access_objection, visible_objections
from yulin.ledger.actions.read import read_notices
from yulin.ledger.queries.notices import notices_of
from yulin.policy.decision import Decision
from yulin.programmes.queries.library import library
from yulin.registry.models import CorrectionRequest, Person
from yulin.registry.queries.paging import page_of
from yulin.registry.queries.scope import rows_of
from yulin.web.availability import needs_library
from yulin.web.officer.gate import found
from yulin.web.officer.listing import listed, page_number
from yulin.web.person import notices as shown
from yulin.web.person.access import person_required
from yulin.web.told import words_of

PER_PAGE = 20


@never_cache
@require_safe
@person_required
def notices(request: HttpRequest, person: Person) -> HttpResponse:
    unread = request.GET.get("show") == "unread"
    page = notices_of(person, page=page_number(request.GET), unread=unread)
    context = {**listed(request, page), "lines": shown.lines(list(page.rows)), "unread": unread}
    return render(request, "person/notices.html", context)


@never_cache
@require_POST
@person_required
def read(request: HttpRequest, person: Person) -> HttpResponse:
    """All of them are read."""
    read_notices(acting_user=request.user, subject=person)
    return HttpResponseRedirect(reverse("person:notices"))


@never_cache
@require_safe
@needs_library
@person_required
def notice(request: HttpRequest, person: Person, uuid: str) -> HttpResponse:
    """One of them, with the clauses as they stood then; opening it is reading it."""
    rows = Notice.objects.filter(person__in=rows_of(person), uuid=uuid)
    one = rows.select_related("run__library").first()
    if one is None:
        raise Http404
    context = {
        "line": words_of(one),
        "notice": one,
        "decision": _decision(request, person, one),
        "in_time": one.until is not None and one.until >= timezone.localdate(),
    }
    if one.read_at is None:
        read_notices(acting_user=request.user, subject=person, only=one)
    return render(request, "person/notice.html", context)


def _decision(request: HttpRequest, person: Person, one: Notice) -> Decision | None:
    """What the run had found, from its own texts and facts."""
    if one.run is None:
        return None
    found_ = explain_decisions(user=request.user, run=one.run, person=person)
    return next((d for d in found_ if d.key == f"{one.policy}/{one.benefit}"), None)


@never_cache
@require_safe
@person_required
def objections(request: HttpRequest, person: Person) -> HttpResponse:
    rows = visible_objections(request.user)
    page = page_of(rows, number=page_number(request.GET), shown=list, per_page=PER_PAGE)
    return render(request, "person/objections.html", listed(request, page))


@never_cache
@require_safe
@person_required
def objection(request: HttpRequest, person: Person, uuid: str) -> HttpResponse:
    one = found(access_objection, user=request.user, uuid=uuid)
    context = {
        "objection": one,
        "ruling": one.rulings.filter(state__in=("in_force", "ended")).first(),
        "corrections": one.corrections.all(),
    }
    return render(request, "person/objection.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_library
@person_required
def new_objection(request: HttpRequest, person: Person) -> HttpResponse:
    """The form that a due or a notice leads to; what is refused is said above it, words kept."""
    typed = request.POST if request.method == "POST" else request.GET
    policy, benefit = typed.get("policy", ""), typed.get("benefit", "")
    if not is_known(policy, benefit):
        raise Http404
    about = _notice(person, typed.get("notice", ""))
    error = ""
    if request.method == "POST":
        try:
            made = _object(request, person, about)
        except GrantError as refused:
            error = str(refused)
        else:
            messages.success(request, _("已收到，会由没有经手过的人复核并答复您。"))
            return HttpResponseRedirect(reverse("person:objection", args=[made.uuid]))
    context = {
        "key": f"{policy}/{benefit}",
        "policy": policy,
        "benefit": benefit,
        "notice": about,
        "kinds": ObjectionKind.choices,
        "typed": {name: typed.get(name, "") for name in ("kind", "text")},
        "named": typed.getlist("corrections"),
        "corrections": CorrectionRequest.objects.filter(person=person),
        "answer_by": answer_by(timezone.localdate()),
        "error": error,
    }
    return render(request, "person/objection_form.html", context, status=422 if error else 200)


def _object(request: HttpRequest, person: Person, about: Notice | None) -> Objection:
    named = [uuid for uuid in request.POST.getlist("corrections") if uuid]
    try:
        corrections = list(CorrectionRequest.objects.filter(person=person, uuid__in=named))
    except ValidationError:
        raise Http404 from None
    return object_to(
        acting_user=request.user,
        subject=person,
        policy=request.POST.get("policy", ""),
        benefit=request.POST.get("benefit", ""),
        kind=request.POST.get("kind", ""),
        text=request.POST.get("text", ""),
        notice=about,
        corrections=corrections,
    )


def _notice(person: Person, uuid: str) -> Notice | None:
    if not uuid:
        return None
    try:
        return Notice.objects.get(person__in=rows_of(person), uuid=uuid)
    except (Notice.DoesNotExist, ValidationError):
        raise Http404 from None


def is_known(policy: str, benefit: str) -> bool:
    """Some text names it: nobody objects to what does not exist."""
    versions = [v for d in library().documents if d.id == policy for v in d.versions]
    named = {b.id for v in versions for b in v.benefits}
    return benefit in named | {v.classification.id for v in versions if v.classification}


@never_cache
@require_POST
@person_required
def withdraw(request: HttpRequest, person: Person, uuid: str) -> HttpResponse:
    one = found(access_objection, user=request.user, uuid=uuid)
    try:
        withdraw_objection(acting_user=request.user, objection=one)
        messages.success(request, _("已撤回。"))
    except GrantError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("person:objection", args=[one.uuid]))
