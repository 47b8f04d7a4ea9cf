"""`yulin rehearse` on real files: tables, workbook, JSON, and every way it can be refused."""

import json

import pytest
import python_calamine

from tests.cli.conftest import PERSON, small

FROM, TO = "from", "to"


@pytest.fixture
def both(tmp_path):
    """What is in force, and a draft that gives more from twenty years of age on."""
    for name, text in (
        (FROM, small("")),
        (TO, small("").replace("年龄 >= 18", "年龄 >= 20").replace("1500元", "1800元")),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / "T-1.yaml").write_text(text, encoding="utf-8")
    return tmp_path / FROM, tmp_path / TO


def rehearse(yulin, given, both, *more, years=2, as_of="2026-06-30"):
    old, new = both
    words = ("--from", old, "--to", new, "--as-of", as_of, "--years", years)
    return yulin("rehearse", given, *words, *more)


def test_what_is_printed(yulin, workbook, both):
    ran = rehearse(yulin, workbook, both)
    assert ran.code == 0, ran.err
    lines = [" ".join(line.split()) for line in ran.out.splitlines()]
    assert lines[1] == "人员 2 1 0 1 0 1,500.00 1,800.00 +300.00"
    assert "2026 1,500.00 1,800.00 +300.00 1 1 0 0" in lines
    assert "1 增加 （金额） 金额标准不同 T-1 成年" in lines
    assert any("草案从写明的施行日起" in line for line in lines)


def test_in_english(yulin, workbook, both):
    ran = rehearse(yulin, workbook, both, "--lang", "en")
    assert "People" in ran.out
    assert "The sum is different" in ran.out
    assert "A draft counts as in force" in ran.out


def test_json_has_exact_sums_in_fen(yulin, workbook, both):
    ran = rehearse(yulin, workbook, both, "--json", "--every", "quarter")
    made = json.loads(ran.out)
    total = made["tables"]["total"][0]
    assert (total["sum_before"], total["sum_after"], total["gains"]) == (150_000, 180_000, 1)
    assert made["decided_on"][0] == "2026-06-30"
    assert made["documents"][0]["state"] == "changed"


def cells(path, sheet):
    rows = python_calamine.load_workbook(path).get_sheet_by_name(sheet).to_python()
    return [c for row in rows for c in row]


def test_the_workbook(yulin, workbook, both, tmp_path):
    out = tmp_path / "out.xlsx"
    ran = rehearse(yulin, workbook, both, "--out", out)
    assert ran.code == 0, ran.err
    assert str(out) in ran.err
    assert python_calamine.load_workbook(out).sheet_names == [
        "说明", "总览", "按政策", "按地区", "地区图", "按人才类别", "按年度", "原因",
        "受益名单", "受损名单", "说不准名单",
    ]  # fmt: skip
    shown = cells(out, "受益名单")
    assert PERSON not in shown
    assert f"{PERSON[:4]}{'*' * 12}{PERSON[-2:]}" in shown
    assert 300.0 in shown
    assert any("草案" in str(c) for c in cells(out, "说明"))


def test_charts_are_native_and_no_cell_is_a_formula(yulin, workbook, both, tmp_path):
    import zipfile

    out = tmp_path / "out.xlsx"
    rehearse(yulin, workbook, both, "--out", out)
    with zipfile.ZipFile(out) as book:
        names = book.namelist()
        charts = [n for n in names if n.startswith("xl/charts/chart")]
        sheets = [book.read(n) for n in names if n.startswith("xl/worksheets/sheet")]
    assert len(charts) == 4
    assert not any(b"<f>" in sheet for sheet in sheets)


def test_names_only_when_asked_for(yulin, workbook, both, tmp_path):
    out = tmp_path / "out.xlsx"
    rehearse(yulin, workbook, both, "--out", out, "--names")
    assert PERSON in cells(out, "受益名单")


def test_only_what_the_change_reaches(yulin, workbook, both):
    other = small("").replace("编号: T-1", "编号: T-2")
    for folder in both:
        (folder / "T-2.yaml").write_text(other, encoding="utf-8")
    made = json.loads(rehearse(yulin, workbook, both, "--json", "--changed-only").out)
    assert [row["policy"] for row in made["tables"]["policy"]] == ["T-1"]
    whole = json.loads(rehearse(yulin, workbook, both, "--json").out)
    assert [row["policy"] for row in whole["tables"]["policy"]] == ["T-1", "T-2"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"--years": "0"}, "--years 应在 1 到 10 之间，给的是 0。"),
        ({"--years": "11"}, "--years 应在 1 到 10 之间，给的是 11。"),
        ({"--as-of": "30.6.2026"}, "“30.6.2026” 不是日期"),
        ({"--as-of": "2099-01-01"}, "起算日 2099-01-01 太远"),
        ({"--from": "nowhere"}, "--from 找不到文件夹 nowhere。"),
        ({"--to": "nowhere"}, "--to 找不到文件夹 nowhere。"),
        ({"--out": "out.csv"}, "不会写 “.csv” 文件，可用"),
        ({"--out": "nowhere/out.xlsx"}, "找不到文件夹 nowhere，请先建好。"),
        ({"facts": "nowhere.xlsx"}, "找不到 nowhere.xlsx：请检查路径。"),
    ],
)
def test_one_sentence_and_nothing_written(
    yulin, workbook, both, tmp_path, monkeypatch, change, sentence
):
    monkeypatch.chdir(tmp_path)
    before = set(tmp_path.rglob("*"))
    words = {"--from": FROM, "--to": TO, "--as-of": "2026-06-30", "--years": "2"} | change
    given = words.pop("facts", workbook)
    ran = yulin("rehearse", given, *(w for pair in words.items() for w in pair))
    assert ran.code == 2
    assert sentence in ran.err
    assert len(ran.err.strip().splitlines()) == 1
    assert "Traceback" not in ran.err
    assert set(tmp_path.rglob("*")) == before


def test_errors_of_the_draft_with_file_line_and_reason(yulin, workbook, both):
    text = small("").replace("年龄 >= 18", "年玲 >= 18")
    (both[1] / "T-1.yaml").write_text(text, encoding="utf-8")
    ran = rehearse(yulin, workbook, both)
    assert ran.code == 2
    first, second = ran.err.strip().splitlines()[:2]
    assert first.startswith("--to ")
    assert second.startswith("T-1.yaml:17:33: 错误 E403: 不认识的名称 “年玲”")


def test_help_names_every_word(yulin):
    ran = yulin("rehearse", "--help")
    words = ["--from", "--to", "--as-of", "--years", "--out", "--json", "--names", "--every"]
    assert [w for w in words if w not in ran.out] == []
