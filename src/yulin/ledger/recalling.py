"""What the text of the day calls back (存续: 追回额) of what was paid for some grants.

What the books paid is known as received, also before anybody handed in a table that says so: of whom
the register names nothing received of the benefit, the payments themselves are the rows that the
clause reads. A sum that cannot be told calls nothing back.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from yulin.entitlements.deciding import parts_of
from yulin.entitlements.models import Grant, Run
from yulin.entitlements.plan import PEOPLE_PER_BATCH
from yulin.facts.enums import BENEFIT_STATE
from yulin.facts.frames import Facts, empty_frame
from yulin.ledger.enums import PaymentState
from yulin.ledger.models import Payment
from yulin.policy.backends.population import KEY, Population
from yulin.policy.program import Item, Program
from yulin.policy.vocabulary import Subject
from yulin.programmes.queries.library import library_of

_RECEIVED = "已享受"
_KINDS: tuple[tuple[Subject, str, str], ...] = (
    ("人员", "P", "person_id"),
    ("单位", "E", "employer_id"),
)


@dataclass(frozen=True)
class CalledBack:
    """How many fen of all that was received, and the clauses that say so."""

    fen: int
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class _Paid:
    policy: str
    benefit: str
    fen: int
    day: date


def items_of(run: Run) -> tuple[Program, list[Item]]:
    """The text of the run's day, and its benefits that call money back."""
    assert run.library is not None
    program = library_of(run.library).program(run.as_of)
    return program, [item for item in program.items if item.life and item.life.recovers]


def called_back(run: Run, grants: Iterable[Grant]) -> dict[int, CalledBack]:
    """Grant → what the run's text calls back of its benefit; left out where nothing is."""
    program, items = items_of(run)
    wanted: dict[tuple[str, str], list[int]] = defaultdict(list)
    paid: dict[str, list[_Paid]] = defaultdict(list)
    of_grants = {grant.pk: grant for grant in grants}
    for grant in of_grants.values():
        wanted[_subject(grant), f"{grant.policy}/{grant.benefit}"].append(grant.pk)
    rows = Payment.objects.filter(instalment__grant__in=of_grants, state=PaymentState.PAID)
    for payment in rows.select_related("instalment__grant").order_by("pk"):
        grant = payment.instalment.grant
        day = (payment.answered_at.date() if payment.answered_at else None) or grant.begins_on
        paid[_subject(grant)].append(
            _Paid(grant.policy, grant.benefit, int(payment.amount * 100), min(day, run.as_of))
        )
    found: dict[int, CalledBack] = {}
    for one, called in _told(run, program, items, paid):
        # of several grants of one benefit the last is claimed of
        if one in wanted:
            found[max(wanted[one])] = called
    return found


def _subject(grant: Grant) -> str:
    return f"P{grant.person_id}" if grant.person_id else f"E{grant.employer_id}"


def _told(
    run: Run, program: Program, items: list[Item], paid: dict[str, list[_Paid]]
) -> Iterator[tuple[tuple[str, str], CalledBack]]:
    for kind, letter, _field in _KINDS:
        own = [item for item in items if item.subject == kind]
        ids = sorted(int(key[1:]) for key in paid if key.startswith(letter)) if own else []
        for start in range(0, len(ids), PEOPLE_PER_BATCH):
            for part in parts_of(run, kind, ids[start : start + PEOPLE_PER_BATCH], program):
                facts = _with_paid(part.facts, letter, paid)
                yield from _look(Population(program, facts, run.as_of, kind, keys=part.keys), own)


def _look(
    population: Population, items: list[Item]
) -> Iterator[tuple[tuple[str, str], CalledBack]]:
    for item in items:
        assert item.life is not None
        assert item.life.recovers is not None
        leaves = item.life.recovers.leaves()
        population.prepare([item.life.recovery, *(leaf.node for leaf in leaves)])
        sums = population.values(item.life.recovery).to_list()
        said = [(population.values(leaf.node).to_list(), leaf.condition.text) for leaf in leaves]
        for at, subject in enumerate(population.frame[KEY]):
            if sums[at] is not None and sums[at] > 0:
                clauses = tuple(text for held, text in said if held[at])
                yield (str(subject), item.key), CalledBack(int(sums[at]), clauses)


def _with_paid(facts: Facts, letter: str, paid: dict[str, list[_Paid]]) -> Facts:
    """The facts, and what was paid of benefits of which they name nothing received."""
    known = facts[_RECEIVED] if _RECEIVED in facts else empty_frame(_RECEIVED)
    column = "证件号" if letter == "P" else "受款单位代码"
    named = set(known.select(column, "政策编号", "待遇").rows())
    state = BENEFIT_STATE.code("已发放")
    rows = [
        {
            column: subject,
            "政策编号": one.policy,
            "待遇": one.benefit,
            "金额": one.fen,
            "享受日期": one.day,
            "截止日期": one.day,
            "享受状态": state,
            "技能等级": 0,
        }
        for subject, ones in paid.items()
        if subject.startswith(letter)
        for one in ones
        if (subject, one.policy, one.benefit) not in named
    ]
    if not rows:
        return facts
    added = pl.DataFrame(rows, schema_overrides=dict(known.schema)).select(
        pl.col(name).cast(kind) if name in rows[0] else pl.lit(None, kind).alias(name)
        for name, kind in known.schema.items()
    )
    return replace(facts, tables={**facts.tables, _RECEIVED: pl.concat([known, added])})
