"""Somebody on a list: a helper, contacts, needs, an outcome with what shows it, opened again."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.helping.actions.lists import held_list, journal_list
from yulin.helping.actions.telling import tell_call
from yulin.helping.enums import CaseState, Channel, Need, OfferState, Outcome, Result
from yulin.helping.errors import HelpingError
from yulin.helping.models import CaseStep, Contact, HelpCase, HelpList
from yulin.helping.queries.register import jobs_today
from yulin.helping.rules import may_answer_case, may_help, works_there
from yulin.helping.words import clean, needed

#: when to call again where nobody says, by what came of the last call
NEXT_DAYS = {
    Result.REACHED: 14,
    Result.NO_ANSWER: 2,
    Result.REFUSED: 30,
    Result.EMPLOYED: 7,
    Result.WRONG_NUMBER: 3,
    Result.LATER: 7,
}
#: a job that is lost within so many months of its outcome opens the case again
LOST_WITHIN = 3
_LATEST_DAYS = 180


@dataclass(frozen=True, kw_only=True)
class Called:
    """What came of a call or a visit."""

    channel: str
    result: str
    note: str = ""
    next_on: date | None = None


@transaction.atomic
def assign_helpers(*, acting_user: User, helplist: HelpList, helpers: Sequence[User]) -> int:
    """Share out everybody who has no helper yet, evenly, to be called from today on.

    Raises:
        PermissionDenied: The user holds no duty there.
        HelpingError: Nobody is chosen, or one of them may not help there.
    """
    one = held_list(acting_user, helplist)
    if not helpers:
        raise HelpingError(_("请选择帮扶人。"))
    if not all(works_there(helper, one.division) for helper in helpers):
        raise HelpingError(_("帮扶人须是本地区的经办或复核人员。"))
    rows = one.cases.filter(helper__isnull=True, state=CaseState.OPEN).order_by("pk")
    waiting = list(rows.values_list("pk", flat=True))
    today = timezone.localdate()
    for place, helper in enumerate(helpers):
        part = waiting[place :: len(helpers)]
        HelpCase.objects.filter(pk__in=part).update(
            helper=helper, next_contact_on=today, changed_at=timezone.now()
        )
    journal_list(acting_user, "assign", one, cases=len(waiting), helpers=len(helpers))
    return len(waiting)


@transaction.atomic
def note_contact(*, acting_user: User, case: HelpCase, called: Called) -> Contact:
    """Write down a call; the next one is on the day that is said, or follows from the result.

    Raises:
        PermissionDenied: The user holds no duty there.
        HelpingError: The case is closed, or what is written makes no sense.
    """
    one = held_case(acting_user, case)
    must_be_open(one)
    if called.channel not in Channel.values or called.result not in Result.values:
        raise HelpingError(_("请选择联系方式和结果。"))
    today = timezone.localdate()
    days = NEXT_DAYS[Result(called.result)]
    on = called.next_on or today + timedelta(days=days)
    if not today <= on <= today + timedelta(days=_LATEST_DAYS):
        raise HelpingError(_("下次联系的日期应在今天以后、半年以内。"))
    made = Contact.objects.create(
        case=one,
        channel=called.channel,
        result=called.result,
        note=clean(called.note),
        next_on=on,
        by=acting_user,
    )
    if called.result == Result.LATER:
        tell_call(made)
    one.next_contact_on = on
    one.helper = one.helper or acting_user
    one.save(update_fields=["next_contact_on", "helper", "changed_at"])
    journal_case(acting_user, "contact", one, result=called.result)
    return made


@transaction.atomic
def set_needs(*, acting_user: User, case: HelpCase, needs: Sequence[str]) -> HelpCase:
    one = held_case(acting_user, case)
    must_be_open(one)
    if not set(needs) <= set(Need.values):
        raise HelpingError(_("请从给出的选项里选。"))
    one.needs = [need for need in Need.values if need in needs]
    one.save(update_fields=["needs", "changed_at"])
    journal_case(acting_user, "needs", one, needs=one.needs)
    return one


@transaction.atomic
def close_case(*, acting_user: User, case: HelpCase, outcome: str, evidence: str = "") -> HelpCase:
    """Say what came of it. A job counts when the register holds it, whatever anybody says.

    Raises:
        PermissionDenied: The user holds no duty there.
        HelpingError: It is closed, no outcome is chosen, or nothing shows it.
    """
    one = held_case(acting_user, case)
    must_be_open(one)
    if outcome not in Outcome.values or outcome == Outcome.DECLINED:
        raise HelpingError(_("请选择结果。"))
    if outcome == Outcome.EMPLOYED:
        job = jobs_today([one.person_id], timezone.localdate()).get(one.person_id)
        if job is None:
            raise HelpingError(
                _("登记里没有这个人现在的就业：登记合同或导入就业信息后再办结，不凭口头认定。")
            )
        one.found_fact = job
        words = _register_says(job)
    else:
        words = needed(evidence, _("请写明依据：看到了什么材料、哪天。"), most=500)
    return _close(one, acting_user, outcome, words)


@transaction.atomic
def decline_help(*, acting_user: User, case: HelpCase) -> HelpCase:
    """The person says that they want no help; nothing of what they may claim depends on it.

    Raises:
        PermissionDenied: It is somebody else's.
        HelpingError: It is closed.
    """
    if not may_answer_case(acting_user, case):
        raise PermissionDenied
    one = HelpCase.objects.select_for_update().get(pk=case.pk)
    must_be_open(one)
    return _close(one, acting_user, Outcome.DECLINED, _("本人在网上表示不需要帮扶"))


@transaction.atomic
def ask_again(*, acting_user: User, case: HelpCase) -> HelpCase:
    """Who said no may come back whenever they want."""
    if not may_answer_case(acting_user, case):
        raise PermissionDenied
    one = HelpCase.objects.select_for_update().get(pk=case.pk)
    if one.outcome != Outcome.DECLINED:
        raise HelpingError(_("这份帮扶没有被谢绝。"))
    _open(one, acting_user, _("本人希望重新得到帮扶"))
    one.save()
    journal_case(acting_user, "reopen", one)
    return one


@transaction.atomic
def find_jobs(*, acting_user: User | None, division: int | None = None) -> int:
    """Propose "employed" where the register holds a running job; helpers confirm it.

    Nobody's by hand: the system's, or an officer's for their own place. Returns how many.
    """
    rows = HelpCase.objects.filter(state=CaseState.OPEN, found_fact__isnull=True)
    if acting_user is not None:
        if division is None or not works_there(acting_user, division):
            raise PermissionDenied
        rows = rows.filter(helplist__division=division)
    waiting = list(rows.select_for_update().order_by("pk"))
    jobs = jobs_today((one.person_id for one in waiting), timezone.localdate())
    found = [one for one in waiting if one.person_id in jobs]
    for one in found:
        one.found_fact = jobs[one.person_id]
        one.next_contact_on = timezone.localdate()
    HelpCase.objects.bulk_update(found, ["found_fact", "next_contact_on"], batch_size=500)
    if found:
        data = {"cases": [one.pk for one in found][:1000], "count": len(found)}
        record(acting_user=acting_user, action="helping.cases.find", region=division, data=data)
    return len(found)


@transaction.atomic
def reopen_lost(*, acting_user: User | None, today: date) -> int:
    """Open again whoever lost the job within three months of the outcome. Returns how many."""
    rows = HelpCase.objects.filter(
        state=CaseState.CLOSED,
        outcome=Outcome.EMPLOYED,
        closed_on__gte=months_before(today, LOST_WITHIN),
    )
    closed = list(rows.select_for_update().order_by("pk"))
    working = jobs_today((one.person_id for one in closed), today)
    lost = [one for one in closed if one.person_id not in working]
    for one in lost:
        _open(one, acting_user, _("登记显示三个月内失去工作"))
        one.next_contact_on = today
        one.save()
    if lost:
        data = {"cases": [one.pk for one in lost][:1000], "count": len(lost)}
        record(acting_user=acting_user, action="helping.cases.reopen", data=data)
    return len(lost)


def months_before(day: date, months: int) -> date:
    """Complete months, clamped to the month's end."""
    count = day.year * 12 + day.month - 1 - months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _close(case: HelpCase, user: User, outcome: str, evidence: str) -> HelpCase:
    case.state, case.outcome, case.evidence = CaseState.CLOSED, outcome, evidence
    case.closed_on, case.next_contact_on = timezone.localdate(), None
    case.save()
    case.offers.filter(state__in=(OfferState.PROPOSED, OfferState.MADE)).update(
        state=OfferState.WITHDRAWN, answered_at=timezone.now()
    )
    CaseStep.objects.create(
        case=case, went_to=CaseState.CLOSED, outcome=outcome, reason=evidence, by=user
    )
    journal_case(user, "close", case, outcome=outcome)
    return case


def _open(case: HelpCase, user: User | None, reason: str) -> None:
    case.state, case.outcome, case.evidence = CaseState.OPEN, "", ""
    case.closed_on, case.found_fact = None, None
    case.reopened = F("reopened") + 1
    case.next_contact_on = timezone.localdate()
    CaseStep.objects.create(case=case, went_to=CaseState.OPEN, reason=reason, by=user)


def _register_says(job: object) -> str:
    return _("就业登记 %(row)s") % {"row": job}


def must_be_open(case: HelpCase) -> None:
    if case.state != CaseState.OPEN:
        raise HelpingError(
            _("这份帮扶已办结（%(outcome)s），不能再改。") % {"outcome": case.get_outcome_display()}
        )


def held_case(user: User, case: HelpCase) -> HelpCase:
    if not may_help(user, case):
        raise PermissionDenied
    return HelpCase.objects.select_for_update().get(pk=case.pk)


def journal_case(user: User | None, name: str, case: HelpCase, **more: object) -> None:
    record(
        acting_user=user,
        action=f"helping.case.{name}",
        obj=case,
        region=case.division,
        data={"list": case.helplist_id, **more},
    )
