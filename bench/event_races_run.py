"""The rounds of `bench.event_races`, once Django is set up: one process a person, all at once."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from yulin.access.actions.journal import record
from yulin.codes.identity import check_character
from yulin.events import tokens
from yulin.events.actions.tickets import let_in, take_ticket
from yulin.events.models import CheckIn, Event, Ticket
from yulin.registry.models import Person

#: fewer than a server usually lets in; whoever finds none free waits for a moment
CONNECTIONS = 60
_FORK = multiprocessing.get_context("fork")
Act = Callable[[int, int], bool]


def race(what: str, people: int, seats: int, rounds: int, *, guarded: bool = True) -> list[int]:
    """How many won in each round."""
    crowd = _people(people)
    events = [_event(seats) for _ in range(rounds)]
    tickets = [_ticket(event, crowd[0]) for event in events] if what == "entries" else []
    act = {
        ("tickets", True): lambda round_, place: _take(events[round_], crowd[place]),
        ("tickets", False): lambda round_, place: _naive_take(events[round_], crowd[place]),
        ("entries", True): lambda round_, _place: _enter(tickets[round_]),
        ("entries", False): lambda round_, _place: _naive_enter(tickets[round_]),
    }[what, guarded]
    if guarded:
        return _run(act, people, rounds)
    with _without_guards():
        return _run(act, people, rounds)


def _run(act: Act, people: int, rounds: int) -> list[int]:
    connection.close()  # a child must not speak on its parent's line
    start, doors = _FORK.Barrier(people), _FORK.Semaphore(CONNECTIONS)
    won = _FORK.Array("i", rounds)
    children = [
        _FORK.Process(target=_child, args=(act, place, rounds, start, doors, won))
        for place in range(people)
    ]
    for child in children:
        child.start()
    for child in children:
        child.join()
    if any(child.exitcode for child in children):
        raise RuntimeError("a process failed")
    return list(won)


def _child(act: Act, place: int, rounds: int, start: Any, doors: Any, won: Any) -> None:
    for round_ in range(rounds):
        start.wait(300)
        with doors:
            try:
                with transaction.atomic():
                    record(acting_user=None, action="bench.event.race")
                    first = act(round_, place)
            except IntegrityError:
                first = False
            connection.close()
        if first:
            with won.get_lock():
                won[round_] += 1
    os._exit(0)  # nothing of the parent's is to be tidied up here


def _take(event: Event, person: Person) -> bool:
    return take_ticket(user=None, person=person, event=event).state == "held"


def _naive_take(event: Event, person: Person) -> bool:
    taken = Ticket.objects.filter(event=event, state="held").count()
    time.sleep(0.002)
    if taken >= event.capacity:
        return False
    Ticket.objects.create(
        event=event,
        person=person,
        division=event.division,
        state="held",
        seat=taken + 1,
        code=tokens.new_code(),
    )
    return True


def _enter(ticket: Ticket) -> bool:
    return let_in(acting_user=None, ticket=ticket, way="scanned", at=timezone.now()).first


def _naive_enter(ticket: Ticket) -> bool:
    if CheckIn.objects.filter(ticket=ticket).exists():
        return False
    time.sleep(0.002)
    CheckIn.objects.create(ticket=ticket, way="scanned", at=timezone.now())
    return True


@contextmanager
def _without_guards() -> Iterator[None]:
    """Without the unique keys; the bench's database is thrown away, and so are its rows here."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass, conname FROM pg_constraint WHERE contype = 'u' AND"
            " (conname = 'events_ticket_seat_once' OR conrelid = 'events_checkin'::regclass)"
        )
        keys = cursor.fetchall()
        for table, name in keys:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    yield
    with connection.cursor() as cursor:
        for table in ("events_checkin", "events_ticket"):  # past the guards, to clear up
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"DELETE FROM {table}")
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        for table, name in keys:
            column = "ticket_id" if table == "events_checkin" else "event_id, seat"
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE ({column})")


def _people(count: int) -> list[Person]:
    """Impossible numbers, as in tests: an area that there is not."""
    bodies = [f"9999991900{place // 1000 + 1:02d}01{place % 1000:03d}" for place in range(count)]
    numbers = [body + check_character(body) for body in bodies]
    with transaction.atomic():
        record(acting_user=None, action="bench.people.make")
        for number in numbers:
            if Person.objects.by_number(number) is None:
                Person.objects.create(number=number)
    return [one for number in numbers if (one := Person.objects.by_number(number))]


def _event(seats: int) -> Event:
    now = timezone.now()
    with transaction.atomic():
        record(acting_user=None, action="bench.event.make")
        return Event.objects.create(
            name="招聘会",
            kind="fair",
            state="open",
            division=330300,
            begins_at=now,
            ends_at=now + timedelta(days=1),
            capacity=seats,
            published_at=now,
        )


def _ticket(event: Event, person: Person) -> Ticket:
    with transaction.atomic():
        return take_ticket(user=None, person=person, event=event)
