"""Model fields by the kinds of `yulin.facts.schema`: one place that says how a kind is stored."""

from typing import Any

from django.db import models
from django.utils.functional import Promise

from yulin.facts.schema import OPEN_END

Name = str | Promise


def text(name: Name, *, null: bool = True) -> Any:
    return models.TextField(name, null=null)


def date(name: Name, *, null: bool = True) -> Any:
    return models.DateField(name, null=null)


def until(name: Name) -> Any:
    """A date that holds `OPEN_END` while there is no end."""
    return models.DateField(name, default=OPEN_END)


def number(name: Name, *, null: bool = True) -> Any:
    """An integer, scaled as the schema's column says (money: fen)."""
    return models.BigIntegerField(name, null=null)


def yes(name: Name, *, null: bool = True) -> Any:
    return models.BooleanField(name, null=null)


def label(name: Name, *, null: bool = True) -> Any:
    """A position in the column's label set."""
    return models.PositiveSmallIntegerField(name, null=null)


def division(name: Name, *, null: bool = True) -> Any:
    return models.PositiveIntegerField(name, null=null)


def person(name: Name, *, null: bool = True, related: str = "+", index: bool = False) -> Any:
    return models.ForeignKey(
        "registry.Person",
        on_delete=models.PROTECT,
        null=null,
        related_name=related,
        db_index=index,
        verbose_name=name,
    )


def employer(name: Name, *, null: bool = True, related: str = "+", index: bool = False) -> Any:
    return models.ForeignKey(
        "registry.Employer",
        on_delete=models.PROTECT,
        null=null,
        related_name=related,
        db_index=index,
        verbose_name=name,
    )
