"""Samples: promise a seed, fix a list, show the seed and draw; each step once, none taken back."""

from decimal import Decimal

import polars as pl
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.access.row_security import as_the_program
from yulin.control.enums import CampaignState, Stratify
from yulin.control.errors import ControlError
from yulin.control.models import Campaign, CampaignEntry
from yulin.control.population import Population
from yulin.control.queries.campaigns import entries_of, listed
from yulin.control.rules import may_make_campaign, may_run_campaign
from yulin.control.words import said
from yulin.registry.bulk import copy_in
from yulin.vault import draw


@transaction.atomic
def make_campaign(
    *,
    acting_user: User,
    region: int,
    title: str,
    population: Population,
    stratify: str = Stratify.NONE,
    size: int | None = None,
    percent: Decimal | None = None,
) -> Campaign:
    """Say what is sampled and how; a seed is made, sealed, and its hash published before any list.

    Raises:
        PermissionDenied: The user is not control there.
        ControlError: What is sampled, or how many, makes no sense.
    """
    if not may_make_campaign(acting_user, region):
        raise PermissionDenied
    if stratify not in Stratify.values:
        raise ControlError(_("没有这种分层。"))
    if (size is None) == (percent is None):
        raise ControlError(_("请写每层抽取的笔数，或比例，二者之一。"))
    if not (size is None or 0 < size <= 100_000) or not (percent is None or 0 < percent <= 100):
        raise ControlError(_("笔数须大于 0；比例须大于 0，至多 100。"))
    seed = draw.new_seed()
    made = Campaign.objects.create(
        region=region,
        title=said(title, _("请写名称。"))[:200],
        population=population.checked(stratify).as_json(),
        stratify=stratify,
        size=size,
        percent=percent,
        seed_hash=draw.promise_of(seed),
        secret=seed,
        made_by=acting_user,
    )
    _journal(acting_user, "make", made, seed_sha256=made.seed_hash, population=made.population)
    return made


@transaction.atomic
def commit_campaign(*, acting_user: User, campaign: Campaign) -> Campaign:
    """Fix the list as it stands now, with its hash and how many are drawn of each stratum.

    Raises:
        PermissionDenied: The user is not control there.
        ControlError: Fixed already, or there is no such payment.
    """
    one = _held(acting_user, campaign, CampaignState.PROMISED)
    population = Population.from_json(one.population)
    rows = list(listed(population, region=one.region, stratify=one.stratify))
    if not rows:
        raise ControlError(_("范围里没有已付的款项，名单是空的。"))
    entries = [entry for _pk, entry in rows]
    # Rows by the thousand come in by COPY, which row policies do not know.
    with as_the_program():
        copy_in(
            CampaignEntry._meta.db_table,
            pl.DataFrame(
                {
                    "campaign_id": [one.pk] * len(rows),
                    "payment_id": [pk for pk, _entry in rows],
                    "name": [entry.name for entry in entries],
                    "stratum": [entry.stratum for entry in entries],
                    "amount": [f"{entry.amount:.2f}" for entry in entries],
                }
            ),
        )
    one.list_hash, one.listed = draw.list_hash(entries), len(entries)
    one.sizes = draw.sizes_of(entries, count=one.size, percent=one.percent)
    one.committed_by, one.committed_at = acting_user, timezone.now()
    one.state = CampaignState.COMMITTED
    one.save()
    _journal(
        acting_user, "commit", one, list_sha256=one.list_hash, listed=one.listed, sizes=one.sizes
    )
    return one


@transaction.atomic
def draw_campaign(*, acting_user: User, campaign: Campaign) -> Campaign:
    """Show the seed and draw; from now on anybody can do it again.

    Raises:
        PermissionDenied: The user is not control there.
        ControlError: The list is not fixed, or was drawn from already.
    """
    one = _held(acting_user, campaign, CampaignState.COMMITTED)
    seed = one.secret.open()
    entries = entries_of(one)
    drawn = draw.draw(seed, entries, one.sizes)
    strata = {entry.name: entry.stratum for entry in entries}
    places: dict[str, int] = {}
    counted: dict[str, int] = {}
    for name in drawn:
        counted[strata[name]] = counted.get(strata[name], 0) + 1
        places[name] = counted[strata[name]]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE control_campaignentry AS entry SET place = drawn.place"
            " FROM unnest(%s::text[], %s::int[]) AS drawn (name, place)"
            " WHERE entry.campaign_id = %s AND entry.name = drawn.name",
            [list(places), list(places.values()), one.pk],
        )
    one.seed, one.drawn_by, one.drawn_at = seed, acting_user, timezone.now()
    one.state = CampaignState.DRAWN
    one.save()
    _journal(acting_user, "draw", one, seed=seed, drawn=len(drawn))
    return one


@transaction.atomic
def cancel_campaign(*, acting_user: User, campaign: Campaign, reason: str) -> Campaign:
    """Give one up before it is drawn; it stays to be seen, so that nobody draws until it suits."""
    one = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if not may_run_campaign(acting_user, one):
        raise PermissionDenied
    if one.state not in {CampaignState.PROMISED, CampaignState.COMMITTED}:
        raise ControlError(_("已抽取或已作废的抽查不能作废。"))
    one.reason = said(reason, _("请写明作废的理由。"))
    one.state = CampaignState.CANCELLED
    one.save()
    _journal(acting_user, "cancel", one, reason=one.reason)
    return one


def _held(user: User, campaign: Campaign, wanted: CampaignState) -> Campaign:
    one = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if not may_run_campaign(user, one):
        raise PermissionDenied
    if one.state != wanted:
        raise ControlError(
            _("这次抽查现在是“%(state)s”，不能这样处理。") % {"state": one.get_state_display()}
        )
    return one


def _journal(user: User, name: str, campaign: Campaign, **more: object) -> None:
    record(
        acting_user=user,
        action=f"control.campaign.{name}",
        obj=campaign,
        region=campaign.region,
        data={"title": campaign.title, **more},
    )
