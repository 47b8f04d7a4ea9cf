"""`yulin decide`, `explain`, `synth` and `vocabulary` on real files, and every way they can fail."""

import os
import subprocess
import sys

import polars as pl
import pytest
from openpyxl import load_workbook

from tests.cli.conftest import CHILD, PERSON, people, small
from tests.policy.documents import benefit, document
from yulin.codes import credit
from yulin.facts.frames import Facts
from yulin.facts.read import read_facts
from yulin.facts.template import write_template
from yulin.facts.write import write_folder, write_workbook

DATE = ("--as-of", "2026-06-30")


def decide(yulin, given, policies, out, *more):
    return yulin("decide", given, "--policies", policies, *DATE, "--out", out, *more)


# -- decide ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["polars", "python", "duckdb"])
@pytest.mark.parametrize("source", ["workbook", "folder"])
def test_decisions_as_parquet(yulin, policies, tmp_path, request, source, engine):
    out = tmp_path / "out.parquet"
    ran = decide(yulin, request.getfixturevalue(source), policies, out, "--engine", engine)
    assert ran.code == 0, ran.err
    rows = pl.read_parquet(out)
    assert rows.select(
        "subject", "benefit", "status", "amount", "ready_on", "trace", "reason"
    ).rows() == [
        (PERSON, "成年", 3, 150_000, None, "T", "全部条件成立"),
        (CHILD, "成年", 1, 150_000, rows["ready_on"][1], "F", "✗条件一"),
    ]
    assert str(rows["ready_on"][1]) == "2033-03-07"


def test_both_engines_write_the_same(yulin, policies, tmp_path, workbook):
    for engine in ("polars", "python"):
        decide(yulin, workbook, policies, tmp_path / f"{engine}.csv", "--engine", engine)
    assert (tmp_path / "polars.csv").read_bytes() == (tmp_path / "python.csv").read_bytes()


PLACES = document(
    benefit(
        code="甲", amount="1万元", more="名额: {个数: 1, 排序: [{式: 出生日期, 次序: 从低到高}]}"
    ),
    code="T-2",
)


def test_places_are_given_and_said(yulin, policies, tmp_path, workbook):
    (policies / "T-2.yaml").write_text(PLACES, encoding="utf-8")
    out = tmp_path / "out.xlsx"
    ran = decide(yulin, workbook, policies, out)
    assert ran.code == 0, ran.err
    assert "名额 · places" in ran.out
    told = [tuple(c.value for c in row[:6]) for row in load_workbook(out)["名额"].iter_rows()]
    assert ("T-2", "甲", 1, None, None, 1) in told
    decide(yulin, workbook, policies, tmp_path / "out.parquet")
    rows = pl.read_parquet(tmp_path / "out.parquet").filter(policy="T-2")
    assert rows.select("subject", "status", "place", "position", "net", "reason").rows() == [
        (PERSON, 3, 1, 1, 1_000_000, "全部条件成立；入选，第 1 名"),
        (CHILD, 0, 2, 2, None, "全部条件成立；✗名额已满，没有入选，第 2 名"),
    ]


def test_an_engine_that_cannot_run_says_so(yulin, policies, tmp_path, workbook, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nowhere")
    ran = decide(yulin, workbook, policies, tmp_path / "out.csv", "--engine", "postgres")
    assert ran.code == 2
    assert "连不上 PostgreSQL" in ran.err


def test_only_polars_streams(yulin, policies, tmp_path, folder):
    ran = decide(yulin, folder, policies, tmp_path / "out", "--engine", "duckdb", "--stream")
    assert ran.code == 2
    assert "分批判定只用 polars" in ran.err


def test_decisions_as_csv_open_in_chinese(yulin, policies, tmp_path, workbook):
    out = tmp_path / "out.csv"
    decide(yulin, workbook, policies, out)
    text = out.read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    lines = text.decode("utf-8-sig").splitlines()
    assert lines[0].split(",")[:5] == ["主体", "政策", "待遇名称", "版本", "结果"]
    assert (
        lines[1] == f"{PERSON},T-1,成年,一,符合,,1500.00,=,1500.00,1500.00,1500.00,,,,,全部条件成立"
    )


def test_sums_of_nobody_are_not_written_and_unknown_ones_say_why(
    yulin, policies, tmp_path, workbook
):
    text = document(
        benefit("年龄 <= 12", code="甲", amount="{式: 500元, 每: 月, 期数: 24}"),
        benefit("年龄 >= 1", code="乙", amount="{按: 类别, 表: {一类: 5元}, 其余: 6元}"),
        more="事实: [{名称: 类别, en: Class, 类型: 选项, 选项: [一类, 二类]}]",
    )
    (policies / "T-1.yaml").write_text(text, encoding="utf-8")
    for engine in ("polars", "python", "duckdb"):
        out = tmp_path / f"{engine}.csv"
        decide(yulin, workbook, policies, out, "--engine", engine)
        lines = out.read_text(encoding="utf-8-sig").splitlines()[1:]
        assert lines == [
            f"{PERSON},T-1,甲,一,不符合,,,=,,,,,,,,✗条件一",
            f"{CHILD},T-1,甲,一,符合,,500.00,=,12000.00,6000.00,12000.00,,,,,全部条件成立",
            f"{PERSON},T-1,乙,一,符合,,,=,,,,,,,,全部条件成立；金额未知：缺 类别",
            f"{CHILD},T-1,乙,一,符合,,,=,,,,,,,,全部条件成立；金额未知：缺 类别",
        ]


def test_decisions_as_a_workbook(yulin, policies, tmp_path, workbook):
    import python_calamine

    out = tmp_path / "out.xlsx"
    ran = decide(yulin, workbook, policies, out)
    assert ran.code == 0, ran.err
    book = python_calamine.load_workbook(out)
    assert book.sheet_names[:3] == ["汇总", "符合与待定", "不符合"]
    cells = [c for row in book.get_sheet_by_name("符合与待定").to_python() for c in row]
    assert PERSON in cells
    assert "符合" in cells


def test_what_is_said_at_the_end(yulin, policies, tmp_path, workbook):
    out = tmp_path / "out.csv"
    said = decide(yulin, workbook, policies, out).out
    assert f"2 行写入 {out}，判定用时 " in said
    assert "符合" in said


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"--as-of": "30.6.2026"}, "“30.6.2026” 不是日期，写成 2026-06-30。"),
        ({"--as-of": "2026-02-30"}, "“2026-02-30” 不是日期，写成 2026-06-30。"),
        ({"--policies": "nowhere"}, "找不到 nowhere：请检查路径。"),
        ({"facts": "nowhere.xlsx"}, "找不到 nowhere.xlsx：请检查路径。"),
        ({"--out": "nowhere/out.csv"}, "找不到文件夹 nowhere，请先建好。"),
        ({"--out": "out.docx"}, "不会写 “.docx” 文件，可用 .parquet、.csv 或 .xlsx"),
        ({"--out": "out"}, "不会写 “” 文件，可用 .parquet、.csv 或 .xlsx"),
        ({"--out": "."}, ". 是文件夹，请写文件名。"),
    ],
)
def test_one_sentence_and_nothing_written(
    yulin, policies, tmp_path, workbook, monkeypatch, change, sentence
):
    monkeypatch.chdir(tmp_path)
    before = set(tmp_path.rglob("*"))
    words = {"--policies": policies, "--as-of": "2026-06-30", "--out": "out.csv"} | change
    given = words.pop("facts", workbook)
    ran = yulin("decide", given, *(w for pair in words.items() for w in pair))
    assert ran.code == 2
    assert sentence in ran.err
    assert len(ran.err.strip().splitlines()) == 1
    assert "Traceback" not in ran.err
    assert set(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx", "out.parquet"])
def test_a_place_that_cannot_be_written(yulin, policies, tmp_path, workbook, name):
    """A folder stands where the file should go."""
    (tmp_path / name).mkdir()
    ran = decide(yulin, workbook, policies, tmp_path / name)
    assert ran.code == 2
    assert len(ran.err.strip().splitlines()) == 1
    assert name in ran.err


@pytest.mark.parametrize("engine", ["flink", ""])
def test_an_engine_that_is_not_there(yulin, policies, tmp_path, workbook, engine):
    ran = decide(yulin, workbook, policies, tmp_path / "out.csv", "--engine", engine)
    assert ran.code == 2
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no workbook at all",
        b"PK\x03\x04 cut off",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 encrypted or old",
    ],
)
def test_bad_workbooks(yulin, policies, tmp_path, content):
    (tmp_path / "bad.xlsx").write_bytes(content)
    ran = decide(yulin, tmp_path / "bad.xlsx", policies, tmp_path / "out.csv")
    assert ran.code == 2
    assert "bad.xlsx 有 1 处错误，没有载入任何内容。" in ran.err
    assert "Traceback" not in ran.err
    assert not (tmp_path / "out.csv").exists()


def test_bad_cells_stop_the_run(yulin, policies, tmp_path):
    frame = people()["人员"].write_csv().replace("1990-03-07", "7.3.1990?")
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "人员.csv").write_text(frame, encoding="utf-8")
    ran = decide(yulin, tmp_path / "facts", policies, tmp_path / "out.csv")
    assert ran.code == 2
    assert "出生日期" in ran.err
    assert not (tmp_path / "out.csv").exists()


def test_broken_policies_stop_the_run(yulin, policies, tmp_path, workbook):
    (policies / "T-1.yaml").write_text(
        small("").replace("年龄 >= 18", "年玲 >= 18"), encoding="utf-8"
    )
    ran = decide(yulin, workbook, policies, tmp_path / "out.csv")
    assert ran.code == 2
    assert ran.err.startswith("T-1.yaml:17:33: 错误 E403: 不认识的名称 “年玲”")
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx", "out.parquet"])
@pytest.mark.parametrize("why", ["nothing in force", "nobody"])
def test_nothing_to_decide_is_an_empty_file_not_a_crash(yulin, policies, tmp_path, name, why):
    given = tmp_path / "given"
    given.mkdir()
    tables = people().tables if why == "nothing in force" else {"人员": people()["人员"].clear()}
    write_folder(Facts(tables), given, fmt="parquet")
    if why == "nothing in force":
        text = small("").replace("  - 名称: 一\n", "  - 名称: 一\n    自: 2030-01-01\n")
        (policies / "T-1.yaml").write_text(text, encoding="utf-8")
    ran = decide(yulin, given, policies, tmp_path / name)
    assert ran.code == 0, ran.err
    assert (tmp_path / name).exists()
    assert "0 行写入" in ran.out


# -- explain ---------------------------------------------------------------------------------------


def explain(yulin, given, policies, person=PERSON, *more):
    return yulin("explain", given, "--policies", policies, *DATE, "--person", person, *more)


def test_explanations(yulin, policies, workbook):
    ran = explain(yulin, workbook, policies)
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "题 · 成年 符合 1,500.00 元",
        "└── ✓ 条件一  年龄 = 36岁",
    ]


def test_explanations_of_a_shortfall(yulin, policies, workbook):
    assert explain(yulin, workbook, policies, CHILD).out.splitlines() == [
        "题 · 成年 还差一点 1,500.00 元 预计 2033-03-07 起",
        "└── ✗ 条件一  年龄 = 11岁  还差 7 岁",
    ]


GROUPS = """
- {用: 落户工作}
- {编号: 层次, 说: 学历或年龄, 任一: [{编号: 高, 说: 年长, 须: 年龄 >= 90}, {编号: 低, 说: 年满, 须: 年龄 >= 18}]}
- 任一: [{编号: 子, 说: 有岁数, 须: 年龄 >= 1}]
"""


def test_a_list_taken_over_by_name_shows_its_name(yulin, policies, workbook):
    more = "条件组:\n  落户工作:\n    - {编号: 落户, 说: 已落户, 须: 年龄 >= 2}"
    text = document(benefit(code="甲", conditions=GROUPS), more=more)
    (policies / "T-1.yaml").write_text(text, encoding="utf-8")
    assert explain(yulin, workbook, policies).out.splitlines() == [
        "题 · 甲 符合",
        "├── ✓ 落户工作：以下全部",
        "│   └── ✓ 已落户  年龄 = 36岁",
        "├── ✓ 学历或年龄（以下任一）",
        "│   ├── ✗ 年长  年龄 = 36岁  还差 54 岁",
        "│   └── ✓ 年满  年龄 = 36岁",
        "└── ✓ 以下任一",
        "    └── ✓ 有岁数  年龄 = 36岁",
    ]


@pytest.mark.parametrize(
    ("must", "amount", "head"),
    [
        ("年龄 <= 9", "1500元", "题 · 甲 不符合 若符合：1,500.00 元"),
        ("测验过", "1500元", "题 · 甲 无法判定 若符合：1,500.00 元"),
        ("年龄 <= 9", "{式: 未知('原文未见')}", "题 · 甲 不符合"),
        ("测验过", "{式: 未知('原文未见')}", "题 · 甲 无法判定 若符合：金额未知：原文未见"),
        ("年龄 >= 9", "{式: 未知('原文未见')}", "题 · 甲 符合 金额未知：原文未见"),
        ("年龄 >= 9", "{式: 得数}", "题 · 甲 符合 金额未知：缺 得数"),
        ("年龄 >= 9", "{式: 5元, 每: 月}", "题 · 甲 符合 合计未知：期数未见"),
    ],
)
def test_a_sum_that_is_not_paid_or_not_known_is_told_as_such(
    yulin, policies, workbook, must, amount, head
):
    more = (
        "事实:\n  - {名称: 测验过, en: Tested, 类型: 是否}\n"
        "  - {名称: 得数, en: Number, 类型: 数值, 单位: 元}"
    )
    text = document(benefit(must, code="甲", amount=amount), more=more)
    (policies / "T-1.yaml").write_text(text, encoding="utf-8")
    assert explain(yulin, workbook, policies).out.splitlines()[0] == head


_BODY = "91330302145000001"
FIRM = _BODY + credit.check_character(_BODY)


def test_an_employer_is_explained_like_a_person(yulin, policies, tmp_path):
    text = document(
        benefit("在职人数 >= 2", code="甲", amount="1000元", more="对象: 单位\n受款: 单位"),
        benefit("年龄 >= 18", code="乙"),
    )
    (policies / "T-1.yaml").write_text(text, encoding="utf-8")
    jobs = [
        {"证件号": number, "单位代码": FIRM, "用工形式": "劳动合同", "入职日期": "2020-01-01"}
        for number in (PERSON, CHILD)
    ]
    records = people(
        单位=[
            {
                "单位代码": FIRM,
                "单位名称": "甲厂",
                "单位类型": "企业",
                "单位地区": "330302",
                "行业": "装备制造",
            }
        ],
        就业=jobs,
    )
    write_folder(records, tmp_path, fmt="parquet")
    words = ("explain", tmp_path, "--policies", policies, *DATE)
    ran = yulin(*words, "--employer", FIRM)
    assert ran.code == 0, ran.err
    assert ran.out.splitlines() == [
        "题 · 甲 符合 1,000.00 元",
        "└── ✓ 条件一  在职人数 = 2人",
    ]
    ran = yulin(*words, "--employer", "913303021450000029")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "单位表里没有这个单位代码。 No such employer in 单位.\n"


@pytest.mark.parametrize("who", [(), ("--person", PERSON, "--employer", FIRM)])
def test_either_a_person_or_an_employer(yulin, policies, workbook, who):
    ran = yulin("explain", workbook, "--policies", policies, *DATE, *who)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "--person 和 --employer 写其中一个。 Give either --person or --employer.\n"


def test_nobody_of_that_number(yulin, policies, workbook):
    ran = explain(yulin, workbook, policies, "330302199001010000")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "人员表里没有这个证件号。 No such person in 人员.\n"


def test_square_brackets_are_no_markup(yulin, policies, workbook):
    text = (
        small("")
        .replace("说: 条件一", "说: '[red]条[/red]件'")
        .replace("标题: 题", "标题: '[/]题'")
    )
    (policies / "T-1.yaml").write_text(text, encoding="utf-8")
    out = explain(yulin, workbook, policies).out
    assert "[/]题" in out
    assert "[red]条[/red]件" in out


# -- synth, vocabulary -----------------------------------------------------------------------------


@pytest.mark.parametrize(("form", "name"), [("parquet", "r"), ("csv", "r"), ("xlsx", "r.xlsx")])
def test_synth_writes_what_decide_reads(yulin, tmp_path, form, name):
    ran = yulin("synth", "--people", 50, "--seed", 3, "--out", tmp_path / name, "--form", form)
    assert ran.code == 0, ran.err
    assert ran.out.startswith("50 人，")
    reading = read_facts(tmp_path / name)
    assert list(reading.errors) == []
    assert reading.facts["人员"].height == 50


def test_synth_is_the_same_for_the_same_seed(yulin, tmp_path):
    for name in ("a", "b"):
        yulin("synth", "--people", 30, "--seed", 3, "--out", tmp_path / name)
    assert read_facts(tmp_path / "a").facts.equals(read_facts(tmp_path / "b").facts)


@pytest.mark.parametrize(
    "words",
    [
        ("--people", 0, "--seed", 1, "--out", "x"),
        ("--people", "viele", "--seed", 1, "--out", "x"),
        ("--people", 5, "--seed", -1, "--out", "x"),
        ("--people", 5, "--seed", 1),
        ("--people", 5, "--seed", 1, "--out", "x", "--as-of", "gestern"),
        # a file stands where the folder should go
        ("--people", 5, "--seed", 1, "--out", "file"),
        ("--people", 5, "--seed", 1, "--out", "nowhere/x.xlsx", "--form", "xlsx"),
        # before there was anything
        ("--people", 5, "--seed", 1, "--out", "x", "--as-of", "1900-01-01"),
    ],
)
def test_synth_refuses_in_a_sentence(yulin, tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("甲")
    ran = yulin("synth", *words)
    assert ran.code == 2
    assert ran.err
    assert "Traceback" not in ran.err
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file"]


def test_a_region_is_a_city_of_the_table_of_divisions(tmp_path):
    table = tmp_path / "区划.csv"
    rows = ["370000,山东省,province,0", "371000,威海市,city,370000", "371002,环翠区,county,371000"]
    table.write_text("\n".join(["code,name,level,parent", *rows]), encoding="utf-8")
    words = ["synth", "--people", "300", "--seed", "3", "--region", "371000", "--out", "out"]

    def run(**more):
        return subprocess.run(
            [sys.executable, "-m", "yulin.cli", *words],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            env={**os.environ, **more},
        )

    ran = run()
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "没有地区 371000" in ran.stderr
    assert "YULIN_DIVISIONS" in ran.stderr
    ran = run(YULIN_DIVISIONS=str(table))
    assert (ran.returncode, ran.stderr) == (0, "")
    assert (read_facts(tmp_path / "out").facts["人员"]["户籍地"] == 371002).mean() > 0.35


def test_vocabulary(yulin):
    ran = yulin("vocabulary", "年龄")
    assert ran.code == 0
    assert ran.out.splitlines()[-1] == "1 个名称"
    assert "Age" in ran.out


def test_one_name_is_told_whole(yulin):
    asked = "In which province were you registered before college?"
    assert yulin("vocabulary", "生源地").out.splitlines() == [
        "生源地　Place of origin",
        "    类型 · type：地区",
        "    对象 · about：人员",
        "    来源 · source：教育",
        "    定义 · definition：本人.生源地",
        "    可变 · changed by：不可 · nobody",
        f"    问 · question：上大学前你的户籍在哪个省（生源地）？ {asked}",
        "1 个名称",
    ]


def test_a_name_written_out_is_told_whole_before_those_that_hold_it(yulin):
    lines = yulin("vocabulary", "最高学历").out.splitlines()
    assert lines[0] == "最高学历　Highest education"
    assert "    选项 · options：无、初中、高中、中职、专科、本科、硕士、博士" in lines
    assert lines[-2].startswith("全日制最高学历")
    assert lines[-1] == "2 个名称"


def test_many_names_are_a_table(yulin):
    lines = yulin("vocabulary", "学历").out.splitlines()
    assert lines[0].split() == ["名称", "English", "类型", "对象", "来源"]


def test_vocabulary_with_definitions_and_in_english(yulin):
    out = yulin("vocabulary", "months in a row", "--definitions").out
    assert "同单位社保连续月数" in out
    assert out.splitlines()[0] == (
        "同单位社保连续月数　Insured months in a row with this employer　数值（月）　人员　社保"
    )
    assert out.splitlines()[1].startswith("    连续月数(社保: 起始年月, 截止年月 若 险种 in")
    assert out.splitlines()[-1] == "1 个名称"


def test_the_template_is_the_one_of_the_site_and_is_read(yulin, tmp_path):
    out = tmp_path / "模板.xlsx"
    ran = yulin("template", "--out", out)
    assert (ran.code, ran.out) == (0, f"21 张表的模板写入 {out}\n")
    write_template(tmp_path / "other.xlsx")
    sheets = [load_workbook(path).sheetnames for path in (out, tmp_path / "other.xlsx")]
    assert sheets[0] == sheets[1]
    reading = read_facts(out)
    assert list(reading.errors) == []
    assert reading.facts["人员"].height == 0


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("模板.csv", "不会写 “.csv” 文件，可用 .xlsx。 Cannot write such a file."),
        ("没有/模板.xlsx", "找不到文件夹 没有，请先建好。 The folder does not exist."),
    ],
)
def test_a_template_that_cannot_be_put_there(yulin, tmp_path, monkeypatch, name, sentence):
    monkeypatch.chdir(tmp_path)
    ran = yulin("template", "--out", name)
    assert (ran.code, ran.out, ran.err) == (2, "", f"{sentence}\n")
    assert list(tmp_path.iterdir()) == []


def test_vocabulary_of_nothing(yulin):
    ran = yulin("vocabulary", "鼠标")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("没有含 “鼠标” 的名称。")


# -- help ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ((), ["check", "decide", "explain", "vocabulary", "synth"]),
        (("check",), ["DIRECTORY", "--verbose"]),
        (("decide",), ["FACTS", "--policies", "--as-of", "--out", "--engine", "polars", "python"]),
        (("explain",), ["FACTS", "--policies", "--as-of", "--person", "--employer", "--all"]),
        (("vocabulary",), ["--definitions"]),
        (("template",), ["--out"]),
        (("synth",), ["--people", "--seed", "--out", "--employers", "--form", "parquet"]),
    ],
)
def test_help_names_every_word(yulin, command, words):
    ran = yulin(*command, "--help")
    assert ran.code == 0
    assert [w for w in words if w.lower() not in ran.out.lower()] == []


def test_the_module_runs_in_a_process_of_its_own(policies):
    ran = subprocess.run(
        [sys.executable, "-m", "yulin.cli", "check", policies],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout.splitlines()[-1], ran.stderr) == (
        0,
        "2 passed, 0 failed, 1 not expressible",
        "",
    )


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("371000,威海市,市,370000", "第 2 行的 level 列看不懂“市”：只能写 province（省级）、city（地级）、county（县级）。"),
        (None, "请检查环境变量 YULIN_DIVISIONS"),
    ],
)  # fmt: skip
def test_a_table_of_divisions_that_cannot_be_read_is_one_sentence(tmp_path, policies, row, said):
    table = tmp_path / "区划.csv"
    if row is not None:
        table.write_text(f"code,name,level,parent\n{row}\n", encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "yulin.cli", "check", policies],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "YULIN_DIVISIONS": str(table)},
    )
    assert (ran.returncode, ran.stdout, len(ran.stderr.splitlines())) == (2, "", 1)
    assert said in ran.stderr


def test_a_failure_in_a_process_of_its_own(tmp_path):
    ran = subprocess.run(
        [sys.executable, "-m", "yulin.cli", "check", tmp_path / "nowhere"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == f"找不到 {tmp_path / 'nowhere'}：请检查路径。 Not found: check the path.\n"


def test_a_real_workbook_goes_through(yulin, policies, tmp_path):
    write_workbook(people(证书=[]), tmp_path / "more.xlsx")
    assert decide(yulin, tmp_path / "more.xlsx", policies, tmp_path / "out.csv").code == 0
