"""Texts that were registered."""

from yulin.programmes.models import PolicyDocument


def text_of(*, code: str, sha256: str) -> PolicyDocument | None:
    """The exact text that a decision was made from."""
    return PolicyDocument.objects.filter(code=code, sha256=sha256).first()
