"""Rows that are about one person or one organisation."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SubjectRow(models.Model):
    """Somebody's row: a person's or an organisation's, never both and never nobody's."""

    person = models.ForeignKey(
        "registry.Person",
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name=_("人员"),
    )
    employer = models.ForeignKey(
        "registry.Employer",
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name=_("单位"),
    )

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_one_subject",
                condition=Q(person__isnull=False, employer__isnull=True)
                | Q(person__isnull=True, employer__isnull=False),
                violation_error_message=_("只属于一个人或一个单位。"),
            ),
        ]

    @property
    def subject(self) -> Any:
        """The person or the organisation."""
        return self.person or self.employer
