"""Live streams: sessions, posts shown, clicks counted without whose, numbers of the platform."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.access.refusals import in_words
from yulin.access.row_security import as_the_program
from yulin.events import typed
from yulin.events.campaign_enums import FigureSource
from yulin.events.campaign_rules import may_run
from yulin.events.errors import EventsError
from yulin.events.models import Event, Shown, Stream, StreamFigure
from yulin.events.rules import may_run_event
from yulin.events.stream_file import Reported
from yulin.jobs.enums import UNPUBLISHED
from yulin.jobs.models import Post

LAST_MINUTE = 24 * 60
#: of an address; eight characters of 32 are enough that nobody finds another by trying
_CODE_BYTES = 6


@transaction.atomic
def open_stream(
    *,
    acting_user: User,
    event: Event,
    title: str,
    platform: str,
    host: str,
    begins_at: datetime,
    ends_at: datetime,
) -> Stream:
    """Enter a session of an event.

    Raises:
        PermissionDenied: The event is not the user's to run.
        EventsError: Something is missing, it ends before it begins, or it is entered already.
    """
    if not may_run_event(acting_user, event):
        raise PermissionDenied
    if ends_at <= begins_at:
        raise EventsError(_("结束时间应晚于开播。"))
    made = Stream(
        event=event,
        division=event.division,
        title=typed.words(title, 80, asked=_("请写场次名称。")),
        platform=typed.words(platform, 40, asked=_("请写平台。")),
        host=typed.words(host, 40),
        begins_at=begins_at,
        ends_at=ends_at,
        made_by=acting_user,
    )
    _keep(made)
    _journal(acting_user, "open", made)
    return made


@transaction.atomic
def show_post(*, acting_user: User, stream: Stream, post: Post, minute: int) -> Shown:
    """A post is shown at a minute; viewers get an address of ours that counts."""
    if not may_run(acting_user, stream):
        raise PermissionDenied
    if post.published_at is None or post.state in UNPUBLISHED:
        raise EventsError(_("只能展示已发布的岗位。"))
    if not 0 <= minute <= LAST_MINUTE:
        raise EventsError(_("第几分钟写 0 到 1440 的数。"))
    made = Shown(stream=stream, post=post, minute=minute, code=secrets.token_urlsafe(_CODE_BYTES))
    _keep(made)
    _journal(acting_user, "show", stream, post=post.title, minute=minute)
    return made


@transaction.atomic
def report(
    *,
    acting_user: User,
    stream: Stream,
    numbers: Iterable[Reported],
    source: str,
    way: FigureSource,
) -> list[StreamFigure]:
    """Keep what the platform says, all of it or nothing; the same again changes nothing.

    Raises:
        EventsError: No source, a time to come, or one of them is entered already.
    """
    if not may_run(acting_user, stream):
        raise PermissionDenied
    whose = typed.words(source, 120, asked=_("请写数字的来源（平台后台、主播等）。"))
    made = []
    for one in numbers:
        if one.taken_at > timezone.now():
            raise EventsError(_("取数时间不能晚于现在。"))
        figure = StreamFigure(
            stream=stream,
            step=one.step,
            number=one.number,
            qualifier=one.qualifier,
            source=whose,
            way=way,
            taken_at=one.taken_at,
            made_by=acting_user,
        )
        _keep(figure)
        made.append(figure)
    _journal(acting_user, "report", stream, count=len(made), source=whose)
    return made


def note_click(*, acting_user: object, code: str) -> Post | None:
    """One more today for the address, of whom is not kept; the post it leads to, or none."""
    with as_the_program():
        shown = Shown.objects.select_related("post").defer("post__search").filter(code=code).first()
        if shown is None or shown.post.state in UNPUBLISHED:
            return None
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO events_clicks (shown_id, day, count) VALUES (%s, %s, 1)"
                " ON CONFLICT (shown_id, day) DO UPDATE SET count = events_clicks.count + 1",
                [shown.pk, timezone.localdate()],
            )
        return shown.post


def _keep(row: Stream | Shown | StreamFigure) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        told = in_words(error)
        if told is None:
            raise
        raise EventsError(told) from None


def _journal(user: User, name: str, one: Stream, **more: object) -> None:
    record(
        acting_user=user,
        action=f"events.stream.{name}",
        obj=one,
        region=one.division,
        data={"title": one.title, **more},
    )
