"""A token bucket in the database: all processes together keep to what was agreed."""

from django.db import connection
from django.utils.translation import gettext as _

from yulin.sources.errors import OverLimitError
from yulin.sources.models import Source

#: seconds' worth of calls that may come at once
BURST = 10

_TAKE = """
    UPDATE sources_bucket SET
        tokens = least(%(most)s, tokens + %(rate)s * extract(epoch FROM clock_timestamp() - filled_at)) - 1,
        filled_at = clock_timestamp()
    WHERE source_id = %(source)s
        AND least(%(most)s, tokens + %(rate)s * extract(epoch FROM clock_timestamp() - filled_at)) >= 1
"""
_OPEN = """
    INSERT INTO sources_bucket (source_id, tokens, filled_at)
    VALUES (%(source)s, %(most)s, clock_timestamp()) ON CONFLICT DO NOTHING
"""


def take_turn(source: Source) -> None:
    """Count one call; raises OverLimitError where there have been as many as was agreed."""
    rate = source.per_minute / 60
    values = {"source": source.pk, "rate": rate, "most": max(1.0, rate * BURST)}
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, values)
        cursor.execute(_TAKE, values)
        if not cursor.rowcount:
            raise OverLimitError(
                _("已到约定的每分钟 %(limit)d 次，请稍后再查。") % {"limit": source.per_minute}
            )
