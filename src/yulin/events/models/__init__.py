from yulin.events.models.event import Event, Series

__all__ = ["Event", "Series"]
