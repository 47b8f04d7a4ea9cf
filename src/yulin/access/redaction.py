"""Keep people's numbers out of logs, out of the journal, and out of texts that are kept."""

import logging
import re

from yulin.access.keys import vault
from yulin.codes.identity import validate

# An identity number has 18 characters; bank cards have 16 to 19 digits. Digits of any script count
# (full-width ones are typed by mistake), and one more digit on either side makes it something else.
_LONG_NUMBER = re.compile(r"(?<!\d)\d{15,18}[\dXx](?!\d)")
_MOBILE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")

# For refusing, not hiding: letters on either side make it part of a digest or another key.
_PERSONAL_TOKEN = re.compile(
    r"(?<![0-9A-Za-z])(?:\d{17}[\dXx]|(?:86)?1[3-9]\d{9})(?![0-9A-Za-z])", re.ASCII
)


def redact(text: str) -> str:
    """The text without identity, card and mobile numbers; rather one number too many hidden."""
    return _MOBILE.sub("[手机号]", _LONG_NUMBER.sub("[证件号]", text))


_CITIZEN_ID = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])", re.ASCII)
#: enough that two people never meet, and far from enough to be a number
_TOKEN_BYTES = 9


def pseudonymous(text: str) -> str:
    """The text with a token in place of each citizen's number, the same for the same number.

    Family codes and remarks often hold one: what they join stays joined, and nobody can read it.
    """
    return _CITIZEN_ID.sub(_token, text)


def _token(found: re.Match[str]) -> str:
    number = found[0].upper()
    if not validate(number).ok:
        return found[0]
    return "〔" + vault().index(number, "text.number")[:_TOKEN_BYTES].hex() + "〕"


def holds_personal_number(text: str) -> bool:
    return _PERSONAL_TOKEN.search(text) is not None


class RedactingFormatter(logging.Formatter):
    """Redacts the finished line, so that arguments and tracebacks are covered too."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))
