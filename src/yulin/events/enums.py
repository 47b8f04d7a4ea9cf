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
