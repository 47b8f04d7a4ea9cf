"""Lists by year and parameters by day: found by the smallest place, refused where not loaded."""

import datetime as dt
from pathlib import Path

import pytest

from tests.policy.documents import all_tables, benefit, both, document, explained, library
from yulin.policy.documents.load import read_file
from yulin.policy.library import Library, load_library
from yulin.policy.problems import PolicyError
from yulin.policy.reader import Problems

DAY = dt.date(2024, 6, 30)
HEAD = "en: X\n来源: [{网址: www.example.cn, 等级: P1}]\n"
TRADES = f"名单: 紧缺工种\n地区: 330200\n{HEAD}年度:\n  2023: [电工, 焊工]\n  2024: [电工]\n  2025: 未知\n"
WAGE = (
    f"参数: 最低工资\n地区: 0\n单位: 元\n{HEAD}取值:\n"
    "  - {至: 2023-12-31, 值: 2070元}\n  - {自: 2024-01-01, 至: 2024-12-31, 值: 2260元}\n"
    "  - {自: 2025-01-01, 至: 2025-12-31, 值: 未知}\n"
)
RATES = (
    f"参数: 标准\n地区: 0\n单位: 元\n{HEAD}取值:\n  - {{值: {{高级工: 1000元, 技师: 1500元}}}}\n"
)


def reference(text, name="名单.yaml"):
    problems = Problems()
    found = read_file(Path(name), problems, text=text)
    problems.raise_errors()
    return found


def with_references(made, *texts):
    return Library(
        made.documents, references=tuple(reference(t, f"{n}.yaml") for n, t in enumerate(texts))
    )


def answer(must, *texts, region=330200, as_of=DAY, amount=None, **tables):
    made = library(document(benefit(must, code="甲", amount=amount), region=region))
    records = all_tables(**tables)
    table = both(with_references(made, *texts), records, as_of=as_of)
    row = table.row(0, named=True)
    return row["trace"][-1], row["amount"]


def worker(trade):
    return {
        "就业": [
            {
                "单位代码": "E1",
                "用工形式": "劳动合同",
                "入职日期": "2020-01-01",
                "从事工种": trade,
            }
        ],
        "证书": [
            {
                "证书类别": "职业技能等级",
                "技能等级": "技师",
                "工种": trade,
                "发证日期": "2023-05-01",
            }
        ],
    }


LISTED = "存在(证书 若 在名单('紧缺工种', 工种, 年份(发证日期)))"


@pytest.mark.parametrize(
    ("must", "trade", "as_of", "wanted"),
    [
        # the list of the year of the certificate
        (LISTED, "焊工", DAY, "T"),
        (LISTED, "钳工", DAY, "F"),
        # the list of the year of the decision
        ("存在(证书 若 在名单('紧缺工种', 工种))", "焊工", DAY, "F"),
        ("存在(证书 若 在名单('紧缺工种', 工种))", "电工", DAY, "T"),
        # a year whose list was not seen, and one nobody loaded
        ("存在(证书 若 在名单('紧缺工种', 工种))", "电工", dt.date(2025, 1, 1), "?"),
        ("存在(证书 若 在名单('紧缺工种', 工种))", "电工", dt.date(2022, 1, 1), "?"),
        ("存在(证书 若 在名单('紧缺工种', 工种, 2023))", "焊工", dt.date(2030, 1, 1), "T"),
    ],
)
def test_lists_by_year(must, trade, as_of, wanted):
    assert answer(must, TRADES, as_of=as_of, **worker(trade))[0] == wanted


def test_a_list_over_labels_and_one_over_places():
    levels = f"名单: 等级\n地区: 0\n{HEAD}年度: {{2024: [技师, 高级技师]}}\n"
    places = f"名单: 县\n地区: 0\n{HEAD}年度: {{2024: ['330302', '330304']}}\n"
    assert answer("在名单('等级', 技能等级)", levels, **worker("电工"))[0] == "T"
    assert answer("在名单('县', 本地区)", places, region=330304)[0] == "T"
    assert answer("在名单('县', 本地区)", places, region=330305)[0] == "F"


@pytest.mark.parametrize(
    ("amount", "as_of", "wanted"),
    [
        ("参数('最低工资') * 60%", DAY, 135_600),
        ("参数('最低工资')", dt.date(2023, 12, 31), 207_000),
        ("参数('最低工资')", dt.date(2025, 1, 1), None),
        ("参数('最低工资')", dt.date(2026, 1, 1), None),
        ("参数('最低工资', 2023-12-31)", DAY, 207_000),
        ("查表('标准', 技能等级)", DAY, 150_000),
        ("查表('标准', 技能等级, 2023-12-31)", DAY, 150_000),
    ],
)
def test_parameters(amount, as_of, wanted):
    found = answer("是", WAGE, RATES, as_of=as_of, amount=amount, **worker("电工"))
    assert found[1] == wanted


def test_a_key_that_the_table_does_not_list_is_unknown():
    person = worker("电工")
    person["证书"][0]["技能等级"] = "初级工"
    assert answer("是", RATES, amount="查表('标准', 技能等级)", **person)[1] is None


def test_why_a_parameter_is_open():
    made = with_references(library(document(benefit(amount="参数('最低工资')"))), WAGE)
    notes = {
        year: explained(made, all_tables(), as_of=dt.date(year, 6, 1))["甲"].amount.notes
        for year in (2025, 2026)
    }
    assert notes == {
        2025: ("“最低工资”的数值没有见到",),
        2026: ("没有载入那一天的“最低工资”",),
    }


def test_the_smallest_place_around_the_document_wins():
    city = WAGE.replace("地区: 0", "地区: 330200").replace("2260元", "2490元")
    other = WAGE.replace("地区: 0", "地区: 330300").replace("2260元", "1元")
    assert answer("是", WAGE, city, other, amount="参数('最低工资')")[1] == 249_000
    assert answer("是", WAGE, city, other, region=330100, amount="参数('最低工资')")[1] == 226_000


@pytest.mark.parametrize(
    ("must", "wanted"),
    [
        ("在名单('紧缺工', '电工')", ("E476", "没有载入名单 “紧缺工”")),
        ("在名单('最低工资', '电工')", ("E476", "没有载入名单 “最低工资”")),
        ("在名单('紧缺工种', '电工', 2021)", ("E473", "没有载入2021年的“紧缺工种”")),
        ("参数('最低工资', 2027-01-01) > 0元", ("E473", "没有载入2027-01-01的“最低工资”")),
        ("查表('最低工资', 技能等级) > 0元", ("E474", "“最低工资” 没有键")),
        ("参数('标准') > 0元", ("E474", "“标准” 有键")),
        ("查表('标准', 基准日) > 0元", ("E472", "键 “高级工” 不能与日期相比")),
        ("在名单('紧缺工种', 技能等级)", ("E471", "技能等级 没有 “焊工、电工” 这一项")),
        ("在名单('紧缺工种', 年龄)", ("E472", "名单里找的是文字、选项或地区，不是数值（岁）")),
    ],
)
def test_what_is_not_loaded_is_refused_before_it_runs(must, wanted):
    made = library(document(benefit(must), region=330200))
    with pytest.raises(PolicyError) as error:
        with_references(made, TRADES, WAGE, RATES).program(DAY)
    (found,) = error.value.problems
    place = f"{found.place.file}:{found.place.line}"
    assert (
        (found.code, found.message.split("（在名单")[0].split("（参数")[0].split("（查表")[0]),
        place,
    ) == (
        wanted,
        "1.yaml:17",
    )


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (TRADES.replace("2024:", "二〇二四:"), ("E260", "“二〇二四” 不是年份")),
        (WAGE.replace("2260元", "2260"), ("E261", "“2260” 不是以 元 计的数")),
        (WAGE.replace("2260元", "2260月"), ("E261", "“2260月” 不是以 元 计的数")),
        (WAGE.replace("自: 2024-01-01", "自: 2023-12-31"), ("E262", "“最低工资” 的取值时间重叠")),
        (
            WAGE.replace("至: 2024-12-31", "至: 2023-12-31"),
            ("E236", "起止倒置：自 2024-01-01 至 2023-12-31"),
        ),
        (TRADES.replace("地区: 330200", "地区: 999999"), ("E234", "区划表里没有 999999")),
        (TRADES + "名字: 1\n", ("E208", "不认识的键 “名字”")),
    ],
)
def test_files_that_are_refused(text, wanted):
    with pytest.raises(PolicyError) as error:
        reference(text)
    assert wanted in [(p.code, p.message) for p in error.value.problems]


def test_lists_lie_beside_the_documents(tmp_path):
    (tmp_path / "名单").mkdir()
    (tmp_path / "T-1.yaml").write_text(
        document(benefit("在名单('紧缺工种', '电工')"), region=330200)
    )
    (tmp_path / "名单" / "a.yaml").write_text(TRADES)
    made = load_library(tmp_path)
    assert ([d.id for d in made.documents], [r.name for r in made.references]) == (
        ["T-1"],
        ["紧缺工种"],
    )
    before = made.digest
    (tmp_path / "名单" / "a.yaml").write_text(TRADES.replace("焊工", "钳工"))
    assert load_library(tmp_path).digest != before
    (tmp_path / "名单" / "b.yaml").write_text(TRADES)
    with pytest.raises(PolicyError) as error:
        load_library(tmp_path)
    assert [p.message for p in error.value.problems] == ["“紧缺工种” 在同一地区已由 a.yaml 给出"]


def test_a_folder_of_one_region_finds_what_lies_beside_it(tmp_path):
    """Of a library that is a folder per region, one alone can be read; its own list comes first."""
    for name in ("甲市", "全省/名单", "乙市/名单"):
        (tmp_path / name).mkdir(parents=True)
    rule = document(benefit("在名单('紧缺工种', '电工')"), region=330200)
    (tmp_path / "甲市" / "T-1.yaml").write_text(rule)
    (tmp_path / "全省" / "名单" / "a.yaml").write_text(TRADES)
    (tmp_path / "乙市" / "名单" / "b.yaml").write_text(TRADES)
    made = load_library(tmp_path / "甲市")
    assert [(r.name, Path(r.file).name) for r in made.references] == [("紧缺工种", "b.yaml")]
    alone = document(benefit("年龄 >= 18"), region=330200)
    (tmp_path / "甲市" / "T-1.yaml").write_text(alone)
    assert load_library(tmp_path / "甲市").references == ()
    (tmp_path / "甲市" / "T-1.yaml").write_text(rule.replace("紧缺工种", "没有的"))
    with pytest.raises(PolicyError) as error:
        load_library(tmp_path / "甲市")
    assert [p.code for p in error.value.problems] == ["E476"]


# -- parameters with keys of which some were not seen ----------------------------------------------

RATE = """
参数: 标准二
en: Standard
地区: 0
单位: 元
来源: [{网址: www.example.cn, 等级: P1}]
取值:
  - {至: 2025-12-31, 值: {高级工: 1000元, 技师: 未知}}
  - {自: 2026-01-01, 值: %s}
"""


@pytest.mark.parametrize(
    ("must", "value", "wanted"),
    [
        ("参数('标准二') > 0元", "未知", ("“标准二” 有键", "写成 查表('标准二', 键)")),
        ("参数('标准二') > 0元", "5元", ("“标准二” 有的取值分键，有的不分", "每一段都写成 值: {键: …}，或都不分")),
        ("查表('标准二', 技能等级) > 0元", "5元", ("“标准二” 有的取值分键，有的不分", "每一段都写成 值: {键: …}，或都不分")),
        ("查表('最低工资', 技能等级) > 0元", "未知", ("“最低工资” 没有键", "写成 参数('最低工资')")),
    ],
)  # fmt: skip
def test_the_advice_on_keys_fits_the_parameter(must, value, wanted):
    made = library(document(benefit(must), region=330200))
    with pytest.raises(PolicyError) as error:
        with_references(made, RATE.replace("%s", value), WAGE).program(DAY)
    (found,) = error.value.problems
    said = f"{wanted[0]}（{must}）"
    assert (found.code, found.message, found.advice) == ("E474", said, wanted[1])


def test_unknown_without_a_key_stands_for_every_key():
    made = with_references(
        library(document(benefit(amount="查表('标准二', 技能等级)"))), RATE.replace("%s", "未知")
    )
    told = {
        (year, level): explained(
            made, all_tables(), as_of=dt.date(year, 6, 1), values={"技能等级": level}
        )["甲"].amount
        for year in (2025, 2026)
        for level in ("高级工", "技师")
    }
    assert {asked: (found.value, found.notes) for asked, found in told.items()} == {
        (2025, "高级工"): (1000, ()),
        (2025, "技师"): (None, ("“标准二”的数值没有见到",)),
        (2026, "高级工"): (None, ("“标准二”的数值没有见到",)),
        (2026, "技师"): (None, ("“标准二”的数值没有见到",)),
    }
