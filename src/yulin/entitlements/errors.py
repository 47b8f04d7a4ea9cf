"""Why a run or an export is refused; the texts are for people."""


class RunError(Exception):
    """A refusal; nothing was changed."""
