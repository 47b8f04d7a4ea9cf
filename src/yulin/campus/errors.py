"""Why the room refuses something; the texts are for people."""


class CampusError(Exception):
    """A refusal; nothing was changed."""
