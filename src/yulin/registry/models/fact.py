"""What every fact has besides its columns: where it came from, and from when to when we held it."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from yulin.facts.schema import Table, person_column


def known_on(moment: datetime | None) -> Q:
    """What the register held at a moment; None: what it holds now."""
    if moment is None:
        return Q(superseded_at__isnull=True)
    ended_later = Q(superseded_at__isnull=True) | Q(superseded_at__gt=moment)
    return Q(recorded_at__lte=moment) & ended_later


class FactQuerySet(models.QuerySet):
    def known_on(self, moment: datetime | None) -> "FactQuerySet":
        return self.filter(known_on(moment))

    def current(self) -> "FactQuerySet":
        return self.known_on(None)


class Fact(models.Model):
    """A row of a record table. Never updated, except once, to say that it was superseded."""

    #: the record table that the columns mirror
    TABLE: ClassVar[Table]

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    source = models.TextField(_("来源"))
    evidence = models.TextField(_("凭据"), blank=True)
    batch = models.ForeignKey(
        "registry.Batch",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("录入批次"),
    )
    recorded_at = models.DateTimeField(_("录入时间"), db_default=Now())
    superseded_at = models.DateTimeField(_("更正时间"), null=True, blank=True)

    objects = FactQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_superseded_later",
                condition=Q(superseded_at__isnull=True) | Q(superseded_at__gt=F("recorded_at")),
                violation_error_message=_("更正时间应晚于录入时间。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.TABLE.name} {self.uuid}"

    @classmethod
    def person_field(cls) -> str:
        """The field that says which person a row is about: of an organisation, who stands for it."""
        return cls.TABLE.column(person_column(cls.TABLE)).field.removesuffix("_id")
