"""Officers of their region, and the auditor: people, decisions, grants, payments, doubts."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from yulin.access.rules import is_auditor, is_officer
from yulin.api.access import found, who
from yulin.api.paging import Cursor, Limit, PageOf, page_of
from yulin.api.problems import ERRORS, Refused
from yulin.api.routes.person import facts_out
from yulin.api.shapes import (
    BatchOut,
    BatchPaymentOut,
    DecisionOut,
    GrantOut,
    PersonOut,
    PersonPageOut,
    SignalOut,
    decision_out,
    yuan,
)
from yulin.control.queries.signals import visible_signals
from yulin.entitlements.models import Grant
from yulin.entitlements.queries.decisions import yuan as of_fen
from yulin.entitlements.queries.explain import explain_person
from yulin.ledger.models import Batch, Payment
from yulin.ledger.queries.scope import access_batch, visible_batches
from yulin.registry.models import Person, PersonFact
from yulin.registry.queries.people import employer_names_of, people_matching
from yulin.registry.queries.person_page import person_page
from yulin.registry.queries.scope import access_person, rows_of, visible_people
from yulin.registry.queries.shown import division_name
from yulin.rights.actions.looks import note_look
from yulin.rights.enums import PageKind

may_look = is_officer | is_auditor
router = Router(tags=["officer"], auth=who(may_look))
Words = Annotated[str, Query(max_length=100, pattern="^[^\\x00]*$")]


@router.get("/people", response={200: PageOf[PersonOut], **ERRORS})
def people(request: HttpRequest, q: Words = "", after: Cursor = "", limit: Limit = 50) -> Any:
    """People of your region; `q` is a whole number, or a part of their or their employer's name."""
    rows = visible_people(request.user).filter(people_matching(q))
    return page_of(rows, after=after, limit=limit, what="people", shown=_people)


@router.get("/people/{uuid}", response={200: PersonPageOut, **ERRORS})
def person(request: HttpRequest, uuid: UUID) -> Any:
    """What is held of one person, numbers masked. The person reads that your office looked."""
    page = found(person_page, user=request.user, uuid=uuid)
    note_look(acting_user=request.user, people=[page.person], page=PageKind.FACTS)
    return {
        "uuid": page.person.uuid,
        "name": page.name,
        "number": page.masked_number,
        "division": page.person.division,
        "facts": list(facts_out(page)),
    }


@router.get("/people/{uuid}/decisions", response={200: list[DecisionOut], **ERRORS})
def decisions(request: HttpRequest, uuid: UUID) -> Any:
    """What one person is due today, with the reasons of every clause."""
    one = _person(request, uuid, PageKind.DUES)
    return [decision_out(d) for d in explain_person(user=request.user, person=one)]


@router.get("/people/{uuid}/grants", response={200: PageOf[GrantOut], **ERRORS})
def grants(request: HttpRequest, uuid: UUID, after: Cursor = "", limit: Limit = 50) -> Any:
    """What one person receives, the latest first."""
    one = _person(request, uuid, PageKind.MONEY)
    rows = Grant.objects.filter(person__in=rows_of(one))
    return page_of(
        rows, after=after, limit=limit, what="grants", shown=lambda held: [_grant(g) for g in held]
    )


@router.get("/batches", response={200: PageOf[BatchOut], **ERRORS})
def batches(request: HttpRequest, after: Cursor = "", limit: Limit = 50) -> Any:
    """Batches of payments of your region, the latest first."""
    return page_of(
        visible_batches(request.user),
        after=after,
        limit=limit,
        what="batches",
        shown=lambda held: [_batch(one) for one in held],
    )


@router.get("/batches/{uuid}/payments", response={200: PageOf[BatchPaymentOut], **ERRORS})
def batch_payments(request: HttpRequest, uuid: UUID, after: Cursor = "", limit: Limit = 50) -> Any:
    """The payments of one batch; accounts by their last figures."""
    one = found(access_batch, user=request.user, uuid=uuid)
    rows = Payment.objects.filter(batch=one).select_related("instalment", "account")
    return page_of(
        rows,
        after=after,
        limit=limit,
        what="payments",
        shown=lambda held: [_payment(payment) for payment in held],
    )


@router.get("/signals", response={200: PageOf[SignalOut], **ERRORS})
def signals(request: HttpRequest, after: Cursor = "", limit: Limit = 50) -> Any:
    """Doubts (疑点) of your region, without whom they are about."""
    names = ("uuid", "kind", "region", "state", "found_at")
    return page_of(
        visible_signals(request.user),
        after=after,
        limit=limit,
        what="signals",
        shown=lambda held: [{name: getattr(one, name) for name in names} for one in held],
    )


def _person(request: HttpRequest, uuid: UUID, page: PageKind) -> Person:
    one: Person = found(access_person, user=request.user, uuid=uuid)
    if one.merged_into_id is not None:
        raise Refused(404)
    note_look(acting_user=request.user, people=[one], page=page)
    return one


def _people(held: list[Person]) -> list[dict[str, object]]:
    keys = [one.pk for one in held]
    names = dict(PersonFact.objects.current().filter(person__in=keys).values_list("person", "name"))
    employers = employer_names_of(keys)
    return [
        {
            "uuid": one.uuid,
            "name": names.get(one.pk, ""),
            "number": one.masked_number,
            "division": one.division,
            "division_name": division_name(one.division),
            "employer": employers.get(one.pk, ""),
        }
        for one in held
    ]


def _grant(one: Grant) -> dict[str, object]:
    same = ("uuid", "policy", "benefit", "version", "state", "begins_on", "period", "periods")
    return {
        **{name: getattr(one, name) for name in same},
        "amount": yuan(of_fen(one.amount)),
    }


def _batch(one: Batch) -> dict[str, object]:
    same = ("uuid", "region", "title", "state", "made_at", "filed_at")
    return {
        **{name: getattr(one, name) for name in same},
        "payments": one.payments_count,
        "total": yuan(one.total),
    }


def _payment(one: Payment) -> dict[str, object]:
    return {
        "uuid": one.uuid,
        "reference": one.reference,
        "policy": one.instalment.policy,
        "benefit": one.instalment.benefit,
        "amount": yuan(one.amount),
        "state": one.state,
        "account": one.account.number.masked,
        "answered_at": one.answered_at,
    }
