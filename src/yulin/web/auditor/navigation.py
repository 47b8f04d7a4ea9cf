"""The auditor's menu: the journal, and the pages that officers work with, to read."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yulin.web.menu import Group, Item, Menu

MENU: Menu = (
    Item("auditor:journal", _("操作日志"), "history"),
    Group(
        _("人和单位"),
        (
            Item(
                "officer:people",
                pgettext_lazy("名录", "人员"),
                "people",
                also=("officer:identity:duplicates",),
            ),
            Item("officer:corrections", _("更正申请"), "edit"),
            Item("review:objections", _("异议与暂停"), "scales"),
            Item("rights:erasures", _("个人信息"), "eye"),
        ),
    ),
    Group(
        _("资金与监督"),
        (
            Item("money:funds", _("资金与拨付"), "money"),
            Item("control:signals", _("风险与抽查"), "flag"),
        ),
    ),
    Group(
        _("政策与数据"),
        (
            Item("officer:policies", _("政策"), "library"),
            Item("officer:uploads", _("数据导入"), "upload"),
            Item("officer:runs", _("计算与结果"), "chart"),
            Item("officer:source:list", _("数据来源"), "link"),
        ),
    ),
)
