"""Open a batch, the record of one load."""

from yulin.access.models import User
from yulin.registry.models import Batch


def open_batch(*, title: str, acting_user: User | None) -> Batch:
    """The facts loaded into it are journalled by the load itself."""
    return Batch.objects.create(title=title, recorded_by=acting_user)
