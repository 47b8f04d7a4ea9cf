"""Plans and their projects: written, published, aimed, measured."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.divisions import covers
from yulin.access.models import User
from yulin.events import typed
from yulin.events.campaign_enums import (
    CalendarKind,
    CampaignState,
    Measure,
    Nature,
    Qualifier,
    Stage,
)
from yulin.events.campaign_rules import may_run
from yulin.events.errors import EventsError
from yulin.events.models import (
    Campaign,
    CampaignPolicy,
    Event,
    Figure,
    Listing,
    Target,
)
from yulin.events.rules import may_organise, may_run_event
from yulin.programmes.queries.library import library

MOST_YEARS = 50


@dataclass(frozen=True, kw_only=True)
class CampaignWords:
    """What a campaign says of itself."""

    name: str
    division: int
    begins_on: date
    ends_on: date
    parent: Campaign | None = None
    brand: str = ""
    places: tuple[int, ...] = ()
    owner: str = ""
    about: str = ""
    audience_words: str = ""
    graduated_within: int | None = None

    def checked(self) -> dict[str, Any]:
        """As columns. Raises EventsError."""
        if self.ends_on < self.begins_on:
            raise EventsError(_("结束日期不能早于开始日期。"))
        if self.graduated_within is not None and not 0 <= self.graduated_within <= MOST_YEARS:
            raise EventsError(_("毕业年限为 0 到 50 年，不限请留空。"))
        division = typed.division(self.division)
        places = sorted({typed.division(place) for place in self.places})
        if not all(covers(division, place) for place in places):
            raise EventsError(_("面向的地区须在主办地区之内。"))
        if self.parent is not None and not covers(self.parent.division, division):
            raise EventsError(_("子项目的地区须在上级计划的地区之内。"))
        return {
            "name": typed.words(self.name, 80, asked=_("请填写计划名称。")),
            "division": division,
            "begins_on": self.begins_on,
            "ends_on": self.ends_on,
            "parent": self.parent,
            "brand": typed.words(self.brand, 40),
            "places": places,
            "owner": typed.words(self.owner, 120),
            "about": typed.words(self.about, 4000),
            "audience_words": typed.words(self.audience_words, 200),
            "graduated_within": self.graduated_within,
        }


@dataclass(frozen=True, kw_only=True)
class Aim:
    """A target as it was set: a number, or so many times a base."""

    measure: str
    unit: str
    source: str
    number: Decimal | None = None
    name: str = ""
    nature: str = Nature.FLOW
    qualifier: str = Qualifier.EXACT
    factor: Decimal | None = None
    base_number: Decimal | None = None
    base_qualifier: str = Qualifier.EXACT
    base_from: date | None = None
    base_until: date | None = None
    is_inferred: bool = False


@dataclass(frozen=True, kw_only=True)
class Printed:
    """A figure as it was printed."""

    measure: str
    number: Decimal
    unit: str
    period_from: date
    period_until: date
    source: str
    name: str = ""
    nature: str = Nature.FLOW
    qualifier: str = Qualifier.EXACT
    part_of: Figure | None = None
    percent: Decimal | None = None
    base_from: date | None = None
    base_until: date | None = None
    printed: str = ""


@transaction.atomic
def make_campaign(*, acting_user: User, said: CampaignWords) -> Campaign:
    """A draft of a plan, or of a project below one.

    Raises:
        PermissionDenied: The user organises nothing there.
        EventsError: Something is missing or wrong, or there is one of that name.
    """
    if not may_organise(acting_user, said.division):
        raise PermissionDenied
    one = Campaign(made_by=acting_user, **said.checked())
    _save(one)
    _journal(acting_user, "make", one)
    return one


@transaction.atomic
def change_campaign(*, acting_user: User, campaign: Campaign, said: CampaignWords) -> Campaign:
    """What it says; the place that runs it stays."""
    one = _held(acting_user, campaign)
    columns = said.checked()
    if columns.pop("division") != one.division:
        raise EventsError(_("主办地区定了就不能改，请另立一个计划。"))
    for name, value in columns.items():
        setattr(one, name, value)
    _save(one)
    _journal(acting_user, "change", one)
    return one


@transaction.atomic
def publish_campaign(*, acting_user: User, campaign: Campaign) -> Campaign:
    """Everybody may read it from now on; its targets stay as they are."""
    one = _held(acting_user, campaign)
    if one.state != CampaignState.DRAFT:
        raise EventsError(_("这个计划已经公布过。"))
    one.state, one.published_at = CampaignState.PUBLISHED, timezone.now()
    one.save(update_fields=["state", "published_at", "changed_at"])
    _journal(acting_user, "publish", one)
    return one


@transaction.atomic
def close_campaign(*, acting_user: User, campaign: Campaign) -> Campaign:
    one = _held(acting_user, campaign)
    if one.state != CampaignState.PUBLISHED:
        raise EventsError(_("只有公布了的计划可以结束。"))
    one.state = CampaignState.CLOSED
    one.save(update_fields=["state", "changed_at"])
    _journal(acting_user, "close", one)
    return one


@transaction.atomic
def set_target(*, acting_user: User, campaign: Campaign, aim: Aim) -> Target:
    """One more target.

    Raises:
        PermissionDenied: The campaign is not the user's to run.
        EventsError: Neither a number nor a multiple of a base, no unit, no source, or set already.
    """
    one = _held(acting_user, campaign)
    if (aim.number is None) == (aim.factor is None):
        raise EventsError(_("请写目标数，或写基数和倍数，二者选一。"))
    if aim.factor is not None and aim.base_number is None:
        raise EventsError(_("写倍数的目标要有基数。"))
    based = (aim.base_number is None, aim.base_from is None, aim.base_until is None)
    if len(set(based)) > 1:
        raise EventsError(_("基数须写明是哪一段时间的。"))
    columns = {name: getattr(aim, name) for name in Aim.__dataclass_fields__} | _named(aim)
    made = Target(campaign=one, made_by=acting_user, **columns)
    _keep(made, "events_target_once", _("这个指标已有目标。"))
    _journal(acting_user, "aim", one, measure=aim.measure, source=made.source)
    return made


@transaction.atomic
def drop_target(*, acting_user: User, target: Target) -> None:
    """Take a target out of a draft; a published one stays."""
    one = _held(acting_user, target.campaign)
    if one.state != CampaignState.DRAFT:
        raise EventsError(_("公布了的目标不能删去。"))
    target.delete()
    _journal(acting_user, "unaim", one, measure=target.measure)


@transaction.atomic
def print_figure(
    *, acting_user: User, division: int, campaign: Campaign | None, said: Printed
) -> Figure:
    """Keep a number as somebody printed it, beside what is counted."""
    if not may_organise(acting_user, division) or (
        campaign is not None and not may_run(acting_user, campaign)
    ):
        raise PermissionDenied
    for wrong, told in (
        (said.period_until < said.period_from, _("期间结束不能早于开始。")),
        (
            said.nature == Nature.STOCK and said.period_from != said.period_until,
            _("存量写一个日子：开始和结束相同。"),
        ),
        (
            (said.percent is None) != (said.base_from is None)
            or (said.base_from is None) != (said.base_until is None),
            _("百分比须写明与哪一段时间相比。"),
        ),
        (said.part_of is not None and said.part_of.division != division, _("请选择地区。")),
    ):
        if wrong:
            raise EventsError(told)
    columns = {name: getattr(said, name) for name in Printed.__dataclass_fields__} | _named(said)
    columns["printed"] = typed.words(said.printed, 200)
    made = Figure.objects.create(
        division=typed.division(division), campaign=campaign, made_by=acting_user, **columns
    )
    record(
        acting_user=acting_user,
        action="events.figure.print",
        obj=made,
        region=division,
        data={"measure": made.measure, "number": made.number, "source": made.source},
    )
    return made


@transaction.atomic
def withdraw_figure(*, acting_user: User, figure: Figure, reason: str) -> Figure:
    """It was typed wrong: the row stays, and no longer counts."""
    if not may_organise(acting_user, figure.division):
        raise PermissionDenied
    why = typed.words(reason, 200, asked=_("请写明为什么撤回。"))
    one = Figure.objects.select_for_update().get(pk=figure.pk)
    if one.withdrawn_because:
        raise EventsError(_("这个数字已经撤回。"))
    one.withdrawn_because = why
    one.save(update_fields=["withdrawn_because"])
    record(
        acting_user=acting_user,
        action="events.figure.withdraw",
        obj=one,
        region=one.division,
        data={"reason": why},
    )
    return one


@transaction.atomic
def link_policy(
    *, acting_user: User, campaign: Campaign, policy: str, stage: str
) -> CampaignPolicy:
    """A policy of the library helps at a stage.

    Raises:
        EventsError: No such policy or stage, or linked already.
    """
    one = _held(acting_user, campaign)
    if stage not in Stage.values:
        raise EventsError(_("请选择阶段。"))
    if policy not in {document.id for document in library().documents}:
        raise EventsError(_("政策库里没有这个编号。"))
    made = CampaignPolicy(campaign=one, policy=policy, stage=stage)
    _keep(made, "events_campaignpolicy_once", _("这项政策已在这个阶段。"))
    _journal(acting_user, "link", one, policy=policy, stage=stage)
    return made


@transaction.atomic
def unlink_policy(*, acting_user: User, link: CampaignPolicy) -> None:
    one = _held(acting_user, link.campaign)
    link.delete()
    _journal(acting_user, "unlink", one, policy=link.policy, stage=link.stage)


@transaction.atomic
def list_event(
    *,
    acting_user: User,
    event: Event,
    kind: str,
    campaign: Campaign | None = None,
    brand: str = "",
) -> Listing:
    """To which campaign an event belongs, and as what the calendar shows it."""
    if not may_run_event(acting_user, event):
        raise PermissionDenied
    if campaign is not None and not may_run(acting_user, campaign):
        raise PermissionDenied
    if kind not in CalendarKind.values:
        raise EventsError(_("请选择日历类别。"))
    told = {"campaign": campaign, "kind": kind, "brand": typed.words(brand, 40)}
    made, _is_new = Listing.objects.update_or_create(event=event, defaults=told)
    record(
        acting_user=acting_user,
        action="events.event.list",
        obj=event,
        region=event.division,
        data={"kind": kind, "brand": made.brand, "campaign": campaign and campaign.name},
    )
    return made


def _named(said: Aim | Printed) -> dict[str, Any]:
    """The words that a target and a figure have both. Raises EventsError."""
    for value, known, told in (
        (said.measure, Measure.values, _("请选择指标。")),
        (said.nature, Nature.values, _("请选择是期间新增还是期末存量。")),
        (said.qualifier, Qualifier.values, _("请选择限定词。")),
    ):
        if value not in known:
            raise EventsError(told)
    return {
        "unit": typed.words(said.unit, 16, asked=_("请写单位（人、场、个……）。")),
        "source": typed.words(said.source, 200, asked=_("请写来源：文件或报道。")),
        "name": typed.words(said.name, 80),
    }


def _held(user: User, campaign: Campaign) -> Campaign:
    if not may_run(user, campaign):
        raise PermissionDenied
    return Campaign.objects.select_for_update().get(pk=campaign.pk)


def _save(one: Campaign) -> None:
    try:
        with transaction.atomic():
            one.save()
    except IntegrityError as error:
        if "events_campaign_once" in str(error):
            raise EventsError(_("这个时间已有同名的计划。")) from None
        raise EventsError(_("计划不能在自己的子项目下面，最多八层。")) from None


def _keep(row: Target | CampaignPolicy, once: str, told: str) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except DatabaseError as error:
        if once in str(error):
            raise EventsError(told) from None
        raise


def _journal(user: User, name: str, one: Campaign, **more: object) -> None:
    record(
        acting_user=user,
        action=f"events.campaign.{name}",
        obj=one,
        region=one.division,
        data={"name": one.name, "state": one.state, **more},
    )
