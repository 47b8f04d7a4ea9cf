"""The world of helping."""

from tests.helping.conftest import helped, posts
from tests.jobs.conftest import drafted, opened, with_duty, world

__all__ = ["drafted", "helped", "opened", "posts", "with_duty", "world"]
