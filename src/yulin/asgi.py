"""What the ASGI server loads."""

import os

from django.conf import settings
from django.core.asgi import get_asgi_application
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler

from yulin.vault.profiles import BY_NAME
from yulin.vault.spool import Spool

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yulin.settings")


class SealedHandler(ASGIHandler):
    """Takes a body in whole before it answers, and lets none of it reach the disk as it is."""

    async def read_body(self, receive):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN201 - as Django's own
        body = Spool(BY_NAME[settings.YULIN_SEALING])
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                body.close()
                raise RequestAborted
            body.write(message.get("body", b""))
            if not message.get("more_body", False):
                body.seek(0)
                return body


get_asgi_application()  # sets Django up
application = SealedHandler()
