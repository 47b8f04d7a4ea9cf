"""What the verbs of the room share: ask, write, and say in words what the database refuses."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DataError, IntegrityError, models, transaction
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.access.redaction import holds_personal_number
from yulin.campus.errors import CampusError

LONGEST = 1000


def ask(allowed: object) -> None:
    """Raise PermissionDenied where a rule says no."""
    if not allowed:
        raise PermissionDenied


def must(condition: object, words: str) -> None:
    if not condition:
        raise CampusError(words)


def plain(text: str, *, longest: int = LONGEST) -> str:
    """Typed words, without anybody's number."""
    words = text.replace("\0", "").strip()[:longest]
    must(not holds_personal_number(words), _("请不要写证件号、手机号。"))
    return words


def write(row: models.Model) -> Any:
    """Save a new or changed row; what the database refuses is told in words."""
    with told(type(row)), transaction.atomic():
        row.save()
    return row


@contextmanager
def told(model: type[models.Model]) -> Iterator[None]:
    """A constraint of the database as a refusal in words, whoever's table it is."""
    try:
        yield
    except DataError:
        raise CampusError(_("有的数字太大。")) from None
    except IntegrityError as error:
        words = _words_of(str(error), model)
        if not words:
            raise
        raise CampusError(words) from None


def _words_of(error: str, model: type[models.Model]) -> str:
    for one in model._meta.app_config.get_models():
        for constraint in one._meta.constraints:
            if f'"{constraint.name}"' in error:
                return str(constraint.violation_error_message)
    if "campus_stop_one_at_a_time" in error:
        return _("这段时间已有别的行程。")
    return ""


def journal(
    user: User | None, action: str, row: models.Model, region: int | None, **data: object
) -> None:
    record(acting_user=user, action=f"campus.{action}", obj=row, region=region, data=data)
