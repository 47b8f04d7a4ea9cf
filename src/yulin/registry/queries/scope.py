"""Whom a user may see. Rows for a request come only through these."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from yulin.access import rules
from yulin.access.models import User
from yulin.access.queries.scope import in_sight
from yulin.registry.enums import LinkGround
from yulin.registry.models import CorrectionRequest, Employer, IdentityLink, NameChange, Person


def visible_people(user: User) -> "QuerySet[Person]":
    """Those of an officer's region, everybody for an auditor, a person themselves.

    Somebody with several numbers once, by the row that is kept.
    """
    kept = Person.objects.filter(merged_into__isnull=True)
    if rules.is_person(user):
        return _by_any_number(kept, user.person_key) if _is_uuid(user.person_key) else kept.none()
    return in_sight(user=user, rows=kept, field="division")


def visible_employers(user: User) -> "QuerySet[Employer]":
    if rules.is_employer(user):
        return _own(Employer.objects.all(), user.organisation_key)
    return in_sight(user=user, rows=Employer.objects.all(), field="division")


def access_person(*, user: User, uuid: UUID | str) -> Person:
    """Whoever has the row, or has a number whose row it is.

    Raises Person.DoesNotExist also for somebody whom the user may not see.
    """
    if not _is_uuid(uuid):
        raise Person.DoesNotExist
    return _by_any_number(visible_people(user), uuid).get()


def rows_of(person: Person) -> "QuerySet[Person]":
    """The rows of all numbers of one person, whichever of them is given."""
    kept = person.merged_into_id or person.pk
    return Person.objects.filter(Q(pk=kept) | Q(merged_into=kept))


def access_employer(*, user: User, uuid: UUID | str) -> Employer:
    return _one(visible_employers(user), uuid)


def access_correction(*, user: User, uuid: UUID | str) -> CorrectionRequest:
    return _one(visible_corrections(user).select_related("person"), uuid)


def visible_corrections(user: User) -> "QuerySet[CorrectionRequest]":
    seen = visible_people(user)
    return CorrectionRequest.objects.filter(Q(person__in=seen) | Q(person__merged_into__in=seen))


def visible_links(user: User) -> "QuerySet[IdentityLink]":
    """Of those of whom both rows may be seen, whichever stands for which.

    Of a number that nothing is known of yet there is nothing else to see.
    """
    rows = Person.objects.all()
    if rules.is_person(user):
        rows = rows.none()  # officers' work; what is held of somebody their own page shows
    both = in_sight(user=user, rows=rows, field="division")
    bare = Q(other__division__isnull=True) & ~Q(ground=LinkGround.DUPLICATE)
    return IdentityLink.objects.filter(Q(other__in=both) | bare, kept__in=both)


def access_link(*, user: User, uuid: UUID | str) -> IdentityLink:
    """Raises IdentityLink.DoesNotExist."""
    return _one(visible_links(user).select_related("kept", "other"), uuid)


def access_name_change(*, user: User, uuid: UUID | str) -> NameChange:
    """Raises NameChange.DoesNotExist."""
    visible = NameChange.objects.filter(person__in=visible_people(user))
    return _one(visible.select_related("person", "asked_by", "answered_by"), uuid)


def _by_any_number(people: "QuerySet[Person]", uuid: UUID | str | None) -> "QuerySet[Person]":
    others = Person.objects.filter(uuid=uuid, merged_into__isnull=False)
    return people.filter(Q(uuid=uuid) | Q(pk__in=others.values("merged_into")))


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
