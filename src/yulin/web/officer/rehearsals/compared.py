"""A rehearsal beside another one."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.models import User
from yulin.entitlements.models import Rehearsal
from yulin.entitlements.queries.rehearsals import (
    finished_rehearsals,
)
from yulin.policy.rehearsal import words
from yulin.policy.rehearsal.rehearse import Rehearsal as Rehearsed
from yulin.web.officer.rehearsals.words import OUTCOMES, outcome_word


@dataclass(frozen=True)
class Compared:
    """Two rehearsals beside each other: a row a figure."""

    other: Rehearsal
    counts: list[tuple[str, int, int]]
    sums: list[tuple[str, Decimal, Decimal]]


def compared(made: Rehearsed, other: Rehearsal, theirs: Rehearsed) -> Compared:
    """Counts of people and employers together, and what each draft costs by year."""
    mine, others = made.tables["total"], theirs.tables["total"]
    years = sorted({*made.calendar_years, *theirs.calendar_years})
    costs = [
        {row["year"]: row["sum_after"] for row in one.tables["year"].to_dicts()}
        for one in (made, theirs)
    ]
    return Compared(
        other=other,
        counts=[
            (outcome_word(name), int(mine[name].sum()), int(others[name].sum()))
            for name in OUTCOMES
        ],
        sums=[
            (str(year), words.yuan(costs[0].get(year, 0)), words.yuan(costs[1].get(year, 0)))
            for year in years
        ]
        + [(_("合计"), *(words.yuan(sum(one.values())) for one in costs))],
    )


def others_for(user: User, rehearsal: Rehearsal) -> list[Rehearsal]:
    """What it may be compared with: the latest, those of the same document first."""
    rows = finished_rehearsals(user).exclude(pk=rehearsal.pk)[:50]
    return sorted(rows, key=lambda other: other.code != rehearsal.code)


def note_of(rehearsal: Rehearsal) -> str:
    """How a rehearsal is named in a list of choices."""
    when = timezone.localtime(rehearsal.requested_at)
    said = f"{rehearsal.code} · {rehearsal.as_of} · {when:%m-%d %H:%M}"
    return f"{said} · {rehearsal.note}" if rehearsal.note else said
