"""YAML text as nodes that know their places: with libyaml where it is safe, else with the reader in Python.

libyaml takes a twelfth of the time and finds the same nodes at the same places. But it follows lists in
lists without looking at the stack (a hundred thousand brackets end the process), takes some texts that
the reader in Python refuses (tabs, question marks, rare ends of lines), and words a mistake otherwise than
that reader, whose words the advice to authors is known for. So it is asked only where both agree.
"""

from __future__ import annotations

import re
from typing import Any, Final

import yaml

#: absent where PyYAML was built without it
_QUICK: Final[Any] = getattr(yaml, "CSafeLoader", None)
#: how deep lists and mappings may lie in one another for libyaml; documents come to about ten
_DEEPEST: Final = 50
#: what the two readers take differently; found by trying random texts on both
_APART: Final = frozenset("\t\r\x85\u2028\u2029\ufeff")
#: as well: a question mark that follows no word, and an empty value in braces or brackets
_OTHERWISE: Final = re.compile(r"(?<!\w)\?|:\s+[]},]")


def compose(text: str) -> yaml.Node | None:
    """Return the root, or None where the text is empty.

    Raises:
        yaml.YAMLError: The text is no YAML.
        RecursionError: It is too deep to be read.
    """
    if is_plain(text):
        try:
            return yaml.compose(text, Loader=_QUICK)
        except yaml.YAMLError:
            pass
    return yaml.compose(text, Loader=yaml.SafeLoader)


def is_plain(text: str) -> bool:
    """Whether libyaml may be asked: no anchors, no tags, nothing deep, and nothing that it takes otherwise."""
    if _QUICK is None or not text.endswith("\n") or "---" in text:
        return False
    if not _APART.isdisjoint(text) or _OTHERWISE.search(text):
        return False
    flows: list[bool] = []
    try:
        for event in yaml.parse(text, Loader=_QUICK):
            if isinstance(event, yaml.CollectionStartEvent):
                flows.append(bool(event.flow_style))
            elif isinstance(event, yaml.CollectionEndEvent):
                flows.pop()
            if len(flows) > _DEEPEST or not _is_taken_alike(event, in_flow=any(flows[-1:])):
                return False
    except yaml.YAMLError:
        return False
    return True


def _is_taken_alike(event: Any, *, in_flow: bool) -> bool:
    if getattr(event, "anchor", None) or getattr(event, "tag", None):
        return False
    # in braces and brackets the other reader ends a word without quotes at a question mark
    return not (in_flow and getattr(event, "style", None) in {None, ""} and "?" in _words_of(event))


def _words_of(event: Any) -> str:
    return str(getattr(event, "value", ""))
