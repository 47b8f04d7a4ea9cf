"""The signed-in menus: each face lists its own entries in its `navigation.py`."""

from typing import Any

from yulin.access.enums import Role
from yulin.web.administrator import navigation as administrator
from yulin.web.auditor import navigation as auditor
from yulin.web.employer import navigation as employer
from yulin.web.menu import Item, Menu, allowed, items_of
from yulin.web.officer import navigation as officer
from yulin.web.person import navigation as person
from yulin.web.school import navigation as school

MENUS: dict[str, Menu] = {
    Role.PERSON: person.MENU,
    Role.EMPLOYER: employer.MENU,
    Role.SCHOOL: school.MENU,
    Role.OFFICER: officer.MENU,
    Role.AUDITOR: auditor.MENU,
    Role.ADMINISTRATOR: administrator.MENU,
}


def menu_for(user: Any) -> Menu:
    """The menu of a signed-in user's role; nothing for a visitor."""
    if not getattr(user, "is_authenticated", False):
        return ()
    return allowed(MENUS.get(user.role, ()), user)


def items_for(user: Any) -> tuple[Item, ...]:
    """The same without its groups."""
    return tuple(items_of(menu_for(user)))
