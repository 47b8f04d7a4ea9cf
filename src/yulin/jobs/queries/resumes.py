"""Résumés: one's own, as a firm sees it, those a firm may find, and who looked."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from yulin.access.models import User
from yulin.access.row_security import as_the_program
from yulin.access.rules import is_employer
from yulin.jobs.enums import AudienceKind
from yulin.jobs.models import Invitation, Resume, ResumeAudience, ResumeLook
from yulin.jobs.queries.badges import verified
from yulin.jobs.queries.firms import firm_names
from yulin.registry.models import Employer, EmployerFact, Person

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


#: of firms found by a name so many are offered
_OFFERED = 20


@dataclass(frozen=True, kw_only=True)
class Marked:
    """A firm, and what the résumé's owner said of it; nothing yet is blank."""

    employer: Employer
    firm: str
    kind: str


def audience_of(resume: Resume) -> list[Marked]:
    """The firms that somebody chose or blocked, the chosen first."""
    rows = list(
        ResumeAudience.objects.filter(resume=resume)
        .select_related("employer")
        .order_by("-kind", "pk")
    )
    names = firm_names(row.employer_id for row in rows)
    return [
        Marked(employer=row.employer, firm=names.get(row.employer_id, ""), kind=row.kind)
        for row in rows
    ]


def audience_counts(resume: Resume | None) -> dict[str, int]:
    """How many firms are chosen and blocked; empty where none is."""
    if resume is None:
        return {}
    kinds = list(ResumeAudience.objects.filter(resume=resume).values_list("kind", flat=True))
    return {kind: kinds.count(kind) for kind in AudienceKind.values} if kinds else {}


def firms_named(words: str, resume: Resume) -> list[Marked]:
    """Firms in whose name the words stand, those that begin with them first."""
    if not words:
        return []
    rows = EmployerFact.objects.current().filter(name__icontains=words).select_related("employer")
    found = sorted(
        rows.order_by("name", "pk")[:200], key=lambda one: not one.name.startswith(words)
    )
    held = dict(ResumeAudience.objects.filter(resume=resume).values_list("employer_id", "kind"))
    return [
        Marked(employer=one.employer, firm=one.name, kind=held.get(one.employer_id, ""))
        for one in found[:_OFFERED]
    ]


def invitations_of(person: Person) -> list[tuple[Invitation, str]]:
    """To which posts firms invited somebody, latest first, with the firms' names."""
    rows = Invitation.objects.filter(person=person.stands_for)
    found = list(rows.select_related("post", "employer").defer("post__search")[:20])
    names = firm_names(row.employer_id for row in found)
    return [(row, names.get(row.employer_id, "")) for row in found]
