"""Why control refuses something; the texts are for people."""


class ControlError(Exception):
    """A refusal; nothing was changed."""
