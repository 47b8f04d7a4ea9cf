"""The short form of an answer's reasons: what is lacking, and what nobody has said."""

from django.utils.translation import gettext as _

from yulin.policy.decision import Decision, Gap, Reason
from yulin.policy.reasons import TABLE_PREFIX
from yulin.web.language import in_english

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
    if not in_english():
        return gap.text()
    unit = UNITS.get(gap.unit, gap.unit)
    return f"{gap.amount.normalize():f} {unit} short".replace("  ", " ")


def short(decision: Decision) -> str:
    """One line under a benefit that is nearly due: each gap with its clause."""
    parts = [
        f"{_text(leaf)}{_colon()}{gap_words(leaf.gap)}" if leaf.gap else _text(leaf)
        for leaf in lacking(decision)
    ]
    return "；".join(parts) if not in_english() else "; ".join(parts)


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
        return _("还缺：%s") % ("、" if not in_english() else ", ").join(names)
    return "；".join(note for leaf in decision.reason.leaves() for note in leaf.notes)
