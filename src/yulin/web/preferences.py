"""How a reader likes the pages: light or dark, ordinary or 长辈版. Kept in two small cookies."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "yulin_theme"
ELDER_COOKIE = "yulin_elder"
YEAR = 365 * 24 * 60 * 60


@dataclass(frozen=True)
class Preferences:
    theme: str = "auto"
    elder: bool = False

    @property
    def html_class(self) -> str:
        return f"theme-{self.theme}" + (" elder" if self.elder else "")

    @property
    def dark_media(self) -> str:
        """For whom the dark sheet is: everybody, nobody, or those whose device asks for it."""
        return {"dark": "all", "light": "not all"}.get(
            self.theme, "screen and (prefers-color-scheme: dark)"
        )


def preferences_of(request: HttpRequest | None) -> Preferences:
    """What the reader's cookies say; pages without a request (a server error) get the defaults."""
    if request is None:
        return Preferences()
    theme = request.COOKIES.get(THEME_COOKIE, "auto")
    return Preferences(
        theme=theme if theme in THEMES else "auto",
        elder=request.COOKIES.get(ELDER_COOKIE) == "1",
    )


@require_POST
def set_preferences(request: HttpRequest) -> HttpResponse:
    """Change what the pressed button names, and return to the same page."""
    response = HttpResponseRedirect(_next(request))
    theme, elder, language = (request.POST.get(name) for name in ("theme", "elder", "language"))
    if theme in THEMES:
        _keep(response, THEME_COOKIE, theme)
    if elder in {"0", "1"}:
        _keep(response, ELDER_COOKIE, elder)
    if language and check_for_language(language):
        _keep(response, settings.LANGUAGE_COOKIE_NAME, language)
    return response


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if own else "/"


def _keep(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=YEAR,
        samesite="Lax",
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
    )
