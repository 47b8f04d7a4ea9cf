"""Which language the page speaks."""

from django.utils.translation import get_language


def in_english() -> bool:
    return (get_language() or "").startswith("en")
