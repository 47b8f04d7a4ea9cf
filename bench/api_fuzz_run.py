"""What ``bench.api_fuzz`` does once Django is set up."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

from django.core.handlers.wsgi import WSGIHandler
from django.utils import timezone

from tests.api.fuzz import Found, fuzz
from tests.web.access_matrix import OUTSIDE, ROLES, seen_by
from tests.web.access_world import EMIL, MARKS, NUMBERS, make_world
from yulin.access.actions.tokens import make_token
from yulin.access.models import OneTimeCode

#: requests of each operation in one round
EXAMPLES = 20


def run(folder: Path, requests: int, seconds: float) -> dict[str, Found]:
    """Rounds of all roles, each with a seed of its own, until there were so many requests."""
    world = make_world(folder)
    # with a token there is no session that could lack its second factor
    roles = ["anonymous", *(role for role in ROLES if role not in OUTSIDE | {"no_factor"})]
    tokens = {role: _token(world, role) for role in roles}
    known = [
        str(world.rows[scope][kind].uuid)
        for scope in ("own", "same", "organisation", "other")
        for kind in ("person", "batch")
    ]
    found = {role: Found() for role in roles}
    begun, round_ = time.monotonic(), 0
    while sum(one.requests for one in found.values()) < requests:
        round_ += 1
        for role in roles:
            hidden = [MARKS[s] for s in MARKS if role in OUTSIDE or s not in seen_by(role)]
            more = fuzz(
                WSGIHandler(),
                token=tokens[role],
                known=known,
                hidden=[*hidden, *NUMBERS.values(), EMIL],
                examples=EXAMPLES,
                start=round_,
            )
            _add(found[role], more)
            if time.monotonic() - begun > seconds:
                return found
    return found


def _add(to: Found, more: Found) -> None:
    to.requests += more.requests
    to.statuses = Counter(to.statuses) + more.statuses
    to.leaks += more.leaks


def _token(world, role: str) -> str:
    if role in OUTSIDE:
        return ""
    if world.users[role].is_staff_member:  # or the token would be refused
        OneTimeCode.objects.get_or_create(
            user=world.users[role], defaults={"secret": b"x", "confirmed_at": timezone.now()}
        )
    made = make_token(
        acting_user=world.users[role], name="程序", days=1, may_write=True, has_second_factor=True
    )
    return made.token
