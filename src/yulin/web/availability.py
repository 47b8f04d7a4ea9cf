"""Pages that need the policy library say so in plain words while its files are being mended."""

import logging
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yulin.programmes.errors import LibraryError

View = Callable[..., HttpResponse]
log = logging.getLogger(__name__)


def needs_library(view: View) -> View:
    """503 with a sentence for people; the files' faults go to the log, not to the page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except LibraryError as error:
            log.exception("The policy library cannot be read: %s", str(error).splitlines()[0])
            return render(request, "503.html", status=503)

    return guarded
