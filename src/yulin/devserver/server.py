"""Make, start and stop a server; safe to call from many processes at once."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from yulin.devserver import place as places
from yulin.devserver.account import Account, account_of, find_account
from yulin.devserver.address import DATABASE, ROLE, WEB, own_address
from yulin.devserver.binaries import Binaries, find_binaries
from yulin.devserver.errors import DevServerError
from yulin.devserver.place import Place, Profile

OWNER = "postgres"  # the cluster's superuser: makes our role and database, nothing else

SETTINGS = {
    "listen_addresses": "",  # no port at all: a unix socket only
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",  # a demo loads a whole region in one go
    "timezone": "Asia/Shanghai",
    "log_timezone": "Asia/Shanghai",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",  # a person's number must not reach the log
    "log_parameter_max_length_on_error": "0",
}
# Tests throw their data away, so they need not wait for the disk.
FAST_AND_FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "300",
}
# C.UTF-8 for characters (plain C would make Chinese trigrams vanish), ICU for order: 阿 李 王 张.
INITDB = (
    "--encoding=UTF8",
    "--locale=C.UTF-8",
    "--locale-provider=icu",
    "--icu-locale=zh-Hans-CN",
    "--auth=trust",  # the socket's folder is 0700: only its owner and root come this far
    f"--username={OWNER}",
    "--no-sync",
)


@dataclass(frozen=True)
class Server:
    place: Place
    account: Account
    binaries: Binaries

    @property
    def url(self) -> str:
        return own_address(self.place.sockets)


def find_server(profile: Profile, *, var: Path) -> Server:
    """The server of a profile, whether or not it exists yet."""
    account = find_account()
    place = places.find_place(profile, var=var, account=account)
    if _exists(place.data):
        account = _owner_of_data(place.data, account)
    binaries = _binaries_for(place, var.parent / "node_modules")
    if not account.can_reach(binaries.folder / "postgres"):
        raise DevServerError(
            f"User {account.name} may not enter {binaries.folder}: "
            "run `apt-get install postgresql`, or move the checkout out of a closed folder."
        )
    return Server(place, account, binaries)


def start(profile: Profile, *, var: Path) -> Server:
    """Start the server if it is not running, making it first if it does not exist."""
    server = find_server(profile, var=var)
    places.make(server.place, server.account)
    with one_at_a_time(server.place.lock):
        if not is_running(server):
            _make_data(server)
            _write_settings(server)
            _pg_ctl(server, "start", "--log", str(server.place.log), "--timeout=60")
        _make_role_and_database(server)
    return server


def stop(profile: Profile, *, var: Path) -> bool:
    """Stop the server; False when it was not running."""
    place = places.find_place(profile, var=var)
    if not _exists(place.data):
        return False
    server = find_server(profile, var=var)
    with one_at_a_time(server.place.lock):
        if not is_running(server):
            return False
        _pg_ctl(server, "stop", "--mode=fast", "--timeout=60")
    return True


def remove(profile: Profile, *, var: Path) -> None:
    """Stop the server and remove its data, wherever they had to be put."""
    stop(profile, var=var)
    place = places.find_place(profile, var=var)
    for folder in (place.base, place.sockets):
        shutil.rmtree(folder, ignore_errors=True)


def is_running(server: Server) -> bool:
    if not _exists(server.place.data):
        return False
    _forget_the_dead(server.place.data / "postmaster.pid")
    program = server.binaries.program("pg_ctl")
    return server.account.run([program, "status", "-D", str(server.place.data)]).returncode == 0


def _forget_the_dead(pid_file: Path) -> None:
    """After a crash the number in the file may by now be some other program's, which PostgreSQL
    would take for itself and refuse to start.
    """
    if not pid_file.is_file():
        return
    pid = pid_file.read_text().split("\n", 1)[0].strip()
    command = Path("/proc") / pid / "comm"
    if command.is_file() and command.read_text().strip() != "postgres":
        pid_file.unlink()


@contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Held by one process; freed by the system even when that process is killed."""
    with path.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _exists(data: Path) -> bool:
    """A data folder counts once initdb has finished; PG_VERSION alone is written at its start."""
    return (data / "yulin.conf").is_file()


def _owner_of_data(data: Path, account: Account) -> Account:
    owner = account_of(data)
    if not account.is_me or owner.uid == account.uid:
        return owner  # as root we may become whoever made the data
    raise DevServerError(
        f"{data} was made by user {owner.name}: run this as that user, or remove the folder."
    )


def _binaries_for(place: Place, node_modules: Path) -> Binaries:
    """The newest binaries, or those that can read the data that is there."""
    if not _exists(place.data):
        return find_binaries(node_modules=node_modules)
    major = int((place.data / "PG_VERSION").read_text().strip())
    try:
        return find_binaries(node_modules=node_modules, major=major)
    except DevServerError as error:
        raise DevServerError(
            f"{place.data} was made by PostgreSQL {major}, which is no longer installed: "
            f"install it, or remove the folder to start afresh."
        ) from error


def _make_data(server: Server) -> None:
    data = server.place.data
    if _exists(data):
        return
    shutil.rmtree(data, ignore_errors=True)  # what an interrupted initdb left
    command = [server.binaries.program("initdb"), "-D", str(data), *INITDB]
    done = server.account.run(command)
    if done.returncode != 0:
        raise DevServerError(f"initdb failed in {data}: {_last_line(done.stderr)}")
    with (data / "postgresql.conf").open("a") as handle:
        handle.write("\ninclude = 'yulin.conf'\n")


def _write_settings(server: Server) -> None:
    """Written at every start, so that a changed setting reaches an old data folder."""
    values = SETTINGS | {"unix_socket_directories": str(server.place.sockets)}
    if server.place.profile is Profile.TEST:
        values |= FAST_AND_FORGETFUL
    path = server.place.data / "yulin.conf"
    path.write_text("".join(f"{k} = '{_quoted(v)}'\n" for k, v in values.items()))
    server.account.own(path)


def _quoted(value: str) -> str:
    return value.replace("'", "''")


def _pg_ctl(server: Server, verb: str, *options: str) -> None:
    program = server.binaries.program("pg_ctl")
    done = server.account.run([program, verb, "-D", str(server.place.data), "--wait", *options])
    if done.returncode != 0:
        raise DevServerError(
            f"PostgreSQL did not {verb}: {_last_line(done.stderr or done.stdout)} "
            f"(see {server.place.log})"
        )


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else "no message"


def connect_as_owner(
    server: Server, database: str = "postgres"
) -> psycopg.Connection[tuple[object, ...]]:
    try:
        return psycopg.connect(
            host=str(server.place.sockets), user=OWNER, dbname=database, autocommit=True
        )
    except psycopg.OperationalError as error:
        raise DevServerError(
            f"PostgreSQL was started but does not answer: {_last_line(str(error))} "
            f"(see {server.place.log})"
        ) from error


def _make_role_and_database(server: Server) -> None:
    with connect_as_owner(server) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
            connection.execute(f"CREATE ROLE {ROLE} LOGIN CREATEDB")
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [WEB]).fetchone():
            connection.execute(f"CREATE ROLE {WEB} NOLOGIN")
            connection.execute(f"GRANT {WEB} TO {ROLE}")
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if not found.fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE} OWNER {ROLE}")
