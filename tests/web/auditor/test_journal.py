import pytest
from django.urls import reverse

from yulin.access.actions.journal import record

pytestmark = pytest.mark.django_db
ADDRESS = "/auditor/"


@pytest.fixture
def signed_in(client, office):
    client.force_login(office.auditor)
    return client


def test_every_act_is_listed_in_words_with_the_way_to_its_object(signed_in, office, run):
    shown = signed_in.get(ADDRESS).content.decode()
    assert "发起计算" in shown
    assert "entitlements.run.request" in shown
    assert reverse("officer:run", args=[run.uuid]) in shown


@pytest.mark.parametrize(
    ("query", "kept", "left_out"),
    [
        ({"action": "registry.facts.load"}, "registry.facts.load<", "entitlements.run.request<"),
        ({"actor": "officer-here"}, "entitlements.run.request<", "registry.facts.load<"),
        ({"district": "330300"}, "entitlements.run.request<", "registry.facts.load<"),
        ({"until": "2020-01-01"}, "没有符合条件的记录。", "entitlements.run.request<"),
        ({"since": "2020-01-01", "until": "nonsense"}, "registry.facts.load<", "没有符合"),
    ],
)
def test_the_journal_is_narrowed(signed_in, run, query, kept, left_out):
    shown = signed_in.get(ADDRESS, query).content.decode()
    assert kept in shown
    assert left_out not in shown


@pytest.mark.parametrize("count", [1, 3])
def test_the_journal_takes_as_many_queries_for_three_as_for_one(
    signed_in, office, count, django_assert_num_queries
):
    for _n in range(count):
        record(acting_user=office.officer, action="registry.number.reveal", obj=office.anna)
    with django_assert_num_queries(5):
        signed_in.get(ADDRESS, {"action": "registry.number.reveal"})


def test_an_auditor_follows_a_run_to_its_cases_and_exports_but_starts_none(signed_in, run):
    shown = signed_in.get(reverse("officer:runs")).content.decode()
    assert reverse("officer:run", args=[run.uuid]) in shown
    assert "开始一次计算" not in shown
    cases = signed_in.get(reverse("officer:decisions", args=[run.uuid])).content.decode()
    assert "下载工作簿" in cases
    assert "确需完整证件号" not in cases
