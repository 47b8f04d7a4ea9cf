"""A firm's board of a post with filters, and the résumés that it may find with theirs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Exists, F, Func, Max, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.dateparse import parse_date

from yulin.access.divisions import bounds
from yulin.access.models import User
from yulin.access.row_security import as_the_program
from yulin.access.rules import is_employer
from yulin.codes.divisions import DEFAULT
from yulin.facts import enums
from yulin.jobs.enums import ApplicationState
from yulin.jobs.models import Application, Invitation, Post, Resume
from yulin.jobs.queries.resumes import found_by
from yulin.registry.models import Education, Employer
from yulin.registry.queries.paging import Page, page_of

PER_PAGE = 20
_GRADUATED = enums.STUDY_STATUS.code("毕业")


@dataclass(frozen=True, kw_only=True)
class BoardFilters:
    """None or empty: no matter."""

    state: str = ""
    words: str = ""
    since: date | None = None
    #: no education that a register holds, or nothing verified at all
    uncertain: bool = False

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "BoardFilters":
        state = query.get("state", "")
        return cls(
            state=state if state in ApplicationState.values else "",
            words=query.get("q", "").replace("\0", "").strip()[:80],
            since=_day(query.get("since", "")),
            uncertain=query.get("uncertain") == "yes",
        )

    @property
    def is_narrowed(self) -> bool:
        return self != BoardFilters()


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def board(post: Post, filters: BoardFilters, *, page: int = 1) -> Page[Application]:
    """Who applied, latest first; in two queries."""
    rows = Application.objects.filter(post=post)
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.words:
        rows = rows.filter(
            Q(resume__name__icontains=filters.words)
            | Q(resume__own__skills__icontains=filters.words)
            | Q(resume__own__story__icontains=filters.words)
            | Q(resume__majors__icontains=filters.words)
        )
    if filters.since:
        begins = timezone.make_aware(datetime.combine(filters.since, time.min))
        rows = rows.filter(sent_at__gte=begins)
    if filters.uncertain:
        rows = rows.filter(Q(resume__education=None) | Q(resume__badges=[]))
    return page_of(rows.order_by("-id"), number=page, shown=list)


@dataclass(frozen=True, kw_only=True)
class ResumeFilters:
    """None or empty: no matter. `education` is at least, verified by a register."""

    words: str = ""
    place: int | None = None
    education: int | None = None
    occupation: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "ResumeFilters":
        place, level = _number(query.get("place", "")), _number(query.get("education", ""))
        occupation = query.get("occupation", "")
        code = len(occupation) <= 10 and set(occupation) <= set("0123456789-")
        return cls(
            words=query.get("q", "").replace("\0", "").strip()[:80],
            place=place if place and DEFAULT.find(place) else None,
            education=level if level and level < len(enums.EDUCATION.labels) else None,
            occupation=occupation if code else "",
        )

    @property
    def is_narrowed(self) -> bool:
        return self != ResumeFilters()


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else None


@dataclass(frozen=True, kw_only=True)
class FoundResume:
    resume: Resume
    #: the highest that a register holds; none is unknown
    education: int | None


def resumes_list(*, user: User, filters: ResumeFilters, page: int = 1) -> Page[FoundResume]:
    """Those that the user's firm may find, latest first; in three queries.

    Education is read past the row policies, of people whose résumé the firm may find alone.
    """
    if not is_employer(user):
        return page_of(Resume.objects.none(), number=1, shown=list)
    with as_the_program():
        rows = _narrowed(found_by(user), filters)
        return page_of(rows, number=page, shown=_shown, per_page=PER_PAGE)


def _narrowed(rows: QuerySet[Resume], filters: ResumeFilters) -> QuerySet[Resume]:
    if filters.words:
        texts = {f"{name}_text": _joined(name) for name in ("titles", "skills", "licences")}
        found = Q(story__icontains=filters.words)
        for name in texts:
            found |= Q(**{f"{name}__icontains": filters.words})
        rows = rows.alias(**texts).filter(found)
    if filters.place:
        low, high = bounds(filters.place)
        rows = rows.filter(_anywhere_in(low, high))
    if filters.occupation:
        rows = rows.alias(occupations_text=_joined("occupations")).filter(
            Q(occupations_text__startswith=filters.occupation)
            | Q(occupations_text__contains=f"、{filters.occupation}")
        )
    if filters.education:
        held = _education().filter(whose=OuterRef("person"), level__gte=filters.education)
        rows = rows.filter(Exists(held))
    return rows


def _joined(name: str) -> Func:
    return Func(F(name), Value("、"), function="array_to_string", output_field=TextField())


def _anywhere_in(low: int, high: int) -> Q:
    """Wishes for a place of these, or for any at all; what nobody said is no refusal."""
    county = Q(divisions__isnull=True) | Q(divisions=[])
    known = [one.code for one in DEFAULT.rows() if low <= one.code <= high]
    return county | Q(divisions__overlap=known)


def _education() -> QuerySet[Education]:
    rows = Education.objects.current().filter(status=_GRADUATED)
    return rows.annotate(whose=Coalesce("person__merged_into", "person"))


def _shown(rows: list[Resume]) -> list[FoundResume]:
    people = [row.person_id for row in rows]
    held = _education().filter(whose__in=people).order_by()
    levels = dict(held.values_list("whose").annotate(most=Max("level")))
    return [FoundResume(resume=row, education=levels.get(row.person_id)) for row in rows]


def invited_to(*, employer: Employer, resume: Resume) -> list[Invitation]:
    """To which posts the firm invited somebody."""
    rows = Invitation.objects.filter(employer=employer, person=resume.person_id)
    return list(rows.select_related("post").defer("post__search"))
