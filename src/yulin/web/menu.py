"""An entry of a signed-in menu; a leaf that every face's `navigation.py` imports."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class Item:
    """One entry: an address by its URL name, a word (`gettext_lazy`), an icon of the sprite."""

    url_name: str
    label: str | Promise
    icon: str
    #: current on that page only, not on those whose address begins with it
    exact: bool = False
    #: shown only to those it lets through; asks the database, so not for every menu
    rule: Callable[[Any], bool] | None = None
    #: how many of it wait for the user; asks the database once a page
    count: Callable[[Any], int] | None = None
