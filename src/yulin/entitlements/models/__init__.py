from yulin.entitlements.models.choice import Choice
from yulin.entitlements.models.decision import Decision
from yulin.entitlements.models.due import Due
from yulin.entitlements.models.grant import Grant, Hold, Instalment
from yulin.entitlements.models.rehearsal import Rehearsal, RehearsalChange
from yulin.entitlements.models.run import Run
from yulin.entitlements.models.total import RunTotal

__all__ = [
    "Choice",
    "Decision",
    "Due",
    "Grant",
    "Hold",
    "Instalment",
    "Rehearsal",
    "RehearsalChange",
    "Run",
    "RunTotal",
]
