"""The government's single sign-on, against a real provider in a process of its own."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.urls import reverse
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.registry.builders import ANNA, BEN
from tests.strict import StrictClient
from tests.web.conftest import load_records
from yulin.access.actions.single_sign_on import Recognised, account_of_identity
from yulin.access.enums import Role
from yulin.access.errors import AccessError
from yulin.access.middleware import SECOND_FACTOR
from yulin.access.models import Identity, JournalEntry, User
from yulin.devserver.openid.people import Citizen, Place, client_secret, signing_key, write_people
from yulin.devserver.openid.process import running
from yulin.web.account import oidc

pytestmark = pytest.mark.django_db
SITE = "http://testserver"
PEOPLE = [
    Citizen(subject="anna", name="安娜", number=ANNA),
    Citizen(subject="weak", name="弱认证", number=ANNA, level="1"),
    Citizen(subject="none", name="没有证件号", number=""),
    Citizen(subject="new", name="新来的", number=BEN),
]


@pytest.fixture(scope="module")
def provider(tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("openid"))
    write_people(place, PEOPLE)
    with running(folder=place.folder, sites=[SITE]) as issuer:
        yield issuer, place


@pytest.fixture
def sso(provider, settings):
    issuer, place = provider
    settings.YULIN_OIDC = settings.YULIN_OIDC | {
        "issuer": issuer,
        "client_secret": client_secret(place),
    }
    oidc._client.cache_clear()
    return provider


@pytest.fixture
def anna_there(db, settings, tmp_path):
    return load_records()


def choose(client, subject):
    """What the browser does: to the provider, a press there, and where it is sent back."""
    sent = client.get(reverse("sign_in:sso"))
    back = requests.post(
        sent["Location"], {"subject": subject}, allow_redirects=False, timeout=10
    ).headers["Location"]
    assert back.startswith(f"{SITE}/sign-in/sso/back/?")
    return back.removeprefix(SITE)


def is_in(client):
    return "_auth_user_id" in client.session


def refusals(client, path):
    response = client.get(path)
    assert response["Location"] == "/sign-in/"
    assert not is_in(client)
    return client.get("/sign-in/").content.decode()


def test_v10_1_2_what_the_browser_is_sent_with(client, sso):
    sent = urlsplit(client.get(reverse("sign_in:sso"))["Location"])
    asked = {name: values[0] for name, values in parse_qs(sent.query).items()}
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == f"{SITE}/sign-in/sso/back/"
    assert len(asked["state"]) >= 30
    assert len(asked["nonce"]) >= 20
    assert len(asked["code_challenge"]) == 43


def test_a_citizen_comes_in_as_the_person_of_that_number(client, sso, anna_there):
    path = choose(client, "anna")
    before = client.session.session_key
    assert client.get(path)["Location"] == "/me/"
    user = User.objects.get()
    assert (user.role, user.person_key) == (Role.PERSON, str(anna_there.uuid))
    assert user.display_name == "安娜"
    assert not user.has_usable_password()
    assert client.session.session_key != before
    assert SECOND_FACTOR not in client.session
    assert ANNA not in json.dumps(list(JournalEntry.objects.values_list("data", flat=True)))
    assert ANNA not in user.username


def test_the_second_time_it_is_the_same_account(client, sso, anna_there):
    client.get(choose(client, "anna"))
    client.post("/sign-out/")
    client.get(choose(client, "anna"))
    assert is_in(client)
    assert User.objects.count() == Identity.objects.count() == 1


def test_somebody_of_whom_nothing_is_known_yet_has_an_account_without_records(client, sso):
    client.get(choose(client, "new"))
    assert User.objects.get().person_key is None
    assert is_in(client)


@pytest.mark.parametrize(
    ("subject", "words"),
    [("weak", "请先在那里完成实名认证"), ("none", "没有给出有效的证件号")],
)
def test_v6_8_4_levels_of_assurance(client, sso, subject, words):
    assert words in refusals(client, choose(client, subject))
    assert User.objects.count() == Identity.objects.count() == 0


def test_v10_2_1_a_way_back_that_somebody_else_began_is_refused(client, sso):
    path = choose(StrictClient(), "anna")
    assert "统一身份认证没有成功" in refusals(client, path)
    assert User.objects.count() == 0


def test_v10_4_2_a_code_is_used_once(client, sso, anna_there):
    path = choose(client, "anna")
    client.get(path)
    client.post("/sign-out/")
    assert "统一身份认证没有成功" in refusals(client, path)


def test_v10_2_1_another_state_is_refused(client, sso):
    path = choose(client, "anna")
    assert "统一身份认证没有成功" in refusals(client, path.replace("state=", "state=x"))
    assert User.objects.count() == 0


def test_a_refusal_there_is_none_here(client, sso):
    assert "统一身份认证没有成功" in refusals(
        client, "/sign-in/sso/back/?error=access_denied&state=x"
    )


def test_a_code_without_its_verifier_is_worth_nothing(client, sso):
    """What somebody who reads the address over a shoulder would try (RFC 7636)."""
    issuer, place = sso
    code = parse_qs(urlsplit(choose(client, "anna")).query)["code"][0]
    answer = requests.post(
        f"{issuer}/token",
        {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": f"{SITE}/sign-in/sso/back/",
        },
        auth=("yulin", client_secret(place)),
        timeout=10,
    )
    assert answer.status_code == 400
    assert "id_token" not in answer.text


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "http://evil.example"},
        {"aud": ["somebody-else"]},
        {"exp": 1_600_000_000},  # in 2020
        {"nonce": "another"},
        {"nonce": None},
        {"exp": None},
    ],
    ids=str,
)
def test_v10_5_2_a_token_that_is_not_for_us_now_is_refused(
    client, sso, anna_there, change, monkeypatch
):
    """The provider's own key signs all of these: only the claims are wrong."""
    forge(monkeypatch, sso, lambda claims: claims | change, signing_key(sso[1]))
    assert "统一身份认证没有成功" in refusals(client, choose(client, "anna"))
    assert User.objects.count() == 0


def test_v9_1_1_a_token_that_another_key_signed_is_refused(client, sso, anna_there, monkeypatch):
    forge(monkeypatch, sso, lambda claims: claims, RSAKey.generate_key(2048, auto_kid=True))
    assert "统一身份认证没有成功" in refusals(client, choose(client, "anna"))
    assert User.objects.count() == 0


def test_the_forger_is_a_fair_one(client, sso, anna_there, monkeypatch):
    """The control of the two tests above: unchanged claims under the right key come in."""
    forge(monkeypatch, sso, lambda claims: claims, signing_key(sso[1]))
    client.get(choose(client, "anna"))
    assert is_in(client)


def forge(monkeypatch, sso, change, key):
    """Between the provider and us, the ID token is replaced."""
    real = requests.Session.request

    def request(self, method, url, **options):
        answer = real(self, method, url, **options)
        if url.endswith("/token"):
            told = answer.json()
            claims = dict(jwt.decode(told["id_token"], signing_key(sso[1])).claims)
            claims = {name: value for name, value in change(claims).items() if value is not None}
            told["id_token"] = jwt.encode({"alg": "RS256", "kid": key.kid}, claims, key)
            answer._content = json.dumps(told).encode()
        return answer

    monkeypatch.setattr(requests.Session, "request", request)


def test_a_provider_that_says_it_is_another_is_refused(client, sso, settings):
    settings.YULIN_OIDC = settings.YULIN_OIDC | {"issuer": sso[0].replace("127.0.0.1", "localhost")}
    assert "与其自称的不符" in refusals(client, reverse("sign_in:sso"))


def test_a_provider_that_does_not_answer_is_said_so(client, sso, settings):
    settings.YULIN_OIDC = settings.YULIN_OIDC | {"issuer": "http://127.0.0.1:9"}
    assert "暂时没有应答" in refusals(client, reverse("sign_in:sso"))


def test_where_there_is_none_there_is_no_address(client, settings):
    settings.YULIN_OIDC = settings.YULIN_OIDC | {"issuer": ""}
    assert client.get(reverse("sign_in:sso")).status_code == 404
    assert client.get(reverse("sign_in:sso_back")).status_code == 404
    assert "sso/" not in client.get("/sign-in/").content.decode()


# -- the account behind it -------------------------------------------------------------------------


def recognised(**changes):
    found = {"issuer": "https://i", "subject": "s", "number": ANNA, "name": "安娜", "level": 2}
    return Recognised(**found | changes)


def test_another_number_for_the_same_subject_is_a_matter_for_people(db):
    account_of_identity(recognised=recognised(), person_key="P1")
    with pytest.raises(AccessError, match="请到窗口核实"):
        account_of_identity(recognised=recognised(number=BEN), person_key="P2")
    assert User.objects.get().person_key == "P1"


def test_two_providers_one_person_one_account(db):
    first = account_of_identity(recognised=recognised(), person_key="P1")
    second = account_of_identity(recognised=recognised(issuer="https://j"), person_key="P1")
    assert first == second
    assert Identity.objects.count() == 2


def test_a_closed_account_stays_closed(db):
    user = account_of_identity(recognised=recognised(), person_key="P1")
    user.is_active = False
    user.save()
    with pytest.raises(AccessError, match="已停用"):
        account_of_identity(recognised=recognised(), person_key="P1")


def test_the_demo_person_is_nobodys(db, user_of):
    user_of(Role.PERSON, username="demo-person", person_key="P1", is_demo=True)
    assert not account_of_identity(recognised=recognised(), person_key="P1").is_demo
