"""For every boundary of the encoded policies somebody stands on each side, exactly."""

import datetime as dt

import polars as pl
import pytest

from yulin.facts import enums, schema
from yulin.policy.dates.calendar_math import months_between
from yulin.synth import boundaries, synthesize

AS_OF = dt.date(2026, 9, 1)
OPEN = schema.OPEN_END


def column(name, table="人员"):
    return lambda facts: set(facts[table][name].drop_nulls())


def open_months(*divisions, scheme=0):
    """Months from the start of a running spell to the month of decision, both counted."""

    def measure(facts):
        spells = facts["社保"].filter(
            (pl.col("险种") == scheme)
            & (pl.col("截止年月") == OPEN)
            & pl.col("缴费类型").eq(0)
            & pl.col("参保地").is_in(divisions)
        )
        start = pl.col("起始年月")
        counted = (2026 - start.dt.year()) * 12 + 9 - start.dt.month() + 1
        return set(spells.select(counted).to_series())

    return measure


def unemployment_months(facts):
    """Months paid for under 失业, all spells together."""
    spells = facts["社保"].filter((pl.col("险种") == 2) & (pl.col("缴费类型") == 0))
    end = pl.min_horizontal("截止年月", pl.lit(AS_OF))
    start = pl.col("起始年月")
    length = (end.dt.year() - start.dt.year()) * 12 + end.dt.month() - start.dt.month() + 1
    return set(spells.group_by("证件号").agg(length.sum().alias("n"))["n"])


def held_months(level):
    """Complete months since certificates of one level were issued."""

    def measure(facts):
        code = enums.SKILL_LEVEL.code(level)
        days = facts["证书"].filter(pl.col("技能等级") == code)["发证日期"].unique()
        return {months_between(day, AS_OF) for day in days}

    return measure


def trade_months(facts):
    days = facts["就业"]["从事本工种起始日期"].drop_nulls().unique()
    return {months_between(day, AS_OF) for day in days}


def days_around(table, name, day):
    return lambda facts: {(found - day).days for found in facts[table][name].drop_nulls().unique()}


def months_since_last(facts):
    """Whole months without a record in Wenzhou between two spells."""
    spells = facts["社保"].filter((pl.col("险种") == 0) & (pl.col("参保地") // 100 == 3303))
    before = pl.col("截止年月").shift().over("证件号")
    start = pl.col("起始年月")
    gap = (start.dt.year() - before.dt.year()) * 12 + start.dt.month() - before.dt.month() - 1
    found = spells.sort("证件号", "起始年月").select(gap).to_series().drop_nulls()
    return set(found)


def staff(facts):
    """Present staff of founded firms, without the founder."""
    firms = facts["单位"].filter(pl.col("法定代表人证件号").is_not_null())
    contract = [enums.EMPLOYMENT_FORM.code(form) for form in ("劳动合同", "劳务派遣")]
    now = facts["就业"].filter((pl.col("离职日期") == OPEN) & pl.col("用工形式").is_in(contract))
    counts = now.group_by("单位代码").len()
    joined = firms.join(counts, on="单位代码", how="left")
    return set(joined["len"].fill_null(0))


def running_months(policy):
    def measure(facts):
        running = facts["已享受"].filter(
            (pl.col("政策编号") == policy) & (pl.col("截止日期") == OPEN)
        )
        return {months_between(day, AS_OF) for day in running["享受日期"].unique()}

    return measure


def wage_pairs(facts):
    return set(facts["人员"].select("上年工资收入", "前年工资收入").rows())


def labels(table, name):
    found = schema.BY_NAME[table].column(name).labels
    return lambda facts: {found.label(code) for code in facts[table][name].drop_nulls()}


def places_of_work(facts):
    current = facts["就业"].filter(pl.col("离职日期") == OPEN)
    return set(current.join(facts["单位"], on="单位代码")["单位地区"])


def answers(table, name):
    return lambda facts: set(facts[table][name])


BOUNDARIES = [
    ("WZ-01 积分", column("贡献积分"), {99, 100, 101}),
    ("WZ-01 上年工资", column("上年工资收入"), {9_999_999, 10_000_000, 10_000_001}),
    ("WZ-01 两年工资", wage_pairs, {(10_200_000, 9_800_000), (10_200_000, 10_500_000)}),
    ("WZ-01 紧缺", answers("证书", "紧缺工种"), {True, False, None}),
    (
        "WZ-01 荣誉",
        column("荣誉名称", "荣誉"),
        {"浙江青年工匠", "瓯江技能大奖", "市首席技师", "江苏工匠", "国家杰青", "技能大师工作室领办人"},
    ),
    ("WZ-01 荣誉失效", days_around("荣誉", "失效日期", AS_OF), {-1, 0, 1}),
    ("WZ-01 学位", labels("学历", "学位"), {"无", "学士", "硕士", "博士"}),
    ("WZ-04 面积", column("面积", "住房"), {4_000, 7_000, 8_999, 9_000, 9_001, 10_000, 12_000, 12_001}),
    ("WZ-04 已享受月数", running_months("WZ-04"), {59, 60, 61}),
    ("WZ-05 合同年限", column("合同年限", "就业"), {5, 10, 20, 29, 30, 50}),
    ("WZ-05 参保月数", open_months(330302), {1, 2}),
    ("WZ-05 持有方式", labels("住房", "持有方式"), {"自有", "市场租赁", "人才配租"}),
    ("WZ-07 连续月数", open_months(330302), {5, 6, 7}),
    ("WZ-07 购房日", days_around("住房", "取得日期", dt.date(2019, 12, 24)), {-1, 0, 1}),
    ("WZ-07 六十平", column("面积", "住房"), {5_999, 6_000, 6_001}),
    ("WZ-09 此前月数", months_since_last, {18, 23, 24, 25}),
    ("WZ-09 出生", days_around("人员", "出生日期", dt.date(1986, 5, 1)), {-1, 0, 1}),
    ("WZ-09 毕业", days_around("学历", "毕业日期", dt.date(2016, 5, 1)), {-1, 0, 1}),
    ("WZ-12 毕业两年", days_around("学历", "毕业日期", dt.date(2024, 9, 1)), {-1, 0, 1}),
    ("WZ-12 院校", column("院校所在地", "学历"), {330106, 310110, 110108}),
    ("WZ-13 困难类别", labels("人员", "困难类别"), set(enums.HARDSHIP.labels)),
    ("NB-06 技师", held_months("技师"), {35, 36, 37}),
    ("NB-06 高级技师", held_months("高级技师"), {11, 12, 13}),
    ("NB-06 连续月数", open_months(330211), {11, 12, 13}),
    ("NB-06 旧制", running_months("NB-06"), {35, 36, 37}),
    ("NB-06 一线", answers("就业", "一线岗位"), {True, False, None}),
    ("JX-02 人数", staff, {0, 2, 3, 20, 21, 25}),
    ("JX-02 场地租金", column("年场地租金", "单位"), {1_600_000, 2_000_000, 3_000_000}),
    ("JX-02 成立", days_around("单位", "成立日期", dt.date(2026, 3, 1)), {-1, 0, 1}),
    ("JX-02 认定", answers("单位", "行业主管认定"), {True, False, None}),
    ("JX-02 农村电商", answers("单位", "农村电商"), {True, False}),
    ("HZ-01 连续月数", open_months(330108), {5, 6, 7, 11, 12, 13}),
    ("HZ-01 富阳三年", open_months(330111), {35, 36, 37}),
    ("HZ-01 缴费类型", labels("社保", "缴费类型"), {"正常", "补缴", "欠费"}),
    ("HZ-03 房价", column("购买价格", "住房"), {99_000_000, 100_000_000, 101_000_000, 199_000_000, 200_000_000}),
    ("CN-01 累计月数", unemployment_months, {11, 12, 13, 35, 36, 37}),
    ("CN-01 发证一年", days_around("证书", "发证日期", dt.date(2025, 9, 1)), {-1, 0, 1}),
    ("CN-01 已领", column("待遇", "已享受"), {"技能提升补贴", "职业培训补贴"}),
    ("CN-01 领金", answers("人员", "领取失业保险金"), {True, False, None}),
    ("CN-02 参保月数", open_months(330302, scheme=3), {1, 2, 3, 4}),
    ("CN-02 二十五岁", days_around("人员", "出生日期", dt.date(2001, 9, 1)), {-1, 0, 1}),
    ("CN-02 十六岁", days_around("人员", "出生日期", dt.date(2010, 9, 1)), {-1, 0, 1}),
    ("CN-02 应届", days_around("学历", "毕业日期", dt.date(2026, 1, 1)), {-1, 0}),
    ("CN-04 中级工", held_months("中级工"), {23, 24, 47, 48, 59, 60}),
    ("CN-04 高级工", held_months("高级工"), {47, 48}),
    ("CN-04 从业", trade_months, {11, 12, 59, 60, 71, 72, 119, 120}),
    ("E01 从业", trade_months, {239, 240, 241}),
    ("E01 行业", labels("单位", "行业"), {"工业电气", "汽摩配"}),
    ("ZJ-02 连续月数", open_months(330702), {11, 12, 13}),
    ("ZJ-02 毕业五年", days_around("学历", "毕业日期", dt.date(2021, 9, 1)), {-1, 0, 1}),
    ("ZJ-02 规模", labels("单位", "单位规模"), {"微型", "小型", "中型", "大型"}),
    ("ZJ-02 灵活医疗", labels("社保", "险种"), {"灵活就业养老", "机关养老", "职工医疗"}),
    ("各地", places_of_work, {330302, 330382, 330211, 330206, 330111, 330402, 330702, 330602}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "measure", "wanted"), BOUNDARIES, ids=[b[0] for b in BOUNDARIES])
def test_somebody_stands_on_each_side(region, name, measure, wanted):
    assert wanted - measure(region) == set()


def test_every_case_is_played_and_the_share_is_five_percent():
    cast = boundaries.cast(people=20_000, employers=800, as_of=AS_OF)
    assert cast.count == 1_000
    assert len(cast.cases) == len(boundaries.script(AS_OF)) == 477
    assert set(cast.played.tolist()) == set(range(477))


@pytest.mark.parametrize(
    ("people", "employers", "players"), [(0, 1, 0), (3, 1, 0), (100, 40, 25), (2_000, 80, 477)]
)
def test_small_regions_hold_as_many_cases_as_a_quarter_of_the_people(people, employers, players):
    assert boundaries.cast(people=people, employers=employers, as_of=AS_OF).count == players


def test_cases_without_their_employer_are_left_out():
    cast = boundaries.cast(people=2_000, employers=1, as_of=AS_OF)
    assert 0 < len(cast.cases) < 477
    assert synthesize(people=2_000, employers=1, seed=1)["单位"].height == 1


def test_couples_of_the_cast_are_married(region):
    people = region["人员"].tail(1_000)
    pairs = people.filter(pl.col("配偶证件号").is_not_null())
    # 477 cases, six couples a round; two whole rounds and the first 46 cases of a third
    assert pairs.height == 2 * 6 * 2
