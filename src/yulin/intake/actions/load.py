"""Load a confirmed file into the register."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.facts.frames import Facts
from yulin.facts.read import read_facts
from yulin.intake import files
from yulin.intake.actions.transitions import move
from yulin.intake.declared import declared
from yulin.intake.enums import UploadState
from yulin.intake.errors import IntakeError
from yulin.intake.models import Upload
from yulin.intake.progress import telling
from yulin.intake.regional import load_in_region
from yulin.registry.actions.batches import open_batch
from yulin.registry.actions.load import Progress
from yulin.registry.errors import RegistryError


def load_upload(*, upload: Upload) -> Upload:
    """All of it or nothing: a file that no longer fits what the register holds is refused.

    A file that was loaded before is left alone, so a job that runs twice does no harm.
    """
    upload.refresh_from_db()
    if upload.state != UploadState.CONFIRMED:
        return upload
    with telling(upload.uuid) as progress:
        try:
            return _load(upload, _read(upload, progress), progress)
        except (IntakeError, RegistryError) as error:
            return refuse_upload(upload=upload, reason=str(error))


def refuse_upload(*, upload: Upload, reason: str) -> Upload:
    """Say that nothing will become of a file, and why."""
    return move(upload=upload, name="refuse", acting_user=None, reason=reason)


def _read(upload: Upload, progress: Progress) -> Facts:
    if files.digest_of(upload.path) != upload.sha256:
        raise IntakeError(_("存放的文件与上传时不同，请重新上传。"))
    with files.opened(upload.path) as source:
        reading = read_facts(source, progress=progress, people_required=False, declared=declared())
    if reading.facts is None:
        raise IntakeError(_("文件内容已无法读取，请重新上传。"))
    return reading.facts


@transaction.atomic
def _load(upload: Upload, facts: Facts, progress: Progress) -> Upload:
    # Whoever comes second waits here, and then finds that it is loaded.
    held = Upload.objects.select_for_update().get(pk=upload.pk)
    if held.state != UploadState.CONFIRMED:
        return held
    batch = open_batch(title=held.original_name, acting_user=held.uploaded_by)
    result = load_in_region(
        facts=facts,
        batch=batch,
        region=held.region,
        acting_user=held.uploaded_by,
        progress=progress,
    )
    if result.problems:
        raise IntakeError("\n".join(problem.sentence_zh() for problem in result.problems))
    return move(
        upload=held,
        name="load",
        acting_user=held.uploaded_by,
        batch=batch,
        changes=result.loaded.as_data(),
        loaded_at=timezone.now(),
    )
