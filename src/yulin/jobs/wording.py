"""Read a post for unlawful words and signs of fraud. Pure: text and figures in, findings out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from yulin.jobs.wording_rules import DOUBTFUL, FRAUD, RULES, UNLAWFUL, Rule
from yulin.matching.titles.normalise import simplified

#: of these nothing is published until an officer has decided
STOPPING = frozenset({UNLAWFUL, FRAUD})
#: a month, in yuan: nobody offers more without saying what for
ABSURD_PAY = 200_000
#: most over least
WIDEST_RANGE = 4
#: below it a range may be as wide as it likes: part-time work has such
_SMALL_PAY = 3_000


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Words, where they stand (field, from, to), why they matter, and what to do."""

    code: str
    kind: str
    about: str
    field: str
    words: str
    start: int
    end: int
    why: str
    law: str
    todo: str
    allowed: str = ""

    def as_data(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def stops(self) -> bool:
        return self.kind in STOPPING


#: what somebody puts between characters so that a rule does not see the word
_BETWEEN = re.compile(r"[\s\u200b-\u200f\u2060\ufeff*·_~^|]")


def folded(text: str) -> tuple[str, list[int]]:
    """The text as rules read it, and where each of its characters came from.

    Full width, traditional characters and what was put between them are gone; spaces between
    digits and Latin letters stay apart.
    """
    kept: list[str] = []
    origin: list[int] = []
    for place, character in enumerate(text):
        if _BETWEEN.match(character) and not _apart(text, place):
            continue
        for plain in unicodedata.normalize("NFKC", character).translate(simplified()):
            kept.append(plain)
            origin.append(place)
    return "".join(kept), origin


def _apart(text: str, place: int) -> bool:
    """A space between two words of Latin letters or numbers means something."""
    before, after = text[:place][-1:], text[place + 1 :][:1]
    return before.isascii() and after.isascii() and before.isalnum() and after.isalnum()


def examine(
    texts: Mapping[str, str], *, pay_from: int | None = None, pay_to: int | None = None
) -> list[Finding]:
    """Find what may not be said, in the order of the fields; nothing twice.

    Args:
        texts: Field name to what it says.
        pay_from: Least pay a month in yuan.
        pay_to: Most pay a month in yuan.
    """
    found = [one for field, text in texts.items() for one in _in_text(field, text)]
    return found + list(_in_pay(pay_from, pay_to))


def _in_text(field: str, text: str) -> Iterator[Finding]:
    plain, origin = folded(text)
    for rule in RULES:
        for match in rule.pattern.finditer(plain):
            before = plain[max(0, match.start() - 5) : match.start()]
            if _DENIED.search(before) or _is_adult(rule, plain, match):
                continue
            start, end = origin[match.start()], origin[match.end() - 1] + 1
            yield _finding(rule, field=field, words=text[start:end], start=start, end=end)


#: “不收押金”, “无需身高 170” and “不限男女” say the opposite
_DENIED = re.compile(
    r"(?:不(?:会|得|需要?|用|予|再|查|检查|要求|看)?|无需|无须|免|严禁|禁止|拒绝|杜绝)$"
)
#: “年满 18 周岁” keeps children out of work, as the law wants; “18 周岁以上” too
_ADULT = re.compile(r"年满1[68]|1[68]周?岁(?:以上|及以上)")


def _is_adult(rule: Rule, text: str, match: re.Match[str]) -> bool:
    if rule.code != "age":
        return False
    around = text[max(0, match.start() - 3) : match.end() + 4]
    says_adult = _ADULT.search(around) is not None
    figures = re.findall(r"\d{2}", match.group())
    return says_adult and set(figures) <= {"16", "18"}


def _finding(rule: Rule, *, field: str, words: str, start: int, end: int) -> Finding:
    return Finding(
        code=rule.code,
        kind=rule.kind,
        about=rule.about,
        field=field,
        words=words,
        start=start,
        end=end,
        why=rule.why,
        law=rule.law,
        todo=rule.todo,
        allowed=rule.allowed,
    )


def _in_pay(least: int | None, most: int | None) -> Iterator[Finding]:
    if least is None or most is None:
        return
    words = f"{least}–{most}"
    told = {"field": "pay", "words": words, "start": 0, "end": len(words), "about": "工资"}
    if most > ABSURD_PAY:
        yield Finding(
            code="absurd-pay",
            kind=FRAUD,
            why=f"月薪超过 {ABSURD_PAY:,} 元，很少见",
            law="人力资源市场暂行条例第二十四条：招聘信息应当真实",
            todo="请核对单位是元/月；确实如此，由审核人写明理由后发布。",
            **told,
        )
    if least >= _SMALL_PAY and most > WIDEST_RANGE * least:
        yield Finding(
            code="wide-pay",
            kind=DOUBTFUL,
            why=f"上限超过下限的 {WIDEST_RANGE} 倍，求职者看不出能拿多少",
            law="人力资源市场暂行条例第二十四条：基本劳动报酬应当真实",
            todo="请写多数人实际拿到的范围。",
            **told,
        )


def stopping(findings: list[Finding]) -> list[Finding]:
    """Those for which an officer has to decide."""
    return [one for one in findings if one.stops]
