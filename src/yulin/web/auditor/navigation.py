"""The auditor's menu: the journal, and the pages that officers work with, to read."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yulin.web.menu import Item

ITEMS: tuple[Item, ...] = (
    Item("auditor:journal", _("操作日志"), "history"),
    Item("officer:runs", _("计算与结果"), "chart"),
    Item("officer:people", pgettext_lazy("名录", "人员"), "people"),
    Item("officer:uploads", _("数据导入"), "upload"),
    Item("officer:corrections", _("更正申请"), "edit"),
    Item("review:objections", _("异议与暂停"), "scales"),
    Item("rights:erasures", _("个人信息"), "eye"),
    Item("money:funds", _("资金与拨付"), "money"),
    Item("control:signals", _("风险与抽查"), "flag"),
    Item("officer:source:list", _("数据来源"), "link"),
    Item("officer:policies", _("政策"), "library"),
)
