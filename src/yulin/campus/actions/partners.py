"""Partners: schools, what they teach, whom to ask, and the lists that they stand in."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.models import User
from yulin.access.row_security import as_the_program
from yulin.campus.actions.common import ask, journal, must, plain, write
from yulin.campus.models import Contact, ListedSchool, Major, School
from yulin.campus.rules import may_keep_region, may_keep_school, may_name_students
from yulin.facts import enums
from yulin.registry.models import Employer, EmployerFact
from yulin.registry.queries.organisations import BY_KIND, OrganisationGroup

FIRST_CLASS = "双一流"
_KINDS = tuple(map(enums.EMPLOYER_KIND.code, BY_KIND[OrganisationGroup.SCHOOL]))


@dataclass(frozen=True, kw_only=True)
class Taught:
    """A major that a school teaches, with how many finish it in a year."""

    year: int
    name: str
    code: str = ""
    graduates: int | None = None


@transaction.atomic
def add_school(*, acting_user: User, code: str, region: int) -> School:
    """Make a school of the register, wherever it stands, a partner of the region.

    Raises:
        PermissionDenied: Without the duty 经办 in the region.
        CampusError: The register knows no school with the code, or it is a partner already.
    """
    ask(may_keep_region(acting_user, region))
    with as_the_program():
        employer = Employer.objects.filter(code=code.strip().upper()).first()
        rows = EmployerFact.objects.current().filter(employer=employer, kind__in=_KINDS)
        fact = rows.first() if employer else None
    must(fact, _("单位登记里没有这所院校：请先把它作为“高校”或“学校幼儿园”导入。"))
    must(
        not School.objects.filter(employer_id=fact.employer_id).exists(),
        _("这所院校已经是合作院校。"),
    )
    made: School = write(
        School(
            employer_id=fact.employer_id,
            name=fact.name,
            division=fact.division,
            region=region,
            since=timezone.localdate(),
            made_by=acting_user,
        )
    )
    journal(acting_user, "school.add", made, region)
    return made


@transaction.atomic
def tell_majors(*, acting_user: User, school: School, taught: Iterable[Taught]) -> int:
    """Add the majors of a year, or change what was said of them. Returns how many.

    Raises:
        PermissionDenied: Neither the school's own clerk nor 经办 of its region.
        CampusError: A code or a year makes no sense.
    """
    with as_the_program():
        allowed = may_name_students(acting_user, school)
    ask(allowed)
    count = 0
    for one in taught:
        row = Major.objects.filter(school=school, year=one.year, name=plain(one.name)).first()
        row = row or Major(school=school, year=one.year, name=plain(one.name, longest=80))
        row.code, row.graduates = one.code.strip(), one.graduates
        write(row)
        count += 1
    must(count, _("没有专业。"))
    journal(acting_user, "school.teach", school, school.region, count=count)
    return count


@transaction.atomic
def add_contact(
    *, acting_user: User, school: School, name: str, duty: str = "", telephone: str = ""
) -> Contact:
    ask(may_keep_school(acting_user, school))
    must(name.strip(), _("请写明联系人。"))
    one = Contact(
        school=school,
        name=name.strip()[:40],
        duty=duty.strip()[:60],
        telephone=telephone.strip()[:30],
    )
    made: Contact = write(one)
    journal(acting_user, "school.contact", school, school.region)
    return made


@transaction.atomic
def list_schools(
    *, acting_user: User, region: int, year: int, names: Iterable[str], basis: str
) -> int:
    """Keep who stands in the list 双一流 of a year, with the document it rests on. How many are new.

    Raises:
        PermissionDenied: Without the duty 经办 in the region.
        CampusError: No names, no basis, or no year.
    """
    ask(may_keep_region(acting_user, region))
    told = list(dict.fromkeys(name.strip() for name in names if name.strip()))
    must(told, _("请写明院校名称，一行一所。"))
    held = ListedSchool.objects.filter(listing=FIRST_CLASS, year=year)
    known = set(held.values_list("name", flat=True))
    fresh = [name for name in told if name not in known]
    for name in fresh:
        write(ListedSchool(listing=FIRST_CLASS, year=year, name=name, basis=plain(basis)))
    if fresh:
        journal(acting_user, "listing.keep", held.first(), region, year=year, count=len(fresh))
    return len(fresh)


def listed_in(names: Iterable[str]) -> dict[str, list[int]]:
    """The years in which each stands in the list 双一流."""
    rows = ListedSchool.objects.filter(listing=FIRST_CLASS, name__in=set(names))
    found: dict[str, list[int]] = {}
    for name, year in rows.order_by("year").values_list("name", "year"):
        found.setdefault(name, []).append(year)
    return found
