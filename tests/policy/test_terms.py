"""The vocabulary over the record tables: every definition has a meaning, and the right one."""

import pytest

from tests.policy.documents import all_tables, benefit, document, facts, reading
from tests.policy.engines import figure
from yulin.policy.compile.names import standard_names
from yulin.policy.vocabulary import standard

TERMS = list(standard().terms.values())
FIRM = {"单位代码": "E1", "单位名称": "甲", "单位类型": "企业", "单位地区": "330302"}


@pytest.fixture(scope="module")
def names():
    _document, problems = reading(document(benefit(), region=330300))
    return standard_names(problems), _document


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.name)
def test_every_name_has_a_meaning_and_both_questions_or_none(term, names):
    known, about = names
    known.resolve(term.name, about, term.subject)
    assert bool(term.ask) == bool(term.ask_en)
    assert term.definition is None or term.register
    assert term.changeable


def test_a_name_is_no_table():
    """``已知(登记)`` would be read as rows."""
    tables = set(facts().tables) | set(all_tables().tables)
    assert {term.name for term in TERMS} & tables <= {"学历"}


def placed(kind="就业见习", start="2026-03-01", **more):
    return {"类型": kind, "开始日期": start, **more}


def rented(kind="市场租赁", where="330302", **more):
    return {"坐落地": where, "租赁类型": kind, "起租日期": "2026-01-01", **more}


def listed(kind, since="2026-01-01", **more):
    return {"登记类型": kind, "登记日期": since, **more}


def earned(year, wages, where="330302"):
    return {"年度": year, "工资薪金": wages, "纳税地": where}


def led(kind="技能大师工作室", **more):
    row = {"平台编号": "PT1", "平台名称": "甲", "平台类型": kind, "单位代码": "E1"}
    return row | {"领办人证件号": "P1", "认定日期": "2025-01-01"} | more


@pytest.mark.parametrize(
    ("name", "table", "rows", "found"),
    [
        ("上年工资薪金", "收入", [], 0),
        ("上年工资薪金", "收入", [earned(2025, 6), earned(2025, 4), earned(2024, 99)], 1000),
        ("前年工资薪金", "收入", [earned(2025, 6), earned(2024, 99)], 9900),
        ("上年本地工资薪金", "收入", [earned(2025, 6), earned(2025, 4, "330106")], 600),
        ("见习中", "见习实习", [], False),
        ("见习中", "见习实习", [placed()], True),
        ("见习中", "见习实习", [placed(结束日期="2026-06-30")], True),
        ("见习中", "见习实习", [placed(结束日期="2026-06-29")], False),
        ("见习中", "见习实习", [placed("实习")], False),
        ("见习累计月数", "见习实习", [placed(结束日期="2026-05-10"), placed("实习")], 3),
        ("政府组织实习中", "见习实习", [placed("实习", 政府组织="是")], True),
        ("政府组织实习中", "见习实习", [placed("实习")], None),
        ("租房中", "租赁", [rented()], True),
        ("租房中", "租赁", [rented(where="330106")], False),
        ("租房中", "租赁", [rented(到期日期="2026-06-29")], False),
        ("住公租房或人才房", "租赁", [rented(), rented("青年驿站")], False),
        ("住公租房或人才房", "租赁", [rented("公租房")], True),
        ("当前月租金", "租赁", [rented(月租金=1500)], 150_000),
        ("有困难身份", "困难身份", [{"困难类型": "残疾", "认定日期": "2020-01-01"}], True),
        ("持证残疾", "困难身份", [{"困难类型": "孤儿", "认定日期": "2020-01-01"}], False),
        ("失业登记中", "登记", [listed("失业登记")], True),
        ("失业登记中", "登记", [listed("失业登记", 注销日期="2026-06-29")], False),
        ("失业登记中", "登记", [listed("求职登记")], False),
        ("入住过驿站", "登记", [listed("驿站入住", 登记地="330302")], True),
        ("省级以上竞赛前三名", "成果", [{"成果类型": "竞赛", "名称": "甲", "级别": "省级", "名次": 3, "取得日期": "2024-01-01"}], True),
        ("省级以上竞赛前三名", "成果", [{"成果类型": "竞赛", "名称": "甲", "级别": "市级", "名次": 1, "取得日期": "2024-01-01"}], False),
        ("平台领办人", "平台", [led()], True),
        ("平台领办人", "平台", [led(失效日期="2026-06-29")], False),
        ("平台领办人", "平台", [led(领办人证件号="P2")], False),
        ("领办技能大师工作室", "平台", [led("专家工作站")], False),
        ("有创业担保贷款", "贷款", [{"贷款类型": "创业担保贷款", "金额": 1, "放款日期": "2025-01-01"}], True),
        ("创业担保贷款年利率", "贷款", [{"贷款类型": "创业担保贷款", "金额": 1, "放款日期": "2025-01-01", "年利率": "0.0345"}], 345),
        ("有效认定类别", "认定", [], "无"),
        ("有效认定类别", "认定", [{"目录": "WZ-01", "类别": "E", "认定地区": "330302", "认定日期": "2025-01-01"}], "E"),
        ("培训合格", "培训", [{"培训类型": "技能培训", "开班日期": "2025-01-01", "培训结果": "合格"}], True),
        ("培训合格", "培训", [{"培训类型": "技能培训", "开班日期": "2025-01-01"}], None),
    ],
)  # fmt: skip
def test_what_a_name_says(name, table, rows, found):
    assert figure(name, all_tables(**{table: rows})) == found
    assert figure(name, facts()) is None  # a table not supplied is unknown


def test_the_firm_that_uses_an_agency_worker():
    job = {"用工形式": "劳务派遣", "入职日期": "2025-01-01", "单位代码": "E2", "用工单位代码": "E1"}
    given = all_tables(就业=[job], 单位=[FIRM, FIRM | {"单位代码": "E2", "单位地区": "330106"}])
    assert figure("用工单位地区", given) == 330302
    assert figure("工作地区", given) == 330106
    assert figure("劳务派遣中", given) is True
