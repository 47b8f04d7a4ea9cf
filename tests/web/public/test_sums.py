"""Sums say what is known and no more."""

from decimal import Decimal

from django.utils import translation

from yulin.policy.decision import Amount, Decision, Reason, Status
from yulin.web import amounts, results

REASON = Reason(kind="all", id="", text="", text_en="", truth=True)


def due(benefit, total, **more):
    fields = {
        "policy": "T",
        "policy_title": "",
        "policy_title_en": "",
        "version": "",
        "benefit": benefit,
        "title": benefit,
        "title_en": "",
        "kind": "money",
        "region": 0,
        "payee": "person",
        "status": Status.YES,
        "label": None,
        "amount": Amount(
            value=total, total=total, first_year=total, qualifier=more.pop("qualifier", "=")
        ),
        "ready_on": None,
        "reason": REASON,
    }
    return Decision(**(fields | more))


def whole(*decisions):
    return results.of_decisions(330302, decisions).whole


def test_known_and_unknown():
    found = whole(due("a", Decimal(100)), due("b", None))
    assert (found.known, found.unknown, found.at_most) == (100, 1, False)
    assert "至少" in amounts.total(found)
    assert "另有 1 项金额未公布" in amounts.total(found)


def test_a_ceiling_makes_the_sum_a_ceiling():
    found = whole(due("a", Decimal(100), qualifier="≤"), due("b", Decimal(5)))
    assert amounts.total(found).startswith("不超过")


def test_what_is_not_really_due_is_not_counted():
    found = whole(
        due("a", Decimal(1), status=Status.NOT_YET),
        due("b", Decimal(2), payee="employer"),
        due("c", Decimal(4), displaced_by="T/a"),
        due("d", Decimal(8), kind="kind"),
        due("e", Decimal(16)),
    )
    assert found.known == 16


def test_of_a_choice_only_the_larger_counts():
    found = whole(
        due("a", Decimal(100), choose_between=("T/b",)),
        due("b", Decimal(300), choose_between=("T/a",)),
    )
    assert found.known == 300


def test_nothing_is_a_dash():
    assert amounts.total(whole()) == "—"


def lessened(net, total=Decimal(100), first_year=Decimal(100)):
    return Amount(value=total, total=total, first_year=first_year, net=net, settled=True)


def test_what_deductions_and_caps_leave_is_counted():
    found = results.of_decisions(
        330302,
        [
            due("a", None, amount=lessened(Decimal(40))),
            due("b", None, amount=lessened(Decimal(70), first_year=Decimal(30))),
            due("c", None, amount=lessened(None)),
        ],
    )
    assert (found.whole.known, found.whole.unknown) == (110, 1)
    assert (found.first_year.known, found.first_year.unknown) == (70, 1)


def test_what_they_leave_is_said_where_it_is_not_the_whole():
    said = [amounts.net_words(a) for a in (lessened(Decimal(40)), lessened(Decimal(100)), None)]
    assert ["40" in words for words in said] == [True, False, False]
    assert said[1:] == ["", ""]
    assert amounts.net_words(lessened(None)) == "还要扣除或合计封顶，实得金额未知"
    with translation.override("en"):
        english = str(amounts.net_words(lessened(Decimal(40))))
    assert english.startswith("of which ")
    assert english.endswith("is paid after deductions and caps")
