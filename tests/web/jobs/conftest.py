"""Two firms with a clerk each, three people, and officers."""

from tests.jobs.conftest import drafted, opened, with_duty, world

__all__ = ["drafted", "opened", "with_duty", "world"]
