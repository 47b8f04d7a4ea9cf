"""Reading of a closed list of written forms: a form not listed is an error, never a guess."""

from collections.abc import Mapping
from typing import TypeVar

from yulin.codes.results import CodeError

T = TypeVar("T")


def read(forms: Mapping[T, str], text: str, noun: str, noun_zh: str) -> T:
    """The key whose space-separated forms hold `text`; raises CodeError unknown_<noun>."""
    for key, written in forms.items():
        if text in written.split():
            return key
    choices = "、".join(written.split()[0] for written in forms.values())
    raise CodeError(
        f"unknown_{noun}",
        f"看不懂的{noun_zh}“{text}”。请填写：{choices}。",
        f"Cannot read the {noun} {text!r}. Write one of {choices}.",
    )
