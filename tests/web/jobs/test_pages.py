"""The pages of posts, résumés and applications, as each role goes through them."""

import datetime as dt
import json
import re
from xml.etree import ElementTree as ET

import pytest
from django.utils import timezone

from tests.jobs.conftest import DUTIES, content
from yulin.jobs.actions.posts import draft_post, pause_post, submit_post
from yulin.jobs.models import (
    Application,
    Contract,
    Post,
    PostReview,
    PostViews,
    Resume,
    SavedSearch,
)
from yulin.registry.models import EmploymentSpell

pytestmark = pytest.mark.django_db


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


def more_posts(world, *titles, **changes):
    for title in titles:
        said = content(**({"title": title, "duties": f"{DUTIES}{title}"} | changes))
        post = draft_post(acting_user=world.clerk, employer=world.firm, content=said)
        submit_post(acting_user=world.clerk, post=post)


def titles(response):
    return re.findall(r'class="row-link" href="/jobs/[^"]+">([^<]+)<', text_of(response))


def test_everybody_searches_without_signing_in(client, world, opened):
    more_posts(world, "焊工", pay_from=8000, pay_to=12_000)
    more_posts(
        world, "Java开发工程师", least_education=5, division=330303, pay_from=None, pay_to=None
    )
    pause_post(acting_user=world.clerk, post=Post.objects.get(title="数控车工"))
    assert titles(client.get("/jobs/")) == ["Java开发工程师", "焊工"]
    for query, expected in (
        ("q=焊工", ["焊工"]),
        ("q=java", ["Java开发工程师"]),
        ("q=焊", ["焊工"]),
        ("q=阀体 焊工", ["焊工"]),
        ("q=工程", ["Java开发工程师"]),
        ("q=护士", []),
        ("q=%00", ["Java开发工程师", "焊工"]),
        ("q=???", []),
        ("place=330302", ["焊工"]),
        ("place=330300", ["Java开发工程师", "焊工"]),
        ("education=4", ["焊工"]),
        ("education=5", ["Java开发工程师", "焊工"]),
        ("pay=10000", ["焊工"]),
        ("pay=12001", []),
        ("form=兼职", []),
        ("sort=pay", ["焊工", "Java开发工程师"]),
        ("since=1", ["Java开发工程师", "焊工"]),
        ("place=x&pay=-1&page=9&education=77&industry=z", ["Java开发工程师", "焊工"]),
    ):
        assert titles(client.get(f"/jobs/?{query}")) == expected, query
    page = text_of(client.get("/jobs/?q=工&place=330302"))
    assert "共 1 个岗位" in page
    assert re.findall(r'<th scope="row"><a href="[^"]*place=(\d+)"', page) == ["330302", "330303"]


def test_a_list_asks_the_same_of_the_database_however_long(
    client, world, opened, django_assert_num_queries
):
    client.get("/jobs/")
    with django_assert_num_queries(4):  # count, posts, names of firms, districts
        client.get("/jobs/")
    more_posts(world, "焊工", "电工", "钳工")
    with django_assert_num_queries(4):
        client.get("/jobs/")


def test_a_post_is_read_by_people_and_by_machines(client, world, opened):
    address = f"/jobs/{opened.uuid}/"
    page = text_of(client.get(address))
    client.get(address)
    assert "瓯江泵阀有限公司" in page
    assert "每月 6,000–9,000 元" in page
    assert "中职及以上" in page
    [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    told = json.loads(data)
    assert (told["@type"], told["title"]) == ("JobPosting", "数控车工")
    assert told["baseSalary"]["value"]["minValue"] == 6000
    assert told["validThrough"] == opened.valid_until.isoformat()
    assert PostViews.objects.get().count == 2
    assert client.get("/jobs/00000000-0000-4000-8000-000000000000/").status_code == 404


def test_nothing_typed_gets_out_of_the_data(client, world):
    said = content(duties="</script><script>alert(1)</script>", title="焊工 & <b>")
    post = draft_post(acting_user=world.clerk, employer=world.firm, content=said)
    post = submit_post(acting_user=world.clerk, post=post)
    page = text_of(client.get(f"/jobs/{post.uuid}/"))
    assert "<script>alert" not in page
    [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert json.loads(data)["description"] == "</script><script>alert(1)</script>"


def test_drafts_are_nobodys_and_what_is_over_says_so(client, world, drafted, opened):
    other = draft_post(acting_user=world.clerk, employer=world.firm, content=content(title="电工"))
    assert client.get(f"/jobs/{other.uuid}/").status_code == 404
    pause_post(acting_user=world.clerk, post=opened)
    page = text_of(client.get(f"/jobs/{opened.uuid}/"))
    assert "这个岗位现在是“已暂停”，不能投递。" in page
    assert "application/ld+json" not in page


def test_a_search_is_a_feed(client, world, opened):
    more_posts(world, "焊工")
    answer = client.get("/jobs/feed/?q=焊工")
    assert answer["Content-Type"] == "application/rss+xml; charset=utf-8"
    feed = ET.fromstring(answer.content)
    assert [item.findtext("title") for item in feed.iter("item")] == ["焊工"]


def post_form(**changes):
    return {
        "title": "焊工",
        "division": "330302",
        "duties": "焊接管道",
        "headcount": "2",
        "forms": ["全职"],
        "pay_from": "7,000",
        "pay_to": "9000",
        "skills": "氩弧焊、看图纸",
        "certificates": "不限",
        "do": "submit",
    } | changes


def test_a_firm_publishes_what_is_clean_and_waits_with_what_is_not(client, world):
    client.force_login(world.clerk)
    client.post("/employer/posts/new/", post_form())
    post = Post.objects.get()
    assert (post.state, post.skills, post.certificates, post.licences) == (
        "open",
        ["氩弧焊", "看图纸"],
        [],
        None,
    )
    client.post("/employer/posts/new/", post_form(title="电焊工", duties="焊接，限男性"))
    assert Post.objects.get(title="电焊工").state == "waiting"
    refused = client.post("/employer/posts/new/", post_form(title=""))
    assert "请填写岗位名称。" in text_of(refused)
    assert Post.objects.count() == 2
    assert "“限男性”" in text_of(client.get(f"/employer/posts/{Post.objects.first().uuid}/"))


def test_a_firm_turns_its_posts_and_no_others(client, world, opened):
    address = f"/employer/posts/{opened.uuid}/"
    client.force_login(world.other_clerk)
    assert client.post(address, {"do": "pause"}).status_code == 404
    assert client.get(f"/employer/posts/{opened.uuid}/change/").status_code == 404
    client.force_login(world.clerk)
    for do, state in (("pause", "paused"), ("resume", "open"), ("nonsense", "open")):
        client.post(address, {"do": do})
        assert Post.objects.get(pk=opened.pk).state == state
    changed = post_form(title="数控车工", headcount="5", duties=DUTIES)
    client.post(f"{address}change/", changed)
    assert Post.objects.get().headcount == 5
    client.post(address, {"do": "copy"})
    assert list(Post.objects.values_list("state", flat=True)) == ["draft", "open"]
    text_of(client.get("/employer/posts/"))


def test_an_officer_decides_with_a_reason(client, world):
    said = content(duties=f"{DUTIES}限男性")
    post = draft_post(acting_user=world.clerk, employer=world.firm, content=said)
    submit_post(acting_user=world.clerk, post=post)
    address = f"/officer/posts/{post.uuid}/"
    client.force_login(world.no_duty)
    assert 'name="verdict"' not in text_of(client.get(address))
    assert client.post(address, {"verdict": "published", "reason": "可"}).status_code == 403
    client.force_login(world.elsewhere)
    assert client.get(address).status_code == 404
    client.force_login(world.moderator)
    queue = text_of(client.get("/officer/posts/"))
    assert "“限男性”" in queue
    assert "妇女权益保障法第四十三条" in text_of(client.get(address))
    client.post(address, {"verdict": "refused", "reason": ""})
    assert PostReview.objects.count() == 0
    client.post(address, {"verdict": "refused", "reason": "请删去性别"})
    assert Post.objects.get().state == "refused"
    client.force_login(world.clerk)
    assert "审核意见：请删去性别" in text_of(client.get(f"/employer/posts/{post.uuid}/"))


def test_a_person_writes_a_resume_and_sees_it_as_a_firm_does(client, world):
    client.force_login(world.anna)
    page = text_of(client.get("/me/jobs/resume/"))
    assert "本科 · 温州大学 · 数控技术" in page
    typed = {
        "titles": "数控车工、钳工",
        "divisions": ["330302"],
        "skills": "看图纸",
        "least_pay": "7000",
        "story": "做过阀体",
        "visibility": "region",
        "forms": ["全职"],
    }
    client.post("/me/jobs/resume/", typed)
    kept = Resume.objects.get()
    assert (kept.titles, kept.divisions, kept.visibility) == (
        ["数控车工", "钳工"],
        [330302],
        "region",
    )
    assert kept.hidden_from_own_firm is True
    page = text_of(client.get("/me/jobs/resume/"))
    assert "7,000 元起" in page
    assert "安娜" not in page.split("单位看到的样子")[1]
    client.post("/me/jobs/resume/", typed | {"story": "打13812345678"})
    assert Resume.objects.get().story == "做过阀体"


def test_from_a_click_to_a_fact(client, world, opened, jobs):
    today = timezone.localdate()
    client.force_login(world.anna)
    for _double in range(2):
        client.post(f"/jobs/{opened.uuid}/apply/")
    one = Application.objects.get()
    mine, theirs = f"/me/jobs/{one.uuid}/", f"/employer/posts/candidates/{one.uuid}/"
    client.force_login(world.clerk)
    assert "安娜" in text_of(client.get(f"/employer/posts/{opened.uuid}/"))
    assert "本科 · 温州大学 · 数控技术" in text_of(client.get(theirs))
    begins = timezone.localtime() + dt.timedelta(days=1)
    invitation = {"begins_at": begins.strftime("%Y-%m-%dT%H:%M"), "place": "行政楼"}
    client.post(theirs, {"do": "invite", **invitation})
    client.force_login(world.anna)
    client.post(mine, {"do": "come"})
    calendar = client.get("/me/jobs/interviews.ics")
    assert "SUMMARY:面试：数控车工 · 瓯江泵阀有限公司" in calendar.content.decode()
    client.force_login(world.clerk)
    offer = {
        "monthly_pay": "7000",
        "starts_on": today.isoformat(),
        "contract_years": "3",
        "answer_until": today.isoformat(),
    }
    client.post(theirs, {"do": "offer", **offer, "starts_on": "x"})
    assert Application.objects.get().state == "interview"
    client.post(theirs, {"do": "offer", **offer})
    client.force_login(world.anna)
    client.post(mine, {"do": "accept"})
    client.force_login(world.clerk)
    contract = {
        "signed_on": today.isoformat(),
        "starts_on": today.isoformat(),
        "monthly_pay": "7000",
    }
    client.post(theirs, {"do": "register", **contract})
    client.force_login(world.anna)
    assert "合同属实，确认" in text_of(client.get(mine))
    client.post(mine, {"do": "confirm"})
    assert Application.objects.get().state == "hired"
    assert Contract.objects.get().state == "confirmed"
    assert EmploymentSpell.objects.filter(source="劳动合同登记").count() == 1
    assert "瓯江泵阀有限公司" in text_of(client.get("/me/jobs/"))
    client.force_login(world.moderator)
    funnel = re.findall(r'<dd class="numeric">(\d+)</dd>', text_of(client.get("/officer/posts/")))
    assert funnel == ["0", "1", "1", "1", "1"]


def test_nobody_opens_the_application_of_somebody_else(client, world, opened):
    client.force_login(world.anna)
    client.post(f"/jobs/{opened.uuid}/apply/")
    one = Application.objects.get()
    for user, address in (
        (world.ben, f"/me/jobs/{one.uuid}/"),
        (world.other_clerk, f"/employer/posts/candidates/{one.uuid}/"),
    ):
        client.force_login(user)
        assert client.get(address).status_code == 404
        assert client.post(address, {"do": "withdraw"}).status_code == 404
    assert Application.objects.get().state == "sent"


def test_a_kept_search_counts_what_is_new(client, world, opened):
    client.force_login(world.anna)
    client.post("/me/jobs/searches/", {"q": ""})
    assert SavedSearch.objects.count() == 0
    for _twice in range(2):
        client.post("/me/jobs/searches/", {"q": "焊工", "place": "330302"})
    kept = SavedSearch.objects.get()
    assert kept.query == {"q": "焊工", "place": "330302"}
    more_posts(world, "焊工")
    assert "焊工 · 1 个新岗位" in text_of(client.get("/me/jobs/"))
    client.post("/me/jobs/searches/", {"drop": str(kept.uuid)})
    assert SavedSearch.objects.count() == 0


@pytest.mark.parametrize(
    "path", ["/jobs/", "/me/jobs/", "/me/jobs/resume/", "/employer/posts/new/"]
)
def test_pages_speak_english(client, world, opened, path):
    client.cookies["django_language"] = "en"
    client.force_login(world.clerk if path.startswith("/employer") else world.anna)
    main = text_of(client.get(path)).split("<h1>")[1].split("</h1>")[0]
    assert re.search(r"[A-Za-z]", main)
