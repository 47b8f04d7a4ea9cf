"""A person's own: facts, dues with reasons, payments, notices; and an objection."""

import json
from collections.abc import Iterator
from typing import Annotated, Any, Literal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Body, Header, Router, Schema, Status
from pydantic import Field, StringConstraints

from yulin.access.actions import idempotency
from yulin.access.rules import is_person
from yulin.api.access import who
from yulin.api.paging import Cursor, Limit, PageOf, page_of
from yulin.api.problems import ERRORS, Problem, Refused
from yulin.api.shapes import (
    DecisionOut,
    FactOut,
    NoticeOut,
    ObjectionOut,
    PaymentOut,
    decision_out,
    yuan,
)
from yulin.entitlements.actions.objections import object_to
from yulin.entitlements.choosing import concerning
from yulin.entitlements.errors import GrantError
from yulin.entitlements.models import Notice, Objection
from yulin.entitlements.queries.explain import explain_person
from yulin.entitlements.queries.objections import visible_objections
from yulin.ledger.queries.own import own_sums
from yulin.programmes.queries.library import library
from yulin.registry.models import Person
from yulin.registry.queries.person_page import PersonPage, person_page
from yulin.registry.queries.scope import rows_of, visible_people

router = Router(tags=["person"], auth=who(is_person))
Text = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=idempotency.LONGEST_KEY,
        pattern=r"^[\x21-\x7e]+$",
    ),
]


class ObjectionIn(Schema):
    """An objection to a benefit's decision, or the wish that a human look at it."""

    policy: Annotated[str, StringConstraints(max_length=100)]
    benefit: Annotated[str, StringConstraints(max_length=100)]
    kind: Literal["objection", "human"]
    text: Text
    notice: UUID | None = Field(default=None)


def own(request: HttpRequest) -> Person:
    """The signed-in person's record. Raises Refused where the register has none."""
    person = visible_people(request.user).first()
    if person is None:
        raise Refused(404, _("登记簿里还没有您的记录。"))
    return person


@router.get("/me/facts", response={200: list[FactOut], **ERRORS})
def my_facts(request: HttpRequest) -> Any:
    """What is held of you, cell by cell, with its source."""
    return list(facts_out(person_page(user=request.user, uuid=own(request).uuid)))


@router.get("/me/dues", response={200: list[DecisionOut], **ERRORS})
def my_dues(request: HttpRequest) -> Any:
    """What you are due today where you belong, with the reasons of every clause."""
    person = own(request)
    decided = explain_person(user=request.user, person=person)
    return [decision_out(one) for one in concerning(decided, person.division)]


@router.get("/me/payments", response={200: list[PaymentOut], **ERRORS})
def my_payments(request: HttpRequest) -> Any:
    """What is owed to you and how far each sum has come."""
    return [
        {
            "policy": one.policy,
            "benefit": one.benefit,
            "since": one.since,
            "amount": yuan(one.amount),
            "state": one.state,
            "account": one.account,
            "paid_at": one.paid_at,
        }
        for one in own_sums(person=own(request))
    ]


@router.get("/me/notices", response={200: PageOf[NoticeOut], **ERRORS})
def my_notices(request: HttpRequest, after: Cursor = "", limit: Limit = 50) -> Any:
    """What you were told about benefits, the latest first. Reading here marks nothing as read."""
    rows = Notice.objects.filter(person__in=rows_of(own(request)))
    return page_of(
        rows, after=after, limit=limit, what="notices", shown=lambda held: [_told(n) for n in held]
    )


@router.get("/me/objections", response={200: PageOf[ObjectionOut], **ERRORS})
def my_objections(request: HttpRequest, after: Cursor = "", limit: Limit = 50) -> Any:
    """Your objections, the latest first."""
    own(request)
    return page_of(
        visible_objections(request.user),
        after=after,
        limit=limit,
        what="objections",
        shown=lambda held: [_objection(one) for one in held],
    )


@router.post(
    "/me/objections", url_name="my_objections", response={201: ObjectionOut, 409: Problem, **ERRORS}
)
def file_objection(request: HttpRequest, given: Body[ObjectionIn], key: Key) -> Any:
    """File an objection, once for each `Idempotency-Key`: sent again, it gets the same answer."""
    person = own(request)
    digest = idempotency.digest_of(b"POST objections", given.model_dump_json().encode())
    try:
        made = idempotency.once(
            acting_user=request.user,
            key=key,
            digest=digest,
            do=lambda: _file(request, person, given),
        )
    except idempotency.KeyOfAnother:
        raise Refused(422, _("这个幂等键已经用于内容不同的请求。")) from None
    except idempotency.UnderWay:
        raise Refused(409, _("同一个幂等键的请求正在处理。")) from None
    return Status(made.status, made.answer)


def _file(request: HttpRequest, person: Person, given: ObjectionIn) -> tuple[int, Any]:
    if not _is_known(given.policy, given.benefit):
        raise Refused(422, _("没有这项政策或待遇。"))
    about = None
    if given.notice is not None:
        about = Notice.objects.filter(person__in=rows_of(person), uuid=given.notice).first()
        if about is None or (about.policy, about.benefit) != (given.policy, given.benefit):
            raise Refused(422, _("没有这条告知，或它说的是别的待遇。"))
    try:
        made = object_to(
            acting_user=request.user,
            subject=person,
            policy=given.policy,
            benefit=given.benefit,
            kind=given.kind,
            text=given.text,
            notice=about,
        )
    except (GrantError, ValidationError) as error:
        raise Refused(422, str(error)) from None
    shown = ObjectionOut.model_validate(_objection(made))
    return 201, json.loads(shown.model_dump_json())


def _is_known(policy: str, benefit: str) -> bool:
    return any(
        one.id == benefit
        for document in library().documents
        if document.id == policy
        for version in document.versions
        for one in version.benefits
    )


def facts_out(page: PersonPage) -> Iterator[dict[str, object]]:
    """What is held now; numbers are masked as on the page."""
    for sheet in page.sheets:
        for row in sheet.rows:
            for cell in row.cells:
                if cell.known and cell.text:
                    yield {
                        "table": sheet.table.name,
                        "record": row.uuid,
                        "column": cell.column.name,
                        "value": cell.text,
                        "source": row.source,
                        "evidence": row.evidence,
                        "recorded_at": row.recorded_at,
                    }


def _told(one: Notice) -> dict[str, object]:
    same = ("uuid", "kind", "policy", "benefit", "until", "told_at", "read_at")
    return {**{name: getattr(one, name) for name in same}, "kind_zh": one.get_kind_display()}


def _objection(one: Objection) -> dict[str, object]:
    names = ("uuid", "policy", "benefit", "kind", "state", "text", "asked_at", "due_on", "answer")
    return {name: getattr(one, name) for name in names}
