from urllib.parse import unquote

import pytest

pytestmark = pytest.mark.django_db


def choose(client, **wanted):
    return client.post("/preferences/", {"next": "/policies/?q=房票", **wanted})


def test_theme_is_kept_and_the_page_too(client):
    response = choose(client, theme="dark")
    assert unquote(response["Location"]) == "/policies/?q=房票"
    html = client.get("/policies/").content.decode()
    assert 'class="theme-dark"' in html
    assert 'dark.css" media="all"' in html


def test_elder_mode_loads_its_sheet(client):
    assert "elder.css" not in client.get("/").content.decode()
    choose(client, elder="1")
    html = client.get("/").content.decode()
    assert "elder.css" in html
    assert "theme-auto elder" in html


def test_language(client):
    choose(client, language="en")
    assert '<html lang="en"' in client.get("/").content.decode()


@pytest.mark.parametrize("bad", [{"theme": "pink"}, {"elder": "9"}, {"language": "xx"}])
def test_nonsense_changes_nothing(client, bad):
    response = choose(client, **bad)
    assert not response.cookies


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:1"])
def test_never_sends_anybody_elsewhere(client, elsewhere):
    response = client.post("/preferences/", {"next": elsewhere, "theme": "dark"})
    assert response["Location"] == "/"
