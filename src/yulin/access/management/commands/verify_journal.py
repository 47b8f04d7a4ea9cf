"""`manage.py verify_journal`: is the journal in the database what was written?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from yulin.access.queries.journal_chain import BESIDE, breaks, last_link


class Command(BaseCommand):
    help = "Check every entry, link and anchor of the journal; say which is not as it was written."

    def handle(self, **_options: Any) -> None:
        count = 0
        for found in (*breaks(), *(one for more in BESIDE.values() for one in more())):
            count += 1
            last = f"–{found.last}" if found.last not in (None, found.seq) else ""
            self.stdout.write(f"{found.seq}{last}: {found.kind}")
        if count:
            raise CommandError(f"the journal is broken in {count} places")
        end = last_link()
        self.stdout.write(f"{end.seq if end else 0} entries, nothing altered")
