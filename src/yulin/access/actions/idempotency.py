"""A request that its sender named by a key happens once, however often it is sent."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from yulin.access.models import KeptAnswer, User

LONGEST_KEY = 255
#: an answer is kept for a day; a request that died without one may be sent again after a minute
KEPT = timedelta(days=1)
DEAD = timedelta(minutes=1)


class KeyOfAnother(Exception):  # noqa: N818 - a conflict, not a failure
    """The key came with another request before."""


class UnderWay(Exception):  # noqa: N818 - as above
    """The same request is being done at this moment."""


@dataclass(frozen=True)
class Answered:
    status: int
    answer: Any
    repeated: bool = False


def digest_of(*parts: bytes) -> str:
    """Of what the request is: two that differ have different ones."""
    made = hashlib.sha256()
    for part in parts:
        made.update(len(part).to_bytes(8, "big") + part)
    return made.hexdigest()


def once(
    *, acting_user: User, key: str, digest: str, do: Callable[[], tuple[int, Any]]
) -> Answered:
    """Do it and keep the answer, in one transaction; or give the answer that was kept.

    The key is taken in a transaction of its own before, so that a second request at the same
    moment sees it at once. Where `do` raises, the key is free again.

    Raises:
        KeyOfAnother: The key was used for something else.
        UnderWay: Somebody else is doing it.
    """
    taken, row = _take(acting_user, key, digest)
    if not taken:
        if row.digest != digest:
            raise KeyOfAnother
        if row.status is None:
            raise UnderWay
        return Answered(row.status, row.answer, repeated=True)
    try:
        with transaction.atomic():
            status, answer = do()
            _keep(row, status, answer)
    except BaseException:
        KeptAnswer.objects.filter(pk=row.pk, status=None).delete()
        raise
    return Answered(status, answer)


def _keep(row: KeptAnswer, status: int, answer: Any) -> None:
    if not KeptAnswer.objects.filter(pk=row.pk).update(status=status, answer=answer):
        raise UnderWay  # taken for dead, and somebody else has begun it: undo


def _take(user: User, key: str, digest: str) -> tuple[bool, KeptAnswer]:
    now = timezone.now()
    mine = KeptAnswer.objects.filter(user=user, key=key)
    mine.filter(begun_at__lt=now - KEPT).delete()
    mine.filter(status=None, begun_at__lt=now - DEAD).delete()
    try:
        with transaction.atomic():
            return True, KeptAnswer.objects.create(user=user, key=key, digest=digest, begun_at=now)
    except IntegrityError:
        held = mine.first()
        if held is None:  # given back a moment ago
            raise UnderWay from None
        return False, held
