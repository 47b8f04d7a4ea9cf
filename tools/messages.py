"""Compile the translations with Babel, so that a machine needs no GNU gettext to run the site."""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1] / "src"


def compile_catalogues(root: Path = ROOT) -> int:
    """Compile each `locale/*/LC_MESSAGES/*.po` that is newer than its .mo; how many were."""
    stale = [po for po in root.glob("**/locale/*/LC_MESSAGES/*.po") if _is_stale(po)]
    for po in stale:
        _compile(po)
    return len(stale)


def _is_stale(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime


def _compile(po: Path) -> None:
    with po.open("rb") as handle:
        catalogue = read_po(handle, locale=po.parents[1].name.replace("-", "_"))
    draft = po.with_suffix(".mo.new")
    with draft.open("wb") as handle:
        write_mo(handle, catalogue)  # leaves fuzzy entries out
    draft.replace(po.with_suffix(".mo"))


if __name__ == "__main__":
    sys.stdout.write(f"{compile_catalogues()} message catalogues compiled.\n")
