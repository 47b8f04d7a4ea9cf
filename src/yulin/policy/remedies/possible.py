"""Which facts can be otherwise at all, and which value comes first on the way to a wanted one."""

from __future__ import annotations

from dataclasses import dataclass

from yulin.policy.backends.python import Frame, Value
from yulin.policy.dates.growth import COVERS
from yulin.policy.kinds import DAY, Label, Number
from yulin.policy.program import Definition
from yulin.policy.remedies.names import Names
from yulin.policy.vocabulary import Changeable

#: records that stay once they are made: nothing that counts them ever falls
LASTING = frozenset({"学历", "证书", "荣誉", "已享受", "收入", "培训", "成果", "认定"})
#: nobody is advised to give these up
_KEPT = frozenset({"在职", "全职", "本地现在参保", "现缴职工医疗", "在读"})
#: what is advised only where another fact, if known, stands so
_ONLY_WHERE: dict[str, tuple[str, Value]] = {"登记失业": ("在职", False)}


@dataclass
class Possible:
    """What can be otherwise for one subject."""

    frame: Frame
    names: Names

    def is_given(self, definition: Definition) -> bool:
        """Return whether a name was given its value, whatever the records say."""
        given = self.frame.given
        return definition.key in given or definition.name in given

    def is_absent(self, definition: Definition) -> bool:
        """Return whether the records were looked at and hold nothing of the kind."""
        if definition.behind is None or self.is_given(definition):
            return False
        figures = self.names[definition.key].figures
        return bool(figures) and all((f.table, f.key) in self.frame.records for f in figures)

    def reachable(self, definition: Definition, wanted: Value, *, absent: bool) -> Value:
        """Return the value from which time leads to a wanted one: what begins, begins today."""
        if absent and definition.type == DAY and wanted is not None:
            return max(wanted, self.frame.as_of)
        counts = definition.key in self.frame.program.growth.counting
        if counts and wanted is not None and self.frame.value(definition.key) == 0:
            return min(wanted, 1)
        return wanted

    def may(self, definition: Definition, by: Changeable, current: Value, wanted: Value) -> bool:
        """Return whether a known fact can take a value at all."""
        if by == "不可" or current == wanted or not self._apt(definition):
            return False
        kind, figures = definition.type, self.names[definition.key].figures
        if kind == DAY:
            # what has happened stays; only what is still to come can be dated
            earliest = any(f.kind == "min" for f in figures)
            return bool(wanted >= self.frame.as_of and (current is None or not earliest))
        if current is None:
            return True
        if any(f.table in LASTING for f in figures) and isinstance(kind, Number | Label):
            return bool(wanted > current)
        if definition.key in self.frame.program.growth.counting:
            return bool(current == 0)  # one that runs is a matter of time
        if isinstance(kind, Number) and kind.unit == "月":
            # months that have passed are never fewer, whoever counts them
            return bool(wanted > current) or not any(f.kind in COVERS for f in figures)
        return True

    def _apt(self, definition: Definition) -> bool:
        """Return whether a change makes sense beside what else is known."""
        other, wanted = _ONLY_WHERE.get(definition.name, ("", None))
        if other not in self.frame.program.definitions:
            return True
        return self.frame.value(other) in (None, wanted)

    def may_fail(self, definition: Definition) -> bool:
        """Return whether anybody is advised to give a truth up."""
        return definition.name not in _KEPT
