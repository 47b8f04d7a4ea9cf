"""`manage.py restore FOLDER`: a backup into an empty database, and whether all is as it was."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from yulin.access.actions.restore import restore
from yulin.access.backups import BackupError


class Command(BaseCommand):
    help = (
        "Restore a backup into the empty database of DATABASE_URL and an empty YULIN_VAR; then compare "
        "the rows of each table, verify the journal and prove the ledger to 0.00."
    )
    # The check would refuse to start without keys, where this says which keys are wanted.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *, folder: Path, **_options: Any) -> None:
        try:
            done = restore(folder=folder)
        except BackupError as error:
            raise CommandError(str(error)) from None
        for problem in done.problems:
            self.stdout.write(problem)
        if done.problems:
            raise CommandError(
                f"{len(done.problems)} things are not as they were: do not open the site"
            )
        journal = done.manifest["journal"]
        self.stdout.write(
            f"{sum(done.manifest['counts'].values())} rows in {len(done.manifest['counts'])} tables, "
            f"{journal['entries']} journal entries up to {journal['hash']}, all as on "
            f"{done.manifest['made_at']}"
        )
