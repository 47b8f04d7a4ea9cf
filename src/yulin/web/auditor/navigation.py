"""The auditor's menu."""

from yulin.web.menu import Item

ITEMS: tuple[Item, ...] = ()
