"""What somebody had under way ends when they are deleted: a seat that they took is free again."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.models import User
from yulin.jobs.actions.applications import OVER, call_off, move
from yulin.jobs.actions.posts import free_seat
from yulin.jobs.enums import ApplicationState, ContractState
from yulin.jobs.models import Application, Contract
from yulin.registry.models import Person


@transaction.atomic
def leave_all(*, acting_user: User | None, people: Iterable[Person]) -> int:
    """Withdraw every application that is not over, also one accepted but not yet confirmed; how many.

    A contract that waits to be confirmed is answered: it is not.
    """
    rows = Application.objects.select_for_update(of=("self",)).filter(person__in=list(people))
    standing = list(
        rows.exclude(state__in=OVER).select_related("post").defer("post__search").order_by("pk")
    )
    for one in standing:
        if one.state == ApplicationState.ACCEPTED:
            Contract.objects.filter(offer__application=one, state=ContractState.REGISTERED).update(
                state=ContractState.DISPUTED,
                answered_at=timezone.now(),
                objection=_("本人的信息已删除。"),
            )
            free_seat(post=one.post)
        call_off(one)
        move(one, ApplicationState.WITHDRAWN, acting_user)
    return len(standing)
