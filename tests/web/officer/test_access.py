"""Every address of officers, auditors and employers, asked for by everybody."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.urls import get_resolver, reverse

from tests.registry.builders import ANNA
from tests.strict import StrictClient
from yulin.access.models import JournalEntry
from yulin.entitlements.actions.request import request_run
from yulin.entitlements.models import Run
from yulin.intake.actions.check import check_upload
from yulin.intake.models import Upload
from yulin.registry.models import CorrectionRequest

pytestmark = pytest.mark.django_db

WHO = ("visitor", "person", "employer", "officer", "elsewhere", "auditor")
READ = (302, 403, 403, 200, 200, 200)
READ_ONE = (302, 403, 403, 200, 404, 200)
OFFICERS_OWN = (302, 403, 403, 200, 200, 403)
OF_ITS_OFFICERS = (302, 403, 403, 200, 404, 403)
CHANGE_ONE = (302, 403, 403, 302, 404, 403)
EMPLOYERS = (302, 403, 200, 403, 403, 403)

POSTED = {
    "officer:receive": {},
    "officer:confirm": {},
    "officer:discard": {},
    "officer:start": {"as_of": "2026-10-01"},
    "officer:cancel": {},
    "officer:export_whole": {"reason": "核发"},
    "officer:answer": {"accept": "no", "answer": "证书上不是这样。"},
}
"""What a POST says; everything else is only read."""

TABLE = {
    "officer:desk": READ,
    "officer:uploads": READ,
    "officer:receive": (302, 403, 403, 422, 422, 403),  # 422: no file in it
    "officer:template": OFFICERS_OWN,
    "officer:upload": READ_ONE,
    "officer:report": OF_ITS_OFFICERS,
    "officer:confirm": CHANGE_ONE,
    "officer:discard": CHANGE_ONE,
    "officer:runs": READ,
    "officer:start": (302, 403, 403, 302, 302, 403),
    "officer:run": READ_ONE,
    "officer:cancel": CHANGE_ONE,
    "officer:decisions": READ_ONE,
    "officer:export": READ_ONE,
    "officer:export_whole": OF_ITS_OFFICERS,
    "officer:employer_why": READ_ONE,
    "officer:policies": READ,
    "officer:people": READ,
    "officer:organisations": READ,
    "officer:person": READ_ONE,
    "officer:facts": READ_ONE,
    "officer:why": READ_ONE,
    "officer:corrections": READ,
    "officer:correction": READ_ONE,
    "officer:answer": CHANGE_ONE,
    "auditor:journal": (302, 403, 403, 403, 403, 200),
    "employer:home": EMPLOYERS,
    "employer:dues": EMPLOYERS,
    "employer:own_why": EMPLOYERS,
    "employer:notices": EMPLOYERS,
    "employer:objections": EMPLOYERS,
    "employer:findings": EMPLOYERS,
    "employer:staff": EMPLOYERS,
    "employer:staff_why": EMPLOYERS,
}
#: of rows that this office has none of: asked of everybody in `test_access_matrix`
IN_THE_MATRIX = {
    "employer:agency",
    "employer:agency_order",
    "employer:answer_claim",
    "employer:answer_finding",
    "employer:board",
    "employer:calendar",
    "employer:candidate",
    "employer:candidates",
    "employer:change_post",
    "employer:export_posts",
    "employer:found_people",
    "employer:interns",
    "employer:new_objection",
    "employer:new_order",
    "employer:new_post",
    "employer:notice",
    "employer:objection",
    "employer:plan",
    "employer:plans",
    "employer:order",
    "employer:orders",
    "employer:post",
    "employer:posts",
    "employer:read_notices",
    "employer:resume",
    "employer:resumes",
    "employer:stages",
    "employer:training",
    "employer:withdraw",
    "employer:services",
    "officer:new_service",
    "employer:workbook",
    "employer:workbook_rows",
    "employer:workbook_template",
    "officer:export_posts",
    "officer:list_objections",
    "officer:post",
    "officer:posts",
    "officer:service_desk",
    "officer:service_numbers",
    "officer:service_place",
    "officer:service_scheme",
    "officer:service_schemes",
    "officer:service_workbook",
    "officer:services",
    "officer:shortages",
    "officer:weights",
}


@pytest.fixture
def things(office, run, ask, hand_in):
    """One of everything that an address may name."""
    bad = check_upload(upload=hand_in(人员=[{"证件号": ANNA[:-1] + "Z"}]))
    waiting = request_run(acting_user=office.officer, as_of=dt.date(2026, 8, 1))
    return SimpleNamespace(
        upload=bad, run=run, waiting=waiting, anna=office.anna, firm=office.firm, asked=ask()
    )


def address(name, things):
    about = {
        "officer:upload": [things.upload.uuid],
        "officer:report": [things.upload.uuid],
        "officer:confirm": [things.upload.uuid],
        "officer:discard": [things.upload.uuid],
        "officer:run": [things.run.uuid],
        "officer:cancel": [things.waiting.uuid],
        "officer:decisions": [things.run.uuid],
        "officer:export": [things.run.uuid, "xlsx"],
        "officer:export_whole": [things.run.uuid, "parquet"],
        "officer:employer_why": [things.run.uuid, things.firm.uuid, "T-06", "奖励"],
        "officer:person": [things.anna.uuid],
        "officer:facts": [things.anna.uuid],
        "officer:why": [things.anna.uuid, "T-01", "房票"],
        "officer:correction": [things.asked.uuid],
        "officer:answer": [things.asked.uuid],
        "employer:own_why": ["T-06", "奖励"],
        "employer:staff_why": [things.anna.uuid, "T-05", "留才"],
    }
    return reverse(name, args=about.get(name, []))


def states():
    """Everything that these pages could change."""
    return [
        sorted(model.objects.values_list("pk", "state"))
        for model in (Upload, Run, CorrectionRequest)
    ]


def ask_for(client, office, things, name, who):
    """The status that somebody gets, and where a visitor is sent."""
    user = getattr(office, who)
    client.logout()
    if user:
        client.force_login(user)
    if name in POSTED:
        response = client.post(address(name, things), POSTED[name])
    else:
        response = client.get(address(name, things))
    if response.streaming:
        response.getvalue()  # read to its end, a file is closed
    return response.status_code, response.headers.get("Location", "")


def test_who_gets_what(client, office, things):
    """Of each address, by the table; whatever a call did is undone before the next."""
    before, entries = states(), JournalEntry.objects.count()
    for name, statuses in TABLE.items():
        expected = dict(zip(WHO, statuses, strict=True))
        refused = [who for who, status in expected.items() if who == "visitor" or status >= 403]
        with transaction.atomic():
            got = {who: ask_for(client, office, things, name, who) for who in refused}
            assert got["visitor"][1].startswith("/sign-in/?next="), name
            assert (states(), JournalEntry.objects.count()) == (before, entries), name
            others = [who for who in WHO if who not in refused]
            got |= {who: ask_for(client, office, things, name, who) for who in others}
            transaction.set_rollback(True)
        assert (name, {who: got[who][0] for who in WHO}) == (name, expected)


def test_every_address_is_in_the_table():
    names = {
        f"{face}:{name}"
        for face in ("officer", "auditor", "employer")
        for name in get_resolver(f"yulin.web.{face}.urls").reverse_dict
        if isinstance(name, str)
    }
    assert names == set(TABLE) | IN_THE_MATRIX


@pytest.mark.parametrize("who", ["officer", "auditor", "employer"])
def test_pages_to_read_refuse_to_be_posted_to(client, office, things, who):
    client.force_login(getattr(office, who))
    before = states()
    read = [name for name in TABLE if name not in POSTED]
    statuses = {name: client.post(address(name, things)).status_code for name in read}
    assert statuses == dict.fromkeys(read, 405)
    assert states() == before


def test_nothing_changes_by_following_a_link(client, office, things):
    client.force_login(office.officer)
    before = states()
    statuses = {name: client.get(address(name, things)).status_code for name in POSTED}
    back_to_its_form = {"officer:receive", "officer:start", "officer:answer"}
    assert statuses == {name: 302 if name in back_to_its_form else 405 for name in POSTED}
    assert states() == before


def test_a_form_from_elsewhere_is_refused(office, things):
    client = StrictClient(enforce_csrf_checks=True)
    client.force_login(office.officer)
    before = states()
    assert client.post(address("officer:cancel", things)).status_code == 403
    assert states() == before
