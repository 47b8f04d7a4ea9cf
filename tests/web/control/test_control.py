"""Pages of control: who opens them, what they show, what they do; and a person's own answer."""

import datetime as dt
import json

import pytest
from django.urls import get_resolver, reverse
from django.utils import timezone

from tests.control.test_campaigns import made
from tests.control.test_findings import DOUBTFUL
from tests.ledger.conftest import TODAY
from tests.registry.builders import ANNA, BEN, FIRM, OTHER_FIRM, load
from tests.web.public.test_english import chinese_in
from yulin.access.enums import Role
from yulin.access.models import JournalEntry
from yulin.control.actions.findings import conclude_signal
from yulin.control.actions.rechecks import plan_rechecks, run_rechecks
from yulin.control.actions.scan import scan
from yulin.control.actions.signals import set_threshold
from yulin.control.models import Campaign, CampaignEntry, Finding, Signal, Threshold
from yulin.ledger.models import Claim
from yulin.registry.models import Person
from yulin.vault import draw

pytestmark = pytest.mark.django_db

WHO = ("visitor", "person", "officer", "elsewhere", "auditor")
READ = (302, 403, 200, 200, 200)
READ_ONE = (302, 403, 200, 404, 200)
#: an officer without the duty is refused by the action itself
NOT_THEIRS = (302, 403, 403, 403, 403)
NOT_THEIRS_ONE = (302, 403, 403, 404, 403)
TABLE = {
    "signals": READ,
    "signal": READ_ONE,
    "signal_step": NOT_THEIRS_ONE,
    "campaigns": READ,
    "new_campaign": NOT_THEIRS,
    "campaign": READ_ONE,
    "campaign_step": NOT_THEIRS_ONE,
    "campaign_file": READ_ONE,
    "entry": NOT_THEIRS_ONE,
    "findings": READ,
    "finding": READ_ONE,
    "finding_step": NOT_THEIRS_ONE,
    "rechecks": READ,
    "rates": READ,
    "limits": READ,
    "set_limit": NOT_THEIRS,
}
POSTED = {
    "signal_step": {"step": "explain", "reason": "x"},
    "new_campaign": {
        "title": "x", "region": "330300", "paid_from": "2026-11-01", "paid_to": "2026-11-30",
        "stratify": "none", "size": "1",
    },
    "campaign_step": {"step": "cancel", "reason": "x"},
    "entry": {"result": "in_order", "text": "x"},
    "finding_step": {"step": "refuse", "remarks": "x"},
    "set_limit": {"limit": "two_jobs.days", "value": "9", "reason": "x"},
}  # fmt: skip


def affairs(paid, entries, proposed, control):
    """Two doubts, one with a finding; a drawn sample; checks that came to something."""
    load(
        学历=[{"证件号": ANNA, "学历": "专科"}],
        就业=[{"证件号": ANNA, "单位代码": FIRM}, {"证件号": ANNA, "单位代码": OTHER_FIRM}],
    )
    plan_rechecks()
    run_rechecks(acting_user=None, today=dt.date(2027, 2, 3))
    scan(acting_user=None, today=TODAY)
    rechecked = Signal.objects.get(kind="recheck")
    conclude_signal(acting_user=control.first, signal=rechecked, conclusion=DOUBTFUL)
    reason = {"kind": "two_jobs", "name": "days", "value": 60, "reason": "试点"}
    set_threshold(acting_user=control.first, **reason)
    return {
        "signal": Signal.objects.get(kind="two_jobs"),
        "rechecked": rechecked,
        "campaign": Campaign.objects.get(),
        "open": made(control.first, title="下一次"),
        "entry": CampaignEntry.objects.get(payment=paid[BEN]),
        "finding": proposed,
    }


@pytest.fixture
def things(paid, entries, proposed, control):
    return affairs(paid, entries, proposed, control)


def address(name, things):
    about = {
        "signal": lambda: [things["signal"].uuid],
        "signal_step": lambda: [things["signal"].uuid],
        "campaign": lambda: [things["campaign"].uuid],
        "campaign_step": lambda: [things["open"].uuid],
        "campaign_file": lambda: [things["campaign"].uuid],
        "entry": lambda: [things["campaign"].uuid, things["entry"].name],
        "finding": lambda: [things["finding"].uuid],
        "finding_step": lambda: [things["finding"].uuid],
    }
    return reverse(f"control:{name}", args=about.get(name, list)())


def everything():
    return (
        list(Signal.objects.order_by("pk").values()),
        list(Campaign.objects.order_by("pk").values()),
        list(Finding.objects.order_by("pk").values()),
        Threshold.objects.count(),
        Claim.objects.count(),
    )


def ask_for(client, name, things, user):
    client.logout()
    if user:
        client.force_login(user)
    path = address(name, things)
    return (client.post(path, POSTED[name]) if name in POSTED else client.get(path)).status_code


def test_who_gets_what(client, things, user_of):
    users = {
        "visitor": None,
        "person": user_of(Role.PERSON, username="p"),
        "officer": user_of(Role.OFFICER, username="without", region=330300),
        "elsewhere": user_of(Role.OFFICER, username="there", region=330200),
        "auditor": user_of(Role.AUDITOR, username="auditor-2"),
    }
    before = everything()
    for name in sorted(TABLE, key=lambda name: name not in POSTED):
        got = tuple(ask_for(client, name, things, users[who]) for who in WHO)
        assert (name, got) == (name, TABLE[name])
        assert everything() == before


def test_every_address_is_in_the_table():
    names = get_resolver("yulin.web.officer.control.urls").reverse_dict
    assert {name for name in names if isinstance(name, str)} == set(TABLE)


SHOWN = [name for name in TABLE if name not in POSTED or name in {"new_campaign", "entry"}]


def test_no_whole_number_and_no_verdict_on_any_page(client, things, control):
    client.force_login(control.first)
    for name in SHOWN:
        page = client.get(address(name, things)).content
        assert b"622200000000" not in page
        assert ANNA.encode() not in page
        assert "骗".encode() not in page


def test_the_pages_in_english(client, things, control):
    client.cookies["django_language"] = "en"
    client.force_login(control.first)
    own = {"安家", "十一月抽查", "下一次", "试点", "测试", "温人社", "号第五条", "号"}
    own |= {"年", "月已离职", "月仍在享受", "单位地址无人办公", "安娜", "鹿城电气", "乐清电器"}
    paths = [address(name, things) for name in SHOWN if name != "campaign_file"]
    paths += [
        reverse("control:signal", args=[things["rechecked"].uuid]),
        reverse("control:campaign", args=[things["open"].uuid]),
        address("campaign", things) + "?again=1",
        address("rechecks", things) + "?show=not_due",
        address("signals", things) + "?state=all",
    ]
    for path in paths:
        assert (path, chinese_in(client.get(path).content.decode()) - own) == (path, set())


def test_lists_take_as_many_queries_for_many(
    client, things, control, django_assert_max_num_queries
):
    client.force_login(control.first)
    for name in ("signals", "campaigns", "findings", "rechecks", "rates", "limits"):
        client.get(address(name, things))
        with django_assert_max_num_queries(14):
            client.get(address(name, things))
    with django_assert_max_num_queries(18):
        client.get(address("campaign", things))
    with django_assert_max_num_queries(24):
        client.get(address("signal", things))


# -- through the pages -----------------------------------------------------------------------------


def press(client, user, name, args, **words):
    client.force_login(user)
    return client.post(reverse(f"control:{name}", args=args), words, follow=True)


def test_a_doubt_shows_why_and_what_and_is_explained(client, things, control):
    client.force_login(control.first)
    signal = things["signal"]
    page = client.get(address("signal", things)).content.decode()
    for words in ("可能只是离职没有登记", "鹿城电气", "乐清电器", "天数 60", "发现"):
        assert words in page
    press(client, control.first, "signal_step", [signal.uuid], step="take")
    said = press(
        client, control.first, "signal_step", [signal.uuid], step="explain", reason="借调，有协议"
    )
    assert "借调，有协议" in said.content.decode()
    signal.refresh_from_db()
    assert (signal.state, signal.assigned_to) == ("explained", control.first)


def test_the_queue_is_filtered(client, things, control):
    client.force_login(control.first)

    def found(**query):
        page = client.get(reverse("control:signals"), query).context["page"]
        return [row.signal.kind for row in page.rows]

    assert found() == ["two_jobs"]
    assert found(state="all") == ["recheck", "two_jobs"]
    assert found(state="found") == ["recheck"]
    assert found(kind="recheck") == []
    assert found(mine="on") == []
    assert found(q="安娜") == ["two_jobs"]
    assert found(q=ANNA) == ["two_jobs"]
    assert found(q="没有这个人") == []


def test_a_sample_from_the_form_to_the_draw(client, paid, control):
    words = POSTED["new_campaign"] | {"title": "按金额", "stratify": "amount", "bands": "50，200"}
    made_ = press(client, control.first, "new_campaign", [], **words | {"benefits": "T-02/安家"})
    one = Campaign.objects.get()
    assert one.seed_hash in made_.content.decode()
    assert (one.population["bands"], one.population["benefits"]) == (["50", "200"], ["T-02/安家"])
    press(client, control.first, "campaign_step", [one.uuid], step="commit")
    page = press(client, control.second, "campaign_step", [one.uuid], step="draw").content.decode()
    one.refresh_from_db()
    assert (one.state, one.sizes) == ("drawn", {"2: ≥ 50.00": 1})
    assert one.seed in page
    client.force_login(control.auditor)
    again = client.get(reverse("control:campaign", args=[one.uuid]) + "?again=1")
    assert "重抽的结果与公布的相同" in again.content.decode()
    file = client.get(reverse("control:campaign_file", args=[one.uuid]))
    assert draw.check(file.content.decode(), promise=one.seed_hash, fixed=one.list_hash).found == ()
    assert ANNA not in file.content.decode()
    assert JournalEntry.objects.filter(action="control.campaign.export").count() == 1
    assert json.loads(file.content)["about"]["region"] == 330300


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"region": ""}, "请选择地区"),
        ({"paid_from": "昨天"}, "“付款日期从”应写作 2026-11-30。"),
        ({"least": "很多"}, "“金额不少于（元）”应写作 1234.50。"),
        ({"least": "NaN"}, "“金额不少于（元）”应写作 1234.50。"),
        ({"size": "一"}, "“每层抽取笔数”应是一个整数。"),
        ({"size": ""}, "二者之一"),
        ({"bands": "a"}, "“分界金额（元）”应写作 1234.50。"),
    ],
)
def test_what_is_typed_wrong_is_said_and_kept(client, paid, control, words, said):
    page = press(client, control.first, "new_campaign", [], **POSTED["new_campaign"] | words)
    assert page.status_code == 422
    assert said in page.content.decode()
    assert 'value="x"' in page.content.decode()
    assert Campaign.objects.count() == 0


def test_a_drawn_payment_is_concluded_answered_and_claimed(client, entries, control, anna):
    entry = entries[ANNA]
    path = [entry.campaign.uuid, entry.name]
    words = {"result": "wrong", "text": "九月已离职。", "cause": "left_early", "clause": "第五条"}
    page = press(client, control.first, "entry", path, **words)
    assert (page.status_code, "可追回的 100.05 元" in page.content.decode()) == (422, True)
    press(client, control.first, "entry", path, **words | {"amount": "60.01"})
    one = Finding.objects.get()
    early = press(
        client, control.second, "finding_step", [one.uuid],
        step="confirm", remarks="属实", first_due="2099-12-31",
    )  # fmt: skip
    assert "本人还可以在" in early.content.decode()
    assert Claim.objects.count() == 0
    client.force_login(anna)
    own = client.get(reverse("person:checks")).content.decode()
    assert "九月已离职。" in own
    client.post(reverse("person:answer_check", args=[one.uuid]), {"answer": "只是调岗。"})
    press(
        client, control.second, "finding_step", [one.uuid],
        step="confirm", remarks="答复与社保记录不符", first_due="2099-12-31", terms="2",
    )  # fmt: skip
    one.refresh_from_db()
    assert (one.state, one.answer, one.claim.amount, one.claim.terms.count()) == (
        "confirmed",
        "只是调岗。",
        one.amount,
        2,
    )
    client.force_login(control.auditor)
    assert "59.98%" in client.get(reverse("control:rates")).content.decode()


def test_a_limit_is_set_from_the_page(client, paid, control):
    words = {"limit": "two_jobs.days", "value": "9", "reason": "试"}
    page = press(client, control.second, "set_limit", [], **words | {"value": "9999999"})
    assert "须在 1 到 3650 之间" in page.content.decode()
    press(client, control.first, "set_limit", [], **words)
    assert Threshold.objects.get().value == 9


# -- the person's own ------------------------------------------------------------------------------


def test_a_person_sees_and_answers_their_own_only(client, things, anna, user_of):
    ben = user_of(Role.PERSON, username="ben", person_key=str(Person.objects.by_number(BEN).uuid))
    client.force_login(ben)
    assert "没有对您的核查" in client.get(reverse("person:checks")).content.decode()
    path = reverse("person:answer_check", args=[things["finding"].uuid])
    assert client.post(path, {"answer": "x"}).status_code == 404
    client.force_login(anna)
    assert client.get(reverse("person:checks")).content.decode().count("<textarea") == 2
    page = client.post(path, {"answer": ""}, follow=True).content.decode()
    assert "请写下您的答复" in page
    page = client.post(path, {"answer": "不对。"}, follow=True).content.decode()
    assert "不对。" in page
    assert page.count("<textarea") == 1
    assert Finding.objects.get(pk=things["finding"].pk).answered_at <= timezone.now()


def test_the_persons_page_in_english(client, things, anna):
    client.cookies["django_language"] = "en"
    client.force_login(anna)
    own = {"安家", "年", "月已离职", "月仍在享受", "温人社", "号第五条", "单位地址无人办公"}
    page = client.get(reverse("person:checks")).content.decode()
    assert chinese_in(page) - own == set()
