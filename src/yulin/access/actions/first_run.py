"""The first accounts of a fresh site: three administrators who watch each other."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.accounts import Opened, open_account
from yulin.access.actions.journal import record
from yulin.access.enums import ADMINISTRATION, Duty, Role
from yulin.access.errors import AccessError
from yulin.access.locks import Lock, hold
from yulin.access.models import DutyGrant


def open_first_accounts(
    *, people: Mapping[Duty, tuple[str, str, str]], basis: str
) -> dict[Duty, Opened]:
    """Duty → its account and set-up code, from (user name, name, staff number) each.

    Raises:
        AccessError: There are administrators already; from then on they appoint each other.
    """
    if set(people) != ADMINISTRATION:
        raise AccessError(_("须一次开立系统、安全、审计三名管理员。"))
    with transaction.atomic():
        hold(Lock.FIRST_ACCOUNTS)
        if DutyGrant.objects.filter(
            duty__in=sorted(ADMINISTRATION), holder__is_demo=False
        ).exists():
            raise AccessError(_("已经有管理员了：新的管理员由他们任命。"))
        return {duty: _open(duty, *who, basis=basis) for duty, who in people.items()}


def _open(duty: Duty, username: str, name: str, number: str, *, basis: str) -> Opened:
    opened = open_account(
        acting_user=None,
        username=username,
        display_name=name,
        role=Role.ADMINISTRATOR,
        staff_number=number,
    )
    DutyGrant.objects.create(
        holder=opened.user, duty=duty, during=(timezone.now(), None), basis=basis
    )
    record(acting_user=None, action="access.duty.found", obj=opened.user, data={"duty": duty.value})
    return opened
