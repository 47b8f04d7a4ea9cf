"""A contest of projects: enter, mark, give prizes; one person never does two of these to one entry."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.events.enums import AHEAD, EventState
from yulin.events.models import Event
from yulin.helping.enums import CONTESTS, Prize, Stage
from yulin.helping.errors import HelpingError
from yulin.helping.models import Entry, Mark, Project
from yulin.helping.models.contest import MOST_MARKS
from yulin.helping.rules import may_give_prizes, may_judge, may_keep_project
from yulin.helping.words import clean


@transaction.atomic
def enter_contest(*, acting_user: User, project: Project, event: Event, track: str = "") -> Entry:
    """Let a project compete at a summit or a contest that is still to come, once.

    Raises:
        PermissionDenied: The user does not keep the project.
        HelpingError: It is no contest, it is over, the project has ended, or it is entered already.
    """
    if not may_keep_project(acting_user, project):
        raise PermissionDenied
    if event.kind not in CONTESTS or event.state not in AHEAD:
        raise HelpingError(_("请选择还没有结束的峰会或创业大赛。"))
    if project.stage == Stage.ENDED:
        raise HelpingError(_("已经终止的项目不能参赛。"))
    try:
        with transaction.atomic():
            made = Entry.objects.create(
                event=event, project=project, track=clean(track, most=40), by=acting_user
            )
    except IntegrityError:
        raise HelpingError(_("这个项目已经报名。")) from None
    _journal(acting_user, "enter", made)
    return made


@transaction.atomic
def mark_entry(*, acting_user: User, entry: Entry, marks: int) -> Mark:
    """Judge an entry in hundredths of points, once, while the contest runs or has just ended.

    Raises:
        PermissionDenied: The user holds no duty where the event is run, or brought the project.
        HelpingError: It is not the time, the marks are none, or the user has judged it.
    """
    held = _held(entry)
    if not may_judge(acting_user, held):
        raise PermissionDenied
    if held.event.state not in {EventState.RUNNING, EventState.CLOSED} or held.prize:
        raise HelpingError(_("活动进行中或刚结束、还没有评奖时才能评分。"))
    if not 0 <= marks <= MOST_MARKS:
        raise HelpingError(_("评分为 0 到 100，最多两位小数。"))
    try:
        with transaction.atomic():
            made = Mark.objects.create(entry=held, judge=acting_user, marks=marks)
    except IntegrityError:
        raise HelpingError(_("您已经评过分。")) from None
    _journal(acting_user, "mark", held)
    return made


@transaction.atomic
def give_prize(*, acting_user: User, entry: Entry, prize: str) -> Entry:
    """Honour an entry that was judged, once the event is over; everybody reads it.

    Raises:
        PermissionDenied: The user does not run the event.
        HelpingError: It is not over, nobody has judged it, or it has its prize.
    """
    held = _held(entry)
    if not may_give_prizes(acting_user, held):
        raise PermissionDenied
    if prize not in Prize.values:
        raise HelpingError(_("请选择奖项。"))
    if held.prize:
        raise HelpingError(_("这个项目已经评过奖。"))
    over = held.event.state in {EventState.CLOSED, EventState.SETTLED}
    if not over or not held.marks.exists():
        raise HelpingError(_("活动结束、有评委评分以后才能评奖。"))
    held.prize = prize
    held.save(update_fields=["prize"])
    _journal(acting_user, "prize", held, prize=prize)
    return held


def _held(entry: Entry) -> Entry:
    rows = Entry.objects.select_for_update(of=("self",)).select_related("event", "project")
    return rows.get(pk=entry.pk)


def _journal(user: User, verb: str, entry: Entry, **data: str) -> None:
    told = {"event": entry.event_id, "project": entry.project_id, **data}
    region = entry.project.division
    record(acting_user=user, action=f"helping.entry.{verb}", obj=entry, region=region, data=told)
