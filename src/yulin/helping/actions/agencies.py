"""Agencies: say which licence one holds, be checked, be listed; complaints and their answers."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.access.rules import is_employer, is_person
from yulin.helping.enums import AgencyState, ComplaintGround, ComplaintState, Service
from yulin.helping.errors import HelpingError
from yulin.helping.models import Agency, Complaint
from yulin.helping.rules import may_check_agency, may_share, may_speak_for, works_there
from yulin.helping.words import clean, needed
from yulin.registry.models import Employer, Person

_MOST_FIELDS = 10
#: what an officer may do with an agency, and in which states
_DECISIONS: dict[str, set[AgencyState]] = {
    AgencyState.LISTED: {AgencyState.ASKED, AgencyState.SUSPENDED},
    AgencyState.REFUSED: {AgencyState.ASKED},
    AgencyState.SUSPENDED: {AgencyState.LISTED},
    AgencyState.REVOKED: {AgencyState.LISTED, AgencyState.SUSPENDED},
}


@dataclass(frozen=True, kw_only=True)
class Licence:
    """What an agency says of itself."""

    number: str
    until: date
    services: tuple[str, ...]
    fields: tuple[str, ...] = ()
    story: str = ""


@transaction.atomic
def tell_licence(*, acting_user: User, employer: Employer, licence: Licence) -> Agency:
    """Ask to be listed, or say something else: an officer looks at a new licence again.

    Raises:
        PermissionDenied: The user does not speak for the organisation.
        HelpingError: Something is missing, the licence is over, or it is another's.
    """
    if not may_speak_for(acting_user, employer):
        raise PermissionDenied
    told = _told(licence)
    held = Agency.objects.select_for_update().filter(employer=employer).first()
    if held is None:
        if employer.division is None:
            raise HelpingError(_("登记里没有本单位的所在地区，请先更正单位信息。"))
        held = Agency(employer=employer, division=employer.division)
    elif held.state in {AgencyState.SUSPENDED, AgencyState.REVOKED}:
        raise HelpingError(
            _("现在是“%(state)s”，请联系核验部门。") % {"state": held.get_state_display()}
        )
    elif (held.licence, held.licence_until) != (
        told["licence"],
        told["licence_until"],
    ) or held.state == AgencyState.REFUSED:
        held.state = AgencyState.ASKED
    for name, value in told.items():
        setattr(held, name, value)
    try:
        with transaction.atomic():
            held.save()
    except IntegrityError:
        raise HelpingError(_("这个许可证编号已由别的单位填报。")) from None
    journal_agency(acting_user, "tell", held)
    return held


def _told(licence: Licence) -> dict[str, object]:
    if licence.until < timezone.localdate():
        raise HelpingError(_("许可证已过期，不能公示，也不能接单：请先换证。"))
    services = [one for one in Service.values if one in licence.services]
    if not services or set(licence.services) - set(services):
        raise HelpingError(_("请至少选择一项服务。"))
    fields = [word for word in (clean(one, most=20) for one in licence.fields) if word]
    return {
        "licence": needed(licence.number, _("请填写许可证编号。"), most=40),
        "licence_until": licence.until,
        "services": services,
        "fields": list(dict.fromkeys(fields))[:_MOST_FIELDS],
        "story": clean(licence.story),
    }


@transaction.atomic
def decide_agency(*, acting_user: User, agency: Agency, state: str, reason: str) -> Agency:
    """List it after looking at the licence, refuse, suspend or revoke; the reason is told.

    Raises:
        PermissionDenied: The user holds no duty there.
        HelpingError: It cannot go there from its state, its licence is over, or no reason is given.
    """
    if not may_check_agency(acting_user, agency):
        raise PermissionDenied
    held = Agency.objects.select_for_update().get(pk=agency.pk)
    if held.state not in _DECISIONS.get(state, ()):
        raise HelpingError(
            _("这家机构现在是“%(state)s”，不能这样处理。") % {"state": held.get_state_display()}
        )
    if state == AgencyState.LISTED and held.licence_until < timezone.localdate():
        raise HelpingError(_("许可证已过期，不能公示。"))
    held.reason = needed(reason, _("请写明核验意见：机构会看到。"))
    held.state, held.checked_by, held.checked_at = state, acting_user, timezone.now()
    held.save()
    journal_agency(acting_user, "decide", held)
    return held


@dataclass(frozen=True, kw_only=True)
class Grievance:
    ground: str
    text: str


@transaction.atomic
def complain(
    *,
    acting_user: User,
    agency: Agency,
    grievance: Grievance,
    employer: Employer | None = None,
    person: Person | None = None,
) -> Complaint:
    """Of a firm or a person, for themselves; the agency is not told who it was.

    Raises:
        PermissionDenied: In somebody else's name.
        HelpingError: No ground is chosen, or nothing is told.
    """
    by_firm = is_employer(acting_user) and may_speak_for(acting_user, employer)
    by_person = is_person(acting_user) and may_share(acting_user, person)
    if by_firm == by_person:
        raise PermissionDenied
    if grievance.ground not in ComplaintGround.values:
        raise HelpingError(_("请选择事由。"))
    made = Complaint.objects.create(
        agency=agency,
        division=agency.division,
        employer=employer if by_firm else None,
        person=person.stands_for if by_person and person else None,
        ground=grievance.ground,
        text=needed(grievance.text, _("请写明经过。")),
    )
    _journal_complaint(acting_user, "make", made)
    return made


@transaction.atomic
def answer_complaint(
    *, acting_user: User, complaint: Complaint, upheld: bool, answer: str
) -> Complaint:
    if not works_there(acting_user, complaint.division):
        raise PermissionDenied
    held = Complaint.objects.select_for_update(of=("self",)).get(pk=complaint.pk)
    if held.state != ComplaintState.OPEN:
        raise HelpingError(_("这件投诉已经处理过。"))
    held.answer = needed(answer, _("请写明处理结果。"))
    held.state = ComplaintState.UPHELD if upheld else ComplaintState.NOT_UPHELD
    held.answered_by, held.answered_at = acting_user, timezone.now()
    held.save()
    _journal_complaint(acting_user, "answer", held)
    return held


def _journal_complaint(user: User, name: str, complaint: Complaint) -> None:
    record(
        acting_user=user,
        action=f"helping.complaint.{name}",
        obj=complaint,
        region=complaint.division,
        data={"agency": complaint.agency_id, "ground": complaint.ground},
    )


def journal_agency(user: User, name: str, agency: Agency) -> None:
    record(
        acting_user=user,
        action=f"helping.agency.{name}",
        obj=agency,
        region=agency.division,
        data={"licence": agency.licence, "state": agency.state},
    )
