"""Who may: named predicates, combined with & and |, each tested as a truth table."""

from collections.abc import Callable

import rules
from django.db.models import QuerySet
from django.utils import timezone

from yulin.access.divisions import above, covers
from yulin.access.enums import ADMINISTRATION, FAMILY, Duty, Family, Role
from yulin.access.models import DutyGrant, User


def _is_active(user: object) -> bool:
    return isinstance(user, User) and user.is_active


def _has_role(role: Role) -> Callable[[object], bool]:
    def has_role(user: object) -> bool:
        return isinstance(user, User) and user.is_active and user.role == role

    return has_role


is_person = rules.predicate(_has_role(Role.PERSON), name="is_person")
is_employer = rules.predicate(_has_role(Role.EMPLOYER), name="is_employer")
is_school = rules.predicate(_has_role(Role.SCHOOL), name="is_school")
is_expert = rules.predicate(_has_role(Role.EXPERT), name="is_expert")
is_officer = rules.predicate(_has_role(Role.OFFICER), name="is_officer")
is_auditor = rules.predicate(_has_role(Role.AUDITOR), name="is_auditor")
is_administrator = rules.predicate(_has_role(Role.ADMINISTRATOR), name="is_administrator")


@rules.predicate
def is_of_region(user: User, division_code: int | None) -> bool:
    """The division is the user's own or lies below it; an unknown division is nobody's."""
    region = getattr(user, "region", None)
    return region is not None and division_code is not None and covers(region, division_code)


may_see_region = is_auditor | (is_officer & is_of_region)


@rules.predicate
def is_that_person(user: User, person_key: str | None) -> bool:
    return person_key is not None and getattr(user, "person_key", None) == person_key


@rules.predicate
def is_that_organisation(user: User, organisation_key: str | None) -> bool:
    return organisation_key is not None and (
        getattr(user, "organisation_key", None) == organisation_key
    )


def _held(user: User, duty: Duty) -> QuerySet[DutyGrant]:
    return DutyGrant.objects.filter(holder=user, duty=duty, during__contains=timezone.now())


def holds_duty(duty: Duty) -> rules.predicates.Predicate:
    """A predicate of (user, region): the user holds the duty now, in that region or one above it.

    Asked of the database every time, so that a duty taken away is gone at once. An administrator's
    duty is of no region and is asked about without one.
    """
    of_the_site = duty in ADMINISTRATION
    role = Role.ADMINISTRATOR if of_the_site else Role.OFFICER

    def holds(user: object, region: int | None = None) -> bool:
        if not (isinstance(user, User) and user.is_active and user.role == role):
            return False
        if of_the_site:
            return _held(user, duty).exists()
        return region is not None and _held(user, duty).filter(region__in=above(region)).exists()

    return rules.predicate(holds, name=f"holds_duty:{duty}")


def holds_duty_anywhere(duty: Duty) -> rules.predicates.Predicate:
    """A predicate of (user): for menus and for pages that list what the user's regions have."""

    def holds(user: object) -> bool:
        return _is_active(user) and _held(user, duty).exists()

    return rules.predicate(holds, name=f"holds_duty_anywhere:{duty}")


may_read_journal = is_auditor


@rules.predicate
def may_request_duties(user: User) -> bool:
    """Whoever holds a duty of business somewhere."""
    return is_officer(user) and any(
        holds_duty_anywhere(duty)(user) for duty, of in FAMILY.items() if of == Family.BUSINESS
    )


@rules.predicate
def may_see_duty_requests(user: User) -> bool:
    """Whoever asks for duties, checks or approves them somewhere."""
    return is_officer(user) and any(
        holds_duty_anywhere(duty)(user)
        for duty, of in FAMILY.items()
        if of in {Family.BUSINESS, Family.CONTROL}
    )


# 三员分立: one makes accounts, one looks after rights, one watches the two.
is_system_admin = holds_duty_anywhere(Duty.SYSTEM_ADMIN)
is_security_admin = holds_duty_anywhere(Duty.SECURITY_ADMIN)
is_audit_admin = holds_duty_anywhere(Duty.AUDIT_ADMIN)
may_manage_accounts = is_administrator & is_system_admin
may_propose_appointment = may_manage_accounts
may_confirm_appointment = is_administrator & is_security_admin
may_end_duty = may_confirm_appointment
may_end_sessions = may_confirm_appointment
may_lift_lock = may_confirm_appointment
may_watch_administration = is_administrator & is_audit_admin
may_see_accounts = may_manage_accounts | may_confirm_appointment | may_watch_administration


@rules.predicate
def may_request_duty(user: User, region: int | None) -> bool:
    """Business asks: whoever holds one of its duties in that region."""
    return any(
        holds_duty(duty)(user, region) for duty, of in FAMILY.items() if of == Family.BUSINESS
    )


may_check_duty = holds_duty(Duty.CONTROL)  # asked about a region


@rules.predicate
def may_approve_duty(user: User, region: int | None) -> bool:
    """The head of the city or of what lies above it: counties hold no grant right."""
    if region is None or not is_officer(user):
        return False
    of_a_city_or_above = [code for code in above(region) if code % 100 == 0]
    return _held(user, Duty.HEAD).filter(region__in=of_a_city_or_above).exists()


rules.add_perm("access.see_region", may_see_region)
rules.add_perm("access.read_journal", may_read_journal)
