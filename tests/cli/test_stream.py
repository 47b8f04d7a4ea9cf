"""`yulin decide --stream` and regions written in parts."""

import polars as pl
import pytest

from tests.cli.conftest import CHILD, PERSON, people, small
from tests.policy.documents import benefit, document
from yulin.facts.parts import parquet_tables
from yulin.facts.read import read_facts
from yulin.facts.write import write_folder
from yulin.policy.streaming import open_decisions

DATE = ("--as-of", "2026-06-30")


@pytest.fixture
def parquet(tmp_path):
    path = tmp_path / "parquet"
    write_folder(people(), path)
    return path


def stream(yulin, given, policies, out, *more):
    return yulin("decide", given, "--policies", policies, *DATE, "--out", out, *more)


def test_results_in_a_folder(yulin, policies, tmp_path, parquet):
    ran = stream(yulin, parquet, policies, tmp_path / "out", "--stream")
    assert (ran.code, ran.err) == (0, "")
    assert f"2 个人和单位的结果写入 {tmp_path / 'out'}，用时 " in ran.out
    assert "符合" in ran.out
    rows = open_decisions(tmp_path / "out").scan("人员").collect()
    answers = rows.sort("T-1/成年|status", descending=True)
    assert answers.select("_key", "?0", "T-1/成年|status", "T-1/成年|total").rows() == [
        (PERSON, True, 3, 150_000),
        (CHILD, False, 1, 150_000),
    ]


def test_places_are_given_over_all_parts(yulin, policies, tmp_path, parquet):
    limited = benefit(code="甲", more="名额: {个数: 1, 排序: [{式: 出生日期, 次序: 从低到高}]}")
    (policies / "T-2.yaml").write_text(document(limited, code="T-2"), encoding="utf-8")
    said = [stream(yulin, parquet, policies, tmp_path / "out", "--stream") for _ in range(2)]
    assert [(ran.code, ran.err) for ran in said] == [(0, "")] * 2
    assert all("名额 · places" in ran.out for ran in said)
    rows = open_decisions(tmp_path / "out").scan("人员").collect()
    told = rows.select("_key", *(f"T-2/甲|{name}" for name in ("status", "place", "position")))
    assert sorted(told.rows()) == sorted([(PERSON, 3, 1, 1), (CHILD, 0, 2, 2)])


def test_the_same_again_is_no_work(yulin, policies, tmp_path, parquet):
    said = [stream(yulin, parquet, policies, tmp_path / "out", "--stream").out for _ in range(2)]
    assert said[0].splitlines()[:-1] == said[1].splitlines()[:-1]


def test_another_run_in_the_same_folder(yulin, policies, tmp_path, parquet):
    stream(yulin, parquet, policies, tmp_path / "out", "--stream")
    (policies / "T-1.yaml").write_text(small("").replace("18", "19"), encoding="utf-8")
    ran = stream(yulin, parquet, policies, tmp_path / "out", "--stream")
    assert ran.code == 2
    assert "换一个空文件夹" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("given", "out", "sentence"),
    [
        ("workbook", "out", "分批判定要 Parquet 文件夹"),
        ("folder", "out", "里没有 Parquet 表"),
        ("parquet", "out.parquet", "分批的结果写成文件夹"),
    ],
)
def test_what_cannot_be_streamed(yulin, policies, tmp_path, request, given, out, sentence):
    ran = stream(yulin, request.getfixturevalue(given), policies, tmp_path / out, "--stream")
    assert ran.code == 2
    assert sentence in ran.err
    assert "Traceback" not in ran.err


def test_a_wrong_number_stops_the_run(yulin, policies, tmp_path):
    wrong = people()["人员"].with_columns(pl.lit("110101199003070009").alias("证件号")).head(1)
    (tmp_path / "in").mkdir()
    wrong.write_parquet(tmp_path / "in" / "人员.parquet")
    ran = stream(yulin, tmp_path / "in", policies, tmp_path / "out", "--stream")
    assert ran.code == 2
    assert "人员有 1 处错误" in ran.err


def test_a_region_in_parts_is_streamed_without_being_asked(yulin, policies, tmp_path):
    made = yulin("synth", "--people", 90, "--seed", 3, "--parts", 3, "--out", tmp_path / "in")
    assert (made.code, made.err) == (0, "")
    assert len(parquet_tables(tmp_path / "in")["人员"]) == 3
    ran = stream(yulin, tmp_path / "in", policies, tmp_path / "out")
    assert (ran.code, ran.err) == (0, "")
    assert open_decisions(tmp_path / "out").rows == {"人员": 90}


@pytest.mark.parametrize(
    "more", [("--form", "csv"), ("--form", "xlsx"), ("--people", 3), ("--parts", 501)]
)
def test_parts_that_cannot_be_made(yulin, tmp_path, more):
    words = {"--people": 1000, "--parts": 4, "--out": tmp_path / "in.xlsx", "--form": "parquet"}
    words |= dict([more])
    ran = yulin("synth", "--seed", 3, *(w for pair in words.items() for w in pair))
    assert ran.code == 2
    assert "Traceback" not in ran.err
    assert not (tmp_path / "in.xlsx").exists()


def test_parts_do_not_mix_with_what_is_there(yulin, tmp_path):
    words = ("synth", "--people", 90, "--seed", 3, "--parts", 3, "--out", tmp_path)
    assert yulin(*words).code == 0
    again = yulin(*words)
    assert again.code == 2
    assert "换一个空文件夹" in again.err


def test_one_part_is_a_plain_folder(yulin, tmp_path):
    yulin("synth", "--people", 30, "--seed", 3, "--parts", 1, "--out", tmp_path)
    assert read_facts(tmp_path).facts["人员"].height == 30
