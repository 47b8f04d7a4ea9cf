from yulin.access.models.credentials import (
    Identity,
    OneTimeCode,
    Passkey,
    PastPassword,
    RecoveryCode,
    SetUpCode,
)
from yulin.access.models.duty import DutyGrant, DutyRequest, DutyState
from yulin.access.models.journal import JournalEntry
from yulin.access.models.session import Session
from yulin.access.models.tally import Tally
from yulin.access.models.user import User

__all__ = [
    "DutyGrant",
    "DutyRequest",
    "DutyState",
    "Identity",
    "JournalEntry",
    "OneTimeCode",
    "Passkey",
    "PastPassword",
    "RecoveryCode",
    "Session",
    "SetUpCode",
    "Tally",
    "User",
]
