"""Who may see and move money: named predicates."""

from typing import Any

import rules

from yulin.access.rules import is_auditor, is_of_region, is_officer
from yulin.ledger.models import BudgetLine, Fund


@rules.predicate
def fund_is_of_region(user: Any, fund: Fund | None) -> bool:
    return fund is not None and is_of_region(user, fund.region)


@rules.predicate
def line_is_of_region(user: Any, line: BudgetLine | None) -> bool:
    return line is not None and is_of_region(user, line.fund.region)


may_open_fund = is_officer & is_of_region  # asked about a region's code
may_manage_fund = is_officer & fund_is_of_region
may_see_fund = is_auditor | may_manage_fund
may_manage_line = is_officer & line_is_of_region

rules.add_perm("ledger.open_fund", may_open_fund)
rules.add_perm("ledger.manage_fund", may_manage_fund)
rules.add_perm("ledger.see_fund", may_see_fund)
rules.add_perm("ledger.manage_line", may_manage_line)
