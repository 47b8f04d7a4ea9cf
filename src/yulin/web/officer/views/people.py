from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from yulin.entitlements.choosing import settled_by
from yulin.entitlements.enums import RunState
from yulin.entitlements.models import Choice, Run
from yulin.entitlements.queries.choices import choice_at, choice_of, choices_of
from yulin.entitlements.queries.explain import explain_decisions, explain_person
from yulin.entitlements.queries.holds import standing_holds, standing_rulings
from yulin.entitlements.queries.runs import access_run
from yulin.policy.decision import Decision
from yulin.registry.models import Person
from yulin.registry.queries.household import household_of
from yulin.registry.queries.people import people_list
from yulin.registry.queries.person_page import person_page
from yulin.registry.queries.scope import access_person
from yulin.sources.queries.sources import standings_of
from yulin.sources.rules import may_ask_about
from yulin.web.officer import people as shown
from yulin.web.officer.dues import shown_choice, sorted_dues
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import heads, listed, page_number
from yulin.web.officer.looked import PageKind, looked
from yulin.web.officer.rules import may_look


@require_safe
@permitted(may_look)
def people(request: HttpRequest) -> HttpResponse:
    wanted = shown.Wanted.read(request.GET)
    page = people_list(
        user=request.user,
        search=wanted.words,
        filters=wanted.filters,
        sort=wanted.sort,
        page=page_number(request.GET),
    )
    context = {
        **listed(request, page),
        "wanted": wanted,
        "heads": heads(request, shown.HEADS, sort=wanted.sort),
        "districts": shown.districts_of(request.user),
        "levels": shown.levels(),
        "lines": [shown.Line(row) for row in page.rows],
    }
    return render(request, "officer/people.html", context)


@require_safe
@permitted(may_look)
def person(request: HttpRequest, uuid: str) -> HttpResponse:
    """What a person is due, today or as a run decided it (`?run=`), each with its reasons."""
    one = found(person_page, user=request.user, uuid=uuid)
    looked(request, PageKind.DUES, one.person)
    run = _run(request)
    kept, decisions = _decisions(request, one.person, run)
    context = {
        "choice": shown_choice(one.person, kept) if kept and not run else None,
        "choices": choices_of(user=request.user, person=one.person),
        "page": one,
        "run": run,
        "dues": sorted_dues(decisions, one.person.division),
        "today": timezone.localdate(),
        "rulings": [] if run else standing_rulings(one.person),
        "holds": [] if run else standing_holds(one.person),
        "whence": _whence(run),
    }
    return render(request, "officer/person.html", context)


@require_safe
@permitted(may_look)
def facts(request: HttpRequest, uuid: str) -> HttpResponse:
    """What is held of a person: now, or as of a day of record, or what holds on a day."""
    asked = shown.Asked.read(request.GET)
    one = found(
        person_page, user=request.user, uuid=uuid, known_on=asked.moment, valid_on=asked.valid
    )
    looked(request, PageKind.FACTS, one.person)
    standings = standings_of(person=one.person) if asked.moment is None else {}
    context = {
        "page": one,
        "asked": asked,
        "household": household_of(user=request.user, person=one.person, known_on=asked.moment),
        "sheets": [(sheet, standings.get(sheet.table.name, ())) for sheet in one.sheets],
        "may_ask": may_ask_about(request.user, one.person),
        "whence": _whence(_run(request)),
    }
    return render(request, "officer/person_facts.html", context)


@require_safe
@permitted(may_look)
def why(request: HttpRequest, uuid: str, policy: str, benefit: str) -> HttpResponse:
    """The reasons of one due: a page of its own, or a part of one for htmx."""
    one = found(access_person, user=request.user, uuid=uuid)
    run = _run(request)
    _kept, decisions = _decisions(request, one, run)
    decision = next((d for d in decisions if d.key == f"{policy}/{benefit}"), None)
    if decision is None:
        raise Http404
    looked(request, PageKind.DUES, one)
    context = {
        "decision": decision,
        "person": one,
        "name": shown.name_of(one),
        "run": run,
        "whence": _whence(run),
    }
    template = "yulin/decision.html" if request.htmx else "officer/person_why.html"
    return render(request, template, context)


def _run(request: HttpRequest) -> Run | None:
    """The finished run that the address names; None where it names none."""
    named = request.GET.get("run", "")
    if not named:
        return None
    run = found(access_run, user=request.user, uuid=named)
    if run.state != RunState.FINISHED:
        raise Http404
    return run


def _decisions(
    request: HttpRequest, person: Person, run: Run | None
) -> tuple[Choice | None, tuple[Decision, ...]]:
    """Today's decisions or a run's, as what the person chose until then leaves them."""
    user = request.user
    if run is None:
        kept = choice_of(user=user, person=person)
        decisions = explain_person(user=user, person=person)
    else:
        assert run.known_at is not None
        kept = choice_at(user=user, person=person, moment=run.known_at)
        decisions = explain_decisions(user=user, run=run, person=person)
    return kept, settled_by(decisions, kept.keys) if kept else decisions


def _whence(run: Run | None) -> str:
    return f"?run={run.uuid}" if run else ""
