"""Projects that compete: ranked by what the judges gave, and the prizes that everybody reads."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Avg, Count, F, QuerySet

from yulin.access.models import User
from yulin.access.queries.scope import in_sight
from yulin.access.row_security import as_the_program
from yulin.events.enums import AHEAD
from yulin.events.models import Event
from yulin.helping.enums import CONTESTS, Prize
from yulin.helping.models import Entry, Project


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """An entry with its place; none before somebody has judged it."""

    entry: Entry
    place: int | None
    judges: int
    #: of a hundred points, to two places
    average: Decimal | None


def ranking(event: Event) -> list[Ranked]:
    """The entries of an event, the best first, in one query; equal averages share a place."""
    rows = list(
        Entry.objects.filter(event=event)
        .select_related("project")
        .annotate(average=Avg("marks__marks"), judges=Count("marks"))
        .order_by(F("average").desc(nulls_last=True), "pk")
    )
    points = [_points(row.average) for row in rows]  # type: ignore[attr-defined]
    return [
        Ranked(
            entry=row,
            place=None if mean is None else points.index(mean) + 1,
            judges=row.judges,  # type: ignore[attr-defined]
            average=mean,
        )
        for row, mean in zip(rows, points, strict=True)
    ]


def _points(mean: float | Decimal | None) -> Decimal | None:
    return None if mean is None else (Decimal(mean) / 100).quantize(Decimal("0.01"))


def is_contest(event: Event) -> bool:
    return event.kind in CONTESTS


def entries_of(project: Project) -> "QuerySet[Entry]":
    rows = project.entries.select_related("event", "project")
    return rows.annotate(judges=Count("marks")).order_by("-pk")


def contests_ahead() -> "QuerySet[Event]":
    """Where a project may still be entered: of other regions too, as a summit mostly is."""
    return Event.objects.filter(kind__in=CONTESTS, state__in=AHEAD).order_by("begins_at", "pk")


def prizes(event: Event) -> list[tuple[Prize, list[str]]]:
    """What everybody reads: by prize the titles of the projects."""
    with as_the_program():
        rows = Entry.objects.filter(event=event).exclude(prize="").order_by("pk")
        found = list(rows.values_list("prize", "project__title"))
    return [
        (prize, titles)
        for prize in Prize
        if (titles := [title for given, title in found if given == prize])
    ]


def access_entry(*, user: User, uuid: object) -> Entry:
    """Of a project, or at an event, of the user's region. Raises Entry.DoesNotExist."""
    projects = in_sight(user=user, rows=Project.objects.all(), field="division")
    events = in_sight(user=user, rows=Event.objects.all(), field="division")
    rows = Entry.objects.filter(project__in=projects.values("pk")) | Entry.objects.filter(
        event__in=events.values("pk")
    )
    return rows.select_related("event", "project").get(uuid=uuid)
