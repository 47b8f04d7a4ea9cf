"""The form of a source: what was typed, read; and what stands in it, shown to be typed over."""

import json
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from yulin.sources.enums import SourceKind
from yulin.sources.errors import SourceError
from yulin.sources.models import Source

TEXTS = ("name", "department", "purpose", "legal_basis")
NUMBERS = ("valid_days", "timeout_seconds", "attempts", "per_minute")
STRUCTURES = ("place", "mapping")
FIRST = {
    SourceKind.DATABASE: {
        "host": "db.example.gov.cn",
        "port": 5432,
        "database": "share",
        "user": "yulin",
        "view": "v_person",
        "tls": "verify-full",
    },
    SourceKind.HTTP: {"url": "https://share.example.gov.cn/query", "field": "idNo"},
    SourceKind.FILES: {"folder": "/srv/drop/department"},
    SourceKind.MESSAGE: {},
}
"""A place to begin with, by kind."""


def typed(given: QueryDict) -> dict[str, Any]:
    """The terms as typed. Raises SourceError where a number or a structure is none."""
    terms: dict[str, Any] = {name: given.get(name, "").strip() for name in TEXTS}
    terms |= {name: _number(given.get(name, ""), name) for name in NUMBERS}
    terms |= {name: _structure(given.get(name, ""), name) for name in STRUCTURES}
    terms["empty_is_none"] = "empty_is_none" in given
    return terms


def _number(text: str, name: str) -> int:
    label = Source._meta.get_field(name).verbose_name
    if not (text.isascii() and text.isdecimal() and len(text) <= 5):
        raise SourceError(_("“%(name)s”应是一个整数。") % {"name": label})
    return int(text)


def _structure(text: str, name: str) -> Any:
    label = Source._meta.get_field(name).verbose_name
    try:
        return json.loads(text or "{}")
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise SourceError(
            _("“%(name)s”第 %(line)d 行不是合格的 JSON。") % {"name": label, "line": line}
        ) from None


def shown(source: Source) -> dict[str, Any]:
    """What stands in a source, as the form's texts."""
    found = {name: getattr(source, name) for name in (*TEXTS, *NUMBERS, "empty_is_none")}
    return found | {name: as_text(getattr(source, name)) for name in STRUCTURES}


def as_text(structure: Any) -> str:
    return json.dumps(structure, ensure_ascii=False, indent=2)


def again(given: QueryDict) -> dict[str, Any]:
    """What was typed, to be typed on."""
    names = (*TEXTS, *NUMBERS, *STRUCTURES)
    return {name: given.get(name, "") for name in names} | {
        "empty_is_none": "empty_is_none" in given
    }
