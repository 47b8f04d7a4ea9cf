from yulin.entitlements.models.choice import Choice
from yulin.entitlements.models.decision import Decision
from yulin.entitlements.models.due import Due
from yulin.entitlements.models.grant import Grant, Instalment
from yulin.entitlements.models.hold import Hold
from yulin.entitlements.models.notice import Notice
from yulin.entitlements.models.objection import Objection, Ruling
from yulin.entitlements.models.rehearsal import Rehearsal, RehearsalChange
from yulin.entitlements.models.run import Run
from yulin.entitlements.models.standing import Standing
from yulin.entitlements.models.stop import Stop
from yulin.entitlements.models.total import RunTotal

__all__ = [
    "Choice",
    "Decision",
    "Due",
    "Grant",
    "Hold",
    "Instalment",
    "Notice",
    "Objection",
    "Rehearsal",
    "RehearsalChange",
    "Ruling",
    "Run",
    "RunTotal",
    "Standing",
    "Stop",
]
