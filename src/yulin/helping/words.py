"""What people type, made fit to be kept: trimmed, not too long, without anybody's number."""

from django.utils.translation import gettext as _

from yulin.access.redaction import holds_personal_number
from yulin.helping.errors import HelpingError

LONGEST = 1000


def clean(text: str, *, most: int = LONGEST) -> str:
    """Raises HelpingError where a document or phone number stands in it."""
    words = text.replace("\0", "").strip()[:most]
    if holds_personal_number(words):
        raise HelpingError(_("请不要写证件号、手机号。"))
    return words


def needed(text: str, told: str, *, most: int = LONGEST) -> str:
    """The same of what must be there; `told` says what is missing."""
    words = clean(text, most=most)
    if not words:
        raise HelpingError(told)
    return words
