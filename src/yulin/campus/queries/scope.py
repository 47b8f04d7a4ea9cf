"""Whose rows a user may see, as the rules say; the database says it once more."""

from typing import Any

from django.db.models import Q, QuerySet

from yulin.access.divisions import bounds
from yulin.access.models import User
from yulin.access.row_security import as_the_program
from yulin.access.rules import is_auditor, is_employer, is_officer, is_person, is_school
from yulin.campus.models import Agreement, Party, School
from yulin.registry.models import Employer, Person, PersonFact
from yulin.registry.queries.scope import rows_of, visible_employers, visible_people


def own_school(user: User) -> School:
    """Raises School.DoesNotExist for an account that speaks for no partner."""
    if not (is_school(user) and user.organisation_key):
        raise School.DoesNotExist
    with as_the_program():
        return School.objects.select_related("employer").get(employer__uuid=user.organisation_key)


def own_firm(user: User) -> Employer | None:
    return visible_employers(user).first() if is_employer(user) else None


def own_person(user: User) -> Person | None:
    return visible_people(user).first() if is_person(user) else None


def visible(
    rows: "QuerySet[Any]",
    user: User,
    *,
    school: str = "",
    firm: str = "",
    person: str = "",
    region: str = "region",
) -> "QuerySet[Any]":
    """The rows of a region for its officers, all for an auditor, and whose they are for the rest.

    Args:
        school, firm, person: The column that names theirs; empty: these see none.
    """
    if is_auditor(user):
        return rows
    if is_officer(user):
        return rows.filter(**{f"{region}__range": bounds(user.region or 0)})
    if school and is_school(user):
        return rows.filter(**{school: _school_or_none(user)})
    if firm and is_employer(user):
        return rows.filter(**{firm: own_firm(user)})
    if person and (one := own_person(user)):
        return rows.filter(Q(**{f"{person}__in": rows_of(one)}))
    return rows.none()


def _school_or_none(user: User) -> School | None:
    try:
        return own_school(user)
    except School.DoesNotExist:
        return None


def visible_agreements(user: User) -> "QuerySet[Agreement]":
    """Of the region, or where one's own organisation is a party."""
    rows = Agreement.objects.all()
    if is_school(user) or is_employer(user):
        key = user.organisation_key
        if not key:
            return rows.none()
        with as_the_program():
            held = list(
                Party.objects.filter(employer__uuid=key).values_list("agreement", flat=True)
            )
        return rows.filter(pk__in=held)
    return visible(rows, user)


def one_of(rows: "QuerySet[Any]", uuid: Any) -> Any:
    """Raises DoesNotExist also for what is not the user's to see."""
    return rows.get(uuid=uuid)


def names_by_person(keys: list[int]) -> dict[int, str]:
    """Names by the row that is kept, for those whom a rule has let see them."""
    with as_the_program():
        rows = PersonFact.objects.current().filter(
            Q(person__in=keys) | Q(person__merged_into__in=keys)
        )
        told = rows.values_list("person", "person__merged_into", "name")
        return {kept or own: name for own, kept, name in told}
