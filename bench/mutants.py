"""What the mutation tester makes of a tree, as JSON; run inside the tree, whose settings it reads.

``python mutants.py names FILE…`` prints each file's mutants. ``python mutants.py write FILE… NAME…``
writes some mutants into their files, beside the functions that they change, and prints each one's
change; the other functions of the files stay as they are.
"""

from __future__ import annotations

import ast
import difflib
import json
import sys
from collections.abc import Callable
from pathlib import Path

from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.utils.format_utils import (
    get_module_from_key,
    get_mutant_name,
    mangled_name_from_mutant_name,
    orig_function_and_class_names_from_key,
)

_MARK = "  # pragma: no mutate block"


def names(files: list[str]) -> dict[str, list[str]]:
    """Return file → the names of its mutants."""
    return {file: _names(Path(file)) for file in files}


def _names(file: Path) -> list[str]:
    mutated = mutate_file_contents(str(file), file.read_text(encoding="utf-8"))
    return [get_mutant_name(file, name) for name in mutated.mutant_names]


def write(wanted: list[str]) -> dict[str, str]:
    """Write mutants into their files; return mutant → its change as a diff."""
    files = [Path(word) for word in wanted if word.endswith(".py")]
    mutants: dict[Path, list[str]] = {file: [] for file in files}
    for name in wanted[len(files) :]:
        mutants[_file(name)].append(name)
    changes: dict[str, str] = {}
    for file, some in mutants.items():
        if some:
            changes.update(_write(file, some))
    return changes


def _write(file: Path, mutants: list[str]) -> dict[str, str]:
    spared = {orig_function_and_class_names_from_key(name)[0] for name in mutants}
    marked = _marked(file.read_text(encoding="utf-8"), spared)
    code = mutate_file_contents(str(file), marked).code
    file.write_text(code, encoding="utf-8")
    functions = {n.name: n for n in ast.walk(ast.parse(code)) if isinstance(n, ast.FunctionDef)}
    return {name: _change(code, functions, name) for name in mutants}


def _change(code: str, functions: dict[str, ast.FunctionDef], name: str) -> str:
    bare = name.rpartition(".")[2]
    original = f"{mangled_name_from_mutant_name(bare)}__mutmut_orig"
    before, after = (
        (ast.get_source_segment(code, functions[n]) or "").splitlines()[1:]
        for n in (original, bare)
    )
    return "\n".join(difflib.unified_diff(before, after, name, name, lineterm="", n=2))


def _marked(text: str, spared: set[str]) -> str:
    """Mark all functions and methods of a text but some; a mark goes by the bare name."""
    lines, tree = text.split("\n"), ast.parse(text)
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    bodies = [tree.body, *(node.body for node in classes)]
    functions = [n for body in bodies for n in body if isinstance(n, ast.FunctionDef)]
    for node in functions:
        if node.name not in spared and "# pragma:" not in lines[node.lineno - 1]:
            lines[node.lineno - 1] += _MARK
    return "\n".join(lines)


def _file(name: str) -> Path:
    module = Path("src", *get_module_from_key(name).split("."))
    package = module / "__init__.py"
    return package if package.exists() else module.with_suffix(".py")


_COMMANDS: dict[str, Callable[[list[str]], object]] = {"names": names, "write": write}

if __name__ == "__main__":
    json.dump(_COMMANDS[sys.argv[1]](sys.argv[2:]), sys.stdout)
