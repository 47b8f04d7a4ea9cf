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
from yulin.access.models.token import ApiToken, KeptAnswer
from yulin.access.models.user import User

__all__ = [
    "ApiToken",
    "DutyGrant",
    "DutyRequest",
    "DutyState",
    "Identity",
    "JournalEntry",
    "KeptAnswer",
    "OneTimeCode",
    "Passkey",
    "PastPassword",
    "RecoveryCode",
    "Session",
    "SetUpCode",
    "Tally",
    "User",
]
