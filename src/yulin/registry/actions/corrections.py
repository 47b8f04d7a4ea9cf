"""Corrections: a person says that a fact is wrong, an officer answers."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.access.redaction import redact
from yulin.facts.schema import BY_NAME, Column, Table
from yulin.registry.actions.amend import amend_fact
from yulin.registry.claims import read_claim
from yulin.registry.enums import CorrectionState
from yulin.registry.errors import BrokenRuleError, RegistryError, in_words
from yulin.registry.models import MODEL_OF, CorrectionRequest, Fact, Person
from yulin.registry.rules import may_request_correction, may_resolve_correction


def request_correction(
    *,
    acting_user: User,
    person: Person,
    table: str,
    row: UUID | None = None,
    column: str = "",
    claimed: str = "",
    text: str = "",
) -> CorrectionRequest:
    """Ask for a cell to hold `claimed` (`column` given), or say in `text` what is wrong or missing.

    `table` and `column` are the sheet's and the column's names. Raises RegistryError.
    """
    if not may_request_correction(acting_user, person):
        raise PermissionDenied
    request = CorrectionRequest(
        person=person,
        table=table,
        row=row,
        column=column,
        # Free text may quote a document number; it is kept in one place only.
        claimed=redact(claimed.strip()),
        text=redact(text.strip()),
        asked_by=acting_user,
    )
    _check(request)
    try:
        with transaction.atomic():
            request.save()
            _journal(acting_user, "registry.correction.request", request)
    except IntegrityError as error:
        raise BrokenRuleError(in_words(error)) from None
    return request


@transaction.atomic
def resolve_correction(
    *, acting_user: User, correction: CorrectionRequest, accept: bool, answer: str
) -> CorrectionRequest:
    """Answer it; accepting a claimed value puts it in place of the old, which stays readable.

    Raises RegistryError when it was answered before, or when the row has been replaced meanwhile.
    """
    found = CorrectionRequest.objects.select_for_update(of=("self",)).select_related("person")
    request = found.get(pk=correction.pk)
    if not may_resolve_correction(acting_user, request):
        raise PermissionDenied
    if request.state != CorrectionState.OPEN:
        raise RegistryError(_("这项申请已处理过。"))
    if not answer.strip():
        raise RegistryError(_("请写明答复，申请人会看到。"))
    if accept and request.column:
        _amend(request=request, acting_user=acting_user)
    request.state = CorrectionState.ACCEPTED if accept else CorrectionState.REFUSED
    request.answered_by, request.answered_at = acting_user, timezone.now()
    request.answer = redact(answer.strip())
    request.save()
    _journal(acting_user, "registry.correction.resolve", request)
    return request


def _amend(*, request: CorrectionRequest, acting_user: User) -> None:
    fact = _row(_table(request.table), request.person, request.row)
    column = _column(fact.TABLE, request.column)
    amend_fact(
        fact=fact,
        column=column,
        value=read_claim(column, request.claimed),
        source=_("更正申请"),
        evidence=str(request.uuid),
        acting_user=acting_user,
    )


def _check(request: CorrectionRequest) -> None:
    table = _table(request.table)
    if request.row is not None:
        _row(table, request.person, request.row)
    if request.column:
        if request.row is None:
            raise RegistryError(_("请指明是哪一条记录。"))
        read_claim(_column(table, request.column), request.claimed)
    elif not request.text:
        raise RegistryError(_("请说明哪里不对。"))


def _table(name: str) -> Table:
    if name not in BY_NAME:
        raise RegistryError(_("没有这张表。"))
    return BY_NAME[name]


def _column(table: Table, name: str) -> Column:
    """A column that may be corrected: not a document number, nor the code of the row itself."""
    open_to_all = {c.name for c in table.columns if c.kind != "id" and c.name != table.key}
    if name not in open_to_all:
        raise RegistryError(_("这一列不能直接更正，请在说明里写明情况。"))
    return table.column(name)


def _row(table: Table, person: Person, uuid: UUID | None) -> Fact:
    model = MODEL_OF[table.name]
    # Whichever of their numbers it came with.
    kept = person.stands_for
    whose = {f"{model.person_field()}__in": [kept, *kept.aliases.all()]}
    fact = model.objects.current().filter(uuid=uuid, **whose).first()
    if fact is None:
        raise RegistryError(_("这条记录已变动，请刷新页面后再试。"))
    return fact


def _journal(user: User, action: str, request: CorrectionRequest) -> None:
    record(
        acting_user=user,
        action=action,
        obj=request,
        region=request.person.division,
        # Not the values: they may be personal numbers, and they stand in the request.
        data={"table": request.table, "column": request.column, "state": request.state},
    )
