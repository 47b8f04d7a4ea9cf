"""The real policies on an invented region: both back ends, the explanations, and what must stay true."""

import datetime as dt

import polars as pl
import pytest

from tests.policy.documents import assert_same
from tests.policy.examples import NIGHTLY
from tests.policy.test_differential import in_row
from yulin.facts import schema
from yulin.facts.frames import Facts
from yulin.policy.cases import Tally, run_cases
from yulin.policy.decide import decide
from yulin.policy.decision import Status
from yulin.policy.explain import explain
from yulin.synth import synthesize

TODAY = dt.date(2026, 9, 1)
FEW = 400 if NIGHTLY else 100
#: today with many (everybody is compared in `bench.agree`); days on which months and years clamp, and old versions, with fewer
DAYS = [
    (TODAY, 2000 if NIGHTLY else 400),
    (dt.date(2024, 2, 29), FEW),  # a leap day
    (dt.date(2025, 2, 28), FEW),  # a short month's end
    (dt.date(2025, 12, 31), FEW),  # a year's end
    (dt.date(2018, 8, 31), FEW),  # versions of old
    (dt.date(2021, 10, 15), FEW),  # the first day of a version
]


def some(region, count):
    return region.select(region.people.head(count))


@pytest.fixture(scope="module")
def today(policies, region):
    return decide(policies, region, as_of=TODAY)


@pytest.mark.parametrize(("as_of", "count"), DAYS)
def test_both_back_ends_agree(policies, region, as_of, count):
    people = some(region, count)
    fast = decide(policies, people, as_of=as_of)
    assert_same(fast, decide(policies, people, as_of=as_of, engine="python"))


def test_every_kind_of_answer_occurs(today):
    assert set(today.long(local_only=False)["status"]) == {int(s) for s in Status}


@pytest.mark.parametrize("name", ["证书", "社保", "就业", "已享受"])
def test_absent_tables_are_the_same_unknown_to_both(policies, region, name):
    fewer = Facts({k: v for k, v in some(region, 60).tables.items() if k != name})
    fast = decide(policies, fewer, as_of=TODAY)
    assert_same(fast, decide(policies, fewer, as_of=TODAY, engine="python"))


@pytest.mark.parametrize("as_of", [TODAY, dt.date(2024, 2, 29)])
def test_explanations_agree_with_the_table(policies, region, as_of):
    people = region.people.gather_every(40)
    rows = decide(policies, region.select(people), as_of=as_of).long(local_only=False)
    found = {(r["subject"], r["policy"], r["benefit"]): r for r in rows.iter_rows(named=True)}
    explained = 0
    for person in people:
        for decision in explain(policies, region.person(person), as_of=as_of, subject=person):
            answer = in_row(decision)
            row = found[person, decision.policy, decision.benefit]
            assert answer == {name: row[name] for name in answer}
            explained += 1
    # those whom they link to came with them
    assert explained == rows.filter(pl.col("subject").is_in(people.implode())).height


def test_explanations_of_employers_agree_with_the_table(policies, region, today):
    rows = today.long(local_only=False)
    found = {(r["subject"], r["policy"], r["benefit"]): r for r in rows.iter_rows(named=True) if r["subject_kind"] == "employer"}  # fmt: skip
    assert found
    for code in region["单位"]["单位代码"].head(20 if NIGHTLY else 6):
        for decision in explain(
            policies, region, as_of=TODAY, subject=code, subject_kind="employer"
        ):
            answer = in_row(decision)
            row = found[code, decision.policy, decision.benefit]
            assert answer == {name: row[name] for name in answer}


def test_every_worked_case_of_every_document_holds(policies):
    tally = Tally()
    for outcome in run_cases(policies):
        tally.add(outcome)
    assert [(o.document, o.case, o.differences) for o in tally.failures] == []
    assert tally.passed == sum(len(d.cases) for d in policies.documents) - tally.not_expressible
    assert tally.passed >= 120


def test_every_benefit_is_due_to_somebody_or_undetermined_for_a_reason(policies, today):
    rows = today.long(local_only=False)
    assert set(rows["policy"]) == {d.id for d, _ in policies.in_force(TODAY)}


# -- the same facts, version and date: the same decision -------------------------------------------


def test_a_second_run_gives_the_same(policies, region, today):
    assert_same(today, decide(policies, region, as_of=TODAY))


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_rows_changes_nothing(policies, region, today, seed):
    """Subjects come out in their new order; nothing else differs."""
    shuffled = Facts(
        {n: f.sample(fraction=1, shuffle=True, seed=seed) for n, f in region.tables.items()}
    )
    order = ["subject", "policy", "benefit"]
    before = today.long(local_only=False).sort(order)
    after = decide(policies, shuffled, as_of=TODAY).long(local_only=False).sort(order)
    different = [c for c in before.columns if not before[c].equals(after[c])]
    assert different == []


def test_other_people_change_nothing(policies, region, today):
    few = some(region, 50)
    alone = decide(policies, few, as_of=TODAY).long(local_only=False)
    together = today.long(local_only=False)
    asked = pl.col("subject").is_in(region.people.head(50).implode())
    assert alone.filter(asked).equals(together.filter(asked))


# -- no decision without reasons, no "no" where only missing facts decide --------------------------


def test_every_answer_has_its_reasons(policies, region):
    for person in region.people.gather_every(100):
        for decision in explain(policies, region.person(person), as_of=TODAY, subject=person):
            leaves = decision.reason.leaves()
            assert leaves, decision.key
            assert all(leaf.text for leaf in leaves), decision.key
            against = decision.reason.standing_against()
            if decision.kind == "class":
                continue
            if decision.status is Status.YES:
                assert against == ()
            else:
                assert against, decision.key
            if decision.status is Status.UNDETERMINED and decision.reason.truth is None:
                assert decision.missing or decision.notes, decision.key


#: columns where a blank is a statement (“has not ended”, “none”) and so nothing unknown
KNOWN_BLANKS = {"open", "none", "no", "zero"}
YES, NOT_YET, OPEN, NO = (
    int(s) for s in (Status.YES, Status.NOT_YET, Status.UNDETERMINED, Status.NO)
)


def statuses(policies, facts):
    rows = decide(policies, facts, as_of=TODAY).long(local_only=False)
    return rows.select("subject", "policy", "benefit", "status", "label")


def flips(before, after):
    """Where one known answer became another: none may, when facts are only taken away."""
    joined = before.join(after, on=["subject", "policy", "benefit"], suffix="_after")
    assert joined.height == before.height
    known = (pl.col("status") != OPEN) & (pl.col("status_after") != OPEN)
    turned = (pl.col("status") == YES) != (pl.col("status_after") == YES)
    relabelled = pl.col("label").ne_missing(pl.col("label_after"))
    return joined.filter(known & (turned | relabelled))


BLANKABLE = [
    (table.name, column.name)
    for table in schema.TABLES
    for column in table.columns
    if column.blank == "unknown" and not column.required and column.name not in table.links
]


def renamed(facts, mark):
    """The same people and firms under other keys."""
    keys = {"证件号", "单位代码", "配偶证件号", "法定代表人证件号", "受款单位代码"}
    return {
        name: frame.with_columns((pl.col(c) + mark).alias(c) for c in frame.columns if c in keys)
        for name, frame in facts.items()
    }


def blanked(tables, table, column):
    kind = tables[table].schema[column]
    empty = tables[table].with_columns(pl.lit(None, dtype=kind).alias(column))
    return {**tables, table: empty}


def test_a_fact_taken_away_never_turns_yes_into_no_or_no_into_yes(policies):
    """A person whose column is blank throughout: a known answer stays or becomes undetermined.

    One copy of sixty people a column, so that one run decides all.
    """
    people = synthesize(people=60, seed=5).tables
    copies = [renamed(blanked(people, *what), f"#{n}") for n, what in enumerate(BLANKABLE)]
    joined = Facts({name: pl.concat(c[name] for c in copies) for name in people})
    after = statuses(policies, joined)
    mark = pl.col("subject").str.extract(r"#(\d+)$", 1).cast(pl.Int64).alias("copy")
    after = after.with_columns(mark, pl.col("subject").str.replace(r"#\d+$", ""))
    before = statuses(policies, Facts(people))
    lost = 0
    for number, what in enumerate(BLANKABLE):
        one = after.filter(pl.col("copy") == number)
        assert flips(before, one).rows() == [], what
        lost += (
            one.filter(pl.col("status") == OPEN).height
            - before.filter(pl.col("status") == OPEN).height
        )
    assert lost > 100  # it does matter what is known


@pytest.fixture(scope="module")
def three_hundred(policies):
    """Some people, and what is answered them."""
    people = synthesize(people=300, seed=5)
    return people, statuses(policies, people)


@pytest.mark.parametrize("table", ["学历", "证书", "社保", "就业", "住房", "荣誉", "已享受"])
def test_a_table_taken_away_never_turns_an_answer_over(policies, three_hundred, table):
    people, before = three_hundred
    fewer = Facts({name: frame for name, frame in people.tables.items() if name != table})
    assert flips(before, statuses(policies, fewer)).rows() == []
