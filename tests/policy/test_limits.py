"""How often a benefit may be had, and what becomes of it once it is received."""

import datetime as dt

import pytest

from tests.policy.documents import all_tables, benefit, both, document, explained, facts, library
from tests.policy.test_relations import received
from yulin.policy.decide import decide
from yulin.policy.problems import PolicyError

DAY = dt.date(2026, 6, 30)
NO, NOT_YET, OPEN, YES = range(4)


def status(made, *rows, as_of=DAY, code="甲"):
    table = both(made, all_tables(已享受=list(rows)), as_of=as_of)
    return dict(zip(table["benefit"], table["status"], strict=True))[code]


@pytest.mark.parametrize(
    ("limit", "days", "wanted"),
    [
        ("{次: 1, 期间: 终身}", (), YES),
        ("{次: 1, 期间: 终身}", ("2001-01-01",), NO),
        ("{次: 2}", ("2001-01-01",), YES),
        ("{次: 2}", ("2001-01-01", "2002-01-01"), NO),
        ("{次: 3, 期间: 自然年}", ("2026-01-01", "2026-02-01", "2025-12-31"), YES),
        ("{次: 2, 期间: 自然年}", ("2026-01-01", "2026-02-01", "2025-12-31"), NOT_YET),
        # twelve months back from 2026-06-30: the same day a year ago is outside
        ("{次: 1, 期间: 12个月}", ("2025-06-30",), YES),
        ("{次: 1, 期间: 12个月}", ("2025-07-01",), NOT_YET),
        ("{次: 1, 期间: 1年}", ("2025-07-01",), NOT_YET),
        ("{次: 2, 期间: 12个月}", ("2025-07-01", "2026-01-01"), NO),
    ],
)
def test_how_often(limit, days, wanted):
    made = library(document(benefit(code="甲", more=f"限次: {limit}")))
    assert status(made, *(received("甲", on) for on in days)) == wanted


@pytest.mark.parametrize(
    ("limit", "days", "as_of", "ready"),
    [
        # the first of January, whatever the day of the year
        ("{次: 1, 期间: 自然年}", ("2026-03-01",), "2026-06-30", "2027-01-01"),
        ("{次: 1, 期间: 自然年}", ("2026-01-01",), "2026-12-31", "2027-01-01"),
        ("{次: 2, 期间: 自然年}", ("2026-01-01", "2026-05-01"), "2026-06-30", "2027-01-01"),
        # the day after the stretch has passed
        ("{次: 1, 期间: 12个月}", ("2025-07-01",), "2026-06-30", "2026-07-01"),
        ("{次: 1, 期间: 3年}", ("2024-02-29",), "2026-06-30", "2027-03-01"),
    ],
)
def test_when_a_limit_is_free_again(limit, days, as_of, ready):
    made = library(document(benefit(code="甲", more=f"限次: {limit}")))
    rows = [received("甲", on) for on in days]
    on = dt.date.fromisoformat(as_of)
    table = both(made, all_tables(已享受=rows), as_of=on)
    wanted = (NOT_YET, dt.date.fromisoformat(ready))
    assert table.select("status", "ready_on").row(0) == wanted
    decision = explained(made, all_tables(已享受=rows), as_of=on)["甲"]
    assert (decision.status, decision.ready_on) == wanted
    sql = decide(made, all_tables(已享受=rows), as_of=on, engine="duckdb").long(local_only=False)
    assert sql.select("status", "ready_on").row(0) == wanted


def test_a_limit_is_free_again_only_where_the_version_still_is_in_force():
    text = document(benefit(code="甲", more="限次: {次: 1, 期间: 自然年}"), ends="2026-12-31")
    assert status(library(text), received("甲", "2026-03-01")) == NO


def test_a_receipt_whose_day_nobody_knows_leaves_the_year_open():
    made = library(document(benefit(code="甲", more="限次: {次: 1, 期间: 自然年}")))
    row = received("甲", "2026-03-01") | {"享受日期": None}
    assert status(made, row) == OPEN


def test_a_limit_over_several_benefits():
    made = library(
        document(
            benefit(code="甲", more="限次: {次: 2, 期间: 自然年, 待遇: [T-1/甲, T-2/乙]}"),
        )
    )
    other = received("乙", "2026-03-01", policy="T-2")
    assert status(made, other) == YES
    assert status(made, other, received("甲", "2026-03-02")) == NOT_YET
    assert status(made, other, received("丙", "2026-03-02")) == YES


def test_several_limits_each_have_an_id_and_words():
    made = library(
        document(
            benefit(
                code="甲",
                more="限次:\n  - {次: 1}\n  - {次: 3, 期间: 2年, 说: 两年三次, en: Thrice}",
            )
        )
    )
    leaves = explained(made, all_tables())["甲"].reason.leaves()
    assert [(r.id, r.text, r.text_en) for r in leaves] == [
        ("一", "条件一", ""),
        ("限次", "一生不超过 1 次（已享受的不到 1 次）", "At most 1 times in life"),
        ("限次2", "两年三次", "Thrice"),
    ]


def test_without_the_ledger_a_limit_cannot_be_told():
    made = library(document(benefit(code="甲", more="限次: {次: 1}")))
    found = explained(made, facts())["甲"]
    assert (found.status, found.missing) == (OPEN, ("记录：已享受",))


@pytest.mark.parametrize(
    ("on", "wanted"), [(None, YES), ("2025-06-30", YES), ("2025-07-01", NOT_YET)]
)
def test_a_pause_between_two_payments(on, wanted):
    made = library(document(benefit(code="甲", more="间隔: {满: 12个月}")))
    assert status(made, *([received("甲", on)] if on else [])) == wanted


def test_never_received():
    made = library(document(benefit(code="甲", more="不得已领: [T-2/乙, T-3/丙]")))
    assert status(made) == YES
    assert status(made, received("丙", "2020-01-01", policy="T-3")) == NO
    assert status(made, received("丁", "2020-01-01", policy="T-3")) == YES


@pytest.mark.parametrize(
    ("rule", "rows", "wanted"),
    [
        ("式: 1000元\n年封顶: 3000元", (("2026-01-01", "2500元"),), 50_000),
        ("式: 1000元\n年封顶: 3000元", (("2025-12-31", "2500元"),), 100_000),
        ("式: 1000元\n年封顶: 3000元", (("2026-01-01", "4000元"),), 0),
        ("式: 1000元\n总封顶: 3000元", (("2020-12-31", "2500元"),), 50_000),
        ("式: 1000元\n年封顶: 900元\n总封顶: 3000元", (("2020-12-31", "2500元"),), 50_000),
    ],
)
def test_caps_on_what_is_received_in_all(rule, rows, wanted):
    made = library(document(benefit(code="甲", amount=rule)))
    table = both(made, all_tables(已享受=[received("甲", d, a) for d, a in rows]), as_of=DAY)
    assert table["amount"].to_list() == [wanted]


# -- the life of a grant -----------------------------------------------------------------------------

LIFE = """
存续:
  停发: [{编号: 离职, 说: 离职, en: Left, 须: 非 在职}]
  暂停: [{编号: 失信, 说: 年龄超过五十, en: Over fifty, 须: 年龄 > 50}]
  追回: [{编号: 未满, 说: 领取未满 36 个月离职, en: Left early, 须: 非 在职 且 本待遇.已领月数 < 36}]
  追回额: 本待遇.已领金额 * (36 - 本待遇.已领月数) / 36
"""


def running(since="2025-07-01", amount="12000元"):
    return received("甲", since, amount, "享受中", until="9999-12-31")


@pytest.mark.parametrize(
    ("rows", "values", "state", "recovery"),
    [
        ((), {"在职": "是", "年龄": 40}, "未领", 0),
        ((running(),), {"在职": "是", "年龄": 40}, "续发", 0),
        ((running(),), {"在职": "是", "年龄": 51}, "暂停", 0),
        # twelve months drawn, 24 of 36 are called back
        ((running(),), {"在职": "否", "年龄": 40}, "停发", 8000),
        # an end goes before a pause
        ((running(),), {"在职": "否", "年龄": 60}, "停发", 8000),
        ((running("2023-07-01"),), {"在职": "否", "年龄": 40}, "停发", 0),
        # nobody knows the age: whether it pauses cannot be told, but an end is certain
        ((running(),), {"在职": "是"}, None, 0),
        ((running(),), {"在职": "否"}, "停发", 8000),
        # paid before and over: nothing runs, but money may be called back
        (
            (received("甲", "2025-07-01", "12000元", until="2026-06-01"),),
            {"在职": "否"},
            "已领",
            8000,
        ),
    ],
)
def test_what_becomes_of_a_grant(rows, values, state, recovery):
    made = library(document(benefit(code="甲", amount="1000元", more=LIFE)))
    records = all_tables(已享受=list(rows))
    grant = explained(made, records, as_of=DAY, values=values)["甲"].grant
    assert (grant.state, grant.recovery) == (state, recovery)


def test_the_state_is_kept_beside_the_status_in_both_back_ends():
    made = library(document(benefit(code="甲", amount="1000元", more=LIFE)))
    person = [{"出生日期": "1970-01-01"}]
    both(made, all_tables(人员=person, 已享受=[running()]), as_of=DAY)
    both(made, all_tables(人员=person), as_of=DAY)


@pytest.mark.parametrize(
    ("life", "wanted"),
    [
        ('存续: {追回: [{说: 甲, 须: "是"}]}', ("E243", "追回 与 追回额 要一起写")),
        ("存续: {追回额: 1元}", ("E243", "追回 与 追回额 要一起写")),
        ('存续: {停止: [{说: 甲, 须: "是"}]}', ("E208", "不认识的键 “停止”")),
    ],
)
def test_lives_that_are_refused(life, wanted):
    with pytest.raises(PolicyError) as error:
        library(document(benefit(code="甲", more=life)))
    assert wanted in [(p.code, p.message) for p in error.value.problems]


def test_a_grant_has_no_figure_of_that_name():
    made = library(document(benefit("本待遇.已领钱 > 1元", code="甲")))
    with pytest.raises(PolicyError) as error:
        made.program(DAY)
    assert [(p.code, p.advice) for p in error.value.problems] == [
        ("E482", "是不是想写：已领金额、已领次数、已领月数")
    ]


@pytest.mark.parametrize(
    ("must", "advice"),
    [
        ("已领月数 < 36", "写成 本待遇.已领月数"),
        ("在享", "写成 本待遇.在享"),
        ("年玲 < 36", "是不是想写：年龄"),
    ],
)
def test_a_figure_of_the_grant_without_its_link_is_told_where_it_belongs(must, advice):
    made = library(document(benefit(must, code="甲")))
    with pytest.raises(PolicyError) as error:
        made.program(DAY)
    assert [(p.code, p.advice) for p in error.value.problems] == [("E403", advice)]


def test_outside_a_benefit_there_is_no_grant_to_speak_of():
    text = document(
        benefit("甲数 < 36", code="甲"), more='定义:\n  - {名称: 甲数, 式: "已领月数 + 1"}'
    )
    with pytest.raises(PolicyError) as error:
        library(text).program(DAY)
    assert not any("本待遇" in p.advice for p in error.value.problems)
    assert {p.code for p in error.value.problems} == {"E403"}
