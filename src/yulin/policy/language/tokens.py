"""Splits an expression into tokens; full-width digits, operators and punctuation are accepted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from yulin.policy.problems import ExpressionError, month_advice

TokenKind = Literal["number", "date", "string", "name", "op", "end"]

#: One character for one, so that offsets stay those of the text as written.
_FULL_WIDTH = str.maketrans(
    "０１２３４５６７８９．＋－＊／％＜＞＝（）［］，：；！　×÷、【】",
    "0123456789.+-*/%<>=()[],:;! */,[]",
)
_SIGNS = {"≥": ">=", "≤": "<=", "≠": "!=", "==": "==", "=": "=="}
_WORDS = {
    "且": "and",
    "并且": "and",
    "and": "and",
    "或": "or",
    "或者": "or",
    "or": "or",
    "非": "not",
    "不": "not",
    "not": "not",
    "in": "in",
    "属于": "within",
    "包含": "contains",
    "不属于": "not within",
    "不包含": "not contains",
    "不少于": ">=",
    "不低于": ">=",
    "至少": ">=",
    "不超过": "<=",
    "不高于": "<=",
    "至多": "<=",
    "超过": ">",
    "高于": ">",
    "少于": "<",
    "低于": "<",
    "若": "where",
    "按": "by",
    "否则": "else",
    "前": "first",
    "经": "via",
    "同": "same",
    "截至": "until",
}
_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<date>\d{4}-\d{2}-\d{2})
    |(?P<month>(?:19|20)\d\d-(?:0[1-9]|1[0-2])(?![\w.%㎡-]))
    |(?P<number>\d+(?:\.\d+)?)
    |(?P<string>'[^']*'|"[^"]*"|“[^”]*”|‘[^’]*’)
    |(?P<name>[^\W\d]\w*|㎡|%)
    |(?P<op>>=|<=|==|!=|≥|≤|≠|[-+*/<>=()\[\],:.])
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class Token:
    """A token with its offset in the text, and as it was written there."""

    kind: TokenKind
    text: str
    offset: int
    written: str = ""


def tokenize(text: str) -> list[Token]:
    """Return the tokens of ``text``, the last of kind ``end``.

    Raises:
        ExpressionError: on a character that belongs to no token, or an unclosed string.
    """
    plain = text.translate(_FULL_WIDTH)
    tokens: list[Token] = []
    position = 0
    while position < len(plain):
        match = _TOKEN.match(plain, position)
        if match is None:
            raise _stray(text, position)
        if match.lastgroup == "month":
            raise _only_a_month(match.group(), position)
        if match.lastgroup != "space":
            tokens.append(_token(match, text))
        position = match.end()
    tokens.append(Token("end", "", len(text)))
    return tokens


def _token(match: re.Match[str], text: str) -> Token:
    kind, found, start = match.lastgroup, match.group(), match.start()
    if kind == "string":
        return Token("string", text[start + 1 : match.end() - 1], start, text[start : match.end()])
    if kind == "name":
        word = _WORDS.get(found)
        return Token("op" if word else "name", word or found, start, found)
    if kind == "op":
        return Token("op", _SIGNS.get(found, found), start, found)
    return Token("date" if kind == "date" else "number", found, start, found)


def _only_a_month(text: str, position: int) -> ExpressionError:
    message = f"“{text}” 只写到月，不是日期"
    return ExpressionError(position, "E106", message, month_advice(text))


def _stray(text: str, position: int) -> ExpressionError:
    if text[position] in "'\"“‘":
        return ExpressionError(position, "E101", "引号没有闭合", "在文字末尾补上相同的引号")
    return ExpressionError(
        position,
        "E102",
        f"不认识的符号 “{text[position]}”",
        "表达式只能用名称、数字、引号文字和运算符",
    )
