"""What a rehearsal of the register needs: a draft among the library's texts, and people in batches."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import polars as pl
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from psycopg import sql

from yulin.codes.divisions import within
from yulin.entitlements.errors import RehearsalError
from yulin.entitlements.plan import people_of, plan_for
from yulin.facts.frames import PEOPLE, PERSON_KEY
from yulin.policy.document import Document
from yulin.policy.documents.load import read_document
from yulin.policy.library import Library
from yulin.policy.problems import PolicyError
from yulin.policy.program import Program
from yulin.policy.reader import Problems
from yulin.policy.rehearsal.dates import Horizon
from yulin.policy.rehearsal.library import boundaries, of_documents, split, with_drafts
from yulin.policy.rehearsal.people import PLACES, Batch, Batches
from yulin.programmes.queries.library import library
from yulin.registry.bulk import copy_out
from yulin.registry.models import Employer, Person
from yulin.registry.queries.employers import known_employers
from yulin.registry.queries.facts import facts_in, people_of_region

LONGEST = 400_000
"""Characters of a draft: ten times the longest document."""


def document_of(text: str) -> Document:
    """The document that a text is; raises RehearsalError with every fault and its line."""
    if not text.strip():
        raise RehearsalError(_("请先选一份文件，或粘贴草案文本。"))
    if len(text) > LONGEST:
        raise RehearsalError(_("文本太长，最多 %d 字。") % LONGEST)
    problems = Problems()
    found = read_document(Path("草案.yaml"), problems, text=text, commons=library().commons)
    _refuse(problems)
    assert found is not None
    return found


def _refuse(problems: Problems) -> None:
    try:
        problems.raise_errors()
    except PolicyError as error:
        raise _faulty(error) from None


def _faulty(error: PolicyError) -> RehearsalError:
    return RehearsalError(_("草案文本还有错误，改好后才能演练。"), error.problems)


def drafted(current: Library, document: Document, *, region: int) -> Library:
    """The library with the draft in the place of its document."""
    if not (within(document.region, region) or within(region, document.region)):
        raise RehearsalError(_("这份草案不适用于你的地区。"))
    others = [d for d in current.documents if d.id != document.id]
    place = next((n for n, d in enumerate(current.documents) if d.id == document.id), len(others))
    return of_documents(current, [*others[:place], document, *others[place:]])


@contextmanager
def telling_faults() -> Iterator[None]:
    """Turn what the compiler finds into a refusal with the draft's faults."""
    try:
        yield
    except PolicyError as error:
        raise _faulty(error) from None


def check(current: Library, document: Document, *, as_of: date, region: int) -> None:
    """Compile the draft with all that it can reach, as it stands on a day."""
    after = drafted(current, document, region=region)
    with telling_faults():
        split(current, after, with_drafts(after, as_of)).after.program(as_of)


def programs_of(before: Library, after: Library, horizon: Horizon) -> list[Program]:
    """All that either library decides with on some day of the horizon."""
    drafted = with_drafts(after, horizon.as_of)
    parts = split(before, after, drafted)
    stretches = horizon.stretches(boundaries(before, drafted))
    found = (part.program(s.day) for part in (parts.before, parts.after) for s in stretches)
    return list({id(program): program for program in found}.values())


def batches(programs: Iterable[Program], *, region: int, known_on: datetime) -> Batches:
    """Everybody of a region as the register knew them at a moment; employers last."""
    known = list(programs)
    return Batches(lambda: _batches(known, region, known_on))


def _batches(programs: list[Program], region: int, known_on: datetime) -> Iterator[Batch]:
    for batch in plan_for(region):
        if batch["kind"] == "employers":
            # what was paid to them counts, whether or not a rule asks
            parts = known_employers(programs, region=region, known_on=known_on, with_links=True)
            for part in parts:
                places = _places(Employer._meta.db_table, part.keys)
                yield Batch(kind="单位", facts=part.facts, places=places)
        else:
            yield from of_people(people_of(batch, region), known_on)


def of_people(people: "QuerySet[Person]", known_on: datetime | None = None) -> Iterator[Batch]:
    """One batch for those about whom the same tables are held."""
    for facts in facts_in(people=people, known_on=known_on):
        if PEOPLE in facts:
            places = _places(Person._meta.db_table, facts[PEOPLE][PERSON_KEY])
            yield Batch(kind="人员", facts=facts, places=places)


def _places(table: str, keys: pl.Series) -> pl.DataFrame:
    """Where subjects belong, as the register says; their keys are its own: P12, E34."""
    ids = keys.str.slice(1).cast(pl.Int64)
    low, high = (ids.min(), ids.max()) if ids.len() else (0, 0)
    query = sql.SQL("SELECT id, division FROM {} WHERE id BETWEEN {} AND {}").format(
        sql.Identifier(table), sql.Literal(low), sql.Literal(high)
    )
    found = copy_out(query, {"id": pl.Int64, "district": pl.Int32})
    named = pl.DataFrame({"subject": keys, "id": ids}).join(
        found, on="id", how="left", maintain_order="left"
    )
    return named.select("subject", "district").cast(PLACES)  # type: ignore[arg-type]


def sample(region: int, size: int) -> tuple["QuerySet[Person]", int]:
    """Some people of a region, the same each time and spread over all, and how many there are."""
    everybody = people_of_region(region)
    count = everybody.count()
    step = max(1, count // size)
    chosen = everybody.annotate(turn=F("pk") % step).filter(turn=0).values_list("pk", flat=True)
    return everybody.filter(pk__in=list(chosen[:size])), count
