"""Whatever moves in whatever order: the balances are those of a plain model, and add up to zero."""

from decimal import Decimal

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yulin.ledger.actions.post import post
from yulin.ledger.enums import FLOWS, AccountKind, Movement
from yulin.ledger.errors import NotEnoughError
from yulin.ledger.queries.proof import prove

STEPS = st.lists(
    st.tuples(
        st.sampled_from(Movement),
        st.booleans(),
        st.integers(1, 60_000).map(lambda fen: Decimal(fen) / 100),
    ),
    max_size=25,
)


class _TakenBackError(Exception):
    """Ends one example without leaving anything."""


@pytest.mark.django_db
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_balances_are_those_of_a_plain_model(fund, steps):
    with pytest.raises(_TakenBackError), transaction.atomic():
        _go_through(fund, steps)
        raise _TakenBackError


def _go_through(fund, steps):
    model = {
        (line.pk, kind): Decimal(0) for line in (fund.city, fund.county) for kind in AccountKind
    }
    for line in (fund.city, fund.county):
        model[line.pk, AccountKind.AVAILABLE] = Decimal(1000)
        model[line.pk, AccountKind.GRANTED] = Decimal(-1000)
    for number, (movement, city, amount) in enumerate(steps):
        line = fund.city if city else fund.county
        source, target = FLOWS[movement]
        lawful = source == AccountKind.GRANTED or model[line.pk, source] >= amount
        words = {"movement": movement, "parts": {line: amount}, "key": str(number), "reason": "r"}
        if lawful:
            post(acting_user=None, **words)
            model[line.pk, source] -= amount
            model[line.pk, target] += amount
        else:
            with pytest.raises(NotEnoughError):
                post(acting_user=None, **words)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    found = {
        (a.line_id, a.kind): a.balance
        for line in (fund.city, fund.county)
        for a in line.accounts.all()
    }
    assert found == model
    proof = prove()
    assert (proof.total, proof.holds) == (Decimal(0), True)
