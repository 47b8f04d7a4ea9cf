"""Where the command line begins: what every command needs may be unreadable, which is one sentence too."""

from __future__ import annotations

import sys

from yulin.codes.results import CodeError


def run() -> None:
    """Run the command line; a table of divisions that cannot be read stops it before any command."""
    try:
        from yulin.cli import main  # noqa: PLC0415 - reads the table of divisions, which may be refused
    except CodeError as error:
        print(f"{error.issue.zh} {error.issue.en}", file=sys.stderr)
        sys.exit(2)
    except FileNotFoundError as error:
        print(
            f"找不到 {error.filename}：请检查环境变量 YULIN_DIVISIONS。 Not found: check YULIN_DIVISIONS.",
            file=sys.stderr,
        )
        sys.exit(2)
    main.run()
