"""Reads benefits: conditions, sum, limits, what becomes of a grant, and places."""

from __future__ import annotations

from typing import Literal

from yulin.policy.document import Benefit, Condition, Life, Quota
from yulin.policy.documents.amounts import read_amount, read_output, read_parts
from yulin.policy.documents.conditions import Setting, conditions, group, refuse_twice
from yulin.policy.documents.limits import read_limits
from yulin.policy.documents.parts import maybe, one_of
from yulin.policy.documents.quotas import read_quota
from yulin.policy.reader import Map, Value

KINDS: dict[str, Literal["money", "kind", "right"]] = {
    "资金": "money",
    "实物": "kind",
    "资格": "right",
}
PAYEES = ("个人", "单位")
SUBJECTS = ("人员", "单位")
_PLACES = ("不限", "本地区")


def read_benefit(entry: Map, setting: Setting) -> Benefit:
    """Return a benefit."""
    amount, paid_to = entry.get("金额"), one_of(entry.get("受款"), PAYEES)
    own_subject = one_of(entry.get("对象"), SUBJECTS)
    made = Benefit(
        id=entry.need("编号").text(),
        name=entry.need("名称").text(),
        name_en=entry.need("名称en").text(),
        kind=KINDS.get(one_of(entry.need("类别"), tuple(KINDS)), "money"),
        subject="单位" if own_subject == "单位" else "人员" if own_subject else setting.subject,
        payee="employer" if paid_to == "单位" else "person" if paid_to else setting.payee,
        condition=Condition(
            id="全部",
            kind="all",
            children=(*conditions(entry.need("条件"), setting), *read_limits(entry, setting)),
            place=entry.place,
        ),
        amount=read_amount(amount) if amount else None,
        parts=read_parts(entry.get("分期"), setting),
        outputs=tuple(read_output(item.map()) for item in entry.get("算出").items()),
        citation=entry.get("依据").text(),
        note=entry.get("说").text(),
        note_en=entry.get("en").text(),
        foresees=entry.get("未到").yes(default=True),
        local=one_of(entry.get("适用地区"), _PLACES) != "不限",
        automatic=entry.get("免申即享").yes(),
        kinds=entry.get("种类").texts(),
        life=_life(entry.get("存续"), setting),
        quota=_quota(entry, setting),
        place=entry.place,
    )
    entry.finish()
    refuse_twice([leaf.id for leaf in made.condition.leaves()], entry)
    return made


def _life(value: Value, setting: Setting) -> Life | None:
    if not value:
        return None
    entry = value.map()
    recovery = entry.get("追回额")
    made = Life(
        stops=group(entry.get("停发"), "停发", setting, "any"),
        suspends=group(entry.get("暂停"), "暂停", setting, "any"),
        recovers=group(entry.get("追回"), "追回", setting, "any"),
        recovery=maybe(recovery),
    )
    entry.finish()
    if (made.recovers is None) != (made.recovery is None):
        entry.problems.error(
            entry.place, "E243", "追回 与 追回额 要一起写", "没有见到就写 未知('…')"
        )
    return made


def _quota(entry: Map, setting: Setting) -> Quota | None:
    own, shared = entry.get("名额"), setting.pools.get(entry.get("编号").text())
    if own and shared is not None:
        message = f"这项待遇已用共用名额“{shared.pool}”"
        entry.problems.error(own.place, "E256", message, "只留一处")
    return read_quota(own) or shared
