#!/usr/bin/env python
"""Django's commands for this project; starts this checkout's own PostgreSQL when it is needed."""

import os
import sys

from django.core.management import execute_from_command_line

from yulin.devserver.address import is_own, profile_of
from yulin.devserver.errors import DevServerError
from yulin.devserver.paths import VAR
from yulin.devserver.server import start

WITHOUT_DATABASE = {"help", "version", "collectstatic", "makemessages", "compilemessages", "check"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yulin.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if is_own(os.environ) and command.lstrip("-") not in WITHOUT_DATABASE:
        try:
            start(profile_of(os.environ), var=VAR)
        except DevServerError as error:
            sys.exit(str(error))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
