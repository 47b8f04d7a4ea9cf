"""Uploads that a user may see."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from yulin.access.models import User
from yulin.access.queries.scope import in_sight
from yulin.intake.models import Progress, Upload
from yulin.registry.queries.paging import Page, page_of


def visible_uploads(user: User) -> "QuerySet[Upload]":
    rows = Upload.objects.select_related("uploaded_by")
    return in_sight(user=user, rows=rows)


def uploads_list(*, user: User, page: int = 1) -> Page[Upload]:
    """Latest first."""
    return page_of(visible_uploads(user).order_by("-id"), number=page, shown=list)


def access_upload(*, user: User, uuid: UUID | str) -> Upload:
    """Raises Upload.DoesNotExist also for one that the user may not see."""
    try:
        return visible_uploads(user).get(uuid=uuid)
    except ValidationError:
        raise Upload.DoesNotExist from None


def progress_of(subject: UUID) -> Progress | None:
    """How far the work on something has come; None before it begins."""
    return Progress.objects.filter(pk=subject).first()
