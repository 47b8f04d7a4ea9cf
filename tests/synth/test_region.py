"""The same arguments give the same region, and its records fit together."""

import datetime as dt
import hashlib

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yulin.facts import schema
from yulin.facts.frames import Facts, validate_frame
from yulin.facts.read import read_facts
from yulin.facts.records import PERIODS
from yulin.facts.write import write_folder
from yulin.synth import synthesize
from yulin.synth.places import COUNTIES, home_weights
from yulin.synth.streams import Streams

#: changes only when the generator is meant to give other people; the user sees another region then
PINNED = "a99c441dd645318c"


def digest(facts: Facts) -> str:
    parts = hashlib.blake2s()
    for name, frame in facts.tables.items():
        if frame.is_empty():  # a table that nobody is in makes nobody another
            continue
        parts.update(name.encode())
        parts.update(frame.write_csv().encode())
    return parts.hexdigest()[:16]


def test_the_same_arguments_give_the_same_region():
    first, second = synthesize(people=300, seed=1), synthesize(people=300, seed=1)
    assert first.equals(second)
    assert digest(first) == PINNED


def test_another_seed_gives_another_region():
    first, second = synthesize(people=300, seed=1), synthesize(people=300, seed=2)
    assert first["人员"]["姓名"].to_list() != second["人员"]["姓名"].to_list()
    assert digest(first) != digest(second)


def test_a_stream_depends_on_its_name_and_the_seed_only():
    streams = Streams(7)
    alone = streams.integers("a", 5, 0, 99).tolist()
    streams.integers("b", 5, 0, 99)
    assert streams.integers("a", 5, 0, 99).tolist() == alone
    assert streams.integers("b", 5, 0, 99).tolist() != alone
    assert Streams(8).integers("a", 5, 0, 99).tolist() != alone


def test_every_table_keeps_the_contract(region):
    assert list(region.tables) == [table.name for table in schema.TABLES]
    for name, frame in region.tables.items():
        validate_frame(name, frame)


@given(
    people=st.integers(0, 120),
    employers=st.none() | st.integers(1, 60),
    seed=st.integers(0, 2**32),
    as_of=st.dates(dt.date(2022, 2, 1), dt.date(2030, 12, 31)),
)
@settings(max_examples=40, deadline=None)
def test_any_small_region_keeps_the_contract(people, employers, seed, as_of):
    facts = synthesize(people=people, employers=employers, seed=seed, as_of=as_of)
    assert facts["人员"].height == people
    assert facts["单位"].height == (employers or max(1, people // 25))
    for name, frame in facts.tables.items():
        validate_frame(name, frame)
    check_links(facts)
    check_order(facts, as_of=as_of)


@pytest.mark.parametrize("city", COUNTIES)
def test_every_city_can_be_the_region(city):
    facts = synthesize(people=400, employers=100, seed=3, region=city)
    at_home = facts["单位"].filter(pl.col("单位地区") // 100 == city // 100).height
    assert at_home > 40
    check_links(facts)


@pytest.mark.parametrize(
    ("city", "counties"),
    [
        # its counties are listed, but nothing is drawn of it; it has none listed
        (330900, {330902, 330903, 330921, 330922}),
        (210200, {210200}),
    ],
)
def test_a_city_of_the_table_of_divisions_can_be_the_region(city, counties):
    facts = synthesize(people=400, employers=100, seed=3, region=city)
    firms = facts["单位"]["单位地区"]
    assert set(firms.filter(firms // 100 == city // 100).unique()) == counties
    homes = facts["人员"]["户籍地"].drop_nulls()
    assert 0.35 < homes.is_in(sorted(counties)).mean() < 0.75
    check_links(facts)


def test_the_other_cities_of_its_province_lie_around_a_listed_city():
    codes, weights = home_weights(330900)
    share = dict(zip(codes, weights.tolist(), strict=True))
    assert sum(share.values()) == pytest.approx(1)
    assert sum(share[code] for code in (330902, 330903, 330921, 330922)) == pytest.approx(0.55)
    # ten other cities, each with all its counties; beyond a city that stands alone are other provinces
    zhejiang = {code: part for code, part in share.items() if 330000 < code < 340000}
    assert sum(zhejiang.values()) == pytest.approx(0.55 + 0.13)
    codes, weights = home_weights(210200)
    share = dict(zip(codes, weights.tolist(), strict=True))
    assert (share[210200], sum(share.values())) == (pytest.approx(0.55), pytest.approx(1))
    assert not any(330000 < code < 340000 for code in codes)


def check_links(facts):
    for table in schema.TABLES:
        for column in schema.link_names(table).values():
            target = table.links[column]
            known = facts[target][schema.BY_NAME[target].key]
            used = facts[table.name][column].drop_nulls()
            assert used.is_in(known.implode()).all(), (table.name, column)


def check_order(facts, *, as_of):
    for name, (start, end) in PERIODS.items():
        frame = facts[name]
        assert not (frame[start] > frame[end]).any(), name
        assert not (frame[start] > as_of).any(), name
    assert not (facts["证书"]["发证日期"] > as_of).any()
    assert not (facts["成果"]["取得日期"] > as_of).any()
    assert not (facts["平台"]["评估日期"] > as_of).any()


@pytest.mark.parametrize("fmt", ["parquet", "csv"])
def test_what_is_written_is_read_back_equal(tmp_path, fmt):
    facts = synthesize(people=600, seed=4)
    write_folder(facts, tmp_path / "out", fmt)
    reading = read_facts(tmp_path / "out")
    assert {problem.code for problem in reading.problems} <= {"unknown_area"}
    assert reading.facts.equals(facts)


def test_no_record_is_there_twice(region):
    for name, frame in region.tables.items():
        assert not frame.is_duplicated().any(), name


def test_links_lead_to_rows(region):
    check_links(region)


def test_nothing_ends_before_it_starts_or_starts_tomorrow(region):
    check_order(region, as_of=dt.date(2026, 9, 1))


def test_spouses_point_at_each_other_and_differ_in_sex(region):
    people = region["人员"].select("证件号", "配偶证件号", "性别", "婚姻状况")
    married = people.filter(pl.col("配偶证件号").is_not_null())
    both = married.join(people, left_on="配偶证件号", right_on="证件号", suffix="_右")
    assert both.height == married.height > 7_000
    assert (both["配偶证件号_右"] == both["证件号"]).all()
    assert (both["性别"] != both["性别_右"]).all()
    assert (both["婚姻状况"] == 1).all()


def test_spells_of_one_scheme_never_overlap(region):
    pension = region["社保"].filter(pl.col("险种").is_in([0, 5, 6]))
    ordered = pension.sort("证件号", "起始年月", "截止年月")
    overlaps = ordered.select(
        (pl.col("截止年月").shift().over("证件号") >= pl.col("起始年月")).sum()
    ).item()
    assert overlaps == 0


def test_study_ahead_is_not_finished_and_study_behind_is(region):
    studies = region["学历"].select("毕业状态", "毕业日期")
    ahead = studies.filter(pl.col("毕业日期") > dt.date(2026, 9, 30))
    assert ahead["毕业状态"].unique().to_list() == [3]


def test_nobody_graduates_before_the_age_of_twelve(region):
    born = region["人员"].select("证件号", "出生日期")
    studies = region["学历"].join(born, on="证件号")
    years = (studies["毕业日期"] - studies["出生日期"]).dt.total_days() / 365.25
    assert years.min() > 12


def test_ladders_rise_with_time(region):
    drawn = region["人员"]["证件号"].head(19_000)
    skills = region["证书"].filter(
        (pl.col("证书类别") == 0) & pl.col("证件号").is_in(drawn.implode())
    )
    falls = skills.sort("证件号", "发证日期", maintain_order=True).select(
        (pl.col("技能等级").shift().over("证件号") > pl.col("技能等级")).sum()
    )
    assert falls.item() == 0


@pytest.mark.parametrize(
    "arguments",
    [
        {"people": -1},
        {"people": 10, "employers": 0},
        {"people": 10, "region": 110000},
        {"people": 10, "as_of": dt.date(2022, 1, 31)},
    ],
)
def test_impossible_sizes_and_unknown_regions_are_refused(arguments):
    with pytest.raises(ValueError, match=r"0 or more|no region 110000|2022-02-01 or later"):
        synthesize(**{"seed": 1, **arguments})
