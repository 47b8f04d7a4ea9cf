"""How often somebody may ask: so many times a minute, counted in the database by all processes."""

from math import ceil

from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac

WINDOW = 60  # seconds
_SALT = "yulin.access.rates"


def wait(*, who: str, most: int) -> int:
    """Count a request; 0 where it may go on, else in how many seconds to come again.

    One row for each who: a minute that is over begins anew.
    """
    now = timezone.now()
    key = salted_hmac(_SALT, who, algorithm="sha256").hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO access_tally AS tally (key, tries, at) VALUES (%(key)s, 1, %(now)s)
            ON CONFLICT (key) DO UPDATE SET
                tries = CASE WHEN tally.at <= %(now)s - %(window)s * interval '1 second' THEN 1
                    ELSE LEAST(tally.tries + 1, 32000) END,
                at = CASE WHEN tally.at <= %(now)s - %(window)s * interval '1 second' THEN %(now)s
                    ELSE tally.at END
            RETURNING tries, at
            """,
            {"key": key, "now": now, "window": WINDOW},
        )
        tries, since = cursor.fetchone()
    if tries <= most:
        return 0
    return max(1, ceil(WINDOW - (now - since).total_seconds()))
