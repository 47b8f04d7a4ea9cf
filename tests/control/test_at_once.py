"""Two at once: who confirms a finding, and who runs the checks. These tests commit."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import Error, connection

from tests.control.test_findings import WRONG, confirm, entries
from tests.control.test_rechecks import TWELVE, planned
from tests.registry.builders import ANNA
from yulin.control.actions import findings, rechecks
from yulin.control.actions.findings import Conclusion, conclude_entry
from yulin.control.actions.rechecks import run_rechecks
from yulin.control.errors import ControlError
from yulin.control.models import Finding, Recheck
from yulin.ledger.models import Claim, Payment

__all__ = ["entries", "planned"]
D = Decimal


def both(act):
    start = Barrier(2)

    def one(number):
        start.wait()
        try:
            act(number)
        except (ControlError, Error) as error:
            return type(error).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(one, range(2)))


@pytest.fixture
def small(entries, control):
    """So little that it could be asked back twice."""
    conclusion = Conclusion(**vars(WRONG) | {"amount": D("10.00")})
    return conclude_entry(acting_user=control.first, entry=entries[ANNA], conclusion=conclusion)


@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_at_once_open_one_claim(small, control, with_duty):
    third = with_duty("control", "control-3")
    users = (control.second, third)
    assert both(lambda number: confirm(control, small, user=users[number])) == [
        "ControlError",
        "done",
    ]
    assert Claim.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_two_would_go_ahead_and_the_database_refuses(
    small, control, with_duty, monkeypatch
):
    """The negative control: both see it undecided, both ask; only one commits."""
    third = with_duty("control", "control-3")
    seen = Barrier(2)

    def unlocked(finding):
        held = Finding.objects.get(pk=finding.pk)
        seen.wait()
        return held

    monkeypatch.setattr(findings, "_held", unlocked)
    users = (control.second, third)
    went = both(lambda number: confirm(control, small, user=users[number]))
    assert went == ["ProgrammingError", "done"]
    assert (Claim.objects.count(), Payment.objects.count()) == (1, 2)


@pytest.mark.django_db(transaction=True)
def test_two_who_run_at_once_do_each_check_once(planned, monkeypatch):
    monkeypatch.setattr(rechecks, "BATCH", 1)

    def one(_number):
        try:
            return run_rechecks(acting_user=None, today=TWELVE).done
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(one, range(2)))
    assert sum(done) == 6
    assert Recheck.objects.filter(state="done").count() == 6
