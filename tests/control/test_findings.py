"""Findings: proposed by one, told, answered, confirmed by another, claimed back exactly once."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, transaction
from django.utils import timezone

from tests.control.test_campaigns import made
from tests.registry.builders import ANNA, BEN
from yulin.access.enums import Role
from yulin.access.models import JournalEntry
from yulin.codes.calendar import WorkCalendar
from yulin.control.actions.campaigns import commit_campaign, draw_campaign
from yulin.control.actions.findings import (
    Conclusion,
    answer_finding,
    conclude_entry,
    conclude_signal,
    confirm_finding,
    note_answer,
    refuse_finding,
)
from yulin.control.enums import Result
from yulin.control.errors import ControlError
from yulin.control.models import CampaignEntry, Finding, Signal
from yulin.control.queries.rates import risk_rates
from yulin.control.rules import concluded
from yulin.entitlements.rules import HANDS
from yulin.ledger.actions.claims import decide_claim
from yulin.ledger.actions.prove import prove_ledger
from yulin.ledger.models import Claim
from yulin.registry.models import Person

D = Decimal
IN_ORDER = Conclusion(result=Result.IN_ORDER, text="到单位看过，材料与事实相符。")
DOUBTFUL = Conclusion(result=Result.DOUBTFUL, text="单位地址无人办公。")
WRONG = Conclusion(
    result=Result.WRONG,
    text="2026 年 9 月已离职，10 月仍在享受。",
    amount=D("60.01"),
    cause="left_early",
    clause="温人社〔2026〕1号第五条",
)


@pytest.fixture
def entries(paid, control):
    """Both payments, drawn."""
    campaign = commit_campaign(acting_user=control.first, campaign=made(control.first, size=2))
    draw_campaign(acting_user=control.first, campaign=campaign)
    return {number: CampaignEntry.objects.get(payment=payment) for number, payment in paid.items()}


@pytest.fixture
def proposed(entries, control):
    return conclude_entry(acting_user=control.first, entry=entries[ANNA], conclusion=WRONG)


@pytest.fixture
def anna(user_of, paid):
    person = Person.objects.by_number(ANNA)
    return user_of(Role.PERSON, username="anna", person_key=str(person.uuid))


def later(finding):
    return finding.answer_by + dt.timedelta(days=1)


def confirm(control, finding, *, user=None, **words):
    words = {"remarks": "属实", "today": later(finding) if finding.answer_by else None} | words
    words.setdefault("first_due", dt.date(2027, 12, 31))
    return confirm_finding(acting_user=user or control.second, finding=finding, **words)


def everything():
    return (
        list(Finding.objects.order_by("pk").values()),
        list(Signal.objects.order_by("pk").values()),
        list(Claim.objects.order_by("pk").values()),
        JournalEntry.objects.count(),
    )


@pytest.mark.django_db
def test_what_is_proposed_gives_time_to_answer(proposed, entries):
    working = WorkCalendar.shipped().add_working_days(timezone.localdate(), 10).date
    assert (proposed.answer_by, proposed.checked, proposed.amount) == (
        working,
        D("100.05"),
        D("60.01"),
    )
    assert (proposed.person, proposed.region) == (Person.objects.by_number(ANNA), 330300)
    assert Claim.objects.count() == 0


@pytest.mark.django_db
def test_a_confirmed_overpayment_is_claimed_and_told_exactly(proposed, control, hands, paid):
    done = confirm(control, proposed, terms=2)
    claim = Claim.objects.get()
    assert (done.claim, done.state, claim.state, claim.amount) == (
        claim,
        "confirmed",
        "asked",
        D("60.01"),
    )
    assert claim.reason == f"{WRONG.text}\n{WRONG.clause}"
    assert (claim.cause, claim.asked_by, claim.terms.count()) == ("left_early", control.second, 2)
    assert claim.parts.values_list("payment").distinct().get() == (paid[ANNA].pk,)
    decide_claim(acting_user=hands.approver, claim=claim, agree=True)
    assert prove_ledger(acting_user=None).holds


@pytest.mark.django_db
def test_nothing_is_confirmed_before_the_answer_or_its_time(proposed, control, anna):
    before = everything()
    with pytest.raises(ControlError, match="本人还可以在"):
        confirm(control, proposed, today=proposed.answer_by)
    assert everything() == before
    answered = answer_finding(acting_user=anna, finding=proposed, text="9 月只是调岗。")
    assert (answered.answer, answered.answered_by) == ("9 月只是调岗。", anna)
    assert confirm(control, answered, today=proposed.answer_by).state == "confirmed"


@pytest.mark.django_db
def test_one_answers_once_and_for_oneself(proposed, control, anna, user_of):
    ben = user_of(Role.PERSON, username="ben", person_key=str(Person.objects.by_number(BEN).uuid))
    before = everything()
    for user in (ben, control.first, control.auditor):
        with pytest.raises(PermissionDenied):
            answer_finding(acting_user=user, finding=proposed, text="x")
    for text, said in (("  ", "请写下您的答复"), ("我是 330302199001011234", "不要写证件号")):
        with pytest.raises(ControlError, match=said):
            answer_finding(acting_user=anna, finding=proposed, text=text)
    assert everything() == before
    answer_finding(acting_user=anna, finding=proposed, text="一")
    with pytest.raises(ControlError, match="已经答复过"):
        answer_finding(acting_user=anna, finding=proposed, text="二")
    with pytest.raises(Error, match="decided once and otherwise stays"), transaction.atomic():
        Finding.objects.update(answer="三")
    assert Finding.objects.get().answer == "一"


@pytest.mark.django_db
def test_an_answer_on_paper_is_written_down(proposed, control, not_control):
    for user in not_control:
        with pytest.raises(PermissionDenied):
            note_answer(acting_user=user, finding=proposed, text="x")
    assert note_answer(acting_user=control.first, finding=proposed, text="书面").answer == "书面"


@pytest.mark.django_db
def test_nobody_confirms_their_own_or_elsewhere(proposed, control, not_control):
    before = everything()
    for user in (control.first, *not_control):
        with pytest.raises(PermissionDenied):
            confirm(control, proposed, user=user)
        with pytest.raises(PermissionDenied):
            refuse_finding(acting_user=user, finding=proposed, remarks="x")
    assert everything() == before
    with pytest.raises(Error, match="control_finding_two_people"), transaction.atomic():
        Finding.objects.update(state="refused", decided_by=control.first, decided_at=timezone.now())
    with pytest.raises(Error, match="claimed_when_wrong"), transaction.atomic():
        Finding.objects.update(
            state="confirmed", decided_by=control.second, decided_at=timezone.now()
        )


@pytest.mark.django_db
def test_nobody_handles_their_own_case(entries, control):
    owner = Person.objects.by_number(ANNA)
    control.first.person_key = str(owner.uuid)
    control.first.save()
    before = everything()
    with pytest.raises(PermissionDenied):
        conclude_entry(acting_user=control.first, entry=entries[ANNA], conclusion=IN_ORDER)
    assert everything() == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"amount": D(0)}, "不超过这笔付款可追回的 100.05 元"),
        ({"amount": D("100.06")}, "不超过这笔付款可追回的 100.05 元"),
        ({"amount": D("0.001")}, "精确到分"),
        ({"cause": ""}, "请选择多付的缘由"),
        ({"clause": " "}, "多付须写明依据的条款"),
        ({"text": ""}, "请写明查明的事实"),
    ],
)
def test_an_overpayment_says_how_much_why_and_by_what(entries, control, words, said):
    before = everything()
    with pytest.raises(ControlError, match=said):
        conclude_entry(
            acting_user=control.first,
            entry=entries[ANNA],
            conclusion=Conclusion(**vars(WRONG) | words),
        )
    assert everything() == before


@pytest.mark.django_db
def test_a_drawn_payment_has_one_conclusion(proposed, entries, control):
    with pytest.raises(ControlError, match="在这次抽查中已有结论"):
        conclude_entry(acting_user=control.second, entry=entries[ANNA], conclusion=IN_ORDER)
    refuse_finding(acting_user=control.second, finding=proposed, remarks="证据不足")
    again = conclude_entry(acting_user=control.second, entry=entries[ANNA], conclusion=IN_ORDER)
    assert again.answer_by is None
    assert confirm(control, again, user=control.first, today=timezone.localdate()).claim is None


@pytest.mark.django_db
def test_who_was_not_drawn_is_not_concluded_on(paid, control):
    campaign = commit_campaign(acting_user=control.first, campaign=made(control.first, size=1))
    draw_campaign(acting_user=control.first, campaign=campaign)
    entry = CampaignEntry.objects.get(place__isnull=True)
    with pytest.raises(ControlError, match="没有抽中"):
        conclude_entry(acting_user=control.first, entry=entry, conclusion=IN_ORDER)


@pytest.mark.django_db
def test_what_is_decided_stays(proposed, control, anna):
    confirm(control, proposed)
    before = everything()
    with pytest.raises(ControlError, match="已经复核过"):
        confirm(control, proposed)
    with pytest.raises(ControlError, match="已经办结"):
        answer_finding(acting_user=anna, finding=proposed, text="x")
    for change in ({"amount": D(1)}, {"remarks": "x"}, {"state": "proposed"}):
        with pytest.raises(Error), transaction.atomic():
            Finding.objects.update(**change)
    assert everything() == before


@pytest.mark.django_db
def test_the_first_term_is_to_come(proposed, control):
    before = everything()
    with pytest.raises(ControlError, match="须在今天以后"):
        confirm(control, proposed, first_due=later(proposed))
    assert everything() == before


@pytest.mark.django_db
def test_what_was_asked_back_meanwhile_is_not_asked_back_twice(proposed, control, entries, paid):
    """Two checks of the same payment: the second finds less left, and nothing follows."""
    other = Signal.objects.create(
        kind="recheck", key="x", person=proposed.person, region=330300, found_at=timezone.now()
    )
    second = conclude_signal(
        acting_user=control.first, signal=other, conclusion=WRONG, payment=paid[ANNA]
    )
    confirm(control, proposed)
    before = everything()
    with pytest.raises(ControlError, match="没有付出，或可追回的不足"):
        confirm(control, second)
    assert everything() == before


@pytest.mark.django_db
def test_a_doubt_without_a_payment_has_no_sum(paid, control):
    signal = Signal.objects.create(
        kind="two_jobs",
        key="P1:x",
        person=paid[ANNA].instalment.person,
        region=330302,
        found_at=timezone.now(),
    )
    with pytest.raises(ControlError, match="多付须指明是哪一笔付款"):
        conclude_signal(acting_user=control.first, signal=signal, conclusion=WRONG)
    with pytest.raises(ControlError, match="不是疑点所涉的人"):
        conclude_signal(
            acting_user=control.first, signal=signal, conclusion=WRONG, payment=paid[BEN]
        )
    made_ = conclude_signal(acting_user=control.first, signal=signal, conclusion=DOUBTFUL)
    signal.refresh_from_db()
    assert (made_.checked, made_.amount, signal.state) == (0, 0, "found")
    refuse_finding(acting_user=control.second, finding=made_, remarks="再去一次")
    signal.refresh_from_db()
    assert signal.state == "checking"


@pytest.mark.django_db
def test_who_concluded_hears_no_objection_about_it(proposed, control, paid):
    about = (proposed.person, "T-02", "安家")
    assert [concluded(user, *about) for user in (control.first, control.second)] == [True, False]
    confirm(control, proposed)
    assert concluded(control.second, *about)
    assert not concluded(control.first, Person.objects.by_number(BEN), "T-02", "安家")
    assert concluded in HANDS


# -- the rate --------------------------------------------------------------------------------------


def rates(user):
    return [
        (row.benefit, row.sampled, row.checks, row.checked, row.wrong, row.rate)
        for row in risk_rates(user=user)
    ]


@pytest.mark.django_db
def test_the_rate_is_wrong_money_of_checked_money_with_its_base(entries, proposed, control):
    assert rates(control.first) == []
    confirm(control, proposed)
    fine = conclude_entry(acting_user=control.first, entry=entries[BEN], conclusion=IN_ORDER)
    confirm(control, fine, today=timezone.localdate())
    assert rates(control.auditor) == [
        ("T-02/安家", True, 2, D("200.10"), D("60.01"), D("29.99")),
    ]
    assert rates(control.elsewhere) == []


@pytest.mark.django_db
def test_what_was_looked_for_is_no_sample(paid, control):
    signal = Signal.objects.create(
        kind="recheck",
        key="x",
        person=paid[ANNA].instalment.person,
        region=330302,
        found_at=timezone.now(),
    )
    found = conclude_signal(
        acting_user=control.first, signal=signal, conclusion=WRONG, payment=paid[ANNA]
    )
    confirm(control, found)
    assert rates(control.first) == [
        ("T-02/安家", False, 1, D("100.05"), D("60.01"), D("59.98")),
    ]
