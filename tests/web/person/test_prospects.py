"""What would help, which dues go together and what is to come, on a person's own pages."""

import datetime as dt

import pytest
from django.utils import timezone

from tests.registry import builders
from yulin.codes.dates import add_months
from yulin.entitlements.models import Choice
from yulin.registry.models import Person

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def coupon(db, user_of):
    """Somebody for whom the coupon and the rent subsidy are both due, but for two months."""
    return insured_since(user_of, add_months(timezone.localdate().replace(day=1), -3))


@pytest.fixture
def both(db, user_of):
    """Somebody who must choose between the coupon and the rent subsidy."""
    return insured_since(user_of, dt.date(2024, 1, 1))


def insured_since(user_of, day):
    who = {"证件号": builders.ANNA}
    builders.load(
        人员=[{**who, "姓名": "安娜", "户籍地": 330302}],
        学历=[{**who, "学历": "硕士", "毕业状态": "毕业", "学习形式": "全日制"}],
        就业=[{**who, "入职日期": "2024-01-01", "合同年限": 3}],
        单位=[{}],
        社保=[{**who, "起始年月": day.isoformat()}],
        住房=[],
        证书=[],
    )
    person = Person.objects.by_number(builders.ANNA)
    return user_of(username="anna", display_name="安娜", person_key=str(person.uuid))


def page(client, path="/me/", **more):
    response = client.get(path, **more)
    assert response.status_code == 200
    return response.content.decode()


def test_reasons_say_what_would_help(client, coupon):
    client.force_login(coupon)
    html = page(client, "/me/why/T-01/房票/", headers=HTMX)
    assert "怎样才能享受" in html
    assert "再连续缴 2 个月当地社保" in html
    assert "起可以享受" in html
    skilled = page(client, "/me/why/T-02/岗位补贴/", headers=HTMX)
    assert "取得技师以上证书" in skilled
    assert "做到就可以享受" in skilled


def test_what_is_due_says_nothing_of_help(client, coupon):
    client.force_login(coupon)
    assert "怎样才能享受" not in page(client, "/me/why/T-01/租房/", headers=HTMX)


def test_a_page_of_everything_that_would_help(client, coupon):
    client.force_login(coupon)
    html = page(client, "/me/help/")
    assert "<h1>怎样才能享受</h1>" in html
    assert "取得技师以上证书" in html
    assert html.index("购房房票") < html.index("岗位补贴")
    part = page(client, "/me/help/", headers=HTMX)
    assert "<html" not in part
    assert "取得技师以上证书" in part
    assert 'hx-get="/me/help/"' in page(client)


def test_days_to_come(client, coupon):
    client.force_login(coupon)
    html = page(client)
    assert "接下来的日期" in html
    assert "开始符合" in html


def test_nothing_to_choose_where_nothing_competes(client, coupon):
    client.force_login(coupon)
    assert "可选组合" not in page(client)


def test_the_best_set_and_another_with_its_price(client, both):
    client.force_login(both)
    html = page(client)
    assert "可选组合" in html
    assert "里能领得最多的是这样选" in html
    assert "用房票买房后不再享受租房补贴" in html
    chosen = page(client, "/me/", data={"choose": "T-01/租房"})
    assert "这是按您的选择" in chosen
    assert "这样选比最多的少" in chosen
    assert 'href="/me/#choice"' in chosen
    same = page(client, "/me/", data={"choose": "T-01/房票"})
    assert "这样选不少领。" in same


def test_what_cannot_be_chosen_together_is_told(client, both):
    client.force_login(both)
    html = page(client, "/me/", data={"choose": ["T-01/租房", "T-01/房票"]})
    assert "这样选不行：用房票买房后不再享受租房补贴" in html
    assert "里能领得最多的是这样选" in html


def test_an_unknown_choice_is_none(client, both):
    client.force_login(both)
    assert "里能领得最多的是这样选" in page(client, "/me/", data={"choose": "<script>"})


def test_help_is_only_for_the_person(client, both, user_of):
    assert client.get("/me/help/").status_code == 302
    client.force_login(user_of("officer"))
    assert client.get("/me/help/").status_code == 403


# --- Choosing for good ----------------------------------------------------------------------------


def choose(client, *keys, follow=True):
    return client.post("/me/choice/", data={"choose": list(keys)}, follow=follow)


def test_a_choice_is_kept_shown_and_undone(client, both):
    client.force_login(both)
    looking = page(client, "/me/", data={"choose": "T-01/租房"})
    assert '<input type="hidden" name="choose" value="T-01/租房">' in looking
    assert "就这样选" in looking
    response = choose(client, "T-01/租房", follow=False)
    assert (response.status_code, response.url) == (302, "/me/#choice")
    made = Choice.objects.get()
    assert (made.keys, made.chosen_by) == (["T-01/租房"], both)
    html = page(client)
    assert "已记下您的选择" in html
    assert 'href="/me/?choose=T-01%2F%E6%88%BF%E7%A5%A8#choice"' in html
    assert "按本人的选择" in html
    assert "这样选比最多的少" in html
    assert "本人选了另一项" in html
    assert "与另一项只能选一" not in html
    assert "就这样选" not in html
    why = page(client, "/me/why/T-01/房票/", headers=HTMX)
    assert "但本人选了 租房补贴，两项只能享受一项。" in why
    back = client.post("/me/choice/", data={"undo": "1"}, follow=True).content.decode()
    assert "已改回最多的一种。" in back
    assert "里能领得最多的是这样选" in back
    assert Choice.objects.get().ended_by == both


def test_another_set_can_be_looked_at_beside_the_kept_one(client, both):
    client.force_login(both)
    choose(client, "T-01/租房")
    html = page(client, "/me/", data={"choose": "T-01/房票"})
    assert "下面只是看看另一种选法，还没有改。" in html
    assert "回到我的选择" in html
    assert Choice.objects.get().keys == ["T-01/租房"]


def test_what_cannot_be_kept_is_told_and_nothing_is(client, both):
    client.force_login(both)
    html = choose(client, "T-01/租房", "T-01/房票").content.decode()
    assert "这样选不行：用房票买房后不再享受租房补贴" in html
    assert not Choice.objects.exists()


def test_a_choice_that_is_not_due_any_more_gives_way_to_the_best(client, both):
    client.force_login(both)
    choose(client, "T-01/租房")
    Choice.objects.update(keys=["T-02/岗位补贴"])
    html = page(client)
    assert "选过、现在不再符合的：" in html
    assert "所以下面按最多的一种。" in html
    assert "里能领得最多的是这样选" in html


def test_only_the_person_chooses(client, both, user_of):
    assert choose(client, "T-01/租房", follow=False).url.startswith("/sign-in/")
    client.force_login(user_of("officer"))
    assert choose(client, "T-01/租房").status_code == 403
    assert client.get("/me/choice/").status_code == 405
    assert not Choice.objects.exists()


def test_the_officer_sees_what_was_chosen_and_by_whom(client, both, user_of):
    client.force_login(both)
    choose(client, "T-01/租房")
    client.force_login(user_of("officer", region=330300))
    person = Person.objects.get()
    html = page(client, f"/officer/people/{person.uuid}/")
    assert "本人的选择" in html
    assert "这样选比最多的少" in html
    assert "安娜 于 " in html
    assert "作过 1 次选择" in html
    assert "就这样选" not in html
    assert "看看这样选" not in html
    why = page(client, f"/officer/people/{person.uuid}/why/T-01/房票/", headers=HTMX)
    assert "但本人选了 租房补贴" in why
