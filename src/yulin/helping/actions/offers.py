"""What somebody who is helped is offered: by the helper, or seated and then confirmed."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.models import User
from yulin.helping.actions.cases import held_case, journal_case, must_be_open
from yulin.helping.actions.telling import tell_offer
from yulin.helping.enums import DeclineReason, HelpTold, OfferKind, OfferState
from yulin.helping.errors import HelpingError
from yulin.helping.models import HelpCase, HelpOffer
from yulin.helping.rules import may_answer_case
from yulin.helping.words import clean, needed
from yulin.jobs.actions.applications import apply
from yulin.jobs.enums import PostState
from yulin.jobs.errors import JobsError
from yulin.jobs.models import Post


@dataclass(frozen=True, kw_only=True)
class Offered:
    """A post of the site, or something else in words."""

    kind: str
    post: Post | None = None
    title: str = ""
    terms: str = ""


@transaction.atomic
def make_offer(*, acting_user: User, case: HelpCase, offered: Offered) -> HelpOffer:
    """Offer it; the person answers on their page, or by telephone through the helper.

    Raises:
        PermissionDenied: The user holds no duty there.
        HelpingError: The case is closed, the post is not open, or it was offered already.
    """
    one = held_case(acting_user, case)
    must_be_open(one)
    if offered.kind not in OfferKind.values:
        raise HelpingError(_("请选择推荐什么。"))
    post = offered.post if offered.kind == OfferKind.POST else None
    if offered.kind == OfferKind.POST:
        must_be_offered(post)
    title = post.title if post else needed(offered.title, _("请写明推荐什么。"), most=120)
    try:
        with transaction.atomic():
            made = HelpOffer.objects.create(
                case=one,
                kind=offered.kind,
                post=post,
                title=title,
                terms=clean(offered.terms),
                made_by=acting_user,
            )
    except IntegrityError:
        raise HelpingError(_("这个岗位已经推荐过。")) from None
    tell_offer(made, HelpTold.OFFER)
    journal_case(acting_user, "offer", one, kind=offered.kind)
    return made


@transaction.atomic
def confirm_offer(*, acting_user: User, offer: HelpOffer) -> HelpOffer:
    """Let the person see what was seated for them."""
    one, held = _held(acting_user, offer)
    must_be_open(one)
    if held.state != OfferState.PROPOSED:
        raise HelpingError(_("这条推荐已经处理过。"))
    must_be_offered(held.post)
    held.state, held.made_by, held.made_at = OfferState.MADE, acting_user, timezone.now()
    held.save()
    tell_offer(held, HelpTold.OFFER)
    journal_case(acting_user, "offer", one, kind=held.kind)
    return held


@transaction.atomic
def withdraw_offer(*, acting_user: User, offer: HelpOffer) -> HelpOffer:
    one, held = _held(acting_user, offer)
    if held.state not in {OfferState.PROPOSED, OfferState.MADE}:
        raise HelpingError(_("这条推荐已经答复，不能撤回。"))
    known = held.state == OfferState.MADE
    held.state, held.answered_at = OfferState.WITHDRAWN, timezone.now()
    held.save()
    if known:
        tell_offer(held, HelpTold.WITHDRAWN)
    journal_case(acting_user, "withdraw", one, kind=held.kind)
    return held


@transaction.atomic
def answer_offer(
    *, acting_user: User, offer: HelpOffer, accept: bool, reason: str = ""
) -> HelpOffer:
    """The person says yes or no. Yes to a post sends their application.

    Raises:
        PermissionDenied: It is somebody else's.
        HelpingError: It was answered or taken back, no reason is chosen, or the post is closed.
    """
    if not may_answer_case(acting_user, offer.case):
        raise PermissionDenied
    held = HelpOffer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
    if held.state != OfferState.MADE:
        raise HelpingError(_("这条推荐现在不能答复。"))
    if not accept and reason not in DeclineReason.values:
        raise HelpingError(_("请选择为什么不合适：这样下次能推荐得更准。"))
    held.state = OfferState.ACCEPTED if accept else OfferState.DECLINED
    held.reason = "" if accept else reason
    held.answered_at = timezone.now()
    held.save()
    if accept and held.post is not None:
        try:
            apply(acting_user=acting_user, person=offer.case.person, post=held.post)
        except JobsError as error:
            raise HelpingError(str(error)) from None
    journal_case(acting_user, "answer", offer.case, kind=held.kind, state=held.state)
    return held


def must_be_offered(post: Post | None) -> None:
    if post is None:
        raise HelpingError(_("请选择岗位。"))
    if post.state != PostState.OPEN or (post.valid_until or timezone.localdate()) < (
        timezone.localdate()
    ):
        raise HelpingError(_("这个岗位已经不招人了。"))


def _held(user: User, offer: HelpOffer) -> tuple[HelpCase, HelpOffer]:
    case = held_case(user, offer.case)
    return case, HelpOffer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
