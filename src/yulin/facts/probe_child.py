"""Open a workbook and every sheet of it under a limit of memory and time; run by `probe` alone.

Exit code 0: it can be read. 3: it needs a password. Anything else, also death by signal: it cannot.
"""

from __future__ import annotations

import sys

import python_calamine as calamine


def limit(memory: int, seconds: int) -> None:
    """Limit this process; on systems without limits the process alone is the protection."""
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(path: str, memory: str, seconds: str) -> int:
    """Read everything once and keep nothing."""
    limit(int(memory), int(seconds))
    try:
        with calamine.load_workbook(path) as book:
            for meta in book.sheets_metadata:
                if meta.typ == calamine.SheetTypeEnum.WorkSheet:
                    book.get_sheet_by_name(meta.name)
    except calamine.PasswordError:
        return 3
    except calamine.CalamineError:
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
