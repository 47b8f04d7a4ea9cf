import pytest
from django.urls import reverse

from yulin.registry.models import Education

pytestmark = pytest.mark.django_db


def answer(client, correction, **typed):
    return client.post(reverse("officer:answer", args=[correction.uuid]), typed)


def graduated():
    return list(Education.objects.current().values_list("graduated_on", flat=True))


def test_the_queue_shows_who_asks_for_what_and_no_whole_number(client, office, ask):
    ask()
    client.force_login(office.officer)
    page = client.get(reverse("officer:corrections")).content.decode()
    assert "安娜" in page
    assert "2013-06-30" in page
    assert office.anna.masked_number in page
    assert office.anna.number.open() not in page


def test_an_answered_request_leaves_the_queue(client, office, ask):
    correction = ask()
    client.force_login(office.officer)
    answer(client, correction, accept="no", answer="证书上是 2012 年。")
    queue = client.get(reverse("officer:corrections")).content.decode()
    refused = client.get(reverse("officer:corrections"), {"state": "refused"}).content.decode()
    assert ("安娜" in queue, "安娜" in refused) == (False, True)


def test_accepting_puts_the_claimed_value_in_place(client, office, ask):
    client.force_login(office.officer)
    response = answer(client, ask(), accept="yes", answer="核对了毕业证书。")
    assert response.status_code == 302
    assert [str(day) for day in graduated()] == ["2013-06-30"]


def test_refusing_changes_no_fact(client, office, ask):
    before = graduated()
    client.force_login(office.officer)
    correction = ask()
    answer(client, correction, accept="no", answer="证书上是 2012 年。")
    correction.refresh_from_db()
    assert (correction.state, correction.answer) == ("refused", "证书上是 2012 年。")
    assert graduated() == before


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"answer": "好"}, "请选择采纳还是不采纳。"),
        ({"accept": "yes", "answer": "  "}, "请写明答复，申请人会看到。"),
    ],
)
def test_an_answer_that_lacks_something_is_asked_again_with_its_words(
    client, office, ask, typed, said
):
    before = graduated()
    correction = ask()
    client.force_login(office.officer)
    response = answer(client, correction, **typed)
    assert response.status_code == 422
    assert said in response.content.decode()
    correction.refresh_from_db()
    assert (correction.state, graduated()) == ("open", before)


def test_a_second_answer_is_refused_in_words(client, office, ask):
    correction = ask()
    client.force_login(office.officer)
    answer(client, correction, accept="no", answer="一")
    response = answer(client, correction, accept="yes", answer="二")
    assert response.status_code == 422
    assert "这项申请已处理过。" in response.content.decode()


@pytest.mark.parametrize("row_count", [1, 3])
def test_the_queue_takes_as_many_queries_for_three_as_for_one(
    client, office, ask, row_count, django_assert_num_queries
):
    claims = {"毕业日期": "2013-06-30", "学习形式": "自学考试", "毕业状态": "结业"}
    for column, claimed in list(claims.items())[:row_count]:
        ask(column=column, claimed=claimed)
    client.force_login(office.officer)
    with django_assert_num_queries(5):
        client.get(reverse("officer:corrections"))
