"""The registers that are put together from others agree with them."""

import datetime as dt

import polars as pl
import pytest

from yulin.facts import enums
from yulin.facts.schema import OPEN_END
from yulin.synth import synthesize_parts

AS_OF = dt.date(2026, 9, 1)


@pytest.mark.parametrize(("back", "said"), [(1, "上年工资收入"), (2, "前年工资收入")])
def test_the_wages_declared_for_a_year_are_those_that_the_person_has(region, back, said):
    declared = region["收入"].filter(pl.col("年度") == AS_OF.year - back)
    sums = declared.group_by("证件号").agg(pl.col("工资薪金").sum())
    both = region["人员"].filter(pl.col(said) > 0).join(sums, on="证件号", how="left")
    assert both.height == sums.height > 10_000
    assert (both["工资薪金"] == both[said]).all()
    # some worked for two employers, some for one that nobody entered
    assert declared.height > sums.height
    assert 0 < declared["单位代码"].null_count() < declared.height / 8


def registered(region, kind):
    code = enums.REGISTRATION_KIND.code(kind)
    return region["登记"].filter(pl.col("登记类型") == code)


@pytest.mark.parametrize(
    ("kind", "said"), [("失业登记", "失业登记日期"), ("驿站入住", "驿站登记日期")]
)
def test_whom_a_date_says_to_be_registered_stands_in_the_register(region, kind, said):
    dated = region["人员"].filter(pl.col(said) != OPEN_END).select("证件号", said)
    found = dated.join(registered(region, kind), on="证件号", how="left")
    assert (found[said] == found["登记日期"]).any()
    stood = found.filter(pl.col("登记日期") == pl.col(said))
    assert stood["证件号"].n_unique() == dated.height > 100


def test_whoever_draws_benefit_is_registered(region):
    drawing = region["人员"].filter(pl.col("领取失业保险金"))
    assert set(drawing["证件号"]) == set(registered(region, "领取失业保险金")["证件号"])


def test_a_hostel_stay_is_one_place_and_one_time(region):
    stays = region["租赁"].filter(pl.col("租赁类型") == enums.TENANCY_KIND.code("青年驿站"))
    entries = registered(region, "驿站入住")
    assert stays["坐落地"].to_list() == entries["登记地"].to_list()
    assert stays["到期日期"].to_list() == entries["注销日期"].to_list()


def test_hardship_is_in_a_register_unless_a_school_gives_it(region):
    listed = set(enums.HARDSHIP.labels) - {"无", "校内资助"}
    codes = [enums.HARDSHIP.code(name) for name in listed]
    poor = region["人员"].filter(pl.col("困难类别").is_in(codes))
    assert set(poor["证件号"]) <= set(region["困难身份"]["证件号"])


def test_trainees_of_the_job_register_are_placed(region):
    forms = [enums.EMPLOYMENT_FORM.code(name) for name in ("实习", "见习")]
    jobs = region["就业"].filter(pl.col("用工形式").is_in(forms))
    keys = ["证件号", "单位代码", "开始日期"]
    placed = region["见习实习"].select(keys)
    found = jobs.rename({"入职日期": "开始日期"}).select(keys)
    assert found.join(placed, on=keys, how="anti").is_empty()


def test_couples_share_a_household_and_nobody_else_is_in_a_hundred(region):
    people = region["人员"].select("证件号", "配偶证件号", "家庭编号")
    other = people.select(pl.col("证件号").alias("配偶证件号"), pl.col("家庭编号").alias("theirs"))
    couples = people.join(other, on="配偶证件号")
    assert couples["家庭编号"].eq_missing(couples["theirs"]).all()
    sizes = people.drop_nulls("家庭编号").group_by("家庭编号").len()["len"]
    assert sizes.max() < 20
    assert 0 < people["家庭编号"].null_count() < people.height / 20


def test_a_superior_is_large_and_belongs_to_nobody(region):
    firms = region["单位"]
    above = firms.filter(pl.col("单位代码").is_in(firms["上级单位代码"].drop_nulls().implode()))
    assert above.height > 0
    assert set(above["单位规模"]) == {enums.SCALE.code("大型")}
    assert above["上级单位代码"].null_count() == above.height


def test_only_agency_workers_work_for_another(region):
    sent = region["就业"].drop_nulls("用工单位代码")
    assert sent.height > 500
    assert set(sent["用工形式"]) == {enums.EMPLOYMENT_FORM.code("劳务派遣")}
    assert (sent["用工单位代码"] != sent["单位代码"]).all()


def test_masters_lead_a_studio_where_they_work(region):
    masters = region["荣誉"].filter(pl.col("荣誉名称") == "技能大师工作室领办人")
    led = region["平台"].drop_nulls("领办人证件号")
    studios = masters.join(led, left_on="证件号", right_on="领办人证件号")
    assert studios.height > 3
    assert region["平台"]["平台编号"].is_unique().all()


def test_parts_share_no_household_and_no_platform():
    parts = list(synthesize_parts(people=3_000, parts=3, seed=2))
    for table, column in (("人员", "家庭编号"), ("平台", "平台编号")):
        codes = [set(part[table][column].drop_nulls()) for part in parts]
        assert all(codes)
        assert len(set.union(*codes)) == sum(map(len, codes))
