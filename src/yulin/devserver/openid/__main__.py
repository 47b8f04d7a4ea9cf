"""`python -m yulin.devserver.openid --port 8001 --site http://127.0.0.1:8000`: in the foreground."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from socketserver import ThreadingMixIn
from types import ModuleType
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from yulin.devserver.openid.people import Place
from yulin.devserver.paths import VAR

_URLS = "yulin_openid_urls"


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Addresses here hold codes: they stand in no log."""


def main(arguments: list[str] | None = None) -> None:
    options = _parser().parse_args(arguments)
    issuer = options.issuer or f"http://127.0.0.1:{options.port}"
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1", "localhost"],
        ROOT_URLCONF=_URLS,
        SECRET_KEY="of no use: nothing is signed with it",  # noqa: S106 - a provider without sessions
        USE_TZ=True,
    )
    django.setup()
    _serve(options, issuer)


def _serve(options: argparse.Namespace, issuer: str) -> None:
    from yulin.devserver.openid.site import Site  # noqa: PLC0415 - needs the settings above

    back = tuple(f"{site}/sign-in/sso/back/" for site in options.site)
    site = Site(issuer=issuer, place=Place(options.folder), client_id=options.client, back=back)
    urls = ModuleType(_URLS)
    urls.urlpatterns = site.urlpatterns  # type: ignore[attr-defined]
    sys.modules[_URLS] = urls
    with make_server("127.0.0.1", options.port, get_wsgi_application(), _Server, _Quiet) as server:
        print(f"OpenID provider: {issuer}", flush=True)
        server.serve_forever()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m yulin.devserver.openid")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--site", action="append", required=True, help="an address of our site")
    parser.add_argument("--issuer", default="", help="its own address, where that is another")
    parser.add_argument("--client", default="yulin")
    parser.add_argument("--folder", type=Path, default=VAR / "openid")
    return parser


if __name__ == "__main__":
    main()
