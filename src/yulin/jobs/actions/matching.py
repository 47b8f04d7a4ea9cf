"""A person's switch, what they do not want to see, and what was shown of lists."""

import hashlib
from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.access.row_security import as_the_program
from yulin.jobs.enums import Dislike, MatchSide
from yulin.jobs.errors import JobsError
from yulin.jobs.models import MatchSetting, MatchShown, NotForMe, Post
from yulin.jobs.rules import may_apply, may_keep_post
from yulin.registry.models import Person

#: of this many days of a person (or a post) one is noted: enough to learn from, and no diary
ONE_DAY_OF = 4
#: posts that somebody may hide, so that the list of them stays a list
MOST_HIDDEN = 500
#: post (or person), position, features
Entry = tuple[int, int, list[int]]


@transaction.atomic
def switch_personal(*, acting_user: User, person: Person, impersonal: bool) -> MatchSetting:
    """Rank by what is known of the person, or by date and words alone; kept until they say otherwise.

    Raises PermissionDenied for somebody else.
    """
    if not may_apply(acting_user, person):
        raise PermissionDenied
    setting, _made = MatchSetting.objects.update_or_create(
        person=person.stands_for, defaults={"impersonal": impersonal}
    )
    record(
        acting_user=acting_user,
        action=f"jobs.matching.{'off' if impersonal else 'on'}",
        obj=setting,
        region=person.division,
    )
    return setting


@transaction.atomic
def hide_post(*, acting_user: User, person: Person, post: Post, reason: str) -> NotForMe:
    """Say that a post is not for oneself, and why; it is not listed again. Not in the journal.

    Raises:
        PermissionDenied: For somebody else.
        JobsError: No reason is chosen, or too many are hidden.
    """
    if not may_apply(acting_user, person):
        raise PermissionDenied
    if reason not in Dislike.values:
        raise JobsError(_("请选择哪里不合适。"))
    one = person.stands_for
    if NotForMe.objects.filter(person=one).exclude(post=post).count() >= MOST_HIDDEN:
        raise JobsError(_("最多隐藏 500 个岗位，请先恢复一些。"))
    row, _made = NotForMe.objects.update_or_create(
        person=one, post=post, defaults={"reason": reason}
    )
    return row


@transaction.atomic
def show_again(*, acting_user: User, person: Person, post: UUID) -> None:
    """Take back that a post is not for oneself."""
    if not may_apply(acting_user, person):
        raise PermissionDenied
    NotForMe.objects.filter(person=person.stands_for, post__uuid=post).delete()


def note_shown(*, acting_user: User, person: Person, entries: Iterable[Entry], weights: int) -> int:
    """Keep what a person was shown and where, on one day of some; how many entries were kept."""
    if not may_apply(acting_user, person):
        raise PermissionDenied
    one = person.stands_for
    if not is_noted(one.pk):
        return 0
    return _kept(
        MatchShown(
            person=one,
            post_id=post,
            side=MatchSide.SEEKER,
            day=timezone.localdate(),
            position=place,
            features=features,
            weights=weights,
        )
        for post, place, features in entries
    )


def note_candidates(
    *, acting_user: User, post: Post, entries: Iterable[Entry], weights: int
) -> int:
    """The same of the candidates that a firm was shown for a post."""
    if not may_keep_post(acting_user, post):
        raise PermissionDenied
    if not is_noted(post.pk):
        return 0
    return _kept(
        MatchShown(
            person_id=person,
            post=post,
            side=MatchSide.EMPLOYER,
            day=timezone.localdate(),
            position=place,
            features=features,
            weights=weights,
        )
        for person, place, features in entries
    )


def is_noted(key: int) -> bool:
    """Whether today is a day on which the lists of this person or post are kept."""
    text = f"{key} {timezone.localdate().isoformat()}"
    return hashlib.sha256(text.encode()).digest()[0] % ONE_DAY_OF == 0


def _kept(rows: Iterable[MatchShown]) -> int:
    """The first time a day counts: the place at which somebody saw it first."""
    with as_the_program():
        return len(MatchShown.objects.bulk_create(rows, ignore_conflicts=True))


def note_opened(*, acting_user: User, person: Person, post: Post) -> None:
    """That a person opened a post that was shown to them; of others nothing is kept."""
    if not may_apply(acting_user, person):
        raise PermissionDenied
    MatchShown.objects.filter(
        person=person.stands_for, post=post, side=MatchSide.SEEKER, opened_at__isnull=True
    ).update(opened_at=timezone.now())
