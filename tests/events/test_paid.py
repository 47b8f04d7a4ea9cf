"""A02: three subsidies as documents, claimed by nobody by hand, paid, and counted by policy on the plan."""

import datetime as dt
import re
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import timezone

from tests.events.campaign_world import CITY, LUCHENG, WENCHENG, kept_town, town, with_duty, words
from tests.ledger.conftest import account_of, answer, city_fund, pays_for, sent, take
from yulin.access.enums import Duty
from yulin.entitlements.actions.accrue import accrue
from yulin.entitlements.actions.execute import execute_run
from yulin.entitlements.actions.request import request_run
from yulin.events.actions.campaigns import Aim, Printed, link_policy, make_campaign, print_figure
from yulin.events.actions.campaigns import set_target as aim_at
from yulin.events.queries.campaigns import figures_of, standing
from yulin.ledger.actions.batches import make_batch
from yulin.ledger.actions.prove import prove_ledger
from yulin.ledger.actions.reserve import reserve
from yulin.ledger.models import Notice, Payment
from yulin.ledger.queries.paid import Paid, paid_by_policy

__all__ = ["kept_town", "town", "with_duty"]
pytestmark = pytest.mark.django_db
D = Decimal
HEAD = """\
编号: {code}
标题: 温州市{name}（测试）
标题en: {english} (test)
机关: 温州市
地区: 330300
领域: 招引
摘要: 补贴。
摘要en: A subsidy.
来源: [{{网址: example.cn, 等级: P1}}]
版本:
  - 名称: 现行
    自: 2020-01-01
    待遇:
      - 编号: {name}
        名称: {name}
        名称en: {english}
        类别: 资金
        条件:
          - {{编号: 条件, 说: {said}, en: {told}, 须: {must}}}
        金额: {{式: "{amount}"}}
"""
POLICIES = (
    ("T-11", "就业补贴", "Employment subsidy", "本科以上、在职", "Employed graduates",
     "在职 and 最高学历 >= '本科'", "若则(最高学历 >= '硕士', 3000元, 1000元)"),
    ("T-12", "求职路费补贴", "Travel allowance", "省外生源", "From elsewhere",
     "非 生源地 属于 330000", "800元"),
    ("T-13", "大学生驿站补贴", "Hostel subsidy", "2020年以后毕业", "Left school since 2020",
     "最近毕业日期 >= 2020-01-01", "300元"),
)  # fmt: skip
CODES = [row[0] for row in POLICIES]


@pytest.fixture
def paid(town, with_duty, settings, tmp_path):
    """Anna and Ben have accounts, Cara none; the bank refuses Ben's travel allowance."""
    folder = tmp_path / "policies" / "wenzhou"
    folder.mkdir(parents=True)
    for code, name, english, said, told, must, amount in POLICIES:
        text = HEAD.format(
            code=code, name=name, english=english, said=said, told=told, must=must, amount=amount
        )
        (folder / f"{code}.yaml").write_text(text)
    settings.YULIN_POLICIES, settings.YULIN_VAR = tmp_path / "policies", tmp_path / "var"
    hands = SimpleNamespace(
        maker=town.maker,
        checker=with_duty(Duty.CHECKER),
        approver=town.approver,
        payer=with_duty(Duty.PAYER),
    )
    today = timezone.localdate()
    fund = city_fund(with_duty(Duty.FUND_KEEPER), budget="10000.00")
    pays_for(fund, *CODES)
    for n, name in enumerate(("anna", "ben")):
        person = getattr(town.people, name)
        person.refresh_from_db()
        account_of(hands, person, f"6222000000000{n:03}", today=today)
    run = execute_run(run=request_run(acting_user=None, as_of=today, queue=False))
    accrue(acting_user=None, run=run)
    reserve(acting_user=fund.officer, region=CITY)
    sent(make_batch(acting_user=hands.maker, region=CITY, title="本月", today=today), hands)
    rows = Payment.objects.select_related("instalment").order_by("pk")
    take(fund, *(
        answer(one, outcome="失败" if one.instalment.policy == "T-12" else "成功") for one in rows
    ))  # fmt: skip
    return today


def test_a02_what_was_paid_stands_on_the_plan_by_policy(town, paid, client):
    month = paid.replace(day=1)
    plan = make_campaign(
        acting_user=town.maker, said=words(begins_on=month, ends_on=paid, brand="")
    )
    assert standing(plan).paid == []
    for code, stage in zip(CODES, ("starting", "applying", "settling"), strict=True):
        link_policy(acting_user=town.maker, campaign=plan, policy=code, stage=stage)
    target = Aim(measure="paid", unit="元", source="预算", number=D(5000))
    aim_at(acting_user=town.maker, campaign=plan, aim=target)
    found = standing(plan)
    assert found.paid == [
        Paid(policy="T-11", payments=2, people=2, amount=D("4000.00")),
        Paid(policy="T-12", payments=0, people=0, amount=D("0.00")),
        Paid(policy="T-13", payments=1, people=1, amount=D("300.00")),
    ]
    assert (found.paid_sum, found.months, found.paid_a_month) == (D("4300.00"), 1, D("4300.00"))
    assert [(row.counted, row.of_counted) for row in found.progress] == [(D("4300.00"), D("86.0"))]
    kinds = sorted(Notice.objects.values_list("kind", flat=True))
    assert kinds == ["money_paid"] * 3 + ["money_returned"]
    client.force_login(town.maker)
    page = client.get(f"/officer/campaigns/{plan.uuid}/").content.decode()
    page = re.sub(r"<[^>]+>", "", page)
    assert "合计 ¥4,300.00，平均每月 ¥4,300.00。" in page
    assert prove_ledger(acting_user=None).holds


def test_a02_another_time_or_place_has_its_own_sums(town, paid, django_assert_num_queries):
    def sums(region=CITY, begins_on=paid, ends_on=paid):
        found = paid_by_policy(policies=CODES, region=region, begins_on=begins_on, ends_on=ends_on)
        return [one.amount for one in found]

    with django_assert_num_queries(1):
        assert sums() == [D(4000), 0, D(300)]
    # Anna works in Lucheng, Ben in Wencheng
    assert (sums(LUCHENG), sums(WENCHENG)) == ([D(1000), 0, D(300)], [D(3000), 0, 0])
    before = paid - dt.timedelta(days=1)
    assert sums(begins_on=before, ends_on=before) == [0, 0, 0]
    assert sums(330200) == [0, 0, 0]


def test_a02_the_printed_sum_of_nine_months_keeps_its_more_than(town):
    """4381万余元 in three subsidies from January to September 2021: at least 486.8万 a month."""
    plan = make_campaign(acting_user=town.maker, said=words())
    print_figure(
        acting_user=town.maker, division=CITY, campaign=plan,
        said=Printed(
            measure="paid", name="就业补贴+求职路费补贴+大学生驿站补贴", number=D(43_810_000),
            unit="元", qualifier="余", source="温州人社", period_from=dt.date(2021, 1, 1),
            period_until=dt.date(2021, 9, 30), printed="4381万余元",
        ),
    )  # fmt: skip
    [one] = figures_of(plan)
    assert one.words == "4381万余元"
    assert (one.figure.number / 9).quantize(D("0.01")) == D("4867777.78")
