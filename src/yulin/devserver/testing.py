"""A server for the tests, tidied of what killed runs have left."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from psycopg import sql

from yulin.devserver.place import Profile
from yulin.devserver.server import Server, connect_as_owner, start


def start_for_tests(*, var: Path) -> Server:
    server = start(Profile.TEST, var=var)
    _drop_leftovers(server)
    return server


def _drop_leftovers(server: Server) -> None:
    with connect_as_owner(server) as connection:
        names = [str(row[0]) for row in connection.execute("SELECT datname FROM pg_database")]
        for name in leftovers(names):
            statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
            connection.execute(statement.format(sql.Identifier(name)))


def leftovers(names: list[str]) -> Iterator[str]:
    """Databases named after a process (`test_yulin_<pid>...`) that is no more."""
    for name in names:
        match = re.match(r"test_yulin_(\d+)(?:_|$)", name)
        if match and not _is_alive(int(match[1])):
            yield name


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # somebody else's, and alive
    return True
