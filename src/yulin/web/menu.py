"""The entries of a signed-in menu; a leaf that every face's `navigation.py` imports."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from django.urls import reverse
from django.utils.functional import Promise


@dataclass(frozen=True)
class Item:
    """One entry: an address by its URL name, a word (`gettext_lazy`), an icon of the sprite."""

    url_name: str
    label: str | Promise
    icon: str
    #: current on that page only, not on those whose address begins with it
    exact: bool = False
    #: pages elsewhere, by their URL names, that with those below them belong to this entry
    also: tuple[str, ...] = ()
    #: shown only to those it lets through; asks the database, so not for every menu
    rule: Callable[[Any], bool] | None = None
    #: how many of it wait for the user; asks the database once a page
    count: Callable[[Any], int] | None = None

    @property
    def address(self) -> str:
        return str(reverse(self.url_name))

    def covers(self, path: str) -> int:
        """How much of ``path`` this entry's address is: nothing where the page is not below it."""
        above = [reverse(name) for name in self.also]
        if not self.exact or path == self.address:
            above.append(self.address)
        return max((len(address) for address in above if path.startswith(address)), default=0)


@dataclass(frozen=True)
class Group:
    """Several entries behind one word, opened by pressing it."""

    label: str | Promise
    items: tuple[Item, ...]


Menu: TypeAlias = tuple[Item | Group, ...]


def allowed(menu: Menu, user: Any) -> Menu:
    """What of a menu the user may open; a group of one is that one, an empty group is nothing."""
    kept: list[Item | Group] = []
    for entry in menu:
        items = tuple(item for item in items_of((entry,)) if item.rule is None or item.rule(user))
        if isinstance(entry, Group) and len(items) > 1:
            kept.append(replace(entry, items=items))
        else:
            kept.extend(items)
    return tuple(kept)


def items_of(menu: Menu) -> Iterator[Item]:
    """Every entry, in the order of the menu."""
    for entry in menu:
        if isinstance(entry, Group):
            yield from entry.items
        else:
            yield entry


def current_of(menu: Menu, path: str) -> Item | None:
    """The entry that the page at ``path`` belongs to: the nearest above it, so one at most."""
    nearest = max(items_of(menu), key=lambda item: item.covers(path), default=None)
    return nearest if nearest and nearest.covers(path) else None
