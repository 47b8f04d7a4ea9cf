"""Why a movement of money is refused; the texts are for people."""


class LedgerError(Exception):
    """A refusal; nothing was changed."""


class NotEnoughError(LedgerError):
    """The line has less than is asked for."""


class KeyReusedError(LedgerError):
    """The same idempotency key with other contents."""


class StoppedError(LedgerError):
    """A proof of the books did not hold, and nobody has released the stop."""
