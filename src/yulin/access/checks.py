"""What must be so before the program starts, said so that somebody can mend it."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register

from yulin.access.keys import WHAT_TO_DO, vault
from yulin.vault.errors import KeyFileError
from yulin.vault.profiles import BY_NAME


@register(Tags.security)
def keys_can_be_read(**_options: Any) -> list[Error]:
    """E001: no suite of that name; E002: no usable key file."""
    if settings.YULIN_SEALING not in BY_NAME:
        words = " or ".join(BY_NAME)
        message = f"YULIN_SEALING is {settings.YULIN_SEALING!r}: write {words}."
        return [Error(message, id="yulin.E001")]
    try:
        vault()
    except KeyFileError as error:
        return [Error(str(error), hint=WHAT_TO_DO, id="yulin.E002")]
    return []
