"""Somebody without an account stands at the desk: found by their document, booked as anybody else."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.access.rates import wait
from yulin.access.row_security import as_the_program
from yulin.registry.models import Person, PersonFact
from yulin.registry.queries.scope import rows_of
from yulin.services.actions.stays import Wish, take_nights
from yulin.services.actions.telling import tell_stay
from yulin.services.enums import ServiceTold
from yulin.services.errors import ServicesError
from yulin.services.models import Place, Stay
from yulin.services.rules import may_run_desk

#: how many documents a receptionist may look up a minute
TRIES = 10


@dataclass(frozen=True, kw_only=True)
class Document:
    """What stands on the document that lies on the desk."""

    number: str
    name: str


def book_walk_in(*, acting_user: User, place: Place, shown: Document, wish: Wish) -> Stay:
    """Book nights for whoever shows this document; the same conditions, checked the same way.

    Number and name must both be the register's: with a number alone nobody learns whose it is. Each
    look-up is journalled, without the number, also one that finds nobody.

    Raises:
        PermissionDenied: The user does not work at the desk of that region.
        NotEntitledError: A condition is not met.
        ServicesError: Nobody is found, too many were asked for, or what `book_stay` refuses.
    """
    if not may_run_desk(acting_user, place.division):
        raise PermissionDenied
    if wait(who=f"services-desk:{acting_user.pk}", most=TRIES):
        raise ServicesError(_("一分钟内查得太多，请稍等再查。"))
    person = _found(acting_user, place, shown)
    if person is None:
        raise ServicesError(_("登记里没有这个证件号，或姓名与登记不一致。"))
    with transaction.atomic(), as_the_program():
        stay = take_nights(user=acting_user, sight=None, person=person, place=place, wish=wish)
        tell_stay(stay, ServiceTold.STAY_DESK)
    return stay


@transaction.atomic
def _found(user: User, place: Place, shown: Document) -> Person | None:
    person = None
    with as_the_program():
        named = Person.objects.by_number(shown.number.strip()[:40])
        if named is not None:
            names = PersonFact.objects.current().filter(person__in=rows_of(named))
            if shown.name.strip() in set(names.values_list("name", flat=True)):
                person = named.stands_for
    record(
        acting_user=user,
        action="services.desk.look_up",
        obj=place,
        region=place.division,
        data={"found": person is not None},
    )
    return person
