"""The employer's menu."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from yulin.ledger.queries.notices import unread_of_firm
from yulin.web.menu import Group, Item, Menu


def _unread(user: Any) -> int:
    return unread_of_firm(user.organisation_key) if user.organisation_key else 0


MENU: Menu = (
    Item("employer:home", _("本单位"), "building", exact=True),
    Item("employer:notices", _("消息"), "info", count=_unread),
    Item("employer:dues", _("可享受的"), "money"),
    Group(
        _("招聘用人"),
        (
            Item("employer:posts", _("招聘"), "work", also=("employer:resumes", "employer:plans")),
            Item("employer:event:list", _("招聘会与活动"), "calendar"),
            Item("employer:orders", _("委托招聘"), "people"),
            Item("employer:staff", _("员工"), "people"),
        ),
    ),
    Group(
        _("合作与服务"),
        (
            Item("employer:interns", _("校企合作"), "school"),
            Item("employer:training", _("订单培训"), "medal"),
            Item("employer:agency", _("人力资源服务"), "compass"),
            Item("employer:services", _("预约"), "pin"),
        ),
    ),
    Group(
        _("核查与复核"),
        (
            Item("employer:findings", _("核查与答复"), "shield"),
            Item("employer:objections", _("异议与复核"), "scales"),
        ),
    ),
)
