"""A test client that reads what it gets."""

from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client

from yulin.access.middleware import SECOND_FACTOR


class InlineCode(HTMLParser):
    """Finds what the content security policy would refuse to run or to draw."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "style":
            self.found.append("<style>")
        if tag == "script" and "src" not in named and "json" not in (named.get("type") or ""):
            self.found.append("<script> without src")
        for name, value in named.items():
            if name == "style" or name.startswith("on"):
                self.found.append(f"<{tag} {name}=…>")
            if (value or "").strip().lower().startswith("javascript:"):
                self.found.append(f"<{tag} {name}=javascript:…>")


def inline_code(html: str) -> list[str]:
    parser = InlineCode()
    parser.feed(html)
    return parser.found


class StrictClient(Client):
    """Django's test client, failing on inline code and on a missing content security policy."""

    def force_login(self, user: Any, backend: str | None = None, *, factor: str = "test") -> None:
        """Signed in with a second factor, as staff must be; `factor=""` for one that is not."""
        super().force_login(user, backend)
        if factor:
            session = self.session
            session[SECOND_FACTOR] = factor
            session.save()

    def request(self, **request: Any) -> HttpResponse:
        response = super().request(**request)
        if response.get("Content-Type", "").startswith("text/html") and not response.streaming:
            where = request.get("PATH_INFO")
            assert inline_code(response.content.decode()) == [], f"inline code at {where}"
            assert "Content-Security-Policy" in response, f"no security policy at {where}"
        return response
