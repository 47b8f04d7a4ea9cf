"""A person's menu."""

from django.utils.translation import gettext_lazy as _

from yulin.web.menu import Item

ITEMS: tuple[Item, ...] = (
    Item("person:dues", _("我的待遇"), "money", exact=True),
    Item("person:payments", _("我的款项"), "history"),
    Item("person:checks", _("核查与答复"), "shield"),
    Item("person:facts", _("我的信息"), "document"),
    Item("person:corrections", _("更正申请"), "edit"),
)
