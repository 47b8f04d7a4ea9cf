"""Reads places and funds that are fewer than all who qualify: of one benefit, or shared by several."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from yulin.policy.document import PlacePeriod, Quota, Ranking, Share, Version
from yulin.policy.documents.parts import formula, maybe, one_of
from yulin.policy.problems import nearest
from yulin.policy.reader import Map, Value


def read_quota(value: Value) -> Quota | None:
    """Return the places or the fund of one benefit, or None where there is neither."""
    if not value:
        return None
    entry = value.map()
    made = _quota(entry)
    entry.finish()
    return made


def read_pools(value: Value) -> dict[str, Quota]:
    """Return the places and funds that benefits share (共用名额), by the id of each benefit."""
    pools: dict[str, Quota] = {}
    for item in value.items():
        entry = item.map()
        name, members = entry.need("名称").text(), entry.need("待遇").texts()
        entry.get("名称en")
        made = _quota(entry)
        entry.finish()
        for number, member in enumerate(members, start=1):
            if member in pools:
                entry.problems.error(
                    item.place, "E256", f"“{member}”已用“{pools[member].pool}”", "只留一处"
                )
            ranking = tuple(_in_turn(key, number) for key in made.ranking)
            pools[member] = replace(made, pool=name, ranking=ranking)
    return pools


def refuse_strangers(pools: Value, versions: Iterable[Version]) -> None:
    """Report members of shared places that no version has as a benefit."""
    known = {b.id for v in versions for b in v.benefits}
    for item in pools.items():
        for member in item.map().get("待遇").texts():
            if member not in known:
                advice = nearest(member, known) or "写本文档的待遇编号"
                item.problems.error(item.place, "E257", f"没有待遇 “{member}”", advice)


def _quota(entry: Map) -> Quota:
    made = Quota(
        places=maybe(entry.get("个数")),
        fund=maybe(entry.get("资金")),
        ranking=tuple(_ranking(item.map()) for item in entry.get("排序").items()),
        shares=tuple(_share(item.map()) for item in entry.get("份额").items()),
        portion=maybe(entry.get("至多占申报")),
        enough=maybe(entry.get("至少申报")),
        period=_period(entry.get("期间")),
        place=entry.place,
    )
    if made.places is None and made.fund is None and made.portion is None:
        entry.problems.error(entry.place, "E244", "名额要写 个数、资金 或 至多占申报")
    return made


_PERIODS: dict[str, PlacePeriod] = {"自然年": "year", "一次": "once", "在享": "held"}


def _period(value: Value) -> PlacePeriod | None:
    return _PERIODS.get(one_of(value, tuple(_PERIODS))) if value else None


def _ranking(entry: Map) -> Ranking:
    if "待遇次序" in entry:
        flag = entry.get("待遇次序")
        made = Ranking(formula=replace(formula(flag), text=""), ascending=True)
        flag.yes()
    else:
        order = one_of(entry.get("次序"), ("从高到低", "从低到高"))
        made = Ranking(formula=formula(entry.need("式")), ascending=order == "从低到高")
    entry.finish()
    return made


def _in_turn(key: Ranking, number: int) -> Ranking:
    """Return a ranking key for the benefit that stands at a place of a pool's list."""
    if key.formula.text:
        return key
    return replace(key, formula=replace(key.formula, text=str(number)))


def _share(entry: Map) -> Share:
    made = Share(
        name=entry.need("说").text(),
        name_en=entry.get("en").text(),
        test=formula(entry.need("须")),
        least=formula(entry.need("至少")),
    )
    entry.finish()
    return made
