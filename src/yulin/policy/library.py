"""The documents of a folder, read and checked once, with a program per date."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from yulin.facts.told import Declared
from yulin.policy.compile.compiler import compile_versions, deciding
from yulin.policy.compile.names import Loaded, covers, every_benefit, of_kind
from yulin.policy.compile.relations import full_keys, refuse_impossible, stated
from yulin.policy.compile.told import declared
from yulin.policy.document import Document, Relation, Version
from yulin.policy.documents.commons import Common
from yulin.policy.documents.load import read_files
from yulin.policy.language.history import KIND, is_kind
from yulin.policy.language.reference import Reference
from yulin.policy.problems import Place, PolicyError, Problem, nearest
from yulin.policy.program import Program
from yulin.policy.reader import Problems

_KEPT_PROGRAMS = 64
#: a list, a parameter or a shared text is not loaded
_LACKING = frozenset({"E290", "E476"})


@dataclass
class Library:
    """Checked documents; ``program(as_of)`` compiles the versions in force, keeping recent ones."""

    documents: tuple[Document, ...]
    warnings: tuple[Problem, ...] = ()
    references: tuple[Reference, ...] = ()
    #: the whole library, where the documents are only a part of it: what is known of payments
    known: tuple[Document, ...] = ()
    #: texts that documents take over (引用)
    commons: tuple[Common, ...] = ()
    _programs: dict[tuple[object, ...], Program] = field(default_factory=dict, repr=False)
    #: which of them decides on a date, in a region
    _asked: dict[tuple[dt.date, int | None], tuple[object, ...]] = field(
        default_factory=dict, repr=False, init=False
    )

    def get(self, document_id: str) -> Document:
        """Return a document; raise KeyError when there is none of that id."""
        for document in self.documents:
            if document.id == document_id:
                return document
        raise KeyError(document_id)

    @property
    def digest(self) -> str:
        """A digest of all texts, which identifies what a decision was made from."""
        parts = [f"{d.id} {d.digest}" for d in self.documents]
        parts += [f"{r.name} {r.region} {r.digest}" for r in self.references]
        parts += [f"共用 {c.name} {c.region} {c.digest}" for c in self.commons]
        joined = "\n".join(parts)
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
        asked = self._asked.get((as_of, region))
        found = self._programs.get(asked) if asked is not None else None
        if found is None:
            pairs = deciding(self.documents, as_of)
            if region is not None:
                pairs = [(d, v) for d, v in pairs if covers(d.region, region)]
            key = tuple((d.id, v.name, v.goes_on(as_of)) for d, v in pairs)
            found = self._compiled(pairs, key, as_of)
            if len(self._asked) >= _KEPT_PROGRAMS:
                self._asked.pop(next(iter(self._asked)), None)
            self._asked[as_of, region] = key
        return found

    def _compiled(
        self, pairs: list[tuple[Document, Version]], key: tuple[object, ...], as_of: dt.date
    ) -> Program:
        found = self._programs.get(key)
        if found is None:
            problems = Problems()
            found = compile_versions(pairs, problems, self.loaded, day=as_of)
            problems.raise_errors()
            if len(self._programs) >= _KEPT_PROGRAMS:
                self._programs.pop(next(iter(self._programs)))
            self._programs[key] = found
        return found

    @property
    def loaded(self) -> Loaded:
        """What lies beside each document."""
        return Loaded(documents=self.documents, references=self.references, known=self.known)


def declared_by(*libraries: Library) -> Declared:
    """Return the facts that documents declare and no record tells: what 附加事实 may hold."""
    return declared(document for library in libraries for document in library.documents)


def load_library(path: Path) -> Library:
    """Read and check every document below a folder (or one file).

    Raises:
        PolicyError: with every error found, each with file and line.
        FileNotFoundError: where ``path`` does not exist.
    """
    library, problems = read_library(path)
    problems.raise_errors()
    return library


def read_library(path: Path) -> tuple[Library, Problems]:
    """Read every document and check all versions; return what could be read and the findings.

    Lists, parameters and shared texts that lie beside a single document are read with it; beside a
    folder, which may be one region of several, only where the folder lacks one.
    """
    if not path.exists():
        raise FileNotFoundError(path)
    if path.is_file():
        return _read([path, *_beside(path, path.parent)])
    files = sorted(path.rglob("*.yaml"))
    library, problems = _read(files)
    if not files:
        problems.error(Place(path.name), "E500", "文件夹里没有政策文档", "文档的扩展名是 .yaml")
    lacking = any(problem.code in _LACKING for problem in problems)
    more = _new_to(library, _beside(path, path)) if lacking else []
    return _read([*files, *more]) if more else (library, problems)


def _read(files: list[Path]) -> tuple[Library, Problems]:
    problems = Problems()
    documents, references, commons = read_files(files, problems)
    _refuse_same_ids(documents, problems)
    _refuse_same_references([*references, *commons], problems)
    if not any(p.severity == "error" for p in problems):
        loaded = Loaded(documents=tuple(documents), references=tuple(references))
        _check_versions(loaded, problems)
    library = Library(tuple(documents), tuple(problems), tuple(references), commons=tuple(commons))
    return library, problems


def _beside(path: Path, home: Path) -> list[Path]:
    """Return the lists and parameters that lie beside what is read, of its own folder and others."""
    folders = [home / "名单", *home.parent.glob("*/名单")]
    found = (file for folder in folders for file in sorted(folder.glob("*.yaml")))
    own = path.resolve()
    return [file for file in dict.fromkeys(found) if not file.resolve().is_relative_to(own)]


def _new_to(library: Library, files: list[Path]) -> list[Path]:
    """Return the files that hold what the library has none of, each once."""
    known = _named(library.references, library.commons)
    found = []
    for file in files:
        _, references, commons = read_files([file], Problems())
        names = _named(references, commons)
        if names and not names & known:
            found.append(file)
            known |= names
    return found


def _named(references: Iterable[Reference], commons: Iterable[Common]) -> set[tuple[str, int]]:
    return {(r.name, r.region) for r in references} | {(c.name, c.region) for c in commons}


def _refuse_same_references(references: Sequence[Reference | Common], problems: Problems) -> None:
    seen: dict[tuple[str, int], str] = {}
    for found in references:
        key = (found.name, found.region)
        if key in seen:
            problems.error(
                found.place, "E501", f"“{found.name}” 在同一地区已由 {seen[key]} 给出", "并成一份"
            )
        seen[key] = found.file


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


def _check_versions(loaded: Loaded, problems: Problems) -> None:
    """Compile every version once, beside the others that are in force on its first day."""
    found: set[Problem] = set()
    documents = list(loaded.documents)
    for document in documents:
        for version in document.versions:
            day = version.starts or version.ends or dt.date(2026, 1, 1)
            others = _read_by_others(documents, document, day)
            mine = Problems()
            compile_versions([*others, (document, version)], mine, loaded)
            read = (document.file, *document.common_files, "")
            found.update(p for p in mine if p.place.file in read)
    problems.extend(sorted(found, key=lambda p: (p.place, p.code)))
    _check_relations(documents, problems)


def _read_by_others(
    documents: list[Document], document: Document, day: dt.date
) -> list[tuple[Document, Version]]:
    """Return the versions in force whose classes the document may read, or that stand in for it."""
    found = [(d, v) for d in documents if d.id != document.id and (v := d.version_on(day))]
    return [(d, v) for d, v in found if v.classification or d.replaces == document.id]


def _check_kind(
    key: str,
    document: Document,
    documents: list[Document],
    relation: Relation,
    problems: Problems,
) -> None:
    kind = key.removeprefix(KIND)
    if not any(of_kind(kind, documents)):
        known = [k for d in documents for b in every_benefit(d) for k in b.kinds]
        advice = nearest(kind, known) or f"在属于这一种类的待遇里写 种类: {kind}"
        problems.warn(relation.place, "W504", f"没有待遇写明 种类: {kind}", advice)


def _member_advice(key: str, keys: set[str]) -> str:
    """Say what may be meant by a member that is not loaded."""
    policy = key.partition("/")[0]
    own = [k.partition("/")[2] for k in sorted(keys) if k.startswith(f"{policy}/")]
    if own:
        return (
            nearest(key.partition("/")[2], own)
            or f"{policy} 的待遇有：{'、'.join(own)}；别的文档的写 编号/待遇"
        )
    return f"没有载入编号为 {policy} 的文档：核对编号；只检查了一个文件的，改为检查整个文件夹"


def _check_relations(documents: list[Document], problems: Problems) -> None:
    keys = {f"{d.id}/{b.id}" for d in documents for v in d.versions for b in v.benefits}
    for document in documents:
        for relation in document.relations:
            for member, key in zip(relation.members, full_keys(relation, document), strict=True):
                if is_kind(key):
                    _check_kind(key, document, documents, relation, problems)
                elif key not in keys:
                    message = f"关系成员 “{member}” 不在已载入的文档里"
                    problems.warn(relation.place, "W502", message, _member_advice(key, keys))
    impossible = Problems()
    refuse_impossible(stated(documents), impossible)
    problems.extend(p for p in impossible if p not in problems)


__all__ = ["Library", "PolicyError", "load_library", "read_library"]
