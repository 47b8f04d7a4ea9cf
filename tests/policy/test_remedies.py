"""What would change an answer: every remedy holds when it is decided again, and none is smaller."""

import datetime as dt
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.policy.documents import (
    AS_OF,
    PERSON,
    all_tables,
    benefit,
    day,
    document,
    library,
    reading,
    version,
    versions,
)
from tests.policy.examples import examples
from yulin.policy.decision import Status
from yulin.policy.explain import explain
from yulin.policy.remedies.remedies import MOST_FACTS, Prospects
from yulin.policy.vocabulary import standard

NO, NOT_YET, OPEN, YES = Status.NO, Status.NOT_YET, Status.UNDETERMINED, Status.YES


def prospects(made, values=None, records=None, **more):
    subject = PERSON if records is not None else None
    return Prospects.of(made, records, as_of=AS_OF, subject=subject, values=values, **more)


def helping(must, values=None, records=None, *, conditions=None, region=0, more="", **rest):
    made = library(document(benefit(must, conditions=conditions, more=more), region=region))
    return prospects(made, values, records, **rest).remedies("T-1/甲")


def texts(found):
    return [r.text for r in found.remedies]


# -- one condition at a time -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("must", "values", "wanted", "english"),
    [
        ("合同年限 >= 3", {"合同年限": "2"}, "合同年限 至少 3 年（现在 2 年）", "Contract length: at least 3 years (now 2 years)"),
        ("合同年限 > 3", {"合同年限": "2"}, "合同年限 至少 3.1 年（现在 2 年）", "Contract length: at least 3.1 years (now 2 years)"),
        ("月工资 < 5000元", {"月工资": "6000"}, "月工资 不超过 4,999.99 元（现在 6,000 元）", "Monthly wage: at most 4,999.99 yuan (now 6,000 yuan)"),
        ("技能等级 >= '高级工'", {"技能等级": "中级工"}, "取得高级工以上证书", "obtain a skill certificate: Senior worker or above"),
        ("紧缺工种技能等级 >= '高级工'", {"紧缺工种技能等级": "无"}, "取得紧缺工种的高级工以上证书", None),
        ("技能等级 in ['技师', '高级技师']", {"技能等级": "中级工"}, "取得技师证书", None),
        ("全职", {"全职": "否"}, "改为全职工作", "work full time"),
        ("非 本地有房", {"本地有房": "是"}, "在当地不再有自有住房", "own no home here any more"),
        ("单位类型 == '企业'", {"单位类型": "机关"}, "到企业工作", None),
        ("单位行业 != '房地产'", {"单位行业": "房地产"}, "单位行业不再是“房地产”（现在 房地产）", None),
        ("工作地区 属于 330382", {"工作地区": "330302"}, "工作地从鹿城区换到乐清市", None),
        ("人才类别 >= 'E'", {"人才类别": "F1"}, "被认定为 E 类以上人才", "be recognised as talent class E or above"),
        # what stands on both sides, and sums, are worked backwards
        ("合同年限 + 1 >= 4", {"合同年限": "2"}, "合同年限 至少 3 年（现在 2 年）", None),
        ("合同年限 >= 3", {"合同年限": "1"}, "合同年限 至少 3 年（现在 1 年）",
         "Contract length: at least 3 years (now 1 year)"),
        ("合同年限 * 2 >= 5", {"合同年限": "2"}, "合同年限 至少 2.5 年（现在 2 年）", None),
        ("取小(合同年限, 5) >= 3", {"合同年限": "2"}, "合同年限 至少 3 年（现在 2 年）", None),
    ],
)  # fmt: skip
def test_a_fact_that_would_turn_it(must, values, wanted, english):
    found = helping(must, values)
    assert texts(found) == [wanted]
    if english:
        assert found.remedies[0].text_en == english
    assert found.remedies[0].decision.status is YES
    assert found.remedies[0].ready_on is None


@pytest.mark.parametrize(
    ("must", "values", "wanted", "english", "ready"),
    [
        ("本地社保连续月数 >= 6", {"本地社保连续月数": "4"}, "再连续缴 2 个月当地社保（到 2026-08-30 自动满足）",
         "stay insured here for 2 more months (by itself on 2026-08-30)", "2026-08-30"),
        ("失业保险累计月数 >= 36", {"失业保险累计月数": "35"}, "再缴 1 个月失业保险（到 2026-07-30 自动满足）",
         "pay 1 more month of unemployment insurance (by itself on 2026-07-30)", "2026-07-30"),
        ("整月(取得技师日期, 基准日) >= 12", {"取得技师日期": "2026-01-10"}, "再等 6 个月（按取得技师日期算）（到 2027-01-10 自动满足）",
         "wait 6 months (counted from: Technician since) (by itself on 2027-01-10)", "2027-01-10"),
        # one that has not begun must begin
        ("本地社保连续月数 >= 6", {"本地社保连续月数": "0"}, "从现在起连续缴 6 个月当地社保（2026-11-30 起可享受）",
         "stay insured here for 6 months (due from 2026-11-30)", "2026-11-30"),
        # a bound that is not to be met, and one on the other side
        ("非 (本地社保连续月数 < 6)", {"本地社保连续月数": "4"}, "再连续缴 2 个月当地社保（到 2026-08-30 自动满足）",
         "stay insured here for 2 more months (by itself on 2026-08-30)", "2026-08-30"),
        ("非 (6 >= 本地社保连续月数)", {"本地社保连续月数": "4"}, "再连续缴 3 个月当地社保（到 2026-09-30 自动满足）",
         "stay insured here for 3 more months (by itself on 2026-09-30)", "2026-09-30"),
    ],
)  # fmt: skip
def test_what_time_brings(must, values, wanted, english, ready):
    (only,) = helping(must, values).remedies
    assert (only.text, only.text_en, only.ready_on) == (wanted, english, day(ready))
    assert only.decision.status is NOT_YET


ELSEWHERE = """
定义:
  - {名称: 别处月数, 式: "累计月数(社保: 起始年月, 截止年月 若 险种 == '职工医疗')", 说: 在别处参保的月数}
"""


@pytest.mark.parametrize(
    ("must", "wanted"),
    [
        ("本地社保累计月数 - 别处月数 >= 12", "再缴 5 个月当地社保（到 2026-11-30 自动满足）"),
        ("本地社保累计月数 - 别处月数 > 12", "再缴 6 个月当地社保（到 2026-12-30 自动满足）"),
        ("12 <= 本地社保累计月数 - 别处月数", "再缴 5 个月当地社保（到 2026-11-30 自动满足）"),
        ("非 (本地社保累计月数 - 别处月数 < 12)", "再缴 5 个月当地社保（到 2026-11-30 自动满足）"),
        ("本地社保累计月数 >= 别处月数 + 12", "再缴 5 个月当地社保（到 2026-11-30 自动满足）"),
        # how many months of the counter that takes is not what the whole lacks
        (
            "本地社保累计月数 * 2 - 别处月数 >= 130",
            "再等 5 个月（按本地社保累计月数算）（到 2026-11-30 自动满足）",
        ),
    ],
)
def test_of_a_sum_the_months_that_are_missing_are_told(must, wanted):
    # neither 12 − 113 months, nor fewer months elsewhere than have passed
    values = {"本地社保累计月数": "113", "别处月数": "106"}
    made = library(document(benefit(must), more=ELSEWHERE))
    found = prospects(made, values).remedies("T-1/甲")
    assert texts(found) == [wanted]


def test_months_that_have_passed_are_never_fewer():
    made = library(document(benefit("别处月数 <= 5"), more=ELSEWHERE))
    found = prospects(made, {"别处月数": "6"}).remedies("T-1/甲")
    assert (texts(found), [r.id for r in found.fixed]) == ([], ["一"])


@pytest.mark.parametrize(
    ("must", "values"),
    [
        ("年龄 <= 35", {"出生日期": "1980-01-01"}),
        ("出生日期 >= 1990-01-01", {"出生日期": "1980-01-01"}),
        ("最近毕业日期 >= 2025-01-01", {"最近毕业日期": "2020-06-30"}),
        ("困难类别 == '低保家庭'", {"困难类别": "无"}),
        # what has happened cannot have happened earlier, and nobody is told to lose their job
        ("取得技师日期 <= 2020-01-01", {"取得技师日期": "2022-01-01"}),
        ("非 在职", {"在职": "是"}),
        ("未知('没写') 且 在职", {"在职": "否"}),
    ],
)
def test_what_nobody_can_change(must, values):
    found = helping(must, values)
    assert found.remedies == ()
    assert [r.text for r in found.fixed] == ["条件一"]


def test_what_is_due_or_open_needs_no_remedy():
    assert helping("在职", {"在职": "是"}).remedies == ()
    assert helping("在职", {}).remedies == ()


def test_a_fact_that_is_not_known_is_asked_for():
    rules = "- {编号: 一, 说: 在职, 须: 全职}\n- {编号: 二, 说: 合同, 须: 合同年限 >= 3}"
    (only,) = helping("是", {"全职": "否"}, conditions=rules).remedies
    assert only.text == "补上资料：合同年限 至少 3 年，并且改为全职工作"
    assert [(c.name, c.before, c.after, c.by) for c in only.changes] == [
        ("合同年限", None, "3", "单位"),
        ("全职", "否", "是", "单位"),
    ]


# -- groups ----------------------------------------------------------------------------------------

GROUPS = """
- 编号: 身份
  说: 身份
  任一:
    - {编号: 高, 说: 本科以上, 须: 最高学历 >= '本科'}
    - 编号: 技
      全部:
        - {编号: 技1, 说: 技师以上, 须: 技能等级 >= '技师'}
        - {编号: 技2, 说: 一线, 须: 一线岗位}
- 编号: 排除
  皆非: [{编号: 房, 说: 有房, 须: 本地有房}]
"""


def test_the_smallest_way_through_groups_comes_first():
    values = {"最高学历": "专科", "技能等级": "技师", "一线岗位": "否", "本地有房": "否"}
    found = helping("是", values, conditions=GROUPS)
    assert texts(found) == ["取得本科以上学历", "转到生产服务一线岗位"]
    values |= {"最高学历": "无", "技能等级": "高级工", "本地有房": "是"}
    found = helping("是", values, conditions=GROUPS)
    assert texts(found)[0] == "在当地不再有自有住房，并且取得本科以上学历"
    assert len(found.remedies) == 2


def test_of_two_demands_on_a_fact_the_farther_counts():
    rules = "- {编号: 一, 说: 一, 须: 合同年限 >= 2}\n- {编号: 二, 说: 二, 须: 合同年限 >= 3}"
    assert texts(helping("是", {"合同年限": "1"}, conditions=rules)) == [
        "合同年限 至少 3 年（现在 1 年）"
    ]


def test_what_cannot_hold_together_is_not_told():
    rules = "- {编号: 一, 说: 一, 须: 合同年限 >= 3}\n- {编号: 二, 说: 二, 须: 合同年限 <= 2}"
    found = helping("是", {"合同年限": "1"}, conditions=rules)
    assert (found.remedies, found.fixed) == ((), ())


def test_time_and_deed_together():
    rules = "- {编号: 一, 说: 一, 须: 本地社保连续月数 >= 6}\n- {编号: 二, 说: 二, 须: 技能等级 >= '技师'}"
    values = {"本地社保连续月数": "4", "技能等级": "高级工"}
    (only,) = helping("是", values, conditions=rules).remedies
    assert only.text == "再连续缴 2 个月当地社保，并且取得技师以上证书（2026-08-30 起可享受）"
    assert (only.ready_on, only.by) == (day("2026-08-30"), {"时间", "本人"})
    # a benefit that tells nobody beforehand is not waited for
    found = helping("是", values, conditions=rules, more="未到: 否")
    assert found.remedies == ()


# -- records ---------------------------------------------------------------------------------------

CERTIFICATE = {
    "证书类别": "职业技能等级", "技能等级": "中级工", "工种": "电工", "紧缺工种": "否",
    "发证日期": "2024-05-01",
}  # fmt: skip


def test_another_certificate_is_a_row_with_what_follows_from_it():
    made = library(
        document(
            benefit("技能等级 >= '高级工'"),
            benefit("基准日 <= 加月(最近技能证书日期, 12)", code="乙"),
            benefit("最近技能证书工种 == '电工'", code="丙"),
        )
    )
    (only,) = prospects(made, None, all_tables(证书=[CERTIFICATE])).remedies("T-1/甲").remedies
    assert (only.text, only.changes[0].record) == ("取得高级工以上证书", "证书")
    # the new certificate is of today and of the same trade
    assert [(e.kind, e.after.benefit) for e in only.effects] == [("gains", "乙")]


def test_a_row_no_name_stands_for():
    must = "存在(荣誉 若 荣誉名称 包含 '创业典型' 且 授予地区 属于 330400 且 授予日期 <= 基准日)"
    (only,) = helping(must, None, all_tables()).remedies
    assert only.text == "新增一条荣誉记录（荣誉名称 创业典型，授予地区 浙江省嘉兴市）"


@pytest.mark.parametrize(
    "must",
    [
        # what lies in the past has no new row
        "存在(荣誉 若 授予日期 < 2020-01-01)",
        "存在(已享受 若 政策编号 == 'X-01')",
        # a row that is there stays there
        "非 存在(证书 若 证书类别 == '职业技能等级')",
    ],
)
def test_records_that_cannot_be_had(must):
    assert helping(must, None, all_tables(证书=[CERTIFICATE])).remedies == ()


def test_an_event_that_has_not_happened_happens_today():
    found = helping("整月(取得技师日期, 基准日) >= 36", None, all_tables(证书=[CERTIFICATE]))
    assert found.decision.status is OPEN  # a missing date is not a no by itself
    rules = "- {编号: 一, 说: 一, 须: 技能等级 >= '技师'}\n- {编号: 二, 说: 二, 须: \"整月(取得技师日期, 基准日) >= 36\"}"
    (only,) = helping("是", None, all_tables(证书=[CERTIFICATE]), conditions=rules).remedies
    assert only.text == "取得技师以上证书（2029-06-30 起可享受）"


def test_months_in_a_district_count_in_its_city():
    made = library(
        document(benefit("本地社保连续月数 >= 6"), code="T-1", region=330302),
        document(benefit("本地社保连续月数 >= 3"), code="T-2", region=330300),
    )
    row = {"险种": "职工养老", "参保地": "330382", "起始年月": "2020-01-01", "截止年月": "2020-02-01", "缴费类型": "正常"}  # fmt: skip
    given = all_tables(社保=[row])
    (only,) = prospects(made, {"工作地区": "330302"}, given).remedies("T-1/甲").remedies
    assert only.text == "从现在起连续缴 6 个月当地社保（2026-11-30 起可享受）"


def test_months_with_an_employer_begin_anew_with_another():
    rules = """
- {编号: 一, 说: 一, 须: 单位规模 <= '中型'}
- {编号: 二, 说: 二, 须: 同单位社保连续月数 >= 12}
"""
    values = {"单位规模": "大型", "同单位社保连续月数": "20"}
    (only,) = helping("是", values, conditions=rules).remedies
    assert (only.text, only.ready_on) == (
        "到中型单位工作（2027-05-30 起可享受）",
        day("2027-05-30"),
    )
    values["同单位社保连续月数"] = "8"
    (only,) = helping("是", values, conditions=rules).remedies
    assert only.text == "到中型单位工作（2027-05-30 起可享受）"


# -- side effects ----------------------------------------------------------------------------------


def test_what_else_a_change_would_do():
    made = library(
        document(
            benefit("工作地区 属于 330382", code="甲"),
            benefit("工作地区 属于 330302", code="乙"),
            benefit("是", code="丙", amount="式: 若则(工作地区 属于 330382, 100元, 300元)\n每: 次"),
            benefit("工作地区 属于 330382 且 全职", code="丁"),
        )
    )
    (only,) = prospects(made, {"工作地区": "330302", "全职": "是"}).remedies("T-1/甲").remedies
    assert [(e.kind, e.before.benefit) for e in only.effects] == [
        ("loses", "乙"),
        ("less", "丙"),
        ("gains", "丁"),
    ]
    assert [e.before.benefit for e in only.of("gains")] == ["丁"]


def test_an_unknown_benefit_is_refused():
    with pytest.raises(KeyError):
        prospects(library(document(benefit()))).remedies("T-1/没有")


# -- coming days -----------------------------------------------------------------------------------


def test_days_on_which_something_begins_lapses_or_ends():
    made = library(
        versions(
            version(
                benefit("本地社保连续月数 >= 6", code="始"),
                benefit("基准日 <= 加年(最近毕业日期, 2)", code="终"),
                benefit("在职", code="文本"),
                benefit("年龄 <= 35", code="龄"),
                starts="2020-01-01",
                ends="2027-12-31",
            )
        )
    )
    values = {
        "本地社保连续月数": "4",
        "最近毕业日期": "2024-08-15",
        "在职": "是",
        "出生日期": "1990-09-01",
    }
    assert [(c.when, c.kind, c.decision.benefit) for c in prospects(made, values).coming()] == [
        (day("2026-08-16"), "lapses", "终"),
        (day("2026-08-30"), "begins", "始"),
        (day("2026-09-01"), "lapses", "龄"),
        (day("2028-01-01"), "ends", "文本"),
    ]


# -- every remedy holds, and none is smaller ---------------------------------------------------------

DOMAIN = {
    "一线岗位": ("是", "否"),
    "全职": ("否", "是"),
    "单位经主管认定": ("是", "否"),
    "用工形式": ("劳动合同", "劳务派遣", "机关事业编制"),
    "合同年限": ("1", "3", "5"),
    "单位规模": ("微型", "小型", "中型", "大型"),
}
LEAVES = (
    "一线岗位",
    "单位经主管认定",
    "用工形式 == '劳动合同'",
    "用工形式 in ['劳务派遣', '机关事业编制']",
    "用工形式 != '劳务派遣'",
    "合同年限 >= 3",
    "合同年限 < 5",
    "单位规模 >= '中型'",
    "单位规模 <= '小型'",
    "若则(一线岗位, 合同年限 >= 5, 单位规模 >= '大型')",
)
formulas = st.recursive(
    st.sampled_from(LEAVES),
    lambda part: st.one_of(
        st.builds(lambda a, b: f"({a} 且 {b})", part, part),
        st.builds(lambda a, b: f"({a} 或 {b})", part, part),
        part.map(lambda a: f"非 ({a})"),
    ),
    max_leaves=5,
)
people = st.fixed_dictionaries({n: st.sampled_from(v) for n, v in DOMAIN.items()})


def status(made, values):
    (decision,) = explain(made, as_of=AS_OF, values=values)
    return decision.status


@examples(120)
@given(formulas, people)
def test_each_remedy_holds_and_none_is_smaller(must, values):
    made = library(document(benefit(must)))
    found = prospects(made, values).remedies("T-1/甲", most=10)
    if found.decision.status is YES:
        assert found.remedies == ()
        return
    sizes = []
    for remedy in found.remedies:
        changed = {c.name: c.after for c in remedy.changes}
        assert all(values[n] != v for n, v in changed.items())
        assert status(made, values | changed) is YES
        for n in range(1, len(changed)):  # every part of it is needed
            for part in combinations(changed, n):
                assert status(made, values | {name: changed[name] for name in part}) is NO
        sizes.append(len(changed))
    assert sizes == sorted(sizes)
    assert (sizes[0] if sizes else None) == smallest(made, values)


def smallest(made, values):
    """The fewest facts whose change turns it, by trying all; nobody is told to give up full time."""
    for count in range(1, MOST_FACTS + 1):
        for names in combinations(DOMAIN, count):
            for chosen in product(*(DOMAIN[n] for n in names)):
                if status(made, values | dict(zip(names, chosen, strict=True))) is YES:
                    return count
    return None


def test_remedies_of_real_people_hold(policies, region):
    seen = 0
    for person in region.people.head(12):
        facts = region.person(person)
        known = Prospects.of(policies, facts, as_of=AS_OF, subject=person)
        assert known.decisions == explain(policies, facts, subject=person, as_of=AS_OF)
        for found in known.everything():
            assert found.decision.status in (NO, NOT_YET)
            for remedy in found.remedies:
                seen += 1
                assert remedy.decision.status in (YES, NOT_YET)
                assert (remedy.ready_on is None) is (remedy.decision.status is YES)
                assert len(remedy.changes) <= MOST_FACTS
                for change in remedy.changes:
                    # what cannot change may only be told where it is not known
                    assert change.by != "不可" or change.before is None
        assert all(c.when > AS_OF for c in known.coming())
    assert seen > 30


def test_every_name_says_what_can_change_it():
    assert [t.name for t in standard().terms.values() if t.changeable is None] == []


def test_a_day_to_come_is_the_first():
    """A due holds the day before it lapses, and no more on that day."""
    made = library(document(benefit("基准日 <= 加年(最近毕业日期, 2) 且 年龄 <= 40")))
    values = {"最近毕业日期": "2025-02-28", "出生日期": "1986-12-03"}
    (only,) = prospects(made, values).coming()
    assert only.when == day("2027-03-01")
    before = explain(made, as_of=only.when - dt.timedelta(days=1), values=values)[0]
    after = explain(made, as_of=only.when, values=values)[0]
    assert (before.status, after.status) == (YES, NO)


def test_who_can_change_a_name_is_one_of_five():
    more = "事实: [{名称: 甲数, en: x, 类型: 是否, 可变: 天}]"
    _, problems = reading(document(benefit(), more=more))
    assert [(p.code, p.message) for p in problems] == [("E305", "可变 没有 “天” 这一种")]
    made = library(
        document(benefit("甲数"), more="事实: [{名称: 甲数, en: x, 类型: 是否, 可变: 不可}]")
    )
    assert prospects(made, {"甲数": "否"}).remedies("T-1/甲").remedies == ()
