"""A graduate in a real browser: finds what fits, sees why and what it brings, applies, signs, and is due it."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from tests.jobs.test_ranked import WORDS, publish
from tests.jobs.test_signing import _policies
from tests.registry.builders import BEN, OTHER_FIRM, load
from tests.web.conftest import serious_violations, too_wide
from yulin.jobs.actions.contracts import Signed, register_contract
from yulin.jobs.actions.meetings import Terms, make_offer
from yulin.jobs.actions.resumes import save_resume
from yulin.jobs.models import Application, Offer
from yulin.jobs.ranking import market
from yulin.registry.models import EmploymentSpell

__all__ = ["_policies"]
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


def test_a30_a_graduate_finds_a_post_sees_what_it_brings_signs_and_is_due_it(page, world, graduate):
    page.goto(f"{graduate}/me/jobs/matches/")
    expect(page.locator("article h3")).to_have_text(["数控车工"])
    assert (too_wide(page, 390), serious_violations(page)) == ([], [])
    page.get_by_role("link", name="数控车工").click()
    main = page.locator("main")
    expect(main).to_contain_text("各项要求都符合。")
    brings = page.locator("section", has_text="签约会带来什么")
    expect(brings).to_contain_text("来就业补贴")
    expect(brings).to_contain_text("6,000")
    expect(brings).to_contain_text("招用补贴")
    assert (too_wide(page, 390), serious_violations(page)) == ([], [])
    page.get_by_role("link", name="看岗位、投递").click()
    page.get_by_role("button", name="投递这个岗位").click()
    page.get_by_text("已投递。单位查看").wait_for()
    # the firm's part, which has its own tests
    today = dt.date.today()
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
    [fact] = EmploymentSpell.objects.filter(source="劳动合同登记")
    assert (fact.post, fact.started_on) == ("数控车工", today)
    page.goto(f"{graduate}/me/")
    due = page.locator(".line", has_text="来就业补贴")
    expect(due.first).to_contain_text("6,000")
    expect(due.first).to_have_count(1)
