"""Rehearsals that a user may see, whom they change, and a quick try on a few people."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import polars as pl
from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import Concat

from yulin.access.models import User
from yulin.access.queries.scope import in_sight
from yulin.codes.identity import mask
from yulin.entitlements import rehearsing
from yulin.entitlements.actions.rehearse import horizon_of
from yulin.entitlements.enums import RunState
from yulin.entitlements.models import Rehearsal, RehearsalChange
from yulin.entitlements.queries.decisions import yuan
from yulin.policy.rehearsal.rehearse import LISTED, rehearse
from yulin.policy.rehearsal.rehearse import Rehearsal as Rehearsed
from yulin.policy.rehearsal.workbook import Named
from yulin.programmes.queries.library import library
from yulin.registry.identity import codes_of, numbers_of
from yulin.registry.models import EmployerFact, PersonFact
from yulin.registry.queries.paging import Page, page_of

#: people on whom a draft is tried while it is written
SAMPLE = 300
_PER_PAGE = 20


def visible_rehearsals(user: User) -> "QuerySet[Rehearsal]":
    """Those of an officer's region and of places in it; every one for an auditor."""
    rows = Rehearsal.objects.select_related("requested_by", "library")
    return in_sight(user=user, rows=rows)


def rehearsals_list(*, user: User, page: int = 1) -> Page[Rehearsal]:
    """Latest first, without their texts and results."""
    rows = visible_rehearsals(user).defer("text", "result").order_by("-id")
    return page_of(rows, number=page, shown=list, per_page=_PER_PAGE)


def finished_rehearsals(user: User) -> "QuerySet[Rehearsal]":
    """What another may be compared with."""
    rows = visible_rehearsals(user).filter(state=RunState.FINISHED)
    return rows.defer("text", "result").order_by("-id")


def access_rehearsal(*, user: User, uuid: UUID | str) -> Rehearsal:
    """Raises Rehearsal.DoesNotExist also for one that the user may not see."""
    try:
        return visible_rehearsals(user).get(uuid=uuid)
    except ValidationError:
        raise Rehearsal.DoesNotExist from None


# --- A quick try ----------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Tried:
    """A draft tried on a few people."""

    made: Rehearsed
    tried: int
    everybody: int


def try_draft(*, user: User, text: str, as_of: date, years: int) -> Tried:
    """Rehearse a text on a sample of the user's region, decided once a year. Raises RehearsalError."""
    horizon = horizon_of(as_of=as_of, years=years, every="year")
    region = user.region or 0
    document = rehearsing.document_of(text)
    current = library()
    after = rehearsing.drafted(current, document, region=region)
    people, everybody = rehearsing.sample(region, SAMPLE)
    with rehearsing.telling_faults():
        made = rehearse(
            current,
            after,
            rehearsing.of_people(people),
            horizon=horizon,
            only_touched=True,
            region=region,
            everybody=everybody <= SAMPLE,  # of some alone nobody can tell who gets a place
        )
    total = made.tables["total"]["subjects"].sum()
    return Tried(made=made, tried=int(total), everybody=everybody)


# --- Whom it changes ------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class ChangeFilters:
    """None: no matter."""

    outcome: str | None = None
    policy: str | None = None
    benefit: str | None = None
    district: int | None = None
    talent_class: str | None = None
    cause: str | None = None


@dataclass(frozen=True, kw_only=True)
class ChangeRow:
    """A change with whom it is about; name and number are masked."""

    change: RehearsalChange
    name: str
    masked_number: str


def visible_changes(user: User, rehearsal: Rehearsal) -> "QuerySet[RehearsalChange]":
    rows = RehearsalChange.objects.filter(rehearsal=rehearsal)
    return in_sight(user=user, rows=rows, field="district")


def changes_list(
    *, user: User, rehearsal: Rehearsal, filters: ChangeFilters, page: int = 1
) -> Page[ChangeRow]:
    """Those whom it changes most come first."""
    rows = chosen_changes(visible_changes(user, rehearsal), filters)
    ordered = rows.order_by(
        F("difference").desc(nulls_last=True)
        if filters.outcome == "gains"
        else F("difference").asc(nulls_last=True),
        "id",
    )
    return page_of(ordered.select_related("person", "employer"), number=page, shown=_rows)


def chosen_changes(
    rows: "QuerySet[RehearsalChange]", filters: ChangeFilters
) -> "QuerySet[RehearsalChange]":
    named = {
        "outcome": filters.outcome,
        "policy": filters.policy,
        "benefit": filters.benefit,
        "district": filters.district,
        "talent_class": filters.talent_class,
    }
    rows = rows.filter(**{name: value for name, value in named.items() if value is not None})
    if filters.cause is None:
        return rows
    # One id a line: a line break on both sides keeps one id from being found in another.
    padded = Concat(Value("\n"), "causes", Value("\n"), output_field=TextField())
    return rows.annotate(padded=padded).filter(padded__contains=f"\n{filters.cause}\n")


def masked_name(name: str) -> str:
    """王** for 王小明: the family name alone."""
    return name[:1] + "*" * max(1, len(name) - 1) if name else ""


def _rows(changes: list[RehearsalChange]) -> list[ChangeRow]:
    people = PersonFact.objects.current().filter(person__in=[c.person_id for c in changes])
    firms = EmployerFact.objects.current().filter(employer__in=[c.employer_id for c in changes])
    names = dict(people.values_list("person", "name"))
    titles = dict(firms.values_list("employer", "name"))
    return [
        ChangeRow(
            change=change,
            name=masked_name(names.get(change.person_id, ""))
            if change.person
            else titles.get(change.employer_id, ""),
            masked_number=change.person.masked_number
            if change.person
            else change.employer.code
            if change.employer
            else "",
        )
        for change in changes
    ]


def sums_of(change: RehearsalChange) -> tuple[object, object, object]:
    """Before, after and difference in yuan."""
    return yuan(change.before), yuan(change.after), yuan(change.difference)


# --- The whole again, for a workbook --------------------------------------------------------------


def rehearsed(rehearsal: Rehearsal, *, user: User | None = None) -> Rehearsed:
    """The result as the engine gave it; with the lines that a user may see, where one is named."""
    assert rehearsal.result is not None
    if user is None:
        return Rehearsed.from_dict(rehearsal.result)
    rows = visible_changes(user, rehearsal).order_by("id").values()
    return Rehearsed.from_dict(rehearsal.result, _frame(list(rows)))


def _frame(rows: list[dict[str, object]]) -> pl.DataFrame:
    made = [
        {
            "subject_kind": "person" if row["person_id"] else "employer",
            "subject": f"P{row['person_id']}" if row["person_id"] else f"E{row['employer_id']}",
            **{name: row[name] for name in LISTED if name in row and name != "causes"},
            "causes": str(row["causes"]).split("\n"),
            **_sums(row),
        }
        for row in rows
    ]
    return pl.DataFrame(made, schema=LISTED)


def _sums(row: dict[str, object]) -> dict[str, object]:
    """Sums as the workbook reads them: what is not known is marked so."""
    found: dict[str, object] = {}
    for side in ("before", "after"):
        known = row[side] is not None
        found |= {f"sum_{side}": row[side] if known else 0, f"unknown_{side}": 0 if known else 1}
        found |= {f"due_{side}": 0, f"open_{side}": 0}
    return found


def named_of(made: Rehearsed) -> Named:
    """Masked names and numbers of those in the lists."""
    keys = made.changes.select("subject_kind", "subject").unique(maintain_order=True)
    people, firms = (
        keys.filter(pl.col("subject_kind") == kind)["subject"].str.slice(1).cast(pl.Int64)
        for kind in ("person", "employer")
    )
    names = _names_of(PersonFact, "person", people)
    numbers = dict(numbers_of(people).rows())
    found = {f"P{pk}": (masked_name(names.get(pk, "")), mask(numbers.get(pk, ""))) for pk in people}
    titles, codes = _names_of(EmployerFact, "employer", firms), dict(codes_of(firms).rows())
    found |= {f"E{pk}": (titles.get(pk, ""), codes.get(pk, "")) for pk in firms}
    return Named(people=found)


def _names_of(model: type[PersonFact | EmployerFact], key: str, ids: pl.Series) -> dict[int, str]:
    rows = model.objects.current().filter(**{f"{key}__in": ids.to_list()})
    return dict(rows.values_list(key, "name"))
