"""To whom a letter goes: rules over facts of the register, and who of them is written to."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.divisions import bounds, covers
from yulin.access.row_security import as_the_program
from yulin.entitlements.enums import Answer
from yulin.entitlements.models import Decision
from yulin.entitlements.queries.runs import latest_run
from yulin.events.errors import EventsError
from yulin.events.models import Campaign, Letter, NoLetters
from yulin.facts import enums
from yulin.registry.models import Education, EmploymentSpell, Person, PersonFact

_GRADUATED = enums.STUDY_STATUS.code("毕业")
_STUDYING = enums.STUDY_STATUS.code("在读")
ORIGINS = ("local", "elsewhere")
_NAMES = ("graduated_from", "graduated_until", "least_education")


@dataclass(frozen=True, kw_only=True)
class Audience:
    """None: it does not matter. Whoever a fact is not known of does not fit a rule about it."""

    division: int
    graduated_from: int | None = None
    graduated_until: int | None = None
    least_education: int | None = None
    #: local, elsewhere: by 生源地, else by 户籍地
    origin: str = ""
    #: at work today
    works: bool | None = None
    #: only those who have a due of the campaign's policies
    has_dues: bool = False

    def checked(self, campaign: Campaign) -> "Audience":
        """Raises EventsError."""
        years = [y for y in (self.graduated_from, self.graduated_until) if y is not None]
        for wrong, told in (
            (not covers(campaign.division, self.division), _("收信人须在计划的地区之内。")),
            (any(not 1950 <= year <= 2100 for year in years), _("毕业年份写四位数字。")),
            (years != sorted(years), _("毕业年份的结束不能早于开始。")),
            (self.origin not in {"", *ORIGINS}, _("请选择生源。")),
            (
                self.least_education is not None
                and not 1 <= self.least_education < len(enums.EDUCATION.labels),
                _("请从给出的学历里选。"),
            ),
        ):
            if wrong:
                raise EventsError(told)
        return self

    def as_data(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, letter: Letter) -> "Audience":
        return cls(**letter.audience)

    @property
    def words(self) -> list[str]:
        """Each rule in words."""
        said = []
        if self.graduated_from or self.graduated_until:
            years = "–".join(
                str(year or "") for year in (self.graduated_from, self.graduated_until)
            )
            said.append(_("%(years)s年毕业") % {"years": years})
        if self.least_education:
            level = enums.EDUCATION.labels[self.least_education]
            said.append(_("%(level)s及以上") % {"level": level})
        if self.origin:
            said.append(_("本地生源") if self.origin == "local" else _("外地生源"))
        if self.works is not None:
            said.append(_("现在有工作") if self.works else _("现在没有工作"))
        if self.has_dues:
            said.append(_("享有本计划的政策待遇"))
        return said


def people_of(audience: Audience, *, policies: Iterable[str]) -> "QuerySet[Person]":
    """Whom the rules find, those who want no letters left out, in the order of their rows."""
    found = Person.objects.filter(
        merged_into__isnull=True, division__range=bounds(audience.division)
    )
    if _asks_schooling(audience):
        found = found.filter(Exists(_schooling(audience)))
    if audience.origin:
        found = found.filter(Exists(_origin(audience)))
    if audience.works is not None:
        spell = _current(EmploymentSpell).filter(ended_on__gte=timezone.localdate())
        found = found.filter(Exists(spell) if audience.works else ~Exists(spell))
    if audience.has_dues:
        found = found.filter(pk__in=_due(audience.division, policies).values("person_id"))
    return found.exclude(pk__in=_unwilling()).order_by("pk")


def dues_of(
    people: Iterable[int], *, division: int, policies: Iterable[str]
) -> Mapping[int, list[dict[str, Any]]]:
    """What the last run decided for each of some people, of these policies (none: of all)."""
    found: dict[int, list[dict[str, Any]]] = {}
    rows = _due(division, policies).filter(person__in=list(people)).order_by("policy", "benefit")
    for row in rows:
        found.setdefault(row.person_id, []).append(
            {
                "policy": row.policy,
                "benefit": row.benefit,
                "label": row.label,
                "amount": row.amount,
                "qualifier": row.qualifier,
                "period": row.period,
            }
        )
    return found


def _due(division: int, policies: Iterable[str]) -> "QuerySet[Decision]":
    run = latest_run(region=division)
    if run is None:
        return Decision.objects.none()
    rows = Decision.objects.of_run(run).filter(
        person__isnull=False, status=Answer.YES, displaced_by="", district__range=bounds(division)
    )
    wanted = sorted(set(policies))
    return rows.filter(policy__in=wanted) if wanted else rows


def _unwilling() -> list[int]:
    with as_the_program():
        return list(NoLetters.objects.values_list("person_id", flat=True))


def _current(model: Any) -> Any:
    """Rows of facts that hold, of the person or of a number merged into theirs."""
    theirs = Q(person=OuterRef("pk")) | Q(person__merged_into=OuterRef("pk"))
    return model.objects.current().filter(theirs)


def _asks_schooling(audience: Audience) -> bool:
    return any(getattr(audience, name) is not None for name in _NAMES)


def _schooling(audience: Audience) -> Any:
    """One diploma that has the level and the year both; who still studies has the day to come."""
    rows = _current(Education).filter(status__in=(_GRADUATED, _STUDYING))
    if audience.least_education is not None:
        rows = rows.filter(level__gte=audience.least_education)
    if audience.graduated_from is not None:
        rows = rows.filter(graduated_on__gte=date(audience.graduated_from, 1, 1))
    if audience.graduated_until is not None:
        rows = rows.filter(graduated_on__lte=date(audience.graduated_until, 12, 31))
    return rows


def _origin(audience: Audience) -> Any:
    """By cities, as new graduates are counted (`queries.heads`)."""
    city = bounds(audience.division // 100 * 100)
    local = Q(origin_division__range=city) | Q(
        origin_division__isnull=True, household_division__range=city
    )
    known = Q(origin_division__isnull=False) | Q(household_division__isnull=False)
    rows = _current(PersonFact)
    return rows.filter(local) if audience.origin == "local" else rows.filter(known).exclude(local)
