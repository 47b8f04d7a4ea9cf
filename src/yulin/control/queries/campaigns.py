"""Samples: the payments that a list is made of, the campaigns somebody may see, files to repeat."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from yulin.access.divisions import bounds
from yulin.access.models import User
from yulin.access.queries.scope import in_sight
from yulin.control.enums import Stratify
from yulin.control.models import Campaign, CampaignEntry
from yulin.control.population import Population
from yulin.ledger.enums import PaymentState
from yulin.ledger.models import Payment
from yulin.vault import draw


def payments_of(population: Population, *, region: int) -> QuerySet[Payment]:
    """The payments that were made and stand."""
    first = timezone.make_aware(datetime.combine(population.paid_from, time.min))
    after = timezone.make_aware(datetime.combine(population.paid_to + timedelta(days=1), time.min))
    rows = Payment.objects.filter(
        state=PaymentState.PAID,
        answered_at__gte=first,
        answered_at__lt=after,
        instalment__grant__district__range=bounds(region),
    )
    if population.least is not None:
        rows = rows.filter(amount__gte=population.least)
    if population.most is not None:
        rows = rows.filter(amount__lte=population.most)
    if population.benefits:
        rows = rows.filter(pk__in=_of_benefits(rows, population.benefits))
    return rows


def _of_benefits(rows: QuerySet[Payment], benefits: tuple[str, ...]) -> QuerySet[Payment]:
    found = Payment.objects.none()
    for benefit in benefits:
        policy, _slash, name = benefit.partition("/")
        found = found | rows.filter(instalment__policy=policy, instalment__benefit=name)
    return found.values("pk")


def listed(
    population: Population, *, region: int, stratify: str
) -> Iterator[tuple[int, draw.Entry]]:
    """The payments' keys and their lines of the list."""
    rows = payments_of(population, region=region).order_by("uuid")
    columns = ("pk", "uuid", "amount", "instalment__policy", "instalment__benefit",
               "instalment__grant__district")  # fmt: skip
    for pk, uuid, amount, policy, benefit, district in rows.values_list(*columns):
        stratum = _stratum(population, stratify, amount, f"{policy}/{benefit}", district)
        yield pk, draw.Entry(name=str(uuid), stratum=stratum, amount=amount)


def _stratum(
    population: Population, stratify: str, amount: Decimal, benefit: str, district: int
) -> str:
    return {
        Stratify.BENEFIT: benefit,
        Stratify.DISTRICT: str(district),
        Stratify.AMOUNT: population.stratum(amount),
    }.get(Stratify(stratify), "-")


def visible_campaigns(user: User) -> QuerySet[Campaign]:
    return in_sight(user=user, rows=Campaign.objects.all())


def access_campaign(*, user: User, uuid: str) -> Campaign:
    """Raises DoesNotExist also for what exists elsewhere."""
    rows = visible_campaigns(user).select_related("made_by", "committed_by", "drawn_by")
    return rows.get(uuid=uuid)


def entries_of(campaign: Campaign) -> list[draw.Entry]:
    rows = CampaignEntry.objects.filter(campaign=campaign).order_by("name")
    return [
        draw.Entry(name=name, stratum=stratum, amount=amount)
        for name, stratum, amount in rows.values_list("name", "stratum", "amount")
    ]


def drawn_of(campaign: Campaign) -> QuerySet[CampaignEntry]:
    """The drawn payments with what they paid, in the order of the draw."""
    rows = CampaignEntry.objects.filter(campaign=campaign, place__isnull=False)
    return (
        rows.select_related("payment__instalment__person", "payment__instalment__employer")
        .prefetch_related("findings")
        .order_by("stratum", "place")
    )


def file_of(campaign: Campaign) -> str:
    """Everything to repeat the draw offline; the seed only once it is drawn."""
    names = drawn_of(campaign).order_by("stratum", "place").values_list("name", flat=True)
    return draw.written(
        title=campaign.title,
        about=_about(campaign),
        promise=campaign.seed_hash,
        entries=entries_of(campaign),
        sizes=campaign.sizes,
        seed=campaign.seed,
        drawn=names,
    )


def _about(campaign: Campaign) -> dict[str, Any]:
    return {
        "campaign": str(campaign.uuid),
        "region": campaign.region,
        "population": campaign.population,
        "stratify": campaign.stratify,
        "made_at": _moment(campaign.made_at),
        "committed_at": _moment(campaign.committed_at),
        "drawn_at": _moment(campaign.drawn_at),
    }


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None


def repeated(campaign: Campaign) -> draw.Report:
    """The draw made again now, compared with what is kept."""
    return draw.check(file_of(campaign), promise=campaign.seed_hash, fixed=campaign.list_hash)
