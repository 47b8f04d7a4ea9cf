import re

import pytest

from yulin.web.public import catalogue, policy_page

pytestmark = pytest.mark.django_db


def titles(response):
    return re.findall(r'class="card-title"><a[^>]*>([^<]+)', response.content.decode())


@pytest.mark.parametrize(
    "path", ["/", "/policies/", "/policies/T-01/", "/due/", "/sign-in/", "/design/"]
)
def test_public_pages_need_no_account(client, path):
    response = client.get(path)
    assert response.status_code == 200
    assert 'lang="zh-CN"' in response.content.decode()


@pytest.mark.parametrize("path", ["/", "/policies/", "/policies/T-01/", "/due/"])
def test_public_pages_ask_the_database_nothing(client, path, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get(path)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"T-01", "T-02", "T-03", "T-04"}),
        ("q=房票", {"T-01"}),
        ("q=22号", {"T-02"}),
        ("q=Ｂａｃｈｅｌｏｒ", {"T-01"}),
        ("q=社保 连续", {"T-01"}),
        ("q=不存在的词", set()),
        ("region=330302", {"T-01", "T-02"}),
        ("region=330300", {"T-01", "T-02"}),
        ("domain=技能", {"T-02"}),
        ("audience=单位", set()),
        ("state=draft", {"T-04"}),
        ("state=unverified", {"T-01", "T-03", "T-04"}),
        ("state=nonsense&region=x&order=y", {"T-01", "T-02", "T-03", "T-04"}),
    ],
)
def test_search_and_filters(client, query, found):
    response = client.get(f"/policies/?{query}")
    html = response.content.decode()
    assert {i for i in ("T-01", "T-02", "T-03", "T-04") if f"/policies/{i}/" in html} == found


def test_nothing_found_offers_a_way_on(client):
    assert "没有找到符合条件的政策" in client.get("/policies/?q=zzz").content.decode()


def test_policy_page_says_what_is_known_and_what_is_not(client):
    html = client.get("/policies/T-01/").content.decode()
    for text in (
        "未见",
        "未复核",
        "社保连续缴满 6 个月",
        "第三条（三）",
        "本地社保连续月数 &gt;= 6",
        "40 万元",
        "原文写“不超过”",
        "只能选一项",
        "单位公示",
        "房票有效期",
        "两处写法不同",
        "硕士，社保连续 5 个月",
        "还差一点",
        "www.example.cn/coupon",
    ):
        assert text in html, text
    assert 'href="www.example.cn' not in html, "provenance is never a link"


def test_unpublished_sum_is_said_to_be_so(client):
    assert "未公布（原文未见金额）" in client.get("/policies/T-03/").content.decode()


def test_versions_can_be_read(client):
    html = client.get("/policies/T-03/?version=旧版").content.decode()
    assert re.search(r'aria-current="page">旧版', html)


def test_unknown_policy_is_not_found(client):
    response = client.get("/policies/T-99/")
    assert response.status_code == 404
    assert "没有这个页面" in response.content.decode()


def test_english_uses_the_twins(client):
    client.cookies["django_language"] = "en"
    html = client.get("/policies/T-01/").content.decode()
    assert '<html lang="en"' in html
    assert "Housing coupon for talent (test)" in html
    assert "Six unbroken months insured" in html


def test_broken_library_is_told_plainly(client, settings, tmp_path):
    (tmp_path / "broken.yaml").write_text("编号: [", encoding="utf-8")
    settings.YULIN_POLICIES = tmp_path
    response = client.get("/policies/")
    assert response.status_code == 503
    assert "broken.yaml" not in response.content.decode()


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("未知('原文未见')", "未公布（原文未见）"),
        ("两说(3年, 8年, '两稿不同')", "3年 或 8年（两稿不同）"),
        ("10万元", "10万元"),
        ("50000元", "50,000 元"),
        ("160万", "160 万元"),
    ],
)
def test_formulas_in_words(written, said):
    assert policy_page.formula_words(written) == said


def test_folding_ignores_width_and_case():
    assert catalogue.fold("ＷＺ－０７ Abc") == "wz-07 abc"
