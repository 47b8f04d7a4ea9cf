"""Units as people say them after a number."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "月": _("个月"),
    "个月": _("个月"),
    "万元": _("万元"),
    "周岁": _("周岁"),
    "期": _("期"),
    "次": _("次"),
    "年": _("年"),
    "岁": _("岁"),
    "日": _("天"),
    "天": _("天"),
    "元": _("元"),
    "人": _("人"),
    "分": _("分"),
    # of a fact that only a document declares: the column does not know it
    "按事实的单位": "",
}


def word(unit: str) -> str:
    return str(WORDS.get(unit, unit))
