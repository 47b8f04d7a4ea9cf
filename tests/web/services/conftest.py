"""The site of `tests.services`."""

from tests.services.conftest import book, kept_world, site, with_duty, world

__all__ = ["book", "kept_world", "site", "with_duty", "world"]
