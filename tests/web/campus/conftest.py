"""The school, firms and students of the room's own tests."""

from tests.campus.conftest import (
    cohort,
    partner,
    places,
    post,
    season,
    with_duty,
    world,
)

__all__ = ["cohort", "partner", "places", "post", "season", "with_duty", "world"]
