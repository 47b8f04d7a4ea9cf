"""Remember which tables are held for whom."""

from datetime import datetime

import polars as pl
from psycopg import sql

from yulin.registry.bulk import copy_in, execute


def extend_coverage(held: pl.DataFrame, moment: datetime) -> int:
    """Add tables (`person_id`, `tables`) to what is held already; return of how many people.

    Those of whom nothing new is held stay as they are.
    """
    execute(sql.SQL("CREATE TEMP TABLE covering (person_id bigint, tables text[]) ON COMMIT DROP"))
    copy_in(
        "covering", held.with_columns(tables=pl.lit("{") + pl.col("tables").list.join(",") + "}")
    )
    execute(_MERGE)
    execute(_SUPERSEDE.format(moment=sql.Literal(moment)))
    added = execute(_ADD.format(moment=sql.Literal(moment)))
    execute(sql.SQL("DROP TABLE covering, merged"))
    return added


_MERGE = sql.SQL("""
    CREATE TEMP TABLE merged ON COMMIT DROP AS
    SELECT person_id, tables FROM (
        SELECT new.person_id, old.tables AS before, CASE
            WHEN old.tables IS NULL THEN new.tables
            WHEN old.tables @> new.tables THEN old.tables
            ELSE ARRAY(SELECT unnest(new.tables || old.tables) AS name GROUP BY name ORDER BY name)
        END AS tables
        FROM covering AS new
        LEFT JOIN registry_coverage AS old
            ON old.person_id = new.person_id AND old.superseded_at IS NULL
    ) AS both_sides
    WHERE before IS DISTINCT FROM tables
""")
_SUPERSEDE = sql.SQL("""
    UPDATE registry_coverage AS old SET superseded_at = {moment}
    FROM merged WHERE merged.person_id = old.person_id AND old.superseded_at IS NULL
""")
_ADD = sql.SQL("""
    INSERT INTO registry_coverage (person_id, tables, recorded_at)
    SELECT person_id, tables, {moment} FROM merged
""")
