"""One small class for each way to ask: `ask` somebody's number, get what they say."""

from typing import Protocol

from yulin.sources.connectors.database import DatabaseView
from yulin.sources.connectors.web import HttpInterface
from yulin.sources.enums import SourceKind
from yulin.sources.errors import SourceError
from yulin.sources.models import Source
from yulin.sources.question import Question, Said


class Connector(Protocol):
    """A way to ask a department about one person."""

    def ask(self, question: Question) -> Said:
        """What they say; raises CallError where they say nothing that can be used."""


def connector_of(source: Source) -> Connector:
    """Raises SourceError for a source that cannot be asked."""
    if source.kind == SourceKind.DATABASE:
        return DatabaseView(source)
    if source.kind == SourceKind.HTTP:
        return HttpInterface(source)
    raise SourceError(source.get_kind_display())


__all__ = ["Connector", "connector_of"]
