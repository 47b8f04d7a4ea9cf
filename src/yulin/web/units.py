"""Units as people say them after a number."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "月": _("个月"),
    "年": _("年"),
    "岁": _("岁"),
    "日": _("天"),
    "元": _("元"),
    "人": _("人"),
    "分": _("分"),
}


def word(unit: str) -> str:
    return str(WORDS.get(unit, unit))
