"""One change made in the form, written into the text."""

import json
from collections.abc import Iterator, Mapping
from itertools import chain, count
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
            value = str(asked.get("value", ""))
            if asked.get("kind") == "key":
                return _renamed(text, path, value)
            return _set(text, path, value, many=asked.get("kind") == "many")
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


def _renamed(text: str, path: tuple[str | int, ...], name: str) -> str:
    """Under another name, also wherever it is taken from."""
    name = name.strip()[:_LONGEST]
    if not name:
        raise EditError(_("名称不能空着。"))
    if name == path[-1]:
        return text
    made = edit.rename(text, path, name)
    for place in _uses(edit.read(made), str(path[-1])):
        made = edit.set_value(made, place, name)
    return made


def _uses(
    data: Any, name: str, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[str | int, ...]]:
    """Where conditions are taken over by a name."""
    if isinstance(data, dict):
        if data.get("用") == name:
            yield (*path, "用")
        for key, value in data.items():
            yield from _uses(value, name, (*path, key))
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from _uses(value, name, (*path, number))


def _is_there(text: str, path: tuple[str | int, ...]) -> bool:
    try:
        edit.node_at(text, path)
    except EditError:
        return False
    return True


def _add(text: str, path: tuple[str | int, ...], kind: str) -> str:
    if kind not in BLANKS:
        raise EditError(_("不认识的改动。"))
    blank = _filled(kind, text)
    if kind in BLOCKS:
        return edit.set_value(text, path, blank)
    if kind == "named":
        return _add_named(text, path, blank)
    held = edit.read(text)
    for step in path:
        held = held.get(step) if isinstance(held, dict) else held[int(step)]
        if held is None:
            return edit.set_value(text, path, [_fresh(blank, [])])
    if isinstance(held, dict):  # one alone need not stand in a list
        return edit.set_value(text, path, [held, _fresh(blank, [held])])
    return edit.insert(text, (*path, len(held)), _fresh(blank, held))


def _add_named(text: str, path: tuple[str | int, ...], blank: Any) -> str:
    """Put conditions under a name that no others have."""
    held = edit.read(text).get(path[-1]) or {}
    word = str(path[-1])
    names = chain([f"新{word}"], (f"新{word}{number}" for number in count(2)))
    name = next(one for one in names if one not in held)
    if held:
        return edit.set_value(text, (*path, name), blank)
    return edit.set_value(text, path, {name: blank})


def _filled(kind: str, text: str) -> Any:
    blank = json.loads(json.dumps(BLANKS[kind]))
    if kind == "use":
        groups = edit.read(text).get("条件组")
        if not isinstance(groups, dict) or not groups:
            raise EditError(_("还没有条件组：先在“条件组”里加一个。"))
        blank["用"] = next(iter(groups))
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
