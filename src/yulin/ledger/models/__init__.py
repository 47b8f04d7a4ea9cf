from yulin.ledger.models.account import Account
from yulin.ledger.models.fund import BudgetLine, Fund, Funding, FundingShare
from yulin.ledger.models.posting import Entry, Posting

__all__ = ["Account", "BudgetLine", "Entry", "Fund", "Funding", "FundingShare", "Posting"]
