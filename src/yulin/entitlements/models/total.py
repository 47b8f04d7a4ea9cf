"""Totals of a run, counted once when it ends: pages add these up instead of a million rows."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from yulin.entitlements.enums import Answer


class RunTotal(models.Model):
    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(
        "entitlements.Run",
        on_delete=models.PROTECT,
        db_index=False,
        related_name="totals",
        verbose_name=_("计算"),
    )
    policy = models.TextField(_("政策"))
    benefit = models.TextField(_("待遇"))
    subject_kind = models.CharField(_("对象"), max_length=8)
    district = models.PositiveIntegerField(_("所属地区"), null=True)
    talent_class = models.TextField(_("人才类别"), blank=True)
    status = models.PositiveSmallIntegerField(_("结果"), choices=Answer.choices)
    #: due, but another benefit of an exclusive group is taken instead
    displaced = models.BooleanField(_("被取代"))
    subjects = models.PositiveIntegerField(_("人数"))
    total = models.BigIntegerField(_("总额（分）"))
    first_year = models.BigIntegerField(_("首年金额（分）"))
    #: subjects whose sum is not known
    without_sum = models.PositiveIntegerField(_("金额未知"))

    class Meta:
        verbose_name = _("合计")
        verbose_name_plural = _("合计")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="entitlements_runtotal_cell_once",
                fields=[
                    "run",
                    "policy",
                    "benefit",
                    "subject_kind",
                    "district",
                    "talent_class",
                    "status",
                    "displaced",
                ],
                nulls_distinct=False,
                violation_error_message=_("每一格合计只有一行。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy}/{self.benefit} {self.subjects}"
