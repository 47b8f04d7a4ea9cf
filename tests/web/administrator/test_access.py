"""Every address of the administrators, asked for by everybody: 三员 do not reach into one another."""

import pytest
from django.urls import get_resolver, reverse

from yulin.access.models import DutyGrant, DutyRequest, JournalEntry, SetUpCode, User

pytestmark = pytest.mark.django_db

WHO = (
    "visitor", "person", "officer", "maker", "control", "head", "elsewhere", "auditor",
    "system", "security", "audit",
)  # fmt: skip
ADMINISTRATORS = (302, 403, 403, 403, 403, 403, 403, 403, 200, 200, 200)
SYSTEMS = (302, 403, 403, 403, 403, 403, 403, 403, 302, 403, 403)
SECURITYS = (302, 403, 403, 403, 403, 403, 403, 403, 403, 302, 403)
SEE_REQUESTS = (302, 403, 403, 200, 200, 200, 200, 403, 200, 200, 200)

TABLE = {
    "accounts": ADMINISTRATORS,
    "account": ADMINISTRATORS,
    "new_account": (302, 403, 403, 403, 403, 403, 403, 403, 422, 403, 403),
    "disable": SYSTEMS,
    "enable": SYSTEMS,
    "set_up_code": (302, 403, 403, 403, 403, 403, 403, 403, 200, 403, 403),
    "end_sessions": SECURITYS,
    "unlock": SECURITYS,
    "end_duty": SECURITYS,
    "duties": SEE_REQUESTS,
    "new_request": (302, 403, 403, 422, 403, 422, 422, 403, 422, 403, 403),
    "check": (302, 403, 403, 403, 302, 403, 404, 403, 403, 403, 403),
    "approve": (302, 403, 403, 302, 302, 302, 404, 403, 302, 302, 302),
    "refuse": (302, 403, 403, 403, 302, 403, 404, 403, 403, 403, 403),
    "journal": (302, 403, 403, 403, 403, 403, 403, 403, 403, 403, 200),
}
READ = {"accounts", "account", "duties", "journal"}
POSTED = {
    "disable": {"reason": "调离"},
    "enable": {"reason": "回岗"},
    "end_duty": {"reason": "调离"},
    "refuse": {"reason": "人数已满"},
}


def address(name, bureau):
    about = {
        "account": [bureau.new.uuid],
        "disable": [bureau.new.uuid],
        "enable": [bureau.new.uuid],
        "set_up_code": [bureau.new.uuid],
        "end_sessions": [bureau.new.uuid],
        "unlock": [bureau.new.uuid],
        "end_duty": [bureau.grant.uuid],
        "check": [bureau.asked.uuid],
        "approve": [bureau.asked.uuid],
        "refuse": [bureau.asked.uuid],
    }
    return reverse(f"administrator:{name}", args=about.get(name, []))


def states():
    return (
        list(User.objects.order_by("pk").values_list("pk", "is_active", "password")),
        list(DutyGrant.objects.order_by("pk").values_list("pk", "during")),
        list(DutyRequest.objects.order_by("pk").values_list("pk", "state")),
        list(SetUpCode.objects.order_by("pk").values_list("pk", "digest")),
        JournalEntry.objects.count(),
    )


def ask_for(client, bureau, name, who):
    user = getattr(bureau, who)
    client.logout()
    if user:
        client.force_login(user)
    where = address(name, bureau)
    response = client.get(where) if name in READ else client.post(where, POSTED.get(name, {}))
    return response.status_code


@pytest.mark.parametrize("name", TABLE)
def test_who_gets_what(client, bureau, name):
    expected = dict(zip(WHO, TABLE[name], strict=True))
    refused = [who for who in WHO if who == "visitor" or expected[who] >= 403]
    before = states()
    got = {who: ask_for(client, bureau, name, who) for who in refused}
    assert states() == before
    got |= {who: ask_for(client, bureau, name, who) for who in WHO if who not in refused}
    assert got == expected


def test_every_address_is_in_the_table():
    resolver = get_resolver("yulin.web.administrator.urls")
    assert {name for name in resolver.reverse_dict if isinstance(name, str)} == set(TABLE)


@pytest.mark.parametrize("who", ["system", "security", "audit"])
def test_an_administrator_sees_no_citizen(client, bureau, who):
    client.force_login(getattr(bureau, who))
    where = reverse("administrator:account", args=[bureau.person.uuid])
    assert client.get(where).status_code == 404
    assert (
        bureau.person.username
        not in client.get("/administrator/?q=person").content.decode().split("共 ")[1]
    )
    for path in ("/officer/", "/officer/people/", "/auditor/", "/me/"):
        assert client.get(path).status_code == 403


def test_a_demo_account_is_not_given_away(client, bureau):
    User.objects.filter(pk=bureau.new.pk).update(is_demo=True)
    client.force_login(bureau.system)
    where = reverse("administrator:set_up_code", args=[bureau.new.uuid])
    before = states()
    assert client.post(where).status_code == 403
    assert states() == before
