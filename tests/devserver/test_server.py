"""A real server, made in a folder of its own, started, asked, stopped."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

from yulin.devserver import server as servers
from yulin.devserver.errors import DevServerError
from yulin.devserver.place import Profile


@pytest.fixture(scope="module")
def var():
    """Short and open to the account that runs the server."""
    with tempfile.TemporaryDirectory(prefix="yulin-test-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        try:
            yield folder / "var"
        finally:
            servers.stop(Profile.TEST, var=folder / "var")


@pytest.fixture(scope="module")
def server(var):
    return servers.start(Profile.TEST, var=var)


def ask(server, query):
    with psycopg.connect(server.url) as connection:
        return [row[0] for row in connection.execute(query)]


def test_the_program_is_no_superuser_and_owns_its_database(server):
    assert ask(
        server,
        "SELECT array[current_user, rolsuper::text, rolcreatedb::text,"
        " pg_get_userbyid(datdba)::text]"
        " FROM pg_roles, pg_database WHERE rolname = current_user AND datname = 'yulin'",
    ) == [["yulin", "false", "true", "yulin"]]


def test_chinese_sorts_by_pinyin_and_has_trigrams(server):
    names = "SELECT x FROM unnest(array['张三', '王五', '阿明', '李四']) x ORDER BY x"
    assert ask(server, names) == ["阿明", "李四", "王五", "张三"]
    with psycopg.connect(server.url) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        found = connection.execute("SELECT cardinality(show_trgm('重庆英才'))").fetchone()
        connection.rollback()
    assert found == (5,)


def test_it_listens_on_a_private_socket_and_nowhere_else(server):
    assert ask(server, "SHOW listen_addresses") == [""]
    assert server.place.sockets.stat().st_mode & 0o777 == 0o700
    socket = server.place.sockets / ".s.PGSQL.5432"
    assert socket.stat().st_mode & 0o777 == 0o700


def test_a_test_server_does_not_wait_for_the_disk(server):
    names = ("fsync", "synchronous_commit", "full_page_writes")
    assert [ask(server, f"SHOW {name}") for name in names] == [["off"]] * 3


def test_it_never_runs_as_root(server):
    pid = (server.place.data / "postmaster.pid").read_text().split("\n", 1)[0]
    assert Path("/proc", pid).stat().st_uid == server.account.uid != 0


def test_starting_again_changes_nothing(server, var):
    started = ask(server, "SELECT pg_postmaster_start_time()")
    servers.start(Profile.TEST, var=var)
    assert ask(server, "SELECT pg_postmaster_start_time()") == started


def test_parameters_never_reach_the_log(server):
    with psycopg.connect(server.url) as connection, pytest.raises(psycopg.Error):
        connection.execute("SELECT 1 / (length(%s) - 18)", ["330302190001010013"])
    assert "330302190001010013" not in server.place.log.read_text()


def test_many_processes_starting_at_once_start_one_server():
    with tempfile.TemporaryDirectory(prefix="yulin-test-") as name:
        Path(name).chmod(0o755)
        environ = os.environ | {"YULIN_VAR": f"{name}/var"}
        command = [sys.executable, "-m", "yulin.devserver", "start", "--profile", "test"]
        running = [subprocess.Popen(command, env=environ) for _ in range(3)]
        assert [process.wait(60) for process in running] == [0, 0, 0]
        assert servers.stop(Profile.TEST, var=Path(name, "var")) is True
        assert servers.stop(Profile.TEST, var=Path(name, "var")) is False
        servers.remove(Profile.TEST, var=Path(name, "var"))
        assert list(Path(name, "var", "postgres").iterdir()) == []


def test_a_killed_server_starts_again(server, var):
    pid_file = server.place.data / "postmaster.pid"
    pid = int(pid_file.read_text().split("\n", 1)[0])
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
    servers.stop(Profile.TEST, var=var)
    # What a crash leaves behind: the file, naming a process that is now something else.
    lines = [str(os.getpid()), str(server.place.data), "1", "5432", "", "", "0 0"]
    pid_file.write_text("\n".join(lines) + "\n")
    server.account.own(pid_file)
    again = servers.start(Profile.TEST, var=var)
    assert ask(again, "SELECT count(*) FROM kept") == [0]
    assert int(pid_file.read_text().split("\n", 1)[0]) != pid


def test_data_of_a_version_no_longer_installed_is_left_alone(server, var):
    version = server.place.data / "PG_VERSION"
    real = version.read_text()
    version.write_text("99\n")
    try:
        with pytest.raises(DevServerError, match=r"PostgreSQL 99, which is no longer installed"):
            servers.find_server(Profile.TEST, var=var)
    finally:
        version.write_text(real)


def test_an_interrupted_initdb_is_started_afresh():
    with tempfile.TemporaryDirectory(prefix="yulin-test-") as name:
        var = Path(name, "var")
        Path(name).chmod(0o755)
        half = var / "postgres" / "test" / "data"
        half.mkdir(parents=True)
        (half / "PG_VERSION").write_text("15\n")
        for folder in (half.parent, half):
            server = servers.find_server(Profile.TEST, var=var)
            server.account.own(folder)
        server = servers.start(Profile.TEST, var=var)
        try:
            assert ask(server, "SELECT 1") == [1]
        finally:
            servers.stop(Profile.TEST, var=var)


@pytest.mark.skipif(os.geteuid() != 0, reason="root can try what an ordinary user would do")
def test_an_ordinary_user_runs_it_as_themselves():
    with tempfile.TemporaryDirectory(prefix="yulin-test-") as name:
        home = Path(name)
        nobody = servers.find_account()
        os.chown(home, nobody.uid, nobody.gid)
        script = (
            "import sys, pathlib; sys.path[:0] = sys.argv[2].split(':');"
            "from yulin.devserver import server as s; from yulin.devserver.place import Profile;"
            "v = pathlib.Path(sys.argv[1], 'var');"
            "r = s.start(Profile.TEST, var=v); print(r.account.is_me, s.is_running(r));"
            "print(s.stop(Profile.TEST, var=v))"
        )
        if not Path("/usr/bin/python3").exists() or not nobody.can_reach(Path(psycopg.__file__)):
            pytest.skip("this Python cannot be run by another user")
        done = subprocess.run(
            ["/usr/bin/python3", "-c", script, name, ":".join(sys.path)],
            user=nobody.uid,
            group=nobody.gid,
            extra_groups=[],
            cwd="/",
            env={"PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.stdout.split(), done.stderr) == (["True", "True", "True"], "")
