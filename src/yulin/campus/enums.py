"""States and kinds of the room's records; a leaf that anything may import."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AgreementKind(TextChoices):
    PLACE = "place", _("校地合作")
    PARK = "park", _("园校企合作")
    FIRM = "firm", _("校企合作")
    SCHOLARSHIP = "scholarship", _("奖学金")


class AgreementState(TextChoices):
    DRAFT = "draft", _("草案")
    SIGNED = "signed", _("已签订")
    ENDED = "ended", _("已终止")


class StudentState(TextChoices):
    MATCHED = "matched", _("已对上")
    UNMATCHED = "unmatched", _("待核")


class RoundKind(TextChoices):
    INTERNSHIP = "internship", _("实习")
    TRAINEESHIP = "traineeship", _("就业见习")


class RoundState(TextChoices):
    DRAFT = "draft", _("草稿")
    OPEN = "open", _("报名中")
    ASSIGNED = "assigned", _("已分配")
    ENDED = "ended", _("已结束")


class Answer(TextChoices):
    """What a firm says of somebody who wishes to come."""

    NONE = "none", _("没有表态")
    WELCOME = "welcome", _("优先")
    REFUSED = "refused", _("不接收")


class InternshipState(TextChoices):
    ASSIGNED = "assigned", _("待本人确认")
    ACCEPTED = "accepted", _("已确认")
    DECLINED = "declined", _("已放弃")
    REPORTED = "reported", _("单位已报结束")
    DONE = "done", _("已完成")
    LEFT = "left", _("中途退出")


#: of these a place is taken
SEATED = (
    InternshipState.ASSIGNED,
    InternshipState.ACCEPTED,
    InternshipState.REPORTED,
    InternshipState.DONE,
)


class VisitState(TextChoices):
    DRAFT = "draft", _("筹备中")
    OPEN = "open", _("已发布")
    DONE = "done", _("已结束")


class StopKind(TextChoices):
    FIRM = "firm", _("企业参访")
    TALK = "talk", _("讲座座谈")
    LODGING = "lodging", _("住宿")
    TRAVEL = "travel", _("路上")
    OTHER = "other", _("其他")


class AwardState(TextChoices):
    PROPOSED = "proposed", _("待决定")
    GRANTED = "granted", _("已决定发放")
    REFUSED = "refused", _("不予发放")


class OrderState(TextChoices):
    OPEN = "open", _("招生中")
    TRAINING = "training", _("培训中")
    CLOSED = "closed", _("已结束")


class TraineeState(TextChoices):
    ENROLLED = "enrolled", _("已报名")
    FINISHED = "finished", _("培训合格")
    DROPPED = "dropped", _("未完成")
