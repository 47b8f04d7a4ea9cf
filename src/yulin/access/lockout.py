"""Five failures, fifteen minutes: by name and by address, and never for ever.

A try is counted before the password is looked at, in one statement, so that fifty at once get five.
Tries during a lock are not counted and do not lengthen it. A browser in which somebody has signed in
before is counted by itself: whoever fails on purpose elsewhere does not shut its owner out (OWASP,
"device cookies"). Names and addresses are kept as keyed hashes.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac

from yulin.access.models import Tally

_SALT = "yulin.access.lockout"


@dataclass(frozen=True)
class Tries:
    """What a try is counted under; `shared` keys are those that others count under too."""

    own: tuple[str, ...]
    shared: tuple[str, ...] = ()


def tries_of(*, name: str, address: str, device: str = "") -> Tries:
    """For a name as typed: one that nobody has is counted in the same way."""
    name = name.strip().casefold()
    if device:
        return Tries(own=(_key("device", device, name),))
    return Tries(own=(_key("name", name),), shared=(_key("address", address),))


def second_tries_of(*, user_id: int, device: str = "") -> Tries:
    """For codes: counted apart from passwords."""
    return Tries(own=(_key("second", str(user_id), device),))


def take(tries: Tries) -> bool:
    """Count a try; False where it may not be made."""
    # the name first: whoever is refused there does not use up others' tries
    return all(_take(key) for key in (*tries.own, *tries.shared))


def is_locked(tries: Tries) -> bool:
    """Whether a try under one of its own keys would be refused now; counts nothing."""
    since = timezone.now() - settings.YULIN_LOCK_FOR
    rows = Tally.objects.filter(key__in=tries.own, at__gte=since)
    return rows.filter(tries__gte=settings.YULIN_LOCK_AFTER).exists()


def give_back(tries: Tries) -> None:
    """It was the right one: forget the failures, and this one try of what others count under."""
    Tally.objects.filter(key__in=tries.own).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE access_tally SET tries = tries - 1 WHERE key = ANY(%s) AND tries > 0",
            [list(tries.shared)],
        )


def lift(*, name: str) -> None:
    """Forget the failures under a name."""
    Tally.objects.filter(key=_key("name", name.strip().casefold())).delete()


def _take(key: str) -> bool:
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO access_tally AS tally (key, tries, at) VALUES (%(key)s, 1, %(now)s)
            ON CONFLICT (key) DO UPDATE SET
                tries = CASE WHEN tally.at < %(since)s THEN 1 ELSE tally.tries + 1 END, at = %(now)s
            WHERE tally.tries < %(most)s OR tally.at < %(since)s
            """,
            {
                "key": key,
                "now": now,
                "since": now - settings.YULIN_LOCK_FOR,
                "most": settings.YULIN_LOCK_AFTER,
            },
        )
        return cursor.rowcount == 1


def _key(*parts: str) -> str:
    return salted_hmac(_SALT, "\0".join(parts), algorithm="sha256").hexdigest()
