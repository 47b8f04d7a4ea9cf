"""The traps of conftest spring: each catches the bug it was set for."""

from datetime import datetime

import pytest
from django.http import HttpResponse
from django.template import engines
from django.test import RequestFactory
from django.urls import path
from django.utils import translation

from tests.strict import inline_code
from yulin.access.models import User

PAGE = "<!doctype html><html lang='zh-Hans'><body>%s</body></html>"
BAD = [
    "<style>p{}</style>",
    "<p style='color:red'>",
    "<script>run()</script>",
    "<button onclick='run()'>",
    "<a href='javascript:run()'>",
]

urlpatterns = [
    path("good/", lambda request: HttpResponse(PAGE % "<script src='/static/a.js'></script>")),
    *(
        path(f"bad/{n}/", lambda request, body=body: HttpResponse(PAGE % body))
        for n, body in enumerate(BAD)
    ),
]


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_a_page_without_inline_code_passes(client):
    response = client.get("/good/")
    assert response.status_code == 200
    assert response["X-Frame-Options"] == "DENY"


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.parametrize("n", range(len(BAD)))
def test_a_page_with_inline_code_fails_its_test(client, n):
    with pytest.raises(AssertionError, match="inline code at /bad/"):
        client.get(f"/bad/{n}/")


def test_data_for_scripts_is_not_code():
    assert inline_code("<script type='application/json' id='x'>{}</script>") == []


def test_an_undefined_variable_in_a_template_fails_its_test():
    template = engines["django"].from_string("{{ nobody.home }}")
    with pytest.raises(pytest.fail.Exception, match="nobody"):
        template.render({}, RequestFactory().get("/"))


def test_a_date_without_a_zone_fails_its_test(db):
    with pytest.raises(RuntimeWarning, match="received a naive datetime"):
        User.objects.filter(created_at__gt=datetime(2026, 9, 1)).exists()


def test_every_test_database_is_this_runs_own(db, settings):
    name = settings.DATABASES["default"]["NAME"]
    assert name.startswith("test_yulin_")


@pytest.mark.django_db
@pytest.mark.parametrize("turn", [1, 2])
def test_a_test_begins_in_chinese_whatever_the_last_one_asked_for(client, turn):
    assert translation.get_language() == "zh-hans"
    client.get("/", headers={"accept-language": "en"})
    assert translation.get_language() == "en"
