from yulin.ledger.models.account import Account
from yulin.ledger.models.allocation import Allocation
from yulin.ledger.models.batch import Batch, Payment
from yulin.ledger.models.fund import BudgetLine, Fund, Funding, FundingShare
from yulin.ledger.models.payee import PayeeAccount
from yulin.ledger.models.posting import Entry, Posting
from yulin.ledger.models.proving import PaymentStop, ProofCase, ProofRecord
from yulin.ledger.models.reply import Reply, ReplyFile

__all__ = [
    "Account",
    "Allocation",
    "Batch",
    "BudgetLine",
    "Entry",
    "Fund",
    "Funding",
    "FundingShare",
    "PayeeAccount",
    "Payment",
    "PaymentStop",
    "Posting",
    "ProofCase",
    "ProofRecord",
    "Reply",
    "ReplyFile",
]
