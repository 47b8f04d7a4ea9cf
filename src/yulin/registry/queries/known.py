"""What the register held at a moment, in statements that Django does not write."""

from datetime import datetime

from psycopg import sql


def held_on(moment: datetime | None) -> sql.Composable:
    """`known_on` as SQL."""
    if moment is None:
        return sql.SQL("superseded_at IS NULL")
    return sql.SQL("recorded_at <= {0} AND (superseded_at IS NULL OR superseded_at > {0})").format(
        sql.Literal(moment)
    )
