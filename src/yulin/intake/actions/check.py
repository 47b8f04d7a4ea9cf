"""Check a file by loading it and taking everything back."""

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.redaction import redact
from yulin.facts.errors import Problem
from yulin.facts.read import Reading, read_facts
from yulin.facts.report import write_error_report
from yulin.intake import files
from yulin.intake.actions.transitions import move
from yulin.intake.declared import declared
from yulin.intake.enums import UploadState
from yulin.intake.models import Upload
from yulin.intake.progress import telling
from yulin.intake.regional import RegionalLoad, load_in_region
from yulin.registry.actions.batches import open_batch
from yulin.registry.actions.load import Progress
from yulin.registry.errors import RegistryError

KEPT_PROBLEMS = 200


def check_upload(*, upload: Upload) -> Upload:
    """Read a received file, try the load and roll it back; keep counts, problems and a report.

    A file that was checked before is left alone, so a job that runs twice does no harm.
    """
    upload.refresh_from_db()
    if upload.state != UploadState.RECEIVED:
        return upload
    with telling(upload.uuid) as progress, files.opened(upload.path) as source:
        reading = read_facts(source, progress=progress, people_required=False, declared=declared())
        changes: dict[str, Any] = {}
        if reading.facts is not None:
            rehearsal, problems = _rehearse(upload, reading, progress)
            changes = rehearsal.loaded.as_data() if rehearsal else {}
            reading = replace(reading, problems=[*reading.problems, *problems])
        return move(
            upload=upload,
            name="check",
            acting_user=None,
            checked_at=timezone.now(),
            counts=dict(reading.counts),
            changes=changes,
            report_path=_report(upload, source, reading, progress),
            **_summary(reading),
        )


def _rehearse(
    upload: Upload, reading: Reading, progress: Progress
) -> tuple[RegionalLoad | None, list[Problem]]:
    assert reading.facts is not None
    try:
        with transaction.atomic():
            result = load_in_region(
                facts=reading.facts,
                batch=open_batch(title=upload.original_name, acting_user=upload.uploaded_by),
                region=upload.region,
                acting_user=upload.uploaded_by,
                progress=progress,
            )
            transaction.set_rollback(True)
    except RegistryError as error:
        return None, [_refusal(error)]
    return result, result.located(reading)


def _refusal(error: RegistryError) -> Problem:
    """The register's refusal has no row: the rows of a file are not known to the database."""
    return Problem(
        code="register_refused",
        severity="error",
        message_zh=str(error).rstrip("。"),
        message_en=str(error).rstrip("。."),
        todo_zh="请改正后重新上传",
        todo_en="Correct it and upload again",
    )


def _report(upload: Upload, source: Path, reading: Reading, progress: Progress) -> str:
    if not reading.problems:
        return ""
    progress(_("写出错误报告"), 0, 1)
    path = files.report_path(upload.path)
    with files.written(path) as out:
        write_error_report(source, reading, out)
    progress(_("写出错误报告"), 1, 1)
    return path


def _summary(reading: Reading) -> dict[str, Any]:
    """Numbers that a sentence quotes stay in the report, which is the owner's own file."""
    kept = [asdict(problem) for problem in reading.problems[:KEPT_PROBLEMS]]
    for problem in kept:
        for name in ("message_zh", "message_en", "todo_zh", "todo_en"):
            problem[name] = redact(problem[name])
    return {
        "problems": kept,
        "error_count": len(reading.errors),
        "warning_count": len(reading.warnings),
    }
