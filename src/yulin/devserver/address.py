"""Django's `DATABASES` entry, from `DATABASE_URL` or from this checkout's own server."""

from collections.abc import Mapping
from typing import Any

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from yulin.devserver.errors import DevServerError
from yulin.devserver.paths import VAR
from yulin.devserver.place import Profile, find_place

ROLE = "yulin"  # what the program connects as, and the owner: not a superuser
WEB = "yulin_web"  # what a request acts as: owns nothing, so row policies bind it
DATABASE = "yulin"

# Compiling a statement takes longer than running it: one person's load takes half as long without.
_PLAIN = "-c jit=off"

_DJANGO_NAMES = {
    "dbname": "NAME",
    "user": "USER",
    "password": "PASSWORD",
    "host": "HOST",
    "port": "PORT",
}


def profile_of(environ: Mapping[str, str]) -> Profile:
    return Profile(environ.get("YULIN_POSTGRES_PROFILE") or Profile.DEMO)


def own_address(sockets: object) -> str:
    """A libpq address; a socket's folder goes in `host`."""
    return f"postgresql://{ROLE}@/{DATABASE}?host={sockets}"


def is_own(environ: Mapping[str, str]) -> bool:
    """Whether the server is this checkout's own, to be started by us."""
    return not environ.get("DATABASE_URL")


def database(environ: Mapping[str, str]) -> dict[str, Any]:
    """Computed without starting anything: settings are read by commands that need no database."""
    url = environ.get("DATABASE_URL")
    if not url:
        url = own_address(find_place(profile_of(environ), var=VAR).sockets)
    return _django_entry(url) | {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": environ.get("YULIN_TEST_DATABASE") or None},
    }


def _django_entry(url: str) -> dict[str, Any]:
    try:
        parts = conninfo_to_dict(url)
    except ProgrammingError:
        # libpq's own message would repeat the address, and the password in it.
        raise DevServerError(
            "DATABASE_URL is not a PostgreSQL address: "
            "write it as postgresql://user:password@host:5432/name."
        ) from None
    entry: dict[str, Any] = {
        django: str(parts.pop(libpq)) for libpq, django in _DJANGO_NAMES.items() if libpq in parts
    }
    return entry | {"OPTIONS": {"options": _PLAIN} | parts}
