"""Reads YAML into values that remember their line, so that every message can name it.

Only plain mappings, sequences and scalars are accepted: no anchors (a few lines of them can unfold
into gigabytes), no tags, no duplicate keys. Scalars stay text, so ``否`` and ``010`` mean what they say.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import yaml

from yulin.policy.problems import Place, PolicyError, Problem, month_advice, nearest
from yulin.policy.yaml_nodes import compose, is_plain

MAX_BYTES = 2_000_000
_YES = {"是", "true", "yes"}
_NO = {"否", "false", "no"}
_ANCHORS = "不允许使用锚点和引用"
_NEXT_KEY = "the next key"
_TAGS = "不允许使用标签（!）"


class Problems(list[Problem]):
    """Collects findings while reading goes on, so that an author sees all of them at once."""

    def error(self, place: Place, code: str, message: str, advice: str = "") -> None:
        """Add an error."""
        self.append(Problem(place, code, message, advice))

    def warn(self, place: Place, code: str, message: str, advice: str = "") -> None:
        """Add a warning."""
        self.append(Problem(place, code, message, advice, "warning"))

    def raise_errors(self) -> None:
        """Raise PolicyError if any finding is an error."""
        if any(p.severity == "error" for p in self):
            raise PolicyError(self)


class Value:
    """A YAML value at a place; typed accessors report what does not fit."""

    def __init__(self, node: yaml.Node | None, place: Place, problems: Problems) -> None:
        self.node = node
        self.place = place
        self.problems = problems

    def __bool__(self) -> bool:
        return self.node is not None

    @property
    def is_map(self) -> bool:
        """Whether the value is a mapping."""
        return isinstance(self.node, yaml.MappingNode)

    @property
    def is_list(self) -> bool:
        """Whether the value is a sequence."""
        return isinstance(self.node, yaml.SequenceNode)

    @property
    def is_empty(self) -> bool:
        """Whether the value is a sequence without members."""
        return isinstance(self.node, yaml.SequenceNode) and not self.node.value

    @property
    def is_quoted(self) -> bool:
        """Whether the scalar stands in quotation marks."""
        return isinstance(self.node, yaml.ScalarNode) and self.node.style in ("'", '"')

    def text(self, default: str = "") -> str:
        """Return the scalar as written, trimmed."""
        if self.node is None:
            return default
        if not isinstance(self.node, yaml.ScalarNode):
            self.problems.error(self.place, "E201", "这里应当是一个值，却是列表或分组")
            return default
        return str(self.node.value).strip()

    def yes(self, *, default: bool = False) -> bool:
        """Return 是/否 as a bool."""
        if self.node is None:
            return default
        word = self.text().lower()
        if word not in _YES | _NO:
            self.problems.error(self.place, "E202", f"“{word}” 不是 是 或 否")
        return word in _YES

    def whole(self, default: int = 0) -> int:
        """Return a whole number."""
        if self.node is None:
            return default
        try:
            return int(self.text())
        except ValueError:
            self.problems.error(self.place, "E203", f"“{self.text()}” 不是整数")
            return default

    def date(self) -> dt.date | None:
        """Return an ISO date, or None when absent or 未知."""
        if self.node is None or self.text() in ("", "未知"):
            return None
        try:
            return dt.date.fromisoformat(self.text())
        except ValueError:
            word, advice = self.text(), month_advice(self.text())
            advice = advice or "写成 2023-09-20，未知的就写 未知"
            self.problems.error(self.place, "E204", f"“{word}” 不是日期", advice)
            return None

    def items(self) -> list[Value]:
        """Return the members of a sequence (a lone value counts as one)."""
        if self.node is None:
            return []
        if isinstance(self.node, yaml.SequenceNode):
            return [self._child(child) for child in self.node.value]
        return [self]

    def texts(self) -> tuple[str, ...]:
        """Return a sequence of scalars."""
        return tuple(item.text() for item in self.items())

    def map(self) -> Map:
        """Return the value as a mapping (empty, with a finding, when it is none)."""
        if self.node is not None and not isinstance(self.node, yaml.MappingNode):
            self.problems.error(self.place, "E205", "这里应当是分组（名称: 值）")
            return Map(None, self.place, self.problems)
        return Map(self.node, self.place, self.problems)

    def _child(self, node: yaml.Node) -> Value:
        mark = node.start_mark
        return Value(node, Place(self.place.file, mark.line + 1, mark.column + 1), self.problems)


class Map(Value):
    """A mapping whose unread keys are reported, so that a misspelt key never passes silently."""

    def __init__(self, node: yaml.MappingNode | None, place: Place, problems: Problems) -> None:
        super().__init__(node, place, problems)
        self._pairs: dict[str, Value] = {}
        self._key_places: dict[str, Place] = {}
        self._asked: set[str] = set()
        for key_node, value_node in node.value if node is not None else ():
            key = str(getattr(key_node, "value", ""))
            if key in self._pairs:
                problems.error(self._child(key_node).place, "E206", f"重复的键 “{key}”")
            self._pairs[key] = self._child(value_node)
            self._key_places[key] = self._child(key_node).place

    def __contains__(self, key: str) -> bool:
        return key in self._pairs

    def get(self, key: str) -> Value:
        """Return the value under ``key``; absent ones are falsy and give defaults."""
        self._asked.add(key)
        return self._pairs.get(key) or Value(None, self.place, self.problems)

    def need(self, key: str) -> Value:
        """Return the value under ``key`` and report it when absent."""
        value = self.get(key)
        if not value:
            self.problems.error(self.place, "E207", f"缺少 “{key}”")
        return value

    def remark(self) -> str:
        """Return what is said under 说明, or under 说 as most other parts of a document call it."""
        return self.get("说明" if "说明" in self else "说").text()

    def pairs(self) -> Iterator[tuple[str, Value]]:
        """Yield every key and value; all count as read."""
        self._asked.update(self._pairs)
        yield from self._pairs.items()

    def finish(self) -> None:
        """Report keys nobody asked for."""
        for key, place in self._key_places.items():
            if key not in self._asked:
                self.problems.error(place, "E208", f"不认识的键 “{key}”", self._advice(key))

    def _advice(self, key: str) -> str:
        """A key without a value is what is left of a value that a comma has cut in two."""
        value = self._pairs[key]
        if not (value.is_list or value.is_map or value.text()):
            return "像是被逗号切断的值：花括号里的值含有逗号时，整个值加引号"
        return nearest(key, self._asked) or "可用：" + "、".join(sorted(self._asked))


def read_yaml(path: Path, problems: Problems, *, text: str | None = None) -> Value:
    """Return the root of a YAML file; findings go to ``problems``."""
    place = Place(path.name, 1, 1)
    nothing = Value(None, place, problems)
    if text is None:
        if path.stat().st_size > MAX_BYTES:
            problems.error(place, "E209", "文件超过 2 MB")
            return nothing
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            problems.error(place, "E210", "文件不是 UTF-8 编码", "另存为 UTF-8")
            return nothing
    try:
        _refuse_anchors_and_tags(text)
        node = compose(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if mark is not None:
            place = Place(path.name, mark.line + 1, mark.column + 1)
        problem = _yaml_problem(error, text)
        problems.error(place, "E211", f"YAML 写法有误：{problem}", _yaml_advice(problem))
        return nothing
    except (yaml.YAMLError, RecursionError) as error:
        problems.error(place, "E211", f"YAML 写法有误：{error}")
        return nothing
    if node is None:
        problems.error(place, "E212", "文件是空的")
        return nothing
    return Value(node, place, problems)


_QUOTE = "整个值加引号"
#: part of what the YAML reader says → what an author can do about it
_YAML_ADVICE = (
    (_ANCHORS, f"内容写全；值本来就以 & 或 * 开头的，{_QUOTE}"),
    (_TAGS, f"值以 ! 开头的，{_QUOTE}"),
    ("expected alphabetic or numeric", f"值以 & 或 * 开头的，{_QUOTE}"),
    ("while parsing a tag", f"值以 ! 开头的，{_QUOTE}"),
    ("expected URI", f"值以 ! 开头的，{_QUOTE}"),
    ("mapping values are not allowed", f"值里有冒号的，{_QUOTE}；或是上一行的冒号后面少了空格"),
    ("but got '?'", f"花括号、方括号里的值含有问号的，{_QUOTE}"),
    ("got '<scalar>'", f"引号后面还有文字的，{_QUOTE}，里外用不同的引号；或是前面少了逗号"),
    ("got ':'", f"花括号、方括号里的值含有冒号的，{_QUOTE}；或是前面少了逗号、括号没有闭合"),
    ("expected ',' or", f"花括号、方括号没有配对；里面的值含有逗号、括号或引号的，{_QUOTE}"),
    ("found unexpected ':'", f"花括号、方括号里的值含有冒号的，{_QUOTE}"),
    ("'\\t'", "缩进用空格，不用制表符"),
    ("that cannot start any token", f"值以 @ ` % 等符号开头的，{_QUOTE}"),
    ("unexpected end of stream", "引号没有闭合：在文字末尾补上相同的引号"),
    ("while scanning a quoted scalar", "引号没有闭合：在文字末尾补上相同的引号"),
    ("could not find expected ':'", "名称后面写冒号和空格；多行的文字比名称多缩进两格"),
    ("expected <block end>", "与上面同一级的行对齐；引号后面还有文字的，整个值换一种引号包起来"),
    ("but found another document", "一个文件只写一份文档，删去 ---"),
)


def _yaml_problem(error: yaml.MarkedYAMLError, text: str) -> str:
    """Return the reader's words; where it calls the key it meets “?”, say what it met."""
    words, mark = str(error.problem), error.problem_mark
    if mark is not None and text[mark.index : mark.index + 1] != "?":
        return words.replace("'?'", _NEXT_KEY)
    return words


def _yaml_advice(problem: str) -> str:
    found = (advice for part, advice in _YAML_ADVICE if part in problem)
    return next(found, "检查缩进、冒号后的空格和引号")


def _refuse_anchors_and_tags(text: str) -> None:
    if is_plain(text):
        return
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        found = ""
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            found = _ANCHORS
        elif getattr(event, "tag", None):
            found = _TAGS
        if found:
            mark = cast(yaml.Mark, event.start_mark)
            raise yaml.MarkedYAMLError(problem=found, problem_mark=mark)
