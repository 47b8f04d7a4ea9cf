"""The money of the ledger's own tests, shown."""

from tests.ledger.conftest import (
    accounts,
    draft,
    filed,
    fund,
    funded,
    hands,
    owed,
    owed_by_all,
    reserved,
    with_duty,
)

__all__ = [
    "accounts",
    "draft",
    "filed",
    "fund",
    "funded",
    "hands",
    "owed",
    "owed_by_all",
    "reserved",
    "with_duty",
]
