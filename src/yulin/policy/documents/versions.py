"""Reads versions: when they are in force, their benefits or classes, and what they take over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from yulin.policy.document import Benefit, Classification, ClassItem, Condition, Formula, Version
from yulin.policy.documents.benefits import read_benefit
from yulin.policy.documents.conditions import Setting, conditions, refuse_twice
from yulin.policy.documents.parts import maybe
from yulin.policy.problems import nearest
from yulin.policy.reader import Map, Value


def read_versions(value: Value, setting: Setting) -> tuple[Version, ...]:
    """Return the versions of a document; a later one may take over what an earlier one says."""
    made: dict[str, Version] = {}
    for item in value.items():
        version = _version(item.map(), made, setting)
        if version.name in made:
            item.problems.error(item.place, "E222", f"版本名 “{version.name}” 重复")
        made[version.name] = version
    _refuse_overlaps(made, value)
    return tuple(made.values())


def _version(entry: Map, earlier: dict[str, Version], setting: Setting) -> Version:
    benefits = {b.id: b for b in _inherited(entry, earlier)}
    own = [read_benefit(item.map(), setting) for item in entry.get("待遇").items()]
    for twice in sorted({b.id for b in own if [o.id for o in own].count(b.id) > 1}):
        entry.problems.error(entry.place, "E235", f"待遇编号重复：{twice}")
    benefits.update({b.id: b for b in own})
    classes = entry.get("分类")
    starts, ends = entry.get("自").date(), entry.get("至").date()
    if starts and ends and ends < starts:
        entry.problems.error(entry.place, "E236", f"施行期倒置：自 {starts} 至 {ends}")
    made = Version(
        name=entry.need("名称").text(),
        starts=starts,
        ends=ends,
        draft=entry.get("草案").yes(),
        benefits=tuple(benefits.values()),
        classification=_classification(classes.map(), earlier, setting) if classes else None,
        note=entry.get("说").text(),
        note_en=entry.get("en").text(),
        cohort=maybe(entry.get("老人老办法")),
        place=entry.place,
    )
    entry.finish()
    return made


def _inherited(entry: Map, earlier: dict[str, Version]) -> tuple[Benefit, ...]:
    base, dropped = entry.get("沿用"), entry.get("删去").texts()
    if not base:
        return ()
    if base.text() not in earlier:
        entry.problems.error(
            base.place, "E223", f"没有名为 “{base.text()}” 的版本", nearest(base.text(), earlier)
        )
        return ()
    return tuple(b for b in earlier[base.text()].benefits if b.id not in dropped)


def _refuse_overlaps(versions: dict[str, Version], value: Value) -> None:
    settled = [v for v in versions.values() if not v.draft]
    for index, one in enumerate(settled):
        for other in settled[index + 1 :]:
            if _overlap(one, other):
                since, advice = _overlap_advice(one, other)
                value.problems.error(
                    since.place,
                    "E224",
                    f"版本 “{one.name}” 与 “{other.name}” 的施行期重叠",
                    advice,
                )


def _overlap_advice(one: Version, other: Version) -> tuple[Version, str]:
    """Return the version to mend and how: often it is a first day left out, which means since always."""
    if other.starts is None and one.ends is not None:
        later = other
    elif one.starts is None and other.ends is not None:
        later = one
    else:
        advice = "给前一版写上 至，含当日；后一版从次日起"
        if one.starts is None and other.starts is None:
            advice = "前一版写上 至，含当日；后一版写上 自，从次日起（没有 自 按无始计算）"
        return other, advice
    earlier = one if later is other else other
    return later, f"“{later.name}” 没有 自，按无始计算，与 “{earlier.name}” 重叠；写上 自"


def _overlap(one: Version, other: Version) -> bool:
    return not (
        (one.ends is not None and other.starts is not None and one.ends < other.starts)
        or (other.ends is not None and one.starts is not None and other.ends < one.starts)
    )


def _classification(
    entry: Map, earlier: dict[str, Version], setting: Setting
) -> Classification | None:
    if "沿用" in entry:
        return _amended(entry, earlier, setting)
    made = Classification(
        id=entry.need("编号").text(),
        name=entry.need("名称").text(),
        name_en=entry.need("名称en").text(),
        produces=entry.need("产出").text(),
        items=(
            *_recognised(entry, setting),
            *(_class_item(item.map(), setting) for item in entry.need("类").items()),
        ),
        otherwise=entry.need("否则").text(),
        citation=entry.get("依据").text(),
        place=entry.place,
    )
    entry.finish()
    refuse_twice([leaf.id for i in made.items for leaf in i.condition.leaves()], entry)
    return made


def _class_item(entry: Map, setting: Setting) -> ClassItem:
    label = entry.need("类").text()
    own_id = entry.get("编号").text(label)
    made = ClassItem(
        label=label,
        condition=Condition(
            id=own_id,
            kind="all",
            text=entry.get("说").text(),
            text_en=entry.get("en").text(),
            citation=entry.get("依据").text(),
            children=conditions(entry.need("条件"), setting, own_id),
            place=entry.place,
        ),
        text=entry.get("说").text(),
        text_en=entry.get("en").text(),
    )
    entry.finish()
    return made


def _amended(entry: Map, earlier: dict[str, Version], setting: Setting) -> Classification | None:
    """Return an earlier version's classes with some exchanged, left out or added.

    An item of a known 编号 takes that one's place; a new one goes after the last of its class.
    """
    base, dropped = entry.get("沿用"), entry.get("删去").texts()
    version = earlier.get(base.text())
    fresh = [_class_item(item.map(), setting) for item in entry.get("类").items()]
    entry.finish()
    if version is None or version.classification is None:
        advice = nearest(base.text(), earlier)
        entry.problems.error(base.place, "E223", f"没有带分类的版本 “{base.text()}”", advice)
        return None
    items = [i for i in version.classification.items if i.condition.id not in dropped]
    for item in fresh:
        _put(items, item, entry)
    made = replace(version.classification, items=tuple(items), place=entry.place)
    refuse_twice([leaf.id for i in made.items for leaf in i.condition.leaves()], entry)
    return made


def _put(items: list[ClassItem], item: ClassItem, entry: Map) -> None:
    for index, known in enumerate(items):
        if known.condition.id == item.condition.id:
            items[index] = item
            return
    alike = [index for index, known in enumerate(items) if known.label == item.label]
    if not alike:
        entry.problems.error(item.condition.place, "E245", f"沿用的分类里没有 {item.label} 类")
        return
    items.insert(alike[-1] + 1, item)


def _recognised(entry: Map, setting: Setting) -> Iterator[ClassItem]:
    """A class recognised earlier stands until its term ends, whatever the newest text says."""
    flag = entry.get("认定有效")
    if not flag.yes():
        return
    rows = f"目录 == '{setting.document}' 且 认定日期 <= 基准日 且 有效期至 >= 基准日"
    present = f"最近(认定: 类别 若 {rows} 按 认定日期 否则 '')"
    leaf = Condition(
        id="已认定",
        kind="leaf",
        text="已经认定且还在有效期内",
        text_en="Recognised already, and the term has not ended",
        formula=Formula(text=f"已知({present}) 且 {present} != ''", place=flag.place),
        place=flag.place,
    )
    yield ClassItem(
        label="",
        condition=replace(leaf, id="认定", kind="all", formula=None, children=(leaf,)),
        text=leaf.text,
        text_en=leaf.text_en,
        value=Formula(text=present, place=flag.place),
    )
