"""People who come onto a list by workbook: matched to the register, all of them or nobody."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from yulin.access.divisions import covers
from yulin.access.models import User
from yulin.helping.actions.lists import add_people, held_list, journal_list
from yulin.helping.enums import CaseSource
from yulin.helping.models import HelpList
from yulin.helping.queries.register import names_of
from yulin.helping.rules import may_keep_lists
from yulin.helping.workbook import Line, RowsError, fault_at, read_lines
from yulin.registry.models import Person


@transaction.atomic
def fill_from_workbook(
    *, acting_user: User, helplist: HelpList, name: str, chunks: Iterable[bytes]
) -> int:
    """Take everybody in the file; return how many came who were not on the list.

    Raises:
        PermissionDenied: The user holds no duty there.
        HelpingError: The file cannot be read.
        RowsError: Rows name nobody of the region; nothing is taken.
    """
    if not may_keep_lists(acting_user, helplist.division):
        raise PermissionDenied
    lines = read_lines(name=name, chunks=chunks)
    one = held_list(acting_user, helplist)
    found = _matched(one, lines)
    came = add_people(
        helplist=one,
        people=list(found),
        source=CaseSource.WORKBOOK,
        needs={person: list(line.needs) for person, line in found.items()},
    )
    journal_list(acting_user, "upload", one, rows=len(lines), added=came)
    return came


def _matched(helplist: HelpList, lines: list[Line]) -> dict[int, Line]:
    """By the row that is kept; two queries however many lines."""
    people = Person.objects.by_numbers(line.number for line in lines)
    index_of = Person._meta.get_field("number").index_of
    by_number = {
        bytes(one.number_index): one.merged_into_id or one.pk
        for one in people
        if _is_here(one, helplist)
    }
    names = names_of(by_number.values())
    faults: list[str] = []
    found: dict[int, Line] = {}
    for line in lines:
        person = by_number.get(index_of(line.number))
        if person is None:
            faults.append(fault_at(line.row, _("登记里没有这个人，或不属于本地区")))
        elif line.name and line.name != names.get(person):
            faults.append(fault_at(line.row, _("姓名和登记的不一致")))
        elif person in found:
            faults.append(fault_at(line.row, _("和前面的行是同一个人")))
        else:
            found[person] = line
    if faults:
        raise RowsError(faults)
    return found


def _is_here(person: Person, helplist: HelpList) -> bool:
    return person.division is not None and covers(helplist.division, person.division)
