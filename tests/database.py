"""The tables of the tests: made once, then copied.

Migrations take a minute, and copying what they made half a second. What was made is kept
in the tests' server under a name that tells what it was made of: another migration, another name.
`python -m tests.database` makes it beforehand, while the checks run.
"""

import hashlib
import os
import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import django
import psycopg
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from yulin.devserver import pytest_plugin
from yulin.devserver.paths import VAR
from yulin.devserver.server import Server
from yulin.devserver.testing import kept_database, start_for_tests

SOURCES = Path(__file__).parents[1] / "src"
#: whose migrations are applied too
LIBRARIES = ("django", "procrastinate", "psycopg")


def template(server: Server) -> str:
    """The database to copy, made if it is not there.

    Args:
        server: the tests' own.

    Returns:
        Its name. Nobody is connected to it.
    """
    return kept_database(server, f"yulin_tables_{digest(server)}", _migrate)


def digest(server: Server, sources: Path = SOURCES) -> str:
    """What the tables are made of: the migrations, what they call, and whose tools make them."""
    told = hashlib.sha256(str(server.binaries.major).encode())
    for library in LIBRARIES:
        told.update(f"{library} {version(library)}\n".encode())
    for path in sorted(_makers(sources)):
        told.update(f"{path.relative_to(sources)}\n".encode() + path.read_bytes())
    return told.hexdigest()[:16]


def _makers(sources: Path) -> Iterator[Path]:
    migrations = {path for path in sources.rglob("*.py") if path.parent.name == "migrations"}
    yield from migrations
    named = {
        name for path in migrations for name in re.findall(r"yulin(?:\.\w+)+", path.read_text())
    }
    for name in named:
        path = sources.joinpath(*name.split(".")).with_suffix(".py")
        if path.is_file() and path not in migrations:
            yield path


def _migrate(name: str) -> None:
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def tables_to_empty() -> list[str]:
    """What a test that commits may leave rows in: all tables of models that are not Django's own list
    of models and of permissions, which nobody writes to.
    """
    of_models = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return sorted(set(of_models) - {"django_content_type", "auth_permission"})


def empty(owner: psycopg.Connection[Any], tables: list[str]) -> None:
    """After a test that commits. Ten times as fast as Django's own way, which makes every table's
    files anew and then looks for permissions to add.

    Args:
        owner: a superuser's connection: with the triggers of all rows asleep, references and what
            forbids removal too, rows may go in any order.
        tables: of which no row is left.
    """
    removal = [sql.SQL("DELETE FROM {}").format(sql.Identifier(table)) for table in tables]
    asleep = sql.SQL("SET LOCAL session_replication_role = replica")
    with owner.transaction():
        owner.execute(sql.SQL("; ").join([asleep, *removal]))


if __name__ == "__main__":
    os.environ |= {"DJANGO_SETTINGS_MODULE": "yulin.settings"} | pytest_plugin.DEFAULTS
    django.setup()
    template(start_for_tests(var=VAR))
