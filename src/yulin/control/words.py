"""What officers and people write: never blank where it must be said, never a personal number."""

from django.utils.translation import gettext as _

from yulin.access.redaction import holds_personal_number
from yulin.control.errors import ControlError

LONGEST = 2000


def said(text: str, wanted: str) -> str:
    """The text; raises ControlError with what is wanted where there is none."""
    words = text.strip()[:LONGEST]
    if not words:
        raise ControlError(wanted)
    if holds_personal_number(words):
        raise ControlError(_("请不要写证件号、手机号：系统已经知道是谁。"))
    return words
