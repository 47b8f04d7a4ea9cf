"""What both sides would receive if they signed: decided on supposed facts, and kept nowhere."""

import datetime as dt
from decimal import Decimal

import pytest

from tests.jobs.conftest import content
from tests.registry.builders import ANNA, BEN, OTHER_FIRM, load
from yulin.entitlements.models import Decision
from yulin.jobs.actions.posts import draft_post, submit_post
from yulin.jobs.queries.signing import signing
from yulin.registry.models import EmploymentSpell, InsuranceSpell

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 9, 15)
POLICY = """\
编号: T-09
标题: 温州市就业补贴（测试）
标题en: Work subsidies (test)
机关: 温州市
地区: 330300
领域: 就业
摘要: 补贴。
摘要en: Subsidies.
来源: [{网址: example.cn, 等级: P1}]
版本:
  - 名称: 现行
    自: 2020-01-01
    待遇:
      - 编号: 就业
        名称: 来就业补贴
        名称en: For coming
        类别: 资金
        条件:
          - {编号: 在职, 说: 在职, en: Employed, 须: 在职}
          - {编号: 地区, 说: 在鹿城工作, en: In Lucheng, 须: 工作地区 == 330302}
          - {编号: 合同, 说: 合同三年以上, en: Three years, 须: 合同年限 >= 3}
        金额: {式: 6000元}
      - 编号: 高薪
        名称: 高薪补贴
        名称en: Well paid
        类别: 资金
        条件:
          - {编号: 工资, 说: 月工资六千以上, en: Six thousand, 须: 月工资 >= 6000}
        金额: {式: 1000元}
      - 编号: 灵活
        名称: 灵活用工补贴
        名称en: Without a contract
        类别: 资金
        条件:
          - {编号: 形式, 说: 没有签合同, en: No contract, 须: not 在职}
        金额: {式: 500元}
      - 编号: 参保
        名称: 参保补贴
        名称en: Insured
        类别: 资金
        条件:
          - {编号: 月数, 说: 本地社保满 3 个月, en: Three months, 须: 本地社保连续月数 >= 3}
        金额: {式: 300元}
      - 编号: 招用
        名称: 招用补贴
        名称en: For taking on
        类别: 资金
        受款: 单位
        条件:
          - {编号: 在职, 说: 在本单位工作, en: Employed, 须: 在职}
        金额: {式: 2000元}
"""


@pytest.fixture(autouse=True)
def _policies(settings, tmp_path):
    (tmp_path / "policies" / "wenzhou").mkdir(parents=True)
    (tmp_path / "policies" / "wenzhou" / "T-09.yaml").write_text(POLICY)
    settings.YULIN_POLICIES = tmp_path / "policies"


def publish(world, title, **changes):
    said = content(title=title, duties=f"{title}的日常工作", **changes)
    post = draft_post(acting_user=world.clerk, employer=world.firm, content=said)
    return submit_post(acting_user=world.clerk, post=post)


def told(changes):
    return [(one.kind, one.decision.title, one.sum) for one in changes]


def test_both_sides_read_what_signing_brings_and_nothing_is_kept(world):
    ben = world.people.ben
    load(
        人员=[{"证件号": BEN, "姓名": "阿本"}],
        就业=[
            {
                "证件号": BEN,
                "单位代码": OTHER_FIRM,
                "入职日期": "2018-01-01",
                "离职日期": "2020-05-01",
            }
        ],
        社保=[],
    )
    ben.refresh_from_db()
    paid, silent = publish(world, "数控车工"), publish(world, "焊工", pay_from=None, pay_to=None)
    rows = (EmploymentSpell.objects.count(), InsuranceSpell.objects.count())
    found = signing(person=ben, posts=[paid, silent], today=TODAY)
    one = found[paid.pk]
    assert told(one.person) == [
        ("gained", "来就业补贴", Decimal("6000.00")),
        ("gained", "高薪补贴", Decimal("1000.00")),
        ("later", "参保补贴", Decimal("300.00")),
    ]
    assert told(one.employer) == [("gained", "招用补贴", Decimal("2000.00"))]
    assert (one.yours, one.theirs) == (Decimal("7000.00"), Decimal("2000.00"))
    assert (one.insured, one.leaves, one.pay) == (True, False, 6000)
    later = next(c.decision for c in one.person if c.kind == "later")
    assert later.ready_on == dt.date(2026, 11, 1)
    # a post without a pay leaves open what rests on it, and says so
    open_ = [c for c in found[silent.pk].person if c.kind == "open"]
    assert [(c.decision.title, c.decision.missing) for c in open_] == [("高薪补贴", ("月工资",))]
    assert rows == (EmploymentSpell.objects.count(), InsuranceSpell.objects.count())
    assert Decision.objects.count() == 0


def test_a_job_that_somebody_has_is_supposed_to_end(world):
    anna = world.people.anna
    load(
        人员=[{"证件号": ANNA, "姓名": "安娜"}],
        就业=[{"证件号": ANNA, "单位代码": OTHER_FIRM, "用工形式": "灵活就业"}],
    )
    anna.refresh_from_db()
    one = signing(person=anna, posts=[publish(world, "数控车工")], today=TODAY)
    [found] = one.values()
    assert found.leaves
    assert told(found.person)[-1] == ("lost", "灵活用工补贴", Decimal("500.00"))
    # insurance is not held of her: nothing is said of it, and what rests on it stays open
    assert not found.insured
    assert "参保补贴" not in [c.decision.title for c in found.person]


def test_an_internship_is_no_contract_of_employment(world):
    ben = world.people.ben
    load(人员=[{"证件号": BEN, "姓名": "阿本"}], 就业=[], 社保=[])
    ben.refresh_from_db()
    [found] = signing(
        person=ben, posts=[publish(world, "实习生", forms=("实习",))], today=TODAY
    ).values()
    assert (told(found.employer), found.insured) == ([], False)


def test_however_many_posts_one_reading_of_the_facts(world, django_assert_num_queries):
    load(人员=[{"证件号": BEN, "姓名": "阿本"}], 就业=[], 社保=[])
    posts = [publish(world, title) for title in ("数控车工", "焊工", "电工")]
    signing(person=world.people.ben, posts=posts[:1], today=TODAY)
    with django_assert_num_queries(30) as first:
        signing(person=world.people.ben, posts=posts[:1], today=TODAY)
    with django_assert_num_queries(len(first)):
        signing(person=world.people.ben, posts=posts, today=TODAY)
