"""A view in another department's PostgreSQL: read only, one person at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import psycopg
from django.utils.translation import gettext as _
from psycopg import sql
from psycopg.rows import dict_row

from yulin.sources.errors import CallRefusedError, NoAnswerError, WrongShapeError
from yulin.sources.models import Source
from yulin.sources.question import Question, Said
from yulin.sources.reach import address_of, folder_of
from yulin.sources.shape import MOST_ROWS
from yulin.sources.terms import read_place, read_terms

_REFUSED = (
    psycopg.errors.InsufficientPrivilege,
    psycopg.errors.InvalidPassword,
    psycopg.errors.InvalidAuthorizationSpecification,
)
_SHAPE = (
    psycopg.errors.UndefinedColumn,
    psycopg.errors.UndefinedTable,
    psycopg.errors.UndefinedFunction,
    psycopg.errors.InvalidSchemaName,
    psycopg.errors.DataError,
)


#: people whose changes are read at one go
PAGE = 5000


class DatabaseView:
    """Only the fields that the mapping names are selected; nothing can be written."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.place = read_place(source.kind, source.place)
        self.terms = read_terms(source.table, source.mapping)

    def ask(self, question: Question) -> Said:
        with _in_our_words(), psycopg.connect(**self._address(), row_factory=dict_row) as line:
            rows = line.execute(self._query(), [question.number]).fetchall()
        return Said(rows=rows)

    def now(self) -> datetime:
        """Their clock."""
        with _in_our_words(), psycopg.connect(**self._address()) as line:
            found = line.execute("SELECT now()").fetchone()
        assert found is not None
        return _moment(found[0])

    def changed(self, since: datetime) -> Iterator[tuple[str, datetime]]:
        """Yield whose rows changed after a moment of their clock and when last, the earliest first."""
        query = sql.SQL(
            "SELECT {who}::text, max({when}) FROM {view} WHERE {when} > %s"
            " GROUP BY 1 HAVING (max({when}), {who}::text) > (%s, %s) ORDER BY 2, 1 LIMIT {page}"
        ).format(
            who=sql.Identifier(self.terms.person),
            when=sql.Identifier(self.place["changed"]),
            view=self._view(),
            page=sql.Literal(PAGE),
        )
        last: tuple[datetime, str] = (since, "")
        while True:
            # A line for each page: between two of them somebody may be asked about at length.
            with _in_our_words(), psycopg.connect(**self._address()) as line:
                rows = line.execute(query, [since, *last]).fetchall()
            for number, at in rows:
                last = (_moment(at), number or "")
                if number:
                    yield number, at
            if len(rows) < PAGE:
                return

    def _view(self) -> sql.Identifier:
        return sql.Identifier(self.place.get("schema", "public"), self.place["view"])

    def _query(self) -> sql.Composed:
        return sql.SQL("SELECT {} FROM {} WHERE {}::text = %s LIMIT {}").format(
            sql.SQL(", ").join(map(sql.Identifier, self.terms.fields)),
            self._view(),
            sql.Identifier(self.terms.person),
            sql.Literal(MOST_ROWS + 1),
        )

    def _address(self) -> dict[str, Any]:
        place, seconds = self.place, self.source.timeout_seconds
        host, port = place["host"], place.get("port", 5432)
        where: dict[str, Any] = (
            {"host": str(folder_of(host))}
            if host.startswith("/")
            else {
                "host": host,
                "hostaddr": address_of(host, port),
                "sslmode": place.get("tls", "verify-full"),
            }
        )
        secret = self.source.secret
        return where | {
            "port": port,
            "dbname": place["database"],
            "user": place["user"],
            "password": secret.open() if secret else None,
            "connect_timeout": max(2, seconds),
            "application_name": "yulin",
            "options": f"-c default_transaction_read_only=on -c statement_timeout={seconds}s",
        }


def _moment(at: object) -> datetime:
    """A moment that another clock could not misread. Raises WrongShapeError."""
    if not isinstance(at, datetime) or at.tzinfo is None:
        raise WrongShapeError(_("对方的变更时间不是带时区的时间。"))
    return at


@contextmanager
def _in_our_words() -> Iterator[None]:
    """Their messages may quote a number or a password: none of them is kept."""
    try:
        yield
    except psycopg.errors.QueryCanceled:
        raise NoAnswerError(_("等候超时。")) from None
    except _REFUSED:
        raise CallRefusedError(_("对方数据库不允许读取。")) from None
    except _SHAPE:
        raise WrongShapeError(_("对方的视图与约定的列不同。")) from None
    except (psycopg.Error, OSError):
        raise NoAnswerError(_("连不上对方的数据库。")) from None
