"""Columns that several tables of control have."""

from typing import Any

from django.conf import settings
from django.db import models


def who(words: Any, *, null: bool = True) -> Any:
    """Somebody who acted; none is the system, or nobody yet."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=null,
        related_name="+",
        verbose_name=words,
    )
