"""The school's menu."""

from django.utils.translation import gettext_lazy as _

from yulin.web.menu import Item, Menu

MENU: Menu = (
    Item("school:home", _("本校"), "school", exact=True),
    Item("school:students", _("学生"), "people"),
    Item("school:rounds", _("实习安排"), "work"),
    Item("school:visits", _("研学参访"), "compass"),
    Item("school:agreements", _("合作协议"), "document"),
)
