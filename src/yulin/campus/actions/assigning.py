"""Seats of a round, by the engine: as many as can be seated, then the highest sum of worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.models import User
from yulin.campus.actions.common import ask, journal, must, told
from yulin.campus.enums import SEATED, Answer, RoundState
from yulin.campus.models import Entry, Internship, Major, Place, Round, Wish
from yulin.campus.rules import may_keep_as_officer
from yulin.campus.worth import major_fit, pair_worth
from yulin.matching.assign import UNSEATED, Request, Seating, WhyNot, seat, why_not


@dataclass(frozen=True)
class Table:
    """A round as the engine reads it; rows of entries and places by their numbers there."""

    entries: list[Entry]
    places: list[Place]
    request: Request
    #: of each pair by (entry's row, place's row): the rank of the wish; none: not wished for
    ranks: dict[tuple[int, int], int | None]


@transaction.atomic
def assign_round(*, acting_user: User, round_: Round) -> Seating:
    """Seat who has no seat yet in what is free. Done again after refusals, it fills what became free.

    Raises:
        PermissionDenied: Without the duty 经办 there.
        CampusError: The round is a draft or over, or nobody is waiting.
    """
    ask(may_keep_as_officer(acting_user, round_))
    one = Round.objects.select_for_update().get(pk=round_.pk)
    must(one.state in {RoundState.OPEN, RoundState.ASSIGNED}, _("这一轮不在报名或分配中。"))
    table = table_of(one, only_waiting=True)
    must(table.entries, _("没有等待分配的学生。"))
    seating = seat(table.request)
    with told(Internship):
        Internship.objects.bulk_create(_internships(one, table, seating), batch_size=1000)
    one.assigned_at = timezone.now()
    one.state = RoundState.ASSIGNED
    one.save(update_fields=["state", "assigned_at"])
    journal(
        acting_user, "round.assign", one, one.region,
        waiting=len(table.entries), seated=seating.seated, total=seating.total,
    )  # fmt: skip
    return seating


def _internships(round_: Round, table: Table, seating: Seating) -> list[Internship]:
    scores = _scores(table.request)
    made = []
    for row, entry in enumerate(table.entries):
        if (where := int(seating.seat[row])) == UNSEATED:
            continue
        place = table.places[where]
        made.append(
            Internship(
                round=round_,
                place=place,
                entry=entry,
                person_id=entry.person_id,
                employer_id=place.employer_id,
                school_id=entry.school_id,
                region=round_.region,
                wish=table.ranks[row, where],
                score=scores[row, where],
            )
        )
    return made


def _scores(request: Request) -> dict[tuple[int, int], int]:
    keys = zip(request.people.tolist(), request.seats.tolist(), strict=True)
    return dict(zip(keys, request.scores.tolist(), strict=True))


def table_of(round_: Round, *, only_waiting: bool) -> Table:
    """Who wishes what, with what each pair is worth.

    Args:
        only_waiting: Only those without a seat, and only what is free; else everybody and everything.
    """
    entries = Entry.objects.filter(round=round_, withdrawn=False).select_related("student")
    # whoever declined or left had a turn
    gone = Internship.objects.filter(round=round_).exclude(state__in=SEATED)
    entries = entries.exclude(pk__in=gone.values("entry"))
    if only_waiting:
        entries = entries.exclude(
            pk__in=Internship.objects.filter(round=round_, state__in=SEATED).values("entry")
        )
    waiting = list(entries.order_by("pk"))
    places = list(Place.objects.filter(round=round_).order_by("pk"))
    free = [one.capacity - (one.taken if only_waiting else 0) for one in places]
    return _table(waiting, places, free)


def _table(entries: list[Entry], places: list[Place], free: list[int]) -> Table:
    rows = {one.pk: row for row, one in enumerate(entries)}
    seats = {one.pk: row for row, one in enumerate(places)}
    codes = _codes(entries)
    fits: dict[tuple[str, int], int] = {}
    pairs: dict[tuple[int, int], tuple[int | None, int]] = {}

    def add(row: int, where: int, rank: int | None, answer: str) -> None:
        key = (entries[row].student.major, where)
        if key not in fits:
            fits[key] = major_fit(key[0], places[where].majors, codes)
        worth = pair_worth(rank=rank, welcome=answer == Answer.WELCOME, fit=fits[key])
        pairs[row, where] = (rank, worth)

    refused = set()
    for wish in Wish.objects.filter(entry__in=rows, place__in=seats):
        at = rows[wish.entry_id], seats[wish.place_id]
        if wish.answer == Answer.REFUSED:
            refused.add(at)
        else:
            add(*at, wish.rank, wish.answer)
    for row, entry in enumerate(entries):
        if entry.open_to_others:
            for where in range(len(places)):
                if (row, where) not in pairs and (row, where) not in refused:
                    add(row, where, None, Answer.NONE)
    # what nobody wished for must at least suit the major
    kept = {
        at: told for at, told in pairs.items() if told[0] is not None or _suits(at, entries, fits)
    }
    return Table(
        entries,
        places,
        _request(entries, free, kept),
        {at: rank for at, (rank, _w) in kept.items()},
    )


def _suits(at: tuple[int, int], entries: list[Entry], fits: dict[tuple[str, int], int]) -> bool:
    return fits[entries[at[0]].student.major, at[1]] > 0


def _request(
    entries: list[Entry], free: list[int], pairs: dict[tuple[int, int], tuple[int | None, int]]
) -> Request:
    keys = sorted(pairs)
    return Request(
        people=np.array([row for row, _seat in keys], np.int32),
        seats=np.array([where for _row, where in keys], np.int32),
        scores=np.array([pairs[key][1] for key in keys], np.int64),
        capacity=np.array(free, np.int64),
        group=np.array([one.group for one in entries], np.int64),
    )


def _codes(entries: list[Entry]) -> dict[str, str]:
    """Codes of the catalogue by name, as the schools gave them."""
    schools = {one.school_id for one in entries}
    rows = Major.objects.filter(school__in=schools).exclude(code="")
    return dict(rows.values_list("name", "code"))


@dataclass(frozen=True)
class WhyNotThis:
    """Why somebody did not get a place, for the officer."""

    possible: bool
    loss: int
    unseated: list[Entry]
    moved: list[tuple[Entry, Place, Place]]


def why_not_this(*, round_: Round, entry: Entry, place: Place) -> WhyNotThis:
    """What giving the place to them would cost the others, as things stand now."""
    table = table_of(round_, only_waiting=False)
    rows = {one.pk: row for row, one in enumerate(table.entries)}
    seats = {one.pk: row for row, one in enumerate(table.places)}
    if entry.pk not in rows or place.pk not in seats:
        return WhyNotThis(False, 0, [], [])
    told = _answer(round_, table, rows, seats, (rows[entry.pk], seats[place.pk]))
    return WhyNotThis(
        told.possible,
        told.loss,
        [table.entries[row] for row in told.unseated],
        [(table.entries[row], table.places[a], table.places[b]) for row, a, b in told.moved],
    )


def _answer(
    round_: Round,
    table: Table,
    rows: dict[int, int],
    seats: dict[int, int],
    wanted: tuple[int, int],
) -> WhyNot:
    now = np.full(len(rows), UNSEATED, np.int64)
    scores = _scores(table.request)
    total = 0
    held = Internship.objects.filter(round=round_, state__in=SEATED)
    for key, where in held.values_list("entry", "place"):
        if key in rows:
            now[rows[key]] = seats[where]
            total += scores.get((rows[key], seats[where]), 0)
    seated = int((now != UNSEATED).sum())
    return why_not(table.request, Seating(now, total, seated), *wanted)
