"""An officer's day in a real browser: a file comes in, is decided, and leaves as a file again."""

import gc

import openpyxl
import polars as pl
import pytest
from playwright.sync_api import expect

from tests.registry.builders import ANNA
from tests.web.conftest import MODES, looked_at, overflow, serious_violations, set_mode, too_wide
from tests.web.officer.office import ask_about, decide, make_office, workbook
from yulin.entitlements.models import Run
from yulin.facts.frames import Facts
from yulin.facts.schema import OPEN_END
from yulin.facts.write import write_workbook
from yulin.intake.actions.check import check_upload
from yulin.intake.actions.uploads import receive_upload
from yulin.synth.region import synthesize

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = (
    "/officer/",
    "/officer/uploads/",
    "/officer/uploads/{upload}/",
    "/officer/runs/",
    "/officer/runs/{run}/",
    "/officer/runs/{run}/decisions/",
    "/officer/people/",
    "/officer/people/{anna}/",
    "/officer/people/{anna}/facts/",
    "/officer/people/{anna}/why/T-01/房票/",
    "/officer/corrections/",
    "/officer/corrections/{correction}/",
    "/officer/policies/",
)


@pytest.fixture
def city(transactional_db):
    return make_office()


@pytest.fixture
def work(run_jobs):
    """Run what waits, and let go of the connections of the threads that ran it."""

    def work():
        run_jobs()
        gc.collect()

    return work


@pytest.fixture
def sign_in(context, live_server, client):
    def sign_in(user):
        client.force_login(user)
        cookie = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        return live_server.url

    return sign_in


@pytest.fixture
def base(sign_in, city):
    return sign_in(city.officer)


@pytest.fixture
def everything(city, tmp_path):
    """One of everything, by the names that `PAGES` uses."""
    bad = workbook(tmp_path, 人员=[{"证件号": ANNA[:-1] + "Z"}])
    upload = receive_upload(
        acting_user=city.officer, name="很长的名字" * 12 + ".xlsx", chunks=[bad]
    )
    return {
        "anna": city.anna.uuid,
        "upload": check_upload(upload=upload).uuid,
        "run": decide(city).uuid,
        "correction": ask_about(city, text="我的毕业日期登记错了，" * 20).uuid,
    }


def staff_of_the_city(people=120):
    """Invented people who work in Wenzhou, with everything that is known about them."""
    facts = synthesize(people=people, employers=6, seed=11)
    here = facts["单位"].filter(pl.col("单位地区").is_between(330300, 330399))["单位代码"]
    jobs = facts["就业"].filter(pl.col("离职日期") == OPEN_END)
    hired = jobs.group_by("证件号").agg(pl.col("单位代码").is_in(here.implode()).all().alias("ok"))
    chosen = hired.filter("ok")["证件号"].implode()
    tables = {
        name: frame.filter(pl.col("证件号").is_in(chosen)) if "证件号" in frame.columns else frame
        for name, frame in facts.tables.items()
    }
    return Facts(tables)


def hand_in(page, base, path):
    page.goto(f"{base}/officer/uploads/")
    page.set_input_files("#file", path)
    page.get_by_role("button", name="上传并核对").click()
    page.get_by_text("正在核对").wait_for()


def download(page, link, folder):
    with page.expect_download() as found:
        page.get_by_role("link", name=link).click()
    path = folder / found.value.suggested_filename
    found.value.save_as(path)
    return path


def test_from_a_workbook_to_a_workbook(page, base, city, tmp_path, work):
    facts = staff_of_the_city()
    path = tmp_path / "九月名单.xlsx"
    write_workbook(facts, path)

    hand_in(page, base, path)
    work()
    page.get_by_role("heading", name="核对通过，可以入库").wait_for()  # polled, not loaded anew
    page.get_by_role("button", name="确认入库").click()
    page.get_by_text("正在入库").wait_for()
    work()
    page.get_by_role("heading", name="已入库").wait_for()

    page.locator("summary", has_text="政策与数据").click()
    page.get_by_role("link", name="计算与结果").click()
    page.get_by_label("基准日").fill("2026-09-01")
    page.get_by_role("button", name="开始计算").click()
    page.get_by_role("heading", name="排队等候").wait_for()
    work()
    page.get_by_role("heading", name="按政策").wait_for()
    assert Run.objects.get().people == facts["人员"].height + 2  # and Anna and Ben
    expect(page.get_by_role("heading", name="按地区")).to_be_visible()
    expect(page.get_by_role("heading", name="按人才类别")).to_be_visible()

    page.locator(".totals a[href*='policy=T-05'][href*='status=yes']").first.click()
    page.locator("tbody a").first.click()
    page.get_by_text("本科及以上").first.wait_for()
    page.go_back()

    page.locator("summary", has_text="导出").click()
    got = download(page, "下载工作簿", tmp_path)
    sheet = openpyxl.load_workbook(got).worksheets[0]
    assert sheet.max_row > 3
    table = pl.read_parquet(download(page, "下载 Parquet", tmp_path))
    assert table.height == sheet.max_row - 3
    assert not set(table["证件号或单位代码"]) & set(facts["人员"]["证件号"])


def test_a_bad_workbook_comes_back_with_the_reasons(page, base, city, tmp_path, work):
    path = tmp_path / "九月名单.xlsx"
    write_workbook(staff_of_the_city(), path)
    book = openpyxl.load_workbook(path)
    book["人员"]["A2"] = "330302199001011234"
    book["人员"]["C3"] = None
    book.save(path)

    hand_in(page, base, path)
    work()
    page.get_by_role("heading", name="还不能入库").wait_for()
    expect(page.get_by_role("button", name="确认入库")).to_be_disabled()
    report = download(page, "下载标好错的文件", tmp_path)
    assert report.name == "九月名单-错误原因.xlsx"
    sheet = openpyxl.load_workbook(report)["人员"]
    last = sheet.max_column
    assert sheet.cell(1, last).value == "错误原因"
    assert "证件号" in sheet.cell(2, last).value
    assert "姓名" in sheet.cell(3, last).value
    assert sheet["A2"].fill.fgColor.rgb != sheet["A4"].fill.fgColor.rgb

    page.get_by_role("button", name="放弃这个文件").click()
    page.get_by_text("登记没有变动").wait_for()


def test_the_day_works_without_scripts(browser, live_server, client, city, tmp_path, work):
    client.force_login(city.officer)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    context.add_cookies([cookie | {"url": live_server.url}])
    page = context.new_page()
    path = tmp_path / "名单.xlsx"
    write_workbook(staff_of_the_city(40), path)
    hand_in(page, live_server.url, path)
    work()
    page.get_by_role("link", name="刷新进度").click()
    with page.expect_navigation():
        page.get_by_role("button", name="确认入库").click()
    work()
    page.get_by_role("link", name="刷新进度").click()
    expect(page.get_by_role("heading", name="已入库")).to_be_visible()
    context.close()


def test_a_correction_is_answered(page, base, city):
    ask_about(city)
    page.goto(f"{base}/officer/corrections/")
    page.get_by_role("link", name="安娜").click()
    page.get_by_label("采纳，改为申请的值").check()
    page.get_by_label("理由").fill("核对了毕业证书原件。")
    page.get_by_role("button", name="提交答复").click()
    page.get_by_text("已答复，申请人会看到。").wait_for()
    expect(page.locator("main")).to_contain_text("没有等待答复的申请")


@pytest.mark.parametrize("mode", MODES)
def test_every_page_is_open_to_everybody(page, context, base, everything, mode):
    set_mode(context, base, mode)
    for path in looked_at(mode, PAGES):
        page.goto(base + path.format(**everything))
        assert (path, too_wide(page, 320, 1440), serious_violations(page)) == (path, [], [])


@pytest.mark.parametrize(
    ("who", "paths"),
    [
        ("auditor", ["/auditor/"]),
        ("employer", ["/employer/", "/employer/dues/", "/employer/staff/"]),
    ],
)
def test_auditors_and_employers_pages_too(page, sign_in, city, everything, who, paths):
    base = sign_in(getattr(city, who))
    page.set_viewport_size({"width": 320, "height": 800})
    for path in paths:
        page.goto(base + path)
        assert overflow(page) <= 0, path
        assert serious_violations(page) == [], path
