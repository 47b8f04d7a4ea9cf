"""The school, firms and students of the room's own tests."""

from tests.campus.conftest import (
    cohort,
    kept_world,
    partner,
    places,
    post,
    season,
    with_duty,
    world,
)

__all__ = ["cohort", "kept_world", "partner", "places", "post", "season", "with_duty", "world"]
