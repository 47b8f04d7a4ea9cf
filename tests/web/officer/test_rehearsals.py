"""The pages on which a draft is rehearsed: who may, what is shown, what is refused."""

import datetime as dt
import re
from io import BytesIO

import openpyxl
import pytest
from django.urls import get_resolver, reverse

from tests.registry.builders import ANNA, load, number
from tests.web.public.test_english import chinese_in
from yulin.access.models import JournalEntry
from yulin.entitlements.actions.rehearse import execute_rehearsal, fail_rehearsal, request_rehearsal
from yulin.entitlements.models import Rehearsal, RehearsalChange
from yulin.entitlements.queries import rehearsals
from yulin.policy.documents.load import read_document
from yulin.policy.reader import Problems
from yulin.programmes.queries.library import library
from yulin.web.officer import rehearsal_charts as charts
from yulin.web.officer.rehearsal_parameters import parameters, turned
from yulin.web.officer.rehearsals.form import text_in_force

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 9, 1)
DRAFT = """\
编号: D-01
标题: 温州市留才补贴（草案）
标题en: Staying grant (draft)
地区: 330300
领域: 住房
摘要: 一句话
摘要en: One sentence
来源: [{网址: www.example.cn, 等级: P1}]
版本:
  - 名称: 草案
    草案: 是
    待遇:
      - 编号: 留才
        名称: 留才补贴
        名称en: Staying grant
        类别: 资金
        条件:
          - {编号: 学历, 说: 本科及以上, en: Bachelor or above, 须: 最高学历 >= '本科'}
          - 编号: 社保
            说: 参保满 6 个月
            en: Insured for six months
            须: 本地社保连续月数 >= 6个月
        金额:
          式: 300元
          每: 月
          期数: 12
"""


@pytest.fixture
def ask_for(office):
    def ask_for(text=DRAFT, user=None, **more):
        given = {"as_of": DAY, "years": 2, "every": "year", "queue": False} | more
        return request_rehearsal(acting_user=user or office.officer, text=text, **given)

    return ask_for


@pytest.fixture
def done(ask_for):
    return execute_rehearsal(rehearsal=ask_for())


@pytest.fixture
def signed_in(client, office):
    client.force_login(office.officer)
    return client


def page(client, name, *args, **query):
    return client.get(reverse(f"officer:rehearsal:{name}", args=args), query).content.decode()


# --- Who may ------------------------------------------------------------------------------------------

WHO = ("visitor", "person", "employer", "officer", "elsewhere", "auditor")
TABLE = {
    "list": (302, 403, 403, 200, 200, 200),
    "new": (302, 403, 403, 200, 200, 403),
    "try": (302, 403, 403, 200, 422, 403),  # 422: a draft of another region
    "start": (302, 403, 403, 302, 422, 403),
    "one": (302, 403, 403, 200, 404, 200),
    "cancel": (302, 403, 403, 302, 404, 403),
    "delete": (302, 403, 403, 302, 404, 403),
    "people": (302, 403, 403, 200, 404, 200),
    "workbook": (302, 403, 403, 200, 404, 200),
}
POSTED = {"try", "start", "cancel", "delete"}
TYPED = {"text": DRAFT, "as_of": "2026-09-01", "years": "1"}


def status(client, office, done, name, who):
    client.logout()
    user = getattr(office, who)
    if user:
        client.force_login(user)
    args = [] if name in {"list", "new", "try", "start"} else [done.uuid]
    url = reverse(f"officer:rehearsal:{name}", args=args)
    response = client.post(url, TYPED) if name in POSTED else client.get(url)
    if response.streaming:
        response.getvalue()
    return response.status_code


@pytest.mark.parametrize("name", TABLE)
def test_who_gets_what(client, office, done, name, jobs):
    got = {who: status(client, office, done, name, who) for who in WHO}
    assert got == dict(zip(WHO, TABLE[name], strict=True))


def test_every_address_is_in_the_table():
    names = get_resolver("yulin.web.officer.rehearsal_urls").reverse_dict
    assert {name for name in names if isinstance(name, str)} == set(TABLE)


def test_the_menu_leads_there(signed_in):
    assert reverse("officer:rehearsal:list") in signed_in.get("/officer/").content.decode()


def test_a_draft_of_the_studio_opens_for_its_region_alone(client, office):
    from yulin.programmes.models import Draft

    draft = Draft.objects.create(
        code="D-01", title="草案", region=330300, text=DRAFT, author=office.officer
    )
    url = f"{reverse('officer:rehearsal:new')}?draft={draft.uuid}"
    client.force_login(office.officer)
    shown = client.get(url).content.decode()
    assert "本地社保连续月数 &gt;= 6个月" in shown
    assert f'name="draft" value="{draft.uuid}"' in shown
    client.force_login(office.elsewhere)
    assert client.get(url).status_code == 404


# --- Writing ------------------------------------------------------------------------------------------


def test_a_document_in_force_is_opened_with_its_numbers(signed_in):
    shown = page(signed_in, "new", policy="T-05")
    assert "编号: T-05" in shown
    assert 'id="numbers"' in shown
    assert "hx-post" in shown


@pytest.mark.parametrize("query", [{}, {"policy": "nowhere"}])
def test_an_empty_form_to_paste_into(signed_in, query):
    shown = page(signed_in, "new", **query)
    assert re.search(r"<textarea[^>]*>\s*</textarea>", shown)


def test_a_try_is_marked_as_a_sample(signed_in):
    response = signed_in.post(reverse("officer:rehearsal:try"), TYPED, HTTP_HX_REQUEST="true")
    shown = response.content.decode()
    assert response.status_code == 200
    assert "<html" not in shown
    assert "只算了 2 人中的 2 人" in shown
    assert "抽样" in shown
    assert not Rehearsal.objects.exists()


def test_turning_a_number_changes_the_text_and_the_sum(signed_in):
    key = "留才/金额/1"
    typed = TYPED | {f"o_{key}": "300", f"p_{key}": "500"}
    headers = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TRIGGER_NAME": f"p_{key}"}
    shown = signed_in.post(reverse("officer:rehearsal:try"), typed, **headers).content.decode()
    assert "式: 500元" in shown
    assert 'id="text-field" hx-swap-oob="true"' in shown
    assert 'id="numbers"' not in shown


def test_typing_in_the_text_brings_the_numbers_up_to_date(signed_in):
    typed = TYPED | {"text": DRAFT.replace("300元", "700元")}
    headers = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TRIGGER_NAME": "text"}
    shown = signed_in.post(reverse("officer:rehearsal:try"), typed, **headers).content.decode()
    assert 'id="numbers" hx-swap-oob="true"' in shown
    assert 'value="700"' in shown
    assert "<textarea" not in shown


def test_faults_are_told_with_line_and_column(signed_in):
    typed = TYPED | {"text": DRAFT.replace("最高学历", "最搞学历")}
    response = signed_in.post(reverse("officer:rehearsal:try"), typed)
    shown = response.content.decode()
    assert response.status_code == 422
    assert "第 18 行第" in shown
    assert "最搞学历" in shown
    part = signed_in.post(reverse("officer:rehearsal:try"), typed, HTTP_HX_REQUEST="true")
    assert part.status_code == 200  # htmx shows only what came out well


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"as_of": "gestern"}, "请填写起算日"),
        ({"as_of": "2026-02-30"}, "请填写起算日"),
        ({"years": "viele"}, "请填写年数"),
        ({"years": "11"}, "年数应在 1 到 10 之间"),
        ({"text": ""}, "请先选一份文件，或粘贴草案文本"),
        ({"text": "甲: [乙"}, "草案文本还有错误"),
        ({"text": DRAFT.replace("330300", "330200")}, "这份草案不适用于你的地区"),
    ],
)
@pytest.mark.parametrize("name", ["try", "start"])
def test_what_cannot_be_rehearsed_is_said_above_the_form(signed_in, name, change, words, jobs):
    response = signed_in.post(reverse(f"officer:rehearsal:{name}"), TYPED | change)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Rehearsal.objects.exists()


def test_it_is_queued_and_followed(signed_in, jobs):
    response = signed_in.post(reverse("officer:rehearsal:start"), TYPED | {"note": "第一稿"})
    one = Rehearsal.objects.get()
    assert response.url == reverse("officer:rehearsal:one", args=[one.uuid])
    assert [job["task_name"] for job in jobs.jobs.values()] == ["entitlements.rehearse"]
    shown = page(signed_in, "one", one.uuid)
    assert 'hx-trigger="every 1s"' in shown
    assert "第一稿" in shown
    again = signed_in.post(reverse("officer:rehearsal:start"), TYPED)
    assert "同样的演练正在进行" in again.content.decode()


def test_a_failure_says_why(signed_in, ask_for):
    one = fail_rehearsal(rehearsal=ask_for(), reason="政策库坏了")
    shown = page(signed_in, "one", one.uuid)
    assert "政策库坏了" in shown
    assert "改条文再试" in shown


def test_an_earlier_text_is_taken_up_again(signed_in, done):
    shown = page(signed_in, "new", **{"from": done.uuid})
    assert "编号: D-01" in shown
    assert 'value="2026-09-01"' in shown


# --- What came out ------------------------------------------------------------------------------------


def test_the_result_with_charts_and_their_twins(signed_in, done):
    shown = page(signed_in, "one", done.uuid)
    assert 'hx-trigger="every 1s"' not in shown
    # Anna alone: 300 × 12 over two years, four of the months in the first
    for words in ("3,600.00", "<title id=", "<desc id=", "-hatch", "按人才类别", "新增的待遇"):
        assert words in shown, words
    assert "1 + 0" not in shown


LIMITED = DRAFT + "        名额: {个数: 1, 排序: [{式: 本地社保连续月数}]}\n"


@pytest.fixture
def also(office):
    """Somebody else who is due the same as Anna, but for places: insured for a year less."""
    one = number("99999919930303077")
    load(
        人员=[{"证件号": one}],
        学历=[{"证件号": one}],
        社保=[{"证件号": one, "起始年月": "2021-01-01"}],
        就业=[{"证件号": one}],
    )


def test_places_are_given_and_shown(signed_in, also, ask_for):
    one = execute_rehearsal(rehearsal=ask_for(LIMITED))
    shown = page(signed_in, "one", one.uuid)
    (section,) = re.findall(r'<section aria-labelledby="h-places">.*?</section>', shown, re.DOTALL)
    rows = [
        [
            " ".join(re.sub(r"<[^>]+>", " ", cell).split())
            for cell in re.findall(r"<t[hd].*?</t[hd]>", r)
        ]
        for r in re.findall(r"<tr>.*?</tr>", section.partition("<tbody>")[2], re.DOTALL)
    ]
    assert rows == [["留才补贴", "草案", "2026-09-01", "1", "1", "1", "0", "0"]]
    said = "名额期间 留才补贴：没有写明多久给一次，按每个自然年给一次计算。"
    assert f"<li>{said}</li>" in shown
    totals = {r["subject_kind"]: r for r in one.result["tables"]["total"]}
    assert (totals["person"]["due_after"], totals["person"]["sum_after"]) == (1, 360_000)
    response = signed_in.get(reverse("officer:rehearsal:workbook", args=[one.uuid]))
    book = openpyxl.load_workbook(BytesIO(response.getvalue()))
    told = [[c.value for c in row][:10] for row in book["名额"].iter_rows(min_row=4)]
    assert told == [["留才补贴", "D-01", "草案", dt.datetime(2026, 9, 1), 1, None, 1, 1, 0, 0]]
    signed_in.cookies["django_language"] = "en"
    shown = page(signed_in, "one", one.uuid).partition("<main")[2]
    shown = re.sub(r"<(pre|textarea).*?</\1>", "", shown, flags=re.DOTALL)
    assert chinese_in(shown) - {"温州市留才补贴", "草案"} == set()


def test_a_try_on_some_says_that_places_are_not_given(signed_in, also, monkeypatch):
    typed = TYPED | {"text": LIMITED}
    url = reverse("officer:rehearsal:try")
    said = "有名额的待遇按全部符合的人计算，没有扣除名额：留才补贴。"
    assert said not in signed_in.post(url, typed, HTTP_HX_REQUEST="true").content.decode()
    monkeypatch.setattr(rehearsals, "SAMPLE", 2)
    assert said in signed_in.post(url, typed, HTTP_HX_REQUEST="true").content.decode()


def test_htmx_gets_the_body_alone(signed_in, done):
    url = reverse("officer:rehearsal:one", args=[done.uuid])
    shown = signed_in.get(url, HTTP_HX_REQUEST="true").content.decode()
    assert shown.lstrip().startswith('<div id="rehearsal-body"')
    # and the state above it, which would else say what it was at first
    assert '<p id="run-state" hx-swap-oob="true">' in shown
    assert "hx-swap-oob" not in page(signed_in, "one", done.uuid)


def test_a_draft_that_is_in_force_on_no_day_says_so(signed_in, ask_for):
    ended = DRAFT.replace("    草案: 是\n", "    自: 2023-01-01\n    至: 2026-08-31\n")
    for text, said in ((ended, True), (ended.replace("08-31", "09-01"), False), (DRAFT, False)):
        one = ask_for(text)
        execute_rehearsal(rehearsal=one)
        words = "从 2026-09-01 到 2028-08-31，草案没有施行中的版本（草案：2023-01-01—2026-08-31）"
        assert (words in page(signed_in, "one", one.uuid)) is said


def test_lists_are_masked_and_lead_to_the_person(signed_in, office, done):
    shown = page(signed_in, "people", done.uuid, outcome="gains")
    assert "安*" in shown
    assert "安娜" not in shown
    assert ANNA not in shown
    assert reverse("officer:person", args=[office.anna.uuid]) in shown
    assert "没有符合条件的结果" in page(signed_in, "people", done.uuid, outcome="loses")


def test_a_list_of_what_is_not_finished_is_not_there(signed_in, ask_for):
    one = ask_for()
    for name in ("people", "workbook"):
        url = reverse(f"officer:rehearsal:{name}", args=[one.uuid])
        assert signed_in.get(url).status_code == 404


def test_the_workbook_is_masked_and_journalled(signed_in, done):
    response = signed_in.get(reverse("officer:rehearsal:workbook", args=[done.uuid]))
    book = openpyxl.load_workbook(BytesIO(response.getvalue()))
    cells = [str(c.value) for sheet in book for row in sheet.iter_rows() for c in row if c.value]
    assert "受益名单" in book.sheetnames
    assert "安*" in cells
    assert ANNA not in " ".join(cells)
    entry = JournalEntry.objects.order_by("id").last()
    assert (entry.action, entry.data["rows"]) == ("entitlements.rehearsal.export", 1)


def test_two_are_compared(signed_in, done, ask_for):
    other = execute_rehearsal(rehearsal=ask_for(DRAFT.replace("300元", "400元"), note="高一点"))
    shown = page(signed_in, "one", done.uuid)
    assert str(other.uuid) in shown
    assert "高一点" in shown
    shown = page(signed_in, "one", done.uuid, **{"with": other.uuid})
    assert "4,800.00" in shown


def test_another_regions_cannot_be_compared_with(client, office, done, user_of):
    here = user_of("officer", username="lucheng", region=330302)
    theirs = execute_rehearsal(
        rehearsal=request_rehearsal(
            acting_user=here, text=DRAFT, as_of=DAY, years=1, every="year", queue=False
        )
    )
    client.force_login(here)
    url = reverse("officer:rehearsal:one", args=[theirs.uuid])
    assert client.get(url, {"with": done.uuid}).status_code == 404
    assert client.get(url).status_code == 200


def test_a_list_takes_as_many_queries_for_one_as_for_many(
    signed_in, office, ask_for, django_assert_max_num_queries
):
    numbers = [number(f"999999{1970 + n}0102001") for n in range(29)]
    load(
        人员=[{"证件号": n} for n in numbers],
        学历=[{"证件号": n} for n in numbers],
        社保=[{"证件号": n} for n in numbers],
        就业=[{"证件号": n} for n in numbers],
    )
    one = execute_rehearsal(rehearsal=ask_for())
    assert RehearsalChange.objects.count() == 30
    with django_assert_max_num_queries(14):
        assert page(signed_in, "people", one.uuid).count("<tr>") == 31
    with django_assert_max_num_queries(12):
        page(signed_in, "one", one.uuid)


# --- In English ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["list", "new", "one", "people"])
def test_in_english_no_chinese_is_left(client, office, done, name):
    client.cookies["django_language"] = "en"
    client.force_login(office.officer)
    args = [done.uuid] if name in {"one", "people"} else []
    shown = page(client, name, *args)
    shown = re.sub(r"<(pre|textarea).*?</\1>", "", shown.partition("<main")[2], flags=re.DOTALL)
    # the title of a draft and masked names stand as they are written
    assert chinese_in(shown) - {"温州市留才补贴", "草案", "安"} == set()


# --- Numbers in a text --------------------------------------------------------------------------------


def document(text):
    from pathlib import Path

    return read_document(Path("x.yaml"), Problems(), text=text)


def test_numbers_are_found_where_they_stand():
    found = parameters(document(DRAFT), DRAFT)
    assert [(p.key, p.number, p.unit) for p in found] == [
        ("留才/社保/1", "6", "个月"),
        ("留才/金额/1", "300", "元"),
        ("留才/期数/1", "12", ""),
    ]
    assert all(DRAFT[p.start :].startswith(p.number) for p in found)


def test_only_what_was_turned_is_put_back():
    found = parameters(document(DRAFT), DRAFT)
    typed = {
        "p_留才/社保/1": "12",
        "o_留才/社保/1": "6",
        "p_留才/金额/1": "300",
        "o_留才/金额/1": "300",
    }
    assert turned(DRAFT, found, typed) == DRAFT.replace(">= 6个月", ">= 12个月")
    # the text was changed by hand meanwhile: what is shown as turned no longer differs
    stale = {"p_留才/金额/1": "100", "o_留才/金额/1": "100"}
    assert turned(DRAFT, found, stale) == DRAFT


@pytest.mark.parametrize("typed", ["", "viel", "-5", "1e9", "5元", "9" * 13, "1; 是"])
def test_what_is_no_number_is_left(typed):
    found = parameters(document(DRAFT), DRAFT)
    assert turned(DRAFT, found, {"p_留才/金额/1": typed, "o_留才/金额/1": "300"}) == DRAFT


def test_real_texts_keep_every_other_character():
    for made in library().documents:
        text = text_in_force(made)
        assert text
        for parameter in parameters(made, text):
            typed = {parameter.name: "77", f"o_{parameter.key}": parameter.number}
            changed = turned(text, parameters(made, text), typed)
            assert changed != text
            assert changed.replace("77", parameter.number, 1).count("\n") == text.count("\n")


# --- Geometry -----------------------------------------------------------------------------------------


def test_columns_and_bars_keep_their_proportions():
    given = [charts.Pair("a", 100, 50, "", ""), charts.Pair("b", 0, 200, "", "")]
    first, second = charts.columns(given)
    assert (second.height_after, first.height_before) == (170, 85)
    assert first.x_before + first.width < first.x_after
    assert first.x_after + first.width < second.x_before
    assert [(b.before, b.after) for b in charts.bars(given)] == [(50, 25), (0, 100)]
    assert charts.columns([]) == []
    assert charts.columns([charts.Pair("a", 0, 0, "", "")])[0].height_after == 0


# --- Called off, and removed ----------------------------------------------------------------------


def test_one_that_waits_is_cancelled_on_its_page(signed_in, ask_for):
    waiting = ask_for()
    url = reverse("officer:rehearsal:cancel", args=[waiting.uuid])
    assert f'action="{url}"' in page(signed_in, "one", waiting.uuid)
    html = signed_in.post(url, follow=True).content.decode()
    assert "已取消演练。" in html
    assert "什么也没有留下。" in html
    assert url not in html
    assert "这次演练已经结束，不能取消。" in signed_in.post(url, follow=True).content.decode()


def test_who_asked_for_it_deletes_it_on_its_page(client, office, done, user_of):
    url = reverse("officer:rehearsal:delete", args=[done.uuid])
    client.force_login(user_of("officer", username="colleague", region=330300))
    assert url not in page(client, "one", done.uuid)
    assert client.post(url).status_code == 403
    assert Rehearsal.objects.count() == 1
    client.force_login(office.officer)
    assert url in page(client, "one", done.uuid)
    html = client.post(url, follow=True).content.decode()
    assert "已删除这次演练。" in html
    assert not Rehearsal.objects.exists()


def test_the_list_costs_the_same_with_more(signed_in, ask_for, done, django_assert_max_num_queries):
    for years in (1, 3, 4):
        ask_for(years=years)
    with django_assert_max_num_queries(6):
        html = page(signed_in, "list")
    assert html.count('class="row-link"') == 4
