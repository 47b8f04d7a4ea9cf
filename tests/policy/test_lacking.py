"""What is missing in words: the row, and whose fact it is that nobody has told."""

import pytest

from tests.policy.documents import AS_OF, PERSON, benefit, document, facts, library
from yulin.policy.cases import run_cases
from yulin.policy.remedies.remedies import Prospects

FIRM, OTHER = "91330302MA2AAAAA1B", "91330302MA2BBBBB2C"
MATE = "339900199001010015"
TERMS = """
事实:
  - {名称: 国有企业, en: State-owned, 对象: 单位, 类型: 是否}
定义:
  - {名称: 首日, 式: "首次(就业: 入职日期 若 非 对(单位, 国有企业) 按 入职日期)", 说: 首次入职}
  - {名称: 首日以来, 式: "整月(首日, 基准日)", 说: 以来的月数}
  - {名称: 大厂日, 式: "首次(就业: 入职日期 若 单位.单位规模 == '大型' 按 入职日期)", 说: 首次入职大厂}
  - {名称: 创办日, 式: "最低(单位: 成立日期)", 说: 创办}
"""
JOBS = [
    {"单位代码": FIRM, "入职日期": "2024-03-01"},
    {"单位代码": OTHER, "入职日期": "2025-03-01"},
]
FIRMS = [{"单位代码": FIRM, "单位规模": "小型"}, {"单位代码": OTHER}]


def told(code, value):
    return {"单位代码": code, "名称": "国有企业", "是否": value, "起始日期": "2020-01-01"}


def lacking(must, **tables):
    """What one clause lacks: by name, and in words."""
    made = library(document(benefit(must), more=TERMS))
    known = Prospects.of(made, facts(**tables), as_of=AS_OF, subject=PERSON)
    (decision,) = known.decisions
    (leaf,) = decision.reason.leaves()
    return leaf.missing, known.lacking(decision).get(id(leaf), leaf.missing)


@pytest.mark.parametrize(
    ("must", "rows", "name", "words"),
    [
        # both firms, one of them, and through another definition
        ("首日 >= 2023-01-01", [], "首日", f"首日（缺 单位 {FIRM} 的 国有企业、单位 {OTHER} 的 国有企业）"),
        ("首日 >= 2023-01-01", [told(FIRM, "否")], "首日", f"首日（缺 单位 {OTHER} 的 国有企业）"),
        ("首日以来 >= 12", [told(OTHER, "是")], "首日", f"首日（缺 单位 {FIRM} 的 国有企业）"),
        # a cell of the firm's own row
        ("大厂日 >= 2023-01-01", [], "大厂日", f"大厂日（缺 单位 {OTHER} 的 单位规模）"),
    ],
)  # fmt: skip
def test_whose_fact_is_missing(must, rows, name, words):
    missing, said = lacking(must, 就业=JOBS, 单位=FIRMS, 单位附加事实=rows)
    assert (missing, said) == ((name,), (words,))


def test_a_cell_of_the_rows_that_is_missing():
    must = "累计月数(社保: 起始年月, 截止年月 若 险种 == '职工养老') >= 12"
    text = TERMS + f'  - {{名称: 月数, 式: "{must.partition(" >=")[0]}", 说: 月数}}\n'
    made = library(document(benefit("月数 >= 12"), more=text))
    rows = [{"险种": None, "起始年月": "2025-01-01"}]
    known = Prospects.of(made, facts(社保=rows), as_of=AS_OF, subject=PERSON)
    (decision,) = known.decisions
    assert [*known.lacking(decision).values()] == [("月数（缺 社保 的 险种）",)]


def test_a_person_is_named_by_a_number_that_is_mostly_hidden():
    count = "{名称: 本科数, 式: \"计数(就业 若 人员.最高学历 >= '本科')\", 说: 本科人数}"
    text = document(benefit("本科数 >= 3"), more=f"对象: 单位\n定义:\n  - {count}")
    jobs = [{"证件号": MATE, "单位代码": FIRM, "入职日期": "2024-03-01"}]
    records = facts(人员=[{"证件号": MATE}], 单位=FIRMS, 就业=jobs)
    known = Prospects.of(library(text), records, as_of=AS_OF, subject=FIRM, subject_kind="employer")
    (decision,) = known.decisions
    (words,) = known.lacking(decision).values()
    assert words == ("本科数（缺 人员 3399************15 的 最高学历）",)


def test_a_figure_over_no_row_lacks_a_row():
    assert lacking("创办日 >= 2023-01-01", 单位=[]) == (
        ("创办日",),
        ("创办日（缺 符合的单位记录）",),
    )


def test_what_can_be_named_stays_as_it_is():
    # nobody supplied the table, or the fact is the subject's own
    assert lacking("首日 >= 2023-01-01") == (("记录：就业",), ("记录：就业",))
    assert lacking("在读", 学历=[{"学历": "本科", "毕业状态": None}])[0] == ("在读",)


def test_a_case_says_whose_fact_is_missing():
    more = (
        f"{TERMS}案例:\n  - {{编号: a, 说: 例, 基准日: 2026-06-30, 期望: {{甲: 符合}}, "
        "记录: {就业: [{单位代码: 厂, 入职日期: 2024-03-01}], 单位: [{单位代码: 厂}]}}"
    )
    (found,) = run_cases(library(document(benefit("首日 >= 2023-01-01"), more=more)))
    assert found.differences == (
        "甲：应为 符合，得到 无法判定（一；缺：首日（缺 单位 厂 的 国有企业））",
    )
