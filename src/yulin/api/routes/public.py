"""What anybody may read: policies, benefits, the vocabulary of facts, divisions."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router

from yulin.api.access import limited
from yulin.api.problems import OPEN_ERRORS, Refused
from yulin.api.shapes import BenefitOut, DivisionOut, PolicyOut, WordOut
from yulin.codes.divisions import shipped
from yulin.facts.schema import TABLES
from yulin.policy.document import Document
from yulin.programmes.queries.library import library

router = Router(tags=["public"])
#: no body and no account: counted by address
LARGEST_CODE = 999_999


def _visitor(request: HttpRequest) -> None:
    limited(f"address:{request.META.get('REMOTE_ADDR', '')}")


@router.get("/policies", response={200: list[PolicyOut], **OPEN_ERRORS})
def policies(request: HttpRequest) -> Any:
    """Every document, in force or not, as the library has it now."""
    _visitor(request)
    return [_policy(document) for document in library().documents]


@router.get("/policies/{code}", response={200: PolicyOut, **OPEN_ERRORS})
def policy(request: HttpRequest, code: str) -> Any:
    """One document."""
    _visitor(request)
    for document in library().documents:
        if document.id == code:
            return _policy(document)
    raise Refused(404)


@router.get("/benefits", response={200: list[BenefitOut], **OPEN_ERRORS})
def benefits(request: HttpRequest) -> Any:
    """Every benefit of the versions in force today."""
    _visitor(request)
    today = timezone.localdate()
    found = []
    for document in library().documents:
        version = document.version_on(today)
        found += [
            {
                "policy": document.id,
                "version": version.name,
                "benefit": one.id,
                "name": one.name,
                "name_en": one.name_en,
                "kind": one.kind,
                "subject": one.subject,
                "payee": one.payee,
                "region": document.region,
                "citation": one.citation,
            }
            for one in (version.benefits if version else ())
        ]
    return found


@router.get("/vocabulary", response={200: list[WordOut], **OPEN_ERRORS})
def vocabulary(request: HttpRequest) -> Any:
    """What a fact may be: each column of each record table."""
    _visitor(request)
    return [
        {
            "table": table.name,
            "name": column.name,
            "kind": column.kind,
            "unit": column.unit,
            "required": column.required,
            "blank": column.blank,
            "note": column.note,
            "note_en": column.note_en,
            "labels": list(column.labels.labels) if column.labels else [],
            "labels_en": list(column.labels.en) if column.labels else [],
        }
        for table in TABLES
        for column in table.columns
    ]


@router.get("/divisions", response={200: list[DivisionOut], **OPEN_ERRORS})
def divisions(
    request: HttpRequest, parent: Annotated[int, Query(ge=0, le=LARGEST_CODE)] = 0
) -> Any:
    """The divisions in force one level below; below 0 are the provinces."""
    _visitor(request)
    return [
        {"code": one.code, "name": one.name, "parent": one.parent}
        for one in shipped().children(parent)
    ]


def _policy(document: Document) -> dict[str, object]:
    today = timezone.localdate()
    version = document.version_on(today)
    return {
        "code": document.id,
        "title": document.title,
        "title_en": document.title_en,
        "number": document.number,
        "issuer": document.issuer,
        "region": document.region,
        "domain": document.domain,
        "subject": document.subject,
        "summary": document.summary,
        "state": document.status_on(today),
        "version": version.name if version else None,
        "verified": document.verified,
    }
