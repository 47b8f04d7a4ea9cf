"""How far a rehearsal has come."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.entitlements.models import Rehearsal
from yulin.intake.queries.uploads import progress_of
from yulin.web import regions


@dataclass(frozen=True)
class Step:
    """How far a rehearsal has come."""

    words: str
    percent: int | None
    seconds: int

    @property
    def elapsed(self) -> str:
        minutes, seconds = divmod(self.seconds, 60)
        if not minutes:
            return _("%d 秒") % seconds
        return _("%(minutes)d 分 %(seconds)d 秒") % {"minutes": minutes, "seconds": seconds}


def step_of(rehearsal: Rehearsal) -> Step:
    progress = progress_of(rehearsal.uuid)
    under_way = progress is not None and not progress.finished and progress.total
    started = rehearsal.started_at or rehearsal.requested_at
    return Step(
        words=_month_word(progress.step) if progress and under_way else _("排队等候"),
        percent=progress.percent if progress and under_way else None,
        seconds=max(0, int((timezone.now() - started).total_seconds())),
    )


def _month_word(step: str) -> str:
    kind, _colon, month = step.partition("：")
    who = {"人员": _("个人"), "单位": _("单位")}.get(kind, kind)
    return _("%(who)s，%(month)s") % {"who": who, "month": month}


def scope_word(rehearsal: Rehearsal) -> str:
    return regions.full_name(rehearsal.region) if rehearsal.region else _("全部地区")
