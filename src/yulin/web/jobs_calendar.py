"""Standing interviews as a file for somebody's own calendar."""

from collections.abc import Iterable

from django.http import HttpResponse
from django.utils.translation import gettext as _

from yulin.jobs.calendar_file import Appointment, calendar
from yulin.jobs.enums import InterviewState
from yulin.jobs.models import Interview


def calendar_answer(rows: Iterable[tuple[Interview, str]]) -> HttpResponse:
    """Each with whom it is: the firm for the person, the person for the firm."""
    text = calendar(
        Appointment(
            uid=str(row.uuid),
            begins_at=row.begins_at,
            ends_at=row.ends_at,
            title=_("面试：%(title)s · %(firm)s")
            % {"title": row.application.post.title, "firm": other},
            place=row.place,
            note=row.note,
            confirmed=row.state == InterviewState.CONFIRMED,
            stamp=row.invited_at,
        )
        for row, other in rows
    )
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="interviews.ics"'
    return answer
