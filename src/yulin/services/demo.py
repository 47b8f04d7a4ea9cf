"""Services for the demo: places of each kind, a station with beds, a scheme, times to book, a guest."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from yulin.access.actions.journal import record
from yulin.ledger.demo import REGION
from yulin.registry.models import Person
from yulin.services.enums import Openness, PlaceKind, ServiceKind, StayState
from yulin.services.models import Allowance, Bed, Place, Scheme, Slot, Stay, StayStep

_HERE = REGION + 2
_GUIDANCE = "先到前台登记，领取岗位清单；周三、周五上午有专人看简历；面试单位由驿站联系。"
_Told = tuple[PlaceKind, str, str, str, str, tuple[str, ...]]
_PLACES: tuple[_Told, ...] = (
    (PlaceKind.HOSTEL, "江心青年驿站", "Jiangxin Youth Station", "", "车站大道 1 号",
     ("无线网络", "洗衣", "自习室", "行李寄存")),
    (PlaceKind.APARTMENT, "滨江青年人才公寓", "Binjiang Youth Apartments", "", "滨江路 88 号",
     ("厨房", "健身房", "停车")),
    (PlaceKind.SPORTS, "会昌青年体育公园", "Huichang Youth Sports Park", "", "锦绣路 6 号",
     ("篮球场", "游泳馆", "步道")),
    (PlaceKind.STARTUP, "墨池青年双创空间", "Mochi Youth Startup Space", "", "墨池坊 12 号",
     ("工位", "会议室", "路演厅")),
    (PlaceKind.OUTPOST, "上海人才之家", "Talent House in Shanghai", "上海", "漕河泾路 8 号",
     ("洽谈室", "远程视频")),
    (PlaceKind.WINDOW, "鹿城人才服务窗口", "Lucheng Talent Desk", "", "行政服务中心三楼",
     ("无障碍窗口",)),
)  # fmt: skip
_MATTERS = {
    PlaceKind.OUTPOST: (ServiceKind.POLICY, ServiceKind.SETTLING),
    PlaceKind.WINDOW: (ServiceKind.SETTLING, ServiceKind.FILE),
}
_DAYS, _TIMES, _CAPACITY = 10, (9, 10, 14, 15), 3


@dataclass(frozen=True)
class Made:
    places: int
    beds: int
    slots: int
    stays: int


@transaction.atomic
def set_up_services() -> Made | None:
    """Open invented places of the region; None where there are places already.

    Raises PermissionDenied where the demo is off.
    """
    if not settings.YULIN_DEMO:
        raise PermissionDenied
    if Place.objects.exists():
        return None
    record(acting_user=None, action="services.places.load", region=REGION, data={})
    scheme = _scheme()
    places = [_place(told, scheme) for told in _PLACES]
    beds = _beds(places[0])
    slots = Slot.objects.bulk_create(slot for place in places for slot in _slots(place))
    stays = _guests(places[0], scheme, beds)
    return Made(places=len(places), beds=len(beds), slots=len(slots), stays=stays)


def _scheme() -> Scheme:
    return Scheme.objects.create(
        division=_HERE,
        name="免费住三天",
        state=Openness.OPEN,
        first_day=timezone.localdate() - dt.timedelta(days=30),
        nights=3,
        yearly=True,
        people_cap=160,
        graduated_within=2,
        guidance=_GUIDANCE,
    )


def _place(told: _Told, scheme: Scheme) -> Place:
    kind, name, english, city, address, facilities = told
    return Place.objects.create(
        kind=kind,
        state=Openness.OPEN,
        name=name,
        name_en=english,
        division=_HERE,
        city=city,
        address=address,
        hours="每天 8:30–21:00" if kind == PlaceKind.HOSTEL else "周一至周五 9:00–17:00",
        facilities=list(facilities),
        access_notes="一楼无台阶，有无障碍卫生间",
        scheme=scheme if kind == PlaceKind.HOSTEL else None,
    )


def _beds(place: Place) -> list[Bed]:
    rooms = {"201": "women", "202": "men", "203": "any"}
    return Bed.objects.bulk_create(
        Bed(place=place, room=room, name=name, guests=guests)
        for room, guests in rooms.items()
        for name in "ABCD"
    )


def _slots(place: Place) -> list[Slot]:
    zone, today = timezone.get_current_timezone(), timezone.localdate()
    days = [today + dt.timedelta(days=n) for n in range(1, _DAYS + 1)]
    begins = [
        dt.datetime.combine(day, dt.time(hour), zone)
        for day in days
        if day.weekday() < 5
        for hour in _TIMES
    ]
    return [
        Slot(
            place=place,
            division=place.division,
            service=service,
            begins_at=moment,
            ends_at=moment + dt.timedelta(minutes=30),
            capacity=_CAPACITY,
        )
        for service in _MATTERS.get(PlaceKind(place.kind), ())
        for moment in begins
    ]


def _guests(place: Place, scheme: Scheme, beds: list[Bed]) -> int:
    """Some of the region's people, who come today or tomorrow, in the room for anybody."""
    people = Person.objects.filter(division=_HERE, merged_into=None).order_by("-pk")[:3]
    today = timezone.localdate()
    free = [bed for bed in beds if bed.guests == "any"]
    for n, (person, bed) in enumerate(zip(people, free, strict=False)):
        arrives = today + dt.timedelta(days=n % 2)
        allowance = Allowance.objects.create(
            scheme=scheme, person=person, year=arrives.year, cap=scheme.nights
        )
        stay = Stay.objects.create(
            place=place,
            division=place.division,
            bed=bed,
            allowance=allowance,
            person=person,
            during=DateRange(arrives, arrives + dt.timedelta(days=2)),
            state=StayState.BOOKED,
        )
        StayStep.objects.create(stay=stay, went_to=stay.state, during=stay.during)
    return len(people)
