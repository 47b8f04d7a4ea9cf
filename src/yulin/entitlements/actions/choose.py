"""A person chooses among what they are due, and takes the choice back."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.entitlements.choosing import Weighed, begin_choosing
from yulin.entitlements.errors import ChoiceRefusedError
from yulin.entitlements.models import Choice
from yulin.entitlements.queries.choices import weighed_for
from yulin.entitlements.rules import may_choose
from yulin.registry.models import Person


def choose(*, acting_user: User, person: Person, keys: Iterable[str]) -> Choice:
    """Keep a lawful set of what is due today as the person's own; an earlier choice ends with it.

    Raises ChoiceRefusedError where something of it is not due, stands in nobody's way, or cannot be
    had together with the rest.
    """
    if not may_choose(acting_user, person):
        raise PermissionDenied
    wanted = sorted(set(keys))
    weighed = weighed_for(person=person, as_of=localdate(), chosen=wanted)
    _refuse(weighed, wanted)
    with transaction.atomic():
        held = _held(person)
        if held is not None and held.keys == wanted:
            return held
        price = weighed.found.price
        moment = _clock()
        if held is not None:
            _end(held=held, acting_user=acting_user, moment=moment)
        made = Choice.objects.create(
            person=person,
            keys=wanted,
            price=None if price is None else int(price.scaleb(2)),
            chosen_by=acting_user,
            chosen_at=moment,
        )
        _record(choice=made, verb="make", acting_user=acting_user)
    return made


@transaction.atomic
def undo_choice(*, acting_user: User, choice: Choice) -> Choice:
    """From now on the best set is what counts again. Raises ChoiceRefusedError for one that ended."""
    if not may_choose(acting_user, choice.person):
        raise PermissionDenied
    held = _held(choice.person)
    if held is None or held.pk != choice.pk:
        raise ChoiceRefusedError(_("这个选择已经撤销或换成别的了。"))
    _end(held=held, acting_user=acting_user, moment=_clock())
    _record(choice=held, verb="undo", acting_user=acting_user)
    return held


def _refuse(weighed: Weighed, wanted: list[str]) -> None:
    if not wanted:
        raise ChoiceRefusedError(_("请至少选一项。"))
    if weighed.gone:
        raise ChoiceRefusedError(_("所选的待遇里有您现在不符合的，请重新选。"))
    if weighed.refused:
        why = "；".join(r.text or r.name for r in weighed.refused)
        raise ChoiceRefusedError(_("这样选不行：%s") % why)
    if not weighed.competing.issuperset(wanted):
        raise ChoiceRefusedError(_("所选的待遇里有不用选就能享受的，请重新选。"))


def _held(person: Person) -> Choice | None:
    """The choice that holds; two who choose for one person wait for one another."""
    begin_choosing()
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    return Choice.objects.filter(person=person, ended_at__isnull=True).first()


def _clock() -> datetime:
    """Read after the locks were granted: a run that began before has an earlier moment."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def _end(*, held: Choice, acting_user: User, moment: datetime) -> None:
    held.ended_by, held.ended_at = acting_user, moment
    held.save(update_fields=["ended_by", "ended_at"])


def _record(*, choice: Choice, verb: str, acting_user: User) -> None:
    record(
        acting_user=acting_user,
        action=f"entitlements.choice.{verb}",
        obj=choice,
        region=choice.person.division,
        data={"benefits": choice.keys, "price": choice.price},
    )
