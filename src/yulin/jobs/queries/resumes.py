"""Résumés: one's own, as a firm sees it, those a firm may find, and who looked."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from yulin.access.models import User
from yulin.access.row_security import as_the_program
from yulin.access.rules import is_employer
from yulin.jobs.models import Resume, ResumeLook
from yulin.jobs.queries.badges import verified
from yulin.jobs.queries.firms import firm_names
from yulin.registry.models import Employer, Person

#: own words that a firm reads; visibility is nobody else's business
OWN_WORDS = (
    "titles", "occupations", "divisions", "licences", "skills", "story", "years", "least_pay",
    "forms", "shifts", "needs_work_permit", "industries",
)  # fmt: skip


def shown_to_firms(person: Person, resume: Resume | None, *, named: bool) -> dict[str, Any]:
    """What a firm reads: verified facts and own words; the name only of who applied.

    Sex, age, marriage, ethnicity and household are in neither.
    """
    held = verified(person)
    own = {name: getattr(resume, name) for name in OWN_WORDS} if resume else {}
    return {
        "name": held.name if named else "",
        "badges": [badge.as_data() for badge in held.badges],
        "education": held.education,
        "majors": list(held.majors),
        "skill_level": held.skill_level,
        "certificates": list(held.certificates),
        "held": list(held.held),
        "own": own,
    }


def own_resume(person: Person) -> Resume | None:
    return Resume.objects.filter(person=person.stands_for).first()


def found_by(user: User) -> QuerySet[Resume]:
    """The résumés that the user's firm may find, latest first: what row policies let through too."""
    if not is_employer(user):
        return Resume.objects.none()
    shown = RawSQL("SELECT jobs_shown_resumes()", [])
    return Resume.objects.filter(pk__in=shown).order_by("-changed_at", "-id")


def seen_resume(*, user: User, uuid: str) -> tuple[Resume, dict[str, Any]]:
    """One that the firm may find, with what it shows; raises DoesNotExist for others.

    The register's rows are read past the policies: the résumé's owner lets this firm see them.
    """
    resume = found_by(user).get(uuid=uuid)
    with as_the_program():
        person = Person.objects.get(pk=resume.person_id)
        return resume, shown_to_firms(person, resume, named=False)


@dataclass(frozen=True, kw_only=True)
class Looked:
    firm: str
    day: Any


def looks_at(person: Person) -> list[Looked]:
    """Which firms opened the person's résumé or applications, latest first."""
    rows = list(ResumeLook.objects.filter(person=person.stands_for).order_by("-id")[:200])
    names = firm_names(row.employer_id for row in rows)
    return [Looked(firm=names.get(row.employer_id, ""), day=row.day) for row in rows]


def firm_of(user: User) -> Employer:
    """The organisation that the user speaks for; raises DoesNotExist where there is none."""
    return Employer.objects.get(uuid=user.organisation_key)
