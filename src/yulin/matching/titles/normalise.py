"""A title without its dress: width, script, case, pay, places and the words of a notice."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from yulin.matching.titles.cut import cut
from yulin.matching.titles.lexicon import shipped

_BRACKETS: Final = re.compile(
    r"[(\[{<【《「『〔〈]([^()\[\]{}<>【】《》「」『』〔〕〈〉]*)[)\]}>】》」』〕〉]"
)
_PAY: Final = re.compile(
    r"(?:月薪|年薪|日薪|时薪|底薪|薪资|综合|保底|税前|税后)?\d+(?:\.\d+)?(?:[-~—–至到+]+\d+(?:\.\d+)?)?\s*"
    r"(?:k|w|元|万|千|块|薪)(?![a-z])\+?(?:/?(?:月|天|日|小时|时|年|单|起|以上))*"
)
_HEADS: Final = re.compile(r"招?\d+(?:[-~至到]\d+)?\s*(?:名|人|岁|位)(?:以上|以下|以内)?")
_CODE: Final = re.compile(r"\b(?:mj|j|a|zp|no)\d{4,}\b|\b\d{4,}\b")
# 招聘 is a job when these follow, and the notice's own word when a job follows.
_RECRUITING: Final = re.compile(
    r"^.*(?:招聘|诚聘|急聘|急招|诚招)(?!专|员|经理|主管|顾问|助|师|总监|岗|负责|实习|运营|主任|客|hr|与|人|部|协|"
    r"分析|团队|干事|项目|会|网|平台|官|销售|组|培训|行政|实施|管理|代表|文员|策划|外包|服务|和|/|$|\W)(?=.)"
)
_SUFFIX: Final = r"(?:省|市|地区|自治区|自治州)?"
_KEEP: Final = re.compile(r"[^0-9a-z\u4e00-\u9fff+#./&]+")
_EDGE: Final = re.compile(r"(?<![0-9a-z+#])[./&+#]+|[./&]+(?![0-9a-z])")


@cache
def _words(name: str) -> tuple[str, ...]:
    text = files(__package__).joinpath("data", name).read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return tuple(word for line in lines for word in line.split())


@cache
def simplified() -> dict[int, str]:
    """Simplified characters by the code of the traditional ones, for ``str.translate``."""
    return {ord(pair[0]): pair[1] for pair in _words("traditional.txt")}


@cache
def _noise() -> re.Pattern[str]:
    words = sorted(_words("noise.txt"), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


@cache
def _places() -> re.Pattern[str]:
    words = sorted(_words("places.txt"), key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(words)}){_SUFFIX}")


def _dressed_down(text: str) -> str:
    """Half width, simplified, lower case, and nothing that cannot be seen."""
    plain = unicodedata.normalize("NFKC", text).translate(simplified()).lower()
    return "".join(char for char in plain if char.isprintable())


def _bracket(found: re.Match[str]) -> str:
    """What stands in brackets stays when it says something about the work."""
    inner = _strip(found[1])
    known = any(piece.concepts for piece in cut(inner, shipped()))
    return f" {inner} " if known else " "


def _strip(text: str) -> str:
    for pattern in (_RECRUITING, _PAY, _HEADS, _CODE, _noise(), _places()):
        text = pattern.sub(" ", text)
    return " ".join(_EDGE.sub(" ", _KEEP.sub(" ", text)).split())


def _once(text: str) -> str:
    plain = _dressed_down(text)
    stripped = _strip(_BRACKETS.sub(_bracket, plain))
    return stripped or " ".join(_KEEP.sub(" ", plain).split())


@lru_cache(maxsize=200_000)
def normalise(title: str) -> str:
    """The title in the form that titles are compared in; the same when done twice.

    A title of nothing but noise keeps its words: something is better than nothing.
    """
    before, after = title, _once(title)
    while after != before:
        before, after = after, _once(after)
    return after
