"""What can go wrong, always as one sentence that says what to do."""


class DevServerError(Exception):
    """The server cannot be found, made or started."""
