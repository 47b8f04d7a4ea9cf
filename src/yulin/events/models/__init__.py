from yulin.events.models.booth import Booth, EventPost, Participation, ReportedCount
from yulin.events.models.brought import EventApplication
from yulin.events.models.event import Event, Series
from yulin.events.models.slot import Slot, SlotRefusal, SlotRun
from yulin.events.models.ticket import CheckIn, Ticket

__all__ = [
    "Booth",
    "CheckIn",
    "Event",
    "EventApplication",
    "EventPost",
    "Participation",
    "ReportedCount",
    "Series",
    "Slot",
    "SlotRefusal",
    "SlotRun",
    "Ticket",
]
