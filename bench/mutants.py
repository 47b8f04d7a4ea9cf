"""What the mutation tester knows of a tree, as JSON; run inside the tree, whose settings it reads.

``python mutants.py names FILE…`` prints each file's mutants, ``python mutants.py results NAME…``
what became of some of them, with the change where no test noticed it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.stats import status_by_exit_code
from mutmut.utils.format_utils import get_module_from_key, get_mutant_name

#: how the tester calls what no test noticed
_UNNOTICED = ("survived", "no tests")


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


def _file(name: str) -> Path:
    module = Path("src", *get_module_from_key(name).split("."))
    package = module / "__init__.py"
    return package if package.exists() else module.with_suffix(".py")


if __name__ == "__main__":
    made: object = names(sys.argv[2:]) if sys.argv[1] == "names" else results(sys.argv[2:])
    json.dump(made, sys.stdout)
