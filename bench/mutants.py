"""What the mutation tester knows of a tree, as JSON; run inside the tree, whose settings it reads.

``python mutants.py names FILE…`` prints each file's mutants, ``python mutants.py results NAME…``
what became of some of them, with the change where no test noticed it. ``python mutants.py only
FILE… NAME…`` marks the functions of the files that hold none of them: they are left as they are.
"""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.stats import status_by_exit_code
from mutmut.utils.format_utils import (
    get_module_from_key,
    get_mutant_name,
    orig_function_and_class_names_from_key,
)

#: how the tester calls what no test noticed
_UNNOTICED = ("survived", "no tests")
_MARK = "  # pragma: no mutate block"


def names(files: list[str]) -> dict[str, list[str]]:
    """Return file → the names of its mutants."""
    return {file: _names(Path(file)) for file in files}


def _names(file: Path) -> list[str]:
    mutated = mutate_file_contents(str(file), file.read_text(encoding="utf-8"))
    return [get_mutant_name(file, name) for name in mutated.mutant_names]


def results(wanted: list[str]) -> dict[str, dict[str, Any]]:
    """Return mutant → ``status`` (None: not run yet) and ``diff``."""
    files: dict[Path, SourceFileMutationData] = {}
    found = {}
    for name in wanted:
        file = _file(name)
        if file not in files:
            files[file] = SourceFileMutationData(path=file)
            files[file].load()
        code = files[file].exit_code_by_key.get(name)
        status = None if code is None else status_by_exit_code[code]
        diff = get_diff_for_mutant(name, path=file) if status in _UNNOTICED else ""
        found[name] = {"status": status, "diff": diff}
    return found


def only(wanted: list[str]) -> dict[str, int]:
    """Mark the functions of some files without a wanted mutant; return how many were marked."""
    files = [Path(word) for word in wanted if word.endswith(".py")]
    spared: dict[Path, set[str]] = {file: set() for file in files}
    for name in wanted[len(files) :]:
        function, _ = orig_function_and_class_names_from_key(name)
        spared[_file(name)].add(function)
    return {str(file): _mark(file, names_) for file, names_ in spared.items()}


def _mark(file: Path, spared: set[str]) -> int:
    """Mark all functions and methods of a file but some; a mark goes by the bare name."""
    text = file.read_text(encoding="utf-8")
    lines, tree = text.split("\n"), ast.parse(text)
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    bodies = [tree.body, *(node.body for node in classes)]
    functions = [n for body in bodies for n in body if isinstance(n, ast.FunctionDef)]
    marked = [
        n for n in functions if n.name not in spared and "# pragma:" not in lines[n.lineno - 1]
    ]
    for node in marked:
        lines[node.lineno - 1] += _MARK
    file.write_text("\n".join(lines), encoding="utf-8")
    return len(marked)


def _file(name: str) -> Path:
    module = Path("src", *get_module_from_key(name).split("."))
    package = module / "__init__.py"
    return package if package.exists() else module.with_suffix(".py")


_COMMANDS: dict[str, Callable[[list[str]], object]] = {
    "names": names,
    "results": results,
    "only": only,
}

if __name__ == "__main__":
    json.dump(_COMMANDS[sys.argv[1]](sys.argv[2:]), sys.stdout)
