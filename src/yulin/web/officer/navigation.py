"""The officer's menu."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yulin.web.menu import Group, Item, Menu

MENU: Menu = (
    Item("officer:desk", _("工作台"), "home", exact=True),
    Group(
        _("人和单位"),
        (
            Item(
                "officer:people",
                pgettext_lazy("名录", "人员"),
                "people",
                also=("officer:identity:duplicates",),
            ),
            Item("officer:organisations", pgettext_lazy("名录", "单位"), "building"),
            Item("officer:corrections", _("更正申请"), "edit"),
            Item("review:objections", _("异议与暂停"), "scales"),
            Item("rights:erasures", _("个人信息"), "eye"),
        ),
    ),
    Group(
        _("招聘与活动"),
        (
            Item("officer:posts", _("岗位审核"), "work"),
            Item("officer:event:list", _("招聘会与活动"), "calendar"),
            Item("campaigns:list", _("引才计划"), "flag"),
            Item("campus:partners", _("校地合作"), "school"),
        ),
    ),
    Group(
        _("帮扶与服务"),
        (
            Item("helping:lists", _("就业帮扶"), "people"),
            Item("helping:projects", _("人才项目"), "leaf", also=("helping:carriers",)),
            Item("officer:services", _("服务点"), "pin"),
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
            Item("officer:rehearsal:list", _("草案演练"), "scales"),
            Item("studio:drafts", _("政策工作室"), "document"),
            Item("officer:uploads", _("数据导入"), "upload"),
            Item("officer:runs", _("计算与结果"), "chart"),
            Item("officer:source:list", _("数据来源"), "link"),
        ),
    ),
)
