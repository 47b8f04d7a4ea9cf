"""Load record tables into the register: add what is new, supersede what no longer holds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import polars as pl
from django.db import IntegrityError, transaction
from psycopg import sql

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.facts.frames import EMPLOYERS, PEOPLE, PERSON_KEY, Facts
from yulin.registry.actions.coverage import extend_coverage
from yulin.registry.actions.owned import Owned, merged
from yulin.registry.actions.placement import place_employers, place_people
from yulin.registry.actions.supersede import Change, Provenance, replace_rows
from yulin.registry.bulk import execute
from yulin.registry.errors import BrokenRuleError, UnknownPeopleError, in_words
from yulin.registry.incoming import Incoming, read_incoming
from yulin.registry.locks import begin_load
from yulin.registry.models import MODEL_OF, Batch, PersonFact

Progress = Callable[[str, int, int], None]
"""Told the step, how much of it is done, and how much there is."""

#: below this many new rows the planner's old statistics still serve
_ANALYSE_FROM = 10_000


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What a load changed, by sheet."""

    people: int
    changes: dict[str, Change] = field(default_factory=dict)

    #: whether any row came or went, or a table came to be held of somebody
    changed: bool = False
    #: people and organisations of whom another name was told, which nobody overwrites
    names_differ: int = 0

    def as_data(self) -> dict[str, dict[str, int]]:
        return {sheet: change.as_data() for sheet, change in self.changes.items()}


def load_facts(
    *,
    facts: Facts,
    batch: Batch,
    acting_user: User | None,
    progress: Progress | None = None,
    asked: Sequence[str] = (),
    provenance: Provenance | None = None,
    owned: Owned | None = None,
) -> Loaded:
    """Make the register hold these facts about these people and organisations, or change nothing.

    A sheet replaces what the register held of the same sheet for the same people: those named in
    人员, those `asked` about by number, and those with a row in the sheet. `provenance` says whose word
    the new rows are; without it they are of the sheet's own register. Rows that are the same stay as they are, so loading a
    file twice changes nothing. `owned` narrows what is replaced to what is the sender's. Raises
    RegistryError.
    """
    facts.validate()
    try:
        with transaction.atomic():
            incoming = _Load(
                facts=facts, batch=batch, asked=asked, provenance=provenance, owned=owned
            )
            return _load(incoming, acting_user, progress or _silent)
    except IntegrityError as error:
        raise BrokenRuleError(in_words(error)) from None  # the cause would print a row


def _silent(step: str, done: int, total: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True, kw_only=True)
class _Load:
    facts: Facts
    batch: Batch
    asked: Sequence[str]
    provenance: Provenance | None
    owned: Owned | None


def _load(given: _Load, user: User | None, progress: Progress) -> Loaded:
    moment = begin_load()
    batch = given.batch
    progress("identify", 0, 1)
    incoming = read_incoming(given.facts, given.asked)
    _refuse_unknown_people(given.facts, incoming)
    changes, differ = _replace(given, incoming, moment, progress)
    progress("place", 0, 1)
    covered = _follow_up(incoming, changes, moment)
    moved = any(change.added or change.superseded for change in changes.values())
    loaded = Loaded(
        people=incoming.people.len(),
        changes=changes,
        changed=moved or covered > 0,
        names_differ=differ,
    )
    Batch.objects.filter(pk=batch.pk).update(recorded_at=moment)
    record(
        acting_user=user, action="registry.facts.load", obj=batch, data={"sheets": loaded.as_data()}
    )
    progress("place", 1, 1)
    return loaded


def _replace(
    given: _Load, incoming: Incoming, moment: datetime, progress: Progress
) -> tuple[dict[str, Change], int]:
    facts = given.facts
    changes: dict[str, Change] = {}
    differ = 0
    total = sum(facts.counts().values())
    done = 0
    # Organisations first: people are placed by their employers.
    for sheet in sorted(facts.tables, key=lambda name: name != EMPLOYERS):
        progress(sheet, done, total)
        rows, subjects = incoming.rows(sheet), incoming.subjects(sheet)
        if given.owned is not None:
            whole = merged(model=MODEL_OF[sheet], rows=rows, subjects=subjects, owned=given.owned)
            rows, differ = whole.rows, differ + whole.names_differ
        changes[sheet] = replace_rows(
            model=MODEL_OF[sheet],
            rows=rows,
            subjects=subjects,
            batch=given.batch,
            moment=moment,
            provenance=given.provenance,
        )
        done += facts[sheet].height
        progress(sheet, done, total)
    return {sheet: changes[sheet] for sheet in facts.tables}, differ


def _refuse_unknown_people(facts: Facts, incoming: Incoming) -> None:
    """Somebody with facts but no name could never be found again."""
    named = facts[PEOPLE][PERSON_KEY] if PEOPLE in facts else pl.Series([], dtype=pl.String)
    strangers = incoming.people.filter(~incoming.people.is_in(incoming.ids(named).implode()))
    known = PersonFact.objects.current().filter(person__in=strangers.to_list())
    missing = strangers.len() - known.count()
    if missing:
        raise UnknownPeopleError(missing)


def _follow_up(incoming: Incoming, changes: dict[str, Change], moment: datetime) -> int:
    """How many people other tables are held of than before."""
    if sum(change.added for change in changes.values()) >= _ANALYSE_FROM:
        grown = [MODEL_OF[sheet] for sheet, change in changes.items() if change.added]
        for table in [model._meta.db_table for model in grown] + ["registry_person"]:
            execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))
    covered = extend_coverage(incoming.coverage(), moment)
    if any(change.added or change.superseded for change in changes.values()):
        place_employers(incoming.employers)
        place_people(incoming.people, incoming.employers, moment)
    return covered
