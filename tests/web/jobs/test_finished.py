"""Pages of the finished room: résumés and their audience, workbooks, boards, plans, search."""

import datetime as dt
import re
from dataclasses import fields
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.jobs.test_plans import days, hear, planned, sent
from tests.jobs.test_workbooks import GOOD, book
from tests.web.jobs.test_pages import more_posts, text_of, titles
from yulin.campus.actions.partners import list_schools
from yulin.jobs.actions.applications import apply
from yulin.jobs.actions.meetings import Slot, invite
from yulin.jobs.actions.plans import publish_list
from yulin.jobs.actions.resumes import OwnWords
from yulin.jobs.models import (
    Application,
    HiringPlan,
    Invitation,
    JobNotice,
    PlannedPost,
    Post,
    PublicityObjection,
    Resume,
    ResumeAudience,
    ResumeLook,
    SavedSearch,
)
from yulin.jobs.queries.plans import stage_board

__all__ = ["planned", "sent"]
pytestmark = pytest.mark.django_db

FULL = {
    "titles": "数控车工、钳工", "occupations": "车工、护士", "divisions": ["330302"], "skills": "看图纸",
    "licences": "驾照 C1", "story": "做过阀体", "years": "3", "least_pay": "7000",
    "forms": ["全职"], "shifts": ["白班"], "industries": ["0", "4"], "needs_work_permit": "no",
    "visibility": "region",
}  # fmt: skip


def filled(page):
    """What the form of a page would send as it stands."""
    form = page.split('<form class="card"')[1].split("</form>")[0]
    data: dict[str, list[str]] = {}
    for tag in re.findall(r"<input [^>]*>", form):
        told = dict(re.findall(r'([a-z_-]+)="([^"]*)"', tag))
        if told.get("type") in {"checkbox", "radio"} and " checked" not in tag:
            continue
        if "name" in told:
            data.setdefault(told["name"], []).append(unescape(told.get("value", "")))
    for name, options in re.findall(r'<select[^>]* name="([^"]+)">(.*?)</select>', form):
        data[name] = re.findall(r'value="([^"]*)" selected', options)
    for name, text in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>(.*?)</textarea>', form):
        data[name] = [unescape(text)]
    data.pop("csrfmiddlewaretoken", None)
    return data


def test_a_resume_saved_again_as_it_stands_forgets_nothing(client, world):
    client.force_login(world.anna)
    client.post("/me/jobs/resume/", FULL)
    own = [one.name for one in fields(OwnWords)]
    kept = Resume.objects.values(*own, "visibility", "hidden_from_own_firm").get()
    assert (kept["occupations"], kept["industries"], kept["needs_work_permit"]) == (
        ["6-18-01-01", "2-05-08-00"], [0, 4], False,
    )  # fmt: skip
    assert [name for name in own if kept[name] in (None, "", [])] == []
    client.post("/me/jobs/resume/", filled(text_of(client.get("/me/jobs/resume/"))))
    assert Resume.objects.values(*own, "visibility", "hidden_from_own_firm").get() == kept
    page = text_of(client.get("/me/jobs/resume/")).split("单位看到的样子")[1]
    assert "车工、" in page


def test_what_is_wrong_is_told_and_nothing_typed_is_lost(client, world):
    client.force_login(world.anna)
    page = text_of(client.post("/me/jobs/resume/", FULL | {"occupations": "车工、吟游诗人"}))
    assert "职业分类里没有“吟游诗人”" in page
    assert filled(page)["occupations"] == ["车工、吟游诗人"]
    assert filled(page)["story"] == ["做过阀体"]
    assert Resume.objects.count() == 0


def test_firms_are_found_by_name_chosen_blocked_and_forgotten(client, world):
    client.force_login(world.anna)
    address = "/me/jobs/resume/firms/"
    firm = {"employer": str(world.firm.uuid)}
    client.post(address, {"do": "chosen", **firm})
    assert ResumeAudience.objects.count() == 0  # there is no résumé yet
    client.post("/me/jobs/resume/", FULL)
    page = text_of(client.get(f"{address}?q=泵阀"))
    assert (page.count("瓯江泵阀有限公司"), page.count("鹿城鞋业有限公司")) == (1, 0)
    for do, kinds in (("chosen", ["chosen"]), ("blocked", ["blocked"]), ("x", ["blocked"])):
        client.post(address, {"do": do, **firm})
        assert list(ResumeAudience.objects.values_list("kind", flat=True)) == kinds
    assert "选定 0 家，屏蔽 1 家。" in text_of(client.get("/me/jobs/resume/"))
    client.post(address, {"do": "forget", **firm})
    assert ResumeAudience.objects.count() == 0
    assert "没有这个名称的单位" in text_of(client.get(f"{address}?q=没有的"))


def test_a_firm_finds_looks_and_invites_and_the_person_reads_and_blocks(client, world, opened):
    client.force_login(world.anna)
    client.post("/me/jobs/resume/", FULL)
    one = Resume.objects.get()
    client.force_login(world.clerk)
    page = text_of(client.get("/employer/resumes/?q=图纸&education=5&place=330302&occupation=6"))
    assert "共 1 份简历" in page
    assert "安娜" not in page
    assert "没有找到符合条件的人。" in text_of(client.get("/employer/resumes/?q=没有"))
    address = f"/employer/resumes/{one.uuid}/"
    assert "本科 · 温州大学 · 数控技术" in text_of(client.get(address))
    look = ResumeLook.objects.get()
    assert (look.person, look.employer) == (world.people.anna, world.firm)
    client.post(address, {"post": "x"})
    assert Invitation.objects.count() == 0
    for _twice in range(2):
        client.post(address, {"post": str(opened.uuid)})
    assert Invitation.objects.get().post == opened
    client.force_login(world.anna)
    notices = text_of(client.get("/me/notices/"))
    assert "瓯江泵阀有限公司在简历库里看到您，邀请您投递“数控车工”。" in notices
    assert f'href="/jobs/{opened.uuid}/"' in notices
    assert "瓯江泵阀有限公司" in text_of(client.get("/me/jobs/"))
    client.post("/me/jobs/resume/firms/", {"do": "blocked", "employer": str(world.firm.uuid)})
    client.force_login(world.clerk)
    assert client.get(address).status_code == 404
    client.force_login(world.other_clerk)
    assert client.get(address).status_code == 404  # her own firm


def upload(client, path, do="submit"):
    given = SimpleUploadedFile(path.name, path.read_bytes())
    return client.post("/employer/posts/workbook/", {"file": given, "do": do})


def test_a_workbook_goes_up_and_comes_down(client, world, tmp_path, settings):
    settings.YULIN_VAR = tmp_path / "var"
    client.force_login(world.clerk)
    template = client.get("/employer/posts/workbook/template/")
    assert template["Content-Disposition"] == 'attachment; filename="yulin-posts.xlsx"'
    assert template.content[:2] == b"PK"
    answer = upload(client, book(tmp_path / "p.xlsx", GOOD, GOOD | {"岗位名称": ""}))
    page = text_of(client.get(answer["Location"]))
    assert "「" not in page.split("没有导入")[0]
    assert "请填写岗位名称。" in page
    assert Post.objects.values_list("title", "state").get() == ("焊工", "open")
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(b"MZ")
    assert upload(client, bad).status_code == 422
    assert client.post("/employer/posts/workbook/", {}).status_code == 422
    export = client.post("/employer/posts/export/")
    assert export.content[:2] == b"PK"
    client.force_login(world.other_clerk)
    assert client.get(answer["Location"]).status_code == 404
    client.force_login(world.moderator)
    assert client.post("/officer/posts/export/", {"state": "open"}).content[:2] == b"PK"


def test_a_board_refuses_several_and_takes_it_back(client, world, opened):
    for name in ("anna", "ben"):
        user, person = getattr(world, name), getattr(world.people, name)
        apply(acting_user=user, person=person, post=opened)
    client.force_login(world.clerk)
    address = f"/employer/posts/{opened.uuid}/board/"
    assert "阿本" not in text_of(client.get(f"{address}?q=安娜"))
    assert "阿本" in text_of(client.get(f"{address}?uncertain=yes"))
    who = [str(one.uuid) for one in Application.objects.all()]
    client.post(address, {"who": who, "do": "refuse", "reason": "schooling", "note": "需数控专业"})
    assert set(Application.objects.values_list("state", "reason")) == {("refused", "schooling")}
    client.force_login(world.anna)
    notices = text_of(client.get("/me/notices/"))
    assert "瓯江泵阀有限公司没有录用您做“数控车工”。原因：学历或专业不符合岗位要求。" in notices
    client.force_login(world.clerk)
    client.post(address, {"who": who, "do": "reopen"})
    assert set(Application.objects.values_list("state", "reason")) == {("sent", "")}
    client.force_login(world.other_clerk)
    assert client.get(address).status_code == 404


def test_a_firms_calendar_says_who_comes(client, world, opened):
    one = apply(acting_user=world.anna, person=world.people.anna, post=opened)
    begins = timezone.now() + dt.timedelta(days=1)
    slot = Slot(begins_at=begins, ends_at=begins + dt.timedelta(hours=1), place="301")
    invite(acting_user=world.clerk, application=one, slot=slot)
    for user, told in ((world.clerk, ["SUMMARY:面试：数控车工 · 安娜"]), (world.other_clerk, [])):
        client.force_login(user)
        text = client.get("/employer/posts/interviews.ics").content.decode()
        assert re.findall(r"SUMMARY:.*?(?=\r)", text) == told


def test_a_search_has_districts_occupations_advice_and_its_own_feed(client, world, opened):
    more_posts(world, "焊工", occupation="6-18-02-04", division=330303, pay_from=8000, pay_to=9000)
    assert titles(client.get("/jobs/?occupation=6-18")) == ["焊工"]
    page = text_of(client.get("/jobs/?pay=8000"))
    assert re.findall(r'<a href="\?([^"]+place=\d+)"', unescape(page)) == [
        "pay=8000&place=330302", "pay=8000&place=330303",
    ]  # fmt: skip
    nothing = unescape(text_of(client.get("/jobs/?q=焊工&pay=20000&place=330303")))
    assert re.findall(r"不管“(.*?)”，有 (\d+) 个", nothing) == [("月薪至少", "1")]
    assert "<title>雨林岗位搜索 · 焊工</title>" in client.get("/jobs/feed/?q=焊工").content.decode()
    client.cookies["django_language"] = "en"
    english = text_of(client.get(f"/jobs/{opened.uuid}/"))
    assert "Full time" in english
    assert "全职" not in english


def test_looking_at_a_kept_search_marks_it_seen(client, world, opened):
    client.force_login(world.anna)
    client.post("/me/jobs/searches/", {"q": "焊工"})
    more_posts(world, "焊工")
    kept = SavedSearch.objects.get()
    assert "1 个新岗位" in text_of(client.get("/me/jobs/"))
    answer = client.post("/me/jobs/searches/", {"see": str(kept.uuid)})
    assert unescape(answer["Location"]) == "/jobs/?q=%E7%84%8A%E5%B7%A5&sort=new"
    assert "0 个新岗位" in text_of(client.get("/me/jobs/"))


def test_a03_a_plan_in_the_pages_from_its_paper_to_an_objection(
    client, world, opened, planned, sent
):
    client.force_login(world.clerk)
    paper = {
        "number": "温人社发〔2026〕9号", "title": "紧缺人才", "year": "2026", "division": "330302",
        "target_7": "300", "stages": ["review", "publicity"],
    }  # fmt: skip
    assert client.post("/employer/plans/", paper | {"number": ""}).status_code == 422
    client.post("/employer/plans/", paper)
    made = HiringPlan.objects.get(title="紧缺人才")
    assert (made.stages, made.double_first) == (["review", "publicity"], False)
    assert "0 / 300 = 0.00%" in text_of(client.get("/employer/plans/"))
    own = f"/employer/plans/{made.uuid}/"
    client.post(own, {"post": str(opened.uuid), "education": "7"})
    assert PlannedPost.objects.get(post=opened).plan == made
    board = f"/employer/posts/{planned.post.uuid}/stages/"
    anna = sent["anna"]
    client.post(
        board, {"who": str(anna.uuid), "stage": "review", "outcome": "passed", "marks": "x"}
    )
    assert anna.stages.count() == 0
    client.post(board, {"who": str(anna.uuid), "stage": "review", "outcome": "passed"})
    assert "资格审核：通过" in text_of(client.get(board))
    hear(world, anna, "written", "interview", "medical", "inspection", marks=8000)
    when = days(timezone.localdate(), 7)
    client.post(board, {"do": "publish"} | {name: day.isoformat() for name, day in when.items()})
    assert "研究员" in text_of(client.get("/jobs/publicity/"))
    (listing,) = planned.publicities.all()
    address = f"/jobs/publicity/{listing.uuid}/"
    client.logout()
    page = text_of(client.get(address))
    assert ("安*" in page, "安娜" in page, 'name="about"' in page) == (True, False, False)
    about = {"about": str(listing.listed.get().pk), "text": "材料不实"}
    assert client.post(address, about).status_code == 403
    client.force_login(world.ben)
    client.post(address, about)
    objection = PublicityObjection.objects.get()
    client.force_login(world.clerk)
    assert "材料不实" not in text_of(client.get(board))
    client.force_login(world.elsewhere)
    assert "材料不实" not in text_of(client.get("/officer/posts/objections/"))
    client.post("/officer/posts/objections/", {"objection": str(objection.uuid), "answer": "x"})
    assert PublicityObjection.objects.get().state == "open"
    client.force_login(world.moderator)
    assert "材料不实" in text_of(client.get("/officer/posts/objections/"))
    answer = {"objection": str(objection.uuid), "do": "dismiss", "answer": "经查材料属实"}
    client.post("/officer/posts/objections/", answer)
    assert PublicityObjection.objects.get().state == "dismissed"
    client.logout()
    assert "经查材料属实" in text_of(client.get(address))
    client.force_login(world.anna)
    assert "您已列入瓯江泵阀有限公司“研究员”的公示" in text_of(client.get("/me/notices/"))
    assert "资格审核：通过" in text_of(client.get(f"/me/jobs/{anna.uuid}/"))
    public = text_of(client.get(f"/jobs/{planned.post.uuid}/"))
    assert "温人社发〔2026〕8号 · 全球招才" in public
    assert "报名 → 资格审核 → 笔试 → 面试 → 体检 → 考察 → 公示 → 录用" in public


def test_a04_a_plan_takes_the_schools_of_a_years_list(client, world, opened):
    """“双一流” is reference data by year: a plan keeps the list that it was announced with."""
    told = {"acting_user": world.moderator, "region": 330300, "basis": "教研函〔2022〕1号"}
    list_schools(**told, year=2017, names=["温州大学", "甲大学"])
    list_schools(**told, year=2022, names=["甲大学"])
    client.force_login(world.clerk)
    page = text_of(client.get("/employer/plans/"))
    assert [re.sub(r"\s+", " ", one) for one in re.findall(r'<option value="\d{4}">([^<]+)<', page)] == [
        "2022 年公布，1 所", "2017 年公布，2 所",
    ]  # fmt: skip
    paper = {
        "title": "面向“双一流”高校招录", "year": "2026", "division": "330302", "target_7": "1",
        "stages": ["review"], "double_first": "yes",
    }  # fmt: skip
    for number, listed, named in (("1", "2017", ""), ("2", "2022", "乙大学"), ("3", "x", "")):
        client.post(
            "/employer/plans/", paper | {"number": number, "listed": listed, "schools": named}
        )
    plans = {plan.number: plan for plan in HiringPlan.objects.all()}
    assert {number: plan.schools for number, plan in plans.items()} == {
        "1": ["甲大学", "温州大学"], "2": ["甲大学", "乙大学"], "3": None,
    }  # fmt: skip
    list_schools(**told, year=2017, names=["丙大学"])  # what is added later changes no plan
    assert HiringPlan.objects.get(number="1").schools == ["甲大学", "温州大学"]
    client.post(f"/employer/plans/{plans['1'].uuid}/", {"post": str(opened.uuid), "education": "7"})
    apply(acting_user=world.anna, person=world.people.anna, post=opened)
    apply(acting_user=world.ben, person=world.people.ben, post=opened)
    board = stage_board(PlannedPost.objects.get(post=opened))
    assert [row.school for row in board.rows] == [True, None]  # of Ben no school is known


def test_lists_ask_the_same_of_the_database_however_long(client, world, opened, planned, sent):
    """Boards, notices and public lists: as many queries for one row as for three."""
    hear(world, sent["anna"], "review", "written", "interview", "medical", "inspection")
    publish_list(acting_user=world.clerk, planned=planned, **days(timezone.localdate(), 7))
    apply(acting_user=world.anna, person=world.people.anna, post=opened)

    def counts():
        found = {}
        for user, address in (
            (world.clerk, f"/employer/posts/{opened.uuid}/board/"),
            (world.clerk, "/employer/plans/"),
            (world.anna, "/me/notices/"),
            (None, "/jobs/publicity/"),
        ):
            client.logout() if user is None else client.force_login(user)
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            found[address] = len(queries)
        return found

    first = counts()
    for name in ("ben", "cara"):
        user, person = getattr(world, name), getattr(world.people, name)
        apply(acting_user=user, person=person, post=opened)
        hear(world, sent[name], "review", "written", "interview", "medical", "inspection")
    publish_list(acting_user=world.clerk, planned=planned, **days(timezone.localdate(), 8))
    JobNotice.objects.create(person=world.people.anna, kind="seen", event="more")
    HiringPlan.objects.create(
        employer=world.firm, number="n", title="t", year=2026, division=330302, stages=[],
        made_by=world.clerk,
    )  # fmt: skip
    assert counts() == first
