"""The table of `access_matrix.txt`, read: what a route answers whom, about which row."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.web.access_world import ADMINISTRATORS, OFFICERS

OUTSIDE = frozenset({"anonymous", "closed"})
"""Not signed in; whose account was closed is nobody from the next request on."""

PUBLIC = frozenset({"person", "employer", "school", "expert"})
LOCAL = frozenset({"officer", *OFFICERS})
ROLES = (
    "anonymous",
    *sorted(PUBLIC),
    "auditor",
    "elsewhere",
    *sorted(LOCAL),
    *sorted(ADMINISTRATORS),
    "no_factor",
    "closed",
)
_SIGNED = frozenset(ROLES) - OUTSIDE - {"no_factor"}
_BUSINESS = frozenset({"maker", "checker", "approver", "head"})
_GROUPS = {
    "NONE": frozenset[str](),
    "ALL": frozenset(ROLES),
    "SIGNED": _SIGNED,
    "WORK": LOCAL | {"elsewhere"},
    "LOOK": LOCAL | {"elsewhere", "auditor"},
    "ADMIN": frozenset(ADMINISTRATORS),
    "ASKERS": _BUSINESS | {"system_admin"},
    "DUTIES": _BUSINESS | {"control"} | frozenset(ADMINISTRATORS),
}
#: kinds of rows that are of the whole site
_OF_THE_SITE = frozenset({"-", "proof", "retention", "account", "grant", "passkey", "session"})


@dataclass(frozen=True)
class Line:
    door: frozenset[str]
    method: str
    kind: str
    answers: dict[str, int]

    def expects(self, role: str, scope: str) -> int:
        """The one answer that is right."""
        if role not in self.door:
            return 302 if role in OUTSIDE else 403
        return self.answers.get(role, self.answers[""]) if self.shows(role, scope) else 404

    def shows(self, role: str, scope: str) -> bool:
        """Whether the row is the role's to see."""
        return len(self.door) == len(ROLES) or scope in seen_by(role, self.kind)


def seen_by(role: str, kind: str = "") -> frozenset[str]:
    """The scopes that are a role's to see."""
    everything = frozenset({"any", "own", "same", "organisation", "other"})
    if kind in _OF_THE_SITE or role == "auditor" or role in ADMINISTRATORS:
        return everything
    if role == "elsewhere":
        return frozenset({"other"})
    if role in LOCAL:
        return everything - {"other"}
    return frozenset({"own", "same"} if role == "employer" else {"own"})


def table() -> dict[tuple[str, str], Line]:
    """By route and method. A route that stands there twice is a mistake."""
    found: dict[tuple[str, str], Line] = {}
    for line, routes in _read(Path(__file__).with_suffix(".txt").read_text(encoding="utf-8")):
        for route in routes:
            assert (route, line.method) not in found, f"twice: {route} {line.method}"
            found[route, line.method] = line
    return found


def _read(text: str) -> Iterator[tuple[Line, list[str]]]:
    head = ""
    routes: list[str] = []
    for row in text.splitlines():
        if row.startswith("#"):
            continue
        if row.startswith(" "):
            routes += row.split()
            continue
        if head:
            yield _line(head), routes
        head, routes = row.rstrip("| "), []
    yield _line(head), routes


def _line(head: str) -> Line:
    who, method, kind, answer, *others = head.split()
    answers = {"": int(answer)}
    for other in others:
        roles, _sign, theirs = other.partition("=")
        answers |= dict.fromkeys(roles.split("+"), int(theirs))
    return Line(_GROUPS.get(who) or frozenset(who.split("+")) - {"NONE"}, method, kind, answers)
