"""Accounts and duties as those see them who look after them."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from yulin.access.divisions import bounds
from yulin.access.enums import STAFF, Duty
from yulin.access.models import DutyGrant, DutyRequest, JournalEntry, User
from yulin.access.queries.scope import in_sight
from yulin.access.rules import (
    may_see_accounts,
    may_see_duty_requests,
    may_watch_administration,
)


@dataclass(frozen=True)
class AccountFilters:
    words: str = ""
    role: str = ""
    duty: str = ""
    region: int | None = None
    #: `active`, `closed`, `waiting` (no password yet), or blank
    state: str = ""


def accounts_list(*, user: User, filters: AccountFilters) -> QuerySet[User]:
    """Staff accounts with the duties they hold now; none for whoever may not see them."""
    if not may_see_accounts(user):
        return User.objects.none()
    rows = User.objects.filter(role__in=sorted(STAFF)).filter(_condition(filters))
    held = DutyGrant.objects.filter(during__contains=timezone.now())
    return rows.prefetch_related(Prefetch("duties", queryset=held, to_attr="held")).order_by(
        "username"
    )


def _condition(filters: AccountFilters) -> Q:
    found = Q()
    if filters.words:
        found &= (
            Q(username__icontains=filters.words)
            | Q(display_name__icontains=filters.words)
            | Q(staff_number=filters.words)
        )
    if filters.role:
        found &= Q(role=filters.role)
    if filters.region is not None:
        found &= Q(region__range=bounds(filters.region))
    if filters.duty in Duty.values:
        held = DutyGrant.objects.filter(duty=filters.duty, during__contains=timezone.now())
        found &= Q(pk__in=held.values("holder"))
    if filters.state == "closed":
        found &= Q(is_active=False)
    elif filters.state == "active":
        found &= Q(is_active=True)
    elif filters.state == "waiting":
        found &= Q(is_active=True, set_up_code__isnull=False)
    return found


def access_account(*, user: User, uuid: UUID) -> User:
    """One staff account. Raises User.DoesNotExist also for what is not this user's to see."""
    if not may_see_accounts(user):
        raise User.DoesNotExist
    return User.objects.get(uuid=uuid, role__in=sorted(STAFF))


def duties_of(*, holder: User) -> QuerySet[DutyGrant]:
    """Held and past, the latest first; the caller decides who may see them."""
    return DutyGrant.objects.filter(holder=holder).select_related("request").order_by("-id")


def held_now(*, holder: User) -> QuerySet[DutyGrant]:
    return DutyGrant.objects.filter(holder=holder, during__contains=timezone.now())


def duty_requests(*, user: User) -> QuerySet[DutyRequest]:
    """All for administrators; for officers those of their region."""
    rows = DutyRequest.objects.select_related(
        "holder", "requested_by", "checked_by", "approved_by", "refused_by"
    )
    if may_see_accounts(user):
        return rows
    return in_sight(user=user, rows=rows) if may_see_duty_requests(user) else rows.none()


def access_duty_request(*, user: User, uuid: UUID) -> DutyRequest:
    return duty_requests(user=user).get(uuid=uuid)


def access_grant(*, user: User, uuid: UUID) -> DutyGrant:
    if not may_see_accounts(user):
        raise DutyGrant.DoesNotExist
    return DutyGrant.objects.select_related("holder").get(uuid=uuid)


def possible_holders(*, user: User) -> QuerySet[User]:
    """Whom a duty may be asked for: active staff, an officer's own region only."""
    rows = User.objects.filter(is_active=True, role__in=sorted(STAFF)).order_by("username")
    if may_see_accounts(user):
        return rows
    return in_sight(user=user, rows=rows) if may_see_duty_requests(user) else rows.none()


def administration_entries(*, user: User) -> QuerySet[JournalEntry]:
    """What administrators did, for the one who watches them."""
    rows = JournalEntry.objects.select_related("actor").filter(action__startswith="access.")
    return rows if may_watch_administration(user) else rows.none()
