"""Objections: a person says no, a human looks, and what they find stands in place of the run's."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.access.redaction import redact
from yulin.access.refusals import in_words
from yulin.codes.calendar import WorkCalendar
from yulin.entitlements.actions.tell import tell
from yulin.entitlements.enums import NoticeKind, ObjectionKind, ObjectionState
from yulin.entitlements.errors import GrantError
from yulin.entitlements.models import Notice, Objection
from yulin.entitlements.models.subject import whose
from yulin.entitlements.queries.runs import latest_run
from yulin.entitlements.rules import may_answer_objection, may_object
from yulin.registry.models import CorrectionRequest, Employer, Person
from yulin.registry.queries.scope import rows_of

LONGEST = 2000


def object_to(
    *,
    acting_user: User,
    subject: Person | Employer,
    policy: str,
    benefit: str,
    kind: str,
    text: str,
    notice: Notice | None = None,
    corrections: Iterable[CorrectionRequest] = (),
) -> Objection:
    """Object to a decision in time, or ask at any time that a human look at it.

    Raises:
        PermissionDenied: It is somebody else's decision, notice or correction.
        GrantError: No word why, too late, or one waits for an answer already.
    """
    named = list(corrections)
    theirs = [_whose(row) for row in (*named, *([notice] if notice else ()))]
    if not may_object(acting_user, subject) or set(theirs) - _own(subject):
        raise PermissionDenied
    if notice and (notice.policy, notice.benefit) != (policy, benefit):
        raise PermissionDenied
    _refuse_late(kind, notice)
    run = latest_run(region=subject.division)
    objection = Objection(
        **whose(subject),
        policy=policy,
        benefit=benefit,
        kind=kind,
        notice=notice,
        run=notice.run if notice and notice.run else run,
        region=subject.division,
        text=redact(text.strip())[:LONGEST],
        asked_by=acting_user,
        due_on=answer_by(localdate()),
    )
    try:
        with transaction.atomic():
            objection.save()
            objection.corrections.set(named)
            journal(acting_user, "make", objection, kind=kind)
    except IntegrityError as error:
        if (words := in_words(error)) is None:
            raise
        raise GrantError(words) from None
    return objection


def _own(subject: Person | Employer) -> set[tuple[int | None, int | None]]:
    if isinstance(subject, Employer):
        return {(None, subject.pk)}
    return {(pk, None) for pk in rows_of(subject).values_list("pk", flat=True)}


def _whose(row: CorrectionRequest | Notice) -> tuple[int | None, int | None]:
    return row.person_id, getattr(row, "employer_id", None)


def answer_by(day: date) -> date:
    """The last working day for an answer to what came in on a day."""
    days = settings.YULIN_OBJECTION_ANSWER_DAYS
    return WorkCalendar.shipped().add_working_days(day, days).date


def _refuse_late(kind: str, notice: Notice | None) -> None:
    if kind not in ObjectionKind.values:
        raise GrantError(_("请选择提出异议，还是请人复核。"))
    late = notice is not None and (notice.until is None or notice.until < localdate())
    if kind == ObjectionKind.OBJECTION and late:
        raise GrantError(_("异议期已过；您仍可以请人复核这项自动决定。"))


@transaction.atomic
def withdraw_objection(*, acting_user: User, objection: Objection) -> Objection:
    """Take it back while nobody has decided. Raises GrantError afterwards."""
    held = held_objection(objection)
    if not may_object(acting_user, held.subject):
        raise PermissionDenied
    if held.state != ObjectionState.OPEN:
        raise GrantError(_("这件异议已在处理或已答复，不能撤回。"))
    held.state = ObjectionState.WITHDRAWN
    held.save(update_fields=["state"])
    journal(acting_user, "withdraw", held)
    return held


@transaction.atomic
def uphold(*, acting_user: User, objection: Objection, answer: str) -> Objection:
    """Say that the decision stays, and why, in plain words.

    Raises:
        PermissionDenied: No duty there, or a hand in the decision.
        GrantError: Answered already, a change waits to be confirmed, or no word why.
    """
    held = held_objection(objection)
    if not may_answer_objection(acting_user, held):
        raise PermissionDenied
    refuse_unless_open(held)
    answered(held, acting_user, ObjectionState.UPHELD, answer)
    tell(
        subject=held.subject,
        kind=NoticeKind.UPHELD,
        event=f"objection:{held.pk}:upheld",
        policy=held.policy,
        benefit=held.benefit,
        run=held.run,
        reason=held.answer,
        objection=str(held.uuid),
    )
    return held


def held_objection(objection: Objection) -> Objection:
    """The row, held: of two who decide at once the second finds it decided."""
    rows = Objection.objects.select_for_update(of=("self",)).select_related(
        "person", "employer", "run"
    )
    return rows.get(pk=objection.pk)


def refuse_unless_open(held: Objection) -> None:
    if held.state == ObjectionState.PROPOSED:
        raise GrantError(_("已有人拟定改变，正在等待核准。"))
    if held.state != ObjectionState.OPEN:
        raise GrantError(_("这件异议已经答复或撤回。"))


def answered(held: Objection, user: User, state: ObjectionState, answer: str) -> None:
    """Keep the answer. Raises GrantError where there is none."""
    text = redact(answer.strip())[:LONGEST]
    if not text:
        raise GrantError(_("请用本人看得懂的话写明理由。"))
    held.state, held.answer = state, text
    held.answered_by, held.answered_at = user, timezone.now()
    held.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    journal(user, "answer", held, state=state)


def journal(user: User | None, name: str, objection: Objection, **more: object) -> None:
    """An entry about an objection; its words stand in its row alone."""
    record(
        acting_user=user,
        action=f"entitlements.objection.{name}",
        obj=objection,
        region=objection.region,
        data={"policy": objection.policy, "benefit": objection.benefit, **more},
    )
