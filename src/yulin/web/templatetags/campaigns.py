"""Numbers of campaigns in templates."""

from decimal import Decimal

from django import template
from django.utils.safestring import SafeString

from yulin.web import amounts

register = template.Library()


@register.filter
def plain(value: Decimal | int) -> str:
    """16,000 and 99.4: as many digits as there are, never 1.6E+4."""
    return f"{Decimal(value).normalize():,f}"


@register.filter
def fen(value: int) -> SafeString:
    """A sum kept in fen, as money."""
    return amounts.yuan(Decimal(value).scaleb(-2))
