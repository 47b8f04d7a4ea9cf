"""A further document or a changed number of somebody who is registered, and a changed name.

One officer asks with the number of the paper that shows it, another approves. The old number goes on
leading to the same person; a number that is somebody else's is refused, and offered to be looked at.
"""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.access.redaction import holds_personal_number
from yulin.access.row_security import as_the_program
from yulin.codes.identity import IdType, canonical, validate_document
from yulin.facts import enums
from yulin.facts.frames import PEOPLE
from yulin.facts.schema import BY_NAME
from yulin.registry import hooks
from yulin.registry.actions.amend import amend_fact
from yulin.registry.actions.links import keep_proposal
from yulin.registry.enums import ChangeState, LinkGround, LinkState
from yulin.registry.errors import BrokenRuleError, NumberTakenError, RegistryError, in_words
from yulin.registry.models import Coverage, IdentityLink, NameChange, Person, PersonFact
from yulin.registry.rules import may_answer_link, may_propose_link

LONGEST = 500
LONGEST_NAME = 100
#: name and number both changed within this time is what control is told of
_CLOSE = timedelta(days=365)


def propose_document(
    *,
    acting_user: User,
    person: Person,
    number: str,
    id_type: int,
    ground: LinkGround,
    valid_from: date,
    reason: str,
    evidence: str,
) -> IdentityLink:
    """Ask that a number be this person's too (`DOCUMENT`) or in place of the old one (`CHANGE`).

    Raises:
        RegistryError: The number is none of its kind, or something is missing.
        NumberTakenError: It is registered as somebody else's, or as this person's already.
    """
    if not may_propose_link(acting_user, person):
        raise PermissionDenied
    if ground not in (LinkGround.DOCUMENT, LinkGround.CHANGE):
        raise RegistryError(_("请选择另有证件还是证件号变更。"))
    _refuse_future(valid_from)
    words = _said(reason), _said(evidence)
    kind = _kind(id_type)
    checked = validate_document(kind, canonical(number))
    if not checked.ok:
        issue = checked.errors[0]
        english = (get_language() or "").startswith("en")
        raise RegistryError(issue.en if english else issue.zh)
    # What a number already is may lie out of the officer's sight.
    with transaction.atomic(), as_the_program():
        other = _row_of(checked.value, person)
    link = IdentityLink(
        kept=person,
        other=other,
        ground=ground,
        reason=words[0],
        evidence=words[1],
        id_type=id_type,
        valid_from=valid_from,
        asked_by=acting_user,
        asked_at=timezone.now(),
    )
    with as_the_program():
        return keep_proposal(link)


def _kind(id_type: int) -> IdType:
    try:
        label = enums.ID_TYPE.label(id_type)
    except (IndexError, KeyError):
        raise RegistryError(_("请选择证件类型。")) from None
    return next(kind for kind in IdType if kind.label == label)


def _row_of(number: str, person: Person) -> Person:
    """The row of a number of which nothing is known, made where there is none."""
    other, _made = Person.objects.get_or_create(number=number)
    if other.stands_for == person:
        raise NumberTakenError(_("这个证件号已经是本人的。"), other)
    about_somebody = (
        other.merged_into_id is not None
        or PersonFact.objects.filter(person=other).exists()
        or Coverage.objects.filter(person=other).exists()
        or IdentityLink.objects.filter(kept=other).exists()
    )
    if about_somebody:
        raise NumberTakenError(
            _(
                "这个证件号已登记在另一个人名下，不能变更过来。如是同一人，请作为疑似重复核对后合并。"
            ),
            other,
        )
    return other


def propose_name(
    *, acting_user: User, person: Person, name: str, valid_from: date, reason: str, evidence: str
) -> NameChange:
    """Ask that somebody be called otherwise from a day on. Raises RegistryError."""
    if not may_propose_link(acting_user, person):
        raise PermissionDenied
    _refuse_future(valid_from)
    words = _said(reason), _said(evidence)
    new = " ".join(name.split())[:LONGEST_NAME]
    if not new or holds_personal_number(new):
        raise RegistryError(_("请写明新姓名。"))
    change = NameChange(
        person=person,
        old_name=_record(person).name,
        new_name=new,
        valid_from=valid_from,
        reason=words[0],
        evidence=words[1],
        asked_by=acting_user,
        asked_at=timezone.now(),
    )
    try:
        with transaction.atomic():
            change.save()
            _journal(change, "propose", acting_user)
    except IntegrityError as error:
        raise BrokenRuleError(in_words(error)) from None
    return change


@transaction.atomic
def answer_name(*, acting_user: User, change: NameChange, accept: bool, answer: str) -> NameChange:
    """Agree, and the name is another from now on, with the old one kept; or refuse.

    Raises RegistryError.
    """
    said = _said(answer)
    held = NameChange.objects.select_for_update(of=("self",)).select_related("person")
    one = held.get(pk=change.pk)
    if not may_answer_link(acting_user, one.person):
        raise PermissionDenied
    if one.state != ChangeState.PROPOSED:
        raise RegistryError(_("这项变更已经办理过。"))
    if one.asked_by_id == acting_user.pk:
        raise RegistryError(_("提出的人不能自己复核，请另一位同事办理。"))
    one.answered_by, one.answered_at, one.answer = acting_user, timezone.now(), said
    one.state = ChangeState.APPROVED if accept else ChangeState.REFUSED
    if accept:
        _rename(one, acting_user)
    one.save()
    _journal(one, "approve" if accept else "refuse", acting_user)
    return one


def _rename(change: NameChange, user: User) -> None:
    record_now = _record(change.person)
    if record_now.name != change.old_name:
        raise RegistryError(_("姓名在提出以后已经变动，请重新提出。"))
    change.is_double = number_changed_near(change.person, change.valid_from)
    amended = amend_fact(
        fact=record_now,
        column=BY_NAME[PEOPLE].column("姓名"),
        value=change.new_name,
        source=_("姓名变更"),
        evidence=change.evidence,
        acting_user=user,
    )
    hooks.changed(change.person.division, amended.recorded_at)


def number_changed_near(person: Person, day: date) -> bool:
    """Whether a number of somebody was changed within a year of a day (“双改”)."""
    return IdentityLink.objects.filter(
        kept=person,
        ground=LinkGround.CHANGE,
        state=LinkState.JOINED,
        valid_from__range=(day - _CLOSE, day + _CLOSE),
    ).exists()


def _record(person: Person) -> PersonFact:
    found = PersonFact.objects.current().filter(person=person).first()
    if found is None:
        raise RegistryError(_("登记里没有这个人的姓名，请先补录人员信息。"))
    return found


def _refuse_future(day: date) -> None:
    if day > localdate():
        raise RegistryError(_("生效日期不能晚于今天。"))


def _said(text: str) -> str:
    if not text.strip() or holds_personal_number(text):
        raise RegistryError(_("请写明理由、凭据编号和意见，不要写证件号和手机号。"))
    return text.strip()[:LONGEST]


def _journal(change: NameChange, verb: str, user: User, **data: Any) -> None:
    record(
        acting_user=user,
        action=f"registry.name.{verb}",
        obj=change,
        region=change.person.division,
        data={"person": change.person_id, "both": change.is_double, **data},
    )
