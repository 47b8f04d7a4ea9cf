"""An entry of a signed-in menu; a leaf that every face's `navigation.py` imports."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Item:
    """One entry: an address by its URL name, a word (`gettext_lazy`), an icon of the sprite."""

    url_name: str
    label: str
    icon: str
