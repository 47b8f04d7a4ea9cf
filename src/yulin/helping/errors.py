"""Why the room refuses something; the texts are for people."""


class HelpingError(Exception):
    """A refusal; nothing was changed."""
