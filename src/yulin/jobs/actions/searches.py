"""Searches that a person keeps, and the count of views of a post."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.models import User
from yulin.access.row_security import as_the_program
from yulin.jobs.errors import JobsError
from yulin.jobs.models import Post, SavedSearch
from yulin.jobs.queries.search import Wanted, matching
from yulin.jobs.rules import may_apply
from yulin.registry.models import Person

MOST_SEARCHES = 20


@transaction.atomic
def save_search(*, acting_user: User, person: Person, wanted: Wanted, name: str) -> SavedSearch:
    """Keep a search; posts published from now on are its news.

    Raises:
        PermissionDenied: For somebody else.
        JobsError: It looks for nothing, is kept already, or there are too many.
    """
    if not may_apply(acting_user, person):
        raise PermissionDenied
    one = person.stands_for
    if not wanted.is_narrowed:
        raise JobsError(_("请先写要找什么，再保存。"))
    if SavedSearch.objects.filter(person=one).count() >= MOST_SEARCHES:
        raise JobsError(_("最多保存 20 个搜索，请先删去不用的。"))
    try:
        with transaction.atomic():
            return SavedSearch.objects.create(
                person=one,
                name=(name.strip() or wanted.words or _("保存的搜索"))[:80],
                query=wanted.as_query(),
                seen_until=timezone.now(),
            )
    except IntegrityError:
        raise JobsError(_("这个搜索已经保存过。")) from None


@transaction.atomic
def drop_search(*, acting_user: User, person: Person, uuid: UUID) -> None:
    if not may_apply(acting_user, person):
        raise PermissionDenied
    SavedSearch.objects.filter(person=person.stands_for, uuid=uuid).delete()


@transaction.atomic
def see_search(*, acting_user: User, person: Person, uuid: UUID) -> SavedSearch | None:
    """What it finds now has been seen: later posts are its news. None where there is no such."""
    if not may_apply(acting_user, person):
        raise PermissionDenied
    one = SavedSearch.objects.filter(person=person.stands_for, uuid=uuid).first()
    if one is not None:
        one.seen_until = timezone.now()
        one.save(update_fields=["seen_until"])
    return one


def searches_with_news(person: Person) -> list[tuple[SavedSearch, int]]:
    """Each kept search, with how many posts were published since it was last looked at."""
    kept = list(SavedSearch.objects.filter(person=person.stands_for))
    with as_the_program():
        return [
            (one, matching(Wanted.read(one.query)).filter(published_at__gt=one.seen_until).count())
            for one in kept
        ]


def note_view(*, acting_user: object, post: Post) -> None:
    """One more view today; of whom is not kept."""
    with as_the_program(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO jobs_postviews (post_id, day, count) VALUES (%s, %s, 1)"
            " ON CONFLICT (post_id, day) DO UPDATE SET count = jobs_postviews.count + 1",
            [post.pk, timezone.localdate()],
        )
