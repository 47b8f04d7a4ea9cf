"""Samples of payments that anybody can draw again."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yulin.access.fields import SealedField
from yulin.control.enums import CampaignState, Stratify
from yulin.control.models.columns import who
from yulin.ledger.models import Payment
from yulin.ledger.models.account import MONEY

_SHA = r"^[0-9a-f]{64}$"


class Campaign(models.Model):
    """Seed promised, list fixed, seed shown; what was said stays said (migration 0002)."""

    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    region = models.PositiveIntegerField(_("地区"))
    title = models.TextField(_("名称"))
    #: which payments are in the list: see `population.Population`
    population = models.JSONField(_("范围"))
    stratify = models.CharField(_("分层"), max_length=8, choices=Stratify.choices)
    #: of each stratum: so many, or such a share
    size = models.PositiveIntegerField(_("每层抽取笔数"), null=True)
    percent = models.DecimalField(_("每层抽取比例（%）"), max_digits=5, decimal_places=2, null=True)
    #: published when it is made, before there is a list
    seed_hash = models.CharField(_("种子承诺"), max_length=64)
    secret = SealedField(_("封存的种子"), purpose="campaign.seed")
    state = models.CharField(
        _("状态"), max_length=10, choices=CampaignState.choices, default=CampaignState.PROMISED
    )
    made_by = who(_("编制人"), null=False)
    made_at = models.DateTimeField(_("编制时间"), auto_now_add=True)
    list_hash = models.CharField(_("名单校验值"), max_length=64, blank=True)
    listed = models.PositiveIntegerField(_("名单笔数"), default=0)
    #: stratum → how many are drawn of it
    sizes = models.JSONField(_("各层抽取数"), default=dict)
    committed_by = who(_("固定人"))
    committed_at = models.DateTimeField(_("固定时间"), null=True)
    seed = models.CharField(_("种子"), max_length=64, blank=True)
    drawn_by = who(_("抽取人"))
    drawn_at = models.DateTimeField(_("抽取时间"), null=True)
    #: why it was cancelled
    reason = models.TextField(_("作废理由"), blank=True)

    class Meta:
        verbose_name = _("抽查")
        verbose_name_plural = _("抽查")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="control_campaign_one_size",
                condition=Q(size__gt=0, percent__isnull=True)
                | Q(size__isnull=True, percent__gt=0, percent__lte=100),
                violation_error_message=_("请写每层抽取的笔数，或比例（大于 0，至多 100）。"),
            ),
            models.CheckConstraint(
                name="control_campaign_known",
                condition=Q(state__in=CampaignState.values, stratify__in=Stratify.values)
                & Q(seed_hash__regex=_SHA)
                & ~Q(title=""),
                violation_error_message=_("抽查须有名称和种子承诺。"),
            ),
            models.CheckConstraint(
                name="control_campaign_committed",
                condition=~Q(state__in=["committed", "drawn"])
                | Q(
                    list_hash__regex=_SHA,
                    listed__gt=0,
                    committed_by__isnull=False,
                    committed_at__isnull=False,
                ),
                violation_error_message=_("固定的名单须有校验值和固定人。"),
            ),
            models.CheckConstraint(
                name="control_campaign_drawn",
                condition=Q(state="drawn", seed__regex=_SHA, drawn_by__isnull=False)
                | (~Q(state="drawn") & Q(seed="", drawn_by__isnull=True)),
                violation_error_message=_("抽取时才公布种子。"),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CampaignEntry(models.Model):
    """One payment of a list, as it stood when the list was fixed."""

    id = models.BigAutoField(primary_key=True)
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="entries", verbose_name=_("抽查")
    )
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, related_name="+", verbose_name=_("付款")
    )
    #: the payment's own identifier: what is hashed, and what an export shows
    name = models.CharField(_("名单编号"), max_length=36)
    stratum = models.TextField(_("层"))
    amount = models.DecimalField(_("金额（元）"), **MONEY)
    #: 1 for the first drawn of its stratum; none: not drawn
    place = models.PositiveIntegerField(_("抽中次序"), null=True)

    class Meta:
        verbose_name = _("抽查名单")
        verbose_name_plural = _("抽查名单")
        ordering: ClassVar = ["campaign", "stratum", "place", "name"]
        indexes: ClassVar = [
            models.Index(
                fields=["campaign", "stratum", "place"],
                name="control_entry_drawn",
                condition=Q(place__isnull=False),
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="control_entry_once",
                fields=["campaign", "name"],
                violation_error_message=_("一笔付款在名单中只有一次。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name
