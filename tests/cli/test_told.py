"""What only a document asks for, told in a sheet: `yulin decide`, `--stream`, `explain` and `rehearse`."""

import datetime as dt

import polars as pl
import pytest

from tests.cli.conftest import CHILD, PERSON, people
from tests.policy.documents import benefit, document
from yulin.facts import schema
from yulin.facts.frames import Facts, empty_frame
from yulin.facts.write import write_folder, write_workbook

DATE = ("--as-of", "2026-06-30")
DOCUMENT = document(
    benefit("公示天数 >= 5", amount="1500元"),
    more="事实:\n  - {名称: 公示天数, en: Days of publicity, 类型: 数值, 单位: 日}",
)


@pytest.fixture
def policies(tmp_path):
    folder = tmp_path / "policies"
    folder.mkdir()
    (folder / "T-1.yaml").write_text(DOCUMENT, encoding="utf-8")
    return folder


def facts(*rows):
    """Rows (person, name, ten-thousandths) of 附加事实 beside two people."""
    columns = ("证件号", "名称", "数值")
    dated = {"起始日期": dt.date(2026, 1, 1), "截止日期": schema.OPEN_END}
    blank = dict.fromkeys(empty_frame("附加事实").columns)
    made = [{**blank, **dict(zip(columns, row, strict=True)), **dated} for row in rows]
    frame = pl.DataFrame(made, schema=empty_frame("附加事实").schema)
    return Facts({**people().tables, "附加事实": frame})


FIVE = ((PERSON, "公示天数", 50_000), (PERSON, "没人要", 10_000))


def answers(path):
    found = pl.read_parquet(path).sort("status", descending=True)
    return found.select("subject", "status", "reason").rows()


WANTED = [
    (PERSON, 3, "全部条件成立"),
    (CHILD, 2, "？条件一（记录里没有：公示天数）"),
]
WARNING = "! 附加事实 第 3 行 B 列「名称」：没有政策声明叫“没人要”的事实，1 行不起作用。"


@pytest.mark.parametrize("engine", ["polars", "python", "duckdb"])
@pytest.mark.parametrize("form", ["book", "parquet", "csv"])
def test_it_decides(yulin, policies, tmp_path, form, engine):
    given = tmp_path / ("facts.xlsx" if form == "book" else "facts")
    write_workbook(facts(*FIVE), given) if form == "book" else write_folder(
        facts(*FIVE), given, form
    )
    out = tmp_path / "out.parquet"
    ran = yulin("decide", given, "--policies", policies, *DATE, "--out", out, "--engine", engine)
    assert ran.code == 0, ran.err
    assert answers(out) == WANTED
    assert WARNING.split("：")[1] in ran.err


def test_it_decides_in_parts(yulin, policies, tmp_path):
    write_folder(facts(*FIVE), tmp_path / "in")
    ran = yulin(
        "decide", tmp_path / "in", "--policies", policies, *DATE, "--out", tmp_path / "out", "--stream"
    )  # fmt: skip
    assert ran.code == 0, ran.err
    assert "没有政策声明叫“没人要”的事实，1 行不起作用" in ran.err
    rows = pl.read_parquet(tmp_path / "out" / "人员" / "*.parquet")
    assert dict(rows.select("_key", "T-1/甲|status").rows()) == {PERSON: 3, CHILD: 2}


@pytest.mark.parametrize("stream", [(), ("--stream",)])
def test_what_does_not_fit_stops_it(yulin, policies, tmp_path, stream):
    write_folder(facts((PERSON, "公示天数", 55_000)), tmp_path / "in")
    out = tmp_path / ("out" if stream else "out.csv")
    ran = yulin("decide", tmp_path / "in", "--policies", policies, *DATE, "--out", out, *stream)
    assert ran.code == 2
    assert "第 2 行" in ran.err
    assert "「数值」：“5.5”小数位太多，最多 0 位。请四舍五入后填写。" in ran.err
    assert not (tmp_path / "out.csv").exists()
    assert not (tmp_path / "out" / "人员").exists()


def test_it_explains_and_rehearses(yulin, policies, tmp_path):
    given = tmp_path / "facts.xlsx"
    write_workbook(facts(*FIVE), given)
    ran = yulin("explain", given, "--policies", policies, *DATE, "--person", PERSON)
    assert ran.code == 0, ran.err
    assert "符合" in ran.out
    ran = yulin(
        "rehearse", given, "--from", policies, "--to", policies, *DATE, "--years", "1", "--every", "year"
    )  # fmt: skip
    assert ran.code == 0, ran.err
    assert "1,500.00" in ran.out
