"""Deciding anew only those whom a change or a day touches gives what deciding everybody gives."""

import datetime as dt
import random

import polars as pl
import pytest

from tests.policy.documents import AS_OF, PERSON, all_tables, benefit, document, library
from tests.policy.examples import NIGHTLY
from yulin.facts import schema
from yulin.facts.frames import Facts
from yulin.policy.backends.arrays import figures
from yulin.policy.decide import decide
from yulin.policy.incremental import few
from yulin.policy.incremental.contributions import States
from yulin.policy.incremental.dependencies import Change, affected, changed_rows, readers
from yulin.policy.incremental.horizon import next_days
from yulin.policy.incremental.redecide import decide_some, redecide
from yulin.synth import synthesize

KINDS = {"person": "人员", "employer": "单位"}
KEYS = ["subject_kind", "subject", "policy", "benefit"]


# -- whom a change touches -------------------------------------------------------------------------

FIRM = {"单位代码": "U1", "单位名称": "甲", "单位地区": "330302", "单位规模": "小型"}
JOB = {"证件号": PERSON, "单位代码": "U1", "入职日期": "2026-01-01", "用工形式": "劳动合同"}


def touched(must, table, columns=None, more=None):
    """Who is to be decided anew when rows of a table change."""
    made = library(document(benefit(must)))
    records = all_tables(
        人员=[{"配偶证件号": "P2"}, {"证件号": "P2", "配偶证件号": PERSON}, {"证件号": "P3"}],
        就业=[JOB, {**JOB, "证件号": "P3", "单位代码": "U2"}],
        单位=[FIRM, {**FIRM, "单位代码": "U2"}],
        **(more or {}),
    )
    rows = records[table].head(1)
    change = Change(table, rows, frozenset(columns) if columns else None)
    found = affected(made.program(AS_OF), records, [change])
    return found["人员"].sort().to_list()


@pytest.mark.parametrize(
    ("must", "table", "columns", "wanted"),
    [
        # the subject's own row, in what is read of it
        ("年龄 >= 18", "人员", ["出生日期"], [PERSON]),
        ("年龄 >= 18", "人员", ["政治面貌"], []),
        ("年龄 >= 18", "人员", None, [PERSON]),
        ("年龄 >= 18", "就业", None, []),
        # rows about the subject, in what is read of them
        ("在职", "就业", ["离职日期"], [PERSON]),
        ("在职", "就业", ["月工资"], []),
        ("在职", "单位", None, []),
        # an employer's row, read through a row about the subject
        ("单位规模 in ['小型']", "单位", ["单位规模"], [PERSON]),
        ("单位规模 in ['小型']", "单位", ["注册地"], []),
        # another subject's own row and rows about it
        ("对(配偶, 年龄) >= 18", "人员", ["出生日期"], ["P2"]),
        ("对(配偶, 在职)", "就业", ["离职日期"], ["P2"]),
        ("对(配偶, 在职)", "人员", ["配偶证件号"], [PERSON]),
    ],
)
def test_who_is_touched(must, table, columns, wanted):
    assert touched(must, table, columns) == wanted


def test_which_benefits_read_a_column(policies):
    found = readers(policies.program(AS_OF))
    assert "CN-04/申报技师" in found["证书", "发证日期"]
    everything = {item.key for item in policies.program(AS_OF).items}
    assert all(keys <= everything for keys in found.values())
    known = {(table.name, c.name) for table in schema.TABLES for c in table.columns}
    assert set(found) <= known


def test_rows_that_differ():
    old = all_tables(就业=[JOB, JOB, {**JOB, "证件号": "P3"}])
    new = all_tables(就业=[JOB, {**JOB, "证件号": "P3"}, {**JOB, "证件号": "P4"}])
    (change,) = changed_rows(old, new)
    assert change.table == "就业"
    assert change.rows["证件号"].sort().to_list() == [PERSON, "P4"]
    assert changed_rows(old, old) == []


# -- which employers a change of their staff touches ------------------------------------------------

#: an employer with a year's staff: who works there now and has been insured for twelve months
STAFF = "计数(就业 若 离职日期 >= 基准日 且 人员.失业保险累计月数 >= 12) >= 1"
COVER = {"险种": "失业", "参保地": "330302", "起始年月": "2025-01-01", "缴费类型": "正常"}
YEAR = {**COVER, "截止年月": "2025-12-01"}
PAST = {**JOB, "证件号": "P2", "离职日期": "2026-03-31"}


def employers_touched(old, new, must=STAFF, region=0, firm=FIRM):
    """The employers to be decided anew between two states of 就业 and 社保; others stay as they were."""
    made = library(document(benefit(must), region=region, more="对象: 单位"))
    program = made.program(AS_OF)
    before, after = (
        all_tables(人员=[{}, {"证件号": "P2"}], 单位=[firm], 就业=jobs, 社保=spells)
        for jobs, spells in (old, new)
    )
    states = States(before, after, AS_OF)
    changes = changed_rows(before, after)
    found = affected(program, after, changes, compared=lambda _: states)
    earlier = decide(made, before, as_of=AS_OF)
    again = redecide(made, earlier, after, subjects=found, as_of=AS_OF)
    same(again, decide(made, after, as_of=AS_OF))
    return found["单位"].to_list()


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        # the answer changes: eleven months, then twelve; or the one who had them leaves
        (([JOB], [{**YEAR, "截止年月": "2025-11-01"}]), ([JOB], [YEAR]), ["U1"]),
        (([JOB], [YEAR]), ([{**JOB, "离职日期": "2026-06-29"}], [YEAR]), ["U1"]),
        (([PAST], [YEAR]), ([PAST, JOB], [YEAR]), ["U1"]),
        # it does not: more months than are asked for, wages, somebody who left long ago
        (([JOB], [YEAR]), ([JOB], [{**YEAR, "截止年月": "2026-02-01"}]), []),
        (([JOB], [YEAR]), ([{**JOB, "月工资": "9000元"}], [YEAR]), []),
        (([JOB, PAST], [YEAR]), ([JOB, PAST], [YEAR, {**YEAR, "证件号": "P2"}]), []),
        (([JOB], [YEAR]), ([JOB, PAST], [YEAR]), []),
        # today's answer stays, but the day on which it turns is another
        (([JOB], []), ([JOB], [{**COVER, "起始年月": "2026-03-01"}]), ["U1"]),
        (([JOB], [YEAR]), ([{**JOB, "离职日期": "2026-12-31"}], [YEAR]), ["U1"]),
        # in doubt before, known now
        (([JOB], [{**YEAR, "截止年月": None}]), ([JOB], [YEAR]), ["U1"]),
    ],
)
def test_which_employers_are_touched(old, new, wanted):
    assert employers_touched(old, new) == wanted


def test_an_employer_elsewhere_is_not_touched():
    """What a document reads counts only where it applies."""
    old, new = ([JOB], []), ([JOB], [YEAR])
    assert employers_touched(old, new, region=330302) == ["U1"]
    assert employers_touched(old, new, region=330106) == []


def test_rows_in_an_order_touch_whom_they_are_about():
    """Of rows that give the same the place among their equals may differ."""
    must = "最近(就业: 用工形式 按 入职日期) in ['劳动合同']"
    other = {**JOB, "证件号": "P2", "岗位": "甲"}
    assert employers_touched(([JOB, other], []), ([other, JOB], []), must) == []
    changed = {**JOB, "岗位": "乙"}
    assert employers_touched(([JOB, other], []), ([other, changed], []), must) == ["U1"]


@pytest.mark.parametrize("seed", [3, 4, 5] if NIGHTLY else [4])
def test_an_employer_left_alone_keeps_its_answers_and_its_day(policies, seed):
    """Half of what changes touches no employer; those left alone answer as before, now and then."""
    old = synthesize(people=300, seed=seed, as_of=AS_OF)
    new = disturbed(old, 0.05, seed)
    states, program = States(old, new, AS_OF), policies.program(AS_OF)
    changes = changed_rows(old, new)
    wide = affected(program, new, changes)["单位"]
    found = affected(program, new, changes, compared=lambda _: states)["单位"]
    assert set(found) < set(wide)
    left = pl.col("subject").is_in(wide.filter(~wide.is_in(found.implode())).implode())
    of_both = [
        (
            decide(policies, r, as_of=AS_OF).long().filter(left, subject_kind="employer"),
            next_days(policies, r, as_of=AS_OF).filter(left, subject_kind="employer"),
        )
        for r in (old, new)
    ]
    (answers, days), (others, other_days) = of_both
    assert answers.height > 0
    assert answers.sort(KEYS).equals(others.sort(KEYS))
    assert days.sort("subject").equals(other_days.sort("subject"))


# -- the same as everybody -------------------------------------------------------------------------


def disturbed(records, share, seed):
    """The records with a few rows altered, removed and doubled, in every table."""
    dice = random.Random(seed)
    tables = {}
    for name, rows in records.tables.items():
        own = name in KINDS.values()
        count = max(1, int(rows.height * share)) if rows.height else 0
        places = dice.sample(range(rows.height), count)
        fixed = {schema.BY_NAME[name].key} if own else set()
        free = [c for c in rows.columns if c not in fixed]
        column = dice.choice(free)
        values = rows[column].gather([dice.randrange(rows.height) for _ in places])
        altered = rows.with_columns(rows[column].scatter(sorted(places), values))
        if not own and count:
            altered = altered.with_row_index("_n").filter(pl.col("_n") != places[0]).drop("_n")
            altered = pl.concat([altered, altered.head(1)])
        tables[name] = altered
    return Facts(tables)


def same(one, other):
    """Two tables of decisions hold the same answers."""
    a, b = (t.long().sort(KEYS) for t in (one, other))
    assert a.columns == b.columns
    differ = [c for c in a.columns if not a[c].equals(b[c])]
    assert differ == [], a.filter(pl.any_horizontal(a[c].ne_missing(b[c]) for c in differ)).head()


class Night:
    """Decisions kept from night to night, with the day on which each subject is due next."""

    def __init__(self, made, records, as_of):
        self.made, self.records, self.as_of = made, records, as_of
        self.table = decide(made, records, as_of=as_of)
        self.days = next_days(made, records, as_of=as_of)

    def run(self, records, as_of):
        """Decide the due and the changed; return how many these are."""
        program = self.made.program(as_of)
        states = States(self.records, records, as_of)
        touched = affected(
            program, records, changed_rows(self.records, records), compared=lambda _: states
        )
        due = self.days.filter(pl.col("day") <= as_of)
        subjects = {
            kind: pl.concat([touched[kind].alias("k"), _of(due, word).alias("k")]).unique()
            for word, kind in KINDS.items()
            if kind in touched
        }
        self.table = redecide(self.made, self.table, records, subjects=subjects, as_of=as_of)
        anew = next_days(self.made, records, as_of=as_of, subjects=subjects)
        keep = pl.DataFrame(
            [(w, key) for w, k in KINDS.items() for key in subjects.get(k, [])],
            schema=["subject_kind", "subject"],
            orient="row",
        )
        on = ["subject_kind", "subject"]
        self.days = pl.concat([self.days.join(keep, on=on, how="anti"), anew])
        self.records, self.as_of = records, as_of
        return keep.height


def _of(due, word):
    return due.filter(subject_kind=word)["subject"]


@pytest.mark.parametrize("seed", [1, 2] if NIGHTLY else [2])
def test_nights_one_after_another(policies, seed):
    """A share of the rows changes every few days; nobody's answer is ever another than a full run's."""
    as_of = dt.date(2026, 6, 20)
    records = synthesize(people=400 if NIGHTLY else 250, seed=seed, as_of=as_of)
    night = Night(policies, records, as_of)
    anew = []
    for number, ahead in enumerate((1, 4, 12, 45), 1):
        day = as_of + dt.timedelta(days=ahead)
        records = disturbed(records, 0.01, seed * 100 + number)
        anew.append(night.run(records, day))
        same(night.table, decide(policies, records, as_of=day))
    assert max(anew) < 0.6 * records["人员"].height


def test_other_versions_decide_everybody(policies):
    records = synthesize(people=60, seed=4)
    before = decide(policies, records, as_of=dt.date(2025, 6, 30))
    after = dt.date(2026, 6, 30)
    assert policies.program(after) is not before.program
    same(
        redecide(policies, before, records, subjects={}, as_of=after),
        decide(policies, records, as_of=after),
    )


def test_who_comes_and_who_goes(policies):
    records = synthesize(people=80, seed=5)
    keys = records["人员"]["证件号"]
    fewer = Facts({**records.tables, "人员": records["人员"].filter(keys != keys[3])})
    for old, new in ((records, fewer), (fewer, records)):
        before = decide(policies, old, as_of=AS_OF)
        touched = affected(policies.program(AS_OF), new, changed_rows(old, new))
        found = redecide(policies, before, new, subjects=touched, as_of=AS_OF)
        same(found, decide(policies, new, as_of=AS_OF))


@pytest.mark.parametrize("most", [20_000, 0], ids=["arrays", "population"])
def test_some_are_decided_like_everybody(policies, monkeypatch, most):
    """A few over arrays, or many as a population: the same answers, and the same days to come."""
    monkeypatch.setattr(few, "FEW", dict.fromkeys(few.FEW, most))
    monkeypatch.setattr(figures, "_MANY", 1)  # leave out rows that are not worth asking about
    records = synthesize(people=250, seed=6, as_of=AS_OF)
    subjects = {
        kind: records[kind][schema.BY_NAME[kind].key].gather_every(3) for kind in KINDS.values()
    }
    table, days = decide_some(policies, records, subjects=subjects, as_of=AS_OF)
    chosen = pl.col("subject").is_in(
        pl.concat([s.rename("k") for s in subjects.values()]).implode()
    )
    wanted = decide(policies, records, as_of=AS_OF).long().filter(chosen)
    assert table.long().sort(KEYS).equals(wanted.sort(KEYS))
    assert wanted.height > 1_000
    due = next_days(policies, records, as_of=AS_OF, subjects=subjects)
    assert days.sort("subject").equals(due.sort("subject"))


def test_few_are_not_asked_what_is_for_elsewhere(policies):
    """Nobody is asked what ``long`` would leave out: benefits of places where nobody may work."""
    records = synthesize(people=40, seed=8, as_of=AS_OF, region=330100)
    told = decide(policies, records, as_of=AS_OF).long().filter(subject_kind="person")
    one = told.group_by("subject").len().sort("len", "subject").head(1)["subject"]
    table, _ = decide_some(policies, records, subjects={"人员": one}, as_of=AS_OF)
    (part,) = table.parts
    here = told.filter(pl.col("subject") == one[0]).select("policy", "benefit").rows()
    asked = [(item.document.id, item.id) for item in part.items if not item.ceilings]
    assert set(asked) == set(here) - {(i.document.id, i.id) for i in part.items if i.ceilings}
    assert len(part.items) < len(policies.program(AS_OF).of("人员"))


def test_nobody_to_decide(policies):
    records = synthesize(people=20, seed=8, as_of=AS_OF)
    nobody = pl.Series([], dtype=pl.String)
    table, days = decide_some(policies, records, subjects={"人员": nobody}, as_of=AS_OF)
    assert table.long().is_empty()
    assert days.is_empty()
