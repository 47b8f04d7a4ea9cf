"""Two texts compared in words."""

from pathlib import Path

from yulin.policy.document import Document, Version
from yulin.policy.documents.load import read_document
from yulin.policy.reader import Problems
from yulin.policy.studio.difference import Difference
from yulin.policy.studio.differences import differences, version_differences
from yulin.programmes.queries.library import library
from yulin.web.language import in_english
from yulin.web.officer.studio.shown import Sentence


def parsed(text: str, *, name: str) -> Document | None:
    """The document that a text says, or None while it has errors."""
    problems = Problems()
    commons = library().commons if "引用" in text else ()
    document = read_document(Path(name), problems, text=text, commons=commons)
    return None if any(p.severity == "error" for p in problems) else document


def text_differences(old: str, new: str, *, name: str) -> list[Sentence] | None:
    """What changed from one text to another; None where either cannot be read."""
    if old == new:
        return []
    before, after = parsed(old, name=name), parsed(new, name=name)
    return None if before is None or after is None else between(before, after)


def between(before: Document, after: Document) -> list[Sentence]:
    """What changed between two documents, in the reader's language."""
    return [_said(one) for one in differences(before, after)]


def between_versions(before: Version, after: Version, document: Document) -> list[Sentence]:
    """What one version of a document says otherwise than the one before it."""
    return [_said(one) for one in version_differences(before, after, document=document)]


def _said(one: Difference) -> Sentence:
    return Sentence(one.kind, one.text_en if in_english() else one.text)
