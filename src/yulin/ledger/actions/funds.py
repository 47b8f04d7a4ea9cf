"""Open funds and budget lines, and let money into them."""

from collections.abc import Mapping
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.access.refusals import in_words
from yulin.ledger.actions.post import post
from yulin.ledger.enums import AccountKind, Movement, Source, Stage
from yulin.ledger.errors import LedgerError
from yulin.ledger.models import Account, BudgetLine, Fund, Posting
from yulin.ledger.rules import may_manage_fund, may_manage_line, may_open_fund


def open_fund(*, acting_user: User, name: str, region: int, year: int, basis: str) -> Fund:
    """Open a fund of a region and year. Raises LedgerError where there is one of that name."""
    if not may_open_fund(acting_user, region):
        raise PermissionDenied
    fund = Fund(name=name.strip(), region=region, year=year, basis=basis.strip())
    try:
        with transaction.atomic():
            fund.save()
            record(
                acting_user=acting_user,
                action="ledger.fund.open",
                obj=fund,
                region=region,
                data={"name": fund.name, "year": year, "basis": fund.basis},
            )
    except IntegrityError as error:
        raise LedgerError(_refusal(error)) from None
    return fund


def open_line(*, acting_user: User, fund: Fund, stage: Stage, source: Source) -> BudgetLine:
    """Open a budget line with its accounts, all of them empty."""
    if not may_manage_fund(acting_user, fund):
        raise PermissionDenied
    try:
        with transaction.atomic():
            line = BudgetLine.objects.create(fund=fund, stage=stage, source=source)
            Account.objects.bulk_create(Account(line=line, kind=kind) for kind in AccountKind)
            record(
                acting_user=acting_user,
                action="ledger.line.open",
                obj=line,
                region=fund.region,
                data={"stage": stage, "source": source},
            )
    except IntegrityError as error:
        raise LedgerError(_refusal(error)) from None
    return line


def grant_budget(
    *, acting_user: User, parts: Mapping[BudgetLine, Decimal], key: str, reason: str
) -> Posting:
    """Let money into lines, by the notice that grants it."""
    return _budget(acting_user, Movement.GRANT, parts, key, reason)


def cut_budget(
    *, acting_user: User, parts: Mapping[BudgetLine, Decimal], key: str, reason: str
) -> Posting:
    """Take back what is not yet promised. Raises NotEnoughError for more."""
    return _budget(acting_user, Movement.CUT, parts, key, reason)


def _budget(
    user: User,
    movement: Movement,
    parts: Mapping[BudgetLine, Decimal],
    key: str,
    reason: str,
) -> Posting:
    if not parts or not all(may_manage_line(user, line) for line in parts):
        raise PermissionDenied
    return post(acting_user=user, movement=movement, parts=parts, key=key, reason=reason)


def _refusal(error: IntegrityError) -> str:
    return in_words(error) or _("没有保存：与已有的记录冲突。")
