"""States and words of the room's records; a leaf that anything may import."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EventKind(TextChoices):
    FAIR = "fair", _("招聘会")
    TOUR = "tour", _("巡回引才")
    CAMPUS = "campus", _("校园宣讲")
    LIVE = "live", _("直播带岗")
    MATCH = "match", _("对接会")
    SUMMIT = "summit", _("峰会")
    OPEN_DAY = "open_day", _("开放日")
    CONTEST = "contest", _("创业大赛")
    OTHER = "other", _("其他活动")


class Channel(TextChoices):
    ONSITE = "onsite", _("线下")
    ONLINE = "online", _("线上")
    COMMUNITY = "community", _("社区")


class EventState(TextChoices):
    DRAFT = "draft", _("草稿")
    PUBLISHED = "published", _("已发布")
    OPEN = "open", _("报名中")
    RUNNING = "running", _("进行中")
    CLOSED = "closed", _("已结束")
    SETTLED = "settled", _("已结项")
    CANCELLED = "cancelled", _("已取消")


#: what everybody may read
PUBLIC = (
    EventState.PUBLISHED, EventState.OPEN, EventState.RUNNING, EventState.CLOSED,
    EventState.SETTLED, EventState.CANCELLED,
)  # fmt: skip
#: where firms and people may still come
AHEAD = (EventState.PUBLISHED, EventState.OPEN, EventState.RUNNING)

#: from which state to which; the database has the same table (`migrations/0002_guarded`)
STEPS: dict[EventState, tuple[EventState, ...]] = {
    EventState.DRAFT: (EventState.PUBLISHED, EventState.CANCELLED),
    EventState.PUBLISHED: (EventState.OPEN, EventState.RUNNING, EventState.CANCELLED),
    EventState.OPEN: (EventState.PUBLISHED, EventState.RUNNING, EventState.CANCELLED),
    EventState.RUNNING: (EventState.CLOSED, EventState.CANCELLED),
    EventState.CLOSED: (EventState.SETTLED,),
    EventState.SETTLED: (),
    EventState.CANCELLED: (),
}


class FirmState(TextChoices):
    """Of a firm at an event."""

    APPLIED = "applied", _("待审核")
    INVITED = "invited", _("已邀请，待单位答复")
    WAITING = "waiting", _("候补展位")
    ACCEPTED = "accepted", _("已安排展位")
    REFUSED = "refused", _("未通过")
    DECLINED = "declined", _("单位谢绝")
    WITHDRAWN = "withdrawn", _("单位已退出")


#: of these a firm has one at an event
FIRM_LIVE = (FirmState.APPLIED, FirmState.INVITED, FirmState.WAITING, FirmState.ACCEPTED)


class FirmRefusal(TextChoices):
    """Why a firm gets no booth: the firm is told it in these words."""

    NO_POSTS = "no_posts", _("没有正在招聘的岗位")
    OFF_TOPIC = "off_topic", _("岗位与本场活动的主题不符")
    UNLAWFUL = "unlawful", _("招聘内容有违法用语，尚未改正")
    BLACKLIST = "blacklist", _("有欠薪或失信记录")
    PAPERS = "papers", _("营业或招聘资质不全")
    FULL = "full", _("展位已满")
    OTHER = "other", _("其他原因")


class TicketState(TextChoices):
    HELD = "held", _("已报名")
    WAITING = "waiting", _("候补中")
    CANCELLED = "cancelled", _("已取消")


class CheckInWay(TextChoices):
    SCANNED = "scanned", _("扫码")
    TYPED = "typed", _("手工输入")
    OFFLINE = "offline", _("断网时扫码，联网后补传")


class SlotState(TextChoices):
    FREE = "free", _("空闲")
    PROPOSED = "proposed", _("待本人确认")
    CONFIRMED = "confirmed", _("已确认")
    DONE = "done", _("已面谈")
    ABSENT = "absent", _("未到场")


#: a new run of the engine may give these to somebody else
LOOSE = (SlotState.FREE, SlotState.PROPOSED)


class BroughtBy(TextChoices):
    """How a résumé came to a firm at an event."""

    SCAN = "scan", _("展位扫码")
    SLOT = "slot", _("面谈时段")


class EventTold(TextChoices):
    """What people and firms are told of events."""

    TICKET_UP = "ticket_up", _("候补到了名额")
    TICKET_CANCELLED = "ticket_cancelled", _("报名已被取消")
    TICKET_JOINED = "ticket_joined", _("重复报名已合并")
    TALK = "talk", _("请确认面谈")
    TALK_GONE = "talk_gone", _("面谈已取消")
    CHANGED = "event_changed", _("活动有变动")
    CANCELLED = "event_cancelled", _("活动已取消")
    BOOTH_INVITED = "booth_invited", _("邀请参展")
    BOOTH_GIVEN = "booth_given", _("已安排展位")
    BOOTH_WAITS = "booth_waits", _("候补展位")
    BOOTH_REFUSED = "booth_refused", _("参展申请未通过")
    TALK_OFF = "talk_off", _("求职者取消了面谈")
