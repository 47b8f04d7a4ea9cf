"""Where somebody is paid: asked for by one, approved by another, usable after the hold."""

from datetime import date

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.access.refusals import in_words
from yulin.codes.calendar import WorkCalendar
from yulin.ledger.actions.tell import Subject, tell
from yulin.ledger.enums import NoticeKind, PayeeState
from yulin.ledger.errors import LedgerError
from yulin.ledger.models import PayeeAccount
from yulin.ledger.rules import may_approve_payee, may_ask_payee, may_share_account
from yulin.registry.models import Person


def ask_payee(
    *, acting_user: User, subject: Subject, holder: str, bank: str, bank_code: str, number: str
) -> PayeeAccount:
    """Ask that somebody be paid to an account; nothing changes until it is approved."""
    if not may_ask_payee(acting_user, subject):
        raise PermissionDenied
    kind = "person" if isinstance(subject, Person) else "employer"
    asked = PayeeAccount(
        **{kind: subject},
        holder=holder.strip(),
        bank=bank.strip(),
        bank_code=bank_code.strip(),
        asked_by=acting_user,
    )
    asked.number = number
    if not 8 <= len(asked.number.open()) <= 32:
        raise LedgerError(_("账号应为 8 到 32 位数字。"))
    with transaction.atomic():
        if _in_use(asked).exists():  # whoever is about to lose an account can still object
            tell(subject=subject, kind=NoticeKind.ACCOUNT_ASKED, number=asked.number.masked)
        return _kept(asked, acting_user, "ledger.payee.ask", subject)


def _in_use(account: PayeeAccount) -> QuerySet[PayeeAccount]:
    return PayeeAccount.objects.filter(
        person=account.person_id, employer=account.employer_id, state=PayeeState.ACTIVE
    )


def approve_payee(*, acting_user: User, account: PayeeAccount, today: date) -> PayeeAccount:
    """Let an account be used: a first one at once, another one after the hold.

    The one in use until then is closed. Raises LedgerError where somebody else uses the number.
    """
    subject = account.subject
    if not may_approve_payee(acting_user, subject) or acting_user.pk == account.asked_by_id:
        raise PermissionDenied
    with transaction.atomic():
        held = PayeeAccount.objects.select_for_update().get(pk=account.pk)
        if held.state != PayeeState.PENDING:
            raise LedgerError(_("这个账户已经处理过。"))
        changed = _in_use(held).select_for_update().update(state=PayeeState.CLOSED) > 0
        days = settings.YULIN_ACCOUNT_HOLD if changed else 0
        held.state, held.approved_by = PayeeState.ACTIVE, acting_user
        held.usable_from = (
            WorkCalendar.shipped().add_working_days(today, days).date if days else today
        )
        if changed:
            number, day = held.number.masked, held.usable_from.isoformat()
            tell(subject=subject, kind=NoticeKind.ACCOUNT_CHANGED, number=number, day=day)
        return _kept(held, acting_user, "ledger.payee.approve", subject)


def refuse_payee(*, acting_user: User, account: PayeeAccount) -> PayeeAccount:
    """Leave everything as it was."""
    if not may_approve_payee(acting_user, account.subject):
        raise PermissionDenied
    with transaction.atomic():
        held = PayeeAccount.objects.select_for_update().get(pk=account.pk)
        if held.state != PayeeState.PENDING:
            raise LedgerError(_("这个账户已经处理过。"))
        held.state = PayeeState.REFUSED
        return _kept(held, acting_user, "ledger.payee.refuse", account.subject)


def share_account(*, acting_user: User, account: PayeeAccount, reason: str) -> PayeeAccount:
    """Review that an account may be several people's, such as a guardian's."""
    if not may_share_account(acting_user, account.subject):
        raise PermissionDenied
    with transaction.atomic():
        held = PayeeAccount.objects.select_for_update().get(pk=account.pk)
        if held.state != PayeeState.PENDING or not reason.strip():
            raise LedgerError(_("只有待核准的账户可以核准共用，并须写明理由。"))
        held.shared_by, held.shared_reason = acting_user, reason.strip()
        return _kept(held, acting_user, "ledger.payee.share", account.subject)


def _kept(account: PayeeAccount, user: User, action: str, subject: Subject) -> PayeeAccount:
    try:
        with transaction.atomic():
            account.save()
            record(
                acting_user=user,
                action=action,
                obj=account,
                region=subject.division,
                data={"subject": subject.key, "at": timezone.now(), "state": account.state},
            )
    except IntegrityError as error:
        if (words := in_words(error)) is None:
            raise
        raise LedgerError(words) from None
    return account
