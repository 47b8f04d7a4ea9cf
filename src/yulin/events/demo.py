"""Events for the demo: a fair of today with booths, tickets, talks and outcomes, and a tour ahead."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from yulin.access.actions.journal import record
from yulin.access.divisions import bounds
from yulin.access.enums import Duty
from yulin.access.models import DutyGrant, User
from yulin.events.actions.booths import Counts, accept_firm, lay_booths, report_counts
from yulin.events.actions.desk import note_source
from yulin.events.actions.events import (
    EventContent,
    SeriesContent,
    draft_event,
    make_series,
    turn_event,
)
from yulin.events.actions.slots import assign_slots, lay_slots
from yulin.events.actions.tickets import let_in, take_ticket
from yulin.events.enums import BroughtBy, EventState, FirmState, SlotState
from yulin.events.models import Event, EventPost, Participation, Series, Slot, Ticket
from yulin.jobs.actions.applications import move, send_resume
from yulin.jobs.enums import ApplicationState, PostState
from yulin.jobs.models import Application, Post
from yulin.ledger.demo import REGION
from yulin.registry.models import Person

_FIRMS, _WAITING, _PEOPLE, _CAPACITY = 14, 2, 70, 60
_MOST_POSTS = 4


@dataclass(frozen=True)
class Fair:
    firms: int
    tickets: int
    came: int
    seated: int


@transaction.atomic
def set_up_events() -> Fair | None:
    """Make them through the room's own actions; None where there are events already.

    Raises PermissionDenied where the demo is off.
    """
    if not settings.YULIN_DEMO:
        raise PermissionDenied
    if Event.objects.exists():
        return None
    maker = _maker()
    record(acting_user=None, action="events.demo.load", region=REGION)
    spring = make_series(
        acting_user=maker,
        division=REGION,
        content=SeriesContent(name="人才对接会", brand="才聚", organiser="市人力资源和社会保障局"),
    )
    fair = _opened(maker, _fair(spring))
    firms = _firms(maker, fair)
    tickets = _tickets(fair)
    _talks(maker, fair)
    came = _day(maker, fair, tickets)
    _outcomes(maker, fair, firms)
    _tour(maker)
    seated = Slot.objects.filter(participation__event=fair, ticket__isnull=False).count()
    return Fair(firms=len(firms), tickets=len(tickets), came=came, seated=seated)


def _maker() -> User:
    grants = DutyGrant.objects.filter(
        duty=Duty.MAKER, region=REGION, during__contains=timezone.now()
    )
    grant = grants.select_related("holder").order_by("holder__username").first()
    if grant is None:
        message = "load the demo's register first: manage.py demo"
        raise RuntimeError(message)
    return grant.holder


def _at(days: int, hour: int) -> datetime:
    day = timezone.localdate() + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(hour)))


def _fair(series: Series) -> EventContent:
    return EventContent(
        name="今日人才对接会",
        kind="fair",
        series=series,
        organiser="市人力资源和社会保障局",
        city="温州",
        place="会展中心一号厅",
        begins_at=_at(0, 0),
        ends_at=_at(1, 0),
        capacity=_CAPACITY,
        about="制造、软件、医疗和教育单位现场招聘。带身份证和票入场，展位扫票即可投简历。",
    )


def _tour(maker: User) -> None:
    train = make_series(
        acting_user=maker,
        division=REGION,
        content=SeriesContent(
            name="全国巡回引才专列", brand="引才专列", year=timezone.localdate().year
        ),
    )
    for stop, (days, city, school) in enumerate(
        ((24, "武汉", "华中科技大学"), (38, "西安", "西安交通大学")), 1
    ):
        content = EventContent(
            name=f"全国巡回引才专列 {city}站",
            kind="tour",
            series=train,
            stop=stop,
            city=city,
            school=school,
            place="体育馆",
            begins_at=_at(days, 9),
            ends_at=_at(days, 16),
            capacity=800,
        )
        _opened(maker, content)


def _opened(maker: User, content: EventContent) -> Event:
    event = draft_event(acting_user=maker, division=REGION, content=content)
    for state in (EventState.PUBLISHED, EventState.OPEN):
        event = turn_event(acting_user=maker, event=event, to=state)
    return event


def _firms(maker: User, fair: Event) -> list[Participation]:
    """Firms with open posts, that of the demo's clerk first; the last still wait for an answer."""
    lay_booths(acting_user=maker, event=fair, hall="一号厅", rows=2, columns=_FIRMS // 2 + 1)
    clerk = User.objects.filter(username="demo-employer").first()
    own = clerk.organisation_key if clerk else None
    posts = Post.objects.filter(state=PostState.OPEN).select_related("employer").order_by("pk")
    by_firm: dict[int, list[Post]] = {}
    for post in sorted(posts, key=lambda one: (str(one.employer.uuid) != own, one.pk)):
        by_firm.setdefault(post.employer_id, []).append(post)
    made = []
    for employer, offered in list(by_firm.items())[: _FIRMS + _WAITING]:
        firm = Participation.objects.create(
            event=fair, employer_id=employer, division=REGION, state=FirmState.APPLIED
        )
        EventPost.objects.bulk_create(
            EventPost(participation=firm, post=post) for post in offered[:_MOST_POSTS]
        )
        made.append(firm)
    return [accept_firm(acting_user=maker, firm=firm, booth=None) for firm in made[:_FIRMS]]


def _tickets(fair: Event) -> list[Ticket]:
    user = User.objects.filter(username="demo-person").first()
    people = Person.objects.filter(merged_into__isnull=True, division__range=bounds(REGION))
    first = people.filter(uuid=user.person_key) if user and user.person_key else people.none()
    chosen = [*first, *people.exclude(pk__in=first).order_by("pk")[:_PEOPLE]]
    return [
        take_ticket(
            user=None, person=person, event=fair, shares=place % 5 != 4, slot=place % 3 != 2
        )
        for place, person in enumerate(chosen)
    ]


def _talks(maker: User, fair: Event) -> None:
    lay_slots(
        acting_user=maker,
        event=fair,
        begins_at=_at(0, 10),
        ends_at=_at(0, 11),
        minutes=20,
    )
    assign_slots(acting_user=maker, event=fair)


def _day(maker: User, fair: Event, tickets: list[Ticket]) -> int:
    """Two thirds of those with a seat came; each second confirmed talk took place."""
    held = [ticket for ticket in tickets if ticket.seat]
    came = [ticket for place, ticket in enumerate(held) if place and place % 3]
    for place, ticket in enumerate(came):
        at = fair.begins_at + timedelta(minutes=place)
        let_in(acting_user=maker, ticket=ticket, way="scanned", at=at)
    slots = Slot.objects.filter(participation__event=fair, ticket__in=came)
    for place, slot in enumerate(slots.select_related("ticket", "participation", "post__post")):
        _sent(slot.ticket, slot.participation, slot.post.post, BroughtBy.SLOT)
        slot.state = SlotState.CONFIRMED if place % 2 else SlotState.DONE
        slot.save()
    return len(came)


def _outcomes(maker: User, fair: Event, firms: list[Participation]) -> None:
    shared = Ticket.objects.filter(event=fair, shares_resume=True, check_in__isnull=False)
    for place, ticket in enumerate(shared.select_related("person").order_by("pk")):
        firm = firms[place % len(firms)]
        brought = firm.posts.select_related("post").order_by("pk").first()
        if brought is None:
            continue
        sent = _sent(ticket, firm, brought.post, BroughtBy.SCAN)
        if place % 3 == 0 and sent.state == ApplicationState.SENT:
            move(sent, ApplicationState.SHORTLISTED, None)
    for place, firm in enumerate(firms[-3:], 1):
        counts = Counts(resumes=30 * place, interviews=12 * place, intents=4 * place)
        report_counts(acting_user=maker, firm=firm, counts=counts)


def _sent(ticket: Ticket, firm: Participation, post: Post, how: str) -> Application:
    sent = send_resume(None, ticket.person, post)
    note_source(application=sent, firm=firm, ticket=ticket, how=how, by=None)
    return sent
