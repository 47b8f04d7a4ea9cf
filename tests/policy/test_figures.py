"""Figures over records, in the reference and in the population back end."""

import pytest

from tests.policy.documents import all_tables, day, facts, row
from tests.policy.engines import figure, figures
from yulin.facts import schema
from yulin.facts.frames import Facts, empty_frame

T, F, N = True, False, None


def paid(*amounts, **more):
    """Rows of 已享受; None is a sum nobody knows, which the schema has no blank for."""
    rows = []
    for n, amount in enumerate(amounts, 1):
        rows.append({"政策编号": "A", "待遇": "甲", "金额": amount, "享受日期": f"2025-01-{n:02}", "享受状态": "已发放", **more})  # fmt: skip
    return rows


def certificates(*cells):
    """Rows of 证书 from (等级, 发证日期, 紧缺工种)."""
    return [
        {"证书类别": "职业技能等级", "技能等级": level, "发证日期": issued, "紧缺工种": listed}
        for level, issued, listed in cells
    ]


def spells(*cells, kind="正常"):
    """Rows of 社保 from (起始年月, 截止年月), days of months as written; None: still open."""
    rows = []
    for start, end in cells:
        cell = {"险种": "失业", "参保地": "330302", "起始年月": start + "-01", "缴费类型": kind}
        rows.append(cell | ({"截止年月": end + "-01"} if end else {}))
    return rows


# -- any and count ---------------------------------------------------------------------------------

LISTED = ("高级工", "2025-01-01", "是")
OTHER = ("高级工", "2025-01-01", "否")
DOUBTFUL = ("高级工", "2025-01-01", "")


@pytest.mark.parametrize(
    ("rows", "found", "count"),
    [
        ([], F, 0),
        ([LISTED], T, 1),
        ([OTHER], F, 0),
        # a row nobody can judge: whether there is one is open, how many there are too
        ([DOUBTFUL], N, N),
        ([OTHER, DOUBTFUL], N, N),
        # … unless another row settles it
        ([LISTED, DOUBTFUL], T, N),
        ([DOUBTFUL, LISTED, LISTED], T, N),
    ],
)
def test_any_and_count(rows, found, count):
    given = all_tables(证书=certificates(*rows))
    assert figure("存在(证书 若 紧缺工种)", given) is found
    assert figure("计数(证书 若 紧缺工种)", given) == count
    assert figure("计数(证书)", given) == len(rows)
    assert figure("存在(证书)", given) is bool(rows)


def test_a_table_nobody_supplied_is_unknown_an_empty_one_is_none():
    texts = {
        "存在(证书)": F,
        "计数(证书)": 0,
        "合计(已享受: 金额)": 0,
        "前N合计(已享受: 金额 前 2)": 0,
        "最高(证书: 技能等级)": N,
        "最高(证书: 技能等级 否则 '无')": 0,
        "最近(证书: 技能等级 按 发证日期)": N,
        "最近(证书: 技能等级 按 发证日期 否则 '无')": 0,
        "累计月数(社保: 起始年月, 截止年月)": 0,
        "连续月数(社保: 起始年月, 截止年月)": 0,
    }
    assert {t: figure(t, all_tables()) for t in texts} == texts
    assert {t: figure(t, facts()) for t in texts} == dict.fromkeys(texts, N)


def test_only_the_subjects_own_rows_count():
    given = all_tables(
        人员=[{}, {"证件号": "P2"}, {"证件号": "P3"}],
        证书=[{**c, "证件号": who} for who in ("P2", "P2", "P1") for c in certificates(LISTED)],
    )
    assert figures("计数(证书 若 紧缺工种)", given) == [1, 2, 0]
    assert figures("最高(证书: 技能等级 否则 '无')", given) == [4, 4, 0]


# -- sums and extremes -----------------------------------------------------------------------------


def test_sums():
    given = all_tables(已享受=paid("100", "20.55", "3000"))
    assert figure("合计(已享受: 金额)", given) == 312_055
    assert figure("合计(已享受: 金额 若 金额 > 50元)", given) == 310_000
    assert figure("合计(已享受: 金额 * 50%)", given) == 1_560_275  # a tenth of a fen
    assert figure("合计(已享受: 金额 若 金额 > 9万元)", given) == 0
    assert figure("合计(已享受: 金额 若 金额 > 9万元 否则 7元)", given) == 700


@pytest.mark.parametrize(
    ("first", "wanted"),
    [(0, 0), (1, 300_000), (2, 310_000), (3, 312_055), (9, 312_055)],
)
def test_the_largest_few(first, wanted):
    given = all_tables(已享受=paid("100", "20.55", "3000"))
    assert figure(f"前N合计(已享受: 金额 前 {first})", given) == wanted


def test_the_largest_few_of_equal_ones():
    given = all_tables(已享受=paid("5", "5", "5", "1"))
    assert figure("前N合计(已享受: 金额 前 2)", given) == 1000


def unknown_sum():
    """A 已享受 row whose 金额 is null, beside a known one."""
    rows = [row(schema.BENEFIT, c) for c in paid("5", "5")]
    rows[1]["金额"] = None
    frame = empty_frame("已享受")
    return Facts({**all_tables().tables, "已享受": type(frame)(rows, schema=frame.schema)})


@pytest.mark.parametrize(
    "text",
    ["合计(已享受: 金额)", "前N合计(已享受: 金额 前 1)", "最高(已享受: 金额)", "最低(已享受: 金额)",
     "合计(已享受: 金额 若 金额 > 1元)", "计数(已享受 若 金额 > 1元)"],
)  # fmt: skip
def test_an_unknown_cell_is_never_skipped(text):
    assert figure(text, unknown_sum()) is None


def test_an_unknown_cell_of_another_row_does_not_matter():
    """Nobody knows the sum of the second row, which does not fit."""
    assert figure("合计(已享受: 金额 若 享受日期 == 2025-01-01)", unknown_sum()) == 500


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("最高(证书: 技能等级 否则 '无')", 6),
        ("最低(证书: 技能等级 否则 '无')", 4),
        ("最晚(证书: 发证日期)", day("2025-06-01")),
        ("最早(证书: 发证日期)", day("2023-06-01")),
        ("最早(证书: 发证日期 若 技能等级 >= '技师')", day("2025-06-01")),
        ("最早(证书: 发证日期 若 技能等级 >= '首席技师')", N),
        ("最早(证书: 发证日期 若 技能等级 >= '首席技师' 否则 基准日)", day("2026-06-30")),
        ("最高(证书: 若则(紧缺工种, 2, 1))", 2),
        # the latest row: a lower level may come later
        ("最近(证书: 技能等级 按 发证日期)", 6),
        ("最近(证书: 技能等级 若 非 紧缺工种 按 发证日期)", 4),
        ("最近(证书: 紧缺工种 按 发证日期)", T),
        ("最近(证书: 5 按 发证日期)", 5),
    ],
)
def test_extremes_and_the_latest(text, wanted):
    rows = [
        ("高级工", "2023-06-01", "是"),
        ("高级技师", "2025-06-01", "是"),
        ("高级工", "2024-06-01", "否"),
    ]
    assert figure(text, all_tables(证书=certificates(*rows))) == wanted


def test_of_two_on_the_same_day_the_one_further_down_is_the_latest():
    one, two = ("技师", "2025-06-01", "否"), ("高级工", "2025-06-01", "是")
    text = "最近(证书: 技能等级 按 发证日期)"
    assert figure(text, all_tables(证书=certificates(one, two))) == 4
    assert figure(text, all_tables(证书=certificates(two, one))) == 5


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        # the latest row is known, its value is not
        ([("高级工", "2023-06-01", "是"), ("高级工", "2025-06-01", "")], N),
        # an unknown value of an earlier row does not matter
        ([("高级工", "2023-06-01", ""), ("高级工", "2025-06-01", "是")], T),
    ],
)
def test_the_latest_with_unknown_values(rows, wanted):
    assert (
        figure("最近(证书: 紧缺工种 按 发证日期)", all_tables(证书=certificates(*rows))) is wanted
    )


def test_the_latest_with_an_unknown_order_is_unknown():
    rows = [
        {"学历": "本科", "学习形式": "全日制", "毕业状态": "毕业", "毕业日期": "2020-06-30"},
        {"学历": "硕士", "学习形式": "全日制", "毕业状态": "毕业"},
    ]
    assert figure("最近(学历: 学历 按 毕业日期)", all_tables(学历=rows)) is None
    assert figure("最近(学历: 学历 若 学历 == '本科' 按 毕业日期)", all_tables(学历=rows)) == 5


# -- months ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "months", "streak"),
    [
        # the decision is on 2026-06-30; a streak reaches June or May
        ([], 0, 0),
        ([("2026-06", "2026-06")], 1, 1),
        ([("2026-05", "2026-05")], 1, 1),
        ([("2026-04", "2026-04")], 1, 0),
        ([("2026-01", "2026-06")], 6, 6),
        # still paying: until the decision, not until 9999
        ([("2026-01", None)], 6, 6),
        ([("2016-07", None)], 120, 120),
        # a gap of one month breaks the streak
        ([("2025-01", "2025-12"), ("2026-02", None)], 17, 5),
        # month after month in two spells does not
        ([("2025-01", "2025-12"), ("2026-01", None)], 18, 18),
        ([("2026-01", None), ("2025-01", "2025-12")], 18, 18),
        # overlaps count once
        ([("2026-01", "2026-04"), ("2026-03", "2026-06")], 6, 6),
        ([("2026-01", None), ("2026-03", "2026-04"), ("2026-01", "2026-01")], 6, 6),
        ([("2025-01", "2025-03"), ("2025-01", "2025-03"), ("2025-02", "2025-02")], 3, 0),
        # a long spell hides a short one that ends earlier
        ([("2020-01", "2026-06"), ("2020-02", "2020-03"), ("2026-05", "2026-06")], 78, 78),
        # what lies in the future does not count yet
        ([("2026-07", None)], 0, 0),
        ([("2026-05", "2027-12")], 2, 2),
        ([("2026-05", "2026-05"), ("2026-07", None)], 1, 1),
        ([("2026-04", "2026-04"), ("2026-07", None)], 1, 0),
        # ends before it starts
        ([("2026-06", "2026-01")], 0, 0),
        ([("2026-06", "2026-01"), ("2026-02", "2026-03")], 2, 0),
        # across a year's end
        ([("2025-11", "2026-02")], 4, 0),
    ],
)  # fmt: skip
def test_covered_months(cells, months, streak):
    given = all_tables(社保=spells(*cells))
    assert figure("累计月数(社保: 起始年月, 截止年月)", given) == months
    assert figure("连续月数(社保: 起始年月, 截止年月)", given) == streak


@pytest.mark.parametrize(
    ("as_of", "streak"),
    [("2026-05-31", 5), ("2026-06-01", 5), ("2026-06-30", 5), ("2026-07-01", 0), ("2026-01-15", 1), ("2025-12-31", 0)],
)  # fmt: skip
def test_a_streak_waits_one_month_for_the_last_payment(as_of, streak):
    given = all_tables(社保=spells(("2026-01", "2026-05")))
    assert figure("连续月数(社保: 起始年月, 截止年月)", given, day(as_of)) == streak


def test_back_payments_and_arrears_are_left_out_by_their_kind():
    """HZ-01: a month paid back later does not count towards the streak."""
    given = all_tables(
        社保=spells(("2026-01", "2026-02"), ("2026-04", None))
        + spells(("2026-03", "2026-03"), kind="补缴")
    )
    normal = "若 缴费类型 == '正常'"
    assert figure(f"连续月数(社保: 起始年月, 截止年月 {normal})", given) == 3
    assert figure(f"累计月数(社保: 起始年月, 截止年月 {normal})", given) == 5
    assert figure("连续月数(社保: 起始年月, 截止年月)", given) == 6


def test_months_with_a_row_nobody_can_judge():
    rows = spells(("2026-01", "2026-02"), ("2026-04", None))
    rows[0]["单位代码"] = "U1"
    given = all_tables(社保=rows)
    text = "月数(社保: 起始年月, 截止年月 若 单位代码 == 'U1')"
    assert figure(f"累计{text}", given) is None
    assert figure(f"连续{text}", given) is None


def test_months_of_many_people_do_not_run_together():
    """P1's spell ends where P2's begins, in the order of rows."""
    people = [{"证件号": f"P{n}"} for n in range(1, 5)]
    cells = [
        ("P1", "2026-05", None),
        ("P2", "0001-01", "0001-02"),
        ("P3", "2026-06", None),
        ("P3", "2026-05", "2026-05"),
    ]
    rows = [{**spells((a, b))[0], "证件号": who} for who, a, b in cells]
    given = all_tables(人员=people, 社保=rows)
    assert figures("累计月数(社保: 起始年月, 截止年月)", given) == [2, 2, 2, 0]
    assert figures("连续月数(社保: 起始年月, 截止年月)", given) == [2, 0, 2, 0]


# -- own columns, links and names inside brackets --------------------------------------------------

FIRM = {
    "单位代码": "U1",
    "单位名称": "甲厂",
    "单位类型": "企业",
    "单位地区": "330302",
    "行业": "工业电气",
}
JOB = {"单位代码": "U1", "用工形式": "劳动合同", "入职日期": "2024-01-01"}


def test_own_columns():
    given = all_tables(
        人员=[{"出生日期": "1990-05-05"}, {"证件号": "P2"}], 证书=certificates(LISTED)
    )
    assert figures("本人.出生日期", given) == [day("1990-05-05"), None]
    assert figures("计数(证书 若 发证日期 > 本人.出生日期)", given) == [1, 0]
    assert figures("计数(证书 若 发证日期 > 加年(出生日期, 35))", given) == [0, 0]


@pytest.mark.parametrize(
    ("job", "firms", "wanted"),
    [
        (JOB, [FIRM], 1),
        # another firm, or none at all
        (JOB, [{**FIRM, "单位代码": "U2"}], None),
        ({**JOB, "单位代码": ""}, [FIRM], None),
        # the firm is known, its industry is not
        (JOB, [{**FIRM, "行业": ""}], None),
    ],
)
def test_linked_columns(job, firms, wanted):
    given = all_tables(就业=[job], 单位=firms)
    assert figure("最近(就业: 单位.行业 按 入职日期)", given) == wanted


def test_a_link_to_a_table_nobody_supplied_is_unknown():
    assert figure("最近(就业: 单位.行业 按 入职日期)", facts(就业=[JOB])) is None
    assert figure("最近(就业: 单位.行业 按 入职日期 否则 '其他')", facts(就业=[])) == 0


def test_employers_see_their_people_through_the_link():
    """A row about an employer leads to the person it is about."""
    given = all_tables(
        人员=[{"性别": "女"}, {"证件号": "P2", "性别": "男"}],
        就业=[JOB, {**JOB, "证件号": "P2"}],
        单位=[FIRM, {**FIRM, "单位代码": "U2"}],
    )
    text = "计数(就业 若 人员.性别 == '女')"
    assert figures(text, given, subject="单位") == [1, 0]
    assert figures("计数(就业)", given, subject="单位") == [2, 0]
    assert figures("本单位.行业", given, subject="单位") == [1, 1]


def test_names_inside_brackets_are_the_tables_columns_first():
    """技能等级 is a column of 证书 and a name of the vocabulary; inside the bracket it is the column."""
    given = all_tables(
        证书=certificates(("高级工", "2025-01-01", "是"), ("技师", "2025-02-01", "是"))
    )
    assert figure("计数(证书 若 技能等级 == '高级工')", given) == 1
    assert figure("存在(荣誉 若 技能等级 == '技师')", given) is False
    honours = [{"荣誉名称": "工匠", "荣誉类型": "技能荣誉", "授予日期": "2025-01-01"}]
    given = all_tables(荣誉=honours, 证书=certificates(("技师", "2025-02-01", "是")))
    assert figure("存在(荣誉 若 技能等级 == '技师')", given) is True


def test_figures_build_on_figures_through_definitions():
    """当前单位 is itself a figure; 同单位社保连续月数 uses it inside brackets."""
    rows = [{**r, "险种": "职工养老", "单位代码": who} for r, who in zip(spells(("2025-01", "2026-02"), ("2026-03", None)), ("U2", "U1"), strict=True)]  # fmt: skip
    given = all_tables(社保=rows, 就业=[JOB], 单位=[FIRM])
    assert figure("同单位社保连续月数", given) == 4
    assert figure("当前单位", given) == "U1"
