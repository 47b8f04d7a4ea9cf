import pytest
from django.urls import reverse

from tests.registry.builders import ANNA, BEN, OTHER_FIRM, load
from yulin.access.enums import Role
from yulin.registry.models import Employer
from yulin.rights.actions.consents import give_consent, withdraw_consent

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client, office):
    client.force_login(office.employer)
    return client


def page(client, name, *args, **query):
    return client.get(reverse(name, args=args), query).content.decode()


def test_a_firm_sees_its_own_record(signed_in):
    shown = page(signed_in, "employer:home")
    assert "瓯江电气有限公司" in shown
    assert "在职员工" in shown


def test_a_firm_sees_its_own_people_and_no_whole_number(signed_in, office):
    shown = page(signed_in, "employer:staff")
    assert "安娜" in shown
    assert office.anna.masked_number in shown
    assert ANNA not in shown
    assert office.ben.masked_number not in shown


def test_somebody_who_left_is_not_theirs(signed_in, office):
    job = {"证件号": BEN, "离职日期": "2021-01-01"}
    load(人员=[{"证件号": BEN, "姓名": "本"}], 就业=[job], 单位=[{"单位名称": "瓯江电气有限公司"}])
    assert office.ben.masked_number not in page(signed_in, "employer:staff")


def test_a_firm_sees_what_is_paid_to_it_and_nothing_else(signed_in, run):
    shown = page(signed_in, "employer:dues")
    assert "入统奖励" in shown
    assert "留才补助" in shown
    for private in ("岗位补贴", "购房房票", "租房补贴", "市人才分类"):
        assert private not in shown


def test_reasons_of_what_is_paid_to_the_firm_for_who_agreed_to_it(signed_in, office, run):
    before = page(signed_in, "employer:staff_why", office.anna.uuid, "T-05", "留才")
    assert "本人没有同意向用人单位展示逐条理由" in before
    assert "本科及以上" not in before
    give_consent(acting_user=office.person, person=office.anna, purpose="employer_reasons")
    shown = page(signed_in, "employer:staff_why", office.anna.uuid, "T-05", "留才")
    assert "本科及以上" in shown
    assert "一家企业" not in shown
    assert "企业" in page(signed_in, "employer:own_why", "T-06", "奖励")
    withdraw_consent(acting_user=office.person, person=office.anna, purpose="employer_reasons")
    after = page(signed_in, "employer:staff_why", office.anna.uuid, "T-05", "留才")
    assert "本科及以上" not in after


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("employer:staff_why", ("anna", "T-01", "房票")),
        ("employer:staff_why", ("anna", "T-07", "人才分类")),
        ("employer:staff_why", ("ben", "T-05", "留才")),
        ("employer:own_why", ("T-01", "房票")),
    ],
)
def test_the_private_dues_of_its_people_and_other_people_are_not_there(
    signed_in, office, run, name, args
):
    named = [getattr(office, arg).uuid if hasattr(office, arg) else arg for arg in args]
    assert signed_in.get(reverse(name, args=named)).status_code == 404


def test_another_firm_sees_none_of_it(client, office, run, user_of):
    load(单位=[{"单位代码": OTHER_FIRM, "单位名称": "别家公司"}])
    other = Employer.objects.get(code=OTHER_FIRM)
    user = user_of(Role.EMPLOYER, username="other", organisation_key=str(other.uuid))
    client.force_login(user)
    assert "安娜" not in page(client, "employer:staff") + page(client, "employer:dues")
    address = reverse("employer:staff_why", args=[office.anna.uuid, "T-05", "留才"])
    assert client.get(address).status_code == 404


def test_an_account_without_a_firm_finds_nothing(client, user_of):
    client.force_login(user_of(Role.EMPLOYER, username="nobody"))
    assert client.get(reverse("employer:home")).status_code == 404


def test_before_any_run_the_page_says_so(signed_in):
    assert "还没有做过计算" in page(signed_in, "employer:dues")


@pytest.mark.parametrize("count", [1, 3])
def test_staff_take_as_many_queries_for_three_as_for_one(
    signed_in, office, count, django_assert_num_queries
):
    if count == 3:
        jobs = [{"证件号": ANNA}, {"证件号": ANNA, "入职日期": "2021-01-01"}, {"证件号": BEN}]
        people = [{"证件号": ANNA, "姓名": "安娜"}, {"证件号": BEN, "姓名": "本"}]
        load(人员=people, 就业=jobs, 单位=[{"单位名称": "瓯江电气有限公司"}])
    with django_assert_num_queries(7):
        page(signed_in, "employer:staff")
