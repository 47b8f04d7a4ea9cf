import re
from uuid import uuid4

import pytest

from tests.registry import builders
from yulin.access.enums import Role
from yulin.registry.models import CorrectionRequest, Person

pytestmark = pytest.mark.django_db
PAGES = ("/me/", "/me/facts/", "/me/corrections/", "/me/corrections/new/?table=人员")


def row_of(client, sheet="学历"):
    html = client.get("/me/facts/").content.decode()
    return re.search(r"row=([0-9a-f-]{36})", html.split(f'id="s-{sheet}"')[1])[1]


@pytest.mark.parametrize("path", PAGES)
def test_signed_out_people_are_sent_to_sign_in(client, path):
    response = client.get(path)
    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in/?next=")


@pytest.mark.parametrize("role", [Role.OFFICER, Role.EMPLOYER, Role.AUDITOR])
@pytest.mark.parametrize("path", PAGES)
def test_other_roles_have_no_such_page(client, user_of, role, path):
    client.force_login(user_of(role))
    assert client.get(path).status_code == 403


def test_dues_with_schedule_and_class(client, anna):
    client.force_login(anna)
    html = client.get("/me/").content.decode()
    assert "我的待遇" in html
    assert "安娜" in html
    assert "租房补贴" in html
    assert "每月" in html


def test_reasons_of_my_own_due(client, anna):
    client.force_login(anna)
    html = client.get("/me/why/T-01/租房/", headers={"HX-Request": "true"}).content.decode()
    assert "本科及以上" in html
    assert "<html" not in html
    assert client.get("/me/why/T-01/没有/").status_code == 404


def test_facts_show_value_source_and_date(client, anna):
    client.force_login(anna)
    html = client.get("/me/facts/").content.decode()
    assert "硕士" in html
    assert "测试" in html
    assert "这条信息有误" in html
    assert builders.ANNA not in html, "the number is masked"


def test_my_page_costs_the_same_with_more_records(client, anna, django_assert_max_num_queries):
    client.force_login(anna)
    with django_assert_max_num_queries(24):
        client.get("/me/facts/")
    builders.load(
        学历=[{"证件号": builders.ANNA, "学历": level} for level in ("本科", "硕士", "博士")]
    )
    with django_assert_max_num_queries(24):
        client.get("/me/facts/")


def ask(client, **typed):
    return client.post("/me/corrections/new/", {"table": "学历", **typed})


def test_asking_for_a_correction(client, anna):
    client.force_login(anna)
    row = row_of(client, "education")
    response = ask(client, row=row, column="学历", claimed="博士", text="证书见附件")
    assert response["Location"] == "/me/corrections/"
    asked = CorrectionRequest.objects.get()
    assert (asked.column, asked.claimed, asked.asked_by) == ("学历", "博士", anna)
    html = client.get("/me/corrections/").content.decode()
    assert "博士" in html
    assert "待处理" in html


def test_a_claim_that_makes_no_sense_is_told_and_kept(client, anna):
    client.force_login(anna)
    response = ask(client, row=row_of(client, "education"), column="学历", claimed="半个")
    assert response.status_code == 422
    assert 'value="半个"' in response.content.decode()
    assert not CorrectionRequest.objects.exists()


def test_a_missing_record_is_told_in_words(client, anna):
    client.force_login(anna)
    assert ask(client, text="少了一张证书").status_code == 302
    assert CorrectionRequest.objects.get().row is None


@pytest.fixture
def ben(anna, user_of):
    """Somebody else, with a record of their own."""
    builders.load(
        人员=[{"证件号": builders.BEN, "姓名": "本先生"}], 学历=[{"证件号": builders.BEN}]
    )
    person = Person.objects.by_number(builders.BEN)
    return user_of(username="ben", display_name="本", person_key=str(person.uuid))


def test_nobody_sees_or_touches_somebody_elses_records(client, anna, ben):
    client.force_login(ben)
    his = row_of(client, "education")
    client.force_login(anna)
    for path in PAGES:
        assert "本先生" not in client.get(path).content.decode()
    assert client.get(f"/me/corrections/new/?table=学历&row={his}").status_code == 404
    assert ask(client, row=his, column="学历", claimed="博士").status_code == 404
    assert not CorrectionRequest.objects.exists()


def test_an_account_without_records_finds_nothing(client, user_of):
    client.force_login(user_of(person_key=str(uuid4())))
    assert client.get("/me/").status_code == 404
    assert client.get("/me/facts/").status_code == 404


def test_facts_do_not_repeat_whose_they_are(client, anna):
    client.force_login(anna)
    html = client.get("/me/facts/").content.decode()
    assert html.count("<dt>证件号</dt>") == 1, "on the person's own card"
    assert html.count("<dt>单位代码</dt>") == 0
    assert "没有登记您是法定代表人的单位。" in html
    assert html.index('id="s-education"') < html.index('id="s-home"'), "sheets with records first"


def test_facts_read_in_english(client, anna):
    client.cookies["django_language"] = "en"
    client.force_login(anna)
    html = client.get("/me/facts/").content.decode()
    for words in ("<dd>Master&#x27;s</dd>", "<dt>ID number</dt>", "Firms I founded"):
        assert words in html


def test_a_claim_may_be_written_in_english(client, anna):
    client.force_login(anna)
    ask(client, row=row_of(client, "education"), column="学历", claimed="doctorate")
    assert CorrectionRequest.objects.get().claimed == "博士"
