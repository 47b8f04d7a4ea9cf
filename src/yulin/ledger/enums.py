"""Accounts and movements of the ledger; a leaf that anything may import."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    """What talent money is for, through the whole life: 引育赛补."""

    ATTRACT = "attract", _("引")
    CULTIVATE = "cultivate", _("育")
    COMPETE = "compete", _("赛")
    SUBSIDISE = "subsidise", _("补")


class Source(TextChoices):
    """Whose money it is."""

    NATIONAL = "national", _("中央")
    PROVINCE = "province", _("省级")
    CITY = "city", _("市级")
    COUNTY = "county", _("县（市、区）级")
    INSURANCE = "insurance", _("失业保险基金")
    OTHER = "other", _("其他")


class AccountKind(TextChoices):
    """Where the money of a budget line is. All of them together are always zero."""

    GRANTED = "granted", _("下达指标")  # the other side of everything; never above zero
    AVAILABLE = "available", _("可用")
    RESERVED = "reserved", _("已预留")
    SENT = "sent", _("在途")
    PAID = "paid", _("已支付")
    TO_RECOVER = "to_recover", _("应收追回")
    WRITTEN_OFF = "written_off", _("已核销")


class Movement(TextChoices):
    GRANT = "grant", _("下达")
    CUT = "cut", _("收回指标")
    RESERVE = "reserve", _("预留")
    RELEASE = "release", _("释放预留")
    SEND = "send", _("送出")
    SETTLE = "settle", _("支付成功")
    REFUSE = "refuse", _("支付失败")
    BOUNCE = "bounce", _("退票")
    CLAIM = "claim", _("追回立案")
    DROP_CLAIM = "drop_claim", _("撤销追回")
    RECOVER = "recover", _("追回到账")
    WRITE_OFF = "write_off", _("核销")
    OFFSET = "offset", _("抵扣支付")


_K = AccountKind
FLOWS: dict[Movement, tuple[AccountKind, AccountKind]] = {
    Movement.GRANT: (_K.GRANTED, _K.AVAILABLE),
    Movement.CUT: (_K.AVAILABLE, _K.GRANTED),
    Movement.RESERVE: (_K.AVAILABLE, _K.RESERVED),
    Movement.RELEASE: (_K.RESERVED, _K.AVAILABLE),
    Movement.SEND: (_K.RESERVED, _K.SENT),
    Movement.SETTLE: (_K.SENT, _K.PAID),
    Movement.REFUSE: (_K.SENT, _K.RESERVED),
    Movement.BOUNCE: (_K.PAID, _K.RESERVED),
    Movement.CLAIM: (_K.PAID, _K.TO_RECOVER),
    Movement.DROP_CLAIM: (_K.TO_RECOVER, _K.PAID),
    Movement.RECOVER: (_K.TO_RECOVER, _K.AVAILABLE),
    Movement.WRITE_OFF: (_K.TO_RECOVER, _K.WRITTEN_OFF),
    Movement.OFFSET: (_K.RESERVED, _K.PAID),
}
"""Movement → from which account of a line, into which; the database knows the same table."""


class PayeeState(TextChoices):
    PENDING = "pending", _("待核准")
    ACTIVE = "active", _("启用")
    REFUSED = "refused", _("未核准")
    CLOSED = "closed", _("停用")


class BatchState(TextChoices):
    DRAFT = "draft", _("编制中")
    SUBMITTED = "submitted", _("待复核")
    CHECKED = "checked", _("待审批")
    APPROVED = "approved", _("待拨付")
    FILED = "filed", _("已送银行")
    SETTLED = "settled", _("已对账")
    CANCELLED = "cancelled", _("已作废")


class PaymentState(TextChoices):
    PREPARED = "prepared", _("待送")
    SENT = "sent", _("在途")
    PAID = "paid", _("已付")
    UNCLEAR = "unclear", _("待查")  # the bank's answers do not agree, or not with us
    REFUSED = "refused", _("未付")
    BOUNCED = "bounced", _("退票")
    CANCELLED = "cancelled", _("已作废")


LIVE = frozenset(
    {PaymentState.PREPARED, PaymentState.SENT, PaymentState.PAID, PaymentState.UNCLEAR}
)
"""While a payment is one of these, nobody starts another for the same instalment."""


class Finding(TextChoices):
    """What a line of the bank's answer led to. Only the first four are no question to anybody."""

    PAID = "paid", _("已付")
    REFUSED = "refused", _("未付")
    BOUNCED = "bounced", _("退票")
    REPEATED = "repeated", _("重复回执")
    UNREAD = "unread", _("无法读取")
    UNKNOWN = "unknown", _("没有这笔付款")
    NOT_SENT = "not_sent", _("这笔付款没有送出")
    WRONG_SUM = "wrong_sum", _("金额不符")
    PARTIAL = "partial", _("部分支付")
    WRONG_NAME = "wrong_name", _("户名不符")
    CONTRADICTS = "contradicts", _("与先前的回执矛盾")
    ELSEWHERE = "elsewhere", _("不属于本地区")


SETTLED = frozenset({Finding.PAID, Finding.REFUSED, Finding.BOUNCED, Finding.REPEATED})


class Verdict(TextChoices):
    """What became of a payment of which the bank's answer was in doubt."""

    PAID = "paid", _("查实已到账")
    REFUSED = "refused", _("查实未付")
    RETURNED = "returned", _("查实已退回")
    NOTHING = "nothing", _("与付款无关，不作处理")


class Cause(TextChoices):
    """Why something was paid that should not have been; never a judgement of the person."""

    REDECISION = "redecision", _("重新计算后不符")
    OBJECTION = "objection", _("异议成立")
    DEATH = "death", _("享受人去世")
    DOUBLE = "double", _("重复享受")
    LEFT_EARLY = "left_early", _("服务期未满")
    CALLED_BACK = "called_back", _("政策文本规定退回")


class ClaimState(TextChoices):
    ASKED = "asked", _("待审批")
    REFUSED = "refused", _("未批准")
    OPEN = "open", _("追回中")
    ENDED = "ended", _("已办结")
    DROPPED = "dropped", _("已撤销")


class Step(TextChoices):
    RECEIPT = "receipt", _("到账")
    SET_OFF = "set_off", _("抵扣")
    WRITE_OFF = "write_off", _("核销")


class NoticeKind(TextChoices):
    ACCOUNT_ASKED = "account_asked", _("有人申请更换收款账户")
    ACCOUNT_CHANGED = "account_changed", _("收款账户已更换")
    MONEY_PAID = "money_paid", _("款项已付出")
    MONEY_RETURNED = "money_returned", _("付款被退回")
    CLAIM_OPENED = "claim_opened", _("需要退回多付的款项")
    CLAIM_SET_OFF = "claim_set_off", _("从后续款项中抵扣")
    CLAIM_ENDED = "claim_ended", _("退回已办结")
    CLAIM_ASKED = "claim_asked", _("按政策文本拟请退回")
    CLAIM_REFUSED = "claim_refused", _("不再要求退回")
    CLAIM_PLANNED = "claim_planned", _("退回的分期已改")


class Law(TextChoices):
    """What a proof of everything asks; `queries/laws.py` has the statement of each."""

    POSTING = "posting", _("每张凭证借贷相等")
    BALANCE = "balance", _("每个科目的余额等于分录之和")
    OVERDRAWN = "overdrawn", _("没有透支")
    LINE = "line", _("每个预算项合计为零")
    FUND = "fund", _("每项资金合计为零")
    BUDGET = "budget", _("预留、已用、可用之和等于下达指标")
    RESERVED = "reserved", _("已预留等于未送出的应付")
    SENT = "sent", _("在途等于已送出、未答复的付款")
    SPENT = "spent", _("已支付等于已付的付款")
    ENTITLEMENT = "entitlement", _("每笔付款恰有一笔应付，金额、收款人相同")
    TWICE = "twice", _("每笔应付至多有一笔有效付款")
    BATCH = "batch", _("每个批次的笔数、总额、记账相同")
    REPLY = "reply", _("每笔付款的状态与银行回执相符")
    REPLY_FILE = "reply_file", _("每份回执的记账与明细相符")
    SETTLEMENT = "settlement", _("每件存疑处理的记账与结论相符")
    CLAIM = "claim", _("每件追回的明细、记账与金额相符")
    TO_RECOVER = "to_recover", _("应收追回等于未追回的款项")
