"""What a browser says of itself, in two words that its owner knows."""

from django.utils.translation import gettext as _

#: the first that is found counts: Edge says Chrome too, and Chrome says Safari
_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def agent_words(agent: str) -> str:
    """`Chrome · Windows`; what says neither is shown as it is."""
    found = [
        next((word for sign, word in known if sign in agent), "") for known in (_BROWSERS, _SYSTEMS)
    ]
    return " · ".join(filter(None, found)) or agent[:80] or _("未知的浏览器")
