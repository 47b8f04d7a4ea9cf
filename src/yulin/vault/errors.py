"""Why something cannot be sealed or opened; no message ever holds what is sealed."""


class VaultError(Exception):
    """The vault refuses."""


class KeyFileError(VaultError):
    """The key file is absent, readable by others, or not one of ours."""


class UnknownKeyError(VaultError):
    """Sealed with a key that the ring does not hold."""


class TamperedError(VaultError):
    """What is stored is not what was sealed, or was sealed for another purpose."""
