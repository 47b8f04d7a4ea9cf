from yulin.events.models.campaign import Campaign, CampaignPolicy, Figure, Listing, Target
from yulin.events.models.event import Event, Series
from yulin.events.models.letter import Delivery, Letter, NoLetters
from yulin.events.models.stream import Clicks, Shown, Stream, StreamFigure
from yulin.events.models.trip import Cost, Leg, Traveller, Trip, TripBudget

__all__ = [
    "Campaign",
    "CampaignPolicy",
    "Clicks",
    "Cost",
    "Delivery",
    "Event",
    "Figure",
    "Leg",
    "Letter",
    "Listing",
    "NoLetters",
    "Series",
    "Shown",
    "Stream",
    "StreamFigure",
    "Target",
    "Traveller",
    "Trip",
    "TripBudget",
]
