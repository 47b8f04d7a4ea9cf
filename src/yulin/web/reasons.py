"""The short form of an answer's reasons: what is lacking, and what nobody has said."""

from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from yulin.policy.decision import Decision, FactUse, Gap, Reason
from yulin.policy.reasons import TABLE_PREFIX
from yulin.web import regions
from yulin.web.language import in_english, mark, value_word

THOUSAND = 1000
#: so many missing facts are named in one line; the reasons name them all
NAMED = 4
SINGLE = {
    "months": "month",
    "years": "year",
    "years of age": "year of age",
    "days": "day",
    "points": "point",
}
UNITS = {
    "月": "months",
    "年": "years",
    "岁": "years of age",
    "日": "days",
    "元": "yuan",
    "分": "points",
}


def lacking(decision: Decision) -> list[Reason]:
    """The clauses that stand against it and are known to."""
    return [leaf for leaf in decision.reason.standing_against() if leaf.truth is not None]


def gap_words(gap: Gap) -> str:
    """还差 2 个月 / 2 months short."""
    size = f"{gap.amount.normalize():,f}"
    if not in_english():
        return gap.text() if gap.amount < THOUSAND else f"还差 {size} {gap.unit}".rstrip()
    unit = UNITS.get(gap.unit, gap.unit)
    unit = SINGLE.get(unit, unit) if gap.amount == 1 else unit
    return f"{size} {unit} short".replace("  ", " ")


def fact_value(fact: FactUse) -> str:
    """A fact's value as people read it: 76,000 and 12, a label in their language."""
    text = fact.value or ""
    if fact.unit != "元":
        return regions.in_words(value_word(text))
    try:
        return f"{Decimal(text):,f}"
    except InvalidOperation:
        return text


def short(decision: Decision) -> str:
    """One line under a benefit that is nearly due: each gap with its clause."""
    parts = [
        f"{_text(leaf)}{_colon()}{gap_words(leaf.gap)}" if leaf.gap else _text(leaf)
        for leaf in lacking(decision)
    ]
    return mark("；").join(parts)


def _text(leaf: Reason) -> str:
    return (leaf.text_en or leaf.text) if in_english() else leaf.text


def _colon() -> str:
    return ": " if in_english() else "，"


def _plain(name: str) -> str:
    return name.removeprefix(TABLE_PREFIX)


def open_points(decision: Decision) -> str:
    """Why nobody can tell yet: facts not supplied, figures not published."""
    facts = {f.name: f.name_en for leaf in decision.reason.leaves() for f in leaf.facts}
    names = [_plain(facts.get(n) or n if in_english() else n) for n in decision.missing]
    if names:
        named = mark("、").join(names[:NAMED])
        if len(names) > NAMED:
            named = _("%(names)s 等 %(count)d 项") % {"names": named, "count": len(names)}
        return _("还缺：%s") % named
    return mark("；").join(note for leaf in decision.reason.leaves() for note in leaf.notes)
