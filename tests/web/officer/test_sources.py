"""The pages of sources: who gets them, what they show, what they change."""

import json

import pytest
from django.urls import get_resolver, reverse

from tests.registry.builders import ANNA, BEN
from tests.sources.conftest import certificate_terms, switched_on
from tests.sources.service import Service, answer, certificate, status
from yulin.access.enums import Duty, Role
from yulin.access.models import DutyGrant, JournalEntry
from yulin.registry.models import Certificate
from yulin.sources.actions.ask import ask_about
from yulin.sources.models import Answer, Call, Source

pytestmark = pytest.mark.django_db

WHO = ("visitor", "person", "employer", "officer", "steward", "elsewhere", "auditor")
LOOK = (302, 403, 403, 200, 200, 200, 200)
LOOK_AT_ONE = (302, 403, 403, 200, 200, 404, 200)
STEWARDS = (302, 403, 403, 403, 200, 200, 403)
STEWARDS_ONE = (302, 403, 403, 403, 200, 404, 403)
TABLE = {
    "list": LOOK,
    "source": LOOK_AT_ONE,
    "new": STEWARDS,
    "edit": STEWARDS_ONE,
    "switch": (302, 403, 403, 403, 302, 404, 403),
    "try": STEWARDS_ONE,
    "ask": (302, 403, 403, 302, 302, 404, 403),
}
POSTED = {
    "switch": {"on": "no", "reason": "维护"},
    "try": {"number": ANNA},
    "ask": {},
}


@pytest.fixture
def service():
    with Service() as running:
        running.says(answer(ANNA, certificate(ANNA)))
        yield running


@pytest.fixture
def source(office, service, settings):
    settings.YULIN_SOURCE_NETWORKS = ["127.0.0.1/32"]
    return switched_on(**certificate_terms(service), secret="a-token")


def steward_of(user_of, region, name):
    user = user_of(Role.OFFICER, region=region, username=name)
    DutyGrant.objects.create(
        holder=user,
        duty=Duty.DATA_STEWARD,
        region=region,
        during=("2020-01-01T00:00Z", None),
        basis="测试",
    )
    return user


@pytest.fixture
def users(office, user_of):
    """`elsewhere` looks after the data of another city."""
    return {
        **{
            who: getattr(office, who)
            for who in ("visitor", "person", "employer", "officer", "auditor")
        },
        "steward": steward_of(user_of, 330300, "steward-here"),
        "elsewhere": steward_of(user_of, 330200, "steward-there"),
    }


def address(name, source, office):
    given = {"list": [], "new": [], "ask": [source.uuid, office.anna.uuid]}
    return reverse(f"officer:source:{name}", args=given.get(name, [source.uuid]))


def states():
    return (
        Call.objects.count(),
        list(Source.objects.values_list("enabled")),
        Certificate.objects.count(),
    )


@pytest.mark.parametrize("name", TABLE)
def test_who_gets_what(client, office, source, users, name):
    before = states(), JournalEntry.objects.count()
    got = {}
    refused = [
        w for w, status in zip(WHO, TABLE[name], strict=True) if status > 302 or w == "visitor"
    ]
    for who in [*refused, *(w for w in WHO if w not in refused)]:
        client.logout()
        if users[who]:
            client.force_login(users[who])
        path = address(name, source, office)
        response = client.post(path, POSTED[name]) if name in POSTED else client.get(path)
        got[who] = response.status_code
        if who in refused:
            assert (states(), JournalEntry.objects.count()) == before
    assert tuple(got[who] for who in WHO) == TABLE[name]


def test_every_address_is_in_the_table():
    names = get_resolver("yulin.web.officer.sources.urls").reverse_dict
    assert {name for name in names if isinstance(name, str)} == set(TABLE)


def signed_in(client, user):
    client.force_login(user)
    return client


def test_the_list_counts_failures_answers_and_what_lapsed(client, office, source, service, users):
    ask_about(acting_user=None, source=source, person=office.anna)
    service.says(status(403))
    ask_about(acting_user=None, source=source, person=office.ben)
    Answer.objects.exclude(said_in=None).update(valid_until="2020-01-01T00:00Z")
    page = signed_in(client, office.officer).get(reverse("officer:source:list"))
    [row] = page.context["page"].rows
    assert (row.failed, row.answers_count, row.lapsed, row.last_outcome) == (1, 1, 1, "refused")
    assert "一天内有失败" in page.content.decode()


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["证书中心", "停着的"]),
        ("q=证书", ["证书中心"]),
        ("q=某部门", ["证书中心", "停着的"]),
        ("kind=database", []),
        ("kind=http", ["证书中心", "停着的"]),
        ("state=on", ["证书中心"]),
        ("state=off", ["停着的"]),
        ("state=failing", []),
        ("kind=nonsense&state=nonsense&page=999", ["证书中心", "停着的"]),
    ],
)
def test_the_list_is_narrowed(client, office, source, service, query, names):
    from yulin.sources.actions.manage import add_source

    add_source(
        acting_user=None,
        **certificate_terms(service, name="停着的", table="收入", mapping=INCOME),
    )
    page = signed_in(client, office.officer).get(reverse("officer:source:list") + "?" + query)
    assert [row.name for row in page.context["page"].rows] == names


INCOME = {"person": "idNo", "columns": {"年度": {"from": "year"}, "工资薪金": {"from": "wage"}}}


def test_the_list_asks_the_database_as_often_for_many(
    client, office, source, service, django_assert_num_queries
):
    signed_in(client, office.officer)
    path = reverse("officer:source:list")
    client.get(path)
    with django_assert_num_queries(COUNT):
        client.get(path)
    rows = Source.objects.get()
    for number in range(15):
        rows.pk, rows.uuid, rows.name, rows.enabled = None, None, f"n{number}", False
        rows.uuid = f"00000000-0000-4000-8000-{number:012d}"
        rows._state.adding = True
        rows.save()
    with django_assert_num_queries(COUNT):
        assert len(client.get(path).context["page"].rows) == 16


COUNT = 5


def test_the_page_shows_calls_of_those_in_sight_and_no_secret(
    client, office, source, users, user_of
):
    ask_about(acting_user=None, source=source, person=office.anna)
    path = address("source", source, office)
    text = signed_in(client, users["steward"]).get(path).content.decode()
    assert "a-token" not in text
    assert ANNA not in text
    assert office.anna.masked_number in text
    yueqing = user_of(Role.OFFICER, region=330382)
    page = signed_in(client, yueqing).get(path)
    assert (page.status_code, page.context["page"].total) == (200, 0)
    assert signed_in(client, office.auditor).get(path).context["page"].total == 1
    assert (
        signed_in(client, office.officer).get(path + "?outcome=refused").context["page"].total == 0
    )


def typed(**more):
    return {
        "kind": "http",
        "region": "330300",
        "table": "证书",
        "name": "新证书库",
        "department": "某部门",
        "purpose": "核定人才待遇",
        "legal_basis": "国办发〔2024〕3号",
        "place": json.dumps({"url": "https://share.example.cn/q", "field": "idNo"}),
        "mapping": json.dumps(certificate_terms(Nowhere)["mapping"]),
        "secret": "s",
        "valid_days": "30",
        "timeout_seconds": "5",
        "attempts": "3",
        "per_minute": "60",
        "empty_is_none": "on",
        **more,
    }


class Nowhere:
    url = "https://share.example.cn/q"


def test_a_source_is_set_up_off_changed_and_switched_on(client, office, users):
    signed_in(client, users["steward"])
    response = client.post(reverse("officer:source:new"), typed())
    made = Source.objects.get()
    assert response.headers["Location"] == address("source", made, office)
    assert (made.enabled, made.created_by, made.secret.open()) == (False, users["steward"], "s")
    client.post(address("edit", made, office), typed(valid_days="7", secret=""))
    client.post(address("switch", made, office), {"on": "yes", "reason": "联调通过"})
    made.refresh_from_db()
    assert (made.enabled, made.valid_days, made.secret.open()) == (True, 7, "s")
    history = JournalEntry.objects.filter(object_type="sources.source").order_by("id")
    assert [(e.action, e.data.get("reason")) for e in history] == [
        ("sources.source.add", None),
        ("sources.source.change", None),
        ("sources.source.on", "联调通过"),
    ]
    assert history[1].data == {"fields": ["valid_days"]}
    text = client.get(address("source", made, office)).content.decode()
    assert "联调通过" in text


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"valid_days": "x"}, "“答复有效天数”应是一个整数。"),
        ({"valid_days": "999"}, "有效天数、等待秒数、次数或每分钟上限超出范围。"),
        ({"region": ""}, "请选择地区。"),
        ({"place": "{"}, "“连接”第 1 行不是合格的 JSON。"),
        ({"place": "[]"}, "“连接”应是一组名称和值。"),
        ({"place": '{"url": "https://a.cn", "feild": "x"}'}, "“连接”里没有 feild 这一项，是不是“field”？"),
        ({"place": '{"url": "https://a.cn"}'}, "“连接”还缺：field。"),
        ({"place": '{"url": "file:///etc/passwd", "field": "x"}'}, "接口地址应以 https:// 或 http:// 开头，不带用户名和密码。"),
        ({"place": '{"url": "http://u:p@a.cn", "field": "x"}'}, "接口地址应以 https:// 或 http:// 开头，不带用户名和密码。"),
        ({"table": "人事"}, "数据来源不能提供“人事”这张表。"),
        ({"mapping": "{}"}, "“对应关系”应写明 person 和 columns。"),
        ({"mapping": '{"columns": {}}'}, "“对应关系”应写明 person：对方哪一项是证件号。"),
        ({"mapping": '{"person": "p", "columns": {"工 种": {"from": "x"}}}'}, "“证书”没有“工 种”这一列，是不是“工种”？"),
        ({"mapping": '{"person": "p", "columns": {"工种": {}}}'}, "“工种”应写明 from 或 always。"),
        ({"mapping": '{"person": "p", "columns": {}}'}, "“证书类别”必填，请写明从哪里取。"),
        ({"purpose": " "}, "使用目的：此字段不能为空。"),
    ],
)  # fmt: skip
def test_what_is_not_right_is_said_and_nothing_is_kept(client, users, wrong, message):
    page = signed_in(client, users["steward"]).post(reverse("officer:source:new"), typed(**wrong))
    assert (page.status_code, page.context["error"]) == (422, message)
    assert not Source.objects.exists()
    assert "s" not in page.context["given"].get("secret", "")


def test_a_blank_that_means_something_must_be_said(client, users):
    mapping = certificate_terms(Nowhere)["mapping"]
    columns = {k: v for k, v in mapping["columns"].items() if k != "职称级别"}
    page = signed_in(client, users["steward"]).post(
        reverse("officer:source:new"), typed(mapping=json.dumps(mapping | {"columns": columns}))
    )
    assert page.context["error"] == "“职称级别”空着也有含义，请写明从哪里取，或用 always 写明。"


def test_a_label_that_nobody_knows_is_told_when_it_is_typed(client, users):
    mapping = certificate_terms(Nowhere)["mapping"]
    columns = mapping["columns"] | {"职称级别": {"always": "特级"}}
    page = signed_in(client, users["steward"]).post(
        reverse("officer:source:new"), typed(mapping=json.dumps(mapping | {"columns": columns}))
    )
    assert page.status_code == 422
    assert "特级" in page.context["error"]


def test_two_may_not_feed_the_same_table(client, source, users, service):
    other = switched_off(certificate_terms(service, name="区证书库", region=330302))
    signed_in(client, users["steward"]).post(
        reverse("officer:source:switch", args=[other.uuid]), {"on": "yes", "reason": "试"}
    )
    other.refresh_from_db()
    assert not other.enabled
    page = client.get(reverse("officer:source:source", args=[other.uuid])).content.decode()
    assert "“证书”已由“证书中心”提供，请先停用它。" in page


def switched_off(terms):
    from yulin.sources.actions.manage import add_source

    return add_source(acting_user=None, **terms)


def test_a_steward_cannot_set_up_for_another_region(client, users):
    response = signed_in(client, users["elsewhere"]).post(reverse("officer:source:new"), typed())
    assert response.status_code == 403
    assert not Source.objects.exists()


def test_a_trial_shows_what_came_and_takes_in_nothing(client, office, source, users):
    page = signed_in(client, users["steward"]).post(
        address("try", source, office), {"number": ANNA}
    )
    text = page.content.decode()
    assert "电工" in text
    assert ANNA not in text
    assert Certificate.objects.filter(source="证书中心").count() == 0


def test_a_click_asks_and_says_what_came(client, office, source, users):
    path = reverse("officer:facts", args=[office.anna.uuid])
    before = signed_in(client, office.officer).get(path).content.decode()
    assert "还没有查询过。" in before
    response = client.post(address("ask", source, office))
    assert response.headers["Location"] == f"{path}#s-certificate"
    after = client.get(path).content.decode()
    assert "证书中心：有记录，1 条。" in after
    assert "答复。有效至" in after
    assert Certificate.objects.current().get().source == "证书中心"


def test_no_answer_is_said_to_officer_and_person(client, office, source, service):
    service.says(status(500))
    signed_in(client, office.officer).post(
        reverse("officer:source:ask", args=[source.uuid, office.ben.uuid])
    )
    text = client.get(reverse("officer:facts", args=[office.ben.uuid])).content.decode()
    assert "证书中心：没有答复。对方回复 500。" in text
    assert "查询过，没有得到答复，所以仍是未知。" in text
    assert "还没有收到这类数据" in text
    service.says(answer(BEN))
    client.post(reverse("officer:source:ask", args=[source.uuid, office.ben.uuid]))
    text = client.get(reverse("officer:facts", args=[office.ben.uuid])).content.decode()
    assert "答复：没有记录。" in text
    service.says(answer(ANNA))
    ask_about(acting_user=None, source=source, person=office.anna)
    mine = signed_in(client, office.person).get(reverse("person:facts")).content.decode()
    assert "答复：没有记录。" in mine
    assert "现在查询" not in mine


def test_the_pages_are_english_too(client, office, source, users):
    ask_about(acting_user=None, source=source, person=office.anna)
    signed_in(client, users["steward"])
    client.cookies["django_language"] = "en"
    for name in ("list", "source", "new", "edit"):
        text = client.get(address(name, source, office)).content.decode()
        assert "Source" in text, name
        assert "数据来源" not in text, name
