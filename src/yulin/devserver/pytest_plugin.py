"""Loaded before pytest reads the settings: the tests use the test server, never the demo's.

`-p yulin.devserver.pytest_plugin` in pyproject.toml; the server itself is started by the first test
that needs a database (`tests/conftest.py`).
"""

import os

DEFAULTS = {
    "YULIN_POSTGRES_PROFILE": "test",
    # Two runs in one checkout must not share a database. Workers inherit their parent's name.
    "YULIN_TEST_DATABASE": f"test_yulin_{os.getpid()}",
    "YULIN_HTTPS": "0",  # the tests' browser and client speak http
    "YULIN_STATIC_MANIFEST": "0",  # no `collectstatic` before a test
    # Playwright keeps an event loop running in the thread of the tests; none of our code is async.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
    # A process of tests a core: two threads in each would but wake one another. At night they do.
    **({} if os.environ.get("YULIN_HYPOTHESIS") == "nightly" else {"POLARS_MAX_THREADS": "1"}),
}

for _name, _value in DEFAULTS.items():
    os.environ.setdefault(_name, _value)
