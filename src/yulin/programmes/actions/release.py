"""The second person's decision: back with remarks, or into use."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.policy.document import Document
from yulin.policy.library import Library
from yulin.policy.studio.differences import differences
from yulin.programmes import disk, following, texts
from yulin.programmes.actions.drafts import move, refuse_wrong_state
from yulin.programmes.actions.register import hold_library, register_text
from yulin.programmes.errors import DraftError, LibraryError
from yulin.programmes.models import Draft, Release
from yulin.programmes.queries.fitness import faults_of
from yulin.programmes.queries.library import library_now, load_texts
from yulin.programmes.rules import may_decide_draft


@transaction.atomic
def return_draft(*, acting_user: User, draft: Draft, remarks: str) -> Draft:
    """Send it back to its author, saying why. Raises DraftError."""
    held = _held(draft, acting_user)
    if not remarks.strip():
        raise DraftError(_("请写明为什么退回。"))
    held.decided_by = acting_user
    return move(draft=held, name="return", acting_user=acting_user, remarks=remarks)


@transaction.atomic
def release_draft(*, acting_user: User, draft: Draft, revision: int, remarks: str = "") -> Release:
    """Put the text into use: from now on it is the one decided with.

    `revision` is the one that the approver read. Raises DraftError, and then nothing has changed.
    """
    hold_library()
    held = _held(draft, acting_user)
    refuse_wrong_state(held, "release")
    if held.revision != revision:
        raise DraftError(_("文本在您打开之后改过，请先看看现在的文本。"))
    before = _in_use(held)
    faults = faults_of(held)
    if faults:
        raise DraftError(_("文本不能发布。"), faults)
    after = _together(held)
    release = _made(held, acting_user, before, after.get(held.code), remarks)
    held.decided_by = acting_user
    move(draft=held, name="release", acting_user=acting_user, remarks=remarks)
    _record(release, acting_user)
    following.look_when_committed()
    return release


def _held(draft: Draft, by: User) -> Draft:
    held = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if not may_decide_draft(by, held):
        raise PermissionDenied
    return held


def _in_use(draft: Draft) -> Document | None:
    """The document as it is decided with now; refuses where the draft began from another text."""
    found = next((d for d in library_now().documents if d.id == draft.code), None)
    began = draft.base.sha256 if draft.base else None
    if (found.digest if found else None) != began:
        raise DraftError(_("起草以后，这份文件在用的文本已经更替；请退回，按现在的文本重新起草。"))
    return found


def _path_of(draft: Draft) -> str:
    return draft.base.path if draft.base else f"studio/{draft.region}/{draft.code}.yaml"


def _text_of(draft: Draft) -> disk.Text:
    return disk.Text(path=_path_of(draft), text=draft.text, sha256=texts.digest_of(draft.text))


def _together(draft: Draft) -> Library:
    """All documents as they will stand, checked as a whole."""
    chosen = {**following.known(), draft.code: _text_of(draft)}
    try:
        return load_texts(texts.in_use(disk.folder(), chosen))
    except LibraryError as error:
        raise DraftError(_("与其他文件合在一起有错。"), str(error).splitlines()) from error


def _made(
    draft: Draft, approver: User, before: Document | None, after: Document, remarks: str
) -> Release:
    last = Release.objects.filter(code=draft.code).order_by("-number").first()
    return Release.objects.create(
        code=draft.code,
        number=last.number + 1 if last else 1,
        region=draft.region,
        document=register_text(after, _text_of(draft)),
        previous=draft.base,
        draft=draft,
        author=draft.author,
        approver=approver,
        changes=changes_in_words(before, after),
        remarks=remarks.strip(),
    )


def changes_in_words(before: Document | None, after: Document) -> list[dict[str, str]]:
    """What a release changes, as it is kept and shown."""
    if before is None:
        return [{"kind": "added", "zh": "新文件", "en": "A new document"}]
    return [
        {"kind": one.kind, "zh": one.text, "en": one.text_en} for one in differences(before, after)
    ]


def _record(release: Release, by: User) -> None:
    record(
        acting_user=by,
        action="programmes.release.approve",
        obj=release,
        region=release.region or None,
        data={
            "code": release.code,
            "number": release.number,
            "sha256": release.document.sha256,
            "author": release.author.username,
            "changes": len(release.changes),
        },
    )
