"""Reads the worked cases of a document."""

from __future__ import annotations

from yulin.policy.document import Case, Expectation
from yulin.policy.problems import nearest
from yulin.policy.reader import Map, Value

NOT_IN_FORCE = "未施行"
#: an answer, or that no version is in force on the day of the case
STATUS_WORDS = ("不符", "还差", "无法判定", "符合", NOT_IN_FORCE)

Pairs = dict[str, str]
Rows = dict[str, tuple[tuple[tuple[str, str], ...], ...]]


def read_cases(base: Value, value: Value) -> tuple[Case, ...]:
    """Return the cases, each with the document's base facts under its own."""
    base_values = _pairs(base.map()) if base else {}
    base_rows: Rows = {}
    if "记录" in base_values:
        base_rows = _rows(base.map().get("记录").map())
        del base_values["记录"]
    made: dict[str, Case] = {}
    for item in value.items():
        case = _case(item.map(), base_values, base_rows, made)
        if case.id in made:
            item.problems.error(item.place, "E230", f"案例 “{case.id}” 重复")
        made[case.id] = case
    return tuple(made.values())


def _pairs(entry: Map) -> Pairs:
    return {key: "" if value.is_map else value.text() for key, value in entry.pairs()}


def _rows(entry: Map) -> Rows:
    return {
        table: tuple(tuple(_pairs(row.map()).items()) for row in rows.items())
        for table, rows in entry.pairs()
    }


def _case(entry: Map, base: Pairs, base_rows: Rows, earlier: dict[str, Case]) -> Case:
    values, rows = _inherited(entry, base, base_rows, earlier)
    values.update(_pairs(entry.get("事实").map()))
    rows.update(_rows(entry.get("记录").map()))
    blocked = entry.get("尚不能表达").text()
    expected = entry.get("期望")
    if not blocked and (not expected or not list(expected.map().pairs())):
        entry.problems.error(
            entry.place, "E231", "案例没有 期望，或期望是空的", "写上期望，或写 尚不能表达: 原因"
        )
    made = Case(
        id=entry.need("编号").text(),
        text=entry.need("说").text(),
        as_of=(entry.get("基准日") if blocked else entry.need("基准日")).date(),
        values=tuple((k, v) for k, v in values.items() if v != "未知"),
        records=tuple(rows.items()),
        expectations=tuple(_expectation(k, v) for k, v in expected.map().pairs()),
        not_yet_expressible=blocked,
        people=tuple((k, _people(v)) for k, v in entry.get("多人").map().pairs()),
        place=entry.place,
    )
    entry.get("en")
    entry.finish()
    return made


def _people(value: Value) -> tuple[tuple[str, str], ...]:
    return tuple(_pairs(value.map()).items())


def _inherited(
    entry: Map, base: Pairs, base_rows: Rows, earlier: dict[str, Case]
) -> tuple[Pairs, Rows]:
    same = entry.get("同上例")
    if not same:
        return dict(base), dict(base_rows)
    if same.text() not in earlier:
        entry.problems.error(
            same.place, "E232", f"前面没有案例 “{same.text()}”", nearest(same.text(), earlier)
        )
        return dict(base), dict(base_rows)
    model = earlier[same.text()]
    return dict(model.values), dict(model.records)


def _expectation(benefit: str, value: Value) -> Expectation:
    if not value.is_map:
        return Expectation(benefit=benefit, status=_status(value), place=value.place)
    entry = value.map()
    amount, each, at_most = entry.get("金额"), entry.get("每期"), entry.get("上限")
    reasons, missing, choices = entry.get("原因"), entry.get("缺"), entry.get("可选")
    taken, tied = entry.get("入选"), entry.get("并列")
    made = Expectation(
        benefit=benefit,
        status=_status(entry.get("结果")) or None,
        amount=amount.text() if amount and not amount.is_list else None,
        candidates=amount.texts() if amount.is_list else (),
        per_period=each.text() if each and not each.is_list else None,
        candidates_per_period=each.texts() if each.is_list else (),
        net=entry.get("实得").text() or None,
        at_most=at_most.yes() if at_most else None,
        label=entry.get("类").text() or None,
        reasons=reasons.texts() if reasons else None,
        ready_on=entry.get("可得日").date(),
        parts=tuple(_part(name, part) for name, part in entry.get("分期").map().pairs()),
        outputs=tuple((k, v.text()) for k, v in entry.get("算出").map().pairs()),
        displaced_by=entry.get("取代").text() or None,
        missing=missing.texts() if missing else None,
        choose_between=choices.texts() if choices else None,
        life=entry.get("存续").text() or None,
        recovery=entry.get("追回").text() or None,
        version=entry.get("版本").text() or None,
        taken=taken.texts() if taken else None,
        tied=tied.texts() if tied else None,
        place=value.place,
    )
    entry.finish()
    return made


def _status(value: Value) -> str:
    word = value.text()
    if value and word not in STATUS_WORDS:
        value.problems.error(
            value.place, "E233", f"“{word}” 不是结果", "可用：" + "、".join(STATUS_WORDS)
        )
    return word


def _part(name: str, value: Value) -> tuple[str, str, str]:
    words = value.texts()
    return (name, words[0] if words else "", words[1] if len(words) > 1 else "")
