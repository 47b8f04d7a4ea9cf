"""Reserve money for what is owed, oldest first, before anybody is promised anything."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from yulin.access.divisions import bounds, covers
from yulin.access.models import User
from yulin.entitlements.enums import GrantState
from yulin.entitlements.models import Instalment
from yulin.entitlements.queries.holds import held_by_hand
from yulin.ledger.actions.post import post
from yulin.ledger.enums import AccountKind, Movement, Step
from yulin.ledger.models import (
    Account,
    Allocation,
    BudgetLine,
    ClaimStep,
    Funding,
    Posting,
    Release,
)
from yulin.ledger.queries.parts import set_off_on
from yulin.ledger.rules import may_reserve
from yulin.ledger.shares import divide

_FEN = Decimal(100)


@dataclass(frozen=True, kw_only=True)
class Reserved:
    """How many instalments got their money, and how many wait for what."""

    reserved: int
    amount: Decimal
    #: a line of theirs has too little left
    without_money: int
    #: nobody has arranged which lines pay
    without_funding: int


@transaction.atomic
def reserve(*, acting_user: User | None, region: int) -> Reserved:
    """Reserve for every instalment of a region that has no money yet and is not held by hand.

    An instalment gets all of its money or none, and nobody overtakes: where a line is short, whoever
    came later waits, even with a smaller sum.
    """
    if acting_user is not None and not may_reserve(acting_user, region):
        raise PermissionDenied
    arranged = _Arrangements.read()
    owed = _waiting(region)
    waiting = owed.filter(policy__in=arranged.policies()).select_related("grant")
    again = _released()
    lines = arranged.lines() | again.lines
    # Held to the end, so that two who reserve at once do not count the same yuan.
    held = Account.objects.select_for_update().filter(line__in=lines, kind=AccountKind.AVAILABLE)
    left = {account.line_id: account.balance for account in held.order_by("pk")}
    chosen = _Chosen(
        left, again.times, without_funding=owed.exclude(policy__in=arranged.policies()).count()
    )
    for row in waiting.iterator(chunk_size=5000):
        if row.pk in again.parts:
            chosen.take_again(row, again.parts[row.pk], again.less[row.pk])
        else:
            chosen.take(row, arranged.shares(row))
    if chosen.parts:
        posting = post(
            acting_user=acting_user,
            movement=Movement.RESERVE,
            parts=chosen.sums(lines),
            key=chosen.key(),
            reason=_("为 %(count)s 笔应付预留") % {"count": len(chosen.parts)},
        )
        Allocation.objects.bulk_create(chosen.rows(posting), batch_size=5000)
    return chosen.told()


def _waiting(region: int) -> QuerySet[Instalment]:
    owed = Instalment.objects.filter(~held_by_hand(), allocations__isnull=True)
    owed = owed.exclude(grant__state=GrantState.STOPPED)
    return owed.filter(grant__district__range=bounds(region)).order_by("during__startswith", "pk")


@dataclass(frozen=True, kw_only=True)
class _Again:
    """What was set off in part, set free with its stopped grant, and is owed again by a ruling.

    The lines that bore what was set off bear the rest, whatever is arranged today.
    """

    parts: dict[int, dict[int, Decimal]]
    #: of these, what was set off and is paid already
    less: dict[int, dict[int, Decimal]]
    lines: dict[int, BudgetLine]
    #: instalment → how many allocations of it were set free, of any that wait
    times: dict[int, int]


def _released() -> _Again:
    """Asked of what was ever set free, which is little: not of all that waits."""
    free = Release.objects.filter(instalment__allocations__isnull=True)
    steps = ClaimStep.objects.filter(kind=Step.SET_OFF, instalment__in=free.values("instalment"))
    keys = set(steps.values_list("instalment", flat=True))
    rows = free.filter(instalment__in=keys).select_related("line__fund").order_by("pk")
    parts: dict[int, dict[int, Decimal]] = {key: {} for key in sorted(keys)}
    for row in rows:
        parts[row.instalment_id][row.line_id] = row.amount
    return _Again(
        parts=parts,
        less={key: set_off_on([key]) for key in parts},
        lines={row.line_id: row.line for row in rows},
        times=dict(free.order_by().values_list("instalment").annotate(Count("pk"))),
    )


class _Arrangements:
    """Which lines pay what, when and where: the narrowest region's, then the benefit's own."""

    def __init__(self, fundings: Iterable[Funding]) -> None:
        self._by_policy: dict[str, list[Funding]] = defaultdict(list)
        for funding in fundings:
            self._by_policy[funding.policy].append(funding)

    @classmethod
    def read(cls) -> "_Arrangements":
        return cls(Funding.objects.prefetch_related("shares__line__fund"))

    def policies(self) -> list[str]:
        """Somebody has arranged at least for a part of them which lines pay."""
        return sorted(self._by_policy)

    def lines(self) -> dict[int, BudgetLine]:
        return {
            share.line_id: share.line
            for fundings in self._by_policy.values()
            for funding in fundings
            for share in funding.shares.all()
        }

    def shares(self, row: Instalment) -> dict[int, int]:
        """Line → weight; empty where nobody has arranged it."""
        day, district = row.during.lower, row.grant.district
        fitting = [
            funding
            for funding in self._by_policy[row.policy]
            if funding.benefit in {"", row.benefit}
            and day in funding.during
            and covers(funding.region, district)
        ]
        if not fitting:
            return {}
        best = max(fitting, key=lambda f: (f.region, f.benefit != ""))
        return {share.line_id: share.weight for share in best.shares.all()}


class _Chosen:
    """What is reserved so far, and what is left on each line."""

    def __init__(
        self, left: dict[int, Decimal], times: dict[int, int], *, without_funding: int
    ) -> None:
        self._left = left
        self._times = times
        self._closed: set[int] = set()
        self.parts: dict[int, dict[int, Decimal]] = {}
        #: of what the parts come to, what is paid already
        self._less: dict[int, Decimal] = defaultdict(Decimal)
        self._without_money = 0
        self._without_funding = without_funding

    def take(self, row: Instalment, shares: dict[int, int]) -> None:
        if not shares:
            self._without_funding += 1
            return
        amount = Decimal(row.amount) / _FEN
        parts = dict(zip(shares, divide(amount, list(shares.values())), strict=True))
        parts = {line: part for line, part in parts.items() if part}
        short = {line for line, part in parts.items() if self._left[line] < part}
        if short or self._closed & set(parts):
            self._closed |= short
            self._without_money += 1
            return
        for line, part in parts.items():
            self._left[line] -= part
        self.parts[row.pk] = parts

    def take_again(
        self, row: Instalment, parts: dict[int, Decimal], less: dict[int, Decimal]
    ) -> None:
        """Reserve what is left of parts of which some is paid by now."""
        rests = {line: part - less.get(line, Decimal(0)) for line, part in parts.items()}
        if any(self._left[line] < rest for line, rest in rests.items()):
            self._without_money += 1
            return
        for line, rest in rests.items():
            self._left[line] -= rest
            self._less[line] += parts[line] - rest
        self.parts[row.pk] = parts

    def sums(self, lines: dict[int, BudgetLine]) -> dict[BudgetLine, Decimal]:
        sums: dict[int, Decimal] = defaultdict(Decimal)
        for parts in self.parts.values():
            for line, part in parts.items():
                sums[line] += part
        for line, less in self._less.items():
            sums[line] -= less
        return {lines[line]: amount for line, amount in sorted(sums.items()) if amount}

    def key(self) -> str:
        """The same instalments are reserved for once, and again only after they were set free."""
        names = ",".join(f"{key}.{self._times.get(key, 0)}" for key in sorted(self.parts))
        return f"reserve:{hashlib.sha256(names.encode()).hexdigest()}"

    def rows(self, posting: Posting) -> Iterator[Allocation]:
        for instalment, parts in self.parts.items():
            for line, part in parts.items():
                yield Allocation(
                    instalment_id=instalment, line_id=line, amount=part, reserved_by=posting
                )

    def told(self) -> Reserved:
        return Reserved(
            reserved=len(self.parts),
            amount=sum((sum(parts.values()) for parts in self.parts.values()), Decimal(0))
            - sum(self._less.values(), Decimal(0)),
            without_money=self._without_money,
            without_funding=self._without_funding,
        )
