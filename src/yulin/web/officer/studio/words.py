"""What the editor may complete and explain: names, functions, record tables and keys."""

from typing import Any

from yulin.facts import schema
from yulin.policy import vocabulary
from yulin.policy.document import Definition
from yulin.policy.kinds import Label, Number
from yulin.policy.language.functions import RECORD_FUNCTIONS, SIGNATURES
from yulin.policy.vocabulary import Term
from yulin.web.language import in_english
from yulin.web.officer.studio.form_spec import SPECS

_RECORD_USAGE = {
    "any": "{}(证书 若 技能等级 >= '技师')",
    "count": "{}(荣誉 若 …)",
    "sum": "{}(已享受: 金额 若 …)",
    "max": "{}(证书: 技能等级 若 … 否则 '无')",
    "min": "{}(证书: 发证日期 若 …)",
    "top": "{}(证书: 若则(…) 若 … 前 3)",
    "latest": "{}(就业: 单位.行业 若 … 按 入职日期)",
    "months": "{}(社保: 起始年月, 截止年月 若 …)",
    "streak": "{}(社保: 起始年月, 截止年月 若 …)",
}


def all_words() -> dict[str, Any]:
    """Everything that is the same for every document."""
    return {
        "names": [entry_of_term(term) for term in vocabulary.standard().terms.values()],
        "functions": [*_functions(), *_record_functions()],
        "tables": [_table(table) for table in schema.BY_NAME.values()],
        "keys": sorted({asked.key for spec in SPECS.values() for asked in spec.fields}),
        "operators": [
            "且",
            "或",
            "非",
            "属于",
            "不属于",
            "包含",
            "不包含",
            "in",
            "若",
            "按",
            "否则",
            "前",
        ],
    }


def entry_of_term(term: Term, *, own: bool = False) -> dict[str, Any]:
    """A name with its type, where it comes from, and what may stand beside it."""
    return {
        "name": term.name,
        "en": term.en,
        "type": str(term.type),
        "unit": term.type.unit if isinstance(term.type, Number) else "",
        "labels": list(term.type.labels.labels) if isinstance(term.type, Label) else [],
        "subject": term.subject,
        "register": term.register,
        "note": (term.ask_en if in_english() else term.ask) or term.note,
        "definition": term.definition or "",
        "own": own,
    }


def entry_of_name(definition: Definition) -> dict[str, Any]:
    """A name that a document defines by an expression."""
    return {
        "name": definition.name,
        "en": definition.text_en,
        "type": "",
        "unit": "",
        "labels": [],
        "subject": "",
        "register": "",
        "note": (definition.text_en if in_english() else definition.text) or definition.text,
        "definition": definition.formula.text,
        "own": True,
    }


def _functions() -> list[dict[str, str]]:
    return [{"name": name, "usage": one.usage} for name, one in SIGNATURES.items()]


def _record_functions() -> list[dict[str, str]]:
    return [
        {"name": name, "usage": _RECORD_USAGE.get(kind, "{}(表: 列 若 …)").format(name)}
        for name, kind in RECORD_FUNCTIONS.items()
    ]


def _table(table: schema.Table) -> dict[str, Any]:
    return {"name": table.name, "columns": [column.name for column in table.columns]}
