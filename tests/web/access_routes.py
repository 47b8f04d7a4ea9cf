"""Every route of the site: its name, its methods, and the addresses it has in the world."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.web.access_campaigns import CAMPAIGN
from tests.web.access_world import (
    BENEFIT,
    FAIR,
    HERE,
    NOBODY,
    POLICY,
    PROVIDER,
    SCOPES,
    STATION,
    VACANCY,
)


@dataclass(frozen=True)
class Route:
    name: str
    parameters: tuple[str, ...]
    methods: frozenset[str]


def routes() -> Iterator[Route]:
    """As Django's resolver has them, whatever face they belong to."""
    yield from _within(get_resolver(), "")


def _within(resolver: URLResolver, namespace: str) -> Iterator[Route]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            inner = f"{namespace}{one.namespace}:" if one.namespace else namespace
            yield from _within(one, inner)
        else:
            yield _route(one, namespace)


def _route(pattern: URLPattern, namespace: str) -> Route:
    parameters = tuple(pattern.pattern.converters)
    return Route(f"{namespace}{pattern.name}", parameters, methods_of(pattern.callback))


def methods_of(view: Any) -> frozenset[str]:
    """What `require_http_methods` lets through, wherever it stands among the decorators."""
    while view is not None:
        for cell in getattr(view, "__closure__", None) or ():
            held = cell.cell_contents
            if operations := getattr(held, "operations", ()):  # of the API
                return frozenset(method for one in operations for method in one.methods) - {"HEAD"}
            if isinstance(held, list) and held and set(held) <= {"GET", "HEAD", "POST"}:
                return frozenset(held) - {"HEAD"}
        view = getattr(view, "__wrapped__", None)
    return frozenset({"GET", "POST"})


#: parameters whose value is the same whoever it is about
FIXED = {
    "policy": POLICY,
    "benefit": BENEFIT,
    "region": HERE,
    "code": "T-01",
    "sha256": "0" * 64,
    "revision": 1,
    "purpose": "staff_reasons",
    "vacancy": VACANCY,
    "campaign": CAMPAIGN,
    "link": "nobody",
    "measure": "graduates",
    "fair": FAIR,
    "provider": PROVIDER,
    "station": STATION,
    "listing": NOBODY,
}
_EMPLOYERS = {"officer:employer_why", "employer:own_why"}
_OF_EMPLOYERS = {"policy": "T-03", "benefit": "租金"}  # what is owed to firms


def addresses(route: Route, kind: str, world: Any) -> dict[str, str]:
    """By scope, each address once: of a row that has no owner there is no `same`."""
    if kind == "-":
        return {"any": address(route, kind, world, "own")}
    found: dict[str, str] = {}
    for scope in (*SCOPES, "nobody"):
        one = address(route, kind, world, scope)
        if one not in found.values():
            found[scope] = one
    return found


def address(route: Route, kind: str, world: Any, scope: str) -> str:
    """The route's address for a row of a kind; `nobody` is a row that does not exist."""
    return reverse(
        route.name, kwargs={p: _value(route, p, kind, world, scope) for p in route.parameters}
    )


def _value(route: Route, parameter: str, kind: str, world: Any, scope: str) -> Any:
    if route.name in _EMPLOYERS and parameter in _OF_EMPLOYERS:
        return _OF_EMPLOYERS[parameter]
    if parameter == "form":
        return "xlsx" if kind == "run" else "csv"
    if parameter in FIXED:
        return FIXED[parameter]
    rows = world.rows["own" if scope == "nobody" else scope]
    missing = scope == "nobody"
    match parameter:
        case "person":
            return rows["person"].uuid  # the row named by `uuid` is what may be missing
        case "employer":
            return NOBODY if missing else rows["employer"].uuid
        case "one" | "two":
            return NOBODY if missing else rows["pair"][parameter == "two"].uuid
        case "name":
            return rows["entry"].name
        case "pk":
            return 4_000_000 if missing else rows[kind].pk
    return NOBODY if missing else rows[kind].uuid
