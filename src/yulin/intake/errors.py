"""Why a file is refused; the texts are for people."""


class IntakeError(Exception):
    """A refusal; nothing was changed."""
