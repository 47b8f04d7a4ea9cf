import datetime as dt
import re
from io import BytesIO

import openpyxl
import polars as pl
import pytest
from django.urls import reverse

from tests.registry.builders import ANNA, load, number
from yulin.access.models import JournalEntry
from yulin.entitlements.actions.request import request_run
from yulin.entitlements.models import Run

pytestmark = pytest.mark.django_db


def page(client, name, *args, **query):
    return client.get(reverse(name, args=args), query).content.decode()


@pytest.fixture
def signed_in(client, office):
    client.force_login(office.officer)
    return client


# --- Runs ------------------------------------------------------------------------------------------


def test_a_run_is_started_for_a_date_and_followed(signed_in, office, jobs):
    typed = {"as_of": "2026-09-01", "region": "330302"}
    response = signed_in.post(reverse("officer:start"), typed)
    run = Run.objects.get()
    assert (run.as_of, run.region, run.requested_by) == (
        dt.date(2026, 9, 1),
        330302,
        office.officer,
    )
    assert response.url == reverse("officer:run", args=[run.uuid])
    shown = page(signed_in, "officer:run", run.uuid)
    assert "排队等候" in shown
    assert 'hx-trigger="every 1s"' in shown
    assert "取消计算" in shown


@pytest.mark.parametrize("typed", ["", "昨天", "2026-02-30"])
def test_a_date_that_is_none_is_asked_for_again(signed_in, typed):
    response = signed_in.post(reverse("officer:start"), {"as_of": typed})
    assert response.status_code == 422
    assert "请填写基准日，例如 2026-09-01。" in response.content.decode()
    assert not Run.objects.exists()


def test_a_run_of_another_region_is_refused(signed_in):
    typed = {"as_of": "2026-09-01", "region": "330200"}
    assert signed_in.post(reverse("officer:start"), typed).status_code == 403
    assert not Run.objects.exists()


def test_the_same_run_twice_at_once_is_refused_in_words(signed_in):
    typed = {"as_of": "2026-09-01"}
    signed_in.post(reverse("officer:start"), typed)
    response = signed_in.post(reverse("officer:start"), typed)
    assert "同一范围、同一基准日的计算正在进行。" in response.content.decode()


def test_a_run_is_cancelled(signed_in, office):
    run = request_run(acting_user=office.officer, as_of=dt.date(2026, 9, 1))
    response = signed_in.post(reverse("officer:cancel", args=[run.uuid]), follow=True)
    assert "先前的结果照常有效" in response.content.decode()
    run.refresh_from_db()
    assert run.state == "cancelled"


def test_totals_lead_to_their_cases(signed_in, run):
    shown = page(signed_in, "officer:run", run.uuid)
    cases = reverse("officer:decisions", args=[run.uuid])
    assert f'{cases}?policy=T-05&amp;status=yes"' in shown
    assert f'{cases}?district=330302&amp;status=yes"' in shown
    assert f'{cases}?class=E&amp;status=yes"' in shown
    assert "稳岗与留才补助（测试）" in shown


def test_every_number_of_the_page_counts_its_list(signed_in, run):
    """The links of the tables, followed, show as many lines as the link said."""
    shown = page(signed_in, "officer:run", run.uuid)
    links = re.findall(r'href="([^"]+/decisions/\?[^"]+status=[^"]+)">([\d,]+)</a>', shown)
    assert len(links) > 10
    for address, count in links:
        listed = signed_in.get(address.replace("&amp;", "&")).content.decode()
        assert f"共 {count} 条" in listed, address


def test_the_page_of_one_policy_shows_its_benefits(signed_in, run):
    shown = page(signed_in, "officer:run", run.uuid, policy="T-01")
    assert "购房房票" in shown
    assert "留才补助" not in shown


def test_a_finished_run_says_what_it_rests_on(signed_in, run):
    shown = page(signed_in, "officer:run", run.uuid)
    assert run.library.sha256[:12] in shown
    assert "登记截至" in shown


def test_the_desk_shows_the_latest_run(signed_in, run):
    shown = page(signed_in, "officer:desk")
    assert "最近一次结果" in shown
    assert reverse("officer:run", args=[run.uuid]) in shown


def test_an_empty_desk_says_where_to_begin(signed_in):
    assert "还没有算过" in page(signed_in, "officer:desk")


# --- Cases -----------------------------------------------------------------------------------------


def test_cases_are_found_by_name_and_never_show_a_whole_number(signed_in, office, run):
    shown = page(signed_in, "officer:decisions", run.uuid, q="安娜")
    assert "安娜" in shown
    assert office.anna.masked_number in shown
    assert office.anna.number.open() not in shown
    assert ">本</a>" not in shown


@pytest.mark.parametrize(
    ("query", "kept", "left_out"),
    [
        ({"policy": "T-05/留才"}, "留才补助", "市人才分类（测试）</span>"),
        ({"kind": "employer"}, "瓯江电气有限公司", "安娜</a>"),
        ({"status": "yes", "policy": "T-07"}, "安娜</a>", ">本</a>"),
        ({"district": "330382"}, "没有符合条件的结果。", "安娜</a>"),
        ({"district": "abc", "status": "x", "kind": "y", "page": "z"}, "安娜</a>", "没有符合条件"),
    ],
)
def test_cases_are_narrowed(signed_in, run, query, kept, left_out):
    shown = page(signed_in, "officer:decisions", run.uuid, **query)
    assert kept in shown
    assert left_out not in shown


@pytest.mark.parametrize("sort", ["total", "-total", "district", "ready_on", "policy", "'; DROP"])
def test_cases_are_put_in_order(signed_in, run, sort):
    assert "安娜</a>" in page(signed_in, "officer:decisions", run.uuid, sort=sort)


def test_a_page_far_beyond_the_end_is_the_last(signed_in, run):
    assert "安娜" in page(signed_in, "officer:decisions", run.uuid, page="99999999", q="安娜")


def test_a_case_opens_with_its_reasons_as_the_run_had_them(signed_in, office, run):
    address = reverse("officer:why", args=[office.anna.uuid, "T-01", "房票"])
    shown = signed_in.get(address, {"run": run.uuid}).content.decode()
    assert "签订三年以上劳动合同" in shown
    assert "基准日 2026年9月1日" in shown


def test_a_run_that_is_not_theirs_cannot_be_named(client, office, run):
    client.force_login(office.elsewhere)
    address = reverse("officer:person", args=[office.cara.uuid])
    assert client.get(address).status_code == 200
    assert client.get(address, {"run": str(run.uuid)}).status_code == 404
    assert client.get(address, {"run": "nonsense"}).status_code == 404


def test_a_person_shows_dues_and_facts(signed_in, office):
    assert "留才补助" in page(signed_in, "officer:person", office.anna.uuid)
    facts = page(signed_in, "officer:facts", office.anna.uuid)
    assert "瓯江电气有限公司" in facts
    assert office.anna.number.open() not in facts


@pytest.mark.parametrize("count", [1, 3])
def test_cases_take_as_many_queries_for_three_as_for_one(
    signed_in, run, count, django_assert_num_queries
):
    query = {"q": "安娜", "policy": "T-07" if count == 1 else "T-01"}
    address = reverse("officer:decisions", args=[run.uuid])
    with django_assert_num_queries(7):
        signed_in.get(address, query)


def test_people_are_found_by_their_whole_number_only(signed_in, office):
    assert "安娜" in page(signed_in, "officer:people", q=ANNA)
    assert "安娜" not in page(signed_in, "officer:people", q=ANNA[:10])


@pytest.mark.parametrize("count", [1, 3])
def test_people_take_as_many_queries_for_three_as_for_one(
    signed_in, count, django_assert_num_queries
):
    numbers = [number(f"9999991990010100{n}") for n in range(1, count + 1)]
    load(人员=[{"证件号": n, "姓名": "众人", "户籍地": 330302} for n in numbers])
    address = reverse("officer:people")
    with django_assert_num_queries(7):
        signed_in.get(address, {"q": "众人"})


# --- Exports ---------------------------------------------------------------------------------------


def export(client, run, form, **query):
    return client.get(reverse("officer:export", args=[run.uuid, form]), query)


def test_the_workbook_holds_what_the_list_shows(signed_in, office, run):
    content = export(signed_in, run, "xlsx", policy="T-05").getvalue()
    sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    assert [row[:2] for row in rows] == [("安娜", office.anna.masked_number)]


def test_parquet_holds_the_same(signed_in, office, run):
    content = export(signed_in, run, "parquet", policy="T-05").getvalue()
    table = pl.read_parquet(BytesIO(content))
    assert table["证件号或单位代码"].to_list() == [office.anna.masked_number]


def test_whole_numbers_need_a_reason_which_the_journal_keeps(signed_in, run):
    address = reverse("officer:export_whole", args=[run.uuid, "parquet"])
    refused = signed_in.post(address, {"reason": " "}, follow=True)
    assert "请写明为什么需要完整证件号。" in refused.content.decode()
    assert not JournalEntry.objects.filter(action="entitlements.run.export").exists()
    given = signed_in.post(f"{address}?policy=T-05", {"reason": "核发补助"})
    assert ANNA in pl.read_parquet(BytesIO(given.getvalue()))["证件号或单位代码"]
    entry = JournalEntry.objects.get(action="entitlements.run.export")
    assert (entry.data["reason"], entry.data["whole_numbers"]) == ("核发补助", True)
    assert "核发补助" in page(signed_in, "officer:run", run.uuid)


def test_there_is_no_other_form(signed_in, run):
    assert export(signed_in, run, "exe").status_code == 404


def test_a_run_that_is_not_finished_is_not_exported(signed_in, office):
    run = request_run(acting_user=office.officer, as_of=dt.date(2026, 9, 1))
    response = signed_in.get(reverse("officer:export", args=[run.uuid, "xlsx"]), follow=True)
    assert "计算完成后才能导出。" in response.content.decode()


# --- Policies --------------------------------------------------------------------------------------


def test_policies_show_their_state_and_how_their_cases_came_out(signed_in):
    shown = page(signed_in, "officer:policies")
    assert "稳岗与留才补助（测试）" in shown
    assert "1 通过" in shown
    assert "乙市安家补助" not in shown


def test_broken_texts_are_told_with_file_and_line(signed_in, tmp_path, settings):
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "x.yaml").write_text("编号: X\n", encoding="utf-8")
    settings.YULIN_POLICIES = folder
    response = signed_in.get(reverse("officer:policies"))
    assert response.status_code == 503
    assert "x.yaml" in response.content.decode()
