"""Events by programs: found by anybody, a page at a time; firms and outcomes by officers of the region."""

import datetime as dt

import pytest
from django.utils import timezone

from tests.events.conftest import opened_event, said, ticket_for
from tests.jobs.conftest import CITY
from yulin.access.actions.tokens import make_token
from yulin.access.models import OneTimeCode
from yulin.events.actions.booths import Counts, refuse_firm, report_counts
from yulin.events.actions.events import cancel_event, draft_event
from yulin.events.actions.tickets import check_in
from yulin.events.models import Participation

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(client):
    def ask(path, user=None, token=""):
        if user is not None:
            client.force_login(user)
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return client.get(f"/api/v1/{path}", headers=headers)

    return ask


def names(answer):
    return [one["name"] for one in answer.json()["items"]]


def test_anybody_finds_events_by_filter_and_cursor(asked, world, fair):
    later = fair.begins_at + dt.timedelta(days=40)
    online = opened_event(
        world, name="直播带岗专场", kind="live", channel="online", begins_at=later,
        ends_at=later + dt.timedelta(hours=2), city="",
    )  # fmt: skip
    off = opened_event(world, name="取消的对接会")
    cancel_event(acting_user=world.moderator, event=off, because="台风")
    draft_event(acting_user=world.moderator, division=CITY, content=said(name="草稿"))
    assert names(asked("events")) == ["直播带岗专场", "龙湾区春季人才对接会"]
    month = online.begins_at.strftime("%Y-%m")
    for query, wanted in (
        ("q=春季", ["龙湾区春季人才对接会"]),
        ("q=春季 温州", ["龙湾区春季人才对接会"]),
        ("kind=live", ["直播带岗专场"]),
        ("channel=onsite", ["龙湾区春季人才对接会"]),
        (f"month={month}", ["直播带岗专场"]),
        ("place=330300", ["直播带岗专场", "龙湾区春季人才对接会"]),
        ("place=330200", []),
        ("past=true&channel=onsite", ["取消的对接会", "龙湾区春季人才对接会"]),
    ):
        assert names(asked(f"events?{query}")) == wanted, query
    first = asked("events?limit=1").json()
    second = asked(f"events?limit=1&after={first['next']}").json()
    assert ([one["name"] for one in second["items"]], second["next"]) == (
        ["龙湾区春季人才对接会"],
        None,
    )
    for wrong in (f"{first['next']}x", "1"):
        answer = asked(f"events?after={wrong}")
        assert (answer.status_code, answer.json()["detail"]) == (422, "游标不是这个列表给出的。")
    assert asked("events?limit=201").status_code == 422


def test_one_event_has_its_firms_and_their_posts_and_no_draft_is_shown(asked, world, fair, firms):
    one = asked(f"events/{fair.uuid}").json()
    assert [(firm["firm"], firm["booth"], firm["hall"]) for firm in one["firms"]] == [
        ("瓯江泵阀有限公司", "A01", "一号厅"), ("鹿城鞋业有限公司", "A02", "一号厅"),
    ]  # fmt: skip
    [post] = one["firms"][0]["posts"]
    assert (post["title"], post["headcount"], post["pay_from"]) == ("数控车工", 2, 6000)
    assert asked(f"jobs/{post['uuid']}").json()["title"] == "数控车工"
    assert (one["kind"], one["state"], one["capacity"], one["about"]) == ("fair", "open", 2, "")
    draft = draft_event(acting_user=world.moderator, division=CITY, content=said(name="草稿"))
    assert asked(f"events/{draft.uuid}").status_code == 404


def test_an_organisers_program_reads_firms_and_outcomes(asked, client, world, fair, firms):
    ticket = ticket_for(world, fair, "anna")
    check_in(acting_user=world.moderator, event=fair, shown=ticket.code)
    refuse_firm(acting_user=world.moderator, firm=firms[1], reason="papers")
    report_counts(acting_user=world.clerk, firm=firms[0], counts=Counts(resumes=7))
    paths = [f"events/{fair.uuid}/{part}" for part in ("firms", "outcome")]
    for path in paths:
        assert asked(path).status_code == 401
    OneTimeCode.objects.create(user=world.moderator, secret=b"x", confirmed_at=timezone.now())
    token = make_token(
        acting_user=world.moderator, name="看板", days=30, may_write=False, has_second_factor=True
    ).token
    told = asked(paths[0], token=token).json()["items"]
    assert [(one["firm"], one["state"], one["reason"], one["booth"]) for one in told] == [
        ("鹿城鞋业有限公司", "refused", "papers", ""),
        ("瓯江泵阀有限公司", "accepted", "", "A01"),
    ]
    only = asked(f"{paths[0]}?state=refused", token=token).json()["items"]
    assert [one["uuid"] for one in only] == [str(firms[1].uuid)]
    outcome = asked(paths[1], token=token).json()
    assert (outcome["registered"], outcome["waiting"], outcome["came"]) == (1, 0, 1)
    assert (outcome["posts"], outcome["headcount"]) == (1, 2)
    nothing = dict.fromkeys(
        ("resumes", "interviews", "intents", "offers", "contracts", "due", "still"), 0
    )
    assert outcome["seen"] == nothing
    [firm] = outcome["firms"]
    assert firm["reported"]["resumes"] == outcome["reported"]["resumes"] == 7
    for user, status in (
        (world.elsewhere, 404), (world.clerk, 403), (world.anna, 403), (world.auditor, 200),
    ):  # fmt: skip
        assert [asked(path, user).status_code for path in paths] == [status] * 2, user
    assert Participation.objects.count() == 2
