"""``python -m yulin.cli``."""

from yulin.cli.main import run

run()
