"""The employer's menu."""

from django.utils.translation import gettext_lazy as _

from yulin.web.menu import Item

ITEMS: tuple[Item, ...] = (
    Item("employer:home", _("本单位"), "building", exact=True),
    Item("employer:dues", _("可享受的"), "money"),
    Item("employer:staff", _("员工"), "people"),
)
