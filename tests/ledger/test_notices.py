"""One list of all that a person is told; a grant is closed when its claim is settled."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from tests.ledger.conftest import CITY
from tests.ledger.test_claims import asked, claim, paid, receipt  # noqa: F401 - fixtures
from tests.registry.builders import ANNA, BEN
from yulin.access.enums import Role
from yulin.entitlements.actions.holds import place_hold, release_hold
from yulin.entitlements.actions.stops import ask_stop, decide_stop
from yulin.entitlements.models import Grant
from yulin.entitlements.models import Notice as BenefitNotice
from yulin.ledger.actions import recover
from yulin.ledger.actions.claims import decide_claim
from yulin.ledger.actions.prove import prove_ledger
from yulin.ledger.actions.read import read_notices
from yulin.ledger.actions.reserve import reserve
from yulin.ledger.models import Allocation, Claim, Notice
from yulin.ledger.queries.notices import notices_of, unread_of
from yulin.registry.models import Person

pytestmark = pytest.mark.django_db
D = Decimal


def kinds(person, **more):
    return [(one.about, one.notice.kind) for one in notices_of(person, **more).rows]


def test_benefits_and_money_stand_in_one_list_latest_first(claim, user_of):  # noqa: F811 - a fixture
    anna = Person.objects.by_number(ANNA)
    her = user_of(Role.PERSON, username="anna", person_key=str(anna.uuid))
    assert kinds(anna) == [
        ("money", "claim_opened"),
        ("money", "money_paid"),
        ("benefit", "opened"),
    ]
    assert kinds(Person.objects.by_number(BEN)) == [("money", "money_paid"), ("benefit", "opened")]
    assert unread_of(str(anna.uuid)) == 3
    one = BenefitNotice.objects.get(person=anna)
    assert read_notices(acting_user=her, subject=anna, only=one) == 1
    assert kinds(anna, unread=True) == [("money", "claim_opened"), ("money", "money_paid")]
    first = BenefitNotice.objects.get(pk=one.pk).read_at
    assert read_notices(acting_user=her, subject=anna) == 2
    assert (unread_of(str(anna.uuid)), unread_of(str(Person.objects.get(number=BEN).uuid))) == (
        0,
        2,
    )
    assert BenefitNotice.objects.get(pk=one.pk).read_at == first  # the first reading counts


def test_nobody_reads_for_somebody_else(claim, user_of, hands, auditor):  # noqa: F811 - a fixture
    anna, ben = (Person.objects.by_number(number) for number in (ANNA, BEN))
    his = user_of(Role.PERSON, username="ben", person_key=str(ben.uuid))
    for user in (his, hands.maker, auditor):
        with pytest.raises(PermissionDenied):
            read_notices(acting_user=user, subject=anna)
    with pytest.raises(PermissionDenied):
        read_notices(acting_user=his, subject=ben, only=BenefitNotice.objects.get(person=anna))
    assert unread_of(str(anna.uuid)) == 3


def test_a_page_costs_the_same_however_long_the_list(claim, django_assert_num_queries):  # noqa: F811 - a fixture
    anna = Person.objects.by_number(ANNA)
    with django_assert_num_queries(4):
        notices_of(anna)
    Notice.objects.bulk_create(Notice(person=anna, kind="claim_ended", data={}) for _ in range(60))
    with django_assert_num_queries(3):  # the second page tells of money alone
        assert notices_of(anna, page=2).pages == 4
    with django_assert_num_queries(1):
        unread_of(str(anna.uuid))


# -- a hold and money ------------------------------------------------------------------------------


@pytest.mark.parametrize("whole", [True, False], ids=["benefit", "grant"])
def test_nothing_is_reserved_for_what_is_held(funded, hands, whole):
    anna = Person.objects.by_number(ANNA)
    grant = Grant.objects.get(person=anna)
    hold = place_hold(
        acting_user=hands.maker,
        subject=anna,
        policy=grant.policy,
        benefit=grant.benefit,
        grant=None if whole else grant,
        reason="核查",
    )
    assert reserve(acting_user=funded.officer, region=CITY).reserved == 2
    assert not Allocation.objects.filter(instalment__person=anna).exists()
    release_hold(acting_user=hands.checker, hold=hold, reason="已核实")
    assert reserve(acting_user=funded.officer, region=CITY).reserved == 1


# -- settled in full -------------------------------------------------------------------------------


def state_of(one):
    return Grant.objects.get(pk=one.grant_id).state


def test_a_grant_is_recovered_when_all_is_back(claim, funded):  # noqa: F811 - a fixture
    receipt(funded, claim, "60.00")
    assert state_of(claim) == "ended"
    receipt(funded, claim, "0.01", "R2")
    assert state_of(claim) == "recovered"
    told = BenefitNotice.objects.get(kind="recovered")
    assert (told.person, told.event, told.until) == (
        claim.person,
        f"claim:{claim.uuid}:recovered",
        None,
    )
    assert prove_ledger(acting_user=None).holds


def test_what_was_given_up_is_not_recovered(claim, funded, hands):  # noqa: F811 - a fixture
    receipt(funded, claim, "60.00")
    step = recover.ask_write_off(
        acting_user=funded.officer, claim=claim, amount=D("0.01"), reason="不足一分钱的手续费"
    )
    recover.decide_write_off(acting_user=hands.approver, step=step, agree=True)
    assert (Claim.objects.get().state, state_of(claim)) == ("ended", "ended")


@pytest.mark.parametrize(
    ("state", "amount", "expected"),
    [
        ("active", "100.05", "active"),
        ("suspended", "60.01", "suspended"),
        ("suspended", "100.05", "recovered"),
        ("stopped", "60.01", "recovered"),
    ],
)
def test_a_grant_that_may_go_on_goes_on(paid, hands, funded, state, amount, expected):  # noqa: F811 - a fixture
    one = decide_claim(acting_user=hands.approver, claim=asked(hands, paid, amount), agree=True)
    stops = state == "stopped"
    Grant.objects.filter(pk=one.grant_id).update(state="active" if stops else state)
    if stops:
        about = {"grant": one.grant, "clause": "第八条", "reason": "已离开"}
        stop = ask_stop(acting_user=hands.maker, **about)
        decide_stop(acting_user=hands.approver, stop=stop, agree=True)
    receipt(funded, one, amount)
    assert state_of(one) == expected


def test_another_claim_under_way_keeps_it_open(claim, paid, hands, funded):  # noqa: F811 - fixtures
    second = asked(hands, paid, "40.04")
    receipt(funded, claim, "60.01")
    assert state_of(claim) == "ended"
    decide_claim(acting_user=hands.approver, claim=second, agree=True)
    receipt(funded, second, "40.04", "R2")
    assert state_of(claim) == "recovered"
