"""Contracts: the firm registers, the person confirms, and the register knows of a job.

What follows from it (decided anew, dues) follows as from any other fact.
"""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.models import User
from yulin.access.row_security import as_the_program
from yulin.entitlements.jobs import arrived_later
from yulin.facts import enums
from yulin.facts.schema import OPEN_END
from yulin.jobs.actions.applications import (
    held_by_firm,
    held_by_person,
    journal_application,
    lawful,
    move,
    must_be,
)
from yulin.jobs.actions.posts import free_seat
from yulin.jobs.actions.telling import tell_person
from yulin.jobs.enums import (
    REGISTERED_AS,
    ApplicationState,
    ContractState,
    OfferState,
    ToldKind,
    WorkForm,
)
from yulin.jobs.errors import JobsError
from yulin.jobs.models import Contract, Offer
from yulin.registry.actions.enter import enter_fact
from yulin.registry.actions.supersede import Provenance
from yulin.registry.models import EmploymentSpell, Person

SOURCE = "劳动合同登记"


@dataclass(frozen=True, kw_only=True)
class Signed:
    signed_on: date
    starts_on: date
    ends_on: date | None
    monthly_pay: int
    number: str = ""


@transaction.atomic
def register_contract(*, acting_user: User, offer: Offer, signed: Signed) -> Contract:
    """The firm registers what was signed; nothing is a fact before the person confirms.

    Raises:
        PermissionDenied: It is not the user's firm's.
        JobsError: The offer was not accepted, the days make no sense, or it is registered already.
    """
    one = held_by_firm(acting_user, offer.application)
    must_be(one, ApplicationState.ACCEPTED)
    held = Offer.objects.select_for_update().get(pk=offer.pk)
    for wrong, told in (
        (held.state != OfferState.ACCEPTED, _("这份录用意向没有被接受。")),
        (signed.signed_on > timezone.localdate(), _("签订日期不能晚于今天。")),
        (
            signed.ends_on is not None and signed.ends_on < signed.starts_on,
            _("终止日期不能早于起始日期。"),
        ),
        (not 1 <= signed.monthly_pay <= 10_000_000, _("请写月薪，以元为单位。")),
    ):
        if wrong:
            raise JobsError(told)
    try:
        with transaction.atomic():
            made = Contract.objects.create(
                offer=held,
                number=lawful(signed.number)[:64],
                signed_on=signed.signed_on,
                starts_on=signed.starts_on,
                ends_on=signed.ends_on,
                monthly_pay=signed.monthly_pay,
                registered_by=acting_user,
            )
    except IntegrityError:
        raise JobsError(_("这份合同已经登记过。")) from None
    journal_application(acting_user, "register", one, contract=str(made.uuid))
    tell_person(one, ToldKind.CONTRACT, f"contract:{made.pk}")
    return made


@transaction.atomic
def confirm_contract(*, acting_user: User, contract: Contract) -> Contract:
    """The person says that it is so: a 就业 row comes into the register, and they are decided anew.

    Raises:
        PermissionDenied: Somebody else's.
        JobsError: It was answered already.
    """
    one = held_by_person(acting_user, contract.offer.application)
    held = _unanswered(contract)
    person = Person.objects.get(pk=one.person_id)
    fact = enter_fact(
        model=EmploymentSpell,
        values=_spell(held, one.employer_id, person),
        provenance=Provenance(source=SOURCE, evidence=str(held.uuid)),
        acting_user=acting_user,
    )
    held.state, held.answered_at, held.batch = (
        ContractState.CONFIRMED, timezone.now(), fact.batch,
    )  # fmt: skip
    held.save(update_fields=["state", "answered_at", "batch"])
    move(one, ApplicationState.HIRED, acting_user, contract=str(held.uuid), fact=str(fact.uuid))
    with as_the_program():
        person.refresh_from_db()
        arrived_later(region=person.division, moment=fact.batch.recorded_at)
    return held


@transaction.atomic
def dispute_contract(*, acting_user: User, contract: Contract, objection: str) -> Contract:
    """The person says that it is not so; nothing becomes a fact, and the seat is free again."""
    one = held_by_person(acting_user, contract.offer.application)
    held = _unanswered(contract)
    words = objection.strip()[:1000]
    if not words:
        raise JobsError(_("请写明哪里不对。"))
    held.state, held.answered_at, held.objection = (
        ContractState.DISPUTED, timezone.now(), words,
    )  # fmt: skip
    held.save(update_fields=["state", "answered_at", "objection"])
    with as_the_program():
        free_seat(post=one.post)
    move(one, ApplicationState.WITHDRAWN, acting_user, contract=str(held.uuid))
    return held


def _unanswered(contract: Contract) -> Contract:
    held = (
        Contract.objects.select_for_update(of=("self",))
        .select_related("offer__application__post")
        .get(pk=contract.pk)
    )
    if held.state != ContractState.REGISTERED:
        raise JobsError(
            _("这份合同现在是“%(state)s”，不能再答复。") % {"state": held.get_state_display()}
        )
    return held


def _spell(contract: Contract, employer: int, person: Person) -> dict[str, object]:
    offer, post = contract.offer, contract.offer.application.post
    form = WorkForm(post.forms[0])
    return {
        "person": person,
        "employer_id": employer,
        "form": enums.EMPLOYMENT_FORM.code(REGISTERED_AS[form]),
        "started_on": contract.starts_on,
        "ended_on": contract.ends_on or OPEN_END,
        "contract_years": offer.contract_years * 10,  # kept in tenths of a year
        "post": post.title,
        "monthly_wage": contract.monthly_pay * 100,
        "full_time": form == WorkForm.FULL_TIME,
    }
