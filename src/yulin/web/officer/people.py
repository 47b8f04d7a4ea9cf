"""People as the list asks for them, and the page of one person."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.http import QueryDict
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext_lazy as _

from yulin.access.models import User
from yulin.codes.divisions import children
from yulin.facts import enums
from yulin.registry.models import Person, PersonFact
from yulin.registry.queries.people import DEFAULT_SORT, SORTS, PeopleFilters, PersonRow
from yulin.web import regions
from yulin.web.language import in_english
from yulin.web.officer.listing import Head, code_of, uuid_of

HEADS = (
    Head(_("姓名"), "name"),
    Head(_("证件号")),
    Head(_("性别")),
    Head(_("出生日期"), "birth_date"),
    Head(_("所属地区"), "division"),
    Head(_("工作单位")),
    Head(_("最高学历")),
)


@dataclass(frozen=True)
class Wanted:
    """Whom to list; what nobody offers is ignored."""

    words: str
    filters: PeopleFilters
    sort: str

    @classmethod
    def read(cls, query: QueryDict) -> "Wanted":
        level = query.get("level", "")
        sort = query.get("sort", "")
        filters = PeopleFilters(
            division=code_of(query.get("district", "")),
            level=int(level) if level in {str(code) for code, _label in levels()} else None,
            employer=uuid_of(query.get("employer", "")),
        )
        return cls(
            words=query.get("q", "").strip()[:100],
            filters=filters,
            sort=sort if sort in SORTS else DEFAULT_SORT,
        )

    @property
    def is_narrowed(self) -> bool:
        return bool(self.words) or self.filters != PeopleFilters()


def levels() -> list[tuple[int, str]]:
    """The degrees by which a list may be narrowed."""
    words = enums.EDUCATION.en if in_english() else enums.EDUCATION.labels
    return [(code, word) for code, word in enumerate(words) if code]


@dataclass(frozen=True)
class Line:
    """Somebody in the list, in the reader's language."""

    row: PersonRow

    @property
    def sex(self) -> str:
        return _label(enums.SEX, self.row.sex)

    @property
    def education(self) -> str:
        return _label(enums.EDUCATION, self.row.education)


def _label(labels: enums.LabelSet, word: str) -> str:
    return labels.english(word) if word and in_english() else word


def districts_of(user: User) -> list[tuple[int, str]]:
    """The divisions by which a user may narrow a list: their own and those below it."""
    if user.region is None:
        return [
            (code, name)
            for city, counties in regions.by_city()
            for code, name in ((c, regions.full_name(c)) for c in (city, *counties))
        ]
    own = [(user.region, regions.name(user.region))]
    return own + [(row.code, regions.name(row.code)) for row in children(user.region)]


@dataclass(frozen=True)
class Asked:
    """As of which day's records, and what holds on which day; what is no date asks for nothing."""

    known: date | None
    valid: date | None

    @classmethod
    def read(cls, query: QueryDict) -> "Asked":
        known = _day(query.get("known", ""))
        # Of a day that is not over everything up to now is known.
        return cls(known if known and known < localdate() else None, _day(query.get("valid", "")))

    @property
    def moment(self) -> datetime | None:
        """The end of the day."""
        return make_aware(datetime.combine(self.known, time.max)) if self.known else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def name_of(person: Person) -> str:
    named = PersonFact.objects.current().filter(person=person)
    return named.values_list("name", flat=True).first() or person.masked_number
