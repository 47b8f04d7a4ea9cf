"""Reads how benefits stand to each other."""

from __future__ import annotations

from yulin.policy.document import Relation, RelationRule
from yulin.policy.documents.parts import maybe, one_of, span
from yulin.policy.language.history import is_kind
from yulin.policy.reader import Map, Value

RULES: dict[str, RelationRule] = {
    "就高": "highest",
    "自选": "choice",
    "叠加": "together",
    "扣除": "deduct",
    "合计封顶": "cap",
    "次月停发": "stop",
    "间隔": "wait",
    "补差": "difference",
}
#: rules by which the first member bears on the others
DIRECTED = ("deduct", "stop", "wait")
_NEED_SPAN = ("wait", "difference")


def read_relations(value: Value) -> tuple[Relation, ...]:
    """Return the relations a document states."""
    return tuple(_relation(item.map()) for item in value.items())


def _relation(entry: Map) -> Relation:
    made = Relation(
        name=entry.need("名称").text(),
        rule=RULES.get(one_of(entry.need("规则"), tuple(RULES)), "choice"),
        members=entry.need("成员").texts(),
        ceiling=maybe(entry.get("封顶")),
        span=span(entry.get("期间")),
        lasting=entry.get("已领有效").yes(),
        text=entry.get("说").text(),
        text_en=entry.get("en").text(),
        citation=entry.get("依据").text(),
        place=entry.place,
    )
    entry.finish()
    _refuse_incomplete(made, entry)
    return made


def _refuse_incomplete(made: Relation, entry: Map) -> None:
    word = next(w for w, rule in RULES.items() if rule == made.rule)
    if (made.rule == "cap") != (made.ceiling is not None):
        advice = "写上 封顶: 20万元" if made.rule == "cap" else "删去 封顶"
        entry.problems.error(
            entry.place, "E246", f"{word} {'缺少' if made.rule == 'cap' else '用不到'} 封顶", advice
        )
    if (made.rule in _NEED_SPAN) != (made.span is not None):
        need = made.rule in _NEED_SPAN
        advice = "写上 期间: 12个月" if need else "删去 期间"
        entry.problems.error(
            entry.place, "E246", f"{word} {'缺少' if need else '用不到'} 期间", advice
        )
    kinds = [is_kind(member) for member in made.members]
    if made.rule in DIRECTED and kinds and kinds[0]:
        entry.problems.error(
            entry.place, "E246", f"{word} 的第一个成员不能是种类", "写明是哪一项待遇"
        )
    if len(made.members) < 2 and not any(kinds):
        entry.problems.error(entry.place, "E247", "关系至少有两个成员")
    if len(set(made.members)) < len(made.members):
        entry.problems.error(entry.place, "E247", "同一个成员写了两次")
    if made.lasting and made.rule not in ("highest", "choice"):
        entry.problems.error(entry.place, "E246", f"{word} 用不到 已领有效", "删去")
