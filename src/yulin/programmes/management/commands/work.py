"""`manage.py work`: the worker, which has read the policies before the first job asks for them."""

import logging
from threading import Thread
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

from yulin.programmes.errors import LibraryError
from yulin.programmes.queries.library import library_now

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "后台任务；一启动就先读好政策库，第一条到达的事实不必等。"

    def handle(self, **_options: Any) -> None:
        # Beside the worker: other jobs go on meanwhile, and one that asks for them waits for this.
        Thread(target=read_ahead, name="read-ahead", daemon=True).start()
        call_command("procrastinate", "worker")


def read_ahead() -> None:
    """Read the library into this process; a broken one is told by the jobs that need it."""
    try:
        library_now()
    except LibraryError as error:
        log.warning("the library cannot be read: %s", str(error))
    finally:
        connection.close()
