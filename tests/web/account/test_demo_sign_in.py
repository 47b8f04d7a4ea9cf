import pytest

from yulin.access.actions.demo import ensure_demo_accounts
from yulin.access.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def accounts():
    return ensure_demo_accounts()


def test_one_click(client, accounts):
    html = client.get("/sign-in/").content.decode()
    assert html.count('name="username" value="demo-') == len(accounts)
    response = client.post("/sign-in/demo/", {"username": "demo-person"})
    assert response["Location"] == "/me/"
    assert client.session["_auth_user_id"]


def test_no_demo_no_click(client, accounts, settings):
    settings.YULIN_DEMO = False
    assert client.post("/sign-in/demo/", {"username": "demo-person"}).status_code == 404
    assert "demo-person" not in client.get("/sign-in/").content.decode()
    assert "_auth_user_id" not in client.session


def test_only_demo_accounts_open_with_a_click(client, user_of):
    user_of(Role.AUDITOR, username="real")
    assert client.post("/sign-in/demo/", {"username": "real"}).status_code == 404


def test_next_stays_on_this_site(client, accounts):
    sent = {"username": "demo-person", "next": "https://evil.example/"}
    assert client.post("/sign-in/demo/", sent)["Location"] == "/me/"
    sent["next"] = "/policies/"
    assert client.post("/sign-in/demo/", sent)["Location"] == "/policies/"


def test_signing_out(client, accounts):
    client.post("/sign-in/demo/", {"username": "demo-person"})
    assert client.get("/sign-out/").status_code == 405
    client.post("/sign-out/")
    assert "_auth_user_id" not in client.session
