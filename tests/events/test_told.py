"""What people and firms are told of events: in the words that they read, once, and nothing of a refusal."""

import dataclasses

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from tests.events.conftest import HOUR, said, ticket_for, with_resume
from yulin.access.row_security import acting
from yulin.events.actions.booths import (
    accept_firm,
    apply_for_booth,
    invite_firm,
    lay_booths,
    leave_event,
    refuse_firm,
)
from yulin.events.actions.events import cancel_event, change_event
from yulin.events.actions.slots import (
    assign_slots,
    clear_slots,
    confirm_slot,
    decline_slot,
    lay_slots,
)
from yulin.events.actions.tickets import cancel_ticket
from yulin.events.errors import EventsError
from yulin.events.models import RoomNotice, Slot
from yulin.ledger.queries.notices import notices_of, unread_of, unread_of_firm
from yulin.web.person.notices import lines
from yulin.web.rooms_told import KINDS, SENTENCES

pytestmark = pytest.mark.django_db
FAIR = "龙湾区春季人才对接会"


def read(subject):
    """Heading, sentence and page of each, the first first."""
    rows = list(notices_of(subject).rows)[::-1]
    return [(one.title, one.sentence, one.link) for one in lines(rows)]


def sentences(subject):
    return [sentence for _title, sentence, _link in read(subject)]


def shown(moment):
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


def test_every_kind_has_its_words():
    kinds = [kind.value for kinds in KINDS for kind in kinds]
    assert (len(kinds), set(kinds)) == (len(set(kinds)), set(map(str, SENTENCES)))


def test_who_waits_is_told_of_a_seat_once_and_who_gave_it_back_is_not(world, fair):
    anna, _ben, cara = (ticket_for(world, fair, name) for name in ("anna", "ben", "cara"))
    cancel_ticket(acting_user=world.anna, ticket=anna)
    with pytest.raises(EventsError), transaction.atomic():
        cancel_ticket(acting_user=world.anna, ticket=anna)
    seat = f"“{FAIR}”有了名额，您已从候补转为报名成功，席位号 1。"
    assert read(world.people.cara) == [("候补到了名额", seat, f"/me/events/{cara.uuid}/")]
    assert (read(world.people.anna), read(world.people.ben)) == ([], [])
    # the organiser's hand is told
    with acting(world.moderator):
        cancel_ticket(acting_user=world.moderator, ticket=cara)
    assert sentences(world.people.cara) == [seat, f"主办方取消了您对“{FAIR}”的报名。"]
    assert unread_of(str(world.people.cara.uuid)) == 2


def test_a_change_of_time_or_place_and_a_cancellation_are_told_to_all_who_come(world, fair, firms):
    ticket_for(world, fair, "anna")
    now = said()
    same = dataclasses.replace(now, begins_at=fair.begins_at, ends_at=fair.ends_at)
    change_event(
        acting_user=world.moderator, event=fair, content=dataclasses.replace(same, about="新介绍")
    )
    before = RoomNotice.objects.count()
    assert before == 2  # the booths
    moved = dataclasses.replace(same, place="会展中心")
    for _again in range(2):
        change_event(acting_user=world.moderator, event=fair, content=moved)
    told = (
        "活动有变动",
        f"“{FAIR}”的时间或地点有变动：现在是 {shown(fair.begins_at)}，温州 会展中心。",
    )
    assert read(world.people.anna) == [(*told, f"/events/{fair.uuid}/")]
    assert read(world.firm)[1:] == [(*told, f"/employer/events/{fair.uuid}/")]
    with pytest.raises(EventsError), transaction.atomic():
        cancel_event(acting_user=world.moderator, event=fair, because=" ")
    assert RoomNotice.objects.count() == before + 3
    cancel_event(acting_user=world.moderator, event=fair, because="台风")
    with pytest.raises(EventsError), transaction.atomic():
        cancel_event(acting_user=world.moderator, event=fair, because="台风")
    off = f"“{FAIR}”已取消。原因：台风"
    assert sentences(world.people.anna)[1:] == [off]
    assert [sentences(one)[-1] for one in (world.firm, world.other)] == [off, off]
    assert (RoomNotice.objects.count(), read(world.people.ben)) == (before + 6, [])


def test_a_firm_is_told_of_its_booth_and_why_not(world, fair, posts):
    lay_booths(acting_user=world.moderator, event=fair, hall="", rows=1, columns=1)
    one = apply_for_booth(
        acting_user=world.clerk, event=fair, employer=world.firm, posts=[posts.turner]
    )
    invite_firm(acting_user=world.moderator, event=fair, employer=world.other)
    other = apply_for_booth(
        acting_user=world.other_clerk, event=fair, employer=world.other, posts=[posts.cobbler]
    )
    for firm in (one, other, other):
        with acting(world.moderator):
            accept_firm(acting_user=world.moderator, firm=firm, booth=None)
    with pytest.raises(EventsError), transaction.atomic():
        refuse_firm(acting_user=world.moderator, firm=one, reason="")
    refuse_firm(acting_user=world.moderator, firm=one, reason="papers")
    page = f"/employer/events/{fair.uuid}/"
    assert read(world.firm) == [
        ("已安排展位", f"贵单位参加“{FAIR}”的申请已通过，展位：A01。", page),
        ("参展申请未通过", f"贵单位参加“{FAIR}”的申请未通过。原因：营业或招聘资质不全。", page),
    ]
    assert sentences(world.other) == [
        f"邀请贵单位参加“{FAIR}”，请答复来不来、带哪些岗位。",
        f"“{FAIR}”的展位已满，贵单位在候补，有空位时按顺序安排。",
        f"贵单位参加“{FAIR}”的申请已通过，展位：A01。",
    ]
    assert (unread_of_firm(str(world.firm.uuid)), unread_of_firm(str(world.other.uuid))) == (2, 3)


def test_a_talk_is_told_when_it_is_new_or_gone(world, fair, firms):
    for name, title in (("anna", "数控车工"), ("ben", "制鞋工")):
        with_resume(world, name, title)
        ticket_for(world, fair, name, wants_slot=True)
    begins = fair.begins_at + 2 * HOUR
    lay_slots(
        acting_user=world.moderator, event=fair, begins_at=begins, ends_at=begins + HOUR, minutes=60
    )
    with acting(world.moderator):
        assign_slots(acting_user=world.moderator, event=fair)
        assign_slots(acting_user=world.moderator, event=fair)  # the same talks: nothing new
    at = shown(begins)
    mine = Slot.objects.get(participation=firms[0])
    assert read(world.people.anna) == [
        (
            "请确认面谈",
            f"“{FAIR}”为您安排了面谈：{at}，瓯江泵阀有限公司“数控车工”。请确认去不去。",
            f"/me/events/{mine.ticket.uuid}/",
        )
    ]
    with acting(world.anna):
        confirm_slot(acting_user=world.anna, slot=mine)
    with acting(world.other_clerk):
        leave_event(acting_user=world.other_clerk, firm=firms[1])
    assert sentences(world.people.ben)[1:] == [f"“{FAIR}”中 {at} 与鹿城鞋业有限公司的面谈已取消。"]
    with acting(world.anna):
        decline_slot(acting_user=world.anna, slot=Slot.objects.get(pk=mine.pk))
    assert sentences(world.firm)[1:] == [f"“{FAIR}”中 {at}“数控车工”的面谈，求职者来不了。"]
    assert clear_slots(acting_user=world.moderator, event=fair) == 2
    assert len(read(world.people.anna)) == 1


def test_what_was_told_is_theirs_and_stays(world, fair):
    tickets = [ticket_for(world, fair, name) for name in ("anna", "ben", "cara")]
    cancel_ticket(acting_user=world.moderator, ticket=tickets[0])
    seen = []
    for user in (world.anna, world.ben, world.cara, world.moderator, world.clerk, world.auditor):
        with acting(user):
            seen.append(RoomNotice.objects.count())
    assert seen == [1, 0, 1, 0, 0, 2]
    with pytest.raises(DatabaseError, match="what was told stays"), transaction.atomic():
        RoomNotice.objects.update(kind="talk")
    with (
        acting(world.anna),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        RoomNotice.objects.create(person=world.people.anna, kind="talk", event="made up")
