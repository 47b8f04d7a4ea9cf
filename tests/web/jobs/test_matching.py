"""The pages of matching, as a person, a firm and an officer go through them."""

import re

import pytest

from tests.jobs.conftest import content
from tests.jobs.test_ranked import WORDS, publish
from tests.jobs.test_weights import listed
from yulin.access.enums import Duty
from yulin.jobs.actions import matching as acts
from yulin.jobs.actions.applications import apply
from yulin.jobs.actions.market import count_fits
from yulin.jobs.actions.posts import draft_post, submit_post
from yulin.jobs.actions.resumes import save_resume, show_resume
from yulin.jobs.models import MatchSetting, MatchShown, MatchWeights, NotForMe, Post, ResumeLook
from yulin.jobs.queries import ranked, suggested
from yulin.jobs.queries.resumes import own_resume
from yulin.jobs.ranking import market

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _anew():
    market.forget()


@pytest.fixture
def posts(world):
    return {
        "best": publish(world, "数控车工", skills=("看图纸", "对刀")),
        "silent": publish(world, "数控铣工", shifts=None),
        "low": publish(world, "车床学徒", pay_from=4000, pay_to=5000),
    }


@pytest.fixture
def anna(client, world):
    save_resume(acting_user=world.anna, person=world.people.anna, words=WORDS)
    client.force_login(world.anna)
    return world.people.anna


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


def titles(page):
    return re.findall(r'class="row-link" href="[^"]+">([^<]+)<', page)


def test_a30_a_person_reads_what_fits_and_why_and_what_may_fit_behind_it(client, posts, anna):
    page = text_of(client.get("/me/jobs/matches/"))
    assert titles(page) == ["数控车工", "数控铣工"]
    assert "1 个岗位符合，1 个待核实" in page
    assert page.index("数控车工") < page.index("待核实：有些要求还不知道") < page.index("数控铣工")
    assert "班次（单位没有说明，面试时可以问）" in page
    one = text_of(client.get(f"/me/jobs/matches/{posts['low'].uuid}/"))
    assert "最多 5,000 元，期望 6,000 元起，差 1,000 元" in one
    assert "各项要求都符合。" in text_of(client.get(f"/jobs/{posts['best'].uuid}/"))
    assert titles(text_of(client.get("/me/jobs/matches/?place=330303"))) == []


def test_the_switch_turns_ranking_off_everywhere_with_one_click(client, posts, anna, monkeypatch):
    client.post("/me/jobs/matches/switch/", {"personal": "off"})
    assert MatchSetting.objects.get().impersonal

    def nobody_asks(**asked):
        raise AssertionError

    for name in ("matches", "pair_of", "profile"):
        monkeypatch.setattr(ranked, name, nobody_asks)
    page = text_of(client.get("/me/jobs/matches/"))
    assert titles(page) == ["车床学徒", "数控铣工", "数控车工"]  # the newest first
    assert titles(text_of(client.get("/me/jobs/matches/?q=铣工"))) == ["数控铣工"]
    assert "您关闭了个人特征" in text_of(client.get(f"/jobs/{posts['best'].uuid}/"))
    assert "您关闭了个人特征" in text_of(client.get(f"/me/jobs/matches/{posts['best'].uuid}/"))
    monkeypatch.undo()
    client.post("/me/jobs/matches/switch/", {"personal": "on"})
    assert titles(text_of(client.get("/me/jobs/matches/"))) == ["数控车工", "数控铣工"]


def test_not_for_me_hides_with_a_reason_and_comes_back(client, posts, anna):
    address = f"/me/jobs/matches/{posts['best'].uuid}/"
    client.post(address, {"do": "hide", "reason": ""})
    assert NotForMe.objects.count() == 0
    client.post(address, {"do": "hide", "reason": "hours"})
    page = text_of(client.get("/me/jobs/matches/"))
    assert titles(page) == ["数控铣工"]
    assert "数控车工 · 时间或班次不合适" in page
    assert "您隐藏了这个岗位：时间或班次不合适。" in text_of(client.get(address))
    client.post(address, {"do": "show"})
    assert NotForMe.objects.count() == 0
    assert client.get("/me/jobs/matches/00000000-0000-4000-8000-000000000000/").status_code == 404


def test_lists_that_are_shown_are_noted_where_the_day_is_chosen(client, posts, anna, monkeypatch):
    monkeypatch.setattr(acts, "is_noted", lambda key: True)
    client.get("/me/jobs/matches/")
    client.get(f"/jobs/{posts['best'].uuid}/")
    row = MatchShown.objects.get()
    assert (row.post, row.position, row.opened_at is not None) == (posts["best"], 1, True)


def test_while_the_engine_is_made_ready_the_newest_come_first(client, posts, anna, monkeypatch):
    monkeypatch.setattr(market, "PLAIN", 1)
    page = text_of(client.get("/me/jobs/matches/"))
    assert "匹配正在准备，约半分钟后再来" in page
    assert titles(page) == ["车床学徒", "数控铣工", "数控车工"]


def test_a_page_asks_the_same_of_the_database_however_long(
    client, world, posts, anna, django_assert_num_queries, monkeypatch
):
    # What was shown is noted on some days of a person only, and their number decides which.
    monkeypatch.setattr(acts, "ONE_DAY_OF", 1)
    client.get("/me/jobs/matches/")
    with django_assert_num_queries(54):
        client.get("/me/jobs/matches/")
    publish(world, "数控钳工")
    publish(world, "数控磨工")
    client.get("/me/jobs/matches/")
    with django_assert_num_queries(54):
        assert len(titles(text_of(client.get("/me/jobs/matches/")))) == 4


def test_everybody_reads_how_posts_are_ordered(client, world):
    page = text_of(client.get("/jobs/ranking/"))
    assert "性别、年龄、民族、婚育、户籍、健康：引擎里没有这些栏" in page
    assert "在用的权重（自带）" in page
    assert re.findall(r"<dt>岗位名称</dt><dd class=\"numeric\">(\d+)</dd>", page) == ["240", "150"]


# -- the firm --------------------------------------------------------------------------------------


def test_a24_a_board_sorted_by_match_with_reasons_and_filters(client, world, posts, anna):
    for user, person in ((world.anna, anna), (world.cara, world.people.cara)):
        apply(acting_user=user, person=person, post=posts["best"])
    address = f"/employer/posts/{posts['best'].uuid}/candidates/"
    client.force_login(world.clerk)
    page = text_of(client.get(address))
    assert titles(page) == ["安娜", "卡拉"]
    assert "符合 1 人，待核实 0 人，有不符合的要求 1 人。" in page
    assert "要求中职，现在是无，差 3 级" in page
    assert titles(text_of(client.get(f"{address}?verdict=refused"))) == ["卡拉"]
    assert titles(text_of(client.get(f"{address}?state=hired"))) == []
    client.force_login(world.other_clerk)
    assert client.get(address).status_code == 404


def test_a12_a_firm_finds_who_lets_it_and_they_see_that_it_looked(client, world, posts, anna):
    address = f"/employer/posts/{posts['best'].uuid}/found/"
    client.force_login(world.clerk)
    assert "没有愿意让本单位看到的简历。" in text_of(client.get(address))
    show_resume(acting_user=world.anna, resume=own_resume(anna), visibility="region")
    page = text_of(client.get(address))
    assert "符合 1 人，待核实 0 人" in page
    assert "安娜" not in page
    assert list(ResumeLook.objects.values_list("person", "employer")) == [(anna.pk, world.firm.pk)]


def form(**changes):
    return {
        "title": "数控车工", "division": "330302", "duties": "看图纸，对刀，做首件自检", "headcount": "2",
        "forms": ["全职"], "skills": "", "do": "suggest",
    } | changes  # fmt: skip


def test_a_form_suggests_occupations_and_skills_and_picks_teach_it(client, world, posts):
    suggested._kept.clear()
    client.force_login(world.clerk)
    page = text_of(client.post("/employer/posts/new/", form()))
    assert Post.objects.count() == 3
    assert 'value="看图纸，对刀，做首件自检"' not in page
    assert "看图纸，对刀，做首件自检</textarea>" in page
    codes = re.findall(r'name="occupation_pick" value="([^"]+)"', page)
    assert codes[0] == "6-18-01-01"
    assert "像“数控车工、车工、数车操作工”（54%）" in page
    assert re.findall(r'name="skill_pick" value="([^"]+)"', page)[:2] == ["看图纸", "对刀"]
    picked = form(do="submit", occupation_pick="6-18-01-07", skill_pick=["看图纸", "对刀"])
    client.post("/employer/posts/new/", picked)
    made = Post.objects.order_by("-pk").first()
    assert (made.occupation, made.skills) == ("6-18-01-07", ["看图纸", "对刀"])
    page = text_of(client.post("/employer/posts/new/", form(title="急聘数控车工")))
    codes = re.findall(r'name="occupation_pick" value="([^"]+)"', page)
    assert codes[0] == "6-18-01-07"
    assert "1 个同名岗位选了它" in page


# -- the office ------------------------------------------------------------------------------------


def test_a30_an_officer_sees_posts_without_people_and_people_without_posts(
    client, world, posts, anna
):
    client.force_login(world.moderator)
    assert "每天夜里统计，还没有统计过。" in text_of(client.get("/officer/posts/shortages/"))
    count_fits(acting_user=None, moment=anna.resume.changed_at)
    page = text_of(client.get("/officer/posts/shortages/"))
    assert titles(page) == ["车床学徒", "数控铣工", "数控车工"]
    assert "另有待核实 1" in page
    client.force_login(world.elsewhere)
    assert titles(text_of(client.get("/officer/posts/shortages/"))) == []


def test_a_head_reads_the_report_and_adopts(client, world, anna, with_duty):
    listed(world, anna)
    head = with_duty(Duty.HEAD, "head", 330300)
    client.force_login(world.moderator)
    assert client.post("/officer/posts/weights/", {"do": "learn"}).status_code == 403
    assert MatchWeights.objects.count() == 0
    client.force_login(head)
    client.post("/officer/posts/weights/", {"do": "learn"})
    page = text_of(client.get("/officer/posts/weights/"))
    assert "第 1 版" in page
    assert "公平性报告" in page
    client.post("/officer/posts/weights/", {"do": "adopt", "number": "1", "reason": ""})
    assert MatchWeights.objects.get().state == "proposed"
    client.post("/officer/posts/weights/", {"do": "adopt", "number": "1", "reason": "看过报告"})
    assert MatchWeights.objects.get().state == "adopted"
    assert "在用的权重（第 1 版）" in text_of(client.get("/jobs/ranking/"))
    client.post("/officer/posts/weights/", {"do": "retire", "number": "1", "reason": "退回"})
    assert MatchWeights.objects.get().state == "retired"


@pytest.mark.parametrize("path", ["/me/jobs/matches/", "/jobs/ranking/"])
def test_pages_speak_english(client, world, posts, anna, path):
    client.cookies["django_language"] = "en"
    page = text_of(client.get(path))
    assert re.search(r"[A-Za-z]", page.split("<h1>")[1].split("</h1>")[0])


def test_nobody_else_opens_what_is_a_persons(client, world, posts):
    said = content(title="电工", duties="电工的日常工作")
    submit_post(acting_user=world.clerk, post=draft_post(acting_user=world.clerk, employer=world.firm, content=said))  # fmt: skip
    client.force_login(world.clerk)
    for path in ("/me/jobs/matches/", f"/me/jobs/matches/{posts['best'].uuid}/"):
        assert client.get(path).status_code == 403
