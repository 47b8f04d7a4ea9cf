"""Many accounts at once: a list that one hands in, and first accounts that another lets be used."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.divisions import bounds
from yulin.access.models import User
from yulin.access.refusals import in_words
from yulin.entitlements.models.subject import whose
from yulin.ledger.actions.tell import Subject, tell
from yulin.ledger.enums import NoticeKind, PayeeState
from yulin.ledger.errors import LedgerError
from yulin.ledger.models import PayeeAccount
from yulin.ledger.models.payee import normalise_account
from yulin.ledger.rules import may_approve_payees, may_ask_payees
from yulin.registry.models import Employer, EmployerFact, Person, PersonFact

#: lines of one list
MOST = 100_000
_BATCH = 2000


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a list, as it was written; `row` is its number there."""

    row: int
    number: str
    holder: str
    bank: str
    bank_code: str
    account: str

    def __repr__(self) -> str:
        return f"Line({self.row})"


@dataclass(kw_only=True)
class Taken:
    """How many accounts wait for approval now, how many were known, and which lines say why not."""

    asked: int = 0
    known: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


def ask_payees(*, acting_user: User, region: int, lines: Sequence[Line]) -> Taken:
    """Ask that people and organisations of a region be paid to these accounts; nothing changes until it is approved.

    The name on the account must be the registered one: a card of somebody else's is asked for alone,
    with a reason. A line that cannot be used is told by its number and leaves the others alone.
    """
    if not may_ask_payees(acting_user, region):
        raise PermissionDenied
    taken = Taken()
    with transaction.atomic():
        for begin in range(0, len(lines), _BATCH):
            _take(acting_user, region, lines[begin : begin + _BATCH], taken)
        record(
            acting_user=acting_user,
            action="ledger.payee.ask_list",
            region=region,
            data={"asked": taken.asked, "known": taken.known, "refused": len(taken.refused)},
        )
    return taken


def _take(user: User, region: int, lines: Sequence[Line], taken: Taken) -> None:
    known = _Known.read(region, lines)
    living = PayeeAccount.objects.filter(
        Q(person__in=known.people()) | Q(employer__in=known.firms()),
        state__in=[PayeeState.ACTIVE, PayeeState.PENDING],
    ).select_related("person", "employer")
    held = {(row.subject, row.number.open()) for row in living}
    in_use = {row.subject for row in living if row.state == PayeeState.ACTIVE}
    made = []
    for line in lines:
        subject = known.subjects.get(line.number)
        if subject is None:
            taken.refused.append((line.row, _("不是本地区登记的人员或单位。")))
            continue
        if why := _why_not(line, known.names.get(subject, "")):
            taken.refused.append((line.row, why))
            continue
        if (subject, normalise_account(line.account)) in held:
            taken.known += 1
            continue
        held.add((subject, normalise_account(line.account)))
        made.append(_account(user, subject, line))
        if subject in in_use:  # whoever is about to lose an account can still object
            tell(subject=subject, kind=NoticeKind.ACCOUNT_ASKED, number=made[-1].number.masked)
    PayeeAccount.objects.bulk_create(made, batch_size=_BATCH)
    taken.asked += len(made)


@dataclass(frozen=True)
class _Known:
    """The people and organisations of a region that a list names, and their registered names."""

    subjects: dict[str, Subject]
    names: dict[Subject, str]

    @classmethod
    def read(cls, region: int, lines: Sequence[Line]) -> "_Known":
        numbers, within = {line.number for line in lines}, bounds(region)
        subjects: dict[str, Subject] = {
            person.number.open(): person
            for person in Person.objects.by_numbers(numbers).filter(division__range=within)
        }
        firms = Employer.objects.by_codes(numbers).filter(division__range=within)
        subjects |= {firm.code: firm for firm in firms}
        names: dict[Subject, str] = {}
        for fact in (
            PersonFact.objects.current()
            .filter(person__in=[one for one in subjects.values() if isinstance(one, Person)])
            .select_related("person")
        ):
            names[fact.person] = fact.name or ""
        for fact in (
            EmployerFact.objects.current()
            .filter(employer__in=list(firms))
            .select_related("employer")
        ):
            names[fact.employer] = fact.name or ""
        return cls(subjects, names)

    def people(self) -> list[Person]:
        return [one for one in self.subjects.values() if isinstance(one, Person)]

    def firms(self) -> list[Employer]:
        return [one for one in self.subjects.values() if isinstance(one, Employer)]


def _why_not(line: Line, name: str) -> str:
    if not line.holder or line.holder != name:
        return _("户名与登记的姓名不同。")
    if not line.bank or not (line.bank_code.isascii() and line.bank_code.isdecimal()):
        return _("请写开户行和十二位联行号。")
    if len(line.bank_code) != 12:
        return _("请写开户行和十二位联行号。")
    if not 8 <= len(normalise_account(line.account)) <= 32:
        return _("账号应为 8 到 32 位数字。")
    return ""


def _account(user: User, subject: Subject, line: Line) -> PayeeAccount:
    account = PayeeAccount(
        **whose(subject),
        holder=line.holder,
        bank=line.bank,
        bank_code=line.bank_code,
        asked_by=user,
    )
    account.number = line.account
    return account


def approve_first_payees(*, acting_user: User, region: int, today: date) -> int:
    """Let the first accounts of a region's people be used that others asked for; return how many.

    A change of an account in use, and a number that two people gave, are looked at one by one.
    Raises LedgerError where one of them was approved by another way meanwhile.
    """
    if not may_approve_payees(acting_user, region):
        raise PermissionDenied
    with transaction.atomic():
        waiting = list(_first(acting_user, region).select_for_update(of=("self",)).order_by("pk"))
        chosen = [row.pk for row in _of_one_person_each(waiting)]
        try:
            PayeeAccount.objects.filter(pk__in=chosen).update(
                state=PayeeState.ACTIVE, approved_by=acting_user, usable_from=today
            )
        except IntegrityError as error:  # somebody approved one of them by another way meanwhile
            raise LedgerError(in_words(error) or _("没有保存：与已有的记录冲突。")) from None
        record(
            acting_user=acting_user,
            action="ledger.payee.approve_list",
            region=region,
            data={"count": len(chosen), "sha256": _digest(chosen)},
        )
    return len(chosen)


def _first(user: User, region: int) -> QuerySet[PayeeAccount]:
    active = PayeeAccount.objects.filter(state=PayeeState.ACTIVE)
    return PayeeAccount.objects.filter(
        ~Exists(active.filter(person=OuterRef("person"))),
        ~Exists(active.filter(number_index=OuterRef("number_index"))),
        ~Q(asked_by=user),
        state=PayeeState.PENDING,
        person__division__range=bounds(region),
        shared_by__isnull=True,
    )


def _of_one_person_each(rows: list[PayeeAccount]) -> Iterable[PayeeAccount]:
    numbers = Counter(bytes(row.number_index) for row in rows)
    people = Counter(row.person_id for row in rows)
    return (r for r in rows if numbers[bytes(r.number_index)] == people[r.person_id] == 1)


def _digest(chosen: Sequence[int]) -> str:
    return hashlib.sha256(",".join(map(str, chosen)).encode()).hexdigest()
