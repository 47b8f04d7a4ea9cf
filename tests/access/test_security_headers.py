"""What the settings promise, seen on a response and in a fresh process."""

import json
import os
import subprocess
import sys

import pytest
from django.http import HttpResponse
from django.urls import path

urlpatterns = [path("", lambda request: HttpResponse("<!doctype html>"))]

POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "object-src": ["'none'"],
    "frame-ancestors": ["'none'"],
}


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_every_page_carries_the_whole_policy(client):
    response = client.get("/")
    words = (part.split() for part in response["Content-Security-Policy"].split(";"))
    assert {name: values for name, *values in words} == POLICY
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


def settings_with(environ, *names):
    """Settings as a process with just this environment sees them."""
    code = (
        "import json, sys; from yulin import settings;"
        "print(json.dumps({n: getattr(settings, n, None) for n in sys.argv[1:]}))"
    )
    clean = {k: v for k, v in os.environ.items() if not k.startswith("YULIN_")}
    done = subprocess.run(
        [sys.executable, "-c", code, *names],
        env=clean | environ,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


GUARDS = ("SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "DEBUG")


def test_a_site_that_says_nothing_is_a_guarded_one():
    found = settings_with({}, *GUARDS, "YULIN_DEMO", "SECURE_HSTS_SECONDS")
    assert found == {
        "SECURE_SSL_REDIRECT": True,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "DEBUG": False,
        "YULIN_DEMO": False,
        "SECURE_HSTS_SECONDS": 365 * 24 * 3600,
    }


def test_a_demo_works_over_http_and_still_hides_its_errors():
    found = settings_with({"YULIN_DEMO": "1"}, *GUARDS, "YULIN_DEMO")
    assert found == dict.fromkeys(GUARDS, False) | {"YULIN_DEMO": True}


def test_a_proxy_is_believed_only_when_it_is_said_to_be_there():
    header = "SECURE_PROXY_SSL_HEADER"
    assert settings_with({}, header) == {header: None}
    assert settings_with({"YULIN_BEHIND_PROXY": "1"}, header) == {
        header: ["HTTP_X_FORWARDED_PROTO", "https"]
    }


def test_cookies_are_closed_to_scripts_and_to_other_sites(settings):
    assert (settings.SESSION_COOKIE_HTTPONLY, settings.SESSION_COOKIE_SAMESITE) == (True, "Lax")
    assert (settings.CSRF_COOKIE_HTTPONLY, settings.CSRF_COOKIE_SAMESITE) == (True, "Lax")
