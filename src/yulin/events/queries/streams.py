"""Sessions and their funnel: of every number who says it, and what share of the step before it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum

from yulin.access.models import User
from yulin.access.queries.scope import in_sight
from yulin.access.row_security import as_the_program
from yulin.events.campaign_enums import Step
from yulin.events.figures import share
from yulin.events.models import Clicks, Shown, Stream, StreamFigure
from yulin.jobs.models import Application
from yulin.registry.queries.paging import Page, page_of

#: applications for a post shown count for a session until so long after its end
AFTER = timedelta(hours=48)


def visible_streams(user: User) -> "QuerySet[Stream]":
    rows = in_sight(user=user, rows=Stream.objects.all(), field="division")
    return rows.select_related("event")


def streams_list(*, user: User, words: str = "", page: int = 1) -> Page[Stream]:
    rows = visible_streams(user)
    if words:
        rows = rows.filter(title__icontains=words)
    counted = rows.annotate(posts=Count("shown")).order_by("-begins_at", "-id")
    return page_of(counted, number=page, shown=list, total=rows.count())


@dataclass(frozen=True, kw_only=True)
class Line:
    """A step: what we counted ourselves, what the platform reported, and shares of the number used.

    A step that nobody has told anything of has no share, nor has the one after it.
    """

    step: Step
    counted: int | None
    reported: int | None
    qualifier: str
    source: str
    taken_at: datetime | None
    of_before: Decimal | None
    of_first: Decimal | None

    @property
    def number(self) -> int | None:
        """Our own count of clicks is exact; of the rest the platform knows more."""
        if self.step == Step.CLICKS and self.counted:
            return self.counted
        return self.counted if self.reported is None else self.reported

    @property
    def is_ours(self) -> bool:
        return self.number is not None and (
            self.reported is None or (self.step == Step.CLICKS and bool(self.counted))
        )


def shown_posts(stream: Stream) -> list[Any]:
    """In the order of their minutes, each with its clicks."""
    rows = Shown.objects.filter(stream=stream).select_related("post").defer("post__search")
    return list(rows.annotate(opened=Sum("clicks__count")).order_by("minute", "id"))


def funnel(stream: Stream) -> list[Line]:
    """观看 → 点击 → 简历 → 意向."""
    latest = _latest(stream)
    counted = {
        Step.CLICKS: _clicks(stream),
        Step.RESUMES: _applications(stream),
    }
    lines: list[Line] = []
    for step in Step:
        told = latest.get(step)
        lines.append(_line(step, counted.get(step), told, lines))
    return lines


def reports(stream: Stream) -> "QuerySet[StreamFigure]":
    return StreamFigure.objects.filter(stream=stream).select_related("made_by")


def _line(step: Step, counted: int | None, told: StreamFigure | None, before: list[Line]) -> Line:
    bare = Line(
        step=step,
        counted=counted,
        reported=None if told is None else told.number,
        qualifier="=" if told is None else told.qualifier,
        source="" if told is None else told.source,
        taken_at=None if told is None else told.taken_at,
        of_before=None,
        of_first=None,
    )
    return Line(
        **{
            **bare.__dict__,
            "of_before": _of(bare.number, before[-1].number if before else None),
            "of_first": _of(bare.number, before[0].number if before else None),
        }
    )


def _of(part: int | None, whole: int | None) -> Decimal | None:
    return share(part, whole) if part is not None and whole else None


def _latest(stream: Stream) -> dict[Step, StreamFigure]:
    """Of each step what was taken last; of the same moment what was entered last."""
    rows = StreamFigure.objects.filter(stream=stream).order_by("step", "-taken_at", "-id")
    return {Step(row.step): row for row in rows.distinct("step")}


def _clicks(stream: Stream) -> int:
    total = Clicks.objects.filter(shown__stream=stream).aggregate(n=Sum("count"))["n"]
    return total or 0


def _applications(stream: Stream) -> int:
    """Sent for a post that was shown, while it ran and for two days: whoever sent them."""
    posts = Shown.objects.filter(stream=stream).values("post")
    with as_the_program():
        return Application.objects.filter(
            post__in=posts, sent_at__range=(stream.begins_at, stream.ends_at + AFTER)
        ).count()
