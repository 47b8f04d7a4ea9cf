"""States and words of the room's records; a leaf that anything may import."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PlaceKind(TextChoices):
    HOSTEL = "hostel", _("青年驿站")
    APARTMENT = "apartment", _("人才公寓")
    SPORTS = "sports", _("体育公园")
    STARTUP = "startup", _("双创空间")
    OUTPOST = "outpost", _("人才之家（飞地）")
    WINDOW = "window", _("服务窗口")


class Openness(TextChoices):
    """Of a place and of a scheme."""

    DRAFT = "draft", _("草稿")
    OPEN = "open", _("开放")
    CLOSED = "closed", _("停用")


class ServiceKind(TextChoices):
    """What is done at a point by appointment."""

    POLICY = "policy", _("政策咨询")
    SETTLING = "settling", _("落户")
    FILE = "file", _("档案")
    TALENT = "talent", _("人才认定")
    STARTUP = "startup", _("创业辅导")
    RECRUITING = "recruiting", _("招聘对接")


class Guests(TextChoices):
    """Whom a bed in a shared room is for."""

    ANY = "any", _("不限")
    MEN = "men", _("男")
    WOMEN = "women", _("女")


class StayState(TextChoices):
    WAITING = "waiting", _("候补中")
    PENDING = "pending", _("待核实")
    BOOKED = "booked", _("已预订")
    STAYING = "staying", _("已入住")
    DONE = "done", _("已离店")
    CANCELLED = "cancelled", _("已取消")
    REFUSED = "refused", _("未通过核实")
    ABSENT = "absent", _("未到店")
    LAPSED = "lapsed", _("没有等到床位")


#: of these a bed is held for its nights
HOLDING = (StayState.PENDING, StayState.BOOKED, StayState.STAYING, StayState.DONE)
#: of these a person has one at a time for a night
STANDING = (StayState.WAITING, *HOLDING)


class AppointmentState(TextChoices):
    BOOKED = "booked", _("已预约")
    ATTENDED = "attended", _("已到")
    ABSENT = "absent", _("未到")
    CANCELLED = "cancelled", _("已取消")


#: of these a place of the slot is taken
TAKING = (AppointmentState.BOOKED, AppointmentState.ATTENDED, AppointmentState.ABSENT)


class ServiceTold(TextChoices):
    """What guests and visitors are told."""

    STAY_GIVEN = "stay_given", _("候补到了床位")
    STAY_CHECKED = "stay_checked", _("住宿预订已核实")
    STAY_REFUSED = "stay_refused", _("住宿预订未通过核实")
    STAY_CANCELLED = "stay_cancelled", _("住宿预订已被取消")
    STAY_LAPSED = "stay_lapsed", _("没有等到床位")
    STAY_DESK = "stay_desk", _("前台为您登记了住宿")
    VISIT_CANCELLED = "visit_cancelled", _("预约已被取消")
