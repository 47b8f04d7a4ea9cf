"""`manage.py back_up FOLDER`: everything but the keys, to be copied off this machine."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from yulin.access.actions.anchors import BrokenJournalError
from yulin.access.actions.back_up import back_up
from yulin.access.backups import BackupError


class Command(BaseCommand):
    help = (
        "Write the database and the sealed files into a new folder, with a signed list of what is in "
        "it. The keys are not: they lie in escrow, apart from every backup."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *, folder: Path, **_options: Any) -> None:
        try:
            made = back_up(folder=folder)
        except FileExistsError:
            raise CommandError(f"{folder} exists: name a new folder") from None
        except BrokenJournalError as error:
            raise CommandError(f"the journal is broken, see verify_journal: {error}") from None
        except BackupError as error:
            raise CommandError(str(error)) from None
        rows, journal = sum(made["counts"].values()), made["journal"]
        self.stdout.write(
            f"{len(made['counts'])} tables, {rows} rows, {made['files']} files, "
            f"{journal['entries']} journal entries up to {journal['hash']}\n"
            f"needs the keys {made['keys']['fingerprint']}, up to {made['keys']['newest']}"
        )
