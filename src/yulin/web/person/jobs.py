"""A person's applications, interviews, offers and contracts; their résumé; searches they keep."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yulin.facts import enums
from yulin.jobs.actions.applications import withdraw
from yulin.jobs.actions.contracts import confirm_contract, dispute_contract
from yulin.jobs.actions.meetings import answer_interview, answer_offer
from yulin.jobs.actions.resumes import forget_firm, mark_firm, save_resume, show_resume
from yulin.jobs.actions.searches import drop_search, save_search, searches_with_news, see_search
from yulin.jobs.enums import ApplicationState, Shift, Visibility, WorkForm
from yulin.jobs.errors import JobsError
from yulin.jobs.models import Application, Contract, Resume
from yulin.jobs.occupations import tree
from yulin.jobs.queries.boards import access_application, interviews_of, own_applications
from yulin.jobs.queries.firms import firm_name, firm_names
from yulin.jobs.queries.resumes import (
    audience_counts,
    audience_of,
    firms_named,
    invitations_of,
    looks_at,
    own_resume,
    shown_to_firms,
)
from yulin.jobs.queries.search import Wanted
from yulin.registry.models import Employer, Person
from yulin.registry.queries.paging import page_of
from yulin.web.jobs_calendar import calendar_answer
from yulin.web.jobs_form import districts, industries, own_words_of, own_words_typed, words_of
from yulin.web.jobs_shown import own_lines
from yulin.web.officer.gate import found
from yulin.web.officer.listing import listed, page_number, uuid_of
from yulin.web.person.access import person_required

CITY = 330300


@never_cache
@require_safe
@person_required
def applications(request: HttpRequest, person: Person) -> HttpResponse:
    page = page_of(own_applications(person), number=page_number(request.GET), shown=list)
    names = firm_names(row.employer_id for row in page.rows)
    context = {
        **listed(request, page),
        "lines": [(row, names.get(row.employer_id, "")) for row in page.rows],
        "searches": searches_with_news(person),
        "interviews": list(interviews_of(request.user)),
        "looks": looks_at(person)[:10],
        "invitations": invitations_of(person),
    }
    return render(request, "person/jobs.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def application(request: HttpRequest, person: Person, uuid: str) -> HttpResponse:
    one = found(access_application, user=request.user, uuid=uuid)
    if request.method == "POST":
        _answer(request, one)
        return HttpResponseRedirect(reverse("person:application", args=[one.uuid]))
    contract = Contract.objects.filter(offer__application=one).first()
    over = {ApplicationState.HIRED, ApplicationState.WITHDRAWN, ApplicationState.REFUSED}
    context = {
        "application": one,
        "firm": firm_name(one.employer_id),
        "steps": list(one.steps.all()),
        "interviews": list(one.interviews.all()),
        "offers": list(one.offers.all()),
        "contract": contract,
        "stages": list(one.stages.all()),
        "may_withdraw": one.state not in over,
        "own": own_lines(one.resume["own"]),
    }
    return render(request, "person/job.html", context)


def _answer(request: HttpRequest, one: Application) -> None:
    """What the pressed button says; what no longer fits is told."""
    act = _ANSWERS.get(request.POST.get("do", ""))
    if act is None:
        messages.error(request, _("请按页面上的按钮办理。"))
        return
    try:
        act(request, one)
        messages.success(request, _("已办理。"))
    except JobsError as error:
        messages.error(request, str(error))


def _standing(one: Application, what: str) -> object:
    """The latest of what is to be answered."""
    row = {
        "interview": one.interviews.order_by("-pk"),
        "offer": one.offers.order_by("-pk"),
        "contract": Contract.objects.filter(offer__application=one).order_by("-pk"),
    }[what].first()
    if row is None:
        raise JobsError(_("没有要答复的，可能已被收回。"))
    return row


def _interview(accept: bool) -> Callable[[HttpRequest, Application], object]:
    return lambda request, one: answer_interview(
        acting_user=request.user, interview=_standing(one, "interview"), accept=accept
    )


def _offer(accept: bool) -> Callable[[HttpRequest, Application], object]:
    return lambda request, one: answer_offer(
        acting_user=request.user, offer=_standing(one, "offer"), accept=accept
    )


_ANSWERS: dict[str, Callable[[HttpRequest, Application], object]] = {
    "withdraw": lambda request, one: withdraw(acting_user=request.user, application=one),
    "come": _interview(True),
    "not-come": _interview(False),
    "accept": _offer(True),
    "decline": _offer(False),
    "confirm": lambda request, one: confirm_contract(
        acting_user=request.user, contract=_standing(one, "contract")
    ),
    "dispute": lambda request, one: dispute_contract(
        acting_user=request.user,
        contract=_standing(one, "contract"),
        objection=request.POST.get("objection", ""),
    ),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def resume(request: HttpRequest, person: Person) -> HttpResponse:
    """Own words; what is wrong is said above what was typed, and nothing typed is lost."""
    if request.method != "POST":
        return _resume_form(request, person)
    try:
        kept = save_resume(
            acting_user=request.user, person=person, words=own_words_of(request.POST)
        )
        show_resume(
            acting_user=request.user,
            resume=kept,
            visibility=request.POST.get("visibility", Visibility.NOBODY),
            hidden_from_own_firm=request.POST.get("own_firm") != "yes",
        )
    except JobsError as error:
        return _resume_form(request, person, error=str(error))
    messages.success(request, _("简历已保存。"))
    return HttpResponseRedirect(reverse("person:resume"))


def _resume_form(request: HttpRequest, person: Person, error: str = "") -> HttpResponse:
    kept = own_resume(person)
    filled = _unsaved(request.POST) if error else kept or Resume()
    words = own_words_typed(filled)
    shown = shown_to_firms(person, kept, named=False)
    context = {
        "resume": filled,
        "error": error,
        "typed": {**words, "occupations": request.POST.get("occupations", words["occupations"])},
        "anywhere": filled.divisions == [],
        "audience": audience_counts(kept),
        "occupations": tree(),
        "shown": shown,
        "own": own_lines(shown["own"]),
        "education": words_of(enums.EDUCATION)[shown["education"]] if shown["education"] else "",
        "districts": districts((person.division or CITY) // 100 * 100),
        "industries": industries(),
        "forms": WorkForm.choices,
        "shifts": Shift.choices,
        "visibilities": Visibility.choices,
    }
    return render(request, "person/resume.html", context)


def _unsaved(data: QueryDict) -> Resume:
    """What was typed, as it was typed; occupations are shown in the person's own words."""
    without = data.copy()
    without["occupations"] = ""
    return Resume(
        **own_words_of(without).as_columns(),
        visibility=data.get("visibility", Visibility.NOBODY),
        hidden_from_own_firm=data.get("own_firm") != "yes",
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def audience(request: HttpRequest, person: Person) -> HttpResponse:
    """Which firms may see the résumé, and which never; found by name."""
    kept = own_resume(person)
    if request.method == "POST":
        _mark(request, kept)
        return HttpResponseRedirect(reverse("person:audience"))
    words = request.GET.get("q", "").replace("\0", "").strip()[:80]
    context = {
        "resume": kept,
        "words": words,
        "found": firms_named(words, kept) if kept else [],
        "rows": audience_of(kept) if kept else [],
        "visibility": kept.get_visibility_display() if kept else "",
    }
    return render(request, "person/audience.html", context)


def _mark(request: HttpRequest, kept: Resume | None) -> None:
    do, key = request.POST.get("do", ""), uuid_of(request.POST.get("employer", ""))
    employer = Employer.objects.filter(uuid=key).first() if key else None
    if kept is None or employer is None:
        messages.error(request, _("请先保存简历，再从查到的单位里选。"))
        return
    try:
        if do == "forget":
            forget_firm(acting_user=request.user, resume=kept, employer=employer)
        else:
            mark_firm(acting_user=request.user, resume=kept, employer=employer, kind=do)
        messages.success(request, _("已记下，立即生效。"))
    except JobsError as error:
        messages.error(request, str(error))


@require_POST
@person_required
def searches(request: HttpRequest, person: Person) -> HttpResponse:
    """Keep a search, look at what one found, or drop one."""
    try:
        if seen := uuid_of(request.POST.get("see", "")):
            one = see_search(acting_user=request.user, person=person, uuid=seen)
            query = urlencode({**one.query, "sort": "new"}) if one else ""
            return HttpResponseRedirect(f"{reverse('public:jobs')}?{query}")
        if dropped := uuid_of(request.POST.get("drop", "")):
            drop_search(acting_user=request.user, person=person, uuid=dropped)
        else:
            save_search(
                acting_user=request.user,
                person=person,
                wanted=Wanted.read(request.POST),
                name=request.POST.get("name", ""),
            )
            messages.success(request, _("已保存：有新岗位时每天在“消息”里告诉您一次。"))
    except JobsError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("person:applications"))


@never_cache
@require_safe
@person_required
def calendar_file(request: HttpRequest, person: Person) -> HttpResponse:
    """The standing interviews, for the person's own calendar."""
    rows = list(interviews_of(request.user))
    names = firm_names(row.application.employer_id for row in rows)
    return calendar_answer((row, names.get(row.application.employer_id, "")) for row in rows)
