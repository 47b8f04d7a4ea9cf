"""Lists and figures of rounds, visits and orders."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from yulin.access.row_security import as_the_program
from yulin.campus.enums import SEATED, InternshipState, TraineeState
from yulin.campus.models import Entry, Internship, Order, Place, Round, Trainee, Visit
from yulin.campus.worth import Fill
from yulin.jobs.enums import ApplicationState, ContractState
from yulin.jobs.models import Application, Contract


@dataclass(frozen=True, kw_only=True)
class RoundFigures:
    firms: int
    fill: Fill
    entries: int
    #: of those seated: first wish, another wish, proposed by the engine
    first: int
    other: int
    proposed: int
    done: int
    applied: int


def figures_of(round_: Round) -> RoundFigures:
    """A round in figures, in three queries."""
    places = Place.objects.filter(round=round_).aggregate(
        firms=Count("employer", distinct=True), places=Sum("capacity"), taken=Sum("taken")
    )
    seated = Q(state__in=SEATED)
    told = Internship.objects.filter(round=round_).aggregate(
        first=Count("pk", filter=seated & Q(wish=1)),
        other=Count("pk", filter=seated & Q(wish__gt=1)),
        proposed=Count("pk", filter=seated & Q(wish=None)),
        done=Count("pk", filter=Q(state=InternshipState.DONE)),
        applied=Count("pk", filter=Q(application__isnull=False)),
    )
    return RoundFigures(
        firms=places["firms"],
        fill=Fill(places["taken"] or 0, places["places"] or 0),
        entries=Entry.objects.filter(round=round_, withdrawn=False).count(),
        **told,
    )


@dataclass(frozen=True, kw_only=True)
class OrderFunnel:
    """From an order to who was hired by the firm that ordered."""

    wanted: int
    enrolled: int
    finished: int
    applied: int
    offered: int
    hired: int

    @property
    def fill(self) -> Fill:
        return Fill(min(self.hired, self.wanted), self.wanted)


_OFFERED = (
    ApplicationState.OFFERED,
    ApplicationState.ACCEPTED,
    ApplicationState.DECLINED,
    ApplicationState.HIRED,
)


def funnels_of(orders: list[Order]) -> dict[int, OrderFunnel]:
    """By order, in three queries: contracts count that the person confirmed, with that firm, since."""
    with as_the_program():
        trainees = list(
            Trainee.objects.filter(order__in=orders).values_list("order", "person", "state")
        )
        people = {person for _order, person, _state in trainees}
        firms = {one.employer_id for one in orders}
        sent = list(
            Application.objects.filter(person__in=people, employer__in=firms).values_list(
                "person", "employer", "state", "sent_at"
            )
        )
        signed = list(
            Contract.objects.filter(
                state=ContractState.CONFIRMED,
                offer__application__person__in=people,
                offer__application__employer__in=firms,
            ).values_list("offer__application__person", "offer__application__employer", "starts_on")
        )
    return {one.pk: _funnel(one, trainees, sent, signed) for one in orders}


def _funnel(
    order: Order,
    trainees: list[tuple[int, int, str]],
    sent: list[tuple[int, int, str, Any]],
    signed: list[tuple[int, int, Any]],
) -> OrderFunnel:
    mine = {person: state for key, person, state in trainees if key == order.pk}
    finished = {person for person, state in mine.items() if state == TraineeState.FINISHED}
    firm, since = order.employer_id, order.starts_on
    theirs = [
        (person, state)
        for person, employer, state, at in sent
        if person in finished and employer == firm and at.date() >= since
    ]
    hired = {
        person
        for person, employer, starts in signed
        if person in finished and employer == firm and starts >= since
    }
    return OrderFunnel(
        wanted=order.headcount,
        enrolled=sum(state != TraineeState.DROPPED for state in mine.values()),
        finished=len(finished),
        applied=len({person for person, _state in theirs}),
        offered=len({person for person, state in theirs if state in _OFFERED}),
        hired=len(hired),
    )


@dataclass(frozen=True, kw_only=True)
class VisitOutcome:
    """Of those who came: who applied for a post of the region since, and who signed."""

    guests: int
    came: int
    applied: int
    signed: int


def outcome_of(visit: Visit) -> VisitOutcome:
    with as_the_program():
        guests = list(visit.guests.annotate(n=Count("days")).values_list("person", "n"))
        people = [person for person, _days in guests]
        sent = Application.objects.filter(person__in=people, sent_at__date__gte=visit.starts_on)
        signed = Contract.objects.filter(
            state=ContractState.CONFIRMED,
            signed_on__gte=visit.starts_on,
            offer__application__person__in=people,
        )
        return VisitOutcome(
            guests=len(guests),
            came=sum(days > 0 for _person, days in guests),
            applied=sent.values("person").distinct().count(),
            signed=signed.values("offer__application__person").distinct().count(),
        )


def with_fill(rows: "QuerySet[Round]") -> "QuerySet[Round]":
    return rows.annotate(all_places=Sum("places__capacity"), all_taken=Sum("places__taken"))
