"""Why the room refuses something; the texts are for people."""


class JobsError(Exception):
    """A refusal; nothing was changed."""
