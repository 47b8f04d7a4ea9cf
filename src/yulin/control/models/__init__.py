from yulin.control.models.campaign import Campaign, CampaignEntry
from yulin.control.models.finding import Finding
from yulin.control.models.recheck import Recheck
from yulin.control.models.signal import Signal, SignalStep, Threshold

__all__ = [
    "Campaign",
    "CampaignEntry",
    "Finding",
    "Recheck",
    "Signal",
    "SignalStep",
    "Threshold",
]
