"""A change of facts in words, in Chinese and in English."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from yulin.codes import divisions
from yulin.facts import schema
from yulin.facts.enums import ENGLISH
from yulin.policy.backends.python import Frame
from yulin.policy.dates import calendar_math as cm
from yulin.policy.kinds import DAY, DIVISION, YES, Label, Number, Type
from yulin.policy.language.scope import column_type
from yulin.policy.language.values import show
from yulin.policy.remedies.steps import Step

#: what people say for more months of a counter: {n} months
_MONTHS: dict[str, tuple[str, str]] = {
    "本地社保连续月数": ("再连续缴 {n} 个月当地社保", "stay insured here for {n} more months"),
    "本地社保累计月数": ("再缴 {n} 个月当地社保", "pay {n} more months of insurance here"),
    "失业保险累计月数": ("再缴 {n} 个月失业保险", "pay {n} more months of unemployment insurance"),
    "同单位社保连续月数": (
        "在现单位再连续缴 {n} 个月社保",
        "stay insured by this employer for {n} more months",
    ),
    "三险足额连续月数": (
        "现单位再足额缴 {n} 个月三险",
        "have all three insurances paid for {n} more months",
    ),
}
#: what people say for a label: {v}
_LABELS: dict[str, tuple[str, str]] = {
    "技能等级": ("取得{v}证书", "obtain a skill certificate: {v}"),
    "紧缺工种技能等级": (
        "取得紧缺工种的{v}证书",
        "obtain a skill certificate ({v}) in a shortage trade",
    ),
    "最近技能证书等级": ("新取得一本{v}证书", "obtain a new skill certificate: {v}"),
    "职称级别": ("取得{v}职称", "obtain a professional title: {v}"),
    "最高学历": ("取得{v}学历", "complete a degree: {v}"),
    "全日制最高学历": ("取得全日制{v}学历", "complete full-time education: {v}"),
    "全日制最高学位": ("取得全日制{v}学位", "obtain a full-time degree: {v}"),
    "人才类别": ("被认定为{v}人才", "be recognised as talent class {v}"),
    "单位类型": ("到{v}工作", "work for: {v}"),
    "单位行业": ("到{v}行业工作", "work in: {v}"),
    "单位规模": ("到{v}单位工作", "work for a firm of size: {v}"),
    "用工形式": ("改签{v}", "change to: {v}"),
}
#: what people say for a truth that must hold, or must not
_TRUTHS: dict[tuple[str, bool], tuple[str, str]] = {
    ("在职", True): ("找到工作并签订合同", "find a job with a contract"),
    ("全职", True): ("改为全职工作", "work full time"),
    ("一线岗位", True): ("转到生产服务一线岗位", "move to a front-line post"),
    ("本地现在参保", True): ("由当地单位缴纳社保", "be insured by an employer here"),
    ("本地有房", False): ("在当地不再有自有住房", "own no home here any more"),
    ("本地有房", True): ("在当地购买住房", "buy a home here"),
    ("驿站已登记", True): ("到大学生驿站登记", "register at the graduate hostel"),
    ("登记失业", True): ("办理失业登记", "register as unemployed"),
    ("灵活就业参保", True): (
        "以灵活就业身份参加养老保险",
        "pay pension insurance as flexibly employed",
    ),
    ("单位经主管认定", True): (
        "单位取得行业主管部门认定",
        "have the employer recognised by its line authority",
    ),
    ("最近技能证书紧缺", True): (
        "新取得一本紧缺工种的证书",
        "obtain a new certificate in a shortage trade",
    ),
}
_PLACES = {"工作地区": ("工作地", "work"), "户籍地": ("户籍", "household registration")}
_UNITS = {"月": ("个月", "months"), "年": ("年", "years"), "岁": ("岁", "years of age")}
_AT_LEAST = {"at_least": "至少 ", "at_most": "不超过 ", "exactly": "", "unlike": "不是 "}
_AT_LEAST_EN = {"at_least": "at least ", "at_most": "at most ", "exactly": "", "unlike": "not "}


@dataclass(frozen=True, kw_only=True)
class Told:
    """A step with its words."""

    step: Step
    name: str
    name_en: str
    before: str | None
    after: str
    text: str
    text_en: str


def told(step: Step, frame: Frame) -> Told:
    """Return a step in words."""
    definition = frame.program.definitions.get(step.key)
    if definition is None:
        return _record(step)
    name, name_en, kind = definition.name, definition.term.en, definition.type
    before, after = show(step.current, kind), show(step.wanted, kind) or ""
    text, text_en = _words(step, name, name_en, kind, frame.as_of)
    return Told(
        step=step,
        name=name,
        name_en=name_en,
        before=before,
        after=after if not step.is_time or step.wanted is not None else "",
        text=text,
        text_en=text_en,
    )


def joined(words: Sequence[Told], ready_on: dt.date | None) -> tuple[str, str]:
    """Return several changes as one sentence, with the day from which it is due."""
    text = "，并且".join(w.text for w in words)
    text_en = "; and ".join(w.text_en for w in words)
    if ready_on is None:
        return text, text_en
    if all(w.step.is_time for w in words):
        return f"{text}（到 {ready_on} 自动满足）", f"{text_en} (by itself on {ready_on})"
    return f"{text}（{ready_on} 起可享受）", f"{text_en} (due from {ready_on})"


def _record(step: Step) -> Told:
    """Return the words of a row that no name stands for: what it must say."""
    row = step.row
    assert row is not None
    table, cells = schema.BY_NAME[row.table], dict(row.cells)
    said = [
        (column, shown)
        for name in row.asked
        if (column := table.column(name)).kind not in ("date", "month")
        and (shown := show(cells[name], column_type(column))) is not None
    ]
    texts = "，".join(f"{c.name} {shown}" for c, shown in said)
    english = ", ".join(f"{c.field.replace('_', ' ')} {ENGLISH.get(v, v)}" for c, v in said)
    return Told(
        step=step,
        name=table.name,
        name_en=table.field,
        before=None,
        after=texts,
        text=f"新增一条{table.name}记录" + (f"（{texts}）" if texts else ""),
        text_en=f"have a new {table.field} record" + (f" ({english})" if english else ""),
    )


def _words(step: Step, name: str, name_en: str, kind: Type, as_of: dt.date) -> tuple[str, str]:
    if step.is_time:
        return _waiting(step, name, name_en, as_of)
    if step.confirms:
        return _confirming(step, name, name_en, kind)
    if step.relation != "unlike":
        for said in (_known_label, _known_truth, _known_months, _known_place):
            found = said(step, name, kind)
            if found is not None:
                return found
    return _plain(step, name, name_en, kind)


def _waiting(step: Step, name: str, name_en: str, as_of: dt.date) -> tuple[str, str]:
    if isinstance(step.wanted, int) and isinstance(step.current, int):
        count = step.wanted - step.current
        said = _MONTHS.get(name, (f"{name}再满 {{n}} 个月", f"{name_en}: {{n}} more months"))
        return said[0].format(n=count), _singular(said[1].format(n=count), count)
    assert step.until is not None
    months = cm.months_between(as_of, step.until)
    days = (step.until - as_of).days
    span, span_en = (
        (f"{months} 个月", f"{months} months") if months else (f"{days} 天", f"{days} days")
    )
    behind, behind_en = (f"（按{name}算）", f" (counted from: {name_en})") if name else ("", "")
    count = months or days
    return f"再等 {span}{behind}", _singular(f"wait {span_en}", count) + behind_en


def _singular(text: str, count: int) -> str:
    if count != 1:
        return text
    return text.replace("months", "month").replace("years", "year").replace("days", "day")


def _confirming(step: Step, name: str, name_en: str, kind: Type) -> tuple[str, str]:
    value, value_en = _bounded(step, kind)
    return f"补上资料：{name}{value}", f"supply a fact: {name_en} {value_en}"


def _bounded(step: Step, kind: Type) -> tuple[str, str]:
    """Return the wanted value with how it bounds: 至少 3 年, 在 2025-12-30 或以前."""
    if step.relation == "unlike":
        value, value_en = _with_unit(show(step.bound, kind), kind)
        return f"不再是“{value}”", f"no longer {value_en}"
    value, value_en = _value(step, kind)
    if kind == DAY:
        when = {"at_least": f"{value} 或以后", "at_most": f"{value} 或以前"}
        when_en = {"at_least": f"on or after {value}", "at_most": f"on or before {value}"}
        chinese = f"在 {when.get(step.relation, value)}"
        return chinese, when_en.get(step.relation, f"on {value}")
    word, word_en = _AT_LEAST[step.relation], _AT_LEAST_EN[step.relation]
    return (f" {word}{value}" if word else f"为“{value}”"), f"{word_en}{value_en}"


def _known_label(step: Step, name: str, kind: Type) -> tuple[str, str] | None:
    said = _LABELS.get(name)
    if said is None or not isinstance(kind, Label):
        return None
    value, value_en = _value(step, kind)
    more = "以上" if step.relation == "at_least" and _has_above(step, kind) else ""
    more_en = " or above" if more else ""
    shown = f" {value} 类{more}" if name == "人才类别" else value + more
    return said[0].format(v=shown), said[1].format(v=value_en + more_en)


def _has_above(step: Step, kind: Label) -> bool:
    return kind.labels.ordered and int(step.wanted) < len(kind.labels.labels) - 1


def _known_truth(step: Step, name: str, kind: Type) -> tuple[str, str] | None:
    return _TRUTHS.get((name, bool(step.wanted))) if kind == YES else None


def _known_months(step: Step, name: str, kind: Type) -> tuple[str, str] | None:
    """Return the words of a counter that has yet to begin."""
    if step.by != "时间" or step.current != 0:
        return None
    said = _MONTHS.get(name)
    if said is None:
        return f"从现在起，{name}满 {step.bound} 个月", f"from now on: {step.bound} months"
    text = said[0].replace("再", "").replace("现单位", "同一单位").format(n=step.bound)
    english = said[1].replace(" more", "").replace("this employer", "one employer")
    return f"从现在起{text}", english.format(n=step.bound)


def _known_place(step: Step, name: str, kind: Type) -> tuple[str, str] | None:
    if kind != DIVISION:
        return None
    after, after_en = _place(step.wanted), show(step.wanted, kind) or ""
    if step.current is None or not step.current:
        word, word_en = {"工作地区": ("到{}工作", "work in {}")}.get(
            name, (name + "为{}", name + ": {}")
        )
        return word.format(after), word_en.format(after_en)
    word, word_en = _PLACES.get(name, (name, name))
    before, before_en = _place(step.current), show(step.current, kind) or ""
    return f"{word}从{before}换到{after}", f"move {word_en} from {before_en} to {after_en}"


def _place(code: int) -> str:
    """Return a division's own name, without those above it."""
    found = divisions.find(code)
    return found.name if found is not None else divisions.called(code)


def _plain(step: Step, name: str, name_en: str, kind: Type) -> tuple[str, str]:
    before = show(step.current, kind)
    value, value_en = _bounded(step, kind)
    if kind == DAY and step.absent:
        return f"{name}从今天起", f"{name_en}: today"
    if kind == YES:
        return f"{name}：由“{before}”变为“{_value(step, kind)[0]}”", f"{name_en}: {value_en}"
    now, now_en = _with_unit(before, kind)
    return f"{name}{value}（现在 {now}）", f"{name_en}: {value_en} (now {now_en})"


def _value(step: Step, kind: Type) -> tuple[str, str]:
    """Return the wanted value with its unit, as people read it."""
    text = show(step.wanted, kind) or ""
    if isinstance(kind, Label):
        english = dict(zip(kind.labels.labels, kind.labels.en, strict=True))
        return text, english.get(text, text)
    if kind == YES:
        return text, {"是": "yes", "否": "no"}[text]
    return _with_unit(text, kind)


def _with_unit(text: str | None, kind: Type) -> tuple[str, str]:
    if text is None:
        return "没有数据", "not known"
    if isinstance(kind, Label):
        return text, ENGLISH.get(text, text)
    if not isinstance(kind, Number):
        return text, text
    unit, unit_en = _UNITS.get(kind.unit, (kind.unit, {"元": "yuan"}.get(kind.unit, kind.unit)))
    shown = f"{Decimal(text):,f}"
    english = f"{shown} {unit_en}".rstrip()
    return f"{shown} {unit}".rstrip(), _singular(english, 1 if shown == "1" else 2)


Said = Callable[[Step, str, Type], tuple[str, str] | None]
