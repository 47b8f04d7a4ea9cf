"""``python -m yulin.cli``."""

from yulin.cli.start import run

run()
