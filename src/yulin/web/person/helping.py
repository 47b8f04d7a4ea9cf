"""A person's own: help by name with offers to answer, codes for agencies, sign-ups, projects."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from yulin.helping.actions.cases import ask_again, decline_help
from yulin.helping.actions.community import withdraw_sign_up
from yulin.helping.actions.offers import answer_offer
from yulin.helping.actions.orders import CODE_DAYS, give_code, take_back
from yulin.helping.enums import CaseState, DeclineReason, OfferState, Outcome
from yulin.helping.errors import HelpingError
from yulin.helping.queries.agencies import own_candidacies, standing_code
from yulin.helping.queries.community import own_sign_ups
from yulin.helping.queries.contests import entries_of
from yulin.helping.queries.help import list_names, own_cases, own_offers, progress_of
from yulin.helping.queries.projects import own_projects
from yulin.jobs.queries.firms import firm_name, firm_names
from yulin.registry.models import Person
from yulin.web import helping_form
from yulin.web.helping_form import yuan
from yulin.web.officer.gate import found
from yulin.web.officer.listing import uuid_of
from yulin.web.person.access import person_required

PROMISED = (1, 3, 1)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def my_help(request: HttpRequest, person: Person) -> HttpResponse:
    if request.method == "POST":
        done = helping_form.turned(request, _acts(request, person))
        if request.POST.get("do") == "code" and isinstance(done, str):
            return render(request, "person/helping.html", _context(person, code=done))
        return HttpResponseRedirect(reverse("person:my_help"))
    return render(request, "person/helping.html", _context(person))


def _context(person: Person, *, code: str = "") -> dict[str, object]:
    cases = list(own_cases(person)[:20])
    progress, lists = progress_of(case.pk for case in cases), list_names(cases)
    offers = list(own_offers(person)[:50])
    candidacies = list(own_candidacies(person)[:20])
    names = firm_names(
        [offer.post.employer_id for offer in offers if offer.post]
        + [one.employer_id for one in candidacies]
    )
    return {
        "cases": [(case, lists[case.helplist_id], progress[case.pk]) for case in cases],
        "open": CaseState.OPEN,
        "declined": Outcome.DECLINED,
        "offers": [
            (offer, names.get(offer.post.employer_id, "") if offer.post else "") for offer in offers
        ],
        "waiting": OfferState.MADE,
        "reasons": DeclineReason.choices,
        "code": code,
        "code_days": CODE_DAYS,
        "standing": standing_code(person),
        "candidacies": [(one, names.get(one.employer_id, "")) for one in candidacies],
        "sign_ups": list(own_sign_ups(person)[:20]),
        "projects": list(own_projects(person)[:20]),
    }


def _acts(request: HttpRequest, person: Person) -> dict[str, Callable[[], object]]:
    user, sent = request.user, request.POST
    return {
        "accept": lambda: answer_offer(
            acting_user=user, offer=_own(request, own_offers(person)), accept=True
        ),
        "decline": lambda: answer_offer(
            acting_user=user,
            offer=_own(request, own_offers(person)),
            accept=False,
            reason=sent.get("reason", ""),
        ),
        "no-help": lambda: decline_help(acting_user=user, case=_own(request, own_cases(person))),
        "help-again": lambda: ask_again(acting_user=user, case=_own(request, own_cases(person))),
        "code": lambda: give_code(acting_user=user, person=person),
        "take-back": lambda: take_back(
            acting_user=user, candidate=_own(request, own_candidacies(person))
        ),
        "withdraw": lambda: withdraw_sign_up(
            acting_user=user, sign_up=_own(request, own_sign_ups(person))
        ),
    }


def _own(request, rows):  # noqa: ANN001, ANN202 - any query set of the person's, and its row
    key = uuid_of(request.POST.get("one", ""))
    row = rows.filter(uuid=key).first() if key else None
    if row is None:
        raise HelpingError(_("没有要办的，可能已被撤回。"))
    return row


@never_cache
@require_safe
@person_required
def my_project(request: HttpRequest, person: Person, uuid: str) -> HttpResponse:
    """What is written down of one's own project."""
    one = found(own_projects(person).get, uuid=uuid)
    context = {
        "project": one,
        "firm": firm_name(one.employer_id) if one.employer_id else "",
        "promised": yuan(one.promised),
        "paid": yuan(one.paid),
        "visits": list(one.visits.all()[:50]),
        "milestones": list(one.milestones.all()),
        "steps": list(one.steps.all()),
        "team": list(one.team.all()),
        "entries": list(entries_of(one)),
        "today": timezone.localdate(),
    }
    return render(request, "person/project.html", context)
