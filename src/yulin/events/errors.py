"""Why the room refuses something; the texts are for people."""


class EventsError(Exception):
    """A refusal; nothing was changed."""
