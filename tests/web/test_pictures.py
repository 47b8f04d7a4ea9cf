"""The pictures of the README, made from the real policies; YULIN_PICTURES=1 writes them anew."""

import datetime as dt
import os
from decimal import Decimal
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.utils import timezone

from tests.web.conftest import overflow
from yulin.web.public import engine
from yulin.web.public.answers import COOKIE, Answers, save

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).parents[2]
IMAGES = ROOT / "docs" / "images"
LARGEST = 300_000
# A master's graduate of 2024 who works for a factory in Wenzhou.
ANSWERS = {
    "出生日期": dt.date(1998, 5, 1),
    "在读": False,
    "最高学历": "硕士",
    "全日制最高学历": "硕士",
    "全日制最高学位": "硕士",
    "最近毕业日期": dt.date(2024, 6, 30),
    "双一流或世界前200本科": False,
    "双一流或世界前200硕士": False,
    "记录：就业": True,
    "在职": True,
    "单位类型": "企业",
    "单位行业": "装备制造",
    "单位规模": "中型",
    "全职": True,
    "合同年限": Decimal(3),
    "记录：社保": True,
    "本地社保连续月数": Decimal(14),
    "本地现在参保": True,
    "记录：证书": True,
    "技能等级": "高级技师",
    "紧缺工种技能等级": "高级技师",
}


@pytest.fixture(autouse=True)
def _real_policies(settings):
    settings.YULIN_POLICIES = ROOT / "policies"
    settings.YULIN_DEMO = False


@pytest.fixture
def keep(tmp_path):
    folder = IMAGES if os.environ.get("YULIN_PICTURES") else tmp_path
    folder.mkdir(exist_ok=True)

    def keep(page, name):
        path = folder / f"{name}.png"
        page.screenshot(path=path)
        assert path.stat().st_size < LARGEST
        assert overflow(page) <= 0

    return keep


def test_home(page, live_server, keep):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(live_server.url)
    page.locator(".hero").wait_for()
    keep(page, "home")


def test_policy(page, live_server, keep):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{live_server.url}/policies/WZ-07/")
    page.locator(".benefit").first.wait_for()
    keep(page, "policy")


def answered_to_the_end():
    """What is asked beyond `ANSWERS` is answered no, none or nought; class and dates are unknown."""
    answers, today = Answers(dict(ANSWERS)), timezone.localdate()
    while True:
        decisions = [
            decision
            for region in answers.regions
            for decision in engine.decide(
                answers.values, region=region, as_of=today, skipped=answers.skipped
            )
        ]
        questions = engine.questions(decisions, answered=answers.given)
        if not questions:
            return answers
        answers.give(questions[0].name, plain_answer(questions[0]))


def plain_answer(question):
    if question.name == "人才类别":
        return None
    if question.type == "choice":
        return question.options[0]
    return {"yes": False, "number": Decimal(0)}.get(question.type)


@pytest.mark.parametrize(("name", "width"), [("due", 1280), ("due-phone", 390)])
def test_due(page, live_server, keep, name, width):
    page.set_viewport_size({"width": width, "height": 1000})
    response = HttpResponse()
    save(response, answered_to_the_end())
    kept = response.cookies[COOKIE].value
    page.context.add_cookies([{"name": COOKIE, "value": kept, "url": live_server.url}])
    page.goto(f"{live_server.url}/due/")
    page.locator("#h-results").wait_for()
    page.evaluate("document.querySelector('#h-results').scrollIntoView()")
    if name == "due-phone":
        page.evaluate("document.querySelector('.place').scrollIntoView()")
    keep(page, name)
