"""The night's work of matching: words and their weights, and who has nothing that fits."""

from collections import Counter
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from yulin.access.models import User
from yulin.access.row_security import as_the_program
from yulin.jobs.models import DistrictFit, MatchVocabulary, PostFit

#: a post that fewer people fit is short of people; nobody need be counted beyond
FEW_PEOPLE = 5
#: vocabularies that stay, for processes that have not taken over the latest
_KEPT = 3


@transaction.atomic
def learn_words(*, acting_user: User | None) -> MatchVocabulary | None:
    """Learn what words of open posts weigh; None where there are none. Other processes take it over."""
    from yulin.jobs.ranking import market, words_kept  # noqa: PLC0415 - slow to load

    with as_the_program():
        vocabulary, posts = market.learned()
        if not posts:
            return None
        number = (MatchVocabulary.objects.aggregate(n=Max("number"))["n"] or 0) + 1
        made = MatchVocabulary.objects.create(
            number=number, posts=posts, data=words_kept.packed(vocabulary)
        )
        MatchVocabulary.objects.filter(number__lte=number - _KEPT).delete()
    return made


@transaction.atomic
def count_fits(*, acting_user: User | None, moment: datetime) -> tuple[int, int]:
    """Count for each open post who fits it, and in each district who has a post; how many of both."""
    from yulin.jobs.ranking.everybody import counts, divisions, everybody  # noqa: PLC0415 - slow

    with as_the_program():
        market = everybody()
        PostFit.objects.all().delete()
        DistrictFit.objects.all().delete()
        if not len(market.held.ids):
            return 0, len(market.people)
        if not market.people:
            PostFit.objects.bulk_create(
                PostFit(post_id=key, fitting=0, uncertain=0, counted_at=moment)
                for key in market.held.ids.tolist()
            )
            return len(market.held.ids), 0
        fits, may = counts(market.of_posts(FEW_PEOPLE))
        PostFit.objects.bulk_create(
            (
                PostFit(
                    post_id=key, fitting=int(fits[at]), uncertain=int(may[at]), counted_at=moment
                )
                for at, key in enumerate(market.held.ids.tolist())
            ),
            batch_size=5000,
        )
        _districts(divisions(market.people), *counts(market.of_people(1)), moment)
    return len(market.held.ids), len(market.people)


def _districts(places: list[int], fits: object, may: object, moment: datetime) -> None:
    people = Counter(places)
    fitting = Counter(place for place, n in zip(places, fits, strict=True) if n)
    uncertain = Counter(place for place, n in zip(places, may, strict=True) if n)
    DistrictFit.objects.bulk_create(
        DistrictFit(
            division=place,
            people=n,
            fitting=fitting[place],
            uncertain=uncertain[place],
            counted_at=moment,
        )
        for place, n in people.items()
    )
