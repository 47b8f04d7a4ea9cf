"""Show a whole document number to somebody who says why."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.access.redaction import redact
from yulin.registry.errors import RegistryError
from yulin.registry.models import Person
from yulin.registry.queries.documents import number_in_force
from yulin.registry.rules import may_reveal_number


@transaction.atomic
def reveal_number(*, acting_user: User, person: Person, reason: str) -> str:
    """The number that is in force; who asked and why stands in the journal."""
    if not may_reveal_number(acting_user, person):
        raise PermissionDenied
    if not reason.strip():
        raise RegistryError(_("请说明查看证件号的理由。"))
    record(
        acting_user=acting_user,
        action="registry.number.reveal",
        obj=person,
        region=person.division,
        data={"reason": redact(reason.strip())},
    )
    return number_in_force(person).number.open()
