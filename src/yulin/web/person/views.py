from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yulin.entitlements.actions.choose import choose as choose_set
from yulin.entitlements.actions.choose import undo_choice
from yulin.entitlements.errors import ChoiceRefusedError
from yulin.entitlements.queries.choices import choice_of
from yulin.entitlements.queries.holds import standing_holds, standing_rulings
from yulin.ledger.queries.own import own_claims, own_notices, own_sums
from yulin.registry.actions.corrections import request_correction
from yulin.registry.errors import RegistryError
from yulin.registry.models import CorrectionRequest, Person
from yulin.registry.queries.household import household_of
from yulin.registry.queries.person_page import person_page
from yulin.web import prospects
from yulin.web.availability import needs_library
from yulin.web.person import corrections as drafts
from yulin.web.person import dues as decided
from yulin.web.person import facts as held
from yulin.web.person import payments as paid
from yulin.web.person.access import person_required

#: lines of what would help on the page of dues; the rest is on its own
SHOWN = 4


@never_cache
@require_safe
@needs_library
@person_required
def dues(request: HttpRequest, person: Person) -> HttpResponse:
    today = timezone.localdate()
    found = decided.dues(request.user, person, today, request.GET.getlist("choose"))
    context = {
        "dues": found,
        "today": today,
        "rulings": standing_rulings(person),
        "holds": standing_holds(person),
    }
    return render(request, "person/dues.html", context)


@never_cache
@require_POST
@needs_library
@person_required
def choose(request: HttpRequest, person: Person) -> HttpResponse:
    """Keep the set that was shown, or go back to the best one (`undo`)."""
    try:
        if "undo" in request.POST:
            held = choice_of(user=request.user, person=person)
            if held is not None:
                undo_choice(acting_user=request.user, choice=held)
            messages.success(request, _("已改回最多的一种。"))
        else:
            choose_set(acting_user=request.user, person=person, keys=request.POST.getlist("choose"))
            messages.success(request, _("已记下您的选择，以后都按它计算；随时可以改。"))
    except ChoiceRefusedError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("person:dues") + "#choice")


@never_cache
@require_safe
@needs_library
@person_required
def helping(request: HttpRequest, person: Person) -> HttpResponse:
    """What would bring what is not due: a page of its own, or the first lines of it for htmx."""
    found = decided.remedies(person, timezone.localdate())
    if request.htmx:
        context = {"found": found[:SHOWN], "left": max(0, len(found) - SHOWN)}
        return render(request, "person/help_lines.html", context)
    return render(request, "person/help.html", {"found": found})


@never_cache
@require_safe
@person_required
def facts(request: HttpRequest, person: Person) -> HttpResponse:
    page = person_page(user=request.user, uuid=person.uuid)
    context = {
        "page": page,
        "sheets": held.sheets(page),
        "household": household_of(user=request.user, person=person),
    }
    return render(request, "person/facts.html", context)


@never_cache
@require_safe
@person_required
def payments(request: HttpRequest, person: Person) -> HttpResponse:
    """Where each sum is, what is to be paid back, what was told; in plain words."""
    context = {
        "payments": paid.lines(own_sums(person=person)),
        "claims": own_claims(person=person, today=timezone.localdate()),
        "notices": paid.told(own_notices(person=person)),
    }
    return render(request, "person/payments.html", context)


@never_cache
@require_safe
@person_required
def corrections(request: HttpRequest, person: Person) -> HttpResponse:
    asked = CorrectionRequest.objects.filter(person=person)
    return render(request, "person/corrections.html", {"asked": asked})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def new_correction(request: HttpRequest, person: Person) -> HttpResponse:
    page = person_page(user=request.user, uuid=person.uuid)
    draft = drafts.read(page, request.POST if request.method == "POST" else request.GET)
    if draft is None:
        raise Http404
    error = _ask(request, person, draft) if request.method == "POST" else None
    if request.method == "POST" and error is None:
        messages.success(request, _("已收到您的更正申请，处理结果会显示在这里。"))
        return HttpResponseRedirect(reverse("person:corrections"))
    context = {"draft": draft, "error": error}
    return render(request, "person/correction_form.html", context, status=422 if error else 200)


def _ask(request: HttpRequest, person: Person, draft: drafts.Draft) -> str | None:
    """Send the request; the reason in words where the register refuses it."""
    try:
        request_correction(
            acting_user=request.user,
            person=person,
            table=draft.sheet.table.name,
            row=draft.row_uuid,
            column=draft.column if draft.row else "",
            claimed=draft.claimed,
            text=draft.text,
        )
    except RegistryError as error:
        return str(error)
    return None


@never_cache
@require_safe
@needs_library
@person_required
def why(request: HttpRequest, person: Person, policy: str, benefit: str) -> HttpResponse:
    """The reasons of one due: a page of its own, or a part of one for htmx."""
    try:
        found = decided.remedies_of(
            request.user, person, timezone.localdate(), f"{policy}/{benefit}"
        )
    except KeyError:
        raise Http404 from None
    template = "person/why_part.html" if request.htmx else "person/why.html"
    return render(request, template, prospects.reasons(found))
