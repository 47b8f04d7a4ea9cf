"""Help by name at its real size: ``python -m bench.helping_seats --people 718 --posts 5000``.

A list of that many graduates and that many open posts in the register, then the room's own action:
everybody is read from the tables, matched, seated and proposed, with why, and why not the first
choice. Told are time, processor time, memory and questions to the database of the whole action; and
how many could be seated at all, by a flow over every pair that no requirement forbids, which is not
cut to anybody's best posts and knows nothing of scores. Once with the headcounts of the posts, and
once with so few seats that many do without their first choice.
"""

from __future__ import annotations

import argparse
from importlib import import_module

from bench.payments import database


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.helping_seats", description=__doc__)
    parser.add_argument("--people", type=int, default=718)
    parser.add_argument("--posts", type=int, default=5_000)
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")
    asked = parser.parse_args()
    with database():
        run = import_module("bench.helping_seats_run")
        lines = []
        for line in run.measured(asked.people, asked.posts):
            print(line, flush=True)
            lines.append(line)
        if asked.write:
            run.write(lines)


if __name__ == "__main__":
    main()
