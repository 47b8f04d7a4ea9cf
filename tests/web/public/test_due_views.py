import re
from decimal import Decimal

import pytest

from yulin.policy.vocabulary import standard
from yulin.web.public import answers, cards

pytestmark = pytest.mark.django_db


def give(client, name, answer, **headers):
    return client.post("/due/answer/", {"name": name, "answer": answer}, headers=headers)


def answer_all(client):
    give(client, "最高学历", "硕士")
    give(client, "合同年限", "3")
    give(client, "本地社保连续月数", "4")
    give(client, "本地有房", "no")
    give(client, "技能等级", "技师")


def place(html, code):
    """One region's card, without tags."""
    card = html.split(f'id="place-{code}"')[1].split("</article>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", card))


def test_first_a_question_and_no_results(client):
    html = client.get("/due/").content.decode()
    assert "最多还有约" in html
    assert "各地比一比" not in html


def test_answers_lead_to_results_side_by_side(client):
    answer_all(client)
    html = client.get("/due/").content.decode()
    assert "都问完了" in html
    lucheng, jiaxing = place(html, 330302), place(html, 330400)
    assert "还差 2 个月" in lucheng
    assert "¥600 .00 每月 × 60 期" in lucheng
    assert "安家补助" in jiaxing
    assert "至少 ¥10,000 .00" in jiaxing
    assert "另有 1 项金额未公布" in jiaxing


def test_only_open_questions_are_asked(client):
    answer_all(client)
    html = client.get("/due/").content.decode()
    assert 'name="name"' not in html


def test_answers_are_in_the_browser_and_nowhere_else(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer_all(client)
        client.get("/due/")
    assert answers.COOKIE in client.cookies
    assert client.cookies[answers.COOKIE]["httponly"]
    assert client.cookies[answers.COOKIE]["max-age"] == ""


def test_an_answer_can_be_changed(client):
    give(client, "最高学历", "硕士")
    html = client.get("/due/?edit=最高学历").content.decode()
    assert re.search(r'value="硕士" aria-pressed="true"', html)
    give(client, "最高学历", "博士")
    assert "博士" in client.get("/due/").content.decode().split("我的回答")[1]


def test_skipping_leaves_it_unknown_and_is_not_asked_again(client):
    give(client, "最高学历", "skip")
    html = client.get("/due/").content.decode()
    assert 'name="name" value="最高学历"' not in html
    assert "不清楚" in html.split("我的回答")[1]


def test_clearing_forgets_everything(client):
    answer_all(client)
    client.post("/due/clear/")
    assert "还没有回答" in client.get("/due/").content.decode()


def test_forged_answers_are_no_answers(client):
    client.cookies[answers.COOKIE] = "abc:def:ghi"
    assert client.get("/due/").status_code == 200


def test_regions_are_chosen_and_bounded(client):
    give(client, "最高学历", "硕士")
    client.post("/due/regions/", {"region": ["330400", "330302", "1", "x"]})
    html = client.get("/due/").content.decode()
    assert re.findall(r'id="place-(\d+)"', html) == ["330302", "330400"]
    client.post("/due/regions/", {"region": [str(c) for c in answers.regions.OFFERED]})
    html = client.get("/due/").content.decode()
    assert len(re.findall(r'id="place-(\d+)"', html)) == answers.regions.MOST


def test_no_region_at_all(client):
    client.post("/due/regions/", {})
    assert "请先选要比较的地区" in client.get("/due/").content.decode()


def test_reasons_as_a_page_and_as_a_part(client):
    answer_all(client)
    path = "/due/why/330302/T-01/房票/"
    whole = client.get(path)
    part = client.get(path, headers={"HX-Request": "true"})
    for response in (whole, part):
        html = response.content.decode()
        assert "社保连续缴满 6 个月" in html
        assert "还差 2 个月" in html
        assert "第三条（三）" in html
    assert "<html" in whole.content.decode()
    assert "<html" not in part.content.decode()


@pytest.mark.parametrize("path", ["999999/T-01/房票", "330302/T-01/没有", "330302/X/Y"])
def test_reasons_of_nothing_are_not_found(client, path):
    assert client.get(f"/due/why/{path}/").status_code == 404


def test_a_wrong_answer_is_asked_again_with_the_reason(client):
    response = give(client, "本地社保连续月数", "六")
    assert response.status_code == 422
    html = response.content.decode()
    assert "请填一个数" in html
    assert 'value="六"' in html
    assert 'aria-invalid="true"' in html


def test_htmx_gets_only_the_changing_part(client):
    html = give(client, "最高学历", "硕士", **{"HX-Request": "true"}).content.decode()
    assert html.startswith('<div id="due"')


def test_an_unknown_question_changes_nothing(client):
    assert give(client, "没有这个", "1").status_code == 302
    assert answers.COOKIE not in client.cookies


def test_print_view(client):
    answer_all(client)
    html = client.get("/due/print/").content.decode()
    assert "硕士" in html
    assert "购房房票" in html


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("本地有房", "yes", True),
        ("本地有房", "no", False),
        ("本地社保连续月数", " 1,200 ", Decimal(1200)),
        ("最高学历", "博士", "博士"),
        ("生源地", "350000", 350000),
        ("本地有房", "skip", None),
    ],
)
def test_understood(name, typed, value):
    assert cards.read(cards.card(standard()[name]), typed) == value


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("本地有房", "perhaps"),
        ("本地社保连续月数", "-1"),
        ("本地社保连续月数", "1.5"),
        ("本地社保连续月数", "NaN"),
        ("本地社保连续月数", "1e30"),
        ("最高学历", "半个"),
        ("出生日期", "1066-10-14"),
        ("出生日期", "昨天"),
        ("生源地", "1"),
        ("生源地", "x"),
        ("最高学历", ""),
    ],
)
def test_refused(name, typed):
    with pytest.raises(cards.AnswerError):
        cards.read(cards.card(standard()[name]), typed)


def test_a_whole_subject_can_be_passed_over(client):
    give(client, "最高学历", "硕士")
    html = client.get("/due/").content.decode()
    form = re.search(r'<form method="post" action="/due/skip/".*?</form>', html, re.DOTALL)[0]
    names = re.findall(r'name="name" value="([^"]+)"', form)
    assert names
    assert client.post("/due/skip/", {"name": [*names, "没有的", "最高学历"]}).status_code == 302
    after = client.get("/due/").content.decode()
    assert after.count("不清楚</span>") == len(names)
    assert "硕士" in after.split("我的回答")[1], "what was answered stays"


def test_pages_of_answers_are_not_kept_by_the_browser(client):
    for path in ("/due/", "/due/print/"):
        assert "no-store" in client.get(path)["Cache-Control"]


def test_options_read_in_english(client):
    client.cookies["django_language"] = "en"
    html = client.get("/due/?edit=最高学历").content.decode()
    assert re.search(r'value="本科"[^>]*>Bachelor&#x27;s</button>', html)


def test_what_would_help_and_the_days_to_come(client):
    answer_all(client)
    html = client.get("/due/why/330302/T-01/房票/").content.decode()
    assert "怎样才能享受" in html
    assert "再连续缴 2 个月当地社保" in html
    assert "接下来的日期 1" in place(client.get("/due/").content.decode(), 330302)


def test_which_dues_to_take_together_in_each_place(client):
    answer_all(client)
    give(client, "本地社保连续月数", "9")
    html = client.get("/due/").content.decode()
    assert "里能领得最多的是这样选" in place(html, 330302)
    assert "可选组合" not in place(html, 330400)
    chosen = client.get("/due/", {"choose": "T-01/租房"}).content.decode()
    assert "这样选比最多的少" in place(chosen, 330302)
    assert 'href="/due/#choice-330302"' in chosen
