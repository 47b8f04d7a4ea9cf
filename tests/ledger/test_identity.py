"""Money is not moved from one number to another: joined where it may be, refused in words where not."""

import datetime as dt

import pytest

from tests.ledger.conftest import answer, balances, everything, take
from tests.registry.builders import ANNA, BEN, CARA, FIRM, load
from tests.registry.test_links import answer_link, part, propose
from yulin.entitlements.actions.accrue import accrue
from yulin.entitlements.actions.execute import execute_run
from yulin.entitlements.actions.holds import place_hold
from yulin.entitlements.actions.request import request_run
from yulin.entitlements.enums import Answer, GrantState, Mode
from yulin.entitlements.models import Decision, Grant, Instalment
from yulin.ledger.models import Payment
from yulin.ledger.queries.proof import prove
from yulin.registry.actions.links import propose_parting
from yulin.registry.errors import RegistryError
from yulin.registry.models import IdentityLink, Person
from yulin.registry.queries.aliases import aliases_at

pytestmark = pytest.mark.django_db

#: Anna's other number, of whom nothing was decided
PASSPORT = "EJ0000001"


def person(number):
    return Person.objects.by_number(number)


@pytest.fixture
def second(jobs):
    """Registers Anna once more, after everybody was decided."""

    def register():
        load(
            人员=[{"证件号": PASSPORT, "出生日期": "1990-01-01"}],
            学历=[],
            就业=[{"证件号": PASSPORT, "单位代码": FIRM}],
        )
        return person(PASSPORT)

    return register


def money():
    """All of it; not the journal, which both steps are in."""
    return (
        everything()[:-1],
        list(Grant.objects.order_by("pk").values()),
        list(Instalment.objects.order_by("pk").values()),
    )


def join(hands, kept, other):
    link = propose(hands.maker, kept, other)
    return answer_link(acting_user=hands.checker, link=link, accept=True, answer="属实")


def test_who_is_owed_cannot_be_given_up_but_can_be_kept(owed, hands, second):
    anna, other = person(ANNA), second()
    before = money()
    with pytest.raises(
        RegistryError, match="并入的一方有 1 笔款项还没有付清：只能付给原来的人。请先付清"
    ):
        propose(hands.maker, other, anna)
    assert not IdentityLink.objects.exists()
    join(hands, anna, other)
    assert money() == before
    assert aliases_at(None).kept == {other.pk: anna.pk}
    assert prove().holds


def test_of_two_who_are_owed_neither_is_given_up(owed, hands, jobs):
    before = money()
    for kept, other in ((ANNA, BEN), (BEN, ANNA)):
        with pytest.raises(RegistryError, match="还没有付清"):
            propose(hands.maker, person(kept), person(other))
    assert money() == before
    assert not aliases_at(None)


def test_what_is_held_by_hand_stays_with_whom_it_is_about(owed, hands, second):
    anna, other = person(ANNA), second()
    before = money()
    place_hold(
        acting_user=hands.maker, subject=other, policy="T-02", benefit="安家", reason="核实中"
    )
    with pytest.raises(RegistryError, match=r"人工暂停 1 件、未办结的异议 0 件、人工决定 0 件"):
        propose(hands.maker, anna, other)
    assert not IdentityLink.objects.exists()
    assert money() == before


def test_what_came_to_be_owed_between_proposal_and_answer_counts(owed, hands, second):
    anna, other = person(ANNA), second()
    Grant.objects.filter(person=anna).update(state=GrantState.ACTIVE)
    link = propose(hands.maker, anna, other)
    Grant.objects.filter(person=anna).update(person=other)
    with pytest.raises(RegistryError, match="正在享受 T-02"):
        answer_link(acting_user=hands.checker, link=link, accept=True, answer="属实")
    assert not aliases_at(None)


def paid(filed, funded):
    payments = {p.instalment.person.pk: p for p in Payment.objects.filter(batch=filed)}
    take(funded, *(answer(p, serial=f"S{p.pk}") for p in payments.values()))
    assert set(Payment.objects.values_list("state", flat=True)) == {"paid"}


def test_what_was_had_under_the_other_number_is_had(filed, funded, hands, second, jobs):
    """Anna was paid once for ever; kept as her passport, she is not given it again."""
    paid(filed, funded)
    anna, other = person(ANNA), second()
    load(学历=[{"证件号": PASSPORT, "学历": "博士"}])
    join(hands, other, anna)
    before = money()
    day = dt.date(2026, 11, 3)
    asked = request_run(acting_user=None, as_of=day, mode=Mode.FULL, queue=False)
    run = execute_run(run=asked)
    accrue(acting_user=None, run=run)
    due = Decision.objects.of_run(run).get(person=other, policy="T-02")
    assert (due.status, due.amount) == (Answer.YES, 10005)
    assert not Grant.objects.filter(person=other).exists()
    assert Instalment.objects.count() == 3
    assert everything()[:-1] == before[0]
    assert balances(funded.city)["paid"] > 0
    assert prove().holds


def test_what_was_given_on_the_strength_of_both_is_not_divided(owed, hands, second, jobs):
    other = second()
    load(
        人员=[{"证件号": "EJ0000002", "出生日期": "1990-01-01"}],
        学历=[{"证件号": "EJ0000002", "学历": "博士"}],
    )
    third = person("EJ0000002")
    link = join(hands, other, third)
    asked = request_run(acting_user=None, as_of=dt.date(2026, 11, 3), mode=Mode.FULL, queue=False)
    run = execute_run(run=asked)
    accrue(acting_user=None, run=run)
    grant = Grant.objects.get(person=other)
    Grant.objects.filter(pk=grant.pk).update(state=GrantState.ACTIVE)
    before = money()
    with pytest.raises(
        RegistryError, match=r"合并以后按两边的信息开始享受 T-02/.*请先结束这项享受"
    ):
        propose_parting(acting_user=hands.maker, link=link, reason="不是同一人")
    link.refresh_from_db()
    assert (link.parting_by, link.state) == (None, "joined")
    assert money() == before
    Grant.objects.filter(pk=grant.pk).update(state=GrantState.ENDED)
    part(hands.maker, hands.checker, link)
    assert not aliases_at(None)


def test_what_is_on_its_way_since_is_not_divided(filed, funded, hands, second, jobs):
    anna, other = person(ANNA), second()
    link = join(hands, anna, other)
    # Of before they were joined: it is hers, whatever becomes of the other number.
    propose_parting(acting_user=hands.maker, link=link, reason="不是同一人")
    IdentityLink.objects.filter(pk=link.pk).update(
        parting_by=None, parting_at=None, parting_reason=""
    )
    run = Instalment.objects.get(person=anna).decided_by
    type(run).objects.filter(pk=run.pk).update(known_at=link.recorded_at)
    with pytest.raises(RegistryError, match="1 笔款项正在支付：送出的钱分不开。请等银行回执"):
        propose_parting(acting_user=hands.maker, link=link, reason="不是同一人")


def test_neither_joining_nor_parting_touches_the_ledger(filed, funded, hands, second, jobs):
    anna, other = person(ANNA), second()
    before = money()
    link = join(hands, anna, other)
    part(hands.maker, hands.checker, link)
    assert money() == before
    assert prove().holds
    assert person(CARA).merged_into is None
