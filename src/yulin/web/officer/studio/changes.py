"""One change made in the form, written into the text."""

import json
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.policy.studio import edit
from yulin.policy.studio.edit import EditError
from yulin.web.officer.studio.form_blanks import BLANKS, BLOCKS
from yulin.web.officer.studio.form_spec import GROUPS

_LONGEST = 4000


def changed(text: str, asked: Mapping[str, Any]) -> str:
    """The text after what the form asks for. Raises EditError."""
    path = _path(asked.get("path"))
    match asked.get("op"):
        case "set":
            return _set(text, path, str(asked.get("value", "")), many=asked.get("kind") == "many")
        case "add":
            return _add(text, path, str(asked.get("kind", "")))
        case "remove":
            return edit.remove(text, path)
        case "move":
            return edit.move(text, path, int(path[-1]) + (1 if asked.get("down") else -1))
        case "pair":
            return _pair(text, path, str(asked.get("key", "")), str(asked.get("value", "")))
        case "group":
            return _regroup(text, path, str(asked.get("key", "")))
    raise EditError(_("不认识的改动。"))


def line_of(text: str, asked: Mapping[str, Any]) -> int:
    """The line at which something of the form stands in the text. Raises EditError."""
    return edit.line_of(text, _path(asked.get("path")))


def _path(given: Any) -> tuple[str | int, ...]:
    try:
        path = json.loads(given) if isinstance(given, str) else given
    except ValueError:
        path = None
    if not isinstance(path, list) or not all(isinstance(step, str | int) for step in path):
        raise EditError(_("不认识的位置。"))
    return tuple(path)


def _set(text: str, path: tuple[str | int, ...], value: str, *, many: bool) -> str:
    value = value.strip()[:_LONGEST]
    if not value:
        return edit.remove(text, path) if _is_there(text, path) else text
    if not many:
        return edit.set_value(text, path, value)
    words = [word for part in value.replace(",", "、").split("、") if (word := part.strip())]
    return edit.set_value(text, path, words)


def _is_there(text: str, path: tuple[str | int, ...]) -> bool:
    try:
        edit.node_at(text, path)
    except EditError:
        return False
    return True


def _add(text: str, path: tuple[str | int, ...], kind: str) -> str:
    if kind not in BLANKS:
        raise EditError(_("不认识的改动。"))
    blank = _filled(kind)
    if kind in BLOCKS:
        return edit.set_value(text, path, blank)
    held = edit.read(text)
    for step in path:
        held = held.get(step) if isinstance(held, dict) else held[int(step)]
        if held is None:
            return edit.set_value(text, path, [_fresh(blank, [])])
    if isinstance(held, dict):  # one alone need not stand in a list
        return edit.set_value(text, path, [held, _fresh(blank, [held])])
    return edit.insert(text, (*path, len(held)), _fresh(blank, held))


def _filled(kind: str) -> Any:
    blank = json.loads(json.dumps(BLANKS[kind]))
    if kind == "case":
        blank["基准日"] = timezone.localdate().isoformat()
    return blank


def _fresh(blank: Any, members: Any) -> Any:
    """With names that no other member has."""
    for key in ("编号", "名称", "类"):
        taken = {one.get(key) for one in members if isinstance(one, dict)}
        if isinstance(blank, dict) and key in blank and blank[key] in taken:
            stem = blank[key]
            number = next(n for n in range(2, 1000) if f"{stem}{n}" not in taken)
            blank[key] = f"{stem}{number}"
    return blank


def _pair(text: str, path: tuple[str | int, ...], key: str, value: str) -> str:
    if not key.strip() or not value.strip():
        raise EditError(_("名称和值都要填。"))
    if _is_there(text, path):
        return edit.set_value(text, (*path, key.strip()), value.strip()[:_LONGEST])
    return edit.set_value(text, path, {key.strip(): value.strip()[:_LONGEST]})


def _regroup(text: str, path: tuple[str | int, ...], key: str) -> str:
    held = edit.read(text)
    for step in path:
        held = held[step]
    word = next((word for word in GROUPS if word in held), None)
    if word is None or key not in GROUPS:
        raise EditError(_("不认识的改动。"))
    return text if key == word else edit.rename(text, (*path, word), key)
