"""Names of the jobs, and how they are queued: a leaf, so that actions and tasks need not import
each other.
"""

from procrastinate.contrib.django import app

from yulin.intake.models import Upload

CHECK = "intake.check_upload"
LOAD = "intake.load_upload"


def later(name: str, upload: Upload) -> None:
    """Queue a job in the transaction under way: it exists if and only if the change does."""
    app.configure_task(name, lock=f"upload-{upload.pk}").defer(upload_id=upload.pk)
