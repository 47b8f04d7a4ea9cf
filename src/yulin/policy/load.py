"""Reads one policy file into a Document; every finding names its line."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Literal

from yulin.codes import divisions
from yulin.facts import schema
from yulin.policy import load_cases
from yulin.policy.document import (
    PERIODS,
    AmountRule,
    Benefit,
    Branch,
    Classification,
    ClassItem,
    Condition,
    Definition,
    Document,
    Formula,
    Note,
    OutputRule,
    Part,
    Relation,
    Source,
    Step,
    Version,
)
from yulin.policy.problems import Place, nearest
from yulin.policy.reader import Map, Problems, Value, read_yaml
from yulin.policy.vocabulary import Subject, read_term

KINDS: dict[str, Literal["money", "kind", "right"]] = {
    "资金": "money",
    "实物": "kind",
    "资格": "right",
}
DOMAINS = ("招引", "就业", "住房", "技能", "创业", "评价", "人才分类", "服务")
GRADES = ("P1", "P2", "P3", "P4")
_GROUPS: dict[str, Literal["all", "any", "not"]] = {"全部": "all", "任一": "any", "皆非": "not"}
_PAYEES = ("个人", "单位")
_SUBJECTS = ("人员", "单位")
_PLACES = ("不限", "本地区")
_RULES: dict[str, Literal["highest", "choice"]] = {"就高": "highest", "自选": "choice"}


def read_document(path: Path, problems: Problems, *, text: str | None = None) -> Document | None:
    """Return the document in ``path`` (or in ``text``), or None when it is unreadable."""
    root = read_yaml(path, problems, text=text)
    if not root:
        return None
    top = root.map()
    payee = _payee(top)
    subject = _subject(top)
    raw = text if text is not None else path.read_text(encoding="utf-8-sig")
    document = Document(
        id=top.need("编号").text(),
        title=top.need("标题").text(),
        title_en=top.need("标题en").text(),
        number=top.get("文号").text("未知"),
        issuer=top.get("机关").text("未知"),
        region=_region(top.need("地区")),
        domain=_one_of(top.need("领域"), DOMAINS),
        summary=top.need("摘要").text(),
        summary_en=top.need("摘要en").text(),
        verified=top.get("核实").yes(),
        sources=tuple(_source(v.map()) for v in top.need("来源").items()),
        missing=_notes(top.get("缺失")),
        conflicts=_notes(top.get("冲突")),
        terms=tuple(read_term(item.map(), subject=subject) for item in top.get("事实").items()),
        definitions=tuple(_definition(item.map()) for item in top.get("定义").items()),
        versions=_versions(top.need("版本"), subject, payee),
        relations=tuple(_relation(v.map()) for v in top.get("互斥").items()),
        process=tuple(_step(v.map()) for v in top.get("流程").items()),
        cases=load_cases.read_cases(top.get("案例底稿"), top.get("案例")),
        replaces=top.get("替代").text(),
        subject=subject,
        payee=payee,
        file=path.name,
        digest=hashlib.sha256(raw.encode()).hexdigest(),
    )
    top.finish()
    return document


def _one_of(value: Value, allowed: tuple[str, ...]) -> str:
    word = value.text()
    if value and word not in allowed:
        value.problems.error(
            value.place, "E220", f"“{word}” 不在可用之列", "可用：" + "、".join(allowed)
        )
    return word


def _payee(top: Map) -> Literal["person", "employer"]:
    return "employer" if _one_of(top.get("受款"), _PAYEES) == "单位" else "person"


def _subject(top: Map) -> Subject:
    return "单位" if _one_of(top.get("对象"), _SUBJECTS) == "单位" else "人员"


def _region(value: Value) -> int:
    code = value.whole()
    if code and divisions.find(code) is None:
        value.problems.error(
            value.place, "E234", f"区划表里没有 {code}", "0 为全国，330300 为温州市"
        )
        return 0
    return code


def formula(value: Value) -> Formula:
    """Return the expression a value holds, with the place of its first character."""
    place = value.place
    if value.is_quoted:
        place = Place(place.file, place.line, place.column + 1)
    return Formula(text=value.text(), place=place)


def _maybe(value: Value) -> Formula | None:
    return formula(value) if value else None


def _definition(entry: Map) -> Definition:
    made = Definition(
        name=entry.need("名称").text(),
        formula=formula(entry.need("式")),
        text=entry.get("说").text(),
        text_en=entry.get("en").text(),
        table=_one_of(entry.get("表"), tuple(schema.BY_NAME)),
    )
    entry.finish()
    return made


def _source(entry: Map) -> Source:
    made = Source(
        address=entry.need("网址").text(),
        grade=_one_of(entry.need("等级"), GRADES),
        note=entry.get("说明").text(),
        date=entry.get("日期").date(),
    )
    entry.finish()
    return made


def _notes(value: Value) -> tuple[Note, ...]:
    return tuple(_note(item) for item in value.items())


def _note(item: Value) -> Note:
    if not item.is_map:
        return Note(text=item.text())
    entry = item.map()
    made = Note(text=entry.need("说").text(), text_en=entry.get("en").text())
    entry.finish()
    return made


def _step(entry: Map) -> Step:
    made = Step(
        text=entry.need("步骤").text(),
        text_en=entry.get("en").text(),
        limit=entry.get("期限").text(),
        unit=entry.get("单位").text(),
    )
    if made.limit and not made.unit:
        entry.problems.error(entry.place, "E221", "期限没有单位", "写明 单位: 工作日 或 日")
    entry.finish()
    return made


def _relation(entry: Map) -> Relation:
    rule = entry.need("规则")
    made = Relation(
        name=entry.need("名称").text(),
        rule=_RULES.get(_one_of(rule, tuple(_RULES)), "choice"),
        members=entry.need("成员").texts(),
        text=entry.get("说").text(),
        text_en=entry.get("en").text(),
        citation=entry.get("依据").text(),
        place=entry.place,
    )
    entry.finish()
    return made


# -- versions and benefits ---------------------------------------------------------------------


def _versions(
    value: Value, subject: Subject, payee: Literal["person", "employer"]
) -> tuple[Version, ...]:
    made: dict[str, Version] = {}
    for item in value.items():
        version = _version(item.map(), made, subject, payee)
        if version.name in made:
            item.problems.error(item.place, "E222", f"版本名 “{version.name}” 重复")
        made[version.name] = version
    _refuse_overlaps(made, value)
    return tuple(made.values())


def _version(
    entry: Map,
    earlier: dict[str, Version],
    subject: Subject,
    payee: Literal["person", "employer"],
) -> Version:
    benefits = {b.id: b for b in _inherited(entry, earlier)}
    own = [_benefit(item.map(), subject, payee) for item in entry.get("待遇").items()]
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
        classification=_classification(classes.map()) if classes else None,
        note=entry.get("说").text(),
        note_en=entry.get("en").text(),
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
                value.problems.error(
                    other.place,
                    "E224",
                    f"版本 “{one.name}” 与 “{other.name}” 的施行期重叠",
                    "给前一版写上 至，含当日；后一版从次日起",
                )


def _overlap(one: Version, other: Version) -> bool:
    return not (
        (one.ends is not None and other.starts is not None and one.ends < other.starts)
        or (other.ends is not None and one.starts is not None and other.ends < one.starts)
    )


def _benefit(entry: Map, subject: Subject, payee: Literal["person", "employer"]) -> Benefit:
    amount, paid_to = entry.get("金额"), _one_of(entry.get("受款"), _PAYEES)
    own_subject = _one_of(entry.get("对象"), _SUBJECTS)
    made = Benefit(
        id=entry.need("编号").text(),
        name=entry.need("名称").text(),
        name_en=entry.need("名称en").text(),
        kind=KINDS.get(_one_of(entry.need("类别"), tuple(KINDS)), "money"),
        subject="单位" if own_subject == "单位" else "人员" if own_subject else subject,
        payee="employer" if paid_to == "单位" else "person" if paid_to else payee,
        condition=Condition(
            id="全部", kind="all", children=_conditions(entry.need("条件")), place=entry.place
        ),
        amount=_amount(amount) if amount else None,
        parts=tuple(_part(item.map()) for item in entry.get("分期").items()),
        outputs=tuple(_output(item.map()) for item in entry.get("算出").items()),
        citation=entry.get("依据").text(),
        note=entry.get("说").text(),
        note_en=entry.get("en").text(),
        foresees=entry.get("未到").yes(default=True),
        local=_one_of(entry.get("适用地区"), _PLACES) != "不限",
        automatic=entry.get("免申即享").yes(),
        place=entry.place,
    )
    entry.finish()
    _refuse_twice([leaf.id for leaf in made.condition.leaves()], entry)
    return made


def _refuse_twice(ids: list[str], entry: Map) -> None:
    twice = sorted({i for i in ids if ids.count(i) > 1})
    if twice:
        entry.problems.error(entry.place, "E225", "条件编号重复：" + "、".join(twice))


def _conditions(value: Value) -> tuple[Condition, ...]:
    return tuple(_condition(item.map(), str(n)) for n, item in enumerate(value.items(), start=1))


def _condition(entry: Map, fallback: str) -> Condition:
    group = next((word for word in _GROUPS if word in entry), None)
    rule = entry.get("须")
    if (group is None) == (not rule):
        entry.problems.error(entry.place, "E226", "条件要么写 须，要么写 全部、任一 或 皆非")
    own_id = entry.get("编号").text(fallback)
    if group and entry.get(group).is_empty:
        entry.problems.error(entry.place, "E229", f"{group} 里没有条件")
    made = Condition(
        id=own_id,
        kind=_GROUPS[group] if group else "leaf",
        text=entry.get("说").text(),
        text_en=entry.get("en").text(),
        citation=entry.get("依据").text(),
        formula=formula(rule) if rule else None,
        process=entry.get("办理").yes(),
        children=_children(entry.get(group), own_id) if group else (),
        place=entry.place,
    )
    entry.finish()
    return made


def _children(value: Value, parent: str) -> tuple[Condition, ...]:
    return tuple(
        _condition(item.map(), f"{parent}.{n}") for n, item in enumerate(value.items(), start=1)
    )


def _group(value: Value, name: str) -> Condition | None:
    if not value:
        return None
    return Condition(id=name, kind="all", children=_conditions(value), place=value.place)


def _amount(value: Value) -> AmountRule:
    if not value.is_map:
        return AmountRule(formula=formula(value), place=value.place)
    entry = value.map()
    period, periods = entry.get("每"), entry.get("期数")
    unknown = periods.text() == "未知"
    made = AmountRule(
        formula=_maybe(entry.get("式")),
        by=_maybe(entry.get("按")),
        table=tuple((k, formula(v)) for k, v in entry.get("表").map().pairs()),
        otherwise=_maybe(entry.get("其余")),
        branches=tuple(_branch(v.map()) for v in entry.get("首个").items()),
        ceiling=_maybe(entry.get("封顶")),
        floor=_maybe(entry.get("保底")),
        deduct=_maybe(entry.get("扣除")),
        at_most=entry.get("上限").yes(),
        period=PERIODS.get(_one_of(period, tuple(PERIODS)), "once"),
        periods=None if unknown else _maybe(periods),
        periods_unknown=unknown,
        place=entry.place,
    )
    entry.finish()
    if sum((made.formula is not None, made.by is not None, bool(made.branches))) != 1:
        entry.problems.error(entry.place, "E227", "金额要写 式、按+表 或 首个 中的一种")
    return made


def _branch(entry: Map) -> Branch:
    otherwise = entry.get("否则")
    made = Branch(
        when=None if otherwise else formula(entry.need("当")),
        value=formula(otherwise or entry.need("取")),
    )
    entry.finish()
    return made


def _part(entry: Map) -> Part:
    made = Part(
        name=entry.need("名称").text(),
        name_en=entry.get("名称en").text(),
        share=_maybe(entry.get("占")),
        formula=_maybe(entry.get("式")),
        condition=_group(entry.get("条件"), entry.get("名称").text()),
        place=entry.place,
    )
    entry.finish()
    if (made.share is None) == (made.formula is None):
        entry.problems.error(entry.place, "E228", "分期的一期要写 占 或 式 中的一种")
    return made


def _output(entry: Map) -> OutputRule:
    made = OutputRule(
        name=entry.need("名称").text(),
        name_en=entry.get("名称en").text(),
        unit=entry.get("单位").text(),
        formula=formula(entry.need("式")),
    )
    entry.finish()
    return made


def _classification(entry: Map) -> Classification:
    made = Classification(
        id=entry.need("编号").text(),
        name=entry.need("名称").text(),
        name_en=entry.need("名称en").text(),
        produces=entry.need("产出").text(),
        items=tuple(_class_item(item.map()) for item in entry.need("类").items()),
        otherwise=entry.need("否则").text(),
        citation=entry.get("依据").text(),
        place=entry.place,
    )
    entry.finish()
    _refuse_twice([leaf.id for i in made.items for leaf in i.condition.leaves()], entry)
    return made


def _class_item(entry: Map) -> ClassItem:
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
            children=_children(entry.need("条件"), own_id),
            place=entry.place,
        ),
        text=entry.get("说").text(),
        text_en=entry.get("en").text(),
    )
    entry.finish()
    return made
