"""Where this installation keeps what it writes."""

import os
from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parents[3]


def _var() -> Path:
    """`YULIN_VAR`, else `var/` in the checkout, else (installed as a package) in the current folder."""
    if given := os.environ.get("YULIN_VAR"):
        return Path(given).resolve()
    root = _CHECKOUT if (_CHECKOUT / "pyproject.toml").is_file() else Path.cwd()
    return root / "var"


VAR = _var()
