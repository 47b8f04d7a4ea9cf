"""Requests made up from the published description, and what every answer must be."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from itertools import count

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
]
OPEN = {"policies", "benefits", "vocabulary", "divisions", "jobs", "events"}


@dataclass
class Found:
    """How many requests got which status."""

    requests: int = 0
    statuses: Counter = field(default_factory=Counter)
    leaks: list = field(default_factory=list)


def fuzz(app, *, token="", known=(), hidden=(), examples=3, start=1):
    """Every operation, with values that fit its description and with values that do not.

    Identifiers are also taken from `known`, so that rows that exist are asked for. Raises what the
    checks find: a server error, or an answer that the description does not have.
    """
    found, numbers = Found(), count()
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    for result in described(app).get_all_operations():
        _one(result.ok(), headers, (*known, None), hidden, examples, start, found, numbers)
    return found


@cache
def described(app):
    """As it is served; working out what fits each operation is done once."""
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)


def _one(operation, headers, known, hidden, examples, start, found, numbers):
    modes = [GenerationMode.POSITIVE]
    if operation.query or operation.body or operation.headers:
        modes.append(GenerationMode.NEGATIVE)
    cases = st.one_of([operation.as_strategy(generation_mode=mode) for mode in modes])

    @seed(start)
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases, row=st.sampled_from(known))
    def ask(case, row):
        if row is not None and "uuid" in (case.path_parameters or {}):
            case.path_parameters["uuid"] = row
        if case.method == "POST" and next(numbers) % 2:  # each other time a key of its own
            case.headers["Idempotency-Key"] = f"key-{start}-{next(numbers)}"
        response = case.call(headers=headers)
        case.validate_response(response, checks=CHECKS, headers=headers)
        found.requests += 1
        found.statuses[response.status_code] += 1
        text = response.content.decode(errors="replace")
        found.leaks += [(case.path, mark) for mark in hidden if mark in text]
        if not headers and case.path.rsplit("/api/v1/")[-1].split("/")[0] not in OPEN:
            assert response.status_code == 401, f"{case.method} {case.path} without an account"

    ask()
