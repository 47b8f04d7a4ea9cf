"""A person's own money: what is owed, where each sum is, what is to be paid back."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, OuterRef

from yulin.entitlements.enums import GrantState
from yulin.entitlements.models import Instalment
from yulin.entitlements.models.subject import whose
from yulin.entitlements.queries.holds import held_by_hand
from yulin.ledger.enums import LIVE, ClaimState
from yulin.ledger.models import Claim, Notice, Payment
from yulin.ledger.queries.claims import Balance, balance_of
from yulin.ledger.queries.parts import rest_of_instalment
from yulin.registry.models import Employer, EmployerFact, Person

NOTICES = 10


@dataclass(frozen=True, kw_only=True)
class OwnSum:
    """One instalment and how far it has come."""

    policy: str
    benefit: str
    since: dt.date
    amount: Decimal
    #: a state of payments, or `stopped`, `held`, `funded`, `waiting`, `set_off`
    state: str
    account: str
    #: the organisation that gets it, by its name; empty: they do themselves
    payee: str
    paid_at: dt.datetime | None


def own_sums(*, person: Person) -> list[OwnSum]:
    """All instalments of a person, latest first, in two queries."""
    rows = (
        Instalment.objects.filter(person=person)
        .select_related("grant")
        .annotate(
            held=held_by_hand(),
            funded=Exists(Instalment.objects.filter(pk=OuterRef("pk"), allocations__isnull=False)),
            rest=rest_of_instalment(),
        )
    )
    tries: dict[int, Payment] = {}
    made = Payment.objects.filter(instalment__person=person).exclude(state="cancelled")
    for payment in made.select_related("account").order_by("pk"):
        tries[payment.instalment_id] = payment
    owed = list(rows.order_by("-during__startswith", "-pk"))
    names = names_of_firms({row.payee_id for row in owed if row.payee_id})
    return [_sum(row, tries.get(row.pk), names.get(row.payee_id or 0, "")) for row in owed]


def names_of_firms(keys: set[int]) -> dict[int, str]:
    """The registered names of organisations, in one query; none where there are none."""
    if not keys:
        return {}
    rows = EmployerFact.objects.current().filter(employer__in=keys)
    return {key: name or "" for key, name in rows.values_list("employer", "name")}


def _sum(row: Instalment, payment: Payment | None, payee: str) -> OwnSum:
    held, funded, rest = row.held, row.funded, row.rest  # type: ignore[attr-defined]
    state = "held" if held else "set_off" if not rest else "funded" if funded else "waiting"
    if row.grant.state == GrantState.STOPPED and rest:
        state = "stopped"
        payment = payment if payment and payment.state in LIVE else None
    return OwnSum(
        policy=row.policy,
        benefit=f"{row.benefit} · {row.part}" if row.part else row.benefit,
        since=row.during.lower,
        amount=rest or Decimal(row.amount) / 100,
        state=payment.state if payment else state,
        # the number of an organisation's account is its own
        account=payment.account.number.masked if payment and not row.payee_id else "",
        payee=payee,
        paid_at=payment.answered_at if payment else None,
    )


@dataclass(frozen=True, kw_only=True)
class OwnClaim:
    claim: Claim
    balance: Balance


def own_claims(*, person: Person, today: dt.date) -> list[OwnClaim]:
    rows = Claim.objects.filter(person=person, state=ClaimState.OPEN).select_related("grant")
    return [OwnClaim(claim=row, balance=balance_of(row, today=today)) for row in rows]


def called_back_of(*, subject: Person | Employer) -> list[Claim]:
    """What a text calls back of somebody, latest first: to be answered, or decided."""
    rows = Claim.objects.filter(**whose(subject), run__isnull=False)
    return list(rows.select_related("grant")[:NOTICES])


def own_called_back(*, subject: Person | Employer, uuid: UUID | str) -> Claim:
    """Raises Claim.DoesNotExist also for somebody else's."""
    return Claim.objects.get(**whose(subject), run__isnull=False, uuid=uuid)


def own_notices(*, person: Person) -> list[Notice]:
    return list(Notice.objects.filter(person=person)[:NOTICES])
