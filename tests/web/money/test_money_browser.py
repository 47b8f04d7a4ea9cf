"""The pages about money as they are seen: phone and desk, bright and dark, without hurdles."""

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import expect

from tests.web.conftest import overflow, serious_violations, set_mode
from tests.web.money.test_money import address, affairs
from yulin.access.actions.journal import record
from yulin.access.enums import Role
from yulin.ledger.models import PaymentStop, ProofCase, ProofRecord

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = (
    "funds",
    "fund",
    "accounts",
    "batches",
    "batch",
    "replies",
    "doubts",
    "claims",
    "claim",
    "proofs",
    "proof",
)


@pytest.fixture
def things(filed, funded, hands):
    """Everything that there is to see, and a stop that nothing really broke."""
    made = affairs(filed, funded, hands)
    with transaction.atomic():
        proof = ProofRecord.objects.create(postings=1, payments=2, total=0, broken=1)
        ProofCase.objects.create(
            proof=proof, law="batch", about_type="ledger.batch", about_id=1, expected=1, found=2
        )
        record(acting_user=None, action="ledger.books.prove", obj=proof)
        PaymentStop.objects.create(proof=proof)
    return made | {"proof": proof}


@pytest.fixture
def sign_in(context, live_server, client):
    def sign_in(user):
        client.force_login(user)
        cookie = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])

    return sign_in


@pytest.mark.parametrize(("width", "mode"), [(390, "normal"), (1440, "dark")])
def test_every_page_fits_and_has_no_hurdles(page, live_server, sign_in, things, hands, width, mode):
    set_mode(page.context, live_server.url, mode)
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(hands.control)
    for name in PAGES:
        page.goto(live_server.url + address(name, things))
        expect(page.locator("h1")).to_be_visible()
        assert (name, overflow(page) <= 0, serious_violations(page)) == (name, True, [])


def test_a_person_reads_their_page_on_a_phone(page, live_server, sign_in, draft, accounts, user_of):
    person = next(iter(accounts.values())).person
    user = user_of(Role.PERSON, username="anna", person_key=str(person.uuid))
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(user)
    page.goto(live_server.url + reverse("person:payments"))
    expect(page.get_by_text("正在审批。")).to_be_visible()
    assert (overflow(page) <= 0, serious_violations(page)) == (True, [])
