from yulin.events.models.booth import Booth, EventPost, Participation, ReportedCount
from yulin.events.models.brought import EventApplication
from yulin.events.models.campaign import Campaign, CampaignPolicy, Figure, Listing, Target
from yulin.events.models.event import Event, Series
from yulin.events.models.letter import Delivery, Letter, NoLetters
from yulin.events.models.slot import Slot, SlotRefusal, SlotRun
from yulin.events.models.stream import Clicks, Shown, Stream, StreamFigure
from yulin.events.models.ticket import CheckIn, Ticket
from yulin.events.models.told import RoomNotice
from yulin.events.models.trip import Cost, Leg, Traveller, Trip, TripBudget

__all__ = [
    "Booth",
    "Campaign",
    "CampaignPolicy",
    "CheckIn",
    "Clicks",
    "Cost",
    "Delivery",
    "Event",
    "EventApplication",
    "EventPost",
    "Figure",
    "Leg",
    "Letter",
    "Listing",
    "NoLetters",
    "Participation",
    "ReportedCount",
    "RoomNotice",
    "Series",
    "Shown",
    "Slot",
    "SlotRefusal",
    "SlotRun",
    "Stream",
    "StreamFigure",
    "Target",
    "Ticket",
    "Traveller",
    "Trip",
    "TripBudget",
]
