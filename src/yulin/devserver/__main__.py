"""`python -m yulin.devserver start|stop|status|url|remove [--profile demo|test]`."""

import argparse
import sys

from yulin.devserver import server as servers
from yulin.devserver.errors import DevServerError
from yulin.devserver.paths import VAR
from yulin.devserver.place import Profile


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        return _COMMANDS[options.command](Profile(options.profile))
    except DevServerError as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m yulin.devserver",
        description="A PostgreSQL server of this checkout's own.",
    )
    parser.add_argument("command", choices=_COMMANDS)
    parser.add_argument("--profile", choices=list(Profile), default=Profile.DEMO)
    return parser


def _start(profile: Profile) -> int:
    server = servers.start(profile, var=VAR)
    print(f"PostgreSQL {server.binaries.major} is running: {server.url}")
    return 0


def _stop(profile: Profile) -> int:
    stopped = servers.stop(profile, var=VAR)
    print("PostgreSQL stopped." if stopped else "PostgreSQL was not running.")
    return 0


def _status(profile: Profile) -> int:
    """Like pg_ctl: 0 when it runs, 3 when it does not."""
    running = servers.is_running(servers.find_server(profile, var=VAR))
    print("running" if running else "not running")
    return 0 if running else 3


def _url(profile: Profile) -> int:
    print(servers.find_server(profile, var=VAR).url)
    return 0


def _remove(profile: Profile) -> int:
    servers.remove(profile, var=VAR)
    print(f"The {profile} server and its data are gone.")
    return 0


_COMMANDS = {
    "start": _start,
    "stop": _stop,
    "status": _status,
    "url": _url,
    "remove": _remove,
}

if __name__ == "__main__":
    sys.exit(main())
