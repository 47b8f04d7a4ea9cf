"""What every test may use, and traps that turn whole classes of bugs into failures."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import translation
from playwright.sync_api import expect
from procrastinate.contrib.django import app as jobs_app
from procrastinate.testing import InMemoryConnector

from tests.strict import StrictClient
from tools.messages import compile_catalogues
from yulin.access.enums import Role
from yulin.access.models import User
from yulin.devserver.address import is_own
from yulin.devserver.paths import VAR
from yulin.devserver.testing import start_for_tests

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
    if not hasattr(config, "workerinput"):  # once, not in every xdist worker
        compile_catalogues()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test with a browser is marked `e2e` by itself: `-m 'not e2e'` leaves them out.

    Files with such tests run last: once a browser has started, its event loop stays with the
    process, and tests of background jobs could not start one of their own.
    """
    for item in items:
        if {"page", "context", "browser"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.e2e)
    browsing = {item.path for item in items if item.get_closest_marker("e2e")}
    items.sort(key=lambda item: item.path in browsing)


# --- Database ------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Start the test server when the first test asks for a database."""
    if is_own(os.environ):
        start_for_tests(var=VAR)
    # A connection that outlives its thread would keep the database from being dropped.
    connection.settings_dict["CONN_MAX_AGE"] = 0


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Let Django empty the tables between tests; on a real site these refuse TRUNCATE too."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass, tgname FROM pg_trigger WHERE tgname LIKE '%not_emptied'"
        )
        for table, trigger in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")


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
    """A saved account; `username` and a region for an officer are filled in when not given."""
    if role == Role.OFFICER:
        fields.setdefault("region", 330300)
    fields.setdefault("username", f"{role}-{User.objects.count()}")
    fields.setdefault("display_name", fields["username"])
    return User.objects.create_user(role=role, **fields)


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
