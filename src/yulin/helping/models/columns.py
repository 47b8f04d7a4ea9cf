"""Columns that several tables of the room have; those of people and firms are as in `jobs`."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yulin.jobs.models.columns import Name, firm, key, somebody, who

__all__ = ["Name", "fen", "firm", "key", "known", "place", "post", "somebody", "who"]


def place() -> Any:
    """The division whose officers answer for the row."""
    return models.PositiveIntegerField(_("所属地区"))


def fen(words: Name) -> Any:
    return models.PositiveBigIntegerField(words, default=0)


def post(*, null: bool = False, related: str = "+") -> Any:
    return models.ForeignKey(
        "jobs.Post",
        on_delete=models.PROTECT,
        null=null,
        related_name=related,
        verbose_name=_("岗位"),
    )


def known(name: str, **choices: type[models.TextChoices]) -> models.CheckConstraint:
    """Columns that hold one of their choices."""
    said = Q()
    for column, kinds in choices.items():
        said &= Q(**{f"{column}__in": kinds.values})
    return models.CheckConstraint(
        name=name, condition=said, violation_error_message=_("请从给出的选项里选。")
    )
