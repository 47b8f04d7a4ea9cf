"""Campaigns as a tree, what they have reached, and who stands behind a number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from yulin.access.models import User
from yulin.access.queries.scope import in_sight
from yulin.events.campaign_enums import HEADS, OF_EVENTS, CampaignState, Measure, Nature
from yulin.events.enums import PUBLIC
from yulin.events.figures import Comparison, Number, compare, of_base_words, percent, share
from yulin.events.models import Campaign, Event, Figure, Target
from yulin.events.queries.heads import Case, Heads, heads
from yulin.events.queries.rollup import UNITS, Sums, sums_of
from yulin.events.queries.stations import Stations, stations
from yulin.jobs.queries.firms import firm_names
from yulin.ledger.queries.paid import Paid, paid_by_policy
from yulin.registry.models import Person, PersonFact
from yulin.registry.queries.paging import Page, page_of
from yulin.registry.queries.scope import visible_people

#: a plan has at most so many levels; the database refuses more
DEEPEST = 8


@dataclass(frozen=True)
class Branch:
    """A campaign in the list, so many levels below its plan."""

    campaign: Campaign
    depth: int


def visible_campaigns(user: User) -> QuerySet[Campaign]:
    rows = in_sight(user=user, rows=Campaign.objects.all(), field="division")
    return rows.select_related("parent")


def published_campaigns() -> QuerySet[Campaign]:
    return Campaign.objects.exclude(state=CampaignState.DRAFT).select_related("parent")


def campaigns_list(
    *, rows: QuerySet[Campaign], words: str = "", state: str = "", page: int = 1
) -> Page[Branch]:
    """Plans with what is below each; of a search, whatever fits, as a plain list."""
    if state in CampaignState.values:
        rows = rows.filter(state=state)
    if words:
        fits = Q(name__icontains=words) | Q(brand__icontains=words) | Q(owner__icontains=words)
        return page_of(rows.filter(fits), number=page, shown=_flat)
    within = rows.values("pk")
    roots = rows.filter(Q(parent__isnull=True) | ~Q(parent__in=within))
    return page_of(roots, number=page, shown=lambda found: _tree(found, rows))


def subtree(campaign: Campaign) -> list[int]:
    """The keys of a campaign and of all below it."""
    return [branch.campaign.pk for branch in _tree([campaign], Campaign.objects.all())]


def _flat(rows: list[Campaign]) -> list[Branch]:
    return [Branch(row, 0) for row in rows]


def _tree(roots: list[Campaign], rows: QuerySet[Campaign]) -> list[Branch]:
    """One query a level, however many there are."""
    below: dict[int, list[Campaign]] = {}
    level = roots
    for _depth in range(DEEPEST):
        level = list(rows.filter(parent__in=[one.pk for one in level])) if level else []
        for one in level:
            below.setdefault(one.parent_id, []).append(one)
    return list(_walk(roots, below, 0))


def _walk(level: list[Campaign], below: dict[int, list[Campaign]], depth: int) -> Any:
    for one in level:
        yield Branch(one, depth)
        yield from _walk(below.get(one.pk, []), below, depth + 1)


@dataclass(frozen=True, kw_only=True)
class Progress:
    """One target: what it asks, what is counted, what was printed, and how far each has come."""

    target: Target
    number: Decimal
    counted: int | Decimal | None
    of_counted: Decimal | None
    printed: Figure | None
    of_printed: Comparison | None
    #: the target beside its own base: 1.6万 is 99.4 % of last year's 1.61万
    of_base: Decimal | None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Everything that a campaign's page tells in numbers."""

    heads: Heads
    sums: Sums
    progress: list[Progress]
    places: list[tuple[int, int]]
    #: of each policy of the plan, what was paid in its time
    paid: list[Paid]
    #: that have begun
    months: int

    @property
    def paid_sum(self) -> Decimal:
        return sum((one.amount for one in self.paid), Decimal("0.00"))

    @property
    def paid_a_month(self) -> Decimal:
        return (self.paid_sum / self.months).quantize(Decimal("0.01"))


def standing(campaign: Campaign) -> Standing:
    """Counted now from facts and events; of a plan with the events of all projects below it."""
    counted = heads_of(campaign)
    events = Event.objects.filter(listing__campaign__in=subtree(campaign))
    sums = sums_of(events)
    figures = list(campaign.figures.filter(withdrawn_because=""))
    paid = paid_of(campaign)
    targets = list(campaign.targets.all())
    found = Counted(
        heads=counted,
        sums=sums,
        paid=sum((one.amount for one in paid), Decimal("0.00")),
        stations=_stations(campaign, targets),
    )
    return Standing(
        heads=counted,
        sums=sums,
        progress=[_progress(one, found, figures) for one in targets],
        places=_by_asked_place(campaign, counted),
        paid=paid,
        months=_months(campaign),
    )


def paid_of(campaign: Campaign) -> list[Paid]:
    """What was paid by the policies of a plan, in its time, to people of its region."""
    return paid_by_policy(
        policies=campaign.policies.values_list("policy", flat=True),
        region=campaign.division,
        begins_on=campaign.begins_on,
        ends_on=campaign.ends_on,
    )


def _stations(campaign: Campaign, targets: list[Target]) -> Stations | None:
    if not any(one.measure in {Measure.STATIONS, Measure.POSTDOCS} for one in targets):
        return None
    return stations(
        places=campaign.places or [campaign.division],
        begins_on=campaign.begins_on,
        ends_on=campaign.ends_on,
    )


def _months(campaign: Campaign) -> int:
    """Months that have begun, from the plan's first day to its last, or to today."""
    first, last = campaign.begins_on, min(campaign.ends_on, localdate())
    return max(1, 12 * (last.year - first.year) + last.month - first.month + 1)


def heads_of(campaign: Campaign) -> Heads:
    return heads(
        places=campaign.places or [campaign.division],
        begins_on=campaign.begins_on,
        ends_on=campaign.ends_on,
        within=campaign.graduated_within,
    )


def _by_asked_place(campaign: Campaign, counted: Heads) -> list[tuple[int, int]]:
    """Every county that the campaign is for, those without anybody too."""
    found = dict(counted.by_place)
    return [(place, found.pop(place, 0)) for place in campaign.places] + sorted(found.items())


@dataclass(frozen=True, kw_only=True)
class Counted:
    """Everything of a plan that the program counts itself."""

    heads: Heads
    sums: Sums
    paid: Decimal
    #: none where no target asks for them
    stations: Stations | None


def _progress(target: Target, counted: Counted, figures: list[Figure]) -> Progress:
    number = asked(target)
    seen = _counted(target, counted)
    told = next((one for one in figures if _is_about(one, target)), None)
    return Progress(
        target=target,
        number=number,
        counted=seen,
        of_counted=None if seen is None else percent(seen, number),
        printed=told,
        of_printed=None if told is None else _of_target(told, target, number),
        of_base=None if target.base_number is None else percent(number, target.base_number),
    )


def asked(target: Target) -> Decimal:
    """The number to reach: as it was set, or so many times its base."""
    if target.number is not None:
        return target.number
    assert target.factor is not None
    assert target.base_number is not None
    return target.factor * target.base_number


def _counted(target: Target, counted: Counted) -> int | Decimal | None:
    """None: the program does not count such a thing, or not in that unit."""
    if target.nature != Nature.FLOW or target.name:
        return None
    if target.measure in HEADS:
        return counted.heads.number(target.measure) if target.unit == "人" else None
    if target.measure in OF_EVENTS:
        same = target.unit in {UNITS[Measure(target.measure)], "家次", "人"}
        return counted.sums.of(target.measure) if same else None
    if target.measure == Measure.PAID:
        return counted.paid if target.unit == "元" else None
    if counted.stations is not None and target.measure in _AT_STATIONS:
        unit, which = _AT_STATIONS[Measure(target.measure)]
        return int(getattr(counted.stations, which)) if target.unit == unit else None
    return None


#: measure → the unit that it is counted in, and what is counted
_AT_STATIONS = {Measure.STATIONS: ("个", "new"), Measure.POSTDOCS: ("人", "entered")}


def _is_about(figure: Figure, target: Target) -> bool:
    return (figure.measure, figure.name) == (target.measure, target.name)


def _of_target(figure: Figure, target: Target, number: Decimal) -> Comparison:
    """How far a printed number has come, where the two are of one kind."""
    campaign = target.campaign
    aim = Number(
        value=number,
        unit=target.unit,
        nature=target.nature,
        begins_on=campaign.begins_on,
        ends_on=campaign.ends_on,
    )
    found = compare(number_of(figure), aim)
    if found.percent is None:
        return found
    return Comparison(percent=found.percent, words="")


def number_of(figure: Figure) -> Number:
    return Number(
        value=figure.number,
        unit=figure.unit,
        nature=figure.nature,
        begins_on=figure.period_from,
        ends_on=figure.period_until,
        qualifier=figure.qualifier,
    )


@dataclass(frozen=True, kw_only=True)
class Told:
    """A printed figure for a page: its words, its share of what it is part of, its comparisons."""

    figure: Figure
    words: str
    share: Decimal | None
    #: beside the figure of the period before it, where there is one
    beside: Comparison | None
    #: what it was said to be per cent of, in words
    said_of_base: str = ""


def told(figures: Iterable[Figure]) -> list[Told]:
    """Each beside the one before it of the same measure, name and region."""
    rows = list(figures)
    return [
        Told(
            figure=row,
            words=number_of(row).words,
            share=_share(row),
            beside=_beside(row, rows),
            said_of_base=_said_of_base(row),
        )
        for row in rows
    ]


def _said_of_base(figure: Figure) -> str:
    if figure.percent is None or figure.base_from is None or figure.base_until is None:
        return ""
    base = replace(number_of(figure), begins_on=figure.base_from, ends_on=figure.base_until)
    return of_base_words(number_of(figure), base, figure.percent)


def _share(figure: Figure) -> Decimal | None:
    whole = figure.part_of
    same = whole is not None and (whole.unit, whole.nature, whole.period_until) == (
        figure.unit, figure.nature, figure.period_until,
    )  # fmt: skip
    return (
        share(figure.number, whole.number) if whole is not None and same and whole.number else None
    )


def _beside(figure: Figure, rows: list[Figure]) -> Comparison | None:
    same = (figure.division, figure.measure, figure.name)
    earlier = [
        one
        for one in rows
        if (one.division, one.measure, one.name) == same and one.period_until < figure.period_from
    ]
    base = max(earlier, key=lambda one: one.period_until, default=None)
    return None if base is None else compare(number_of(figure), number_of(base))


def figures_of(campaign: Campaign) -> list[Told]:
    rows = campaign.figures.filter(withdrawn_because="").select_related("part_of")
    return told(rows)


def events_of(campaign: Campaign, *, public: bool = True) -> QuerySet[Event]:
    """Those of the campaign and of all below it, the next to come first."""
    rows = Event.objects.filter(listing__campaign__in=subtree(campaign))
    if public:
        rows = rows.filter(state__in=PUBLIC, published_at__isnull=False)
    return rows.select_related("series", "listing").order_by("-begins_at", "-id")


@dataclass(frozen=True, kw_only=True)
class Behind:
    """Somebody behind a number, as the register names them."""

    case: Case
    person: Person
    name: str
    firm: str


@dataclass(frozen=True, kw_only=True)
class CaseList:
    page: Page[Behind]
    #: how many are counted in all; the rest belong to other regions' officers
    counted: int

    @property
    def elsewhere(self) -> int:
        return self.counted - self.page.total


def cases(*, user: User, campaign: Campaign, measure: str, page: int = 1) -> CaseList:
    """The people behind a head count whom the user may see, the latest contract first."""
    found = {case.person: case for case in heads_of(campaign).of(measure)}
    seen = visible_people(user).filter(pk__in=list(found)).values_list("pk", flat=True)
    ordered = sorted(seen, key=lambda key: (-found[key].began.toordinal(), key))
    shown = page_of(  # a list has no rows to count in the database
        _Listed(ordered), number=page, shown=lambda keys: _behind([found[key] for key in keys])
    )
    return CaseList(page=shown, counted=len(found))


class _Listed(list):
    """A list that `page_of` takes for a query set."""

    def count(self, *value: object) -> int:
        return super().count(*value) if value else len(self)


def _behind(found: list[Case]) -> list[Behind]:
    keys = [case.person for case in found]
    people = Person.objects.in_bulk(keys)
    names = dict(
        PersonFact.objects.current().filter(person__in=keys).values_list("person_id", "name")
    )
    firms = firm_names(case.employer for case in found)
    return [
        Behind(
            case=case,
            person=people[case.person],
            name=names.get(case.person, ""),
            firm=firms.get(case.employer, ""),
        )
        for case in found
    ]


def running_on(rows: QuerySet[Campaign], begins_on: date, ends_on: date) -> QuerySet[Campaign]:
    """Campaigns of which some day lies within the two."""
    return rows.filter(begins_on__lte=ends_on, ends_on__gte=begins_on)
