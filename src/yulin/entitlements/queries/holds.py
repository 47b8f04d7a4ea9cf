"""Holds: which instalments wait because of one, and those that a user may see."""

from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from yulin.access.models import User
from yulin.access.queries.scope import in_sight
from yulin.entitlements.models import Hold, Ruling
from yulin.registry.models import Employer, Person
from yulin.registry.queries.scope import rows_of


def held_by_hand() -> Exists:
    """Asked of instalments: a hold of its grant, or of its benefit, stands."""
    same = Q(person=OuterRef("person")) | Q(employer=OuterRef("employer"))
    whole = Q(grant__isnull=True, policy=OuterRef("policy"), benefit=OuterRef("benefit")) & same
    standing = Hold.objects.filter(lifted_at__isnull=True)
    return Exists(standing.filter(Q(grant=OuterRef("grant")) | whole))


def visible_holds(user: User) -> "QuerySet[Hold]":
    """Those of an officer's region, all for an auditor."""
    rows = Hold.objects.select_related("person", "employer", "placed_by", "lifted_by")
    return in_sight(user=user, rows=rows)


def access_hold(*, user: User, uuid: UUID | str) -> Hold:
    """Raises Hold.DoesNotExist also for one elsewhere."""
    return visible_holds(user).get(uuid=uuid)


def standing_holds(subject: Person | Employer) -> list[Hold]:
    """What stands of one person or organisation, the latest first."""
    whose = (
        {"person__in": rows_of(subject)} if isinstance(subject, Person) else {"employer": subject}
    )
    rows = Hold.objects.filter(**whose, lifted_at__isnull=True)
    return list(rows.select_related("placed_by"))


def standing_rulings(subject: Person | Employer) -> list[Ruling]:
    """What people ruled about somebody and is in force."""
    whose = (
        {"person__in": rows_of(subject)} if isinstance(subject, Person) else {"employer": subject}
    )
    rows = Ruling.objects.filter(**whose, state="in_force")
    return list(rows.select_related("objection", "proposed_by", "confirmed_by"))


def oldest_first(rows: "QuerySet[Hold]") -> "QuerySet[Hold]":
    """What stands longest first, then what was lifted, the latest first."""
    return rows.order_by(F("lifted_at").desc(nulls_first=True), "id")
