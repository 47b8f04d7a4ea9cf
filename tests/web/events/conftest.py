"""The rooms' world of a fair, for their pages."""

from tests.events.conftest import fair, firms, kept_world, posts, with_duty, world

__all__ = ["fair", "firms", "kept_world", "posts", "with_duty", "world"]
