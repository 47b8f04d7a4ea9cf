"""What came of an event: per firm and in all, from call to contract to still there at 12 months."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, fields
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from yulin.access.row_security import as_the_program
from yulin.codes.dates import add_months
from yulin.events.enums import FirmState, SlotState, TicketState
from yulin.events.models import (
    CheckIn,
    Event,
    EventApplication,
    EventPost,
    Participation,
    Slot,
    Ticket,
)
from yulin.jobs.enums import ApplicationState, ContractState
from yulin.jobs.models import Contract
from yulin.jobs.queries.firms import firm_names
from yulin.registry.models import EmploymentSpell

MONTHS = 12
#: of these somebody of the firm said: we want to go on with this person
_INTENT = (
    ApplicationState.SHORTLISTED, ApplicationState.INTERVIEW, ApplicationState.OFFERED,
    ApplicationState.ACCEPTED, ApplicationState.DECLINED, ApplicationState.HIRED,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What the program itself saw; `due` are contracts whose 12 months are over."""

    resumes: int = 0
    interviews: int = 0
    intents: int = 0
    offers: int = 0
    contracts: int = 0
    due: int = 0
    still: int = 0

    def __add__(self, other: Figures) -> Figures:
        both = {
            one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)
        }
        return Figures(**both)


@dataclass(frozen=True, kw_only=True)
class FirmOutcome:
    firm: Participation
    name: str
    posts: int
    headcount: int
    seen: Figures
    #: what the firm says it counted; its own column, never added to ours
    reported: dict[str, int | None] | None


@dataclass(frozen=True, kw_only=True)
class EventOutcome:
    """The funnel of an event."""

    registered: int
    waiting: int
    came: int
    firms: list[FirmOutcome]
    seen: Figures
    reported: dict[str, int]

    @property
    def posts(self) -> int:
        return sum(one.posts for one in self.firms)

    @property
    def headcount(self) -> int:
        return sum(one.headcount for one in self.firms)


_SIGNED = ("contracts", "due", "still")
COUNTED = ("resumes", "interviews", "intents", "offers", "contracts")


def outcome(event: Event) -> EventOutcome:
    """Counts only, of whoever's region; the caller has asked `may_run_event` or the like."""
    with as_the_program():
        firms = _firms(Participation.objects.filter(event=event, state=FirmState.ACCEPTED))
        people = Ticket.objects.filter(event=event).aggregate(
            held=Count("pk", filter=Q(state=TicketState.HELD)),
            waiting=Count("pk", filter=Q(state=TicketState.WAITING)),
        )
        came = CheckIn.objects.filter(ticket__event=event).count()
    said = [one.reported for one in firms if one.reported]
    return EventOutcome(
        registered=people["held"],
        waiting=people["waiting"],
        came=came,
        firms=firms,
        seen=sum((one.seen for one in firms), Figures()),
        reported={name: sum(one[name] or 0 for one in said) for name in COUNTED},
    )


def firm_outcome(firm: Participation) -> FirmOutcome:
    """Of one firm at one event; the caller has asked."""
    with as_the_program():
        [one] = _firms(Participation.objects.filter(pk=firm.pk))
    return one


def _firms(rows: QuerySet[Participation]) -> list[FirmOutcome]:
    found = list(rows.select_related("booth", "reported"))
    keys = [row.pk for row in found]
    names = firm_names(row.employer_id for row in found)
    seen = _seen(keys)
    brought: dict[int, tuple[int, int]] = {}
    for firm, headcount in EventPost.objects.filter(participation__in=keys).values_list(
        "participation", "post__headcount"
    ):
        posts, heads = brought.get(firm, (0, 0))
        brought[firm] = posts + 1, heads + headcount
    return [
        FirmOutcome(
            firm=row,
            name=names.get(row.employer_id, ""),
            posts=brought.get(row.pk, (0, 0))[0],
            headcount=brought.get(row.pk, (0, 0))[1],
            seen=seen.get(row.pk, Figures()),
            reported=_reported(row),
        )
        for row in found
    ]


def _reported(firm: Participation) -> dict[str, int | None] | None:
    kept = getattr(firm, "reported", None)
    return {name: getattr(kept, name) for name in COUNTED} if kept else None


def _seen(firms: list[int]) -> dict[int, Figures]:
    """By firm: applications, talks that took place, contracts."""
    came = EventApplication.objects.filter(participation__in=firms)
    counted = came.values("participation").annotate(
        resumes=Count("pk", distinct=True),
        intents=Count("pk", filter=Q(application__steps__went_to__in=_INTENT), distinct=True),
        offers=Count("pk", filter=Q(application__offers__isnull=False), distinct=True),
    )
    rows = {row.pop("participation"): row for row in counted.order_by()}
    talks, signed = _talks(firms), _contracts(firms)
    return {
        firm: Figures(**rows.get(firm, {}), interviews=talks[firm], **signed.get(firm, {}))
        for firm in {*rows, *talks}
    }


def _talks(firms: list[int]) -> Counter[int]:
    """Whom a firm spoke with: in a slot at the fair, or in an interview that followed."""
    slots = Slot.objects.filter(participation__in=firms, state=SlotState.DONE)
    later = EventApplication.objects.filter(
        participation__in=firms, application__steps__went_to=ApplicationState.INTERVIEW
    )
    spoken = {
        *slots.values_list("participation", "ticket__person"),
        *later.values_list("participation", "application__person"),
    }
    return Counter(firm for firm, _person in spoken)


def _contracts(firms: list[int]) -> dict[int, dict[str, int]]:
    """Confirmed ones, how many of them are twelve months old, and who is still there then."""
    rows = Contract.objects.filter(
        state=ContractState.CONFIRMED,
        offer__application__event_source__participation__in=firms,
    ).values_list(
        "offer__application__event_source__participation",
        "offer__application__person",
        "offer__application__employer",
        "starts_on",
    )
    signed = list(rows)
    kept = Coalesce("person__merged_into", "person")
    spells = (
        EmploymentSpell.objects.current()
        .filter(employer__in={row[2] for row in signed})
        .annotate(kept=kept)
    )
    worked: dict[tuple[int, int], list[tuple[date, date]]] = defaultdict(list)
    for person, firm, begin, end in spells.filter(kept__in={row[1] for row in signed}).values_list(
        "kept", "employer", "started_on", "ended_on"
    ):
        worked[person, firm].append((begin, end))
    found: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(_SIGNED, 0))
    today = timezone.localdate()
    for firm, person, employer, starts_on in signed:
        after = add_months(starts_on, MONTHS)
        found[firm]["contracts"] += 1
        if after <= today:
            found[firm]["due"] += 1
            found[firm]["still"] += any(
                begin <= after <= end for begin, end in worked[person, employer]
            )
    return found
