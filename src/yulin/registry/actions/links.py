"""Two registrations of one human being become one, and one becomes two again: by two officers each."""

from datetime import datetime

import polars as pl
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.access.redaction import holds_personal_number
from yulin.access.row_security import as_the_program
from yulin.registry import hooks
from yulin.registry.actions.placement import place_people
from yulin.registry.enums import CorrectionState, LinkGround, LinkState
from yulin.registry.errors import BrokenRuleError, RegistryError, in_words
from yulin.registry.locks import begin_load
from yulin.registry.models import CorrectionRequest, Coverage, IdentityLink, Person
from yulin.registry.rules import may_answer_link, may_propose_link

LONGEST = 500


def propose_link(
    *, acting_user: User, kept: Person, other: Person, reason: str, evidence: str
) -> IdentityLink:
    """Say that `other` is the same human being as `kept`; nothing changes until somebody agrees.

    Raises RegistryError.
    """
    if not (may_propose_link(acting_user, kept) and may_propose_link(acting_user, other)):
        raise PermissionDenied
    link = IdentityLink(
        kept=kept,
        other=other,
        ground=LinkGround.DUPLICATE,
        reason=_said(reason, _("请写明理由，不要写证件号和手机号。")),
        evidence=_said(evidence, _("请写明凭据编号，不要写证件号和手机号。")),
        asked_by=acting_user,
        asked_at=timezone.now(),
    )
    return keep_proposal(link)


def keep_proposal(link: IdentityLink) -> IdentityLink:
    """Store a proposal that its caller has asked the rules about, with its journal entry."""
    _refuse_what_cannot_be(link)
    try:
        with transaction.atomic():
            link.save()
            _journal(link, "propose", link.asked_by)
    except IntegrityError as error:
        raise BrokenRuleError(in_words(error)) from None
    return link


def answer_link(
    *, acting_user: User, link: IdentityLink, accept: bool, answer: str
) -> IdentityLink:
    """Agree, and both are read as one from now on, or refuse. Raises RegistryError."""
    said = _said(answer, _("请写明复核意见，不要写证件号和手机号。"))
    try:
        with transaction.atomic():
            held = _held(link, acting_user)
            if held.state != LinkState.PROPOSED:
                raise RegistryError(_("这项合并已经办理过。"))
            _refuse_own(held.asked_by_id, acting_user)
            held.answered_by, held.answered_at = acting_user, timezone.now()
            held.answer = said
            if accept:
                _join(held, acting_user)
            else:
                held.state = LinkState.REFUSED
                held.save()
                _journal(held, "refuse", acting_user)
    except IntegrityError as error:
        raise BrokenRuleError(in_words(error)) from None
    return held


def propose_parting(*, acting_user: User, link: IdentityLink, reason: str) -> IdentityLink:
    """Say that they are two human beings after all. Raises RegistryError."""
    said = _said(reason, _("请写明理由，不要写证件号和手机号。"))
    if not may_propose_link(acting_user, link.kept):
        raise PermissionDenied
    with transaction.atomic():
        held = _locked(link)
        if held.state != LinkState.JOINED or held.parting_by_id is not None:
            raise RegistryError(_("只有已合并、且没有待复核的拆分时，才能提出拆分。"))
        _refuse_obstacles(held, parting=True)
        held.parting_by, held.parting_at, held.parting_reason = acting_user, timezone.now(), said
        held.save()
        _journal(held, "ask_parting", acting_user)
    return held


def answer_parting(
    *, acting_user: User, link: IdentityLink, accept: bool, answer: str
) -> IdentityLink:
    """Agree, and both are two again from now on; or leave them joined. Raises RegistryError."""
    said = _said(answer, _("请写明复核意见，不要写证件号和手机号。"))
    try:
        with transaction.atomic():
            held = _held(link, acting_user)
            if held.state != LinkState.JOINED or held.parting_by_id is None:
                raise RegistryError(_("没有待复核的拆分。"))
            _refuse_own(held.parting_by_id, acting_user)
            if accept:
                _part(held, acting_user, said)
            else:
                held.parting_by, held.parting_at, held.parting_reason = None, None, ""
                held.save()
                _journal(held, "refuse_parting", acting_user, answer=said)
    except IntegrityError as error:
        raise BrokenRuleError(in_words(error)) from None
    return held


def _join(link: IdentityLink, user: User) -> None:
    # The lock of loads: until it is granted nothing below is still true.
    moment = begin_load()
    _refuse_what_cannot_be(link)
    link.state, link.recorded_at = LinkState.JOINED, moment
    link.save()
    _journal(link, "join", user)
    _place(link, moment)
    with as_the_program():  # what they have twice may be of any region
        hooks.joined(link)


def _part(link: IdentityLink, user: User, answer: str) -> None:
    moment = begin_load()
    _refuse_obstacles(link, parting=True)
    link.state, link.superseded_at, link.parted_by = LinkState.PARTED, moment, user
    link.save()
    _journal(link, "part", user, answer=answer)
    _place(link, moment)


def _place(link: IdentityLink, moment: datetime) -> None:
    """Both where they belong now; and whom it bears on is decided anew."""
    people = pl.Series([link.kept_id, link.other_id], dtype=pl.Int64)
    # They may belong to another region together than each of them did.
    with as_the_program():
        before = link.kept.division
        place_people(people, pl.Series([], dtype=pl.Int64), moment)
    hooks.changed(before, moment)


def _refuse_what_cannot_be(link: IdentityLink) -> None:
    """Whatever would make of two rows a knot; said in words before the database refuses it."""
    if link.kept_id == link.other_id:
        raise RegistryError(_("这是同一个登记。"))
    joined = IdentityLink.objects.filter(state=LinkState.JOINED)
    if joined.filter(Q(other=link.kept_id) | Q(other=link.other_id)).exists():
        raise RegistryError(_("其中一方已并入别的登记，请先打开那个登记再办理。"))
    if joined.filter(kept=link.other_id).exists():
        raise RegistryError(_("并入的一方名下还有别的证件号；请以它为保留方，或先拆分。"))
    if CorrectionRequest.objects.filter(person=link.other_id, state=CorrectionState.OPEN).exists():
        raise RegistryError(_("并入的一方有待答复的更正申请，请先答复。"))
    if link.ground != LinkGround.DUPLICATE and Coverage.objects.filter(person=link.other).exists():
        raise RegistryError(_("这个证件号在提出以后已有人登记，请作为疑似重复核对后合并。"))
    _refuse_obstacles(link, parting=False)


def _refuse_obstacles(link: IdentityLink, *, parting: bool) -> None:
    found = hooks.in_the_way(link, parting=parting)
    if found:
        raise RegistryError(" ".join(found))


def _held(link: IdentityLink, user: User) -> IdentityLink:
    held = _locked(link)
    if not may_answer(user, held):
        raise PermissionDenied
    return held


def may_answer(user: User, link: IdentityLink) -> bool:
    """Where both belong; a number of which nothing is known yet belongs where its person does."""
    both = [link.kept, link.other] if link.ground == LinkGround.DUPLICATE else [link.kept]
    return all(may_answer_link(user, one) for one in both)


def _locked(link: IdentityLink) -> IdentityLink:
    rows = IdentityLink.objects.select_for_update(of=("self",)).select_related("kept", "other")
    return rows.get(pk=link.pk)


def _refuse_own(proposed_by: int | None, user: User) -> None:
    if proposed_by == user.pk:
        raise RegistryError(_("提出的人不能自己复核，请另一位同事办理。"))


def _said(text: str, otherwise: str) -> str:
    if not text.strip() or holds_personal_number(text):
        raise RegistryError(otherwise)
    return text.strip()[:LONGEST]


def _journal(link: IdentityLink, verb: str, user: User | None, **data: str) -> None:
    record(
        acting_user=user,
        action=f"registry.link.{verb}",
        obj=link,
        region=link.kept.division,
        data={"ground": link.ground, "kept": link.kept_id, "other": link.other_id, **data},
    )
