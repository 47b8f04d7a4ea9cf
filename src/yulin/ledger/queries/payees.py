"""Accounts to which somebody is paid, and those that wait to be approved."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from yulin.access.divisions import bounds
from yulin.access.models import User
from yulin.access.rules import is_auditor, is_officer
from yulin.ledger.enums import PayeeState
from yulin.ledger.models import PayeeAccount
from yulin.registry.models import Person
from yulin.registry.queries.paging import Page, page_of


def visible_payees(user: User) -> QuerySet[PayeeAccount]:
    """An officer those of their region's people and organisations, the auditor every one."""
    rows = PayeeAccount.objects.all()
    if is_auditor(user):
        return rows
    if not is_officer(user) or user.region is None:
        return rows.none()
    within = bounds(user.region)
    return rows.filter(Q(person__division__range=within) | Q(employer__division__range=within))


def payees_list(*, user: User, state: str, words: str, page: int) -> Page[PayeeAccount]:
    """With `changes` on each: another account is in use. Latest first."""
    rows = visible_payees(user)
    if state in PayeeState.values:
        rows = rows.filter(state=state)
    if words:
        rows = rows.filter(Q(holder__icontains=words) | Q(bank__icontains=words))
    active = PayeeAccount.objects.filter(state=PayeeState.ACTIVE)
    same = Q(person=OuterRef("person")) | Q(employer=OuterRef("employer"))
    shown = rows.annotate(changes=Exists(active.filter(same).exclude(pk=OuterRef("pk"))))
    shown = shown.select_related("asked_by", "approved_by", "person", "employer")
    return page_of(shown.order_by("-pk"), number=page, shown=list)


def access_payee(*, user: User, uuid: UUID | str) -> PayeeAccount:
    """Raises DoesNotExist also for what exists elsewhere."""
    return visible_payees(user).select_related("person", "employer").get(uuid=uuid)


def own_payees(*, person: Person) -> list[PayeeAccount]:
    """What is in use or waits to be approved, latest first."""
    rows = PayeeAccount.objects.filter(person=person)
    return list(rows.filter(state__in=[PayeeState.ACTIVE, PayeeState.PENDING]).order_by("-pk"))
