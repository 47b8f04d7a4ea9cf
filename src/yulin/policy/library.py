"""The documents of a folder, read and checked once, with a program per date."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from yulin.policy.compiler import compile_versions
from yulin.policy.document import Document, Version
from yulin.policy.load import read_document
from yulin.policy.names import covers
from yulin.policy.problems import Place, PolicyError, Problem
from yulin.policy.program import Program
from yulin.policy.reader import Problems

_KEPT_PROGRAMS = 64


@dataclass
class Library:
    """Checked documents; ``program(as_of)`` compiles the versions in force, keeping recent ones."""

    documents: tuple[Document, ...]
    warnings: tuple[Problem, ...] = ()
    _programs: dict[tuple[object, ...], Program] = field(default_factory=dict, repr=False)

    def get(self, document_id: str) -> Document:
        """Return a document; raise KeyError when there is none of that id."""
        for document in self.documents:
            if document.id == document_id:
                return document
        raise KeyError(document_id)

    @property
    def digest(self) -> str:
        """A digest of all texts, which identifies what a decision was made from."""
        joined = "\n".join(f"{d.id} {d.digest}" for d in self.documents)
        return hashlib.sha256(joined.encode()).hexdigest()

    def in_force(self, as_of: dt.date) -> tuple[tuple[Document, Version], ...]:
        """Return the documents in force on a date with the version that decides."""
        found = ((d, d.version_on(as_of)) for d in self.documents)
        return tuple((d, v) for d, v in found if v is not None)

    def applying(self, region: int, as_of: dt.date) -> tuple[tuple[Document, Version], ...]:
        """Return the documents in force that apply in a region (its own and those above it)."""
        return tuple((d, v) for d, v in self.in_force(as_of) if covers(d.region, region))

    def program(self, as_of: dt.date, region: int | None = None) -> Program:
        """Return the compiled program for a date, for one region's documents where given.

        Raises:
            PolicyError: if the versions in force do not fit together.
        """
        pairs = self.in_force(as_of) if region is None else self.applying(region, as_of)
        key = tuple((d.id, v.name) for d, v in pairs)
        found = self._programs.get(key)
        if found is None:
            problems = Problems()
            found = compile_versions(pairs, problems)
            problems.raise_errors()
            if len(self._programs) >= _KEPT_PROGRAMS:
                self._programs.pop(next(iter(self._programs)))
            self._programs[key] = found
        return found


def load_library(path: Path) -> Library:
    """Read and check every document below a folder (or one file).

    Raises:
        PolicyError: with every error found, each with file and line.
        FileNotFoundError: where ``path`` does not exist.
    """
    documents, problems = read_library(path)
    problems.raise_errors()
    return Library(documents, tuple(problems))


def read_library(path: Path) -> tuple[tuple[Document, ...], Problems]:
    """Read every document and check all versions; return what could be read and the findings."""
    if not path.exists():
        raise FileNotFoundError(path)
    files = [path] if path.is_file() else sorted(path.rglob("*.yaml"))
    problems = Problems()
    if not files:
        problems.error(Place(path.name), "E500", "文件夹里没有政策文档", "文档的扩展名是 .yaml")
    documents = [d for f in files if (d := read_document(f, problems)) is not None]
    _refuse_same_ids(documents, problems)
    if not any(p.severity == "error" for p in problems):
        _check_versions(documents, problems)
    return tuple(documents), problems


def _refuse_same_ids(documents: list[Document], problems: Problems) -> None:
    seen: dict[str, str] = {}
    for document in documents:
        if document.id in seen:
            problems.error(
                Place(document.file, 1, 1),
                "E501",
                f"编号 “{document.id}” 已用于 {seen[document.id]}",
            )
        seen[document.id] = document.file


def _check_versions(documents: list[Document], problems: Problems) -> None:
    """Compile every version once, beside the others that are in force on its first day."""
    found: set[Problem] = set()
    for document in documents:
        for version in document.versions:
            day = version.starts or version.ends or dt.date(2026, 1, 1)
            others = _read_by_others(documents, document, day)
            mine = Problems()
            compile_versions([*others, (document, version)], mine)
            found.update(p for p in mine if p.place.file == document.file or not p.place.file)
    problems.extend(sorted(found, key=lambda p: (p.place, p.code)))
    _check_relations(documents, problems)


def _read_by_others(
    documents: list[Document], document: Document, day: dt.date
) -> list[tuple[Document, Version]]:
    """Return the versions in force whose classes the document may read, or that stand in for it."""
    found = [(d, v) for d in documents if d.id != document.id and (v := d.version_on(day))]
    return [(d, v) for d, v in found if v.classification or d.replaces == document.id]


def _check_relations(documents: list[Document], problems: Problems) -> None:
    keys = {f"{d.id}/{b.id}" for d in documents for v in d.versions for b in v.benefits}
    for document in documents:
        for relation in document.relations:
            for member in relation.members:
                key = member if "/" in member else f"{document.id}/{member}"
                if key not in keys:
                    problems.warn(relation.place, "W502", f"互斥成员 “{member}” 不在已载入的文档里")


__all__ = ["Library", "PolicyError", "load_library", "read_library"]
