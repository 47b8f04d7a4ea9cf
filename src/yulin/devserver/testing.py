"""A server for the tests, tidied of what killed runs have left."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from psycopg import sql

from yulin.devserver.address import ROLE
from yulin.devserver.place import Profile
from yulin.devserver.server import Server, connect_as_owner, one_at_a_time, start


def start_for_tests(*, var: Path) -> Server:
    server = start(Profile.TEST, var=var)
    _drop_leftovers(server)
    return server


def _drop_leftovers(server: Server) -> None:
    with connect_as_owner(server) as connection:
        names = [str(row[0]) for row in connection.execute("SELECT datname FROM pg_database")]
        for name in leftovers(names):
            connection.execute(_drop(name))


def kept_database(server: Server, name: str, fill: Callable[[str], None]) -> str:
    """A database to make others from, kept from run to run; others of its kind go.

    Args:
        server: where it lies.
        name: begins with its kind and ends, after the last `_`, with what it was made of.
        fill: puts into an empty database, by its name, what belongs in; closes what it opened.

    Returns:
        The name. Half-made ones are never found: it is given once `fill` has ended.
    """
    making = f"{name}_making"
    kind = name.rpartition("_")[0]
    with one_at_a_time(server.place.base / "tables.lock"), connect_as_owner(server) as connection:
        names = {str(row[0]) for row in connection.execute("SELECT datname FROM pg_database")}
        if name in names:
            return name
        for other in sorted(other for other in names if other.startswith(f"{kind}_")):
            connection.execute(_drop(other))
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {}").format(*map(sql.Identifier, (making, ROLE)))
        )
        fill(making)
        connection.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*map(sql.Identifier, (making, name)))
        )
    return name


def _drop(name: str) -> sql.Composed:
    return sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))


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
