"""The pages on who is who: who gets them, what they show, what they change."""

import pytest
from django.urls import get_resolver, reverse

from tests.registry.builders import ANNA, BEN, load
from tests.registry.test_documents import PAPER, propose_name
from tests.registry.test_links import join, propose, with_duty
from tests.web.officer.test_english import NAMES
from tests.web.public.test_english import chinese_in
from yulin.access.enums import Duty, Role
from yulin.access.models import JournalEntry
from yulin.registry.enums import LinkState
from yulin.registry.models import IdentityLink, NameChange, Person
from yulin.registry.queries.aliases import aliases_at

pytestmark = pytest.mark.django_db

WHO = ("visitor", "person", "employer", "officer", "maker", "checker", "elsewhere", "auditor")
LOOK = (302, 403, 403, 200, 200, 200, 200, 200)
LOOK_AT_ONE = (302, 403, 403, 200, 200, 200, 404, 200)
TABLE = {
    "names": LOOK,
    "name": LOOK_AT_ONE,
    "answer_name": (302, 403, 403, 403, 403, 302, 404, 403),
    "documents": LOOK_AT_ONE,
    "ask_number": (302, 403, 403, 403, 422, 403, 404, 403),
    "ask_name": (302, 403, 403, 403, 422, 403, 404, 403),
    "duplicates": LOOK,
    "pair": LOOK_AT_ONE,
    "links": LOOK,
    "link": LOOK_AT_ONE,
    "answer": (302, 403, 403, 403, 403, 302, 404, 403),
    "part": (302, 403, 403, 403, 422, 403, 404, 403),
    "answer_part": (302, 403, 403, 403, 403, 422, 404, 403),
}
POSTED = {
    "answer_name": {"accept": "no", "text": "不符"},
    "ask_number": {"valid_from": "2026-03-01"},
    "ask_name": {"valid_from": "2026-03-01"},
    "answer": {"accept": "no", "text": "不是同一人"},
    "part": {"text": "不是同一人"},
    "answer_part": {"accept": "yes", "text": "是"},
}
TWIN = "EJ0000001"


@pytest.fixture
def twins(office):
    load(
        人员=[
            {
                "证件号": TWIN,
                "证件类型": "护照",
                "姓名": "安娜",
                "户籍地": 330302,
                "出生日期": "1990-01-01",
            }
        ],
        证书=[{"证件号": TWIN, "证书编号": "Z9"}],
    )
    return Person.objects.by_number(ANNA), Person.objects.by_number(TWIN)


@pytest.fixture
def users(office, user_of):
    def with_(duty, name, region=330300):
        return with_duty(user_of(Role.OFFICER, username=name, region=region), duty, region)

    return {
        **{w: getattr(office, w) for w in ("visitor", "person", "employer", "officer", "auditor")},
        "maker": with_(Duty.MAKER, "maker-here"),
        "checker": with_(Duty.CHECKER, "checker-here"),
        "elsewhere": with_(Duty.MAKER, "maker-there", 330200),
    }


@pytest.fixture
def link(twins, users):
    return propose(users["maker"], *twins)


@pytest.fixture
def change(office, users):
    return propose_name(acting_user=users["maker"], person=office.anna, name="安妮", **PAPER)


def states():
    return (
        list(IdentityLink.objects.values()),
        list(NameChange.objects.values()),
        JournalEntry.objects.count(),
    )


def address(name, link, change=None):
    given = {
        "names": [],
        "name": [change and change.uuid],
        "answer_name": [change and change.uuid],
        "documents": [link.kept.uuid],
        "ask_number": [link.kept.uuid],
        "ask_name": [link.kept.uuid],
        "duplicates": [],
        "links": [],
        "pair": [link.kept.uuid, link.other.uuid],
    }
    return reverse(f"officer:identity:{name}", args=given.get(name, [link.uuid]))


def signed_in(client, user):
    client.force_login(user)
    return client


@pytest.mark.parametrize("name", TABLE)
def test_who_gets_what(client, link, change, users, name):
    before = states()
    got = {}
    done = [w for w, s in zip(WHO, TABLE[name], strict=True) if s == 302 and w != "visitor"]
    for who in [*(w for w in WHO if w not in done), *done]:
        client.logout()
        if users[who]:
            client.force_login(users[who])
        path = address(name, link, change)
        response = client.post(path, POSTED[name]) if name in POSTED else client.get(path)
        got[who] = response.status_code
        if who not in done:
            assert states() == before
    assert tuple(got[who] for who in WHO) == TABLE[name]


def test_every_address_is_in_the_table():
    names = get_resolver("yulin.web.officer.identity.urls").reverse_dict
    assert {name for name in names if isinstance(name, str)} == set(TABLE)


def test_the_list_names_the_pair_with_its_reasons(client, twins, users):
    page = signed_in(client, users["officer"]).get(reverse("officer:identity:duplicates"))
    text = page.content.decode()
    assert "共 1 对" in text
    assert "姓名、性别、出生日期相同" in text
    assert TWIN not in text
    assert ANNA not in text
    for query, count in (("q=本", 0), ("likeness=name", 1), ("likeness=spouse&page=9", 0)):
        found = client.get(reverse("officer:identity:duplicates") + "?" + query).context["page"]
        assert found.total == count, query


def test_two_propose_and_agree_by_the_pages(client, twins, users):
    anna, twin = twins
    path = reverse("officer:identity:pair", args=[anna.uuid, twin.uuid])
    assert 'name="kept"' not in signed_in(client, users["officer"]).get(path).content.decode()
    page = signed_in(client, users["maker"]).get(path)
    assert 'name="kept"' in page.content.decode()
    for given, why in (
        ({"reason": "同一人", "evidence": "1号"}, "请选择保留哪一个"),
        ({"kept": "one", "reason": "", "evidence": "1号"}, "请写明理由"),
        ({"kept": "one", "reason": f"即{ANNA}", "evidence": "1号"}, "请写明理由"),
        ({"kept": "one", "reason": "同一人", "evidence": ""}, "请写明凭据编号"),
    ):
        refused = client.post(path, given)
        assert refused.status_code == 422
        assert why in refused.content.decode()
    assert not IdentityLink.objects.exists()
    client.post(path, {"kept": "one", "reason": "同一人", "evidence": "1号"})
    link = IdentityLink.objects.get()
    assert (link.kept, link.other, link.asked_by) == (anna, twin, users["maker"])
    one = reverse("officer:identity:link", args=[link.uuid])
    assert 'name="accept"' not in client.get(one).content.decode()
    signed_in(client, users["checker"])
    assert 'name="accept"' in client.get(one).content.decode()
    answer = reverse("officer:identity:answer", args=[link.uuid])
    assert client.post(answer, {"text": "属实"}).status_code == 422
    assert not aliases_at(None)
    client.post(answer, {"accept": "yes", "text": "属实"})
    assert aliases_at(None).kept == {twin.pk: anna.pk}
    # Both addresses are one page now, which says under which number each fact came.
    for uuid in (anna.uuid, twin.uuid):
        text = client.get(reverse("officer:facts", args=[uuid])).content.decode()
        assert twin.masked_number in text
        assert "Z9" in text
    assert client.get(path).status_code == 302
    people = client.get(reverse("officer:people") + "?q=安娜").context["page"]
    assert [row.person for row in people.rows] == [anna]


def test_they_are_parted_by_the_pages(client, twins, users):
    link = join(users["maker"], users["checker"], *twins)
    signed_in(client, users["maker"])
    client.post(reverse("officer:identity:part", args=[link.uuid]), {"text": "不是同一人"})
    listed = client.get(reverse("officer:identity:links") + "?state=parting").context["page"]
    assert [row.link for row in listed.rows] == [link]
    signed_in(client, users["checker"])
    client.post(
        reverse("officer:identity:answer_part", args=[link.uuid]), {"accept": "yes", "text": "是"}
    )
    assert not aliases_at(None)
    link.refresh_from_db()
    assert link.state == LinkState.PARTED
    text = client.get(reverse("officer:identity:link", args=[link.uuid])).content.decode()
    assert "同意拆分" in text


@pytest.mark.parametrize(
    ("query", "count"),
    [("", 1), ("state=all", 1), ("state=joined", 0), ("q=安娜", 1), ("q=本", 0), ("state=x", 1)],
)
def test_links_are_narrowed(client, link, users, query, count):
    page = signed_in(client, users["officer"]).get(reverse("officer:identity:links") + "?" + query)
    assert page.context["page"].total == count


def test_the_lists_ask_the_database_as_often_for_many(
    client, link, users, django_assert_num_queries
):
    signed_in(client, users["auditor"])
    for path, count in (
        (reverse("officer:identity:duplicates") + "?refused=yes", 5),
        (reverse("officer:identity:links"), 5),
    ):
        client.get(path)
        with django_assert_num_queries(count):
            assert client.get(path).context["page"].total == 1
    ben = Person.objects.by_number(BEN)
    propose(users["maker"], ben, link.other)
    with django_assert_num_queries(5):
        assert client.get(reverse("officer:identity:links")).context["page"].total == 2


def test_in_english_too(client, link, change, users):
    signed_in(client, users["maker"])
    client.cookies["django_language"] = "en"
    for name in ("duplicates", "pair", "links", "link", "names", "name", "documents"):
        text = client.get(address(name, link, change)).content.decode()
        assert chinese_in(text) - NAMES <= GIVEN, name


GIVEN = {
    "温州市鹿城区",
    "安妮",
    "同一人",
    "核查单",
    "号",
    "公安变更",
    "变更证明",
    "某人",
    "演示",
    "测试",
}


def test_a_number_and_a_name_are_changed_by_the_pages(client, office, users):
    anna = office.anna
    page = reverse("officer:identity:documents", args=[anna.uuid])
    assert 'name="number"' not in signed_in(client, users["officer"]).get(page).content.decode()
    signed_in(client, users["maker"])
    given = {"ground": "change", "id_type": "0", "number": BEN, "reason": "变更", "evidence": "1号"}
    taken = client.post(
        reverse("officer:identity:ask_number", args=[anna.uuid]),
        given | {"valid_from": "2026-03-01"},
    )
    assert taken.status_code == 422
    text = taken.content.decode()
    assert "已登记在另一个人名下" in text
    assert reverse("officer:identity:pair", args=[anna.uuid, office.ben.uuid]) in text
    assert BEN not in text
    client.post(
        reverse("officer:identity:ask_number", args=[anna.uuid]),
        given | {"valid_from": "2026-03-01", "number": TWIN, "id_type": "3"},
    )
    link = IdentityLink.objects.get()
    client.post(
        reverse("officer:identity:ask_name", args=[anna.uuid]),
        {"name": "安妮", "valid_from": "2026-03-01", "reason": "变更", "evidence": "2号"},
    )
    change = NameChange.objects.get()
    signed_in(client, users["checker"])
    agreed = {"accept": "yes", "text": "属实"}
    client.post(reverse("officer:identity:answer", args=[link.uuid]), agreed)
    client.post(reverse("officer:identity:answer_name", args=[change.uuid]), agreed)
    text = client.get(page).content.decode()
    assert "双改" in client.get(reverse("officer:identity:names") + "?state=all").content.decode()
    assert link.other.masked_number in text
    assert "安妮" in text
    assert TWIN not in text


def test_the_facts_of_a_day(client, office, users):
    signed_in(client, users["officer"])
    path = reverse("officer:facts", args=[office.anna.uuid])
    text = client.get(path).content.decode()
    assert "没有登记配偶和同户的人" in text
    then = client.get(path + "?known=2020-01-01&valid=2020-01-01").content.decode()
    assert "2020-01-01 当天结束时登记里有的" in then
    assert "只列 2020-01-01 有效的" in then
    assert "技师" in text
    assert "技师" not in then
    assert client.get(path + "?known=nonsense&valid=2026-13-01").status_code == 200
