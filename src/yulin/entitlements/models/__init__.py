from yulin.entitlements.models.decision import Decision
from yulin.entitlements.models.run import Run
from yulin.entitlements.models.total import RunTotal

__all__ = ["Decision", "Run", "RunTotal"]
