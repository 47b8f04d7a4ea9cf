"""What every test may use, and traps that turn whole classes of bugs into failures."""

import gc
import os
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import ScryptPasswordHasher
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation
from playwright.sync_api import expect
from procrastinate.contrib.django import app as jobs_app
from procrastinate.testing import InMemoryConnector

from tests.database import empty, tables_to_empty, template
from tests.libraries import ReadOnce
from tests.strict import StrictClient
from tests.timing import Timing
from tools.messages import compile_catalogues
from yulin.access.enums import Role
from yulin.access.models import User
from yulin.devserver.address import is_own
from yulin.devserver.paths import VAR
from yulin.devserver.server import Server, connect_as_owner
from yulin.devserver.testing import start_for_tests
from yulin.programmes.queries import library as kept_library

# A page is slow where many tests share two cores; waiting longer costs nothing where it is not.
expect.set_options(timeout=30_000)
CHROMIUM = os.environ.get("YULIN_CHROMIUM", "/usr/bin/chromium")
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",  # tests run as root in containers
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=zh-CN",  # other languages draw other forms of the same characters
]


def pytest_configure(config: pytest.Config) -> None:
    gc.set_threshold(20_000, 20, 20)  # rather more memory than ten thousand searches for rubbish
    if not hasattr(config, "workerinput"):  # once, not in every xdist worker
        compile_catalogues()
    if config.getoption("xmlpath"):
        config.pluginmanager.register(Timing())


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()  # what is loaded by now stays, and need not be searched


def pytest_unconfigure() -> None:
    gc.unfreeze()  # libraries count at the end what they gave out


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test with a browser is marked `e2e` by itself: `-m 'not e2e'` leaves them out.

    Files with such tests run last: once a browser has started, its event loop stays with the
    process, and tests of background jobs could not start one of their own. Of these the largest come
    first, so that no process is left alone with one at the end.
    """
    for item in items:
        if {"page", "context", "browser"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.e2e)
            # a busy machine may let a browser wait too long once; the summary names who was run again
            item.add_marker(pytest.mark.flaky(reruns=1))
    browsing = Counter(item.path for item in items if item.get_closest_marker("e2e"))
    # a file with tests of jobs beside those with a browser comes before a browser has started
    mixed = {item.path for item in items if not item.get_closest_marker("e2e")} & set(browsing)
    items.sort(
        key=lambda item: (item.path in browsing, item.path not in mixed, -browsing[item.path])
    )


# --- Database ------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def tests_server() -> Server | None:
    """The server of this checkout's own; None where `DATABASE_URL` names another."""
    return start_for_tests(var=VAR) if is_own(os.environ) else None


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
    tests_server: Server | None,
    django_db_blocker: Any,
) -> None:
    """Start the test server when the first test asks for a database, and find tables to copy."""
    if tests_server:
        with django_db_blocker.unblock():
            connection.settings_dict["TEST"]["TEMPLATE"] = template(tests_server)
    # A connection that outlives its thread would keep the database from being dropped.
    connection.settings_dict["CONN_MAX_AGE"] = 0


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, tests_server: Server | None, django_db_blocker: Any
) -> Iterator[None]:
    """Let the tables be emptied between tests; on a real site some of them refuse."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass, tgname FROM pg_trigger WHERE tgname LIKE '%not_emptied'"
        )
        for table, trigger in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        tables = tables_to_empty()
    if not tests_server:
        yield
        return
    with (
        connect_as_owner(tests_server, str(connection.settings_dict["NAME"])) as owner,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: empty(owner, tables))
        yield
        # a thread of the last browser test may still hold what it read with; the database goes now
        connection.close()
        owner.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


# --- Passwords ----------------------------------------------------------------------------------

HASHING = ScryptPasswordHasher.work_factor


@pytest.fixture(scope="session", autouse=True)
def quick_hashing() -> Iterator[None]:
    """Scrypt with little work, a thousandth; `HASHING` is what a site does, and is tested."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ScryptPasswordHasher, "work_factor", 16)
        yield


# --- Policies -----------------------------------------------------------------------------------


@pytest.fixture(scope="session", autouse=True)
def read_once() -> Iterator[None]:
    """A library of the same texts is read once a process, in whatever folder a test writes it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept_library, "load_library", ReadOnce())
        yield


# --- Language -----------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """Every test begins in Chinese: a page asked for in English leaves its thread in English."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


# --- A client that reads what it gets ------------------------------------------------------------


@pytest.fixture
def client() -> StrictClient:
    return StrictClient()


# --- People --------------------------------------------------------------------------------------


def make_user(role: Role = Role.PERSON, **fields: Any) -> User:
    """A saved account; `username` and a region for an officer are filled in when not given.

    What an account must be is asked of the database alone: `create_user` asks it beforehand, too.
    """
    if role == Role.OFFICER:
        fields.setdefault("region", 330300)
    if "username" not in fields:
        fields["username"] = f"{role}-{User.objects.count()}"
    fields.setdefault("display_name", fields["username"])
    user = User(role=role, **fields)
    user.set_unusable_password()
    user.save()
    return user


@pytest.fixture
def user_of(db: None) -> Any:
    """`user_of(Role.OFFICER, region=330302)` makes an account."""
    return make_user


@pytest.fixture
def officer(db: None) -> User:
    return make_user(Role.OFFICER, username="officer", region=330300)


@pytest.fixture
def auditor(db: None) -> User:
    return make_user(Role.AUDITOR, username="auditor")


@pytest.fixture
def person(db: None) -> User:
    return make_user(Role.PERSON, username="person", person_key="P1")


@pytest.fixture
def employer(db: None) -> User:
    return make_user(Role.EMPLOYER, username="employer", organisation_key="O1")


# --- Background work -----------------------------------------------------------------------------


@pytest.fixture
def jobs() -> Iterator[InMemoryConnector]:
    """Jobs kept in memory and not run: look at `jobs.jobs`."""
    memory = InMemoryConnector()
    with jobs_app.replace_connector(memory):
        yield memory


@pytest.fixture
def run_jobs(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """`run_jobs()` runs what waits in the real queue, as the worker would, and then returns.

    What comes by the clock stays away: it would be cut off in the middle when the worker ends, and its
    thread would keep a line to the database open.
    """
    monkeypatch.setattr(jobs_app.periodic_registry, "periodic_tasks", {})
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")  # Django empties only its own tables

    def work() -> None:
        # making another app renames the tasks that procrastinate brings along, and binds them to it
        before = [(task, task.name, task.blueprint) for task in jobs_app.tasks.values()]
        worker = jobs_app.with_connector(jobs_app.connector.get_worker_connector())
        try:
            worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
        finally:
            for task, name, blueprint in before:
                task.name, task.blueprint = name, blueprint

    def run() -> None:
        with ThreadPoolExecutor(1) as pool:  # a browser's event loop holds this thread
            pool.submit(work).result()

    return run


# --- Browser -------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    if not Path(CHROMIUM).exists():
        pytest.fail(f"{CHROMIUM} is missing: apt-get install chromium fonts-noto-cjk")
    return browser_type_launch_args | {
        "executable_path": CHROMIUM,
        "args": CHROMIUM_ARGUMENTS,
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return browser_context_args | {"locale": "zh-CN", "timezone_id": settings.TIME_ZONE}
