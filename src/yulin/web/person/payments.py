"""A person's money in plain words."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yulin.ledger.enums import NoticeKind
from yulin.ledger.models import Notice
from yulin.ledger.queries.own import OwnSum
from yulin.web.templatetags.yulin import benefit_title

WORDS = {
    "waiting": gettext_lazy("已经核定，正在落实资金。"),
    "funded": gettext_lazy("资金已经落实，等待拨付。"),
    "stopped": gettext_lazy("这项享受已停发，这一笔不再付。"),
    "held": gettext_lazy("已由经办人员暂停，正在核查。"),
    "set_off": gettext_lazy("已全部用来抵扣应退回的款项。"),
    "prepared": gettext_lazy("正在审批。"),
    "sent": gettext_lazy("已送银行，等待入账。"),
    "paid": gettext_lazy("已经付到您的账户。"),
    "unclear": gettext_lazy("银行的答复有疑问，正在向银行查实。"),
    "refused": gettext_lazy("银行没有付成，核对账户以后会再付。"),
    "bounced": gettext_lazy("银行退回了，核对账户以后会再付。"),
}


@dataclass(frozen=True)
class Line:
    benefit: str
    since: dt.date
    amount: Decimal
    words: str
    account: str
    payee: str


@dataclass(frozen=True)
class Told:
    words: str
    at: dt.datetime


def lines(sums: list[OwnSum]) -> list[Line]:
    return [
        Line(one.benefit, one.since, one.amount, _words(one), one.account, one.payee)
        for one in sums
    ]


def _words(one: OwnSum) -> str:
    if one.payee and one.state == "paid":
        return _("已经付到单位的账户。")
    return str(WORDS.get(one.state, ""))


def told(notices: list[Notice]) -> list[Told]:
    return [Told(_sentence(NoticeKind(one.kind), one.data), one.told_at) for one in notices]


def _sentence(kind: NoticeKind, data: dict[str, str]) -> str:
    """What happened, what follows, what one can do."""
    sentences = {
        NoticeKind.ACCOUNT_ASKED: _(
            "有人申请把您的收款账户换成尾号 %(number)s；如不是您本人，请立即联系经办窗口。"
        ),
        NoticeKind.ACCOUNT_CHANGED: _(
            "您的收款账户已换成尾号 %(number)s，%(day)s 起使用；在此之前不付款。"
        ),
        NoticeKind.MONEY_PAID: _("%(benefit)s %(amount)s 元已经付到登记的收款账户。"),
        NoticeKind.MONEY_RETURNED: _("付给您的 %(amount)s 元被银行退回，请核对收款账户。"),
        NoticeKind.CLAIM_OPENED: _(
            "有 %(amount)s 元多付给您，请分 %(terms)s 期退回，第一期在 %(day)s 前。"
        ),
        NoticeKind.CLAIM_SET_OFF: _("应退回的款项中有 %(amount)s 元已从后续款项中抵扣。"),
        NoticeKind.CLAIM_ENDED: _("应退回的 %(amount)s 元已经办结。"),
        NoticeKind.CLAIM_ASKED: _(
            "按政策条款，有 %(amount)s 元可能要退回；您可以在 %(day)s 前说明情况，之后才会决定。"
        ),
        NoticeKind.CLAIM_REFUSED: _("按政策条款拟请退回的 %(amount)s 元，核实后不再要求退回。"),
        NoticeKind.CLAIM_PLANNED: _(
            "尚欠的 %(amount)s 元改为分 %(terms)s 期退回，第一期在 %(day)s 前。"
        ),
    }
    said = {name: value.strip("* ") for name, value in data.items()}
    if "benefit" in said:
        said["benefit"] = benefit_title(said["benefit"])
    return sentences[kind] % said
