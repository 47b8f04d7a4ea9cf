"""The administrators' menu; each page asks again who may open it."""

from django.utils.translation import gettext_lazy as _

from yulin.access.rules import may_watch_administration
from yulin.web.menu import Item, Menu

MENU: Menu = (
    Item("administrator:accounts", _("账号"), "people", exact=True),
    Item("administrator:duties", _("岗位申请"), "shield"),
    Item("administrator:journal", _("管理日志"), "history", rule=may_watch_administration),
)
