"""What somebody was told about a benefit, in plain words in the reader's language."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from yulin.entitlements.enums import NoticeKind
from yulin.entitlements.models import Notice
from yulin.web.amounts import EACH
from yulin.web.templatetags.yulin import benefit_title

_BAD = {NoticeKind.SUSPENDED, NoticeKind.UNCLEAR, NoticeKind.HELD, NoticeKind.LOWERED}
_BAD |= {NoticeKind.STOPPED, NoticeKind.LOST}


@dataclass(frozen=True)
class Words:
    """A heading, what happened with what follows from it, and how it looks."""

    title: str
    sentence: str
    css: str
    icon: str
    at: dt.datetime
    is_new: bool
    #: what may be opened and objected to; none for money
    notice: Notice | None = None
    #: where it goes on, of what is told by other rooms
    link: str = ""


def words_of(notice: Notice) -> Words:
    kind = NoticeKind(notice.kind)
    bad = kind in _BAD
    return Words(
        title=f"{benefit_title(f'{notice.policy}/{notice.benefit}')} · {kind.label}",
        sentence=_sentence(kind, notice),
        css="near" if bad else "yes",
        icon="alert" if bad else "info",
        at=notice.told_at,
        is_new=notice.read_at is None,
        notice=notice,
    )


def _sentence(kind: NoticeKind, notice: Notice) -> str:
    data = notice.data
    what = benefit_title(f"{notice.policy}/{notice.benefit}")
    told = {"what": what, "sum": _sum(data, "amount"), "before": _sum(data, "before")}
    told |= {"reason": data.get("reason", ""), "clause": data.get("clause", "")}
    if kind == NoticeKind.SUSPENDED and data.get("instead"):
        told["other"] = benefit_title(data["instead"])
        return _("%(what)s已暂停：按就高不重复的规定，改享%(other)s。") % told
    told |= {"label": data.get("label", ""), "label_before": data.get("label_before", "")}
    if kind == NoticeKind.GAINED and data.get("label"):
        return _("按最近一次计算，您的%(what)s是 %(label)s。") % told
    if kind == NoticeKind.OPENED and data.get("parts"):
        return (
            _("您开始享受%(what)s，%(sum)s，分期发放：到了日子、符合该期条件的会自动计发。") % told
        )
    sentence = _sentences()[kind] % told
    if kind == NoticeKind.CHANGED and data.get("label"):
        sentence += _("您的%(what)s现在是 %(label)s。") % told
    if data.get("ruling") and kind in {NoticeKind.OPENED, NoticeKind.RESUMED, NoticeKind.SUSPENDED}:
        sentence += _("这是人工复核后的决定。")
    return sentence


def _sentences() -> dict[NoticeKind, str]:
    return {
        NoticeKind.OPENED: _("您开始享受%(what)s，%(sum)s。不用申请，到期会自动计发。"),
        NoticeKind.RAISED: _("%(what)s的标准从%(before)s提高到%(sum)s。"),
        NoticeKind.LOWERED: _("%(what)s的标准从%(before)s降为%(sum)s。"),
        NoticeKind.SUSPENDED: _(
            "%(what)s已暂停：按最近一次计算，您不再符合条件。符合以后会自动恢复。"
        ),
        NoticeKind.UNCLEAR: _(
            "%(what)s已暂停：有信息还不清楚，暂时无法判定。查清以后，符合的部分会补上。"
        ),
        NoticeKind.RESUMED: _("%(what)s已恢复，%(sum)s。"),
        NoticeKind.STOPPED: _(
            "%(what)s已停发：已付的不变，还没有付的不再付。依据：%(clause)s。理由：%(reason)s"
        ),
        NoticeKind.ENDED: _("%(what)s的各期都已计完。"),
        NoticeKind.RECOVERED: _("%(what)s应退回的款项已全部退回，此事办结。"),
        NoticeKind.HELD: _("经办人员暂停了%(what)s，正在核查，其间不付款。原因：%(reason)s"),
        NoticeKind.RELEASED: _("%(what)s的暂停已解除，暂停期间的会补上。原因：%(reason)s"),
        NoticeKind.UPHELD: _("您对%(what)s的异议已由人复核，决定不变。理由：%(reason)s"),
        NoticeKind.CHANGED: _(
            "您对%(what)s的异议已由人复核，决定改变。依据：%(clause)s。理由：%(reason)s"
        ),
        NoticeKind.GAINED: _("按最近一次计算，您现在符合%(what)s的条件。"),
        NoticeKind.RECLASSED: _("按最近一次计算，您的%(what)s由 %(label_before)s 改为 %(label)s。"),
        NoticeKind.LOST: _("按最近一次计算，您不再符合%(what)s的条件。"),
        NoticeKind.RULING_ENDED: _("%(what)s的人工决定已终止，以后按自动计算。理由：%(reason)s"),
    }


def _sum(data: dict[str, Any], name: str) -> str:
    """每月 500.00 元; nothing known reads 金额未公布."""
    fen = data.get(name)
    if fen is None:
        return _("金额未公布")
    each = str(EACH.get(data.get("period", ""), ""))
    amount = f"{Decimal(fen).scaleb(-2):,.2f}"
    return " ".join(part for part in (each, _("%(amount)s 元") % {"amount": amount}) if part)
