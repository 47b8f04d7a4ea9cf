"""What the templates of every face use: icons, money, dates, badges, the reader's language."""

import datetime as dt
from decimal import Decimal
from typing import Any, Literal

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yulin.access.enums import Family
from yulin.access.models import DutyGrant
from yulin.entitlements import choosing
from yulin.policy.decision import Amount, Decision, FactUse, Gap, Status
from yulin.programmes.queries.library import library
from yulin.registry.queries.person_page import CellView
from yulin.web import amounts, reason_tree, reasons, regions, units
from yulin.web.account.agents import agent_words
from yulin.web.language import (
    TABLE_WORDS,
    about,
    cell_word,
    edition_word,
    field_word,
    in_english,
    register_word,
    value_word,
)
from yulin.web.language import mark as punctuation
from yulin.web.menu import Item, current_of
from yulin.web.navigation import menu_for
from yulin.web.preferences import Preferences, preferences_of

register = template.Library()
register.filter(about)
register.filter(cell_word)
register.filter(field_word)
register.filter(value_word)
register.filter(register_word)
register.filter(edition_word)
register.simple_tag(punctuation, name="mark")

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
def role_menu(context: dict[str, Any]) -> dict[str, Any]:
    """The menu of whoever is signed in, and the entry that this page belongs to."""
    request: HttpRequest | None = context.get("request")
    entries = menu_for(context.get("user"))
    return {"entries": entries, "here": current_of(entries, request.path if request else "")}


@register.simple_tag(takes_context=True)
def waiting(context: dict[str, Any], item: Item) -> int:
    """How many of a menu's entry wait for whoever is signed in."""
    return item.count(context["user"]) if item.count else 0


@register.simple_tag(takes_context=True)
def current(context: dict[str, Any], url_name: str, *, exact: bool = False) -> SafeString:
    """`aria-current` where the page lies at the named address or, unless exact, below it."""
    request: HttpRequest | None = context.get("request")
    wanted, path = reverse(url_name), request.path if request else ""
    here = path == wanted if exact else path.startswith(wanted)
    return SafeString('aria-current="page"') if here else SafeString("")


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
    return _("未公布") if value is None else amounts.yuan(value)


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


@register.filter
def region_name(code: int) -> str:
    return regions.name(code)


@register.filter
def region_path(code: int) -> str:
    return regions.full_name(code)


@register.filter
def cell_text(cell: CellView) -> str:
    """A cell of a record; places by their English names for English readers."""
    return regions.in_words(cell.text) if cell.column.kind == "division" else cell.text


@register.filter
def amount_words(amount: Amount | None) -> SafeString | str:
    """¥1,200.00 每月 × 36 期; 不超过 where the text says so; candidates where sources disagree."""
    return amounts.words(amount)


register.filter(amounts.net_words)


# --- Reasons -------------------------------------------------------------------------------------


register.filter(reason_tree.merged)
register.filter(reason_tree.joint)
register.filter("lies_open", reason_tree.is_open)


@register.filter
def fact_value(fact: FactUse) -> str:
    """The value a clause looked at: figures with separators, labels in the reader's language."""
    return reasons.fact_value(fact)


@register.filter
def gap_words(gap: Gap) -> str:
    return reasons.gap_words(gap)


@register.filter
def lacking(decision: Decision) -> str:
    return reasons.short(decision)


@register.filter
def open_points(decision: Decision) -> str:
    return reasons.open_points(decision)


# --- Domains of policies -------------------------------------------------------------------------

DOMAIN_ICONS = {
    "住房": "home",
    "技能": "medal",
    "就业": "work",
    "创业": "leaf",
    "招引": "flag",
    "评价": "class",
    "人才分类": "class",
    "服务": "people",
}
DOMAIN_WORDS = {
    "住房": gettext_lazy("住房"),
    "技能": gettext_lazy("技能"),
    "就业": gettext_lazy("就业"),
    "创业": gettext_lazy("创业"),
    "招引": gettext_lazy("招引"),
    "评价": gettext_lazy("评价"),
    "人才分类": gettext_lazy("人才分类"),
    "服务": gettext_lazy("服务"),
}


@register.filter
def domain_icon(domain: str) -> str:
    return DOMAIN_ICONS.get(domain, "document")


@register.filter
def domain_word(domain: str) -> str:
    return str(DOMAIN_WORDS.get(domain, domain))


# --- Accounts and duties -------------------------------------------------------------------------


register.filter(agent_words)


@register.filter
def family_word(family: str) -> str:
    return str(Family(family).label)


@register.filter
def is_held_now(grant: DutyGrant) -> bool:
    return grant.during.upper is None or grant.during.upper > timezone.now()


# --- Roles, units, sums --------------------------------------------------------------------------

ROLE_ICONS = {
    "person": "person",
    "employer": "building",
    "officer": "shield",
    "auditor": "eye",
    "school": "school",
    "expert": "medal",
    "administrator": "settings",
}
ROLE_WORDS = {
    "person": gettext_lazy("看自己的信息、人才类别和待遇，哪里不对可以申请更正。"),
    "employer": gettext_lazy("看本单位的人和单位可享受的政策。"),
    "school": gettext_lazy("看本校的合作协议、学生名单、实习安排和毕业去向。"),
    "officer": gettext_lazy("上传表格、核对、计算，查任何一个人和任何一条理由。"),
    "auditor": gettext_lazy("什么都能看，什么都不能改。"),
    "administrator": gettext_lazy("管账号、岗位或日志，三种管理员互相分开。"),
}


@register.filter
def role_icon(role: str) -> str:
    return ROLE_ICONS.get(role, "person")


@register.filter
def role_words(role: str) -> str:
    return str(ROLE_WORDS.get(role, ""))


@register.filter
def unit_word(unit: str) -> str:
    return units.word(unit)


@register.filter
def total_words(total: Any) -> SafeString | str:
    """A sum of several benefits: at least, not more than, and how many are not published."""
    return amounts.total(total)


@register.filter
def benefit_title(key: str) -> str:
    """The title of ``policy/benefit`` in the reader's language; the key where no text names it."""
    policy, _slash, benefit = key.partition("/")
    document = next((d for d in library().documents if d.id == policy), None)
    versions = () if document is None else document.versions
    found = next(
        (
            item
            for v in versions
            for item in (*v.benefits, v.classification)
            if item is not None and item.id == benefit
        ),
        None,
    )
    if found is None:
        return key
    return (found.name_en if in_english() else found.name) or key


@register.filter
def table_word(name: str) -> str:
    """A record table's name in the reader's language."""
    return str(TABLE_WORDS.get(name, name)) if in_english() else name


@register.filter
def key_of(row: Any) -> str:
    """`policy/benefit` of a row that names both."""
    return f"{row.policy}/{row.benefit}"


@register.simple_tag
def objection_title(objection: Any) -> str:
    return benefit_title(key_of(objection))


@register.simple_tag
def ruling_title(ruling: Any) -> str:
    """应享受，每期 500.00 元 / 不享受."""
    if ruling.is_plain:
        return " ".join(part for part in (ruling.get_effect_display(), ruling.label) if part)
    return amounts.ruling_words(ruling.effect, ruling.amount)


@register.filter
def by_choice(decision: Decision) -> bool:
    """Whether somebody chose another benefit in this one's place."""
    return choosing.by_choice(decision)


@register.filter
def tenths(number: int) -> str:
    """A count of tenths with its decimal."""
    return f"{number // 10}.{number % 10}"
