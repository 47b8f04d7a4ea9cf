"""Cleaning of typed and pasted text, shared by every reader in this room."""

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_UPPER = {code: code - 32 for code in range(ord("a"), ord("z") + 1)}
# Word processors and web pages leave these behind; str.isspace() does not know them.
_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff")
TEXT_MARKS = "'\u2018\u2019`"


def half_width(text: str) -> str:
    """Full-width letters, digits, signs and the ideographic space become their ASCII twins."""
    return text.translate(_FULL_WIDTH)


def squeeze(text: str) -> str:
    """Half-width text without any blank or invisible character, inner ones included."""
    return "".join(char for char in half_width(text) if not (char.isspace() or char in _INVISIBLE))


def ascii_upper(text: str) -> str:
    """Upper-case a-z only: `str.upper` would turn a dotless i into an honest-looking I."""
    return text.translate(_UPPER)


def identifier(text: str) -> str:
    """Squeezed, upper-cased, and without the apostrophe that marks a text cell in a spreadsheet."""
    return ascii_upper(squeeze(text).lstrip(TEXT_MARKS))
