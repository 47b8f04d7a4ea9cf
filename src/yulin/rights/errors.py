"""Why the room refuses; the texts are for people."""


class RightsError(Exception):
    """A refusal; nothing was changed."""
