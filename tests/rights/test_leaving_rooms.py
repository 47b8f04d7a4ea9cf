"""Places of somebody who is deleted, or known twice, go to who waits; what is past its time goes."""

import pytest
from django.db import transaction

from tests.events.conftest import fair, ticket_for
from tests.events.test_told import FAIR, sentences
from tests.services.conftest import book, day, kept_world, site, world
from yulin.access.enums import Duty
from yulin.events.actions.tickets import check_in, register
from yulin.events.models import Event, RoomNotice, Ticket
from yulin.events.queries.people import own_tickets
from yulin.registry.actions.links import answer_link, propose_link
from yulin.registry.models import Person
from yulin.rights.actions.erase import erase
from yulin.rights.actions.erasures import ask_erasure, decide_erasure
from yulin.rights.actions.retain import execute_due, list_due
from yulin.services.actions.appointments import book_slot
from yulin.services.errors import ServicesError
from yulin.services.models import Allowance, Appointment, Slot, Stay
from yulin.services.queries.bookings import own_stays

__all__ = ["book", "fair", "kept_world", "site", "world"]
pytestmark = pytest.mark.django_db


def tickets():
    return list(Ticket.objects.order_by("pk").values_list("person", "state", "seat"))


def stays():
    return list(Stay.objects.order_by("pk").values_list("person", "state", "bed__name"))


@pytest.fixture
def full(world, site, book, fair):
    """Two seats and two beds: Anna and Ben have them, Cara waits for both."""
    for name in ("anna", "ben", "cara"):
        ticket_for(world, fair, name, wants_slot=True)
        book(name, 1, 3, waits=True, shares=True, called=name, contact="QQ 1")
    return [getattr(world.people, name).pk for name in ("anna", "ben", "cara")]


def test_who_is_deleted_gives_back_what_is_still_to_be(world, site, full, with_duty, jobs):
    anna, ben, cara = full
    book_slot(acting_user=world.anna, person=world.people.anna, slot=site.slots[0])
    steward = with_duty(Duty.DATA_STEWARD, "steward")
    assert tickets() == [(anna, "held", 1), (ben, "held", 2), (cara, "waiting", None)]
    assert stays() == [(anna, "booked", "A"), (ben, "booked", "B"), (cara, "waiting", None)]
    asked = ask_erasure(acting_user=world.anna, person=world.people.anna, text="请删除")
    asked = decide_erasure(acting_user=steward, erasure=asked, agree=True, answer="可以删除")
    for _again in range(2):
        erase(erasure=asked)
    assert tickets() == [(anna, "cancelled", None), (ben, "held", 2), (cara, "held", 1)]
    assert stays() == [(anna, "cancelled", "A"), (ben, "booked", "B"), (cara, "booked", "A")]
    assert Allowance.objects.get(person=anna).nights == 0
    assert (Appointment.objects.get().state, Slot.objects.get(pk=site.slots[0].pk).taken) == (
        "cancelled",
        0,
    )
    gone = Stay.objects.get(person=anna)
    assert (gone.grounds, gone.shares, gone.home) == ([], False, None)
    assert sentences(world.people.cara) == [
        f"“{FAIR}”有了名额，您已从候补转为报名成功，席位号 1。",
        f"江心青年驿站有了空床：您候补的 {day(1)} 到 {day(3)} 已留出床位。",
    ]
    assert RoomNotice.objects.filter(person=anna).count() == 0


def test_who_was_let_in_keeps_having_been_there(world, fair, with_duty, jobs):
    mine = ticket_for(world, fair, "anna")
    check_in(acting_user=world.moderator, event=fair, shown=mine.code)
    steward = with_duty(Duty.DATA_STEWARD, "steward")
    asked = ask_erasure(acting_user=world.anna, person=world.people.anna, text="")
    erase(erasure=decide_erasure(acting_user=steward, erasure=asked, agree=True, answer="可以删除"))
    assert tickets() == [(world.people.anna.pk, "held", 1)]
    assert Event.objects.get().tickets.filter(check_in__isnull=False).count() == 1


def test_two_registrations_of_one_keep_one_place_of_each(world, site, full, book, with_duty, jobs):
    anna, ben, cara = full
    later = book("ben", 10, 11)
    for name in ("anna", "ben"):
        book_slot(
            acting_user=getattr(world, name),
            person=getattr(world.people, name),
            slot=site.slots[0 if name == "anna" else 1],
        )
    before = (tickets(), stays())
    link = propose_link(
        acting_user=world.moderator,
        kept=world.people.anna,
        other=world.people.ben,
        reason="同一个人的两本证件",
        evidence="核对表 1",
    )
    assert (tickets(), stays()) == before
    answer_link(
        acting_user=with_duty(Duty.CHECKER, "checker", 330300),
        link=link,
        accept=True,
        answer="属实",
    )
    assert tickets() == [(anna, "held", 1), (ben, "cancelled", None), (cara, "held", 2)]
    assert stays() == [
        (anna, "booked", "A"), (ben, "cancelled", "B"), (cara, "booked", "B"),
        (ben, "booked", "A"),
    ]  # fmt: skip
    world.people.ben = joined = Person.objects.get(pk=ben)
    assert [one.person_id for one in own_tickets(joined)] == [ben, anna]
    assert [one.person_id for one in own_stays(joined)] == [ben, ben, anna]
    assert sentences(world.people.anna) == [
        f"您的两份登记已合并，对“{FAIR}”的两次报名只保留一次，请用这张票入场。"
    ]
    # at two times in another place nothing is doubled
    assert set(Appointment.objects.values_list("state", flat=True)) == {"booked"}
    # nor afterwards, under whichever number
    one = register(acting_user=world.ben, person=joined, event=Event.objects.get())
    assert (one.person_id, len(tickets())) == (anna, 3)
    for arrives, words in (
        (10, "您那几晚已有住宿预订。"),
        (20, "免费晚数不够：每人的上限已用完。"),
    ):
        with pytest.raises(ServicesError, match=words), transaction.atomic():
            book("ben", arrives, arrives + 1)
    assert Stay.objects.get(pk=later.pk).state == "booked"
    assert len(stays()) == 4


def counted(report, *keys):
    report.refresh_from_db()
    return [(report.found[key], report.removed[key]) for key in keys]


def test_what_was_said_for_a_stay_goes_when_its_time_is_past(world, site, full, book):
    said = book("cara", 0, 1, purpose="面试")
    keys = ("stay_contacts", "stays")

    def on(days):
        report = list_due(as_of=day(days))
        execute_due(today=day(days + 7))
        return counted(report, *keys)

    # who left on the third day is past thirty days on the thirty-fourth
    assert on(33) == [(0, 0), (0, 0)]
    assert on(34) == [(3, 3), (0, 0)]
    told = Stay.objects.values_list("shares", "called", "contact", "home")
    assert set(told) == {(False, "", "", None)}
    assert on(1101) == [(0, 0), (0, 0)]
    said.refresh_from_db()
    assert said.purpose == "面试"
    assert on(1102) == [(0, 0), (1, 1)]
    said.refresh_from_db()
    assert (said.purpose, said.note, said.grounds, said.state) == ("", "", [], "booked")
