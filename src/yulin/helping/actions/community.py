"""四社联动: a community's desk, its parties, posts pushed to it, and sign-ups with consent (A28)."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.access.rules import is_person
from yulin.helping.enums import PartyKind, SignUpState
from yulin.helping.errors import HelpingError
from yulin.helping.models import Desk, DeskPost, Party, SignUp
from yulin.helping.rules import may_keep_desks, may_share
from yulin.helping.words import needed
from yulin.jobs.queries.search import published
from yulin.registry.models import Person

#: what whoever signs up at a desk is read out and agrees to
CONSENT = "同意社区把本人的姓名和联系办法告诉该岗位的招聘单位，只用于这次应聘"
MOST_PUSHED = 50


@dataclass(frozen=True, kw_only=True)
class Place:
    division: int
    street: str
    community: str
    opening: str


@transaction.atomic
def open_desk(*, acting_user: User, place: Place) -> Desk:
    """Open it; the community is the first of its four parties.

    Raises:
        PermissionDenied: The user holds no duty there.
        HelpingError: Something is missing, or the community has one.
    """
    if not may_keep_desks(acting_user, place.division):
        raise PermissionDenied
    told = _("请填写街道、社区、地点和开放时间。")
    try:
        with transaction.atomic():
            made = Desk.objects.create(
                division=place.division,
                street=needed(place.street, told, most=40),
                community=needed(place.community, told, most=40),
                opening=needed(place.opening, told, most=120),
                made_by=acting_user,
            )
    except IntegrityError:
        raise HelpingError(_("这个社区已经有招聘点。")) from None
    Party.objects.create(
        desk=made, kind=PartyKind.COMMUNITY, name=made.community, part=_("场地、登记、通知居民")
    )
    journal_desk(acting_user, "open", made)
    return made


@transaction.atomic
def add_party(*, acting_user: User, desk: Desk, kind: str, name: str, part: str) -> Party:
    held = _held(acting_user, desk)
    if kind not in PartyKind.values:
        raise HelpingError(_("请选择是哪一方。"))
    try:
        with transaction.atomic():
            made = Party.objects.create(
                desk=held,
                kind=kind,
                name=needed(name, _("请填写名称。"), most=80),
                part=needed(part, _("请写明负责什么。"), most=120),
            )
    except IntegrityError:
        raise HelpingError(_("这一方已经登记过。")) from None
    journal_desk(acting_user, "party", held, kind=kind)
    return made


@transaction.atomic
def push_posts(*, acting_user: User, desk: Desk) -> int:
    """Put open posts of the district on the desk's list, the newest first; how many are new."""
    held = _held(acting_user, desk)
    there = DeskPost.objects.filter(desk=held).values("post")
    rows = published().filter(division=held.division).exclude(pk__in=there)
    fresh = list(rows.order_by("-published_at", "-pk")[:MOST_PUSHED])
    DeskPost.objects.bulk_create(DeskPost(desk=held, post=post) for post in reversed(fresh))
    journal_desk(acting_user, "push", held, posts=len(fresh))
    return len(fresh)


@dataclass(frozen=True, kw_only=True)
class Came:
    """Who came to the desk for which post, how they are reached, and whether they agreed."""

    number: str
    post: DeskPost
    reach: str
    agreed: bool


@transaction.atomic
def take_sign_up(*, acting_user: User, desk: Desk, came: Came) -> SignUp:
    """Write down somebody who has no telephone, with their consent.

    Raises:
        PermissionDenied: The user holds no duty there.
        HelpingError: They did not agree, are not in the register, or came for it before.
    """
    held = _held(acting_user, desk)
    if not came.agreed:
        raise HelpingError(_("没有本人同意，不能登记：请把同意的内容念给本人听。"))
    person = Person.objects.by_number(came.number)
    if person is None:
        raise HelpingError(_("登记里没有这个人，或不属于本地区。"))
    try:
        with transaction.atomic():
            made = SignUp.objects.create(
                desk=held,
                post=came.post.post,
                person=person.stands_for,
                reach=needed(came.reach, _("请写明怎样联系到本人，如“到社区找王主任”。"), most=80),
                consent=CONSENT,
                taken_by=acting_user,
            )
    except IntegrityError:
        raise HelpingError(_("这个人已经报过这个岗位。")) from None
    journal_desk(acting_user, "sign_up", held, sign_up=str(made.uuid))
    return made


@transaction.atomic
def move_sign_up(*, acting_user: User, sign_up: SignUp, state: str) -> SignUp:
    """The desk tells the firm, and writes down what came of it."""
    _held(acting_user, sign_up.desk)
    held = SignUp.objects.select_for_update(of=("self",)).get(pk=sign_up.pk)
    steps = {
        SignUpState.TAKEN: {SignUpState.TOLD},
        SignUpState.TOLD: {SignUpState.HIRED, SignUpState.NOT_HIRED},
    }
    if state not in steps.get(SignUpState(held.state), set()):
        raise HelpingError(
            _("这份报名现在是“%(state)s”，不能这样处理。") % {"state": held.get_state_display()}
        )
    return _move(acting_user, held, state)


@transaction.atomic
def withdraw_sign_up(*, acting_user: User, sign_up: SignUp) -> SignUp:
    """The person takes their consent back: on their page, or at the desk through its officer."""
    if is_person(acting_user):
        if not may_share(acting_user, sign_up.person):
            raise PermissionDenied
    else:
        _held(acting_user, sign_up.desk)
    held = SignUp.objects.select_for_update(of=("self",)).get(pk=sign_up.pk)
    if held.state not in {SignUpState.TAKEN, SignUpState.TOLD}:
        raise HelpingError(_("这份报名已经办结。"))
    return _move(acting_user, held, SignUpState.WITHDRAWN)


def _move(user: User, sign_up: SignUp, state: str) -> SignUp:
    sign_up.state = state
    sign_up.save(update_fields=["state"])
    journal_desk(user, "answer", sign_up.desk, sign_up=str(sign_up.uuid), state=state)
    return sign_up


def _held(user: User, desk: Desk) -> Desk:
    if not may_keep_desks(user, desk.division):
        raise PermissionDenied
    return Desk.objects.select_for_update().get(pk=desk.pk)


def journal_desk(user: User, name: str, desk: Desk, **more: object) -> None:
    record(
        acting_user=user,
        action=f"helping.desk.{name}",
        obj=desk,
        region=desk.division,
        data={"community": desk.community, **more},
    )
