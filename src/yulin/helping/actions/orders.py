"""Orders: so many people for a post, an agency's proposals, seats that are never too many, a rating.

A fee is agreed between firm and agency and paid between them. Job seekers are never charged
(就业促进法、人力资源市场暂行条例): an order says so, or there is none.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.codes import digest, new_code
from yulin.access.models import User
from yulin.access.rates import wait
from yulin.access.row_security import as_the_program
from yulin.helping.enums import AgencyState, CandidateState, OrderState, Stars
from yulin.helping.errors import HelpingError
from yulin.helping.models import Agency, Candidate, Order, ShareCode
from yulin.helping.rules import (
    may_fill_order,
    may_keep_order,
    may_share,
    may_speak_for,
    may_take_back,
)
from yulin.helping.words import clean, needed
from yulin.jobs.enums import PostState
from yulin.jobs.models import Post
from yulin.jobs.queries.resumes import own_resume, shown_to_firms
from yulin.registry.models import Person

#: how long a code may be used, and how many wrong ones an agency may try a minute
CODE_DAYS, TRIES = 7, 10
_OVER = frozenset({OrderState.DECLINED, OrderState.CLOSED, OrderState.CANCELLED})


@dataclass(frozen=True, kw_only=True)
class Terms:
    """Of an order: so many people in so many days, and what the firm pays for each, in fen."""

    people: int
    days: int
    fee: int = 0
    terms: str = ""
    no_charge: bool = False


@transaction.atomic
def place_order(*, acting_user: User, post: Post, agency: Agency, terms: Terms) -> Order:
    """Order people for an open post of one's own.

    Raises:
        PermissionDenied: The post is not the user's firm's.
        HelpingError: The terms make no sense, or the agency holds no valid licence.
    """
    if not may_speak_for(acting_user, post.employer):
        raise PermissionDenied
    if post.state != PostState.OPEN:
        raise HelpingError(_("只有招聘中的岗位可以委托。"))
    if not 1 <= terms.people <= min(1000, post.headcount - post.filled):
        raise HelpingError(_("人数从 1 到岗位还缺的人数。"))
    if not 1 <= terms.days <= 365 or not 0 <= terms.fee <= 10**9:
        raise HelpingError(_("期限为 1 到 365 天，服务费以元为单位。"))
    if not terms.no_charge:
        raise HelpingError(_("法律禁止向求职者收费：请确认机构不向求职者收取任何费用。"))
    must_be_licensed(agency)
    if agency.employer_id == post.employer_id:
        raise HelpingError(_("不能委托给本单位。"))
    try:
        with transaction.atomic():
            made = Order.objects.create(
                employer_id=post.employer_id,
                agency=agency,
                division=post.division,
                post=post,
                people=terms.people,
                days=terms.days,
                fee=terms.fee,
                terms=clean(terms.terms),
                no_charge=True,
                placed_by=acting_user,
            )
    except IntegrityError:
        raise HelpingError(_("这个岗位已经委托了这家机构。")) from None
    journal_order(acting_user, "place", made, people=made.people)
    return made


@transaction.atomic
def answer_order(*, acting_user: User, order: Order, take: bool, reason: str = "") -> Order:
    """The agency takes it or not. Without a valid licence it cannot.

    Raises:
        PermissionDenied: It went to another agency.
        HelpingError: It was answered, the licence is over, or no reason is given for a no.
    """
    held = _held(may_fill_order(acting_user, order), order)
    if held.state != OrderState.PLACED:
        raise HelpingError(_refused_now(held))
    if take:
        must_be_licensed(order.agency)
        held.state, held.taken_at = OrderState.TAKEN, timezone.now()
    else:
        held.reason = needed(reason, _("请写明为什么不接。"))
        held.state = OrderState.DECLINED
    held.save()
    journal_order(acting_user, held.state, held)
    return held


@transaction.atomic
def close_order(*, acting_user: User, order: Order) -> Order:
    """The firm says that it is done; it is rated then, once."""
    held = _held(may_keep_order(acting_user, order), order)
    if held.state != OrderState.TAKEN:
        raise HelpingError(_refused_now(held))
    held.state, held.closed_at = OrderState.CLOSED, timezone.now()
    held.save()
    journal_order(acting_user, "close", held, filled=held.filled)
    return held


@transaction.atomic
def cancel_order(*, acting_user: User, order: Order, reason: str) -> Order:
    held = _held(may_keep_order(acting_user, order), order)
    if held.state in _OVER or held.filled:
        raise HelpingError(_("已有人到位或已结束的订单不能取消，请完成订单。"))
    held.reason = needed(reason, _("请写明为什么取消。"))
    held.state = OrderState.CANCELLED
    held.save()
    journal_order(acting_user, "cancel", held)
    return held


@transaction.atomic
def rate_order(*, acting_user: User, order: Order, stars: int, opinion: str = "") -> Order:
    """Once, when it is closed.

    Raises:
        PermissionDenied: It is another firm's.
        HelpingError: It is not closed, was rated, or the number is not from 1 to 5.
    """
    held = _held(may_keep_order(acting_user, order), order)
    if held.state != OrderState.CLOSED:
        raise HelpingError(_("订单完成后才能评价。"))
    if held.stars is not None:
        raise HelpingError(_("这个订单已经评价过。"))
    if stars not in Stars.values:
        raise HelpingError(_("请选择 1 到 5 分。"))
    held.stars, held.opinion = stars, clean(opinion)
    held.save()
    journal_order(acting_user, "rate", held, stars=stars)
    return held


@transaction.atomic
def give_code(*, acting_user: User, person: Person) -> str:
    """A code that somebody tells one agency; shown once, kept as its hash, good for one use.

    An older one that nobody used is over.
    """
    if not may_share(acting_user, person):
        raise PermissionDenied
    now = timezone.now()
    one = person.stands_for
    ShareCode.objects.filter(person=one, used_at__isnull=True, valid_until__gt=now).update(
        valid_until=now
    )
    code = new_code()
    made = ShareCode.objects.create(
        person=one, digest=digest(code), valid_until=now + timedelta(days=CODE_DAYS)
    )
    record(
        acting_user=acting_user, action="helping.code.give", obj=made, region=one.division, data={}
    )
    return code


@transaction.atomic
def propose(*, acting_user: User, order: Order, code: str) -> Candidate:
    """Propose whoever gave the agency this code: the code is their consent, for this once.

    Raises:
        PermissionDenied: It is another agency's order.
        HelpingError: The order is not open, the licence is over, the code is wrong or used, or
            they were proposed already.
    """
    held = _held(may_fill_order(acting_user, order), order)
    if held.state != OrderState.TAKEN:
        raise HelpingError(_refused_now(held))
    must_be_licensed(order.agency)
    now = timezone.now()
    with as_the_program():  # the code's owner lets this agency see them
        found = ShareCode.objects.select_for_update().filter(
            digest=digest(code), used_at__isnull=True, valid_until__gt=now
        )
        given = found.first()
        if given is None:
            raise HelpingError(_("推荐码不对、用过了或过期了：请向本人要新的。"))
        person = Person.objects.get(pk=given.person_id)
        if held.candidates.filter(person=person).exists():
            raise HelpingError(_("这个人已经推荐过。"))
        given.used_at = now
        given.save(update_fields=["used_at"])
        made = Candidate.objects.create(
            order=held,
            employer_id=held.employer_id,
            agency_id=held.agency_id,
            division=held.division,
            person=person,
            code=given,
            resume=shown_to_firms(person, own_resume(person), named=True),
        )
        journal_candidate(acting_user, "propose", made)
    return made


def too_many_tries(agency: Agency) -> int:
    """Seconds to wait before the next code; 0 where one may be tried."""
    return wait(who=f"agency-code:{agency.pk}", most=TRIES)


@transaction.atomic
def accept_candidate(*, acting_user: User, candidate: Candidate) -> Candidate:
    """The firm takes somebody: a seat of the order is theirs, if there is one.

    Raises:
        PermissionDenied: It is another firm's order.
        HelpingError: They were answered already, or every seat is taken.
    """
    order = _held(may_keep_order(acting_user, candidate.order), candidate.order)
    held = _held_candidate(candidate, CandidateState.PROPOSED)
    if order.state != OrderState.TAKEN:
        raise HelpingError(_refused_now(order))
    if order.filled >= order.people:
        raise HelpingError(_("订单的人数已经招满。"))
    return _move(acting_user, held, CandidateState.ACCEPTED)


@transaction.atomic
def hire_candidate(*, acting_user: User, candidate: Candidate) -> Candidate:
    """They began to work."""
    _held(may_keep_order(acting_user, candidate.order), candidate.order)
    held = _held_candidate(candidate, CandidateState.ACCEPTED)
    return _move(acting_user, held, CandidateState.HIRED)


@transaction.atomic
def refuse_candidate(*, acting_user: User, candidate: Candidate, reason: str) -> Candidate:
    """Not this one; a seat that they had is free again."""
    _held(may_keep_order(acting_user, candidate.order), candidate.order)
    held = _held_candidate(candidate, CandidateState.PROPOSED, CandidateState.ACCEPTED)
    held.reason = needed(reason, _("请写明原因：机构和本人会看到。"), most=200)
    return _move(acting_user, held, CandidateState.REFUSED)


@transaction.atomic
def take_back(*, acting_user: User, candidate: Candidate) -> Candidate:
    """Whoever was proposed may step back until they work there."""
    if not may_take_back(acting_user, candidate):
        raise PermissionDenied
    with as_the_program():
        Order.objects.select_for_update().get(pk=candidate.order_id)
    held = _held_candidate(candidate, CandidateState.PROPOSED, CandidateState.ACCEPTED)
    return _move(acting_user, held, CandidateState.WITHDRAWN)


def must_be_licensed(agency: Agency) -> None:
    """Also asked by the database when an order is placed or taken."""
    if agency.state != AgencyState.LISTED or agency.licence_until < timezone.localdate():
        raise HelpingError(_("这家机构没有有效的许可，不能接单。"))


def _move(user: User, candidate: Candidate, to: CandidateState) -> Candidate:
    candidate.state = to
    try:
        with transaction.atomic():
            candidate.save(update_fields=["state", "reason", "changed_at"])
    except IntegrityError as error:
        if "never_overfilled" in str(error):
            raise HelpingError(_("订单的人数已经招满。")) from None
        raise
    journal_candidate(user, to, candidate)
    return candidate


def _held(allowed: object, order: Order) -> Order:
    if not allowed:
        raise PermissionDenied
    return Order.objects.select_for_update(of=("self",)).get(pk=order.pk)


def _held_candidate(candidate: Candidate, *states: CandidateState) -> Candidate:
    held = Candidate.objects.select_for_update(of=("self",)).get(pk=candidate.pk)
    if held.state not in states:
        raise HelpingError(
            _("这个人选现在是“%(state)s”，不能这样处理。") % {"state": held.get_state_display()}
        )
    return held


def _refused_now(order: Order) -> str:
    return _("这个订单现在是“%(state)s”，不能这样处理。") % {"state": order.get_state_display()}


def journal_order(user: User, name: str, order: Order, **more: object) -> None:
    record(
        acting_user=user,
        action=f"helping.order.{name}",
        obj=order,
        region=order.division,
        data={"agency": order.agency_id, "post": order.post_id, **more},
    )


def journal_candidate(user: User, name: str, candidate: Candidate) -> None:
    record(
        acting_user=user,
        action=f"helping.candidate.{name}",
        obj=candidate,
        region=candidate.division,
        data={"order": candidate.order_id},
    )
