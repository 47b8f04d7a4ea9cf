"""What registers say of somebody that a firm may read: schooling, certificates, work, honours.

Never sex, age, marriage, ethnicity, household or hardship: no table that holds them is read here.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from yulin.facts import enums
from yulin.facts.schema import OPEN_END
from yulin.jobs.queries.firms import firm_names
from yulin.registry.models import (
    Certificate,
    Coverage,
    Education,
    EmploymentSpell,
    Fact,
    Honour,
    Person,
    PersonFact,
)
from yulin.registry.queries.scope import rows_of


@dataclass(frozen=True, kw_only=True)
class Badge:
    """A verified fact in words, whose word it is, and since when it is held."""

    kind: str
    text: str
    since: str
    until: str
    source: str
    recorded_on: str

    def as_data(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True, kw_only=True)
class Verified:
    """What the register holds: badges, and the columns that matching reads."""

    name: str
    badges: tuple[Badge, ...]
    education: int | None
    majors: tuple[str, ...]
    skill_level: int | None
    certificates: tuple[str, ...]
    #: sheets that the register holds of them: nothing in one of these is an answer
    held: tuple[str, ...] = ()


def verified(person: Person) -> Verified:
    """Of all numbers of a person, in seven queries."""
    rows = rows_of(person)
    schooling = list(_current(Education, rows))
    papers = list(_current(Certificate, rows))
    jobs = list(_current(EmploymentSpell, rows))
    honours = list(_current(Honour, rows).filter(expires_on__gte=localdate()))
    name = PersonFact.objects.current().filter(person__in=rows).order_by("-pk").first()
    badges = [*_schools(schooling), *_papers(papers), *_jobs(jobs), *_honours(honours)]
    finished = [one for one in schooling if enums.STUDY_STATUS.label(one.status) == "毕业"]
    return Verified(
        name=name.name if name else "",
        badges=tuple(badges),
        education=max((one.level for one in finished), default=None),
        majors=tuple(dict.fromkeys(one.major for one in finished if one.major)),
        skill_level=max((one.skill_level for one in papers), default=None),
        certificates=tuple(dict.fromkeys(one.trade for one in papers if one.trade)),
        held=held_of(rows),
    )


def held_of(rows: QuerySet[Person]) -> tuple[str, ...]:
    """Of what matching reads."""
    told = Coverage.objects.filter(person__in=rows, superseded_at__isnull=True)
    names = {name for tables in told.values_list("tables", flat=True) for name in tables}
    return tuple(sorted(names & {"certificate", "education", "employment"}))


def _current(model: type[Fact], rows: QuerySet[Person]) -> QuerySet[Any]:
    return model.objects.filter(Q(superseded_at__isnull=True), person__in=rows).order_by("-pk")


def _badge(kind: str, words: list[str | None], fact: Fact, since: Any, until: Any = None) -> Badge:
    return Badge(
        kind=kind,
        text=" · ".join(word for word in words if word),
        since=_day(since),
        until=_day(until),
        source=fact.source,
        recorded_on=localdate(fact.recorded_at).isoformat(),
    )


def _day(day: date | None) -> str:
    return "" if day is None or day == OPEN_END else day.isoformat()


def _schools(rows: list[Any]) -> Iterator[Badge]:
    for one in rows:
        words = [enums.EDUCATION.label(one.level), one.school, one.major]
        yield _badge("学历", words, one, one.graduated_on)


def _papers(rows: list[Any]) -> Iterator[Badge]:
    for one in rows:
        level = enums.SKILL_LEVEL.label(one.skill_level) if one.skill_level else ""
        title = enums.TITLE_LEVEL.label(one.title_level) if one.title_level else ""
        kind = enums.CERTIFICATE_KIND.label(one.kind)
        yield _badge("证书", [kind, one.trade, level, title], one, one.issued_on)


def _jobs(rows: list[Any]) -> Iterator[Badge]:
    names = firm_names(one.employer_id for one in rows if one.employer_id)
    for one in rows:
        words = [names.get(one.employer_id), one.post]
        yield _badge("就业", words, one, one.started_on, one.ended_on)


def _honours(rows: list[Any]) -> Iterator[Badge]:
    for one in rows:
        yield _badge("荣誉", [one.name, one.issuer], one, one.granted_on)
