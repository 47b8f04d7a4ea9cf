"""Two numbers of one human being: found, proposed by one officer and agreed to by another."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from yulin.registry.enums import LinkGround, LinkState


def _who(words: str, *, null: bool = True) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=null,
        related_name="+",
        verbose_name=words,
    )


class IdentityLink(models.Model):
    """From `recorded_at` to `superseded_at` what stands under `other` is read as `kept`'s.

    No fact is moved: each stays under the number that it came with, so taking two apart again leaves
    both as they were, with what has arrived since where its number says. A moment before the link is
    still read without it.
    """

    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    kept = models.ForeignKey(
        "registry.Person", on_delete=models.PROTECT, related_name="links", verbose_name=_("保留")
    )
    other = models.ForeignKey(
        "registry.Person",
        on_delete=models.PROTECT,
        related_name="linked_to",
        verbose_name=_("并入"),
    )
    ground = models.CharField(_("事由"), max_length=9, choices=LinkGround.choices)
    state = models.CharField(
        _("状态"), max_length=8, choices=LinkState.choices, default=LinkState.PROPOSED
    )
    reason = models.TextField(_("理由"))
    #: the number of the paper that shows it
    evidence = models.TextField(_("凭据"))
    #: of a further document or a changed number: what kind it is, and from when it is valid
    id_type = models.PositiveSmallIntegerField(_("证件类型"), null=True)
    valid_from = models.DateField(_("生效日期"), null=True)
    asked_by = _who(_("提出人"), null=False)
    asked_at = models.DateTimeField(_("提出时间"))
    answered_by = _who(_("复核人"))
    answered_at = models.DateTimeField(_("复核时间"), null=True)
    answer = models.TextField(_("复核意见"), blank=True)
    recorded_at = models.DateTimeField(_("合并时间"), null=True)
    parting_by = _who(_("提出拆分人"))
    parting_at = models.DateTimeField(_("提出拆分时间"), null=True)
    parting_reason = models.TextField(_("拆分理由"), blank=True)
    parted_by = _who(_("同意拆分人"))
    superseded_at = models.DateTimeField(_("拆分时间"), null=True)

    class Meta:
        verbose_name = _("身份关联")
        verbose_name_plural = _("身份关联")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["state", "-id"], name="registry_link_state"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="registry_link_two_rows",
                condition=~Q(kept=F("other")),
                violation_error_message=_("不能与自己合并。"),
            ),
            models.CheckConstraint(
                name="registry_link_known",
                condition=Q(state__in=LinkState.values, ground__in=LinkGround.values),
                violation_error_message=_("没有这种状态或事由。"),
            ),
            models.CheckConstraint(
                name="registry_link_reasoned",
                condition=~Q(reason="") & ~Q(evidence=""),
                violation_error_message=_("请写明理由和凭据编号。"),
            ),
            models.CheckConstraint(
                name="registry_link_two_people",
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("asked_by")),
                violation_error_message=_("提出人不能自己复核。"),
            ),
            models.CheckConstraint(
                name="registry_link_parted_by_two",
                condition=Q(parted_by__isnull=True) | ~Q(parted_by=F("parting_by")),
                violation_error_message=_("提出拆分的人不能自己同意。"),
            ),
            models.CheckConstraint(
                name="registry_link_steps",
                condition=Q(
                    state=LinkState.PROPOSED,
                    answered_by__isnull=True,
                    answered_at__isnull=True,
                    recorded_at__isnull=True,
                    parting_by__isnull=True,
                    parted_by__isnull=True,
                    superseded_at__isnull=True,
                )
                | Q(
                    state=LinkState.REFUSED,
                    answered_by__isnull=False,
                    answered_at__isnull=False,
                    recorded_at__isnull=True,
                    parting_by__isnull=True,
                    parted_by__isnull=True,
                    superseded_at__isnull=True,
                )
                | Q(
                    state=LinkState.JOINED,
                    answered_by__isnull=False,
                    answered_at__isnull=False,
                    recorded_at__isnull=False,
                    parted_by__isnull=True,
                    superseded_at__isnull=True,
                )
                | Q(
                    state=LinkState.PARTED,
                    answered_by__isnull=False,
                    answered_at__isnull=False,
                    recorded_at__isnull=False,
                    parting_by__isnull=False,
                    parted_by__isnull=False,
                    superseded_at__gt=F("recorded_at"),
                ),
                violation_error_message=_("状态与办理记录不符。"),
            ),
            models.CheckConstraint(
                name="registry_link_parting_reasoned",
                condition=Q(parting_by__isnull=True, parting_at__isnull=True, parting_reason="")
                | (Q(parting_by__isnull=False, parting_at__isnull=False) & ~Q(parting_reason="")),
                violation_error_message=_("请写明拆分的理由。"),
            ),
            models.UniqueConstraint(
                name="registry_link_joined_once",
                fields=["other"],
                condition=Q(state=LinkState.JOINED),
                violation_error_message=_("这个登记已并入别的登记。"),
            ),
            models.UniqueConstraint(
                Least("kept", "other"),
                Greatest("kept", "other"),
                name="registry_link_one_open",
                condition=Q(state=LinkState.PROPOSED),
                violation_error_message=_("这两个登记已有待复核的合并。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ground} {self.state} {self.uuid}"
