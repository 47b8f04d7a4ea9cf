"""What a person is told, and their right to answer: notices and objections."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yulin.entitlements.models import Notice
from yulin.entitlements.queries.explain import explain_decisions
from yulin.entitlements.queries.objections import access_objection, visible_objections
from yulin.events.queries.letters import deliveries_of
from yulin.ledger.actions.read import read_notices
from yulin.ledger.queries.notices import notices_of
from yulin.registry.models import CorrectionRequest, Person
from yulin.registry.queries.paging import page_of
from yulin.registry.queries.scope import rows_of
from yulin.web.availability import needs_library
from yulin.web.objecting import object_by_form, show_notice, withdraw_by_form
from yulin.web.officer.gate import found
from yulin.web.officer.listing import listed, page_number
from yulin.web.person import notices as shown
from yulin.web.person.access import person_required

PER_PAGE = 20


@never_cache
@require_safe
@person_required
def notices(request: HttpRequest, person: Person) -> HttpResponse:
    unread = request.GET.get("show") == "unread"
    page = notices_of(person, page=page_number(request.GET), unread=unread)
    context = {
        **listed(request, page),
        "lines": shown.lines(list(page.rows)),
        "unread": unread,
        "letters": deliveries_of(person).filter(read_at__isnull=True)[:5],
    }
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
    return show_notice(
        request,
        template="person/notice.html",
        subject=person,
        rows=Notice.objects.filter(person__in=rows_of(person)),
        uuid=uuid,
        decide=lambda one: explain_decisions(user=request.user, run=one.run, person=person),
    )


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
    """With the corrections that the person has asked for, to name among them."""
    theirs = CorrectionRequest.objects.filter(person=person)
    named = (request.POST if request.method == "POST" else request.GET).getlist("corrections")
    try:
        chosen = list(theirs.filter(uuid__in=[uuid for uuid in named if uuid]))
    except ValidationError:
        raise Http404 from None
    return object_by_form(
        request,
        template="person/objection_form.html",
        then="person:objection",
        subject=person,
        rows=Notice.objects.filter(person__in=rows_of(person)),
        more={"named": named, "corrections": theirs},
        corrections=chosen,
    )


@never_cache
@require_POST
@person_required
def withdraw(request: HttpRequest, person: Person, uuid: str) -> HttpResponse:
    return withdraw_by_form(request, then="person:objection", uuid=uuid)
