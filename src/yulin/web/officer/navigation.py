"""The officer's menu."""

from yulin.web.menu import Item

ITEMS: tuple[Item, ...] = ()
