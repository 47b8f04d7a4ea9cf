"""Runs as the pages show them: starting one, following it, and its exports."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yulin.access.models import JournalEntry
from yulin.access.queries.journal import entries_about
from yulin.entitlements.models import Run
from yulin.entitlements.queries.places import PlacesGiven, places_given
from yulin.intake.queries.uploads import progress_of
from yulin.web import regions
from yulin.web.officer.cases import address
from yulin.web.officer.listing import code_of
from yulin.web.officer.names import Names

EXPORTED = "entitlements.run.export"


class UnreadableError(ValueError):
    """What was typed into the form is no date or no region; the text is for people."""


@dataclass(frozen=True)
class Step:
    """How far a run has come."""

    words: str
    percent: int | None
    people_done: int
    people_all: int
    seconds: int

    @property
    def elapsed(self) -> str:
        minutes, seconds = divmod(self.seconds, 60)
        if not minutes:
            return _("%d 秒") % seconds
        return _("%(minutes)d 分 %(seconds)d 秒") % {"minutes": minutes, "seconds": seconds}


def asked(typed: QueryDict) -> tuple[dt.date, int | None]:
    """The date and region of the form; an empty region is the officer's own."""
    try:
        as_of = parse_date(typed.get("as_of", "").strip())
    except ValueError:
        as_of = None
    if as_of is None:
        raise UnreadableError(_("请填写基准日，例如 2026-09-01。"))
    return as_of, code_of(typed.get("region", ""))


@dataclass(frozen=True)
class PlacesLine:
    """How the places of one benefit were given, and where its ranking is."""

    policy: str
    benefit: str
    given: PlacesGiven
    link: str


def places_lines(run: Run, names: Names, policy: str | None) -> list[PlacesLine]:
    """Of the whole run, or of one policy."""
    return [
        PlacesLine(
            policy=names.policy(one.policy),
            benefit=names.benefit(one.policy, one.benefit),
            given=one,
            link=address(run, policy=f"{one.policy}/{one.benefit}", sort="position"),
        )
        for one in places_given(run)
        if policy is None or one.policy == policy
    ]


def scope_word(run: Run) -> str:
    return regions.full_name(run.region) if run.region else _("全部地区")


def step_of(run: Run) -> Step:
    progress = progress_of(run.uuid)
    under_way = progress is not None and not progress.finished and progress.total
    sizes = [batch.get("size", 0) for batch in run.batches]
    done = [batch.get("size", 0) for batch in run.batches if batch["done"]]
    started = run.started_at or run.requested_at
    return Step(
        words=progress.step if progress and under_way else _("排队等候"),
        percent=progress.percent if progress and under_way else None,
        people_done=sum(done),
        people_all=sum(sizes),
        seconds=max(0, int((timezone.now() - started).total_seconds())),
    )


CAUSES = {
    "facts": gettext_lazy("登记变了"),
    "day": gettext_lazy("到了会变的日子"),
    "moved": gettext_lazy("新来的、换了地区的"),
    "choice": gettext_lazy("本人改了选择"),
}


@dataclass(frozen=True)
class Anew:
    """Of a run that goes on from another: how many it decides anew, and why; how many left."""

    count: int
    gone: int
    causes: tuple[tuple[str, int], ...]


def why_anew(run: Run) -> Anew | None:
    """Nothing for a run of everybody, and for one that was made before causes were kept."""
    if run.base_id is None or not run.causes:
        return None
    causes = ((str(word), run.causes.get(name, 0)) for name, word in CAUSES.items())
    return Anew(
        count=run.causes.get("anew", 0),
        gone=run.causes.get("gone", 0),
        causes=tuple((word, count) for word, count in causes if count),
    )


def exports_of(run: Run) -> "QuerySet[JournalEntry]":
    """Who took this run's result away, when and how much of it."""
    return entries_about(obj=run).filter(action=EXPORTED)
