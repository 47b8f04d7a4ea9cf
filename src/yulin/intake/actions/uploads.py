"""What people do with a file: hand it in, confirm it, discard it."""

from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.access.redaction import redact
from yulin.intake import files
from yulin.intake.actions.transitions import move
from yulin.intake.enums import TRANSITIONS, UploadState
from yulin.intake.errors import IntakeError
from yulin.intake.jobs import CHECK, LOAD, later
from yulin.intake.models import Upload
from yulin.intake.rules import may_confirm_upload, may_upload

_NAME_LENGTH = 200


def receive_upload(*, acting_user: User, name: str, chunks: Iterable[bytes]) -> Upload:
    """Keep a file (`chunks` of a Django `UploadedFile`) and have it checked. Raises IntakeError."""
    if not may_upload(acting_user):
        raise PermissionDenied
    limit = settings.YULIN_UPLOAD_MAX_BYTES
    try:
        kept = files.keep(chunks, name=name, limit=limit)
    except files.TooLargeError:
        message = _("文件超过 %(size)d MB，请分成几个文件上传。") % {"size": limit // 2**20}
        raise IntakeError(message) from None
    try:
        return _register(acting_user=acting_user, name=name, kept=kept)
    except BaseException:
        files.remove(kept.path)
        raise


@transaction.atomic
def _register(*, acting_user: User, name: str, kept: files.Kept) -> Upload:
    upload = Upload.objects.create(
        original_name=redact(name.replace("\\", "/").rsplit("/", 1)[-1])[:_NAME_LENGTH],
        path=kept.path,
        sha256=kept.sha256,
        size=kept.size,
        uploaded_by=acting_user,
        region=acting_user.region,
    )
    record(
        acting_user=acting_user,
        action="intake.upload.receive",
        obj=upload,
        region=upload.region,
        data={"sha256": upload.sha256, "size": upload.size},
    )
    later(CHECK, upload)
    return upload


@transaction.atomic
def confirm_upload(*, acting_user: User, upload: Upload) -> Upload:
    """Have a checked file loaded. Raises IntakeError when it has errors or was confirmed before."""
    if not may_confirm_upload(acting_user, upload):
        raise PermissionDenied
    held = Upload.objects.select_for_update().get(pk=upload.pk)
    if held.error_count:
        raise IntakeError(
            _("文件还有 %(count)d 处错误，请改正后重新上传。") % {"count": held.error_count}
        )
    confirmed = move(
        upload=held, name="confirm", acting_user=acting_user, confirmed_at=timezone.now()
    )
    later(LOAD, confirmed)
    return confirmed


@transaction.atomic
def discard_upload(*, acting_user: User, upload: Upload) -> Upload:
    """Forget a file that was not loaded; its contents are removed, that it existed is kept."""
    if not may_confirm_upload(acting_user, upload):
        raise PermissionDenied
    discarded = move(
        upload=upload, name="discard", acting_user=acting_user, problems=[], report_path=""
    )
    transaction.on_commit(lambda: files.remove(discarded.path))
    return discarded


@transaction.atomic
def empty_upload(*, upload: Upload) -> bool:
    """Delete the content, the report and what they said of rows; that it was, and its hash, stay.

    One that nobody confirmed is given up by this. False where its loading is under way, or it was
    emptied before.
    """
    held = Upload.objects.select_for_update().get(pk=upload.pk)
    if held.emptied_at is not None or held.state == UploadState.CONFIRMED:
        return False
    nothing = {"problems": [], "report_path": "", "emptied_at": timezone.now()}
    if held.state in TRANSITIONS["expire"][0]:
        move(upload=held, name="expire", acting_user=None, **nothing)
    else:
        for field, value in nothing.items():
            setattr(held, field, value)
        held.save(update_fields=[*nothing])
        record(
            acting_user=None,
            action="intake.upload.empty",
            obj=held,
            region=held.region,
            data={"sha256": held.sha256, "state": held.state},
        )
    transaction.on_commit(lambda: files.remove(held.path))
    return True
