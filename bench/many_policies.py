"""As many policies as wanted: those in force, and copies of them under new ids with other numbers."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from bench import people
from yulin.policy.document import Document
from yulin.policy.library import load_library

#: a number before a unit, as it stands in ages, months and sums; the copies must not ask the same
_NUMBER = re.compile(r"(?<![\d.\-–A-Za-z])(\d{1,6})(?=岁|周岁|个月|万元|元|年|日|㎡)")
#: worked cases would no longer come out
_CASES = re.compile(r"^案例(?:底稿)?:.*?(?=^\S|\Z)", re.MULTILINE | re.DOTALL)


def prepare(count: int, as_of: dt.date) -> Path:
    """Return a folder with so many policies in force on a date; more hold all of fewer."""
    folder = people.CACHE / f"policies-{count}-{as_of}-{_edition()}"
    if not folder.exists():
        unfinished = folder.with_suffix(".part")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        for name, text in _texts(count, as_of):
            (unfinished / f"{name}.yaml").write_text(text, encoding="utf-8")
        unfinished.rename(folder)
    return folder


def _edition() -> str:
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for file in sorted(people.POLICIES.rglob("*.yaml")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:8]


def _texts(count: int, as_of: dt.date) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of every document, and of the lists they look up."""
    library = load_library(people.POLICIES)
    documents = [document for document, _ in library.in_force(as_of)]
    random.Random(people.SEED).shuffle(documents)
    files = {file.name: file for file in people.POLICIES.rglob("*.yaml")}
    for reference in library.references:
        text = files[reference.file].read_text(encoding="utf-8")
        yield f"list-{files[reference.file].stem}", text
    for round_ in range(count):
        for document in documents if round_ == 0 else _copied(documents, as_of):
            if count == 0:
                return
            count -= 1
            text = files[document.file].read_text(encoding="utf-8")
            yield f"{document.id}-{round_}", _copy(text, document.id, round_) if round_ else text


def _copied(documents: list[Document], as_of: dt.date) -> Iterator[Document]:
    """Yield what may stand there twice: not what names a class, and not what takes another's place."""
    for document in documents:
        version = document.version_on(as_of)
        if version is not None and version.classification is None and not document.replaces:
            yield document


def _copy(text: str, id_: str, round_: int) -> str:
    """Return a document under another id, every number with a unit raised a little."""
    own = re.compile(rf"(?<![\w-]){re.escape(id_)}(?![\w-])")
    moved = own.sub(f"{id_}-{round_}", _CASES.sub("", text))
    return _NUMBER.sub(lambda found: str(int(found[1]) + round_), moved)
