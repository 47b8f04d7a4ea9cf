"""C44, 学技能，到北仑: a month of free training in three industries, then both sides choose."""

import datetime as dt

import pytest
from django.utils import timezone

from tests.jobs.conftest import content
from tests.jobs.test_applications import signed, terms
from yulin.campus.actions.orders import Wanted, enrol, finish_training, place_order, turn_order
from yulin.campus.queries.boards import OrderFunnel, funnels_of
from yulin.helping.actions import offers
from yulin.helping.actions.cases import close_case, find_jobs
from yulin.helping.models import HelpCase
from yulin.jobs.actions.applications import apply, refuse
from yulin.jobs.actions.contracts import confirm_contract, register_contract
from yulin.jobs.actions.meetings import answer_offer, make_offer
from yulin.jobs.actions.posts import draft_post, submit_post
from yulin.jobs.models import Application
from yulin.registry.models import EmploymentSpell

pytestmark = pytest.mark.django_db
#: the three industries, and what is trained for each
INDUSTRIES = (("汽车及零部件", "汽车装调工"), ("装备与精密制造", "数控车工"), ("物联网", "物联网安装调试员"))  # fmt: skip
MONTH = dt.timedelta(days=30)


def ordered(clerk, firm, industry, trade):
    """A firm's post and the class that is trained for it: one month, one seat, four places."""
    post = submit_post(
        acting_user=clerk,
        post=draft_post(
            acting_user=clerk, employer=firm,
            content=content(title=trade, duties=f"{industry}：按工艺操作。", headcount=1, majors=()),
        ),
    )  # fmt: skip
    today = timezone.localdate()
    wanted = Wanted(
        trade=trade, headcount=1, places=4, starts_on=today, ends_on=today + MONTH, post=post
    )
    return place_order(acting_user=clerk, employer=firm, wanted=wanted)


@pytest.fixture
def classes(world):
    firms = ((world.clerk, world.firm), (world.other_clerk, world.other), (world.clerk, world.firm))
    return [
        ordered(clerk, firm, *said) for (clerk, firm), said in zip(firms, INDUSTRIES, strict=True)
    ]


def test_c44_from_a_list_of_graduates_to_training_and_a_choice_of_both_sides(helped, classes, jobs):
    world, grad = helped.world, helped.grad
    cars, machines, things = classes
    # who is on the list is offered the training, accepts and enrols; another comes by themselves
    offered = offers.Offered(kind="training", title=cars.trade, terms="免费，一个月")
    told = offers.make_offer(acting_user=helped.helper, case=helped.case, offered=offered)
    offers.answer_offer(acting_user=grad, offer=told, accept=True)
    trained = [
        enrol(acting_user=grad, order=cars, person=helped.free),
        enrol(acting_user=world.ben, order=machines, person=world.people.ben),
        enrol(acting_user=world.cara, order=machines, person=world.people.cara),
    ]
    for order in classes:
        turn_order(acting_user=world.moderator, order=order, state="training")
    for one, passed in zip(trained, (True, True, False), strict=True):
        finish_training(acting_user=world.moderator, trainee=one, passed=passed)
    # two-way: the trained ask firms of more than one industry, firms take one and refuse another
    sent = {
        (name, order.trade): apply(acting_user=user, person=person, post=order.post)
        for name, user, person, order in (
            ("grad", grad, helped.free, cars),
            ("grad", grad, helped.free, machines),
            ("ben", world.ben, world.people.ben, machines),
        )
    }
    first = make_offer(acting_user=world.clerk, application=sent["grad", cars.trade], terms=terms())
    second = make_offer(
        acting_user=world.other_clerk, application=sent["grad", machines.trade], terms=terms()
    )
    refuse(
        acting_user=world.other_clerk, application=sent["ben", machines.trade], reason="experience"
    )
    answer_offer(acting_user=grad, offer=second, accept=False)
    answer_offer(acting_user=grad, offer=first, accept=True)
    contract = register_contract(acting_user=world.clerk, offer=first, signed=signed())
    confirm_contract(acting_user=grad, contract=contract)
    assert {(one.person, one.post.title): one.state for one in Application.objects.all()} == {
        (helped.free, "汽车装调工"): "hired",
        (helped.free, "数控车工"): "declined",
        (world.people.ben, "数控车工"): "refused",
    }
    none = {"wanted": 1, "enrolled": 0, "finished": 0, "applied": 0, "offered": 0, "hired": 0}
    assert funnels_of(classes) == {
        cars.pk: OrderFunnel(
            **none | {"enrolled": 1, "finished": 1, "applied": 1, "offered": 1, "hired": 1}
        ),
        machines.pk: OrderFunnel(**none | {"enrolled": 1, "finished": 1, "applied": 1}),
        things.pk: OrderFunnel(**none),
    }
    # the contract is a fact, and the help ends by it
    assert find_jobs(acting_user=helped.helper, division=330300) == 1
    case = HelpCase.objects.get()
    assert EmploymentSpell.objects.get(uuid=case.found_fact).post == "汽车装调工"
    closed = close_case(acting_user=helped.helper, case=case, outcome="employed")
    assert (closed.state, closed.outcome) == ("closed", "employed")
