"""A fund of the city with two lines, and the officer who keeps it."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from yulin.access.enums import Role
from yulin.ledger.actions.funds import grant_budget, open_fund, open_line
from yulin.ledger.enums import Source, Stage


@pytest.fixture
def fund(user_of):
    officer = user_of(Role.OFFICER, username="keeper", region=330300)
    made = open_fund(
        acting_user=officer, name="人才资金", region=330300, year=2026, basis="温财〔2026〕1号"
    )
    lines = [
        open_line(acting_user=officer, fund=made, stage=Stage.SUBSIDISE, source=source)
        for source in (Source.CITY, Source.COUNTY)
    ]
    grant_budget(
        acting_user=officer,
        parts=dict.fromkeys(lines, Decimal("1000.00")),
        key="2026-1",
        reason="年初下达",
    )
    return SimpleNamespace(fund=made, officer=officer, city=lines[0], county=lines[1])
