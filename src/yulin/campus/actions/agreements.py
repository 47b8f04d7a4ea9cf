"""Agreements: drafted, signed, ended; what was promised and done; who met whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.models import User
from yulin.access.row_security import as_the_program
from yulin.campus.actions.common import ask, journal, must, plain, write
from yulin.campus.enums import AgreementKind, AgreementState, AwardState
from yulin.campus.models import Agreement, Award, Commitment, Liaison, Party, Student
from yulin.campus.rules import (
    may_decide_award,
    may_keep_agreement,
    may_keep_region,
    may_name_students,
    may_note_liaison,
)
from yulin.registry.models import Employer


@dataclass(frozen=True, kw_only=True)
class Terms:
    title: str
    kind: str
    starts_on: date
    ends_on: date
    #: codes of the organisations that it binds
    parties: tuple[str, ...]
    amount: int = 0
    years: int = 0


@transaction.atomic
def draft_agreement(
    *, acting_user: User, region: int, terms: Terms, promises: Iterable[str] = ()
) -> Agreement:
    """Write down an agreement between organisations of the register.

    Raises:
        PermissionDenied: Without the duty 经办 in the region.
        CampusError: An organisation is unknown, or days or kind make no sense.
    """
    ask(may_keep_region(acting_user, region))
    codes = list(dict.fromkeys(code.strip().upper() for code in terms.parties if code.strip()))
    with as_the_program():
        known = {one.code: one for one in Employer.objects.filter(code__in=codes)}
    must(codes, _("请写明协议方的单位代码，一行一个。"))
    must(known.keys() == set(codes), _("有的单位代码不在单位登记里，请先导入。"))
    made: Agreement = write(
        Agreement(
            title=plain(terms.title, longest=120),
            kind=terms.kind,
            region=region,
            starts_on=terms.starts_on,
            ends_on=terms.ends_on,
            amount=terms.amount,
            years=terms.years,
            made_by=acting_user,
        )
    )
    for code in codes:
        write(Party(agreement=made, employer=known[code]))
    for words in promises:
        if words.strip():
            write(Commitment(agreement=made, words=plain(words)))
    journal(acting_user, "agreement.draft", made, region, parties=len(codes))
    return made


@transaction.atomic
def sign_agreement(*, acting_user: User, agreement: Agreement, signed_on: date) -> Agreement:
    ask(may_keep_agreement(acting_user, agreement))
    one = _held(agreement, AgreementState.DRAFT)
    must(signed_on <= timezone.localdate(), _("签订日期不能晚于今天。"))
    one.state, one.signed_on = AgreementState.SIGNED, signed_on
    write(one)
    journal(acting_user, "agreement.sign", one, one.region)
    return one


@transaction.atomic
def end_agreement(*, acting_user: User, agreement: Agreement) -> Agreement:
    ask(may_keep_agreement(acting_user, agreement))
    one = _held(agreement, AgreementState.SIGNED)
    one.state, one.ended_on = AgreementState.ENDED, timezone.localdate()
    write(one)
    journal(acting_user, "agreement.end", one, one.region)
    return one


@transaction.atomic
def promise(
    *, acting_user: User, agreement: Agreement, words: str, due_on: date | None
) -> Commitment:
    ask(may_keep_agreement(acting_user, agreement))
    must(agreement.state != AgreementState.ENDED, _("协议已经终止。"))
    made: Commitment = write(Commitment(agreement=agreement, words=plain(words), due_on=due_on))
    journal(acting_user, "agreement.promise", agreement, agreement.region)
    return made


@transaction.atomic
def fulfil(*, acting_user: User, commitment: Commitment, done_on: date) -> Commitment:
    """Note when what was promised was done."""
    agreement = commitment.agreement
    ask(may_keep_agreement(acting_user, agreement))
    must(done_on <= timezone.localdate(), _("完成日期不能晚于今天。"))
    commitment.done_on = done_on
    write(commitment)
    journal(acting_user, "agreement.fulfil", agreement, agreement.region, number=commitment.pk)
    return commitment


@transaction.atomic
def note_liaison(*, acting_user: User, agreement: Agreement, day: date, words: str) -> Liaison:
    """Note that the parties met or spoke; officers of the place and the parties may."""
    with as_the_program():
        allowed = may_note_liaison(acting_user, agreement)
    ask(allowed)
    said = plain(words)
    must(said, _("请写明联络内容。"))
    must(day <= timezone.localdate(), _("联络日期不能晚于今天。"))
    made: Liaison = write(Liaison(agreement=agreement, day=day, words=said, by=acting_user))
    journal(acting_user, "agreement.liaise", agreement, agreement.region)
    return made


@transaction.atomic
def propose_award(
    *, acting_user: User, agreement: Agreement, student: Student, amount: int
) -> Award:
    """The school proposes a scholarship for one of its students; nothing is paid by that.

    Raises:
        PermissionDenied: Neither the student's school nor 经办 of its region.
        CampusError: No signed scholarship agreement with that school, nobody of the register,
            an amount beyond what is left, or one for the student already.
    """
    with as_the_program():
        allowed = may_name_students(acting_user, student.school)
        bound = agreement.parties.filter(employer_id=student.school.employer_id).exists()
    ask(allowed)
    scholarship = agreement.kind == AgreementKind.SCHOLARSHIP
    must(
        scholarship and bound and agreement.state == AgreementState.SIGNED,
        _("要有与本校签订的、有效的奖学金协议。"),
    )
    must(student.person_id, _("这名学生还没有对上登记的人员，先核实。"))
    must(
        0 < amount <= agreement.amount - agreement.awarded,
        _("金额须大于零，且不超过协议余额。"),
    )
    made: Award = write(
        Award(
            agreement=agreement,
            school=student.school,
            person_id=student.person_id,
            region=agreement.region,
            amount=amount,
            proposed_by=acting_user,
        )
    )
    journal(acting_user, "award.propose", made, made.region, amount=amount)
    return made


@transaction.atomic
def decide_award(*, acting_user: User, award: Award, grant: bool, reason: str = "") -> Award:
    """复核 of the region decides; the sum of what is granted never exceeds the agreement's.

    Raises:
        PermissionDenied: Without the duty 复核 there.
        CampusError: Decided already, refused without a reason, or more than is left.
    """
    ask(may_decide_award(acting_user, award))
    one = Award.objects.select_for_update(of=("self",)).get(pk=award.pk)
    must(one.state == AwardState.PROPOSED, _("这份奖学金已经决定。"))
    one.state = AwardState.GRANTED if grant else AwardState.REFUSED
    one.decided_by, one.decided_on = acting_user, timezone.localdate()
    one.reason = "" if grant else plain(reason)
    must(grant or one.reason, _("请写明不予发放的理由。"))
    if grant:
        agreement = Agreement.objects.select_for_update().get(pk=one.agreement_id)
        agreement.awarded += one.amount
        write(agreement)
    write(one)
    journal(acting_user, f"award.{one.state}", one, one.region, amount=one.amount)
    return one


def _held(agreement: Agreement, state: AgreementState) -> Agreement:
    one = Agreement.objects.select_for_update().get(pk=agreement.pk)
    must(
        one.state == state,
        _("这份协议现在是“%(state)s”，不能这样处理。") % {"state": one.get_state_display()},
    )
    return one
