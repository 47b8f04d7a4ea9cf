"""Organisations: who they are, kept apart from what we know about them."""

import uuid
from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yulin.facts import schema
from yulin.registry.models import columns
from yulin.registry.models.fact import Fact


class EmployerManager(models.Manager["Employer"]):
    def by_codes(self, codes: Iterable[str]) -> "models.QuerySet[Employer]":
        return self.filter(code__in=list(codes))


class Employer(models.Model):
    """An organisation, known by its credit code."""

    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    code = models.TextField(_("单位代码"), unique=True)
    # Follows from the current facts; kept for scoping lists.
    division = models.PositiveIntegerField(_("所属地区"), null=True, db_index=True)
    created_at = models.DateTimeField(_("建立时间"), auto_now_add=True)

    objects = EmployerManager()

    class Meta:
        verbose_name = _("单位")
        verbose_name_plural = _("单位")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="registry_employer_code_not_blank",
                condition=~Q(code=""),
                violation_error_message=_("单位代码不能为空。"),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def key(self) -> str:
        """What stands for this organisation's code in facts handed to an engine."""
        return f"E{self.pk}"


class EmployerFact(Fact):
    """A row of 单位."""

    TABLE = schema.EMPLOYER

    employer = columns.employer(_("单位代码"), null=False, related="records", index=True)
    name = columns.text(_("单位名称"), null=False)
    kind = columns.label(_("单位类型"), null=False)
    industry = columns.label(_("行业"))
    scale = columns.label(_("单位规模"))
    above_threshold = columns.yes(_("规上"))
    division = columns.division(_("单位地区"), null=False)
    registered_division = columns.division(_("注册地"))
    tax_division = columns.division(_("纳税地"))
    founded_on = columns.date(_("成立日期"))
    founder = columns.person(_("法定代表人证件号"), related="founded", index=True)
    line_recognised = columns.yes(_("行业主管认定"))
    rural_e_commerce = columns.yes(_("农村电商"))
    yearly_rent = columns.number(_("年场地租金"))
    parent = columns.employer(_("上级单位代码"))

    class Meta(Fact.Meta):
        verbose_name = _("单位信息")
        verbose_name_plural = _("单位信息")
        constraints: ClassVar = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(
                name="registry_employerfact_one_current",
                fields=["employer"],
                condition=Q(superseded_at__isnull=True),
                violation_error_message=_("一个单位只能有一条现行的单位信息。"),
            ),
            models.CheckConstraint(
                name="registry_employerfact_not_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=models.F("employer")),
                violation_error_message=_("上级单位不能是本单位。"),
            ),
        ]
