"""Facts that keep the contract, made at random: every kind of value at and inside its bounds."""

import datetime as dt

import polars as pl
from hypothesis import strategies as st

from tests.facts.files import employer_code, person_id
from yulin.facts import cells, schema
from yulin.facts.contradictions import IDENTITY
from yulin.facts.frames import Facts, frame_schema
from yulin.facts.records import PERIODS
from yulin.facts.told import VALUES

PEOPLE = [person_id(n, f"19{60 + n}0{n + 1}15") for n in range(6)]
FIRMS = [employer_code(n) for n in range(4)]
TRICKY = [
    "=1+1", "+1", "-1", "@a", "＝1", "'=1", "''=1", "'", "_x0041_", "1e5", "TRUE", "2024-03-01", "0",
    "NULL", "nan", "a,b", 'a"b', "𠮷田", "阿卜杜热合曼·买买提", "<b>&amp;", "45352", "合计", "示例", "#N/A",
    "é", "👨‍👩‍👧", "۱۲۳", "ئۇيغۇر", "x" * 1000,
]  # fmt: skip
DATES = st.dates(dt.date(1850, 1, 1), dt.date(2200, 12, 31))


def _text(raw):
    return cells.from_values([raw]).text[0]


TEXT = st.one_of(
    st.sampled_from(TRICKY),
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=12).map(_text),
)


PLAIN = {
    "text": lambda _column: TEXT,
    "id": lambda _column: st.sampled_from([*PEOPLE, "E12345678"]),
    "code": lambda _column: st.sampled_from(FIRMS),
    "date": lambda _column: DATES,
    "month": lambda _column: DATES.map(lambda day: day.replace(day=1)),
    "number": lambda column: _numbers(schema.limit(column.unit)),
    "yes": lambda _column: st.booleans(),
    "label": lambda column: st.integers(0, len(column.labels.labels) - 1),
    "division": lambda _column: st.sampled_from([330302, 330300, 110000, 339999, 999999, 100000]),
}


def _numbers(most):
    return st.one_of(st.integers(-most, most), st.sampled_from([0, 1, -1, most, -most]))


def values(column):
    plain = PLAIN[column.kind](column)
    if column.required:
        return plain.filter(lambda value: value is not None)
    if column.blank == "unknown":
        return st.none() | plain
    return plain if column.blank != "open" else st.just(schema.OPEN_END) | plain


def _ordered(name, row):
    if name in PERIODS:
        start, end = PERIODS[name]
        row[end] = max(row[start], row[end])
    return row


def _person(number, row):
    """Agree with the number: birth date from it, sex as it says or not stated."""
    born = dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    return {**row, "证件号": number, "证件类型": 0, "出生日期": born, "性别": 0}


@st.composite
def frames(draw, name):
    table = schema.BY_NAME[name]
    row = st.fixed_dictionaries({column.name: values(column) for column in table.columns})
    rows = [_ordered(name, found) for found in draw(st.lists(row, max_size=6))]
    if name == "人员":
        rows = [_person(number, found) for number, found in zip(PEOPLE, rows, strict=False)]
    elif name == "单位":
        rows = [{**found, "单位代码": code} for code, found in zip(FIRMS, rows, strict=False)]
    frame = pl.DataFrame(rows, schema=dict(frame_schema(name))).unique(maintain_order=True)
    return frame.filter(_told_once(name)) if name in IDENTITY else frame


def _told_once(name):
    """One row of a thing: two would be merged, or contradict each other."""
    about = IDENTITY[name]
    return pl.any_horizontal(pl.col(about).is_null()) | pl.struct(about).is_first_distinct()


@st.composite
def facts(draw):
    """Facts whose links hold; any table but 人员 may be absent."""
    tables = {"人员": draw(frames("人员"))}
    for name in schema.BY_NAME:
        if name not in tables and draw(st.booleans()):
            tables[name] = draw(frames(name))
    known = {"人员": tables["人员"]["证件号"]}
    if "单位" in tables:
        known["单位"] = tables["单位"]["单位代码"]
    tables = {name: _linked(name, frame, known) for name, frame in tables.items()}
    return Facts({n: _one_value(n, f) if n in schema.TOLD_NAMES else f for n, f in tables.items()})


def _one_value(name, frame):
    """Of what only documents declare: one value a row, and one row for a name and day."""
    one = frame.filter(pl.sum_horizontal(pl.col(c).is_not_null() for c in VALUES) > 0)
    first = [pl.all_horizontal(pl.col(b).is_null() for b in VALUES[:n]) for n in range(1, 5)]
    rest = [pl.when(f).then(pl.col(c)).alias(c) for f, c in zip(first, VALUES[1:], strict=True)]
    key = schema.BY_NAME[name].key
    return one.with_columns(rest).unique(
        [key, "名称", "起始日期"], keep="first", maintain_order=True
    )


def _linked(name, frame, known):
    for column, target in schema.BY_NAME[name].links.items():
        if target in known and name not in known:
            cell = pl.col(column)
            frame = frame.filter(cell.is_null() | cell.is_in(known[target].implode()))
    return frame
