"""Campaigns for the demo: plans as they were printed, with a stream, a trip and a letter."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from yulin.access.actions.journal import record
from yulin.access.enums import Duty
from yulin.access.models import DutyGrant, User
from yulin.events.actions.campaigns import (
    Aim,
    CampaignWords,
    Printed,
    link_policy,
    list_event,
    make_campaign,
    print_figure,
    publish_campaign,
    set_target,
)
from yulin.events.actions.letters import draft_letter, send_letter
from yulin.events.actions.streams import open_stream, report, show_post
from yulin.events.actions.trips import Way, add_cost, add_leg, plan_trip, set_budget, submit_trip
from yulin.events.campaign_enums import FigureSource, Step
from yulin.events.models import Campaign, Event, Series
from yulin.events.queries.audience import Audience, people_of
from yulin.events.queries.calendar import KIND_OF
from yulin.events.stream_file import Reported
from yulin.jobs.enums import PostState
from yulin.jobs.models import Post
from yulin.ledger.demo import REGION
from yulin.programmes.queries.library import library

_LUCHENG = 330302
_MOUNTAINS = (330324, 330326, 330327, 330328, 330329)
_POLICIES = (
    ("WZ-12", "applying"), ("WZ-13", "applying"), ("WZ-09", "starting"), ("WZ-16", "working"),
    ("WZ-11", "settling"), ("WZ-04", "settling"),
)  # fmt: skip
_PRINTED = "瓯海新闻等公开报道"


@dataclass(frozen=True)
class Made:
    campaigns: int
    letters: int


@transaction.atomic
def set_up_campaigns() -> Made | None:
    """Make them through the room's own actions; None where there are campaigns already.

    Raises PermissionDenied where the demo is off.
    """
    if not settings.YULIN_DEMO:
        raise PermissionDenied
    if Campaign.objects.exists():
        return None
    record(acting_user=None, action="events.campaigns.load", region=REGION)
    maker = _maker()
    plan = _plans(maker)
    for event in Event.objects.filter(division=REGION, listing__isnull=True):
        list_event(acting_user=maker, event=event, kind=KIND_OF[event.kind], campaign=plan)
    _stream(maker)
    _trip(maker)
    return Made(campaigns=Campaign.objects.count(), letters=_letter(maker, plan))


def _maker() -> User:
    grants = DutyGrant.objects.filter(
        duty=Duty.MAKER, region=REGION, during__contains=timezone.now()
    )
    grant = grants.select_related("holder").order_by("holder__username").first()
    if grant is None:
        message = "load the demo's register first: manage.py demo"
        raise RuntimeError(message)
    return grant.holder


def _plans(maker: User) -> Campaign:
    year = timezone.localdate().year
    whole = (date(year, 1, 1), date(year, 12, 31))
    project = _plan(maker, "十万大学生留温回温创业就业工程", whole, owner="市人社局")
    plan = _plan(
        maker, "510计划", whole, parent=project, owner="市人社局",
        audience_words="毕业三年内来温州工作的高校毕业生", graduated_within=3,
    )  # fmt: skip
    known = {document.id for document in library().documents}
    for policy, stage in _POLICIES:
        if policy in known:
            link_policy(acting_user=maker, campaign=plan, policy=policy, stage=stage)
    set_target(
        acting_user=maker,
        campaign=plan,
        aim=Aim(
            measure="graduates", unit="人", number=Decimal(150), source="演示用的目标",
            base_number=Decimal(120), base_from=date(year - 1, 1, 1),
            base_until=date(year - 1, 12, 31),
        ),
    )  # fmt: skip
    _figures(maker, plan)
    _plan(
        maker, "暑期大学生招引攻坚计划", (date(year, 7, 1), date(year, 8, 31)), parent=plan,
        owner="市人社局",
    )  # fmt: skip
    _plan(maker, "服务山区海岛人才支撑行动", whole, places=_MOUNTAINS, owner="市人社局")
    tide = _plan(maker, "瓯江风起潮涌计划", whole, division=_LUCHENG, owner="鹿城区人社局")
    _plan(
        maker, "瓯江大学生逐鹿工程", whole, division=_LUCHENG, parent=tide,
        brand="青春逐梦·白鹿相邀", owner="鹿城区人社局",
    )  # fmt: skip
    for one in Campaign.objects.filter(state="draft"):
        publish_campaign(acting_user=maker, campaign=one)
    plan.refresh_from_db()
    return plan


def _plan(maker: User, name: str, period: tuple[date, date], **more: object) -> Campaign:
    said = {"division": REGION, "begins_on": period[0], "ends_on": period[1], "name": name} | more
    return make_campaign(acting_user=maker, said=CampaignWords(**said))  # type: ignore[arg-type]


def _figures(maker: User, plan: Campaign) -> None:
    """What was printed in 2021, with its base."""
    year = (date(2020, 1, 1), date(2020, 12, 31))
    for measure, number, unit, qualifier, percent in (
        ("events", 651, "场", "=", 146),
        ("posts", 818_000, "个", "=", 165),
        ("intents", 80_000, "人次", "=", 119),
    ):
        said = Printed(
            measure=measure, number=Decimal(number), unit=unit, qualifier=qualifier,
            period_from=date(2021, 1, 1), period_until=date(2021, 9, 30), source=_PRINTED,
            percent=Decimal(percent), base_from=year[0], base_until=year[1],
        )  # fmt: skip
        print_figure(acting_user=maker, division=REGION, campaign=plan, said=said)
    heads = Printed(
        measure="graduates", number=Decimal(114_400), unit="人", period_from=date(2021, 1, 1),
        period_until=date(2021, 10, 15), source=_PRINTED, printed="11.44万",
    )  # fmt: skip
    print_figure(acting_user=maker, division=REGION, campaign=plan, said=heads)


def _stream(maker: User) -> None:
    """A session of yesterday, with a few posts and what the platform said."""
    event = Event.objects.filter(division=REGION).order_by("pk").first()
    if event is None:
        return
    begins = timezone.make_aware(
        datetime.combine(timezone.localdate() - timedelta(days=1), time(19))
    )
    stream = open_stream(
        acting_user=maker, event=event, title="直播带岗 第一场", platform="短视频平台",
        host="人社专员", begins_at=begins, ends_at=begins + timedelta(hours=2),
    )  # fmt: skip
    for minute, post in enumerate(Post.objects.filter(state=PostState.OPEN).order_by("pk")[:3]):
        show_post(acting_user=maker, stream=stream, post=post, minute=5 + 12 * minute)
    said = ((Step.VIEWS, 5000, "余"), (Step.RESUMES, 300, "余"), (Step.INTENTS, 100, "余"))
    report(
        acting_user=maker,
        stream=stream,
        numbers=[
            Reported(step=step, number=number, qualifier=word, taken_at=begins + timedelta(hours=3))
            for step, number, word in said
        ],
        source="平台后台",
        way=FigureSource.FORM,
    )


def _trip(maker: User) -> None:
    """A team's trip that waits for approval, and the budget of its series."""
    series = Series.objects.filter(division=REGION, events__kind="tour").order_by("pk").first()
    if series is None:
        return
    set_budget(acting_user=maker, series=series, amount=20_000_000, basis="年度引才经费安排")
    event = series.events.order_by("begins_at").first()
    day = timezone.localdate() - timedelta(days=20)
    trip = plan_trip(
        acting_user=maker, division=REGION, event=event, purpose="巡回引才专列前站联络",
        begins_on=day, ends_on=day + timedelta(days=2),
    )  # fmt: skip
    me = trip.travellers.get()
    for origin, destination, ticket in (("温州", "武汉", "E0001"), ("武汉", "温州", "E0002")):
        way = Way(
            day=day, origin=origin, destination=destination, vehicle="train", kilometres=1004,
            service="G2364", ticket=ticket,
        )  # fmt: skip
        add_leg(acting_user=maker, trip=trip, traveller=me, way=way)
    for kind, amount, receipt in (("ticket", 104_100, "R0001"), ("lodging", 76_000, "R0002")):
        add_cost(
            acting_user=maker, trip=trip, traveller=me, kind=kind, amount=amount, receipt=receipt
        )
    submit_trip(acting_user=maker, trip=trip)


def _letter(maker: User, plan: Campaign) -> int:
    """To those of two years who have a due of the plan; nobody where no run has decided yet."""
    year = timezone.localdate().year
    audience = Audience(
        division=REGION, graduated_from=year - 1, graduated_until=year, has_dues=True
    )
    letter = draft_letter(
        acting_user=maker,
        campaign=plan,
        title="致应届毕业生的一封信",
        body="同学：\n\n欢迎到温州工作。求职路费、驿站、就业补贴和住房，每一步都有政策；"
        "下面是系统按您登记的情况算出的待遇，不用申请材料。",
        audience=audience,
    )
    policies = list(plan.policies.values_list("policy", flat=True))
    count = people_of(audience, policies=policies).count()
    return send_letter(acting_user=maker, letter=letter, seen=count).sent if count else 0
