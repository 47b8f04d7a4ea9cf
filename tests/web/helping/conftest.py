"""The world of helping."""

from tests.helping.conftest import helped, posts
from tests.jobs.conftest import drafted, kept_world, opened, with_duty, world

__all__ = ["drafted", "helped", "kept_world", "opened", "posts", "with_duty", "world"]
