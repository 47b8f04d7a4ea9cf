"""A view in another department's PostgreSQL: read only, one person at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
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

    def _query(self) -> sql.Composed:
        names = [self.place.get("schema", "public"), self.place["view"]]
        return sql.SQL("SELECT {} FROM {} WHERE {}::text = %s LIMIT {}").format(
            sql.SQL(", ").join(map(sql.Identifier, self.terms.fields)),
            sql.Identifier(*names),
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
