"""What is told once a day: new posts of saved searches, and new applications to each firm."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from yulin.jobs.actions.telling import tell
from yulin.jobs.enums import ToldKind
from yulin.jobs.models import Application, JobNotice, SavedSearch
from yulin.jobs.queries.search import Wanted, matching

#: of a digest so many posts are named
_NAMED = 5


@transaction.atomic
def tell_news(*, acting_user: object = None, today: date) -> int:
    """Tell each person of the posts that their searches found since they were told or looked; how many."""
    now = timezone.now()
    counted: dict[tuple[Any, ...], int] = {}
    told = []
    kept = list(SavedSearch.objects.select_for_update().order_by("pk"))
    for one in kept:
        since = max(one.seen_until, one.told_until or one.seen_until)
        key = (tuple(sorted(one.query.items())), since)
        if key not in counted:
            found = matching(Wanted.read(one.query)).filter(
                published_at__gt=since, published_at__lte=now
            )
            counted[key] = found.count()
        if counted[key]:
            told.append(_news(one, counted[key], today))
            one.told_until = now
    tell(told)
    SavedSearch.objects.bulk_update([one for one in kept if one.told_until == now], ["told_until"])
    return len(told)


def _news(search: SavedSearch, count: int, today: date) -> JobNotice:
    return JobNotice(
        person_id=search.person_id,
        kind=ToldKind.NEWS,
        event=f"news:{search.uuid}:{today.isoformat()}",
        data={"name": search.name, "n": count, "query": search.query},
    )


@transaction.atomic
def tell_newcomers(*, acting_user: object = None, today: date) -> int:
    """Tell each firm how many applied to what yesterday; how many firms were told."""
    day = today - timedelta(days=1)
    begins = timezone.make_aware(datetime.combine(day, time.min))
    came = Application.objects.filter(sent_at__gte=begins, sent_at__lt=begins + timedelta(days=1))
    rows = came.order_by().values_list("employer", "post__title").annotate(n=Count("pk"))
    firms: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for employer, title, count in rows:
        firms[employer].append((title, count))
    tell(
        JobNotice(
            employer_id=employer,
            kind=ToldKind.CAME,
            event=f"came:{employer}:{day.isoformat()}",
            data={
                "day": day.isoformat(),
                "n": sum(count for _title, count in titles),
                "titles": [
                    list(one) for one in sorted(titles, key=lambda one: (-one[1], one[0]))[:_NAMED]
                ],
            },
        )
        for employer, titles in sorted(firms.items())
    )
    return len(firms)
