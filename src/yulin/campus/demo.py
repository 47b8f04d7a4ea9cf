"""Schools for the demo: a partner with an account, agreements, students, rounds, a visit, an order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from yulin.access.actions.demo import ensure_demo_school
from yulin.access.actions.journal import record
from yulin.access.divisions import bounds
from yulin.access.models import User
from yulin.campus.actions.agreements import (
    Terms,
    draft_agreement,
    fulfil,
    note_liaison,
    propose_award,
    sign_agreement,
)
from yulin.campus.actions.assigning import assign_round
from yulin.campus.actions.partners import Taught, add_contact, list_schools, tell_majors
from yulin.campus.actions.rounds import Season, make_round, turn_round
from yulin.campus.actions.visits import Halt, add_stop, bring, check_day, plan_visit, turn_visit
from yulin.campus.enums import StudentState
from yulin.campus.models import Entry, Order, Place, Round, School, Student, Trainee, Wish
from yulin.facts import enums
from yulin.jobs.enums import PostState
from yulin.jobs.models import Post
from yulin.ledger.demo import REGION
from yulin.registry.models import Education, Employer, EmployerFact, Person, PersonFact

_CODE = "12330300DEMO00001X"
_NAME = "温州演示学院"
#: name, code of the catalogue, graduates a year
_MAJORS = (
    ("数控技术", "460103", 120),
    ("机械设计制造及其自动化", "080202", 90),
    ("服装与服饰设计", "550105", 60),
    ("鞋类设计与工艺", "480403", 45),
    ("电气工程及其自动化", "080601", 110),
    ("汽车检测与维修技术", "500211", 70),
)
_TITLES = ("数控实习生", "设计助理", "电气装配实习", "质检实习", "维修助理")
_MOST_STUDENTS, _FIRMS = 60, 12


@dataclass(frozen=True)
class Work:
    students: int
    places: int
    seated: int


@transaction.atomic
def set_up_campus() -> Work | None:
    """Make it all once; None where there is a school already.

    Raises PermissionDenied where the demo is off.
    """
    if not settings.YULIN_DEMO:
        raise PermissionDenied
    if School.objects.exists():
        return None
    officer = User.objects.get(username="demo-officer")
    firms = _firms()
    school = _school(officer)
    teacher = ensure_demo_school(organisation_key=str(school.employer.uuid))
    students = _students(school)
    _agreements(officer, teacher, school, firms, students)
    seated = _rounds(officer, firms, students)
    _visit(officer, teacher, school, firms, students)
    _order(firms, students)
    record(acting_user=None, action="campus.demo.load", obj=school, region=REGION)
    places = sum(Place.objects.values_list("capacity", flat=True))
    return Work(students=len(students), places=places, seated=seated)


def _firms() -> list[Employer]:
    rows = EmployerFact.objects.current().filter(
        division__range=bounds(REGION), kind=enums.EMPLOYER_KIND.code("企业")
    )
    return [row.employer for row in rows.select_related("employer").order_by("pk")[:_FIRMS]]


def _school(officer: User) -> School:
    employer = Employer.objects.create(code=_CODE, division=REGION)
    EmployerFact.objects.create(
        employer=employer,
        name=_NAME,
        kind=enums.EMPLOYER_KIND.code("高校"),
        division=REGION,
        source="演示",
    )
    record(acting_user=None, action="campus.demo.load", obj=employer, region=REGION)
    school = School.objects.create(
        employer=employer,
        name=_NAME,
        division=REGION,
        region=REGION,
        since=timezone.localdate() - timedelta(days=400),
        made_by=officer,
    )
    year = timezone.localdate().year
    tell_majors(
        acting_user=officer,
        school=school,
        taught=[Taught(year=year, name=n, code=c, graduates=g) for n, c, g in _MAJORS],
    )
    add_contact(acting_user=officer, school=school, name="周老师", duty="就业指导中心主任")
    list_schools(
        acting_user=officer, region=REGION, year=2022, names=[_NAME], basis="演示文号（虚构）"
    )
    return school


def _students(school: School) -> list[Student]:
    """People of the region with a degree, the latest first; every third agreed."""
    keys = Education.objects.current().order_by("-graduated_on", "pk").values_list("person")
    rows = Person.objects.filter(
        pk__in=keys, division__range=bounds(REGION), merged_into__isnull=True
    )
    people = list(rows.order_by("-pk")[:_MOST_STUDENTS])
    names = dict(
        PersonFact.objects.current().filter(person__in=people).values_list("person", "name")
    )
    now, year = timezone.now(), timezone.localdate().year
    return Student.objects.bulk_create(
        Student(
            school=school,
            region=REGION,
            year=year - place % 2,
            major=_MAJORS[place % len(_MAJORS)][0],
            name=names.get(person.pk, "某人"),
            masked=person.masked_number,
            number_index=bytes(person.number_index),
            person=person,
            state=StudentState.MATCHED,
            agreed_at=None if place % 3 == 2 else now,
        )
        for place, person in enumerate(people)
    )


def _agreements(
    officer: User, teacher: User, school: School, firms: list[Employer], students: list[Student]
) -> None:
    today = timezone.localdate()
    said = (
        ("“园校企”深度融合合作协议", "park", (_CODE, firms[0].code, firms[1].code), 0, 0),
        ("校企合作框架协议", "firm", (_CODE, firms[2].code), 0, 0),
        ("技能人才培育奖学金协议", "scholarship", (_CODE,), 100_000, 2),
    )
    for title, kind, parties, amount, years in said:
        made = draft_agreement(
            acting_user=officer,
            region=REGION,
            terms=Terms(
                title=title,
                kind=kind,
                starts_on=today - timedelta(days=200),
                ends_on=today + timedelta(days=900),
                parties=parties,
                amount=amount,
                years=years,
            ),
            promises=("共建实训室", "每季度召开联络会", "接收学生参访实习"),
        )
        signed = sign_agreement(
            acting_user=officer, agreement=made, signed_on=today - timedelta(days=190)
        )
        first = signed.commitments.order_by("pk").first()
        assert first is not None
        fulfil(acting_user=officer, commitment=first, done_on=today - timedelta(days=60))
        note_liaison(
            acting_user=officer,
            agreement=signed,
            day=today - timedelta(days=30),
            words="季度联络会",
        )
        if amount:
            for student in students[:3]:
                propose_award(acting_user=teacher, agreement=signed, student=student, amount=8000)


def _rounds(officer: User, firms: list[Employer], students: list[Student]) -> int:
    """One round that is assigned, one in which students may still wish."""
    today = timezone.localdate()
    held = []
    for title, days in (("高校学子温州行（第一批）", 0), ("高校学子温州行（第二批）", 30)):
        made = make_round(
            acting_user=officer,
            region=REGION,
            season=Season(
                title=title,
                kind="internship",
                wishes_until=today + timedelta(days=days),
                starts_on=today + timedelta(days=days),
                ends_on=today + timedelta(days=days + 42),
            ),
        )
        held.append(turn_round(acting_user=officer, round_=made, state="open"))
    for one in held:
        _places(one, firms)
    _wishes(held[0], students[:40])
    return assign_round(acting_user=officer, round_=held[0]).seated


def _places(round_: Round, firms: list[Employer]) -> None:
    posts = dict(
        Post.objects.filter(employer__in=firms, state=PostState.OPEN)
        .order_by("-pk")
        .values_list("employer", "pk")
    )
    Place.objects.bulk_create(
        Place(
            round=round_,
            employer=firm,
            region=REGION,
            title=_TITLES[place % len(_TITLES)],
            division=firm.division or REGION,
            industry=2,
            majors=[] if place % 3 == 2 else [_MAJORS[place % len(_MAJORS)][0]],
            duties="跟班学习，完成实习周记。",
            capacity=3 + place % 5,
            weeks=6,
            monthly_pay=2000 + 100 * (place % 8),
            housing=place % 2 == 0,
            post_id=posts.get(firm.pk),
        )
        for place, firm in enumerate(firms)
    )


def _wishes(round_: Round, students: list[Student]) -> None:
    places = list(Place.objects.filter(round=round_).order_by("pk"))
    entries = Entry.objects.bulk_create(
        Entry(
            round=round_,
            person_id=student.person_id,
            student=student,
            school_id=student.school_id,
            region=REGION,
            group=0 if number % 10 == 0 else 1,
            open_to_others=number % 4 == 0,
        )
        for number, student in enumerate(students)
    )
    Wish.objects.bulk_create(
        Wish(entry=entry, place=places[(number * 5 + rank * 3) % len(places)], rank=rank + 1)
        for number, entry in enumerate(entries)
        for rank in range(min(3, len(places)))
    )


def _visit(
    officer: User, teacher: User, school: School, firms: list[Employer], students: list[Student]
) -> None:
    """Six days, both bounds included, of which two are past."""
    today = timezone.localdate()
    made = plan_visit(
        acting_user=officer,
        region=REGION,
        school=school,
        title="青年学子综合素质提升行动（第一期）",
        days=(today - timedelta(days=2), today + timedelta(days=3)),
        places=24,
    )
    for day in range(-2, 4):
        for begin, end, kind, words in (
            (9, 11, "firm", "参观车间，与技术人员座谈"),
            (14, 16, "talk", "人才政策和职业规划讲座"),
            (18, 21, "lodging", "青年驿站入住"),
        ):
            add_stop(
                acting_user=officer,
                visit=made,
                halt=Halt(
                    begins_at=_moment(day, begin),
                    ends_at=_moment(day, end),
                    kind=kind,
                    words=words,
                    where="温州市",
                    employer=firms[day % len(firms)] if kind == "firm" else None,
                ),
            )
    opened = turn_visit(acting_user=officer, visit=made, state="open")
    for student in students[:22]:
        guest = bring(acting_user=teacher, visit=opened, student=student)
        check_day(acting_user=officer, guest=guest, day=today - timedelta(days=1))


def _moment(day: int, hour: int) -> datetime:
    when = timezone.localdate() + timedelta(days=day)
    return timezone.make_aware(datetime.combine(when, time(hour)))


def _order(firms: list[Employer], students: list[Student]) -> None:
    today = timezone.localdate()
    made = Order.objects.create(
        employer=firms[0],
        region=firms[0].division or REGION,
        trade="数控车工",
        headcount=10,
        places=15,
        starts_on=today + timedelta(days=14),
        ends_on=today + timedelta(days=44),
    )
    Trainee.objects.bulk_create(
        Trainee(order=made, person_id=one.person_id, employer=firms[0], region=made.region)
        for one in students[40:52]
    )
