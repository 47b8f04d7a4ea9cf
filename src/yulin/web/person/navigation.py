"""A person's menu."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from yulin.events.queries.letters import unread_letters
from yulin.ledger.queries.notices import unread_of
from yulin.web.menu import Group, Item, Menu


def _unread(user: Any) -> int:
    return unread_of(user.person_key) + unread_letters(user.person_key)


MENU: Menu = (
    Item("person:dues", _("我的待遇"), "money", exact=True),
    Item("person:notices", _("消息"), "info", also=("person:letters",), count=_unread),
    Group(
        _("工作与活动"),
        (
            Item("person:applications", _("求职"), "work"),
            Item("person:events", _("活动和票"), "calendar"),
            Item("person:internships", _("实习和培训"), "school", also=("person:visits",)),
            Item("person:my_help", _("我的帮扶"), "people"),
        ),
    ),
    Item("person:stays", _("住宿和预约"), "pin"),
    Group(
        _("款项与复核"),
        (
            Item("person:payments", _("我的款项"), "history"),
            Item("person:checks", _("核查与答复"), "shield"),
            Item("person:objections", _("异议与复核"), "scales"),
        ),
    ),
    Group(
        _("我的资料"),
        (
            Item("person:facts", _("我的信息"), "document"),
            Item("person:corrections", _("更正申请"), "edit"),
            Item(
                "person:looks",
                _("我的数据"),
                "eye",
                also=("person:purposes", "person:copy", "person:erasure"),
            ),
        ),
    ),
)
