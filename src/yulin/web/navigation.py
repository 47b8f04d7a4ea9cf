"""The signed-in menus: each face lists its own entries in its `navigation.py`."""

from typing import Any

from yulin.access.enums import Role
from yulin.web.administrator import navigation as administrator
from yulin.web.auditor import navigation as auditor
from yulin.web.employer import navigation as employer
from yulin.web.menu import Item
from yulin.web.officer import navigation as officer
from yulin.web.person import navigation as person
from yulin.web.school import navigation as school

MENUS: dict[str, tuple[Item, ...]] = {
    Role.PERSON: person.ITEMS,
    Role.EMPLOYER: employer.ITEMS,
    Role.SCHOOL: school.ITEMS,
    Role.OFFICER: officer.ITEMS,
    Role.AUDITOR: auditor.ITEMS,
    Role.ADMINISTRATOR: administrator.ITEMS,
}


def items_for(user: Any) -> tuple[Item, ...]:
    """The menu of a signed-in user's role; nothing for a visitor."""
    if not getattr(user, "is_authenticated", False):
        return ()
    items = MENUS.get(user.role, ())
    return tuple(item for item in items if item.rule is None or item.rule(user))
