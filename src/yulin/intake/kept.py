"""Whether the files that uploads name are there, and are what was handed in."""

from yulin.intake import files
from yulin.intake.enums import UploadState
from yulin.intake.models import Upload


def missing_or_changed() -> list[str]:
    """A sentence for each; of a file that was given up, or is past its time, nothing is kept."""
    found = []
    rows = Upload.objects.exclude(state=UploadState.DISCARDED).filter(emptied_at__isnull=True)
    for upload in rows.order_by("pk").iterator():
        if not files.whole(upload.path).is_file():
            found.append(f"the file of upload {upload.uuid} is missing")
        elif files.digest_of(upload.path) != upload.sha256:
            found.append(f"the file of upload {upload.uuid} is not what was handed in")
    return found
