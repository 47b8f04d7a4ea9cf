"""What of the money somebody may see: an officer that of their region, the auditor everything."""

from typing import TypeVar

from django.db.models import Model, QuerySet

from yulin.access.divisions import bounds
from yulin.access.models import User
from yulin.access.rules import is_auditor, is_officer
from yulin.ledger.models import Batch, Claim, Fund, Reply, ReplyFile

M = TypeVar("M", bound=Model)


def _within(user: User, rows: QuerySet[M], path: str = "region") -> QuerySet[M]:
    if is_auditor(user):
        return rows
    if not is_officer(user) or user.region is None:
        return rows.none()
    return rows.filter(**{f"{path}__range": bounds(user.region)})


def visible_funds(user: User) -> QuerySet[Fund]:
    return _within(user, Fund.objects.all())


def visible_batches(user: User) -> QuerySet[Batch]:
    return _within(user, Batch.objects.all())


def visible_claims(user: User) -> QuerySet[Claim]:
    return _within(user, Claim.objects.all())


def visible_reply_files(user: User) -> QuerySet[ReplyFile]:
    return _within(user, ReplyFile.objects.all())


def visible_replies(user: User) -> QuerySet[Reply]:
    return _within(user, Reply.objects.all(), "file__region")


def access_batch(*, user: User, uuid: str) -> Batch:
    """Raises DoesNotExist also for what exists elsewhere."""
    return visible_batches(user).get(uuid=uuid)


def access_claim(*, user: User, uuid: str) -> Claim:
    """Raises DoesNotExist also for what exists elsewhere."""
    return visible_claims(user).select_related("grant").get(uuid=uuid)


def access_reply(*, user: User, pk: int) -> Reply:
    """Raises DoesNotExist also for what exists elsewhere."""
    return visible_replies(user).select_related("file", "payment").get(pk=pk)
