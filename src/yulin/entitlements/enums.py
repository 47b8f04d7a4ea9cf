"""States and choices of runs; a leaf that anything may import."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class RunState(TextChoices):
    QUEUED = "queued", _("排队中")
    RUNNING = "running", _("计算中")
    FINISHED = "finished", _("已完成")
    FAILED = "failed", _("失败")
    CANCELLED = "cancelled", _("已取消")


TRANSITIONS: dict[str, tuple[frozenset[RunState], RunState]] = {
    "start": (frozenset({RunState.QUEUED, RunState.RUNNING}), RunState.RUNNING),
    "finish": (frozenset({RunState.RUNNING}), RunState.FINISHED),
    "fail": (frozenset({RunState.QUEUED, RunState.RUNNING}), RunState.FAILED),
    "cancel": (frozenset({RunState.QUEUED, RunState.RUNNING}), RunState.CANCELLED),
}
"""Name → from which states, to which. A running run may be started again: it resumes."""

OPEN = frozenset({RunState.QUEUED, RunState.RUNNING})


class Answer(IntegerChoices):
    """`yulin.policy.decision.Status` with labels that are translated."""

    NO = 0, _("不符合")
    NOT_YET = 1, _("还差一点")
    UNDETERMINED = 2, _("无法判定")
    YES = 3, _("符合")


class PlaceAnswer(IntegerChoices):
    """`yulin.policy.stacking.allocate.Place` with labels that are translated."""

    TAKEN = 1, _("入选")
    REFUSED = 2, _("名额已满")
    TIED = 3, _("末位并列")
    OPEN = 4, _("名次待定")


class Mode(TextChoices):
    FULL = "full", _("全部重算")
    INCREMENTAL = "changes", _("只算有变化的")


class Engine(TextChoices):
    POLARS = "polars", _("Polars")
    PYTHON = "python", _("Python（对照）")


class Period(TextChoices):
    """How often something is paid, as the policy language names it."""

    ONCE = "once", _("一次性")
    MONTH = "month", _("每月")
    QUARTER = "quarter", _("每季度")
    HALF = "half", _("每半年")
    YEAR = "year", _("每年")


MONTHS = {
    Period.ONCE: 0,
    Period.MONTH: 1,
    Period.QUARTER: 3,
    Period.HALF: 6,
    Period.YEAR: 12,
}
"""Period → months from the first day of one to the first day of the next."""


class GrantState(TextChoices):
    ACTIVE = "active", _("享受中")
    SUSPENDED = "suspended", _("暂停")
    STOPPED = "stopped", _("停发")
    ENDED = "ended", _("期满")
    RECOVERED = "recovered", _("已追回")


OPEN_GRANT = frozenset({GrantState.ACTIVE, GrantState.SUSPENDED})
"""States from which something may still be due."""


class StopCause(TextChoices):
    """Who says that a grant ends before its time."""

    DOCUMENT = "document", _("政策文本")
    OFFICER = "officer", _("经办人员")


class NoticeKind(TextChoices):
    """What happened to somebody's benefit."""

    OPENED = "opened", _("开始享受")
    RAISED = "raised", _("标准提高")
    LOWERED = "lowered", _("标准降低")
    SUSPENDED = "suspended", _("暂停")
    UNCLEAR = "unclear", _("暂时无法判定")
    RESUMED = "resumed", _("恢复")
    STOPPED = "stopped", _("停发")
    ENDED = "ended", _("期满")
    RECOVERED = "recovered", _("已全部退回")
    HELD = "held", _("人工暂停")
    RELEASED = "released", _("解除人工暂停")
    UPHELD = "upheld", _("异议答复：维持")
    CHANGED = "changed", _("异议答复：改变")
    RULING_ENDED = "ruling_ended", _("人工决定终止")
    GAINED = "gained", _("现在符合")
    RECLASSED = "reclassed", _("类别改变")
    LOST = "lost", _("不再符合")


CONTESTABLE = frozenset(NoticeKind) - {NoticeKind.RECOVERED, NoticeKind.RELEASED}
"""What somebody may object to."""


class ObjectionKind(TextChoices):
    OBJECTION = "objection", _("提出异议")
    HUMAN_LOOK = "human", _("请人复核自动决定")


class ObjectionState(TextChoices):
    OPEN = "open", _("待答复")
    PROPOSED = "proposed", _("待核准")
    UPHELD = "upheld", _("维持")
    CHANGED = "changed", _("改变")
    WITHDRAWN = "withdrawn", _("已撤回")


class Effect(TextChoices):
    DUE = "due", _("应享受")
    NOT_DUE = "not_due", _("不享受")


class RulingState(TextChoices):
    PROPOSED = "proposed", _("待核准")
    REFUSED = "refused", _("未核准")
    IN_FORCE = "in_force", _("生效")
    ENDED = "ended", _("已终止")
