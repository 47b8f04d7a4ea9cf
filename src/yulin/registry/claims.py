"""Read a value that somebody claims, as a cell of a workbook is read."""

from typing import Any

import polars as pl
from django.utils.translation import get_language

from yulin.codes.dates import DateSystem
from yulin.facts.cells import from_values
from yulin.facts.convert import convert
from yulin.facts.faults import Place
from yulin.facts.limits import DEFAULT
from yulin.facts.schema import Column
from yulin.registry.errors import RegistryError


def read_claim(column: Column, text: str) -> Any:
    """The value as the column stores it; raises RegistryError with the reader's own sentence."""
    place = Place(sheet="", column=column.name, letter="", rows=pl.Series([0]))
    read = convert(column, from_values([text]), place, system=DateSystem.FROM_1900, limits=DEFAULT)
    errors = [problem for problem in read.problems if problem.severity == "error"]
    if errors:
        english = (get_language() or "").startswith("en")
        raise RegistryError(errors[0].sentence_en() if english else errors[0].sentence_zh())
    return read.values[0]
