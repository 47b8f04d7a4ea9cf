"""Which language the page speaks."""

from typing import Any

from django.utils.translation import get_language


def in_english() -> bool:
    return (get_language() or "").startswith("en")


def field_word(column: Any) -> str:
    """A record table's or column's name; in English its field's name made a word."""
    if in_english():
        return str(column.field).replace("_", " ").capitalize()
    return str(column.name)
