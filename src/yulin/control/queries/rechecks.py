"""Checks after payment that somebody may see."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet, Sum

from yulin.access.models import User
from yulin.access.queries.scope import in_sight
from yulin.control.enums import Outcome, RecheckState
from yulin.control.models import Recheck
from yulin.control.queries.signals import name_of, names_of
from yulin.registry.queries.paging import Page, page_of


@dataclass(frozen=True, kw_only=True)
class RecheckRow:
    recheck: Recheck
    name: str


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many are planned, due by today, done; and of those done, how many of each outcome."""

    planned: int
    due: int
    outcomes: tuple[tuple[str, int, str], ...]


def visible_rechecks(user: User) -> QuerySet[Recheck]:
    return in_sight(user=user, rows=Recheck.objects.all())


def rechecks_list(*, user: User, today: date, show: str = "", page: int = 1) -> Page[RecheckRow]:
    """Due ones first to be due; with an outcome, those that came to it, latest first."""
    rows = visible_rechecks(user).select_related("person", "employer", "instalment")
    if show in Outcome.values:
        rows = rows.filter(outcome=show).order_by("-id")
    elif show == "planned":
        rows = rows.filter(state=RecheckState.PLANNED)
    else:
        rows = rows.filter(state=RecheckState.PLANNED, due_on__lte=today)
    return page_of(rows, number=page, shown=_rows)


def _rows(rechecks: list[Recheck]) -> list[RecheckRow]:
    names = names_of(rechecks)
    return [RecheckRow(recheck=one, name=name_of(one, names)) for one in rechecks]


def tally(*, user: User, today: date) -> Tally:
    """In three queries, however many there are."""
    rows = visible_rechecks(user)
    planned = rows.filter(state=RecheckState.PLANNED)
    done = rows.filter(state=RecheckState.DONE).order_by().values_list("outcome")
    counted = {name: (count, over) for name, count, over in done.annotate(Count("pk"), Sum("over"))}
    return Tally(
        planned=planned.count(),
        due=planned.filter(due_on__lte=today).count(),
        outcomes=tuple(
            (name, counted[name][0], counted[name][1]) for name in Outcome.values if name in counted
        ),
    )
