"""A load's rows with the register's own keys in place of document numbers and codes."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from yulin.access.redaction import pseudonymous
from yulin.facts.frames import EMPLOYER_KEY, EMPLOYERS, PEOPLE, PERSON_KEY, Facts, about
from yulin.facts.schema import BY_NAME, TOLD_NAMES, Column
from yulin.registry.identity import find_employers, find_people
from yulin.registry.models import PersonFact


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """`people` and `employers` are the keys of those whom the rows are about."""

    facts: Facts
    person_ids: pl.DataFrame  # number, id
    employer_ids: pl.DataFrame  # code, id
    people: pl.Series
    employers: pl.Series
    #: numbers of those about whom the sheets say everything, even where they say nothing
    asked: pl.Series

    def ids(self, numbers: pl.Series) -> pl.Series:
        """The keys of people, in the order given; null stays null."""
        return _translate(numbers, self.person_ids, "number")

    def rows(self, sheet: str) -> pl.DataFrame:
        """The sheet's rows, columns named as the model's columns in the database."""
        frame = self.facts[sheet]
        columns = BY_NAME[sheet].columns
        return pl.DataFrame({column_of(c): self._stored(frame[c.name], c) for c in columns})

    def _stored(self, values: pl.Series, column: Column) -> pl.Series:
        if column.names == PEOPLE:
            return self.ids(values)
        if column.names == EMPLOYERS:
            return _translate(values, self.employer_ids, "code")
        return _without_numbers(values) if values.dtype == pl.String else values

    def subjects(self, sheet: str) -> pl.Series:
        """Those about whom the sheet says everything it has to say."""
        if BY_NAME[sheet].key == EMPLOYER_KEY:
            return self.employers
        with_rows = self.facts[sheet][PERSON_KEY]
        return self.ids(pl.concat([*self._listed, with_rows]).unique(maintain_order=True))

    @property
    def _listed(self) -> list[pl.Series]:
        named = [self.facts[PEOPLE][PERSON_KEY]] if PEOPLE in self.facts else []
        return [*named, self.asked]

    def coverage(self) -> pl.DataFrame:
        """`person_id`, `tables`: the tables that this load holds for each person."""
        held = [
            pl.DataFrame({"person_id": self._covered(sheet)}).with_columns(
                table=pl.lit(BY_NAME[sheet].field)
            )
            for sheet in self.facts.tables
            if sheet != EMPLOYERS and sheet not in TOLD_NAMES
        ]
        if not held:
            return pl.DataFrame(schema={"person_id": pl.Int64, "tables": pl.List(pl.String)})
        rows = pl.concat(held).group_by("person_id", maintain_order=True)
        return rows.agg(tables=pl.col("table").unique().sort())

    def _covered(self, sheet: str) -> pl.Series:
        """The people about whom the sheet says everything, where it is about organisations too.

        Those whom it names as leaders are covered if they are known: a name that only somebody
        else's record mentions is no person to decide about.
        """
        if BY_NAME[sheet].key == PERSON_KEY:
            return self.subjects(sheet)
        named = self.ids(self.facts[sheet][about(sheet)].drop_nulls())
        known = PersonFact.objects.current().filter(person__in=named.to_list())
        people = pl.Series(list(known.values_list("person", flat=True)), dtype=pl.Int64)
        return pl.concat([*map(self.ids, self._listed), people]).unique(maintain_order=True)


def _without_numbers(texts: pl.Series) -> pl.Series:
    """Remarks and family codes may hold a document number, which is kept in one place only."""
    with_digits = texts.str.contains(_LONG)
    if not with_digits.any():
        return texts
    found = texts.filter(with_digits).unique().to_list()
    return texts.replace(dict(zip(found, map(pseudonymous, found), strict=True)))


def column_of(column: Column) -> str:
    """The name of a column's column in the database: both keys end in _id."""
    employer = column.names == EMPLOYERS
    return f"{column.field.removesuffix('_code')}_id" if employer else column.field


def read_incoming(facts: Facts, asked: Sequence[str] = ()) -> Incoming:
    """Register whom the rows name, and translate; of those `asked` about no row is an answer too."""
    about_them = pl.Series(PERSON_KEY, asked, dtype=pl.String)
    person_ids = find_people(
        pl.concat([_named(facts, PEOPLE).rename(""), about_them.rename("")]), add=True
    )
    employer_ids = find_employers(_named(facts, EMPLOYERS), add=True)
    named = _subjects(facts, PERSON_KEY)
    numbers = pl.concat([named, about_them.rename(named.name)]).unique(maintain_order=True)
    codes = _subjects(facts, EMPLOYER_KEY)
    return Incoming(
        facts=facts,
        person_ids=person_ids,
        employer_ids=employer_ids,
        people=_translate(numbers, person_ids, "number"),
        employers=_translate(codes, employer_ids, "code"),
        asked=about_them,
    )


_LONG = r"[0-9]{17}"
_NOBODY = pl.Series([], dtype=pl.String)


def _subjects(facts: Facts, key: str) -> pl.Series:
    """The keys of those whom the sheets of one kind of subject are about."""
    every = [frame[key] for sheet, frame in facts.tables.items() if BY_NAME[sheet].key == key]
    return pl.concat(every).unique(maintain_order=True) if every else _NOBODY


def _named(facts: Facts, target: str) -> pl.Series:
    every = [
        frame[column.name]
        for sheet, frame in facts.tables.items()
        for column in BY_NAME[sheet].columns
        if column.names == target
    ]
    return pl.concat([series.rename("") for series in every]) if every else _NOBODY


def _translate(names: pl.Series, ids: pl.DataFrame, column: str) -> pl.Series:
    frame = names.alias(column).to_frame()
    return frame.join(ids, on=column, how="left", maintain_order="left")["id"]
