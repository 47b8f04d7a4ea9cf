"""What an employer is due: decided about the firm, or about its people and paid to the firm."""

from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import F, Q, QuerySet

from yulin.entitlements.enums import Answer
from yulin.entitlements.models import Decision, Run
from yulin.entitlements.queries.decisions import yuan
from yulin.entitlements.queries.places import placed
from yulin.entitlements.queries.runs import latest_run
from yulin.policy import decision as engine
from yulin.policy.explain import explain
from yulin.programmes.queries.library import library_of
from yulin.registry.models import Employer, Person
from yulin.registry.queries.facts import facts_of
from yulin.registry.queries.paging import Page, page_of
from yulin.web.employer.own import names_of, staff_of
from yulin.web.officer.employers import decisions_about
from yulin.web.officer.names import Names
from yulin.web.officer.names import names_of as titles_of

SHOWN = (Answer.YES, Answer.NOT_YET, Answer.UNDETERMINED)


@dataclass(frozen=True)
class Line:
    """A due of the firm; `person` is None where the firm itself was decided about."""

    decision: Decision
    policy: str
    benefit: str
    person: UUID | None
    name: str

    @property
    def total(self) -> Decimal | None:
        return yuan(self.decision.total)

    @property
    def amount(self) -> engine.Amount:
        """The sum and what is really paid of it."""
        made = self.decision
        return engine.Amount(
            value=None,
            total=self.total,
            net=yuan(made.net),
            settled=made.is_due and made.net != made.total,
        )


@dataclass(frozen=True)
class Due:
    run: Run
    titles: Names


def latest_due(employer: Employer) -> Due | None:
    """The run that counts where the firm belongs."""
    run = latest_run(region=employer.division)
    return Due(run, titles_of(run)) if run else None


def dues_list(*, employer: Employer, due: Due, status: Answer | None, page: int) -> Page[Line]:
    """Of one answer, or of all that may still become money; the largest sums first."""
    rows = payable(employer, due)
    rows = rows.filter(status__in=SHOWN if status is None else [status])
    ordered = rows.select_related("person").order_by(
        "-status", F("total").desc(nulls_last=True), "id"
    )
    return page_of(ordered, number=page, shown=lambda found: _lines(found, due.titles))


def payable(employer: Employer, due: Due) -> "QuerySet[Decision]":
    """The firm's own decisions, and of its people's only what is paid to the firm."""
    own = Q(employer=employer)
    paid = reduce(or_, (Q(policy=p, benefit=b) for p, b in due.titles.to_employers), Q(pk__in=[]))
    staff = Q(person__in=staff_of(employer))
    return Decision.objects.of_run(due.run).filter(own | (staff & paid))


def _lines(decisions: list[Decision], titles: Names) -> list[Line]:
    names = names_of([d.person_id for d in decisions if d.person_id])
    return [
        Line(
            decision=made,
            policy=titles.policy(made.policy),
            benefit=titles.benefit(made.policy, made.benefit),
            person=made.person.uuid if made.person else None,
            name=names.get(made.person_id, "") if made.person_id else "",
        )
        for made in decisions
    ]


def own_reason(employer: Employer, due: Due, key: str) -> engine.Decision | None:
    return next((d for d in decisions_about(employer, due.run) if d.key == key), None)


def staff_reason(person: Person, due: Due, key: str) -> engine.Decision | None:
    """Of one of the firm's people, and only where the firm is paid."""
    policy, _slash, benefit = key.partition("/")
    if (policy, benefit) not in due.titles.to_employers:
        return None
    assert due.run.library is not None
    decisions = explain(
        library_of(due.run.library),
        facts_of(person, known_on=due.run.known_at),
        as_of=due.run.as_of,
        subject=person.key,
    )
    told = placed(decisions, run=due.run, subject=person)
    return next((d for d in told if d.key == key), None)
