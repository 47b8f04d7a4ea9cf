"""Keep people's numbers out of logs and out of the journal."""

import logging
import re

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


def holds_personal_number(text: str) -> bool:
    return _PERSONAL_TOKEN.search(text) is not None


class RedactingFormatter(logging.Formatter):
    """Redacts the finished line, so that arguments and tracebacks are covered too."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))
