"""The rooms' world of a fair, for their pages."""

from tests.events.conftest import fair, firms, posts, with_duty, world

__all__ = ["fair", "firms", "posts", "with_duty", "world"]
