"""Study visits: planned with stops, filled by the school, attended, judged by those who came."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yulin.access.models import User
from yulin.access.row_security import as_the_program
from yulin.campus.actions.common import ask, journal, must, plain, write
from yulin.campus.enums import VisitState
from yulin.campus.models import Guest, GuestDay, School, Stop, Student, Visit
from yulin.campus.rules import (
    may_answer_own,
    may_keep_as_officer,
    may_keep_region,
    may_name_students,
)
from yulin.registry.models import Employer


@dataclass(frozen=True, kw_only=True)
class Halt:
    begins_at: datetime
    ends_at: datetime
    kind: str
    words: str
    where: str
    employer: Employer | None = None


@transaction.atomic
def plan_visit(
    *,
    acting_user: User,
    region: int,
    school: School,
    title: str,
    days: tuple[date, date],
    places: int,
) -> Visit:
    """A stay from the first to the last day, both included."""
    ask(may_keep_region(acting_user, region))
    made: Visit = write(
        Visit(
            title=plain(title, longest=120),
            region=region,
            school=school,
            starts_on=days[0],
            ends_on=days[1],
            places=places,
            made_by=acting_user,
        )
    )
    journal(acting_user, "visit.plan", made, region)
    return made


@transaction.atomic
def add_stop(*, acting_user: User, visit: Visit, halt: Halt) -> Stop:
    """Where they are from when to when, within the days of the visit and at one place at a time."""
    ask(may_keep_as_officer(acting_user, visit))
    must(visit.state != VisitState.DONE, _("参访已经结束。"))
    first, last = localdate(halt.begins_at), localdate(halt.ends_at)
    must(
        visit.starts_on <= first <= last <= visit.ends_on,
        _("行程不在参访的起止日期内。"),
    )
    made: Stop = write(
        Stop(
            visit=visit,
            begins_at=halt.begins_at,
            ends_at=halt.ends_at,
            kind=halt.kind,
            words=plain(halt.words, longest=200),
            where=plain(halt.where, longest=200),
            employer=halt.employer,
        )
    )
    journal(acting_user, "visit.stop", visit, visit.region)
    return made


@transaction.atomic
def turn_visit(*, acting_user: User, visit: Visit, state: str) -> Visit:
    ask(may_keep_as_officer(acting_user, visit))
    one = Visit.objects.select_for_update().get(pk=visit.pk)
    ways = {(VisitState.DRAFT, VisitState.OPEN), (VisitState.OPEN, VisitState.DONE)}
    must((one.state, state) in ways, _("这次参访现在是“%s”。") % one.get_state_display())
    one.state = state
    write(one)
    journal(acting_user, f"visit.{state}", one, one.region)
    return one


@transaction.atomic
def bring(*, acting_user: User, visit: Visit, student: Student) -> Guest:
    """The school names who comes; the database lets nobody in beyond the places.

    Raises:
        PermissionDenied: Neither the school's clerk nor 经办 of its region.
        CampusError: Of another school, not in the register, there already, or no place is left.
    """
    with as_the_program():
        allowed = may_name_students(acting_user, student.school)
    ask(allowed)
    must(visit.state == VisitState.OPEN, _("这次参访不在报名中。"))
    must(student.school_id == visit.school_id, _("这次参访是别的院校的。"))
    must(student.person_id, _("这名学生还没有对上登记的人员，先核实。"))
    made: Guest = write(
        Guest(
            visit=visit,
            student=student,
            person_id=student.person_id,
            school_id=student.school_id,
            region=visit.region,
        )
    )
    journal(acting_user, "visit.bring", visit, visit.region)
    return made


@transaction.atomic
def check_day(*, acting_user: User, guest: Guest, day: date) -> GuestDay:
    """Somebody was there on a day; told twice it is one."""
    visit = guest.visit
    with as_the_program():
        allowed = may_keep_as_officer(acting_user, visit) or may_name_students(
            acting_user, guest.student.school
        )
    ask(allowed)
    must(visit.starts_on <= day <= visit.ends_on, _("这一天不在参访的起止日期内。"))
    must(day <= localdate(), _("还没有到这一天。"))
    row = guest.days.filter(day=day).first()
    if row is None:
        row = write(GuestDay(guest=guest, day=day))
        journal(acting_user, "visit.attend", visit, visit.region)
    return row


@transaction.atomic
def tell(*, acting_user: User, guest: Guest, rating: int | None, words: str) -> Guest:
    """What somebody says of the visit, once it has begun."""
    ask(may_answer_own(acting_user, guest))
    must(guest.visit.starts_on <= localdate(), _("参访开始以后再评价。"))
    guest.rating, guest.words = rating, plain(words)
    write(guest)
    journal(acting_user, "visit.tell", guest.visit, guest.region)
    return guest
