"""The best lawful set: against every subset there is, and the rules one by one."""

import datetime as dt
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.policy.documents import AS_OF, benefit, document, explained, library
from tests.policy.examples import examples
from yulin.policy.decision import Amount, Decision, Reason, Status
from yulin.policy.explain import explain
from yulin.policy.program import Group
from yulin.policy.stacking.best import (
    Cap,
    ChoiceError,
    Deduct,
    Excludes,
    Few,
    Stop,
    Together,
    Wait,
    best_set,
    relations_of,
)
from yulin.policy.stacking.exclusive import resolve

STEPS = {"once": 1, "month": 1, "quarter": 3, "half": 6, "year": 12}


def due(key, value=None, *, period="once", periods=1, status=Status.YES, **more):
    """A decision that pays ``value`` yuan, ``value=None`` something nobody has published."""
    kind = more.pop("kind", "money")
    known = value is not None and periods is not None
    total = Decimal(value) * periods if known else None
    amount = None
    if kind == "money":
        amount = Amount(
            value=None if value is None else Decimal(value),
            period=period,
            periods=periods,
            total=total,
            first_year=total,
            alternatives=tuple(Decimal(a) for a in more.pop("readings", ())),
            missing=more.pop("missing", ()),
            notes=more.pop("notes", ()),
        )
    policy, _, name = key.rpartition("/")
    return Decision(
        policy=policy or "T",
        policy_title="题",
        policy_title_en="Title",
        version="一",
        benefit=name,
        title=name,
        title_en=name,
        kind=kind,
        region=0,
        payee=more.pop("payee", "person"),
        status=status,
        label=None,
        amount=amount,
        ready_on=more.pop("ready_on", None),
        reason=Reason(kind="all", id="全部", text="", text_en="", truth=True),
        **more,
    )


def k(name):
    return f"T/{name}"


def names(found):
    return "".join(key.removeprefix("T/") for key in found.keys)


def few(letters, most=1):
    return Few(members=tuple(map(k, letters)), most=most, name="只选", text="只能选一样")


# -- one rule at a time ----------------------------------------------------------------------------


def test_what_nothing_binds_is_all_taken():
    found = best_set([due("A", 100), due("B", 50), due("C", kind="right")], [])
    assert (names(found), found.total, found.alternatives, found.has_choice) == (
        "ABC",
        150,
        (),
        False,
    )


def test_only_what_is_due_to_the_person_competes():
    others = [
        due("B", 900, status=Status.NO),
        due("C", 900, payee="employer"),
        due("D", 900, status=Status.UNDETERMINED),
        due("E", 900, status=Status.NOT_YET, ready_on=dt.date(2026, 9, 1)),
    ]
    found = best_set([due("A", 100), *others], [few("ABCDE")], as_of=AS_OF)
    assert (names(found), found.total) == ("A", 100)
    later = best_set([due("A", 100), *others], [few("ABCDE")], as_of=AS_OF, coming=True)
    assert (names(later), later.shares[0].starts_in) == ("E", 3)


def test_choosing_one():
    found = best_set([due("A", 100), due("B", 300), due("C", 200)], [few("ABC")])
    assert (names(found), found.total, [d.benefit for d in found.left_out]) == (
        "B",
        300,
        ["A", "C"],
    )
    assert [(names(a), a.total, a.difference) for a in found.alternatives] == [
        ("C", 200, 100),
        ("A", 100, 200),
    ]
    second = found.alternatives[0]
    assert [r.name for r in second.rules] == ["只选"]
    assert [d.benefit for d in second.gives_up] == ["B"]
    assert second.why == "选C，就不能要B，因为只能选一样，5 年合计 200.00 元，比最好的少 100.00 元"
    assert second.why_en == (
        "With C there is no B; because: 只能选一样; ¥200.00 in 5 years; ¥100.00 less than the best"
    )


def test_choosing_some_of_a_set():
    found = best_set(
        [due(c, n) for c, n in zip("ABCD", (1, 4, 3, 2), strict=True)], [few("ABCD", 2)]
    )
    assert (names(found), found.total, len(found.alternatives)) == ("BC", 7, 5)


def test_stacking_lifts_a_wider_rule():
    both = Together(members=(k("A"), k("C")))
    found = best_set([due("A", 5), due("B", 7), due("C", 4)], [few("ABC"), both])
    assert (names(found), found.total) == ("AC", 9)


def test_a_pair_that_excludes_and_money_had_before():
    rule = Excludes(taken=k("A"), excluded=k("B"))
    assert names(best_set([due("A", 5), due("B", 7)], [rule])) == "B"
    had = Excludes(taken="T/Z", excluded=k("B"), received=True)
    found = best_set([due("A", 5), due("B", 7)], [had])
    assert (names(found), [d.benefit for d in found.left_out]) == ("A", ["B"])


def test_a_joint_cap_cuts_what_comes_last():
    cap = Cap(members=(k("A"), k("B")), most=Decimal(100), text="合计不超过 100")
    found = best_set([due("A", 80), due("B", 50)], [cap])
    assert [(s.key, s.total, s.alone, s.lessened_by) for s in found.shares] == [
        ("T/A", 80, 80, ()),
        ("T/B", 20, 50, (cap,)),
    ]
    used = Cap(members=(k("A"), k("B")), most=Decimal(100), used=Decimal(90))
    assert best_set([due("A", 80), due("B", 50)], [used]).total == 10


def test_a_yearly_cap_follows_calendar_years():
    monthly = due("A", 10, period="month", periods=12)
    cap = Cap(members=(k("A"),), most=Decimal(30), per="year")
    # six payments in 2026, six in 2027
    assert best_set([monthly], [cap], as_of=dt.date(2026, 7, 1)).total == 60
    assert best_set([monthly], [cap], as_of=dt.date(2026, 1, 1)).total == 30


def test_a_deduction_pays_the_rest():
    rule = Deduct(reduced=k("B"), by=(k("A"),))
    found = best_set([due("A", 30), due("B", 100)], [rule])
    assert [(s.key, s.total, s.alone) for s in found.shares] == [("T/A", 30, 30), ("T/B", 70, 100)]
    assert found.total == 100


def test_what_stops_another_may_not_be_worth_it():
    rent = due("B", 10, period="month", periods=36)
    rule = Stop(taken=k("A"), stopped=k("B"), text="次月起停发")
    dear = best_set([due("A", 500), rent], [rule])
    assert [(s.key, s.total) for s in dear.shares] == [("T/A", 500), ("T/B", 10)]
    assert [s.lessened_by for s in dear.shares] == [(), (rule,)]
    assert dear.alternatives == ()  # B alone would only bring less
    cheap = best_set([due("A", 300), rent], [rule])
    assert (names(cheap), cheap.total) == ("B", 360)
    assert [(names(a), a.total, a.why) for a in cheap.alternatives] == [
        ("AB", 310, "再加上A，因为次月起停发，5 年合计 310.00 元，比最好的少 50.00 元")
    ]


def test_a_wait_may_push_payments_out_of_sight():
    yearly = due("B", 100, period="year", periods=5)
    rule = Wait(first=k("A"), later=k("B"), months=24)
    found = best_set([due("A", 150), yearly], [rule])
    assert (names(found), found.total) == ("B", 500)
    better = best_set([due("A", 250), yearly], [rule])
    assert [(s.key, s.total, s.starts_in) for s in better.shares] == [
        ("T/A", 250, 0),
        ("T/B", 300, 24),
    ]


def test_the_horizon_reaches_the_end_of_what_competes():
    long = due("A", 10, period="month", periods=120)
    assert best_set([long], []).total == 600
    found = best_set([long, due("B", 700)], [few("AB")])
    assert (names(found), found.total, found.horizon_months) == ("A", 1200, 120)


# -- ties and choices ------------------------------------------------------------------------------


def test_equal_sums_go_to_the_earlier_then_to_the_first():
    monthly = due("A", 10, period="month", periods=12)
    assert names(best_set([monthly, due("B", 120)], [few("AB")])) == "B"
    found = best_set([due("A", 120), due("B", 120)], [few("AB")])
    assert names(found) == "A"
    assert found.alternatives[0].why.endswith("金额与最好的一样，发得晚或排在后面")


def test_a_choice_of_ones_own_has_a_price():
    decisions = [due("A", 100), due("B", 300), due("C", 20)]
    found = best_set(decisions, [few("AB")], chosen=frozenset({k("A")}))
    assert (names(found), found.price, found.chosen) == ("AC", 200, {k("A")})
    assert best_set(decisions, [few("AB")], chosen=frozenset({k("B")})).price == 0
    assert best_set(decisions, [few("AB")], chosen=frozenset({"T/没有"})).chosen == frozenset()


def test_choices_that_exclude_one_another_are_refused():
    with pytest.raises(ChoiceError) as caught:
        best_set([due("A", 1), due("B", 2)], [few("AB")], chosen=frozenset({k("A"), k("B")}))
    assert [r.name for r in caught.value.rules] == ["只选"]


# -- sums nobody knows -----------------------------------------------------------------------------


def test_an_unknown_sum_leaves_open_only_what_it_can_turn():
    unknown = due("B", None, missing=("月工资",), notes=("原文未见",))
    found = best_set([due("A", 100), unknown], [few("AB")])
    assert (found.is_open, found.settled_by, found.notes) == (True, ("月工资",), ("原文未见",))
    (other,) = found.alternatives
    assert other.difference is None
    assert other.why.endswith("，有的金额未知，比不出高低")
    free = best_set([due("A", 100), unknown, due("C", 5)], [few("AC")])
    assert (free.is_open, names(free), free.total, free.unknown) == (False, "AB", 100, 1)


def test_readings_that_cannot_turn_it_settle_it():
    rule = [few("AB")]
    lower = due("B", None, readings=(50, 80))
    assert best_set([due("A", 100), lower], rule).is_open is False
    across = due("B", None, readings=(50, 180))
    assert best_set([due("A", 100), across], rule).is_open is True
    higher = due("B", None, readings=(150, 180))
    found = best_set([due("A", 100), higher], rule)
    assert (names(found), found.is_open) == ("B", False)


def test_unknown_beside_what_is_not_money():
    found = best_set([due("A", kind="kind"), due("B", None)], [few("AB")])
    assert (names(found), found.is_open, found.left_out[0].benefit) == ("B", False, "A")


def test_periods_nobody_stated_count_once_at_least():
    endless = due("B", 60, period="month", periods=None)
    assert names(best_set([due("A", 50), endless], [few("AB")])) == "B"
    assert best_set([due("A", 50), endless], [few("AB")]).is_open is False
    assert best_set([due("A", 5000), endless], [few("AB")]).is_open is False
    assert best_set([due("A", 500), endless], [few("AB")]).is_open is True


def test_a_tangle_too_large_is_refused_with_the_reason():
    many = [due(f"{n}", n) for n in range(21)]
    pairs = [Excludes(taken=k(str(n)), excluded=k(str(n + 1))) for n in range(20)]
    found = best_set([*many, due("甲", 7)], pairs)
    assert (names(found), len(found.refused), len(found.refused[0].keys)) == ("甲", 1, 21)
    assert "21 项" in found.refused[0].reason


# -- against every subset --------------------------------------------------------------------------


def lawful(keys, rules):
    stacked = [set(r.members) for r in rules if isinstance(r, Together)]

    def may_stack(a, b):
        return any(a in s and b in s for s in stacked)

    for rule in rules:
        if isinstance(rule, Excludes) and {rule.taken, rule.excluded} <= keys:
            if not may_stack(rule.taken, rule.excluded):
                return False
            continue
        if isinstance(rule, Few):
            held = sorted(keys & set(rule.members))
            for some in combinations(held, rule.most + 1):
                if not any(may_stack(a, b) for a, b in combinations(some, 2)):
                    return False
    return True


def brought(keys, decisions, rules, horizon, worth=None):
    """Month by month, as the rules are written: wait, stop, deduct, cap."""
    start = starts(keys, rules)
    paid = {}
    for d in decisions:
        if d.key in keys:
            value = (worth or {}).get(d.key, d.amount.value or Decimal(0))
            step = STEPS[d.amount.period]
            months = [start[d.key] + i * step for i in range(d.amount.periods)]
            paid[d.key] = {m: value for m in months if m < horizon}
    for kind, adjust in ((Stop, stop), (Deduct, deduct), (Cap, cap)):
        for rule in rules:
            if isinstance(rule, kind):
                adjust(rule, paid, start)
    return sum((v for each in paid.values() for v in each.values()), Decimal(0))


def starts(keys, rules):
    start = dict.fromkeys(keys, 0)
    waits = [r for r in rules if isinstance(r, Wait) and {r.first, r.later} <= keys]
    for _ in waits:
        for rule in waits:
            start[rule.later] = max(start[rule.later], start[rule.first] + rule.months)
    return start


def stop(rule, paid, start):
    if {rule.taken, rule.stopped} <= set(paid):
        kept = {m: v for m, v in paid[rule.stopped].items() if m <= start[rule.taken]}
        paid[rule.stopped] = kept


def deduct(rule, paid, start):
    off = sum(sum(paid[b].values()) for b in rule.by if b in paid)
    for month, value in sorted(paid.get(rule.reduced, {}).items()):
        taken = min(off, value)
        paid[rule.reduced][month] -= taken
        off -= taken


def cap(rule, paid, start):
    room = rule.most
    for month in range(200):
        for key in rule.members:
            if month in paid.get(key, ()):
                paid[key][month] = min(room, paid[key][month])
                room -= paid[key][month]


LETTERS = "ABCDEFG"
members = st.lists(st.sampled_from(LETTERS), min_size=2, max_size=4, unique=True).map(
    lambda found: tuple(map(k, found))
)
pairs = st.lists(st.sampled_from(LETTERS), min_size=2, max_size=2, unique=True)
amounts = st.builds(
    lambda value, kind: (value, *kind),
    st.integers(0, 30),
    st.sampled_from([("once", 1), ("month", 24), ("year", 5), ("half", 3), ("quarter", 4)]),
)
forbids = st.one_of(
    st.builds(lambda m, n: Few(members=m, most=n), members, st.integers(1, 2)),
    pairs.map(lambda p: Excludes(taken=k(p[0]), excluded=k(p[1]))),
    members.map(lambda m: Together(members=m)),
)
adjusts = st.one_of(
    st.builds(lambda m, n: Cap(members=m, most=Decimal(n)), members, st.integers(0, 200)),
    # only what stands earlier in the alphabet takes from what stands later: no circles
    pairs.map(lambda p: Deduct(reduced=k(max(p)), by=(k(min(p)),))),
    pairs.map(lambda p: Stop(taken=k(min(p)), stopped=k(max(p)))),
    st.builds(
        lambda p, n: Wait(first=k(min(p)), later=k(max(p)), months=n), pairs, st.integers(1, 40)
    ),
)


def ordered(rules):
    """Deductions and caps in the order in which both sides work them out."""
    return sorted(rules, key=lambda r: (type(r).__name__, str(r)))


@examples(150)
@given(
    st.lists(amounts, min_size=1, max_size=7),
    st.lists(forbids, max_size=4),
    st.lists(adjusts, max_size=3),
)
def test_no_subset_is_better(money, forbidding, adjusting):
    decisions = [
        due(c, value, period=period, periods=periods)
        for c, (value, period, periods) in zip(LETTERS, money, strict=False)
    ]
    rules = ordered([*forbidding, *adjusting])
    found = best_set(decisions, rules, 60, limit=200)
    keys = [d.key for d in decisions]
    subsets = [frozenset(c) for n in range(len(keys) + 1) for c in combinations(keys, n)]
    worth = {
        s: brought(s, decisions, rules, found.horizon_months) for s in subsets if lawful(s, rules)
    }
    assert frozenset(found.keys) in worth
    assert found.total == worth[frozenset(found.keys)] == max(worth.values())
    assert sum(s.total for s in found.shares) == found.total
    full = {
        s: w
        for s, w in worth.items()
        if all(worth[s | {o}] < w for o in keys if o not in s and s | {o} in worth)
    }
    assert {frozenset(a.keys) for a in found.alternatives} | {frozenset(found.keys)} == set(full)
    for other in found.alternatives:
        assert other.total == worth[frozenset(other.keys)]
        assert other.difference == found.total - other.total
    assert [a.total for a in found.alternatives] == sorted(
        (a.total for a in found.alternatives), reverse=True
    )


@examples(120)
@given(
    st.lists(st.one_of(st.integers(0, 30), st.none()), min_size=2, max_size=6),
    st.lists(forbids, min_size=1, max_size=4),
)
def test_it_is_open_exactly_where_it_could_matter(money, rules):
    decisions = [due(c, value) for c, value in zip(LETTERS, money, strict=False)]
    found = best_set(decisions, rules, 60, limit=200)
    keys = [d.key for d in decisions]
    subsets = [frozenset(c) for n in range(len(keys) + 1) for c in combinations(keys, n)]
    unknown = [d.key for d in decisions if d.amount.value is None]
    always = {s for s in subsets if lawful(s, rules)}
    for high in range(len(unknown) + 1):
        for raised in combinations(unknown, high):
            worth = {u: Decimal(10**6 if u in raised else 0) for u in unknown}
            sums = {s: brought(s, decisions, rules, 60, worth) for s in subsets if lawful(s, rules)}
            always &= {s for s, total in sums.items() if total == max(sums.values())}
    assert found.is_open is not bool(always)
    if always:
        assert frozenset(found.keys) in always


@examples(100)
@given(
    st.lists(st.integers(1, 9), min_size=2, max_size=7),
    st.lists(st.sampled_from(LETTERS), min_size=2, max_size=7, unique=True),
    st.integers(1, 6),
)
def test_it_agrees_with_the_marks_where_only_one_of_each_set_may_be_had(money, letters, cut):
    decisions = [due(c, value * 10) for c, value in zip(LETTERS, money, strict=False)]
    sets = [tuple(map(k, part)) for part in (letters[:cut], letters[cut:]) if len(part) > 1]
    groups = [Group(relation=relation("highest"), members=m) for m in sets]
    marked = resolve(decisions, groups)
    found = best_set(marked, [Few(members=m) for m in sets])
    assert set(found.keys) == {d.key for d in marked if d.displaced_by is None}
    free = resolve(decisions, [Group(relation=relation("choice"), members=m) for m in sets])
    chosen = best_set(free, [Few(members=m) for m in sets])
    for decision in free:
        if decision.choose_between:
            held = {decision.key, *decision.choose_between} & set(chosen.keys)
            assert len(held) == 1
        else:
            assert decision.key in chosen.keys


def relation(rule):
    from yulin.policy.document import Relation

    return Relation(name="甲", rule=rule, members=())


# -- from documents --------------------------------------------------------------------------------


def test_the_rules_of_a_program():
    made = library(
        document(
            benefit(amount="{式: 100元}"),
            benefit(code="乙", amount="{式: 10元, 每: 月, 期数: 24}"),
            more="互斥:\n  - {名称: 二选一, 规则: 自选, 成员: [甲, 乙], 依据: 第三条, 说: 只选一样, en: One only}",
        )
    )
    rules = relations_of(made.program(AS_OF))
    assert rules == (
        Few(
            members=("T-1/甲", "T-1/乙"), name="二选一", text="只选一样", text_en="One only",
            citation="第三条",
        ),
    )  # fmt: skip
    found = best_set(tuple(explained(made).values()), rules)
    assert (found.keys, found.total) == (("T-1/乙",), 240)


def test_every_kind_of_relation_becomes_a_rule():
    more = """
关系:
  - {名称: 叠加, 规则: 叠加, 成员: [甲, 乙]}
  - {名称: 停, 规则: 次月停发, 成员: [甲, 丙]}
  - {名称: 扣, 规则: 扣除, 成员: [甲, 丁]}
  - {名称: 隔, 规则: 间隔, 成员: [甲, 戊], 期间: 2年}
  - {名称: 补, 规则: 补差, 成员: [己, 庚], 期间: 3年}
  - {名称: 顶, 规则: 合计封顶, 成员: [甲, 乙], 封顶: 0.5万元}
"""
    rows = [benefit(code=c, amount="{式: 100元}") for c in "甲乙丙丁戊己庚"]
    rules = relations_of(library(document(*rows, more=more)).program(AS_OF))
    seen = [
        (type(r).__name__, *(key.removeprefix("T-1/") for key in r.keys), r.name) for r in rules
    ]
    assert seen == [
        ("Together", "甲", "乙", "叠加"),
        ("Stop", "甲", "丙", "停"),
        ("Deduct", "甲", "丁", "扣"),
        ("Wait", "甲", "戊", "隔"),
        ("Deduct", "己", "庚", "补"),
        ("Cap", "甲", "乙", "顶"),
    ]
    assert (rules[3].months, rules[5].most) == (24, 5000)


def test_real_people_get_a_lawful_set(policies, region):
    rules = relations_of(policies.program(AS_OF))
    for person in region.people.head(150):
        decisions = explain(policies, region.person(person), subject=person, as_of=AS_OF)
        found = best_set(decisions, rules, as_of=AS_OF)
        taken = set(found.keys)
        for decision in decisions:
            if decision.key in taken:
                assert decision.displaced_by not in taken
        for rule in rules:
            if isinstance(rule, Few):
                assert len(taken & set(rule.members)) <= rule.most
