"""States and outcomes of control; a leaf that anything may import."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SignalState(TextChoices):
    OPEN = "open", _("待处理")
    CHECKING = "checking", _("核查中")
    EXPLAINED = "explained", _("已说明")
    FOUND = "found", _("已有结论")
    CLOSED = "closed", _("已自行消失")


UNDECIDED = frozenset({SignalState.OPEN, SignalState.CHECKING})
"""Somebody still has to say what it is."""


class Event(TextChoices):
    """What happened to a signal; `SCAN` are the night's."""

    FOUND = "found", _("发现")
    CHANGED = "changed", _("依据有变")
    AGAIN = "again", _("再次发现")
    VANISHED = "vanished", _("依据不再成立")
    ASSIGNED = "assigned", _("分派")
    EXPLAINED = "explained", _("已说明")
    CHECKING = "checking", _("需要核查")
    HELD = "held", _("暂停发放")
    PROPOSED = "proposed", _("提出结论")


class CampaignState(TextChoices):
    PROMISED = "promised", _("已公布种子承诺")
    COMMITTED = "committed", _("名单已固定")
    DRAWN = "drawn", _("已抽取")
    CANCELLED = "cancelled", _("已作废")


class Stratify(TextChoices):
    """Into what strata a list is divided, each drawn by itself."""

    NONE = "none", _("不分层")
    BENEFIT = "benefit", _("按待遇")
    DISTRICT = "district", _("按地区")
    AMOUNT = "amount", _("按金额")


class Result(TextChoices):
    IN_ORDER = "in_order", _("符合规定")
    DOUBTFUL = "doubtful", _("存疑")
    WRONG = "wrong", _("多付")


class FindingState(TextChoices):
    PROPOSED = "proposed", _("待答复、待复核")
    CONFIRMED = "confirmed", _("已确认")
    REFUSED = "refused", _("未确认")


STANDING = frozenset({FindingState.PROPOSED, FindingState.CONFIRMED})


class RecheckState(TextChoices):
    PLANNED = "planned", _("待复核")
    DONE = "done", _("已复核")


class Outcome(TextChoices):
    """What deciding again about a paid period gave."""

    SAME = "same", _("一致")
    MORE = "more", _("应付更多")
    LESS = "less", _("应付较少")
    NOT_DUE = "not_due", _("不再符合")
    CALLED_BACK = "called_back", _("政策要求退回")
    UNTOLD = "untold", _("无法判定")
    VOID = "void", _("款项已退回")


LESS_IS_DUE = frozenset({Outcome.LESS, Outcome.NOT_DUE, Outcome.CALLED_BACK})
"""Money may have to come back: a doubt for somebody to look at, never a finding by itself."""
