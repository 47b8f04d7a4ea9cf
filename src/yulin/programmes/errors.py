"""Why the library cannot be used; the texts are for people."""


class LibraryError(Exception):
    """The documents on disk cannot be read; the message names file, line and reason."""
