"""Rows that go to numbered files."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yulin.facts.spill import TO, Spill, numbered


def rows(numbers, first):
    places = range(first, first + len(numbers))
    return pl.DataFrame({"n": places, TO: numbers}, schema={"n": pl.Int64, TO: pl.UInt32})


def read(folder):
    return {n: pl.read_parquet(files)["n"].to_list() for n, files in numbered(folder).items()}


@given(
    chunks=st.lists(st.lists(st.integers(0, 3), max_size=6), max_size=6),
    held=st.sampled_from([1, 50, 10**6]),
)
def test_every_row_goes_where_it_belongs_in_its_order(chunks, held, tmp_path_factory):
    folder = tmp_path_factory.mktemp("spill")
    spill, wanted, first = Spill(folder, held), {}, 0
    for chunk in chunks:
        spill.add(rows(chunk, first))
        for place, number in enumerate(chunk, first):
            wanted.setdefault(number, []).append(place)
        first += len(chunk)
    spill.flush()
    assert read(folder) == wanted


@pytest.mark.parametrize(("held", "files"), [(10**6, 1), (1, 3)])
def test_little_is_written_at_once(tmp_path, held, files):
    spill = Spill(tmp_path, held)
    for first in (0, 2, 4):
        spill.add(rows([7, 7], first))
    spill.flush()
    assert {n: len(found) for n, found in numbered(tmp_path).items()} == {7: files}
    assert pl.read_parquet_schema(numbered(tmp_path)[7][0]) == {"n": pl.Int64}


def test_nothing(tmp_path):
    Spill(tmp_path / "none").flush()
    assert numbered(tmp_path / "none") == {}
