"""The social insurance bureau: a database of its own, a view to share, a role that reads that alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from psycopg import Connection, sql

from yulin.devserver.server import Server, connect_as_owner

BUREAU = "social_insurance"
READER = "social_insurance_reader"
VIEW = "v_person_insurance"

_TABLES = f"""
CREATE TABLE IF NOT EXISTS payments (
    aac002 text NOT NULL, aae140 text NOT NULL, aab301 integer NOT NULL, aab001 text,
    aae041 date NOT NULL, aae042 date, aaa115 text NOT NULL,
    aae036 timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS payments_person ON payments (aac002);
CREATE INDEX IF NOT EXISTS payments_when ON payments (aae036);
CREATE OR REPLACE VIEW {VIEW} AS SELECT * FROM payments;
GRANT SELECT ON {VIEW} TO {READER};
"""  # noqa: S608 - our own words


_COLUMNS = "aac002, aae140, aab301, aab001, aae041, aae042, aaa115"


@dataclass(frozen=True)
class Payment:
    """Unbroken months of one kind, with the bureau's own codes; without `until` they go on."""

    number: str
    scheme: str
    division: int
    employer: str | None
    since: date
    until: date | None
    kind: str


def make_bureau(server: Server, payments: Iterable[Payment]) -> int:
    """Make the database where there is none, and let it hold these payments; return how many."""
    with connect_as_owner(server) as line:
        _make_database(line)
    with connect_as_owner(server, BUREAU) as line, line.transaction():
        line.execute(_TABLES)
        line.execute("TRUNCATE payments")
        count = _write(line, payments)
        line.execute("UPDATE payments SET aae036 = now() - interval '1 day'")  # none of it is news
    return count


def record_payments(server: Server, payments: Iterable[Payment]) -> int:
    """Let it hold more payments, those of people whom it held none of so far; return how many."""
    rows = list(payments)
    with connect_as_owner(server, BUREAU) as line, line.transaction():
        numbers = sorted({one.number for one in rows})
        line.execute("DELETE FROM payments WHERE aac002 = ANY(%s)", [numbers])
        return _write(line, rows)


def _write(line: Connection[tuple[object, ...]], payments: Iterable[Payment]) -> int:
    count = 0
    with line.cursor() as cursor, cursor.copy(f"COPY payments ({_COLUMNS}) FROM STDIN") as copy:
        for count, one in enumerate(payments, start=1):  # noqa: B007 - how many there were
            copy.write_row(
                (
                    one.number,
                    one.scheme,
                    one.division,
                    one.employer,
                    one.since,
                    one.until,
                    one.kind,
                )
            )
    return count


def _make_database(line: Connection[tuple[object, ...]]) -> None:
    if not line.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [READER]).fetchone():
        line.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(READER)))
    if not line.execute("SELECT 1 FROM pg_database WHERE datname = %s", [BUREAU]).fetchone():
        line.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(BUREAU)))
