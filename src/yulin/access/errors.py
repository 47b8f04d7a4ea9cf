"""Why something about an account is refused; the texts are for people."""


class AccessError(Exception):
    """A refusal; nothing was changed."""


class SignInRefusedError(AccessError):
    """Not signed in. The text is the same whatever the cause: a cause would tell who has an account."""
