"""Lists of people to be helped by name: make one, fill it from the register."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.helping.enums import BY_RULE, CaseSource, ListKind
from yulin.helping.errors import HelpingError
from yulin.helping.models import HelpCase, HelpList
from yulin.helping.queries.register import named_by_register
from yulin.helping.rules import may_keep_lists
from yulin.helping.words import needed


@dataclass(frozen=True, kw_only=True)
class About:
    """What a list says of itself."""

    name: str
    kind: str
    division: int
    year: int
    source: str


@transaction.atomic
def make_list(*, acting_user: User, about: About) -> HelpList:
    """Begin a list, with nobody on it.

    Raises:
        PermissionDenied: The user holds no duty there.
        HelpingError: Something is missing, or there is the same list already.
    """
    if not may_keep_lists(acting_user, about.division):
        raise PermissionDenied
    if about.kind not in ListKind.values:
        raise HelpingError(_("请选择帮扶哪些人。"))
    if not 2000 <= about.year <= 2100:
        raise HelpingError(_("请填写年度，如 2026。"))
    try:
        with transaction.atomic():
            made = HelpList.objects.create(
                name=needed(about.name, _("请给名单起个名字。"), most=80),
                kind=about.kind,
                division=about.division,
                year=about.year,
                source=needed(about.source, _("请写明名单从哪里来。"), most=120),
                made_by=acting_user,
            )
    except IntegrityError:
        raise HelpingError(_("这份名单已经建过。")) from None
    journal_list(acting_user, "make", made)
    return made


@transaction.atomic
def fill_from_register(*, acting_user: User, helplist: HelpList, today: date | None = None) -> int:
    """Put on it whom its rule names and who is not there yet; return how many came.

    Raises:
        PermissionDenied: The user holds no duty there.
        HelpingError: The register does not know this kind.
    """
    one = held_list(acting_user, helplist)
    if one.kind not in BY_RULE:
        raise HelpingError(_("登记信息里认不出这类人，请用表格导入。"))
    named = named_by_register(
        kind=one.kind,
        division=one.division,
        year=one.year,
        today=today or timezone.localdate(),
    )
    came = add_people(helplist=one, people=named.people, source=CaseSource.REGISTER)
    one.unknown = named.unknown
    one.save(update_fields=["unknown"])
    journal_list(acting_user, "fill", one, added=came, unknown=named.unknown)
    return came


def add_people(
    *,
    helplist: HelpList,
    people: list[int],
    source: CaseSource,
    needs: dict[int, list[str]] | None = None,
) -> int:
    """Inside the caller's transaction; whoever is there already stays as they are."""
    there = set(helplist.cases.values_list("person", flat=True))
    fresh = [one for one in people if one not in there]
    HelpCase.objects.bulk_create(
        [
            HelpCase(
                helplist=helplist,
                division=helplist.division,
                person_id=one,
                source=source,
                needs=(needs or {}).get(one, []),
            )
            for one in fresh
        ],
        batch_size=500,
    )
    return len(fresh)


def held_list(user: User, helplist: HelpList) -> HelpList:
    if not may_keep_lists(user, helplist.division):
        raise PermissionDenied
    return HelpList.objects.select_for_update().get(pk=helplist.pk)


def journal_list(user: User | None, name: str, helplist: HelpList, **more: object) -> None:
    record(
        acting_user=user,
        action=f"helping.list.{name}",
        obj=helplist,
        region=helplist.division,
        data={"name": helplist.name, **more},
    )
