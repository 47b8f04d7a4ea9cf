"""What somebody was told of events, places and help, in plain words in the reader's language."""

from typing import Any

from django.db.models import TextChoices
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yulin.events.enums import EventTold, FirmRefusal
from yulin.events.models import RoomNotice
from yulin.helping.enums import Channel, HelpTold, OfferKind
from yulin.services.enums import ServiceTold
from yulin.web.told import Words

#: every kind that a room tells
KINDS: tuple[type[TextChoices], ...] = (EventTold, ServiceTold, HelpTold)
_LABELS = {kind.value: kind.label for kinds in KINDS for kind in kinds}
_NEAR = {
    EventTold.TICKET_CANCELLED, EventTold.TALK_GONE, EventTold.CHANGED, EventTold.CANCELLED,
    EventTold.BOOTH_WAITS, EventTold.BOOTH_REFUSED, EventTold.TALK_OFF, ServiceTold.STAY_REFUSED,
    ServiceTold.STAY_CANCELLED, ServiceTold.STAY_LAPSED, ServiceTold.VISIT_CANCELLED,
    HelpTold.WITHDRAWN,
}  # fmt: skip

SENTENCES: dict[str, str | Promise] = {
    EventTold.TICKET_UP: gettext_lazy("“%(name)s”有了名额，您已从候补转为报名成功，席位号 %(seat)s。"),
    EventTold.TICKET_CANCELLED: gettext_lazy("主办方取消了您对“%(name)s”的报名。"),
    EventTold.TICKET_JOINED: gettext_lazy(
        "您的两份登记已合并，对“%(name)s”的两次报名只保留一次，请用这张票入场。"
    ),
    EventTold.TALK: gettext_lazy(
        "“%(name)s”为您安排了面谈：%(at)s，%(firm)s“%(title)s”。请确认去不去。"
    ),
    EventTold.TALK_GONE: gettext_lazy("“%(name)s”中 %(at)s 与%(firm)s的面谈已取消。"),
    EventTold.CHANGED: gettext_lazy("“%(name)s”的时间或地点有变动：现在是 %(at)s，%(place)s。"),
    EventTold.CANCELLED: gettext_lazy("“%(name)s”已取消。原因：%(reason)s"),
    EventTold.BOOTH_INVITED: gettext_lazy("邀请贵单位参加“%(name)s”，请答复来不来、带哪些岗位。"),
    EventTold.BOOTH_GIVEN: gettext_lazy("贵单位参加“%(name)s”的申请已通过，展位：%(booth)s。"),
    EventTold.BOOTH_WAITS: gettext_lazy("“%(name)s”的展位已满，贵单位在候补，有空位时按顺序安排。"),
    EventTold.BOOTH_REFUSED: gettext_lazy("贵单位参加“%(name)s”的申请未通过。原因：%(refusal)s。"),
    EventTold.TALK_OFF: gettext_lazy("“%(name)s”中 %(at)s“%(title)s”的面谈，求职者来不了。"),
    ServiceTold.STAY_GIVEN: gettext_lazy(
        "%(name)s有了空床：您候补的 %(from)s 到 %(to)s 已留出床位。"
    ),
    ServiceTold.STAY_CHECKED: gettext_lazy(
        "%(name)s已核实您 %(from)s 到 %(to)s 的预订，可以入住。依据：%(reason)s"
    ),
    ServiceTold.STAY_REFUSED: gettext_lazy(
        "%(name)s没有通过您 %(from)s 到 %(to)s 的预订。原因：%(reason)s"
    ),
    ServiceTold.STAY_CANCELLED: gettext_lazy(
        "%(name)s取消了您 %(from)s 到 %(to)s 的预订。原因：%(reason)s"
    ),
    ServiceTold.STAY_LAPSED: gettext_lazy("%(name)s在 %(from)s 以前没有空出床位，候补已结束。"),
    ServiceTold.STAY_DESK: gettext_lazy("%(name)s的前台为您登记了 %(from)s 到 %(to)s 的住宿。"),
    ServiceTold.VISIT_CANCELLED: gettext_lazy(
        "%(name)s取消了 %(at)s 的预约，可以另选时间。原因：%(reason)s"
    ),
    HelpTold.OFFER: gettext_lazy("帮扶人给您推荐了%(what)s“%(title)s”，请答复合不合适。"),
    HelpTold.WITHDRAWN: gettext_lazy("帮扶人撤回了对“%(title)s”的推荐。"),
    HelpTold.CALL: gettext_lazy("帮扶人约定 %(day)s 再联系您（%(channel)s）。"),
}  # fmt: skip


def room_words(notice: RoomNotice) -> Words:
    return Words(
        title=str(_LABELS[notice.kind]),
        sentence=str(SENTENCES[notice.kind]) % _told(notice.data),
        css="near" if notice.kind in _NEAR else "yes",
        icon="info",
        at=notice.told_at,
        is_new=notice.read_at is None,
        link=_link(notice),
    )


_PLAIN = ("name", "seat", "title", "place", "reason", "booth", "from", "to", "day")


def _told(data: dict[str, Any]) -> dict[str, Any]:
    """What was kept, codes in words; what is missing reads as a dash."""
    told = {name: data.get(name) or "—" for name in _PLAIN}
    told["firm"] = data.get("firm") or _("单位")
    moment = parse_datetime(data.get("at", ""))
    told["at"] = timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else "—"
    told["refusal"] = _word(FirmRefusal, data.get("reason", ""))
    told["what"] = _word(OfferKind, data.get("what", ""))
    told["channel"] = _word(Channel, data.get("channel", ""))
    return told


def _word(choices: Any, value: str) -> str:
    return str(choices(value).label) if value in choices.values else "—"


_TICKETS = {
    EventTold.TICKET_UP, EventTold.TICKET_CANCELLED, EventTold.TICKET_JOINED, EventTold.TALK,
    EventTold.TALK_GONE,
}  # fmt: skip
#: the page of each, where the row that it leads to has one
_PAGES: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset(_TICKETS), "person:ticket"),
    (frozenset(ServiceTold.values) - {ServiceTold.VISIT_CANCELLED}, "person:stay"),
    (frozenset({ServiceTold.VISIT_CANCELLED}), "public:service"),
)


def _link(notice: RoomNotice) -> str:
    if notice.kind in HelpTold.values:
        return reverse("person:my_help")
    if notice.leads_to is None:
        return ""
    for kinds, page in _PAGES:
        if notice.kind in kinds:
            return reverse(page, args=[notice.leads_to])
    page = "employer:event:one" if notice.employer_id is not None else "public:event"
    return reverse(page, args=[notice.leads_to])
