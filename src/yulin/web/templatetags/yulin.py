"""What the templates of every face use: icons, money, dates, badges, the reader's language."""

import datetime as dt
from decimal import Decimal
from typing import Any, Literal

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yulin.policy.decision import Status
from yulin.web.menu import Item
from yulin.web.navigation import items_for
from yulin.web.preferences import Preferences, preferences_of

register = template.Library()

STATUS_CLASS = {
    Status.YES: "yes",
    Status.NOT_YET: "near",
    Status.UNDETERMINED: "unknown",
    Status.NO: "no",
}


# --- The frame -----------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def reader_preferences(context: dict[str, Any]) -> Preferences:
    return preferences_of(context.get("request"))


@register.simple_tag(takes_context=True)
def role_items(context: dict[str, Any]) -> tuple[Item, ...]:
    return items_for(context.get("user"))


@register.simple_tag(takes_context=True)
def current(context: dict[str, Any], url_name: str, *args: Any) -> SafeString:
    """`aria-current` where the page lies at or below the named address."""
    request: HttpRequest | None = context.get("request")
    if request is None or not request.path.startswith(reverse(url_name, args=args)):
        return SafeString("")
    return SafeString('aria-current="page"')


@register.simple_tag
def is_demo() -> bool:
    return bool(settings.YULIN_DEMO)


# --- Pictures ------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, css: str = "", label: str = "") -> SafeString:
    """A picture of the sprite; silent for screen readers unless it carries a label."""
    said = format_html('role="img" aria-label="{}"', label) if label else 'aria-hidden="true"'
    return format_html(
        '<svg class="icon{}" {}><use href="{}#{}"></use></svg>',
        f" {css}" if css else "",
        SafeString(said),
        static("yulin/img/icons.svg"),
        name,
    )


@register.simple_tag
def status_badge(status: Status) -> SafeString:
    """符合 / 还差一点 / 无法判定 / 不符合: an icon, a word and a colour."""
    css = STATUS_CLASS[Status(status)]
    return badge(status_word(status), css, css)


@register.simple_tag
def badge(word: str, css: str = "", icon_name: str = "") -> SafeString:
    picture = icon(icon_name) if icon_name else ""
    return format_html('<span class="badge badge-{}">{}{}</span>', css or "plain", picture, word)


@register.filter
def status_word(status: Status) -> str:
    return Status(status).label_en if in_english() else Status(status).label


@register.filter
def status_class(status: Status) -> str:
    return STATUS_CLASS[Status(status)]


@register.filter
def truth_class(truth: Literal[True, False] | None) -> str:
    return {True: "yes", False: "cross", None: "unknown"}[truth]


# --- Words and figures ---------------------------------------------------------------------------


def in_english() -> bool:
    return (get_language() or "").startswith("en")


@register.filter
def said(thing: Any, name: str = "title") -> str:
    """The attribute in the reader's language: `title_en` for English where it is written."""
    chinese = getattr(thing, name, "") or ""
    if in_english():
        return getattr(thing, f"{name}_en", "") or chinese
    return chinese


@register.filter
def yuan(value: Decimal | float | None) -> SafeString | str:
    """¥1,200.00, the fen set smaller; nothing known reads 未公布."""
    if value is None:
        return _("未公布")
    whole, fen = f"{Decimal(value):,.2f}".split(".")
    return format_html(
        '<span class="money">¥{}<span class="money-fen">.{}</span></span>', whole, fen
    )


@register.filter
def wan(value: Decimal | float | None) -> str:
    """Large sums as people say them: 160 万元; smaller ones with separators."""
    if value is None:
        return _("未公布")
    amount = Decimal(value)
    if abs(amount) >= 10_000 and not in_english():
        return f"{(amount / 10_000).quantize(Decimal('0.01')).normalize():f} 万元"
    return f"¥{amount:,.0f}" if in_english() else f"{amount:,.0f} 元"


@register.filter
def day(value: dt.date | None) -> str:
    """2025年3月9日, or 9 Mar 2025."""
    if value is None:
        return _("未见")
    if in_english():
        return f"{value.day} {value:%b %Y}"
    return f"{value.year}年{value.month}月{value.day}日"
