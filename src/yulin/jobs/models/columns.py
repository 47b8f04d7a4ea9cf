"""Columns that several tables of the room have."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Name = str | Promise


def key() -> Any:
    return models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)


def who(words: Name, *, null: bool = False) -> Any:
    """Somebody who acted; none is the system, or nobody yet."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=null,
        related_name="+",
        verbose_name=words,
    )


def words(name: Name) -> Any:
    """A list: none is unknown, an empty one says that there is none, or none is asked for."""
    return ArrayField(models.TextField(), null=True, verbose_name=name)


def rank(name: Name) -> Any:
    """A position in an ordered label set: none is unknown; of a demand 0 (无) is 不限."""
    return models.PositiveSmallIntegerField(name, null=True)


def count(name: Name) -> Any:
    return models.PositiveIntegerField(name, null=True)


def firm(related: str = "+") -> Any:
    return models.ForeignKey(
        "registry.Employer",
        on_delete=models.PROTECT,
        related_name=related,
        verbose_name=_("单位"),
    )


def somebody(related: str = "+") -> Any:
    return models.ForeignKey(
        "registry.Person",
        on_delete=models.PROTECT,
        related_name=related,
        verbose_name=_("人员"),
    )
