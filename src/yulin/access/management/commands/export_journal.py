"""`manage.py export_journal FOLDER`: the journal for an auditor, checked with `yulin verify`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from yulin.access.actions.anchors import BrokenJournalError
from yulin.access.actions.journal_export import export_journal


class Command(BaseCommand):
    help = "Write the journal, its anchors and their signature into a new folder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--first", type=int, default=1, help="number of the first entry")

    def handle(self, *, folder: Path, first: int, **_options: Any) -> None:
        try:
            count = export_journal(acting_user=None, folder=folder, first=first)
        except BrokenJournalError as error:
            raise CommandError(f"the journal is broken, see verify_journal: {error}") from None
        except FileExistsError:
            raise CommandError(f"{folder} exists: name a new folder") from None
        self.stdout.write(f"{count} entries")
