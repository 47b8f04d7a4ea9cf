"""A graduate in a real browser: finds what fits, sees why and what it brings, applies, signs, is paid, is told."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from tests.jobs.test_ranked import WORDS, publish
from tests.jobs.test_signing import _policies
from tests.ledger.conftest import CITY, account_of, answer, city_fund, hands, pays_for, sent, take
from tests.registry.builders import BEN, OTHER_FIRM, load
from tests.web.conftest import serious_violations, too_wide
from yulin.access.enums import Duty
from yulin.entitlements.actions.execute import execute_run
from yulin.entitlements.actions.request import request_run
from yulin.jobs.actions.contracts import Signed, register_contract
from yulin.jobs.actions.meetings import Terms, make_offer
from yulin.jobs.actions.resumes import save_resume
from yulin.jobs.models import Application, Offer
from yulin.jobs.ranking import market
from yulin.ledger.actions.batches import make_batch
from yulin.ledger.actions.prove import prove_ledger
from yulin.ledger.models import Payment
from yulin.registry.models import EmploymentSpell

__all__ = ["_policies", "hands"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def graduate(world, context, live_server, client):
    market.forget()
    load(
        人员=[{"证件号": BEN, "姓名": "阿本"}],
        学历=[{"证件号": BEN, "学历": "本科", "专业": "数控技术"}],
        就业=[{"证件号": BEN, "单位代码": OTHER_FIRM, "离职日期": "2021-01-01"}],
        社保=[],
        证书=[],
    )
    save_resume(acting_user=world.ben, person=world.people.ben, words=WORDS)
    publish(world, "数控车工", skills=("看图纸", "对刀"))
    publish(world, "车床学徒", pay_from=4000, pay_to=5000)
    client.force_login(world.ben)
    client.get("/me/jobs/matches/")  # what a process loads once is loaded before a browser waits
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return live_server.url


@pytest.fixture
def money(world, graduate, with_duty, hands, tmp_path, settings):
    """A fund that pays for the policy, Ben's account, and everybody decided as they stand."""
    settings.YULIN_VAR = tmp_path / "var"
    today = dt.date.today()
    fund = city_fund(with_duty(Duty.FUND_KEEPER), budget="10000.00")
    pays_for(fund, "T-09")
    world.people.ben.refresh_from_db()
    account_of(hands, world.people.ben, "6222000000000001", today=today)
    execute_run(run=request_run(acting_user=None, as_of=today, queue=False))
    return SimpleNamespace(fund=fund, today=today)


def find_and_apply(page, base):
    page.goto(f"{base}/me/jobs/matches/")
    expect(page.locator("article h3")).to_have_text(["数控车工"])
    assert (too_wide(page, 390), serious_violations(page)) == ([], [])
    page.get_by_role("link", name="数控车工").click()
    expect(page.locator("main")).to_contain_text("各项要求都符合。")
    brings = page.locator("section", has_text="签约会带来什么")
    expect(brings).to_contain_text("来就业补贴")
    expect(brings).to_contain_text("6,000")
    expect(brings).to_contain_text("招用补贴")
    assert (too_wide(page, 390), serious_violations(page)) == ([], [])
    page.get_by_role("link", name="看岗位、投递").click()
    page.get_by_role("button", name="投递这个岗位").click()
    page.get_by_text("已投递。单位查看").wait_for()


def sign(page, world, today):
    """Accept and confirm; the firm's part has its own tests."""
    terms = Terms(monthly_pay=7000, starts_on=today, contract_years=3, answer_until=today)
    make_offer(acting_user=world.clerk, application=Application.objects.get(), terms=terms)
    page.reload()
    page.get_by_role("button", name="接受").click()
    page.get_by_text("已办理。").wait_for()
    signed = Signed(signed_on=today, starts_on=today, ends_on=None, monthly_pay=7000)
    register_contract(acting_user=world.clerk, offer=Offer.objects.get(), signed=signed)
    page.reload()
    page.get_by_role("button", name="合同属实，确认").click()
    page.get_by_text("已办理。").wait_for()


def pay(hands, money):
    """Four people's hands and the bank's answer, which have their own tests."""
    batch = make_batch(acting_user=hands.maker, region=CITY, title="本月", today=money.today)
    sent(batch, hands)
    take(money.fund, *(answer(one) for one in Payment.objects.order_by("pk")))


def states(page, base):
    """What each sum has come to, as the page of a person's money says it."""
    page.goto(f"{base}/me/payments/")
    rows = page.locator("tbody tr")
    expect(rows.first).to_be_visible()
    return sorted(
        (row.locator("th").inner_text(), *row.locator("td").all_inner_texts()[1:3])
        for row in rows.all()
    )


def test_a02_a30_a_graduate_finds_a_post_sees_what_it_brings_signs_and_is_paid_it(
    page,
    world,
    graduate,
    money,
    hands,
    run_jobs,
):
    find_and_apply(page, graduate)
    sign(page, world, money.today)
    [fact] = EmploymentSpell.objects.filter(source="劳动合同登记")
    assert (fact.post, fact.started_on) == ("数控车工", money.today)
    page.goto(f"{graduate}/me/")
    due = page.locator(".line", has_text="来就业补贴")
    expect(due.first).to_contain_text("6,000")
    expect(due.first).to_have_count(1)
    run_jobs()  # the contract's fact decides Ben anew, writes down what is owed, reserves money
    owed = [("就业", "¥6,000.00"), ("招用", "¥2,000.00"), ("高薪", "¥1,000.00")]
    funded = "资金已经落实，等待拨付。"
    assert states(page, graduate) == [(*one, funded) for one in owed]
    pay(hands, money)
    told = ["已经付到您的账户。", funded, "已经付到您的账户。"]  # the firm has named no account
    assert states(page, graduate) == [(*one, words) for one, words in zip(owed, told, strict=True)]
    assert (too_wide(page, 390), serious_violations(page)) == ([], [])
    page.goto(f"{graduate}/me/notices/")
    for sentence in (
        "来就业补贴 6000.00 元已经付到登记的收款账户。",
        "高薪补贴 1000.00 元已经付到登记的收款账户。",
    ):
        expect(page.get_by_text(sentence)).to_have_count(1)
    paid = Payment.objects.order_by("amount").values_list("amount", "state")
    assert list(paid) == [(Decimal("1000.00"), "paid"), (Decimal("6000.00"), "paid")]
    assert prove_ledger(acting_user=None).holds
