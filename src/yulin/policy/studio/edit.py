"""Changes one thing in a document's text and leaves every other character where it stood.

A place in a document is a path of keys and positions: ``("版本", 0, "待遇", 1, "名称")``. The text is
changed only where the parser says that this place begins and ends, so comments, order, spacing and
quotation marks elsewhere stay as their author wrote them. After each change the text is read again:
where it does not say exactly what was asked for, the change is refused and nothing happens.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, cast

import yaml

from yulin.policy.yaml_nodes import compose

Step = str | int
Path = Sequence[Step]
Data = Any
"""A document as plain values: str, list and dict (scalars stay text)."""

_INDENT = 2
_PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`=<][^\n\t]*")
_UNSAFE_IN_BLOCK = re.compile(r": |:$| #|^\s|\s$|^---|^\.\.\.")
_UNSAFE_IN_FLOW = re.compile(r"[,\[\]{}]|: |:$| #")


class EditError(Exception):
    """A change that cannot be made to this text; the message is for people."""


def read(text: str) -> Data:
    """Return a text as plain values. Raises EditError where it is no YAML."""
    return _plain(_compose(text))


def node_at(text: str, path: Path) -> yaml.Node:
    """Return the node at a path, which knows where it begins and ends."""
    return _walk(_compose(text), path)


def line_of(text: str, path: Path) -> int:
    """Return the line of a path, counted from 1."""
    return int(node_at(text, path).start_mark.line) + 1


def set_value(text: str, path: Path, value: Data) -> str:
    """Write a value in place of another, or under a key that was not there yet."""
    wanted = _changed(read(text), path, lambda held, step: _put(held, step, value))
    root = _compose(text)
    parent, step = _walk(root, path[:-1]), path[-1]
    child = _child(parent, step)
    if child is not None:
        made = _replace(text, parent, child, value)
    elif isinstance(parent, yaml.MappingNode) and isinstance(step, str):
        made = _add_key(text, parent, step, value)
    else:
        raise EditError("这里没有可以改的内容 / nothing to change here")
    return _verified(made, wanted)


def remove(text: str, path: Path) -> str:
    """Take away a key or a member of a list; a list or group left empty goes with it."""
    held: Data = read(text)
    while len(path) > 1 and len(_data_at(held, path[:-1])) == 1:
        path = path[:-1]
    wanted = _changed(held, path, _drop)
    parent = _walk(_compose(text), path[:-1])
    return _verified(_cut(text, parent, path[-1]), wanted)


def insert(text: str, path: Path, value: Data) -> str:
    """Put a member into a list so that it stands at ``path``; the list is made where there is none."""
    position = int(path[-1])
    held = read(text)
    above = _data_at(held, path[:-2])
    if isinstance(above, dict) and path[-2] not in above:
        return set_value(text, path[:-1], [value])
    wanted = _changed(held, path, lambda there, step: there.insert(int(step), value))
    parent = _walk(_compose(text), path[:-1])
    if not isinstance(parent, yaml.SequenceNode):
        raise EditError("这里不是列表 / not a list")
    return _verified(_add_item(text, parent, position, value), wanted)


def move(text: str, path: Path, to: int) -> str:
    """Move a member of a list to another position in it, with the comments above it."""
    held = read(text)
    members, at = _data_at(held, path[:-1]), int(path[-1])
    if not isinstance(members, list) or not 0 <= at < len(members):
        raise EditError(f"文本里没有 {path[-1]} / no {path[-1]} in the text")
    to = max(0, min(to, len(members) - 1))
    if at == to:
        return text
    members.insert(to, members.pop(at))
    parent = _walk(_compose(text), path[:-1])
    pieces = _pieces(text, cast(yaml.SequenceNode, parent))
    order = list(range(len(pieces)))
    order.insert(to, order.pop(at))
    first, last = pieces[0][0], pieces[-1][1]
    between = [text[a[1] : b[0]] for a, b in pairwise(pieces)] + [""]
    words = [text[pieces[i][0] : pieces[i][1]] for i in order]
    body = "".join(word + gap for word, gap in zip(words, between, strict=True))
    return _verified(text[:first] + body + text[last:], held)


def rename(text: str, path: Path, key: str) -> str:
    """Give the last key of a path another name and leave what stands under it."""
    held = read(text)
    above = _data_at(held, path[:-1])
    if not isinstance(above, dict) or path[-1] not in above or key in above:
        raise EditError(f"不能改成 {key} / cannot be named {key}")
    renamed = {key if name == path[-1] else name: value for name, value in above.items()}
    above.clear()
    above.update(renamed)
    parent = _walk(_compose(text), path[:-1])
    node = next(name for name, _value in parent.value if name.value == path[-1])
    start, end = node.start_mark.index, node.end_mark.index
    made = text[:start] + scalar(key, flow=_is_flow(parent), like=node.style) + text[end:]
    return _verified(made, held)


# -- reading ---------------------------------------------------------------------------------------


def _compose(text: str) -> yaml.Node:
    try:
        node = compose(text)
    except (yaml.YAMLError, RecursionError) as error:
        raise EditError("文本的 YAML 写法有误，请先改正 / mend the YAML first") from error
    if node is None:
        raise EditError("文本是空的 / the text is empty")
    return node


def _plain(node: yaml.Node) -> Data:
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child) for child in node.value]
    return str(node.value)


def _walk(node: yaml.Node, path: Path) -> yaml.Node:
    for step in path:
        found = _child(node, step)
        if found is None:
            raise EditError(f"文本里没有 {step} / no {step} in the text")
        node = found
    return node


def _child(node: yaml.Node, step: Step) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
        return node.value[step] if 0 <= step < len(node.value) else None
    return None


def _data_at(data: Data, path: Path) -> Data:
    try:
        for step in path:
            data = data[step]
    except (KeyError, IndexError, TypeError):
        raise EditError(f"文本里没有 {path[-1]} / no {path[-1]} in the text") from None
    return data


def _changed(data: Data, path: Path, change: Callable[[Data, Step], Any]) -> Data:
    """Return the plain values as they should read afterwards."""
    try:
        change(_data_at(data, path[:-1]), path[-1])
    except (KeyError, IndexError, TypeError, AttributeError):
        raise EditError(f"文本里没有 {path[-1]} / no {path[-1]} in the text") from None
    return data


def _put(held: Data, step: Step, value: Data) -> None:
    held[step] = value


def _drop(held: Data, step: Step) -> None:
    del held[step]


def _verified(text: str, wanted: Data) -> str:
    try:
        says = read(text)
    except EditError:
        says = None
    if says != wanted:
        raise EditError("这里的写法特殊，请直接在文本里改 / change this in the text itself")
    return text


# -- writing ---------------------------------------------------------------------------------------


def _is_flow(node: yaml.Node) -> bool:
    return bool(getattr(node, "flow_style", False))


def _end(node: yaml.Node) -> int:
    """Return where a node's own characters end: not the blank lines and comments after it."""
    if isinstance(node, yaml.ScalarNode) or _is_flow(node) or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    return _end(last[1] if isinstance(node, yaml.MappingNode) else last)


def _trimmed_end(text: str, node: yaml.Node) -> int:
    end = _end(node)
    while end > node.start_mark.index and text[end - 1] in " \n":
        end -= 1
    return end


def _replace(text: str, parent: yaml.Node, child: yaml.Node, value: Data) -> str:
    start, end = child.start_mark.index, _trimmed_end(text, child)
    if isinstance(value, str) and isinstance(child, yaml.ScalarNode):
        return text[:start] + scalar(value, flow=_is_flow(parent), like=child.style) + text[end:]
    if _is_flow(parent) or _is_flow(child):
        return text[:start] + _flow(value) + text[end:]
    indent = child.start_mark.column
    return text[:start] + _block(value, indent).lstrip() + text[end:]


def scalar(value: str, *, flow: bool = False, like: str | None = None) -> str:
    """Return a text as YAML writes it, in quotation marks where it would else be misread."""
    unsafe = _UNSAFE_IN_FLOW if flow else _UNSAFE_IN_BLOCK
    plain = bool(_PLAIN.fullmatch(value)) and not unsafe.search(value) and value.strip() == value
    if plain and like not in ("'", '"') and not re.fullmatch(r"\d{4}", value):
        return value
    if "\n" in value or "\\" in value:
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    if '"' not in value:
        return f'"{value}"'
    return "'" + value.replace("'", "''") + "'"


def _flow(value: Data) -> str:
    if isinstance(value, dict):
        pairs = (f"{scalar(k, flow=True)}: {_flow(v)}" for k, v in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return scalar(str(value), flow=True)


def _block(value: Data, indent: int) -> str:
    """Return a value as block YAML, every line indented."""
    pad = " " * indent
    if isinstance(value, dict) and value:
        return "\n".join(pad + _pair(key, one, indent) for key, one in value.items())
    if isinstance(value, list) and value:
        return "\n".join(pad + "- " + _block(one, indent + _INDENT).lstrip() for one in value)
    return pad + (scalar(value) if isinstance(value, str) else _flow(value))


def _pair(key: str, value: Data, indent: int) -> str:
    if isinstance(value, str) or not value:
        return f"{scalar(key)}: {scalar(value) if isinstance(value, str) else _flow(value)}"
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return f"{scalar(key)}: {_flow(value)}"
    return f"{scalar(key)}:\n{_block(value, indent + _INDENT)}"


def _add_key(text: str, parent: yaml.MappingNode, key: str, value: Data) -> str:
    if _is_flow(parent):
        at = parent.end_mark.index - 1
        comma = ", " if parent.value else ""
        return text[:at].rstrip() + f"{comma}{scalar(key, flow=True)}: {_flow(value)}" + text[at:]
    indent = parent.start_mark.column
    at = _trimmed_end(text, parent)
    at = _line_end(text, at)
    return text[:at] + "\n" + " " * indent + _pair(key, value, indent) + text[at:]


def _add_item(text: str, parent: yaml.SequenceNode, position: int, value: Data) -> str:
    if not parent.value:
        start, end = parent.start_mark.index, parent.end_mark.index
        return text[:start] + _flow([value]) + text[end:]
    pieces = _pieces(text, parent)
    if _is_flow(parent):
        if position >= len(pieces):
            end = pieces[-1][1]
            return text[:end] + ", " + _flow(value) + text[end:]
        start = pieces[position][0]
        return text[:start] + _flow(value) + ", " + text[start:]
    indent = _dash_column(text, parent.value[0])
    words = " " * indent + "- " + _block(value, indent + _INDENT).lstrip() + "\n"
    at = pieces[position][0] if position < len(pieces) else pieces[-1][1]
    if at and text[at - 1] != "\n":
        words = "\n" + words.rstrip("\n")
    return text[:at] + words + text[at:]


def _cut(text: str, parent: yaml.Node, step: Step) -> str:
    if isinstance(parent, yaml.MappingNode):
        spans = [(_start_of_key(text, parent, k), *_span(text, parent, v)) for k, v in parent.value]
        at = next(n for n, (key, _value) in enumerate(parent.value) if key.value == step)
        pieces = [(start, end) for start, _, end in spans]
    else:
        at, pieces = int(step), _pieces(text, parent)
    start, end = pieces[at]
    if _is_flow(parent):
        if at + 1 < len(pieces):
            end = pieces[at + 1][0]
        elif at:
            start = pieces[at - 1][1]
        return text[:start] + text[end:]
    if text[start - 1 : start] not in ("", "\n"):  # the first key of “- 键: 值”
        following = pieces[at + 1][0] if at + 1 < len(pieces) else end
        return text[:start] + text[following:].lstrip(" ")
    return text[:start] + text[end:]


def _start_of_key(text: str, parent: yaml.Node, key: yaml.Node) -> int:
    start = int(key.start_mark.index)
    if _is_flow(parent):
        return start
    line = _line_start(text, start)
    return line if not text[line:start].strip() else start


def _span(text: str, parent: yaml.Node, value: yaml.Node) -> tuple[int, int]:
    end = _trimmed_end(text, value)
    if not _is_flow(parent):
        end = min(_line_end(text, end) + 1, len(text))
    return int(value.start_mark.index), end


def _pieces(text: str, parent: yaml.Node) -> list[tuple[int, int]]:
    """Return where each member of a list begins and ends: whole lines where it is written in lines."""
    if _is_flow(parent):
        return [(n.start_mark.index, n.end_mark.index) for n in parent.value]
    found = []
    for node in parent.value:
        start = _line_start(text, _dash(text, node))
        start = _with_comments(text, start)
        end = min(_line_end(text, _trimmed_end(text, node)) + 1, len(text))
        found.append((start, end))
    return found


def _dash(text: str, node: yaml.Node) -> int:
    at = text.rfind("-", 0, node.start_mark.index)
    if at < 0 or text[_line_start(text, at) : at].strip():
        raise EditError("这里的写法特殊，请直接在文本里改 / change this in the text itself")
    return at


def _dash_column(text: str, node: yaml.Node) -> int:
    at = _dash(text, node)
    return at - _line_start(text, at)


def _with_comments(text: str, start: int) -> int:
    """Return the start of the comment lines directly above a member."""
    while start:
        above = _line_start(text, start - 1)
        if not text[above:start].strip().startswith("#"):
            break
        start = above
    return start


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
