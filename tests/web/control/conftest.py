"""The cases of control's own tests, shown."""

from tests.control.conftest import (
    accounts,
    control,
    draft,
    filed,
    fund,
    funded,
    hands,
    not_control,
    owed,
    owed_by_all,
    paid,
    reserved,
    with_duty,
)
from tests.control.test_findings import anna, entries, proposed

__all__ = [
    "accounts",
    "anna",
    "control",
    "draft",
    "entries",
    "filed",
    "fund",
    "funded",
    "hands",
    "not_control",
    "owed",
    "owed_by_all",
    "paid",
    "proposed",
    "reserved",
    "with_duty",
]
