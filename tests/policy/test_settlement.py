"""What is really paid: deductions and joint caps, in every engine and in words."""

import datetime as dt
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.policy.documents import (
    AS_OF,
    assert_same,
    benefit,
    both,
    document,
    explained,
    facts,
    library,
    version,
    versions,
)
from tests.policy.examples import examples
from yulin.policy.decide import decide
from yulin.policy.explain import explain
from yulin.policy.export import readable, totals, write_decisions
from yulin.policy.rehearsal.dates import Horizon
from yulin.policy.rehearsal.people import batches_of
from yulin.policy.rehearsal.rehearse import rehearse
from yulin.policy.stacking import exclusive
from yulin.policy.stacking.rules import relations_of

D = Decimal
WAGE = "上年工资收入"
UNKNOWN = f"{{式: {WAGE}}}"
#: nobody has said what 甲 earned
POOR = facts(人员=[{}])


def having(*relations, **sums):
    """A document whose benefits 甲, 乙 … are of so much; an unknown sum is ``?``, what is not due None."""
    made = [
        benefit("否" if sum_ is None else "是", code=code, amount=UNKNOWN if sum_ == "?" else f"{sum_ or 0}元")
        for code, sum_ in sums.items()
    ]  # fmt: skip
    more = "关系:\n" + "".join(
        f"  - {{名称: 关{n}, {relation}}}\n" for n, relation in enumerate(relations)
    )
    return library(document(*made, more=more))


def nets(made, records=POOR):
    """benefit → yuan really paid, the same in both back ends, in DuckDB and in words."""
    table = both(made, records)
    fast = decide(made, records, as_of=AS_OF)
    assert_same(fast, decide(made, records, as_of=AS_OF, engine="duckdb"))
    found = {r["benefit"]: r["net"] for r in table.iter_rows(named=True)}
    said = explained(made, records)
    assert {k: yuan(v) for k, v in found.items()} == {
        k: d.amount.net if d.amount else None for k, d in said.items()
    }
    return {k: None if v is None else v / 100 for k, v in found.items()}


def yuan(fen):
    return None if fen is None else D(fen).scaleb(-2)


def deduct(*members):
    return f"规则: 扣除, 成员: [{', '.join(members)}]"


def cap(most, *members):
    return f"规则: 合计封顶, 成员: [{', '.join(members)}], 封顶: {most}"


@pytest.mark.parametrize(
    ("relation", "sums", "wanted"),
    [
        # exactly reached, just before and just after
        (cap("100元", "甲", "乙"), (60, 40), (60, 40)),
        (cap("100.01元", "甲", "乙"), (60, 41), (60, 40.01)),
        (cap("99.99元", "甲", "乙"), (60, 40), (60, 39.99)),
        (cap("60元", "甲", "乙"), (60, 40), (60, 0)),
        (cap("0元", "甲", "乙"), (60, 40), (0, 0)),
        # the order of the relation, not of the document
        (cap("70元", "乙", "甲"), (60, 40), (30, 40)),
        # an unknown sum takes what nobody knows; nothing is left to know once the cap is used up
        (cap("100元", "甲", "乙"), (60, "?"), (60, None)),
        (cap("100元", "甲", "乙"), ("?", 40), (None, None)),
        (cap("60元", "甲", "乙"), (60, "?"), (60, 0)),
        (cap("100元", "甲", "乙"), ("?", 0), (None, 0)),
        # what is not due uses nothing up
        (cap("50元", "甲", "乙"), (None, 40), (None, 40)),
        (deduct("甲", "乙"), (30, 40), (30, 10)),
        (deduct("甲", "乙"), (40, 40), (40, 0)),
        (deduct("甲", "乙"), (41, 40), (41, 0)),
        (deduct("甲", "乙"), (None, 40), (None, 40)),
        (deduct("甲", "乙"), ("?", 40), (None, None)),
        (deduct("甲", "乙"), ("?", 0), (None, 0)),
        (deduct("甲", "乙"), (30, "?"), (30, None)),
        (deduct("甲", "乙"), (0, "?"), (0, None)),
    ],
)
def test_what_is_paid(relation, sums, wanted):
    found = nets(having(relation, 甲=sums[0], 乙=sums[1]))
    assert (found["甲"], found["乙"]) == wanted


def test_a_sum_without_such_a_relation_is_paid_whole():
    made = having("规则: 叠加, 成员: [甲, 乙]", 甲=60, 乙=None, 丙="?")
    assert nets(made) == {"甲": 60, "乙": None, "丙": None}
    amount = explained(made)["甲"].amount
    assert (amount.settled, amount.paid, amount.paid_in_first_year) == (False, 60, 60)


def test_what_gives_way_is_not_counted():
    highest = "规则: 就高, 成员: [甲, 乙]"
    made = having(highest, cap("100元", "甲", "乙", "丙"), 甲=60, 乙=70, 丙=50)
    assert nets(made) == {"甲": None, "乙": 70, "丙": 30}
    less = having(highest, deduct("甲", "丙"), 甲=60, 乙=70, 丙=50)
    assert nets(less) == {"甲": None, "乙": 70, "丙": 50}


def test_deductions_come_before_caps_however_they_are_listed():
    chain = having(cap("40元", "乙", "丙"), deduct("甲", "乙"), 甲=30, 乙=50, 丙=50)
    assert nets(chain) == {"甲": 30, "乙": 20, "丙": 20}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_what_is_deducted_is_what_was_really_paid(order):
    relations = (deduct("甲", "乙"), deduct("乙", "丙"))
    made = having(*(relations[n] for n in order), 甲=30, 乙=50, 丙=100)
    assert nets(made) == {"甲": 30, "乙": 20, "丙": 80}
    rules = [r.reduced for r in relations_of(made.program(AS_OF))]
    assert rules == ["T-1/乙", "T-1/丙"]


def test_one_sum_is_taken_off_each_of_the_others():
    assert nets(having(deduct("甲", "乙", "丙"), 甲=30, 乙=50, 丙=20)) == {
        "甲": 30,
        "乙": 20,
        "丙": 0,
    }


def test_two_caps_bind_one_after_the_other():
    made = having(cap("80元", "甲", "乙"), cap("50元", "乙", "丙"), 甲=60, 乙=60, 丙=60)
    assert nets(made) == {"甲": 60, "乙": 20, "丙": 30}


def test_a_cap_that_depends_on_the_subject():
    made = having(cap(f'"取小({WAGE}, 100元)"', "甲", "乙"), 甲=60, 乙=60)
    people = facts(
        人员=[
            {"证件号": "P1", WAGE: "80元"},
            {"证件号": "P2", WAGE: "5000元"},
            {"证件号": "P3"},
        ]
    )
    table = both(made, people)
    assert_same(
        decide(made, people, as_of=AS_OF), decide(made, people, as_of=AS_OF, engine="duckdb")
    )
    found = {(r["subject"], r["benefit"]): r["net"] for r in table.iter_rows(named=True)}
    assert found == {
        ("P1", "甲"): 6000, ("P1", "乙"): 2000,
        ("P2", "甲"): 6000, ("P2", "乙"): 4000,
        ("P3", "甲"): None, ("P3", "乙"): None,
    }  # fmt: skip
    for person in ("P1", "P2", "P3"):
        said = {d.benefit: d.amount for d in explain(made, people, as_of=AS_OF, subject=person)}
        assert {k: a.net for k, a in said.items()} == {k: yuan(found[person, k]) for k in "甲乙"}
        assert all(a.settled and a.paid == a.net for a in said.values())


def test_who_takes_from_a_sum():
    made = having(cap("80元", "甲", "乙", "丙"), deduct("丁", "丙"), 甲=60, 乙=30, 丙=40, 丁=10)
    said = {k: (d.amount.net, d.amount.lessened_by) for k, d in explained(made).items()}
    assert said == {
        "甲": (60, ()),
        "乙": (20, ("T-1/甲",)),
        "丙": (0, ("T-1/丁", "T-1/甲", "T-1/乙")),
        "丁": (10, ()),
    }


def test_a_cap_binds_what_is_left_of_its_members():
    made = library(
        document(benefit(code="甲", amount="60元"), ends="2020-01-01"),
        document(
            benefit(code="乙", amount="60元"),
            code="T-2",
            more=f"关系:\n  - {{名称: 关, {cap('50元', 'T-1/甲', '乙')}}}",
        ),
    )
    assert nets(made) == {"乙": 50}


def test_without_the_first_nothing_is_deducted():
    made = library(
        document(benefit(code="甲", amount="60元"), ends="2020-01-01"),
        document(
            benefit(code="乙", amount="60元"),
            benefit(code="丙", amount="70元"),
            code="T-2",
            more=f"关系:\n  - {{名称: 关, {deduct('T-1/甲', '乙', '丙')}}}",
        ),
    )
    assert nets(made) == {"乙": 60, "丙": 70}


def test_what_some_go_on_with_is_deducted_as_well():
    """Who stays under the ended version has its sum taken off, and nobody's is taken off itself."""
    old = version(
        benefit(code="甲", amount="20元"), benefit(code="乙", amount="50元"),
        name="旧", ends="2025-12-31", more="老人老办法: 上年工资收入 >= 1000元",
    )  # fmt: skip
    new = version(
        benefit(code="甲", amount="30元"), benefit(code="乙", amount="50元"),
        name="新", starts="2026-01-01",
    )  # fmt: skip
    made = library(versions(old, new, more=f"关系:\n  - {{名称: 关, {deduct('甲', '乙')}}}"))
    rich, poor = ({"证件号": p, WAGE: w} for p, w in (("P1", "2000元"), ("P2", "10元")))
    table = both(made, facts(人员=[rich, poor])).filter(pl.col("status") == 3)
    found = {(r["subject"], r["benefit"]): r["net"] for r in table.iter_rows(named=True)}
    assert found == {
        ("P1", "甲@旧"): 2000, ("P1", "乙@旧"): 3000,
        ("P2", "甲"): 3000, ("P2", "乙"): 2000,
    }  # fmt: skip


def test_caps_of_employers_are_not_caps_of_people():
    made = library(
        document(
            benefit(code="甲", amount="60元", more="对象: 单位"),
            benefit(code="乙", amount="60元", more="对象: 单位"),
            benefit(code="丙", amount="60元"),
            more=f"关系:\n  - {{名称: 关, {cap('100元', '甲', '乙', '丙')}}}",
        )
    )
    table = both(made, facts(单位=[{"单位代码": "E1"}]))
    assert dict(zip(table["benefit"], table["net"], strict=True)) == {
        "甲": 6000, "乙": 4000, "丙": 6000,
    }  # fmt: skip
    # nor does the search for a person's best set ask a person for what an employer's cap says
    assert relations_of(made.program(AS_OF)) == ()


def test_some_of_the_members_settle_nothing():
    """Whoever asks for one benefit alone is not told a sum as if the others were not there."""
    made = having(cap("50元", "甲", "乙"), 甲=60, 乙=60)
    decisions = explain(made, as_of=AS_OF)
    groups = made.program(AS_OF).relations
    (alone,) = exclusive.with_payments(decisions[1:], groups, {})
    assert (alone.amount.settled, alone.amount.paid) == (decisions[1].amount.settled, 0)
    bare = having(cap("50元", "甲", "乙"), 甲=60, 乙=60)
    from yulin.policy.explain import explain_frame
    from yulin.policy.subjects import frame_for

    program = bare.program(AS_OF)
    (one,) = explain_frame(frame_for(program, AS_OF), program.items[:1])
    assert (one.amount.settled, one.amount.net, one.amount.paid) == (False, None, 60)


# -- whole populations -----------------------------------------------------------------------------


def paid(made, years=3):
    """Calendar year → fen that a rehearsal books, and how many payments of unknown sums."""
    people = facts(人员=[{"出生日期": "1990-01-01"}])
    tried = rehearse(
        made, made, batches_of(people, as_of=AS_OF), horizon=Horizon(as_of=AS_OF, years=years)
    )
    rows = tried.tables["year"].select("year", "sum_after", "unknown_after").rows()
    return {year: (fen, unknown) for year, fen, unknown in rows if fen or unknown}


def with_cap(most, *benefits):
    return library(document(*benefits, more=f"关系:\n  - {{名称: 关, {cap(most, '甲', '乙')}}}"))


ONCE = benefit(code="乙", amount="1000元")


@pytest.mark.parametrize(
    ("first", "most", "wanted"),
    [
        # once: 600 and what is left of 1,000
        ("600元", "1000元", {2026: (100_000, 0)}),
        ("1000元", "1000元", {2026: (100_000, 0)}),
        ("1000元", "2000元", {2026: (200_000, 0)}),
        # 24 payments of 2 ÷ 24 yuan each: every fen arrives, the last within the last payment
        ("式: 100元\n每: 月\n期数: 24", "2元", {2026: (58, 0), 2027: (100, 0), 2028: (42, 0)}),
        (
            "式: 100元\n每: 年\n期数: 3",
            "100元",
            {2026: (3333, 0), 2027: (3333, 0), 2028: (3334, 0)},
        ),
        # nobody knows how often, so nobody knows what is left
        ("式: 100元\n每: 年\n期数: 未知", "100元", {2026: (0, 1), 2027: (0, 1), 2028: (0, 1)}),
    ],
)
def test_a_rehearsal_books_what_is_really_paid(first, most, wanted):
    assert paid(with_cap(most, benefit(code="甲", amount=first), ONCE)) == wanted


def test_instalments_are_paid_in_their_share():
    parts = "分期:\n  - {名称: 前半, 占: 50%}\n  - {名称: 后半, 占: 50%, 条件: [{编号: 二, 须: 年龄 >= 37}]}"
    made = with_cap("100.02元", benefit(code="甲", amount="600元", more=parts), ONCE)
    assert paid(made) == {2026: (5001, 0), 2027: (5001, 0)}


def test_a_rehearsal_says_that_a_cap_was_lowered():
    people = facts(人员=[{}])
    old, new = (
        with_cap(most, benefit(code="甲", amount="600元"), ONCE) for most in ("1000元", "700元")
    )
    tried = rehearse(
        old, new, batches_of(people, as_of=AS_OF), horizon=Horizon(as_of=AS_OF, years=1)
    )
    assert [(r["benefit"], r["outcome"], r["cause"]) for r in tried.causes.to_dicts()] == [
        ("乙", "loses", "（实得）")
    ]
    assert tried.changes.select("benefit", "difference").rows() == [("乙", -30_000)]


def test_totals_and_tables_tell_what_is_really_paid(tmp_path):
    made = having(
        "规则: 就高, 成员: [丙, 丁]", cap("100元", "甲", "乙"), 甲=60, 乙=60, 丙=5, 丁=6, 戊="?"
    )
    table = decide(made, facts(人员=[{"证件号": p} for p in ("P1", "P2")]), as_of=AS_OF)
    assert {r["待遇"]: (r["已知合计（元）"], r["金额未知的件数"]) for r in totals(table).to_dicts()} == {
        "甲": (120, 0), "乙": (80, 0), "丙": (0, 0), "丁": (12, 0), "戊": (0, 2),
    }  # fmt: skip
    file = tmp_path / "t.parquet"
    write_decisions(table, file, title="题")
    assert readable(pl.read_parquet(file))["实得（元）"].to_list()[:4] == [60, 60, 40, 40]


LETTERS = "甲乙丙丁"
SUMS = st.sampled_from([None, "?", 0, 1, 30, 50, 100])
PARTS = st.lists(st.sampled_from(LETTERS), min_size=2, max_size=4, unique=True)


@st.composite
def relations(draw):
    made = []
    for _ in range(draw(st.integers(1, 3))):
        members = draw(PARTS)
        if draw(st.booleans()):
            made.append(cap(draw(st.sampled_from(["0元", "50元", "80.01元", WAGE])), *members))
        else:
            made.append(deduct(*sorted(members, key=LETTERS.index)))  # no loops
    if draw(st.booleans()):
        made.append(f"规则: 就高, 成员: [{', '.join(draw(PARTS))}]")
    return made


@examples(60)
@given(relations(), st.lists(SUMS, min_size=4, max_size=4), st.sampled_from([None, "0元", "70元"]))
def test_engines_agree_and_no_more_is_paid_than_is_due(stated, sums, wage):
    made = having(*stated, **dict(zip(LETTERS, sums, strict=True)))
    people = facts(人员=[{WAGE: wage}])
    table = both(made, people)
    rows = {f"T-1/{r['benefit']}": r for r in table.iter_rows(named=True)}
    for row in rows.values():
        due = row["status"] == 3 and row["displaced_by"] is None
        # of a sum nobody knows it may be known that nothing of it is paid
        total = 0 if row["total"] is None else row["total"]
        assert row["net"] is None or (due and 0 <= row["net"] <= total)
    program = made.program(AS_OF)
    wide = decide(made, people, as_of=AS_OF).parts[0].frame
    for group in program.relations:
        if group.relation.rule == "cap" and wide[group.ceiling_column][0] is not None:
            known = [rows[m]["net"] or 0 for m in group.members]
            assert sum(known) <= wide[group.ceiling_column][0]
    for decision in explain(made, people, as_of=AS_OF, subject="P1"):
        assert decision.amount.net == yuan(rows[decision.key]["net"])


def test_a_day_on_which_the_cap_changes_is_a_day_to_decide_again():
    from yulin.policy.incremental.horizon import next_days

    most = "若则(年龄 >= 30, 100元, 50元)"
    made = having(f'规则: 合计封顶, 成员: [甲, 乙], 封顶: "{most}"', 甲=60, 乙=60)
    people = facts(人员=[{"出生日期": "1996-07-15"}])
    assert nets(made, people) == {"甲": 50, "乙": 0}
    days = next_days(made, people, as_of=AS_OF)
    assert days["day"].to_list() == [dt.date(2026, 7, 15)]
