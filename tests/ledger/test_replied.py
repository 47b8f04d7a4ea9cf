"""A bank that answers in twelve bad ways: what is in doubt stays so, nobody is paid twice or forgotten."""

import pytest

from bench.payment_run import set_up
from bench.replied_run import FAULTS, KINDS, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def owed():
    """In place of what the other tests of this room begin with: everything is made here."""


def test_each_fault_ends_as_the_rule_says_and_everybody_is_paid_once():
    rows = 2
    found = run(set_up(rows * (len(KINDS) + 1)), rows=rows)
    assert len(FAULTS) == 12
    assert found.as_ruled == {kind.name: rows for kind in KINDS}
    assert (found.intended, found.paid_once) == (32, 32)
    assert (found.paid_twice, found.lost) == (0, 0)
    assert (found.replies, found.settled_by_two, found.proofs) == (40, 20, 7)
