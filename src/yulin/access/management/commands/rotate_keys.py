"""`manage.py rotate_keys`: a new sealing key, and everything sealed anew with it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from yulin.access.actions.keys import make_first_keys, reseal, rotate_keys
from yulin.vault.errors import VaultError


class Command(BaseCommand):
    help = (
        "Add a sealing key and seal everything anew. Killed on its way, it is continued with "
        "--resume. Copy the key file to every machine and into escrow before anything else."
    )
    # The check would refuse to start where this is to make the first keys.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        only = parser.add_mutually_exclusive_group()
        only.add_argument("--first", action="store_true", help="make the first key file of a site")
        only.add_argument("--resume", action="store_true", help="no new key: seal what is left")
        only.add_argument("--no-reseal", action="store_true", help="only the new key, for now")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            self._handle(**options)
        except FileExistsError as error:
            raise CommandError(f"there is a key file already: {error}") from None
        except VaultError as error:
            raise CommandError(str(error)) from None

    def _handle(self, *, first: bool, resume: bool, no_reseal: bool, **_options: Any) -> None:
        if first:
            make_first_keys()
            self.stdout.write("Made. Put a copy into escrow now: nothing opens without it.")
            return
        if not resume:
            self.stdout.write(f"Key {rotate_keys(acting_user=None)} seals from now on.")
        if not no_reseal:
            done = reseal(acting_user=None, progress=self._tell)
            for name, count in done.counts.items():
                self.stdout.write(f"{name}: {count} sealed anew")

    def _tell(self, step: str, done: int, total: int) -> None:
        self.stderr.write(f"{step} {done}/{total}")
