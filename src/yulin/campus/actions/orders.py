"""Training to order: a firm orders, people enrol, are trained, apply, and are hired or not."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.models import User
from yulin.campus.actions.common import ask, journal, must, plain, write
from yulin.campus.enums import OrderState, TraineeState
from yulin.campus.models import Order, Trainee
from yulin.campus.rules import may_keep_as_firm, may_keep_as_officer, may_offer_places
from yulin.jobs.models import Post
from yulin.jobs.rules import may_apply
from yulin.registry.models import Employer, Person


@dataclass(frozen=True, kw_only=True)
class Wanted:
    trade: str
    headcount: int
    places: int
    starts_on: date
    ends_on: date
    post: Post | None = None


@transaction.atomic
def place_order(*, acting_user: User, employer: Employer, wanted: Wanted) -> Order:
    """A firm orders so many people of a trade.

    Raises:
        PermissionDenied: Another firm's.
        CampusError: Numbers or days make no sense, or the post is another firm's.
    """
    ask(may_offer_places(acting_user, employer))
    must(employer.division, _("单位没有登记所在地区。"))
    must(wanted.post is None or wanted.post.employer_id == employer.pk, _("只能选本单位的岗位。"))
    made: Order = write(
        Order(
            employer=employer,
            region=employer.division or 0,
            trade=plain(wanted.trade, longest=60),
            headcount=wanted.headcount,
            places=wanted.places,
            starts_on=wanted.starts_on,
            ends_on=wanted.ends_on,
            post=wanted.post,
            made_by=acting_user,
        )
    )
    journal(acting_user, "order.place", made, made.region, headcount=made.headcount)
    return made


@transaction.atomic
def turn_order(*, acting_user: User, order: Order, state: str) -> Order:
    """The class begins, or the order is closed; by the firm or an officer of the region."""
    ask(may_keep_as_firm(acting_user, order) or may_keep_as_officer(acting_user, order))
    one = Order.objects.select_for_update(of=("self",)).get(pk=order.pk)
    ways = {
        (OrderState.OPEN, OrderState.TRAINING),
        (OrderState.OPEN, OrderState.CLOSED),
        (OrderState.TRAINING, OrderState.CLOSED),
    }
    must((one.state, state) in ways, _("这个订单现在是“%s”。") % one.get_state_display())
    one.state = state
    write(one)
    journal(acting_user, f"order.{state}", one, one.region)
    return one


@transaction.atomic
def enrol(*, acting_user: User, order: Order, person: Person) -> Trainee:
    """Somebody enrols themselves while places last."""
    ask(may_apply(acting_user, person))
    must(
        order.state == OrderState.OPEN and timezone.localdate() <= order.starts_on,
        _("这个订单不在招生中。"),
    )
    made: Trainee = write(
        Trainee(
            order=order,
            person=person.stands_for,
            employer_id=order.employer_id,
            region=order.region,
        )
    )
    journal(acting_user, "order.enrol", order, order.region)
    return made


@transaction.atomic
def finish_training(*, acting_user: User, trainee: Trainee, passed: bool) -> Trainee:
    """The officer notes who passed; who dropped out leaves a place."""
    ask(may_keep_as_officer(acting_user, trainee))
    one = Trainee.objects.select_for_update(of=("self",)).get(pk=trainee.pk)
    must(one.state == TraineeState.ENROLLED, _("这名学员的结果已经记下。"))
    one.state = TraineeState.FINISHED if passed else TraineeState.DROPPED
    write(one)
    journal(acting_user, f"order.{one.state}", one.order, one.region)
    return one
