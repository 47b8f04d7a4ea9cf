"""What a run decided about an organisation, with every reason."""

from yulin.entitlements.models import Run
from yulin.entitlements.queries.places import placed
from yulin.facts.frames import Facts
from yulin.policy.decision import Decision
from yulin.policy.explain import explain
from yulin.programmes.queries.library import library_of
from yulin.registry.models import Employer, EmployerFact
from yulin.registry.queries.employers import known_employers


def decisions_about(employer: Employer, run: Run) -> tuple[Decision, ...]:
    """The caller decides who may see it."""
    assert run.library is not None
    library = library_of(run.library)
    known = known_employers([library.program(run.as_of)], known_on=run.known_at, only=[employer.pk])
    found = explain(
        library,
        next((part.facts for part in known), Facts({})),
        as_of=run.as_of,
        subject=employer.key,
        subject_kind="employer",
    )
    return placed(found, run=run, subject=employer)


def name_of(employer: Employer) -> str:
    named = EmployerFact.objects.current().filter(employer=employer)
    return named.values_list("name", flat=True).first() or employer.code
