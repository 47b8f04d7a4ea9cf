"""Two firms with a clerk each, three people, and officers."""

from tests.jobs.conftest import drafted, kept_world, opened, with_duty, world

__all__ = ["drafted", "kept_world", "opened", "with_duty", "world"]
