"""Every schedule and every form of a sum that the language has, and what accrual makes of each.

Something new in the language or in the library has no treatment here, and the test says so.
"""

import dataclasses
import datetime as dt
from pathlib import Path
from typing import get_args

import pytest

from tests.entitlements.conftest import REGION
from tests.policy.documents import benefit, document
from tests.registry.builders import ANNA, load
from yulin.entitlements.actions.accrue import accrue
from yulin.entitlements.actions.execute import execute_run
from yulin.entitlements.actions.request import request_run
from yulin.entitlements.enums import MONTHS
from yulin.entitlements.models import Grant, Instalment
from yulin.policy import document as language
from yulin.policy.library import load_library

POLICIES = Path(__file__).parents[2] / "policies"

IN_WORDS, DECIDED, OWED = (
    "said to people, moves no money",
    "the engine decides it",
    "accrual reads it",
)
#: every field of a benefit, and who looks after it
FIELDS = {
    language.Benefit: {
        DECIDED: "condition foresees local automatic kinds life",
        OWED: "id kind subject payee amount parts quota",
        IN_WORDS: "name name_en outputs citation note note_en place",
    },
    language.AmountRule: {
        DECIDED: "formula by table otherwise branches ceiling ceiling_year ceiling_ever floor deduct",
        OWED: "at_most period periods periods_unknown",
        IN_WORDS: "place",
    },
    language.Part: {OWED: "name share formula condition", IN_WORDS: "name_en place"},
    language.Quota: {
        DECIDED: "places fund ranking shares portion enough pool",
        OWED: "period",
        IN_WORDS: "place",
    },
    language.Life: {OWED: "stops suspends", DECIDED: "recovers recovery"},
}


@pytest.mark.parametrize("form", FIELDS, ids=lambda form: form.__name__)
def test_every_field_has_a_treatment(form):
    known = " ".join(FIELDS[form].values()).split()
    assert sorted(known) == sorted(field.name for field in dataclasses.fields(form))


def test_every_period_has_its_months():
    assert set(MONTHS) == set(get_args(language.Period)) == set(language.PERIODS.values())


def test_every_span_of_places_is_known():
    assert set(get_args(language.PlacePeriod)) == {"year", "once", "held"}


#: what a benefit is like → what a run on its first day leaves owed (fen by number)
NO_MONEY, NO_SUM, BOUND = "kind or right", "no sum", "at most (上限: 是)"
ELSEWHERE = "about a person, paid to an employer"


def form_of(one):
    if one.kind != "money":
        return NO_MONEY
    if one.amount is None:
        return NO_SUM
    if one.amount.at_most:
        return BOUND
    if (one.subject, one.payee) == ("人员", "employer"):
        return ELSEWHERE
    periods = "open" if one.amount.periods_unknown or not one.amount.periods else "counted"
    once = one.amount.period == "once"
    return (one.amount.period, "" if once else periods, "parts" if one.parts else "")


IS = "最高学历 >= '博士'"
PARTS = "分期: [{名称: 前, 占: 30%}, {名称: 后, 占: 70%}]"
FORMS = {
    NO_MONEY: (benefit(IS, code="权"), []),
    NO_SUM: (benefit(IS, code="未见", amount="未知('原文未见金额')"), []),
    BOUND: (benefit(IS, code="上限", amount="式: 9元\n上限: 是"), []),
    ("once", "", ""): (benefit(IS, code="一次", amount="9元"), [900]),
    ("once", "", "parts"): (benefit(IS, code="一次分", amount="9元", more=PARTS), [270, 630]),
    ("month", "counted", ""): (benefit(IS, code="月", amount="式: 9元\n每: 月\n期数: 3"), [900]),
    ("month", "open", ""): (benefit(IS, code="月开", amount="式: 9元\n每: 月"), [900]),
    ("quarter", "counted", ""): (benefit(IS, code="季", amount="式: 9元\n每: 季\n期数: 3"), [900]),
    ("half", "open", ""): (benefit(IS, code="半年", amount="式: 9元\n每: 半年\n期数: 未知"), [900]),
    ("year", "counted", ""): (benefit(IS, code="年", amount="式: 9元\n每: 年\n期数: 3"), [900]),
    ("year", "open", ""): (benefit(IS, code="年开", amount="式: 9元\n每: 年\n期数: 未知"), [900]),
    ("year", "open", "parts"): (
        benefit(IS, code="年分", amount="式: 9元\n每: 年\n期数: 未知", more=PARTS),
        [270, 630],
    ),
}
#: forms of a sum, each owed as the engine has it
SUMS = {
    "比例": (benefit(IS, code="比例", amount="333.33元 * 33.3%"), 110_99 + 1),
    "按表": (benefit(IS, code="按表", amount="按: 最高学历\n表: {博士: 8元}\n其余: 1元"), 800),
    "首个": (
        benefit(IS, code="首个", amount="首个: [{当: 年龄 >= 100, 取: 1元}, {否则: 7元}]\n"),
        700,
    ),
    "封顶": (benefit(IS, code="封顶", amount="式: 9元\n封顶: 6元"), 600),
    "保底": (benefit(IS, code="保底", amount="式: 1元\n保底: 2元"), 200),
    "扣除": (benefit(IS, code="扣除", amount="式: 9元\n扣除: 4元"), 500),
    "年封顶": (benefit(IS, code="年封顶", amount="式: 9元\n年封顶: 3元"), 300),
    "总封顶": (benefit(IS, code="总封顶", amount="式: 9元\n总封顶: 2元"), 200),
}
FIRMS = "对象: 单位\n受款: 单位"
FIRM_PAID = benefit("是", code="企补", amount="式: 1000元 * 25%\n每: 月\n期数: 2")
FOR_STAFF = benefit(IS, code="带人", amount="9元", more="受款: 单位")


def test_the_library_has_no_form_without_a_treatment():
    """A form that a document begins to use is listed in FORMS, with what is owed of it."""
    found = {
        form_of(one)
        for document_ in load_library(POLICIES).documents
        for version in document_.versions
        for one in version.benefits
    }
    assert found - {*FORMS, ELSEWHERE} == set()


@pytest.mark.django_db
def test_each_form_is_owed_as_its_treatment_says(library):
    for name in ("T-02", "T-03"):
        (library / "wenzhou" / f"{name}.yaml").unlink()
    texts = [text for text, _owed in (*FORMS.values(), *SUMS.values())]
    (library / "wenzhou" / "T-04.yaml").write_text(document(*texts, FOR_STAFF, code="T-04"))
    firm = document(FIRM_PAID, code="T-05", more=FIRMS)
    (library / "wenzhou" / "T-05.yaml").write_text(firm)
    load(**REGION | {"已享受": []})
    run = request_run(acting_user=None, as_of=dt.date(2026, 1, 31), queue=False)
    accrue(acting_user=None, run=execute_run(run=run))
    found: dict[str, list[int]] = {}
    for row in Instalment.objects.order_by("number"):
        found.setdefault(row.benefit, []).append(row.amount)
    names = {text.split("编号: ")[1].split("\n")[0]: owed for text, owed in FORMS.values()}
    sums = {name: [fen] for name, (_text, fen) in SUMS.items()}
    expected = {name: owed for name, owed in (names | sums).items() if owed}
    assert found == expected | {"企补": [25_000, 25_000], "带人": [900]}  # two firms
    assert set(Grant.objects.values_list("benefit", flat=True)) == set(found)
    assert {g.person.number.open() for g in Grant.objects.filter(policy="T-04")} == {ANNA}
