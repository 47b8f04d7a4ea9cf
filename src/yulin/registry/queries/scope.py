"""Whom a user may see. Rows for a request come only through these."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from yulin.access import rules
from yulin.access.models import User
from yulin.access.queries.scope import in_sight
from yulin.registry.models import CorrectionRequest, Employer, Person


def visible_people(user: User) -> "QuerySet[Person]":
    """Those of an officer's region, everybody for an auditor, a person themselves."""
    if rules.is_person(user):
        return _own(Person.objects.all(), user.person_key)
    return in_sight(user=user, rows=Person.objects.all(), field="division")


def visible_employers(user: User) -> "QuerySet[Employer]":
    if rules.is_employer(user):
        return _own(Employer.objects.all(), user.organisation_key)
    return in_sight(user=user, rows=Employer.objects.all(), field="division")


def access_person(*, user: User, uuid: UUID | str) -> Person:
    """Raises Person.DoesNotExist also for somebody whom the user may not see."""
    return _one(visible_people(user), uuid)


def access_employer(*, user: User, uuid: UUID | str) -> Employer:
    return _one(visible_employers(user), uuid)


def access_correction(*, user: User, uuid: UUID | str) -> CorrectionRequest:
    visible = CorrectionRequest.objects.filter(person__in=visible_people(user))
    return _one(visible.select_related("person"), uuid)


def _own(rows: QuerySet, key: str | None) -> QuerySet:
    return rows.filter(uuid=key) if _is_uuid(key) else rows.none()


def _one(rows: QuerySet, uuid: UUID | str):  # noqa: ANN202 - the query set's model
    if not _is_uuid(uuid):
        raise rows.model.DoesNotExist
    return rows.get(uuid=uuid)


def _is_uuid(value: UUID | str | None) -> bool:
    try:
        return Person._meta.get_field("uuid").to_python(value) is not None
    except ValidationError:
        return False
