"""Tickets: once each, never more than there are seats, and the door."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from tests.events.conftest import HOUR, said, ticket_for
from yulin.access.actions.journal import record
from yulin.access.models import JournalEntry
from yulin.access.row_security import acting
from yulin.events import tokens
from yulin.events.actions.events import change_event, turn_event
from yulin.events.actions.tickets import (
    Scan,
    cancel_ticket,
    change_consent,
    check_in,
    check_in_late,
    register,
)
from yulin.events.errors import EventsError
from yulin.events.models import CheckIn, Event, Ticket
from yulin.events.queries.people import door

pytestmark = pytest.mark.django_db


def held():
    return list(Ticket.objects.order_by("pk").values_list("state", "seat"))


def test_seats_are_given_once_and_who_waits_moves_up(world, fair):
    anna, ben, cara = (ticket_for(world, fair, name) for name in ("anna", "ben", "cara"))
    again = ticket_for(world, fair, "anna")
    assert again.pk == anna.pk
    assert held() == [("held", 1), ("held", 2), ("waiting", None)]
    cancel_ticket(acting_user=world.anna, ticket=anna)
    assert held() == [("cancelled", None), ("held", 2), ("held", 1)]
    assert Ticket.objects.get(pk=cara.pk).moved_up_at is not None
    back = ticket_for(world, fair, "anna")
    assert (back.state, back.pk != anna.pk) == ("waiting", True)
    change_event(acting_user=world.moderator, event=fair, content=said(capacity=3))
    assert held() == [("cancelled", None), ("held", 2), ("held", 1), ("held", 3)]
    with pytest.raises(EventsError, match="人数上限不能低于已经发出的席位号。"):
        change_event(acting_user=world.moderator, event=fair, content=said(capacity=2))
    assert Event.objects.get().capacity == 3
    with pytest.raises(EventsError, match="这张票已经取消。"):
        cancel_ticket(acting_user=world.anna, ticket=anna)
    assert ben.code != cara.code


def test_without_a_limit_everybody_has_a_seat(world, fair):
    change_event(acting_user=world.moderator, event=fair, content=said(capacity=None))
    for name in ("anna", "ben", "cara"):
        ticket_for(world, fair, name)
    assert held() == [("held", 1), ("held", 2), ("held", 3)]


def test_nobody_registers_for_somebody_else_or_too_early_or_late(world, fair):
    for user in (world.ben, world.clerk, world.moderator, world.auditor):
        with pytest.raises(PermissionDenied):
            register(acting_user=user, person=world.people.anna, event=fair)
    now = timezone.now()
    for changes, words in (
        ({"registration_from": now + HOUR}, "报名还没有开始。"),
        ({"registration_until": now - HOUR}, "报名已经截止。"),
    ):
        change_event(acting_user=world.moderator, event=fair, content=said(**changes))
        with pytest.raises(EventsError, match=words):
            ticket_for(world, fair, "anna")
    change_event(acting_user=world.moderator, event=fair, content=said())
    for to in ("running", "closed"):
        turn_event(acting_user=world.moderator, event=fair, to=to)
    with pytest.raises(EventsError, match="现在是“已结束”，不能报名"):
        ticket_for(world, fair, "anna")
    assert Ticket.objects.count() == 0


def test_the_database_never_oversells_whoever_writes(world, fair):
    anna = ticket_for(world, fair, "anna")
    ticket_for(world, fair, "ben")
    columns = "event_id, person_id, division, state, seat, code, shares_resume, wants_slot, asked_at, uuid"
    cara = world.people.cara.pk
    for seat, told in (
        ("3", "event % has 2 seats"),
        ("2", "events_ticket_seat_once"),
        ("NULL", "events_ticket_seat_when_held"),
    ):
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            record(acting_user=None, action="test.ticket.oversell")
            with connection.cursor() as cursor:
                cursor.execute(
                    f"INSERT INTO events_ticket ({columns}) VALUES ({fair.pk}, {cara}, 330300, 'held',"
                    f" {seat}, 'X{seat}', false, false, now(), gen_random_uuid())"
                )
        assert told.replace("%", str(fair.pk)) in str(refused.value)
    for statement in (
        f"UPDATE events_ticket SET seat = 9 WHERE id = {anna.pk}",
        f"UPDATE events_ticket SET person_id = {cara} WHERE id = {anna.pk}",
        "UPDATE events_ticket SET state = 'waiting', seat = NULL",
        "UPDATE events_event SET capacity = 1",
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            record(acting_user=None, action="test.ticket.oversell")
            with connection.cursor() as cursor:
                cursor.execute(statement)
    assert held() == [("held", 1), ("held", 2)]


def test_a_ticket_comes_in_once_and_the_second_is_told_when(world, fair):
    ticket = ticket_for(world, fair, "anna")
    first = check_in(acting_user=world.moderator, event=fair, shown=tokens.token(ticket.code))
    second = check_in(
        acting_user=world.moderator, event=fair, shown=tokens.spaced(ticket.code).lower()
    )
    assert (first.first, first.told) == (True, "签到成功。")
    shown = timezone.localtime(first.at).strftime("%m-%d %H:%M:%S")
    assert (second.first, second.at, second.told) == (False, first.at, f"已经签到过：{shown}。")
    assert CheckIn.objects.count() == 1
    assert JournalEntry.objects.filter(action="events.ticket.check_in").count() == 1
    with pytest.raises(EventsError, match="已经签到，不能取消。"):
        cancel_ticket(acting_user=world.anna, ticket=ticket)
    for statement in ("UPDATE events_checkin SET at = now()", "DELETE FROM events_checkin"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_what_is_no_ticket_does_not_come_in(world, fair):
    ticket = ticket_for(world, fair, "anna")
    ticket_for(world, fair, "ben")
    waiting = ticket_for(world, fair, "cara")
    forged = tokens.token(ticket.code)[:-1] + ("a" if tokens.token(ticket.code)[-1] != "a" else "b")
    for shown, told in (
        (forged, "没有这张票，请核对票号或场次。"),
        ("", "没有这张票，请核对票号或场次。"),
        ("0000000000", "没有这张票，请核对票号或场次。"),
        (waiting.code, "这张票现在是“候补中”，不能入场。"),
    ):
        came = check_in(acting_user=world.moderator, event=fair, shown=shown)
        assert (came.first, came.told) == (False, told)
    for user in (world.anna, world.elsewhere, world.clerk, world.no_duty):
        with pytest.raises(PermissionDenied):
            check_in(acting_user=user, event=fair, shown=ticket.code)
    with pytest.raises(IntegrityError), transaction.atomic():
        record(acting_user=None, action="test.ticket.enter")
        CheckIn.objects.create(ticket=waiting, at=timezone.now(), way="typed")
    assert CheckIn.objects.count() == 0


def test_scans_from_without_a_net_count_once_at_their_time(world, fair):
    anna, ben = (ticket_for(world, fair, name) for name in ("anna", "ben"))
    at = timezone.now() - dt.timedelta(minutes=20)
    scans = [
        Scan(shown=tokens.token(anna.code), at=at),
        Scan(shown=ben.code, at=timezone.now() + dt.timedelta(days=3)),  # a clock that is wrong
        Scan(shown="ZZZZZZZZZZ", at=at),
    ]
    turn_event(acting_user=world.moderator, event=fair, to="running")
    closed = turn_event(acting_user=world.moderator, event=fair, to="closed")
    for firsts in ([True, True, False], [False, False, False]):
        came = check_in_late(acting_user=world.moderator, event=closed, scans=scans)
        assert [one.first for one in came] == firsts
    kept = CheckIn.objects.get(ticket=anna)
    assert (kept.at, kept.way) == (at, "offline")
    assert CheckIn.objects.get(ticket=ben).at <= timezone.now()
    with pytest.raises(EventsError, match="现在是“已结束”，不能签到"):
        check_in(acting_user=world.moderator, event=closed, shown=anna.code)
    with pytest.raises(EventsError, match="一次最多补传 500 条。"):
        check_in_late(acting_user=world.moderator, event=closed, scans=scans * 167)


def test_the_door_knows_marks_and_no_codes(world, fair):
    ticket = ticket_for(world, fair, "anna")
    check_in(acting_user=world.moderator, event=fair, shown=ticket.code)
    shown = door(fair)
    assert (shown.held, shown.came, shown.marks) == (1, 1, [tokens.mark(ticket.code)])
    assert [row.name for row in shown.latest] == ["安娜"]
    assert ticket.code not in str(shown.marks)


def test_tickets_are_their_holders_and_their_organisers(world, fair):
    ticket = ticket_for(world, fair, "anna")
    change_consent(acting_user=world.anna, ticket=ticket, shares=True, slot=True)
    with pytest.raises(PermissionDenied):
        change_consent(acting_user=world.ben, ticket=ticket, shares=False, slot=False)
    for user, seen in (
        (None, 0), (world.anna, 1), (world.ben, 0), (world.clerk, 0), (world.elsewhere, 0),
        (world.moderator, 1), (world.auditor, 1),
    ):  # fmt: skip
        with acting(user):
            assert Ticket.objects.count() == seen, user
    assert Ticket.objects.values_list("shares_resume", "wants_slot").get() == (True, True)
    with pytest.raises(DatabaseError), acting(world.anna), transaction.atomic():
        record(acting_user=world.anna, action="test.ticket.enter")
        CheckIn.objects.create(ticket=ticket, at=timezone.now(), way="typed")
    assert CheckIn.objects.count() == 0
