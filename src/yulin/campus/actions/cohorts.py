"""Students: named by their school, matched by number, counted only where they agree."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.models import User
from yulin.access.row_security import as_the_program
from yulin.campus.actions.common import ask, journal, must, plain, write
from yulin.campus.enums import StudentState
from yulin.campus.models import School, Student
from yulin.campus.rules import may_answer_own, may_name_students
from yulin.codes.identity import mask, validate
from yulin.registry.models import Person

MOST_ROWS = 20_000


@dataclass(frozen=True, kw_only=True)
class Named:
    """A student as a school writes them down; the number goes no further than the match."""

    name: str
    number: str
    year: int
    major: str


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What naming came to."""

    matched: int
    unmatched: int
    known: int


@transaction.atomic
def name_students(*, acting_user: User, school: School, named: Sequence[Named]) -> Counted:
    """Take in a school's list: all of it, or nothing and why. Nobody unknown is guessed.

    Raises:
        PermissionDenied: Neither the school's clerk nor 经办 of its region.
        CampusError: A number is wrong, a year or a major is missing, or a row stands there twice.
    """
    with as_the_program():
        allowed = may_name_students(acting_user, school)
    ask(allowed)
    _check(named)
    index = Person._meta.get_field("number").index_of
    rows = [(one, index(one.number)) for one in named]
    must(len({key for _one, key in rows}) == len(rows), _("同一个证件号出现了两次。"))
    held = Student.objects.filter(school=school, number_index__in=[key for _one, key in rows])
    known = {bytes(key) for key in held.values_list("number_index", flat=True)}
    with as_the_program():
        people = _people(key for _one, key in rows)
    fresh = [_student(school, one, key, people.get(key)) for one, key in rows if key not in known]
    Student.objects.bulk_create(fresh, batch_size=500)
    matched = sum(one.person_id is not None for one in fresh)
    told = Counted(matched=matched, unmatched=len(fresh) - matched, known=len(known))
    if fresh:
        journal(acting_user, "students.name", school, school.region, count=len(fresh))
    return told


def _check(named: Sequence[Named]) -> None:
    must(named, _("名单里没有学生。"))
    must(len(named) <= MOST_ROWS, _("一次最多两万人。"))
    for place, one in enumerate(named, start=1):
        where = _("第 %(n)s 名学生：") % {"n": place}
        must(one.name.strip() and one.major.strip(), where + _("请写明姓名和专业。"))
        must(1950 <= one.year <= 2100, where + _("毕业年份不对。"))
        must(not validate(one.number).errors, where + _("证件号不对。"))


def _people(keys: Iterable[bytes]) -> dict[bytes, Person]:
    rows = Person.objects.filter(number_index__in=list(keys)).select_related("merged_into")
    return {bytes(one.number_index): one.stands_for for one in rows}


def _student(school: School, one: Named, key: bytes, person: Person | None) -> Student:
    return Student(
        school=school,
        region=school.region,
        year=one.year,
        major=plain(one.major, longest=80),
        name=one.name.strip()[:40],
        masked=mask(one.number),
        number_index=key,
        person=person,
        state=StudentState.MATCHED if person else StudentState.UNMATCHED,
    )


@transaction.atomic
def match_again(*, acting_user: User, school: School) -> int:
    """Look again for those who were not in the register; how many are there now."""
    with as_the_program():
        allowed = may_name_students(acting_user, school)
    ask(allowed)
    waiting = {
        bytes(one.number_index): one
        for one in Student.objects.filter(school=school, state=StudentState.UNMATCHED)
    }
    with as_the_program():
        people = _people(waiting)
    for key, person in people.items():
        one = waiting[key]
        one.person, one.state = person, StudentState.MATCHED
        write(one)
    if people:
        journal(acting_user, "students.match", school, school.region, count=len(people))
    return len(people)


@transaction.atomic
def agree(*, acting_user: User, student: Student, agrees: bool) -> Student:
    """The student lets the school count where they go, or takes that back."""
    ask(may_answer_own(acting_user, student))
    student.agreed_at = timezone.now() if agrees else None
    write(student)
    journal(
        acting_user, "students.agree" if agrees else "students.decline", student, student.region
    )
    return student
