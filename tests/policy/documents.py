"""Small documents, facts and answers for the tests of this room."""

import datetime as dt
from pathlib import Path

import polars as pl

from tests.policy import arrays
from yulin.facts import schema
from yulin.facts.frames import Facts, blank_value, empty_frame
from yulin.policy.decide import decide
from yulin.policy.documents.load import read_document
from yulin.policy.explain import explain
from yulin.policy.language.scope import column_type
from yulin.policy.language.values import store
from yulin.policy.library import Library
from yulin.policy.reader import Problems

PERSON = "P1"
AS_OF = dt.date(2026, 6, 30)


def day(text):
    return dt.date.fromisoformat(text)


# -- documents -------------------------------------------------------------------------------------


def indented(text, spaces):
    return "".join(f"{' ' * spaces}{line}\n" for line in text.strip("\n").splitlines())


def head(code="T-1", *, region=0, more=""):
    return (
        f"编号: {code}\n标题: 题\n标题en: Title\n地区: {region}\n领域: 就业\n"
        f"摘要: 一句话\n摘要en: One sentence\n来源: [{{网址: www.example.cn, 等级: P1}}]\n"
        + (more.strip("\n") + "\n" if more else "")
    )


def benefit(must="是", *, code="甲", amount=None, kind=None, conditions=None, more=""):
    """One 待遇 as an item of a list; ``must`` is its only condition unless ``conditions`` is given."""
    kind = kind or ("资金" if amount is not None else "资格")
    rules = conditions or f'- {{编号: 一, 说: 条件一, 须: "{must}"}}'
    text = f"编号: {code}\n名称: {code}\n名称en: {code}\n类别: {kind}\n条件:\n{indented(rules, 2)}"
    if amount is not None:
        text += f"金额: {amount}\n" if "\n" not in amount else f"金额:\n{indented(amount, 2)}"
    text += more.strip("\n")
    return "- " + indented(text, 2).lstrip()


def version(*benefits, name="一", starts=None, ends=None, more=""):
    text = f"名称: {name}\n"
    text += f"自: {starts}\n" if starts else ""
    text += f"至: {ends}\n" if ends else ""
    text += more.strip("\n") + "\n" if more else ""
    text += "待遇:\n" + indented("".join(benefits), 2) if benefits else ""
    return "- " + indented(text, 2).lstrip()


def document(*benefits, code="T-1", region=0, more="", starts=None, ends=None):
    """A document with one version."""
    return versions(
        version(*benefits, starts=starts, ends=ends), code=code, region=region, more=more
    )


def versions(*made, code="T-1", region=0, more=""):
    return head(code, region=region, more=more) + "版本:\n" + indented("".join(made), 2)


def reading(text, name="T-1.yaml"):
    """The document in a text with the problems of reading it."""
    problems = Problems()
    return read_document(Path(name), problems, text=text), problems


def library(*texts):
    problems = Problems()
    made = [
        read_document(Path(f"{n}.yaml"), problems, text=text) for n, text in enumerate(texts, 1)
    ]
    problems.raise_errors()
    return Library(tuple(made))


# -- facts -----------------------------------------------------------------------------------------


def cell(column, value):
    if value is None:
        return None
    return store(value, column_type(column))


def row(table, cells, subject=PERSON):
    """A stored row; blank cells hold what a blank means, the subject is filled in."""
    known = {c.name for c in table.columns}
    assert set(cells) <= known, set(cells) - known
    made = {
        c.name: cell(c, cells[c.name]) if c.name in cells else blank_value(c) for c in table.columns
    }
    if made.get("证件号", "") is None:
        made["证件号"] = subject
    return made


def frame(name, rows, subject=PERSON):
    table, empty = schema.BY_NAME[name], empty_frame(name)
    made = [row(table, cells, subject) for cells in rows]
    return pl.DataFrame(made, schema=empty.schema) if made else empty


def facts(**tables):
    """Record tables of one person ``P1`` (a row may name another 证件号)."""
    tables.setdefault("人员", [{}])
    return Facts({name: frame(name, rows) for name, rows in tables.items()})


def all_tables(**tables):
    """As ``facts``, with every table supplied: those not given are known to be empty."""
    return facts(**{name: [] for name in schema.BY_NAME if name != "人员"} | tables)


# -- answers ---------------------------------------------------------------------------------------


def both(made, records, as_of=AS_OF):
    """The long rows of both back ends, which must be equal, and equal to those over arrays."""
    fast = decide(made, records, as_of=as_of)
    assert_same(arrays.decided(made, records, as_of), fast)
    slow = decide(made, records, as_of=as_of, engine="python")
    assert_same(fast, slow)
    return fast.long(local_only=False)


def assert_same(one, other):
    """Two decision tables hold the same answers, clause by clause."""
    assert [p.subject for p in one.parts] == [p.subject for p in other.parts]
    for a, b in zip(one.parts, other.parts, strict=True):
        shared = [c for c in a.frame.columns if c in b.frame.columns]
        assert a.frame.select(shared).schema == b.frame.select(shared).schema
        different = [c for c in shared if not a.frame[c].equals(b.frame[c])]
        assert different == [], [first_difference(a.frame, b.frame, c) for c in different[:3]]
        for frame in (a.frame, b.frame):  # a date that can never come may have no column
            alone = frame.drop(shared)
            assert {c.rsplit("|", 1)[-1] for c in alone.columns} <= {"ready_on"}
            assert all(column.is_null().all() for column in alone)
    assert one.long(local_only=False).equals(other.long(local_only=False))


def first_difference(one, other, column):
    place = next(
        n for n, (a, b) in enumerate(zip(one[column], other[column], strict=True)) if a != b
    )
    return column, one["_key"][place], one[column][place], other[column][place]


def explained(made, records=None, as_of=AS_OF, **more):
    """Decisions on P1 by benefit id."""
    subject = PERSON if records is not None else None
    return {d.benefit: d for d in explain(made, records, as_of=as_of, subject=subject, **more)}
