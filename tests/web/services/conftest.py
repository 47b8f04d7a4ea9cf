"""The site of `tests.services`."""

from tests.services.conftest import book, site, with_duty, world

__all__ = ["book", "site", "with_duty", "world"]
