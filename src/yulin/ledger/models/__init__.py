from yulin.ledger.models.account import Account
from yulin.ledger.models.allocation import Allocation
from yulin.ledger.models.batch import Batch, Payment
from yulin.ledger.models.claim import Claim, ClaimPart, ClaimPlan, ClaimStep, ClaimTerm, SetOffRule
from yulin.ledger.models.fund import BudgetLine, Fund, Funding, FundingShare
from yulin.ledger.models.notice import Notice
from yulin.ledger.models.payee import PayeeAccount
from yulin.ledger.models.posting import Entry, Posting
from yulin.ledger.models.proving import PaymentStop, ProofCase, ProofRecord
from yulin.ledger.models.release import Release
from yulin.ledger.models.reply import Reply, ReplyFile
from yulin.ledger.models.settlement import Settlement
from yulin.ledger.models.tier import Tier

__all__ = [
    "Account",
    "Allocation",
    "Batch",
    "BudgetLine",
    "Claim",
    "ClaimPart",
    "ClaimPlan",
    "ClaimStep",
    "ClaimTerm",
    "Entry",
    "Fund",
    "Funding",
    "FundingShare",
    "Notice",
    "PayeeAccount",
    "Payment",
    "PaymentStop",
    "Posting",
    "ProofCase",
    "ProofRecord",
    "Release",
    "Reply",
    "ReplyFile",
    "SetOffRule",
    "Settlement",
    "Tier",
]
