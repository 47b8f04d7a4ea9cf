"""An internship from the seat to a fact: confirmed, attended, reported, confirmed, applied after."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.models import User
from yulin.access.row_security import as_the_program
from yulin.campus.actions.common import ask, journal, must, told, write
from yulin.campus.enums import InternshipState, RoundKind
from yulin.campus.models import Attendance, Internship
from yulin.campus.rules import may_answer_own, may_keep_as_firm
from yulin.entitlements.jobs import arrived_later
from yulin.facts import enums
from yulin.jobs.actions.applications import apply
from yulin.registry.actions.enter import enter_fact
from yulin.registry.actions.supersede import Provenance
from yulin.registry.models import Person, Placement

SOURCE = "实习见习登记"
_KINDS = {RoundKind.INTERNSHIP: "实习", RoundKind.TRAINEESHIP: "就业见习"}


@transaction.atomic
def answer_seat(*, acting_user: User, internship: Internship, accept: bool) -> Internship:
    """The student takes the place, or gives it back for somebody else."""
    ask(may_answer_own(acting_user, internship))
    one = _held(internship, InternshipState.ASSIGNED)
    return _move(one, InternshipState.ACCEPTED if accept else InternshipState.DECLINED, acting_user)


@transaction.atomic
def leave(*, acting_user: User, internship: Internship) -> Internship:
    """The student breaks off; the place is free again, and no fact comes of it."""
    ask(may_answer_own(acting_user, internship))
    return _move(_held(internship, InternshipState.ACCEPTED), InternshipState.LEFT, acting_user)


@transaction.atomic
def log_day(*, acting_user: User, internship: Internship, day: date, present: bool) -> Attendance:
    """The firm notes whether the intern was there; noted again, the day is corrected.

    Raises:
        PermissionDenied: Another firm's.
        CampusError: Not confirmed, a day to come, or outside the round.
    """
    ask(may_keep_as_firm(acting_user, internship))
    one = _held(internship, InternshipState.ACCEPTED)
    round_ = one.round
    must(round_.starts_on <= day <= round_.ends_on, _("这一天不在本轮的起止日期内。"))
    must(day <= timezone.localdate(), _("还没有到这一天。"))
    row = one.days.filter(day=day).first() or Attendance(internship=one, day=day)
    row.present, row.by = present, acting_user
    write(row)
    if one.started_on is None or (present and day < one.started_on):
        one.started_on = day
        write(one)
    journal(acting_user, "internship.attend", one, one.region)
    return row


@transaction.atomic
def report_end(*, acting_user: User, internship: Internship, ended_on: date) -> Internship:
    """The firm says that it is over; nothing is a fact before the student confirms."""
    ask(may_keep_as_firm(acting_user, internship))
    one = _held(internship, InternshipState.ACCEPTED)
    must(one.days.filter(present=True).exists(), _("还没有出勤记录。"))
    last = one.days.filter(present=True).latest("day").day
    must(last <= ended_on <= timezone.localdate(), _("结束日期应在最后出勤日之后、今天之前。"))
    first = one.days.filter(present=True).earliest("day").day
    one.started_on, one.ended_on = first, ended_on
    return _move(one, InternshipState.REPORTED, acting_user)


@transaction.atomic
def confirm_end(*, acting_user: User, internship: Internship, right: bool) -> Internship:
    """The student says that it was so: a row of 见习实习 enters the register; else the firm corrects it.

    Raises:
        PermissionDenied: Somebody else's.
        CampusError: The firm has not reported it.
    """
    ask(may_answer_own(acting_user, internship))
    one = _held(internship, InternshipState.REPORTED)
    if not right:
        return _move(one, InternshipState.ACCEPTED, acting_user)
    person = Person.objects.get(pk=one.person_id)
    fact = enter_fact(
        model=Placement,
        values={
            "person": person,
            "kind": enums.PLACEMENT_KIND.code(_KINDS[RoundKind(one.round.kind)]),
            "employer_id": one.employer_id,
            "started_on": one.started_on,
            "ended_on": one.ended_on,
            "days": one.days.filter(present=True).count(),
            "monthly_pay": None if one.place.monthly_pay is None else one.place.monthly_pay * 100,
            "by_government": True,
        },
        provenance=Provenance(source=SOURCE, evidence=str(one.uuid)),
        acting_user=acting_user,
    )
    one.batch = fact.batch
    done = _move(one, InternshipState.DONE, acting_user, fact=str(fact.uuid))
    with as_the_program():
        person.refresh_from_db()
        arrived_later(region=person.division, moment=fact.batch.recorded_at)
    return done


@transaction.atomic
def apply_after(*, acting_user: User, internship: Internship) -> Internship:
    """Apply for the post that the firm named for whoever did well; then it is an application as any."""
    ask(may_answer_own(acting_user, internship))
    one = Internship.objects.select_for_update(of=("self",)).get(pk=internship.pk)
    must(one.state == InternshipState.DONE, _("实习完成以后才能转为投递。"))
    post = one.place.post
    must(post, _("单位没有给出可转的岗位。"))
    if one.application_id is None:
        person = Person.objects.get(pk=one.person_id)
        one.application = apply(acting_user=acting_user, person=person, post=post)
        write(one)
        journal(acting_user, "internship.apply", one, one.region)
    return one


def _held(internship: Internship, state: InternshipState) -> Internship:
    one = (
        Internship.objects.select_for_update(of=("self",))
        .select_related("round", "place__post")
        .get(pk=internship.pk)
    )
    must(
        one.state == state,
        _("这份实习现在是“%(state)s”，不能这样处理。") % {"state": one.get_state_display()},
    )
    return one


def _move(one: Internship, to: InternshipState, user: User, **data: object) -> Internship:
    one.state = to
    with told(Internship):
        write(one)
    journal(user, f"internship.{to}", one, one.region, place=one.place_id, **data)
    return one
