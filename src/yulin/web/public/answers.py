"""The answers of “what am I due”: in a signed cookie of the reader's own browser, nowhere else."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from yulin.web import regions

COOKIE = "yulin_due"
SALT = "yulin.web.public.answers"
#: browsers keep 4096 bytes a cookie
MOST_BYTES = 3800

Value = bool | Decimal | dt.date | str | int
_CODES = {bool: "y", Decimal: "n", dt.date: "d", str: "t", int: "r"}


class TooManyAnswersError(Exception):
    """They no longer fit into one cookie."""


@dataclass
class Answers:
    """What was answered, in order; None where the reader passed over the question."""

    given: dict[str, Value | None] = field(default_factory=dict)
    regions: tuple[int, ...] = regions.FIRST

    @property
    def values(self) -> dict[str, Value]:
        """What the engine gets: a question passed over stays unknown."""
        return {name: value for name, value in self.given.items() if value is not None}

    @property
    def skipped(self) -> tuple[str, ...]:
        """The questions passed over."""
        return tuple(name for name, value in self.given.items() if value is None)

    def give(self, name: str, value: Value | None) -> None:
        self.given[name] = value


def load(request: HttpRequest) -> Answers:
    """The reader's answers; a cookie that is missing, forged or of another make means none."""
    try:
        kept = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT)
        given = {name: _decode(text) for name, text in kept["a"]}
        return Answers(given, tuple(code for code in kept["r"] if code in regions.OFFERED))
    except (signing.BadSignature, KeyError, TypeError, ValueError, ArithmeticError):
        return Answers()


def save(response: HttpResponse, answers: Answers) -> None:
    """Keep the answers until the browser is closed."""
    kept = {"a": [(n, _encode(v)) for n, v in answers.given.items()], "r": answers.regions}
    text = signing.dumps(kept, salt=SALT, compress=True)
    if len(text) > MOST_BYTES:
        raise TooManyAnswersError
    response.set_cookie(
        COOKIE,
        text,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        path="/",
    )


def forget(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, samesite="Lax")


def _encode(value: Value | None) -> str:
    return "-" if value is None else f"{_CODES[type(value)]}{_text(value)}"


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return str(int(value))
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _decode(text: str) -> Value | None:
    readers: dict[str, Any] = {
        "y": lambda t: t == "1",
        "n": Decimal,
        "d": dt.date.fromisoformat,
        "t": str,
        "r": int,
    }
    return None if text == "-" else readers[text[0]](text[1:])
