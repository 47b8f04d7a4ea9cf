"""Note that a page about somebody was opened."""

from collections.abc import Iterable

from django.utils import timezone

from yulin.access.models import User
from yulin.registry.models import Person
from yulin.rights.enums import PageKind
from yulin.rights.models import PageLook


def note_look(*, acting_user: User, people: Iterable[Person | None], page: PageKind) -> None:
    """One statement; the second time of a day adds nothing.

    Of several numbers of one person the row that is kept is noted. Who looks at their own page, or
    is nobody who works here, is not noted.
    """
    now = timezone.now()
    keys = {person.merged_into_id or person.pk for person in people if person is not None}
    if not (keys and acting_user.is_staff_member):
        return
    PageLook.objects.bulk_create(
        [
            PageLook(
                viewer=acting_user, person_id=key, page=page, day=timezone.localdate(now), at=now
            )
            for key in sorted(keys)
        ],
        ignore_conflicts=True,
    )
