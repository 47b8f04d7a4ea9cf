"""The tabs that all of these pages have."""

from django.urls import reverse
from django.utils.translation import gettext as _


def tabs(here: str) -> list[tuple[str, str, bool]]:
    words = {
        "partners": _("合作院校"),
        "majors": _("行业与专业"),
        "agreements": _("合作协议"),
        "rounds": _("实习轮次"),
        "visits": _("研学参访"),
        "orders": _("订单培训"),
    }
    return [(reverse(f"campus:{name}"), word, name == here) for name, word in words.items()]
