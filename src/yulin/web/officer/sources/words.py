"""What happened to a source and its calls, in words."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yulin.access.models import JournalEntry
from yulin.facts.frames import PERSON_KEY
from yulin.facts.schema import Column
from yulin.registry.queries.shown import shown
from yulin.sources.actions.ask import Heard
from yulin.sources.enums import SAID
from yulin.sources.models import Call, Source
from yulin.web.officer.sources import form

STATES = {
    "on": gettext_lazy("启用"),
    "off": gettext_lazy("停用"),
    "failing": gettext_lazy("一天内有失败"),
}
_VERBS = {
    "sources.source.add": gettext_lazy("登记"),
    "sources.source.change": gettext_lazy("修改"),
    "sources.source.on": gettext_lazy("启用"),
    "sources.source.off": gettext_lazy("停用"),
}
#: rows of a trial that are shown
_FEW = 5


def first(kind: str) -> dict[str, Any]:
    """An empty form of a kind."""
    example = {"person": "", "columns": {}}
    return form.shown(Source(kind=kind, place=form.FIRST[kind], mapping=example))


def of_call(call: Call) -> str:
    """One sentence for whoever asked."""
    said = f"{call.source.name}：{call.get_outcome_display()}"
    if call.outcome in SAID and call.rows:
        said += _("，%(rows)d 条") % {"rows": call.rows}
    return f"{said}。{call.reason}"


class Done:
    """A line of the history: who, when, what, why."""

    def __init__(self, entry: JournalEntry) -> None:
        self.at = entry.at
        self.who = entry.actor
        self.what = _VERBS.get(entry.action, entry.action)
        self.why = entry.data.get("reason", "")
        self.fields = [str(_label(name)) for name in entry.data.get("fields", [])]


def _label(name: str) -> Any:
    return Source._meta.get_field(name).verbose_name


@dataclass(frozen=True)
class Tried:
    """A trial call, and the first records as they would be taken in."""

    heard: Heard

    @property
    def call(self) -> Call:
        return self.heard.call

    @property
    def columns(self) -> list[Column]:
        table = self.call.source.record_table
        return [column for column in table.columns if column.name != PERSON_KEY]

    @property
    def rows(self) -> list[list[str]]:
        if self.heard.facts is None:
            return []
        frame = self.heard.facts[self.call.source.table].head(_FEW)
        return [
            [shown(column, row[column.name]) for column in self.columns]
            for row in frame.iter_rows(named=True)
        ]
