"""Begin, save, submit and take back drafts."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.access.redaction import holds_personal_number
from yulin.programmes import heads
from yulin.programmes.enums import OPEN, TRANSITIONS
from yulin.programmes.errors import ConflictError, DraftError
from yulin.programmes.models import Draft, DraftSave, DraftStep, PolicyDocument
from yulin.programmes.queries.fitness import faults_of
from yulin.programmes.rules import may_draft_in_region, may_work_on_draft

LONGEST_TEXT = 1_000_000


@transaction.atomic
def start_draft(*, acting_user: User, text: str, base: PolicyDocument | None = None) -> Draft:
    """A draft of a new document, or of one in use (``base`` is its text). Raises DraftError."""
    head = heads.read(_checked(text))
    if not may_draft_in_region(acting_user, head.region):
        raise PermissionDenied
    if not head.code:
        raise DraftError(_("请先写上编号。"))
    try:
        with transaction.atomic():
            draft = Draft.objects.create(
                code=head.code,
                title=head.title,
                region=head.region,
                text=text,
                base=base,
                author=acting_user,
            )
    except IntegrityError:
        raise _already_drafted(head.code) from None
    _keep(draft, acting_user, note="")
    _step(draft, acting_user)
    _record(draft, "start", acting_user)
    return draft


@transaction.atomic
def save_draft(
    *, acting_user: User, draft: Draft, text: str, revision: int, note: str = ""
) -> Draft:
    """Keep a new state of the text; `revision` is the one that the writer had before them.

    Raises ConflictError, with the other text, when somebody saved in between.
    """
    held = _held(draft, acting_user)
    if not held.is_writable:
        raise DraftError(_("草稿现在是“%s”，不能改动。") % held.get_state_display())
    if held.revision != revision:
        if held.text == text:
            return held
        raise ConflictError(
            _("别人在您之后保存过，您的文本还没有保存。"),
            theirs=held.text,
            revision=held.revision,
        )
    if held.text == _checked(text):
        return held
    held.text = text
    held.revision += 1
    _take_head(held, acting_user)
    held.save()
    _keep(held, acting_user, note=note)
    _record(held, "save", acting_user)
    return held


@transaction.atomic
def submit_draft(*, acting_user: User, draft: Draft, revision: int, remarks: str = "") -> Draft:
    """Hand the text to a second person. Raises DraftError with everything that is in the way."""
    held = _held(draft, acting_user)
    _refuse_other_revision(held, revision)
    refuse_wrong_state(held, "submit")
    faults = faults_of(held)
    if faults:
        raise DraftError(_("文本还不能提请审核。"), faults)
    held.submitted_by = acting_user
    held.decided_by = None
    return move(draft=held, name="submit", acting_user=acting_user, remarks=remarks)


@transaction.atomic
def withdraw_draft(*, acting_user: User, draft: Draft) -> Draft:
    """Take it back before anybody decided."""
    held = _held(draft, acting_user)
    return move(draft=held, name="withdraw", acting_user=acting_user)


@transaction.atomic
def discard_draft(*, acting_user: User, draft: Draft, remarks: str = "") -> Draft:
    """Give it up; all its states are kept."""
    held = _held(draft, acting_user)
    return move(draft=held, name="discard", acting_user=acting_user, remarks=remarks)


# -- shared with the decision on a draft -----------------------------------------------------------


def move(*, draft: Draft, name: str, acting_user: User, remarks: str = "") -> Draft:
    """The draft in its next state, with whoever moved it written down."""
    refuse_wrong_state(draft, name)
    if holds_personal_number(remarks):
        raise DraftError(_("意见里请不要写证件号或手机号。"))
    draft.state = TRANSITIONS[name][1]
    draft.save()
    _step(draft, acting_user, remarks)
    _record(draft, name, acting_user)
    return draft


def refuse_wrong_state(draft: Draft, name: str) -> None:
    if draft.state not in TRANSITIONS[name][0]:
        raise DraftError(_("草稿现在是“%s”，不能这样处理。") % draft.get_state_display())


def _refuse_other_revision(draft: Draft, revision: int) -> None:
    if draft.revision != revision:
        raise DraftError(_("文本在您打开之后改过，请先看看现在的文本。"))


def _held(draft: Draft, by: User) -> Draft:
    """The draft locked until the transaction ends, for whoever may work on it."""
    held = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if not may_work_on_draft(by, held):
        raise PermissionDenied
    return held


def _checked(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise DraftError(_("文本太长了。"))
    return text


def _take_head(draft: Draft, by: User) -> None:
    """Follow the text's own number, title and region, where the writer may and they are free."""
    head = heads.read(draft.text)
    draft.title = head.title or draft.title
    if draft.base_id is not None:
        return
    others = Draft.objects.filter(code=head.code, state__in=sorted(OPEN)).exclude(pk=draft.pk)
    if head.code and not others.exists():
        draft.code = head.code
    if may_draft_in_region(by, head.region):
        draft.region = head.region


def _already_drafted(code: str) -> DraftError:
    other = Draft.objects.filter(code=code, state__in=sorted(OPEN)).select_related("author").first()
    who = other.author if other else "—"
    return DraftError(
        _("%(code)s 已有一份草稿，由 %(who)s 起草；请在那一份上接着写。")
        % {"code": code, "who": who}
    )


def _keep(draft: Draft, by: User, *, note: str) -> None:
    DraftSave.objects.create(
        draft=draft, revision=draft.revision, text=draft.text, saved_by=by, note=note
    )


def _step(draft: Draft, by: User, remarks: str = "") -> None:
    DraftStep.objects.create(
        draft=draft,
        state=draft.state,
        revision=draft.revision,
        done_by=by,
        remarks=remarks.strip(),
    )


def _record(draft: Draft, verb: str, by: User, **data: Any) -> None:
    record(
        acting_user=by,
        action=f"programmes.draft.{verb}",
        obj=draft,
        region=draft.region or None,
        data={"code": draft.code, "revision": draft.revision, **data},
    )
