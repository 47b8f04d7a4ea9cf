"""Many refused at once with one coded reason, and a refusal taken back within a day."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.models import User
from yulin.jobs.actions.applications import held_by_firm, move, refuse
from yulin.jobs.enums import ApplicationState
from yulin.jobs.errors import JobsError
from yulin.jobs.models import Application, Post
from yulin.jobs.rules import may_keep_post

#: `jobs_application_goes_on` says the same
UNDO = timedelta(hours=24)
MOST = 200
_BACK = {
    ApplicationState.INTERVIEW: ApplicationState.SHORTLISTED,  # what was agreed on is called off
    ApplicationState.OFFERED: ApplicationState.SHORTLISTED,
}


@transaction.atomic
def refuse_many(
    *, acting_user: User, post: Post, uuids: Iterable[UUID], reason: str, note: str = ""
) -> tuple[int, int]:
    """Refuse those that were ticked; how many were, and how many are over or accepted by now.

    Raises:
        PermissionDenied: It is not the user's firm's.
        JobsError: Nobody is ticked or too many, no reason is chosen, or the note is unlawful.
    """
    rows = _ticked(acting_user, post, uuids)
    done = 0
    standing = [one for one in rows if one.state not in _STAYING]
    for one in standing:
        refuse(acting_user=acting_user, application=one, reason=reason, note=note)
        done += 1
    return done, len(rows) - done


_STAYING = frozenset(
    {
        ApplicationState.ACCEPTED,
        ApplicationState.HIRED,
        ApplicationState.REFUSED,
        ApplicationState.WITHDRAWN,
    }
)


@transaction.atomic
def reopen(*, acting_user: User, application: Application) -> Application:
    """Take a refusal back; the application stands where it stood, and the person is told.

    Raises:
        PermissionDenied: It did not come to the user's firm.
        JobsError: It was not refused, or longer ago than a day.
    """
    one = held_by_firm(acting_user, application)
    if not may_reopen(one):
        raise JobsError(_("只有 24 小时以内的未录用可以收回。"))
    last = one.steps.filter(went_to=ApplicationState.REFUSED).order_by("-pk").first()
    before = ApplicationState(last.came_from if last else ApplicationState.SEEN)
    one.reason, one.note = "", ""
    return move(one, _BACK.get(before, before), acting_user, "reason", "note")


@transaction.atomic
def reopen_many(*, acting_user: User, post: Post, uuids: Iterable[UUID]) -> tuple[int, int]:
    """Take back the refusals of those that were ticked; how many, and how many could not be."""
    rows = _ticked(acting_user, post, uuids)
    able = [one for one in rows if may_reopen(one)]
    for one in able:
        reopen(acting_user=acting_user, application=one)
    return len(able), len(rows) - len(able)


def may_reopen(application: Application) -> bool:
    in_time = application.changed_at > timezone.now() - UNDO
    return application.state == ApplicationState.REFUSED and in_time


def _ticked(user: User, post: Post, uuids: Iterable[UUID]) -> list[Application]:
    if not may_keep_post(user, post):
        raise PermissionDenied
    keys = list(dict.fromkeys(uuids))
    if not 1 <= len(keys) <= MOST:
        raise JobsError(_("请勾选 1 到 200 个人。"))
    rows = Application.objects.filter(post=post, uuid__in=keys).select_related("post", "employer")
    return list(rows.defer("post__search").order_by("pk"))
