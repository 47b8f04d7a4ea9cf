"""Figures over records, in the reference and in the population back end."""

import pytest

from tests.policy.documents import all_tables, day, facts, row
from tests.policy.engines import figure, figures, over_records
from yulin.facts import schema
from yulin.facts.frames import Facts, empty_frame
from yulin.policy import ir
from yulin.policy.kinds import DAY, TEXT, YES, Number
from yulin.policy.language.scope import column_type

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


# -- figures as nodes: different values, the first row, runs of months, until a day ------------------

WHOLE, MONTHS = Number(), Number("月")


def column(table, name, via=None):
    """A column of the row at hand, or of what its link ``via`` leads to."""
    return ir.Column(table, name, column_type(schema.BY_NAME[table].column(name)), via)


def own(name, table="人员"):
    return column(table, name, ir.OWN)


def const(value, kind=WHOLE):
    return ir.Const(value, kind)


def equals(table, name, value):
    cell = column(table, name)
    return ir.Compare("==", cell, const(value, cell.type))


def over(kind, table, *, value=None, order=None, key="证件号", type=WHOLE, **more):  # noqa: A002 - as in the node
    """A figure over records; everything else as given."""
    parts = {"where": None, "limit": None, "empty": None} | more
    return ir.Aggregate(
        kind=kind, table=table, key=key, value=value, order=order, type=type, **parts
    )


TRADE, ISSUED, LISTED_TRADE = (column("证书", n) for n in ("工种", "发证日期", "紧缺工种"))


def trades(*names, start=1):
    """Rows of 证书, one a trade (None: unknown), issued one day after the other."""
    return [
        {"证书类别": "职业技能等级", "发证日期": f"2025-01-{n:02}", "工种": name}
        for n, name in enumerate(names, start)
    ]


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        ([], 0),
        (["电工"], 1),
        (["电工", "电工"], 1),
        (["电工", "焊工", "电工"], 2),
        # one that nobody knows may be a new one or not
        (["电工", None], N),
        ([None, None], N),
    ],
)
def test_different_values(names, wanted):
    given = all_tables(证书=trades(*names))
    assert over_records(over("distinct", "证书", value=TRADE), given) == [wanted]


def test_different_values_where_rows_fit():
    given = all_tables(
        人员=[{}, {"证件号": "P2"}],
        证书=[{**c, "紧缺工种": "是" if n < 2 else "否"} for n, c in enumerate(trades("电工", "电工", "焊工", None))],
    )  # fmt: skip
    assert over_records(over("distinct", "证书", value=TRADE, where=LISTED_TRADE), given) == [1, 0]
    unlisted = over("distinct", "证书", value=TRADE, where=ir.Not(LISTED_TRADE))
    assert over_records(unlisted, given) == [N, 0]
    none = over("distinct", "证书", value=TRADE, where=const(F, YES), empty=const(7))
    assert over_records(none, given) == [7, 7]


def test_different_days_and_truths():
    given = all_tables(证书=[{**c, "紧缺工种": "是"} for c in trades("甲", "乙", "丙")])
    assert over_records(over("distinct", "证书", value=ISSUED), given) == [3]
    assert over_records(over("distinct", "证书", value=LISTED_TRADE), given) == [1]


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ([], N),
        ([("电工", "2025-02-01"), ("焊工", "2025-01-01")], "焊工"),
        # of two on the same day the first row is the first
        ([("电工", "2025-01-01"), ("焊工", "2025-01-01")], "电工"),
        ([("焊工", "2025-01-01"), ("电工", "2025-01-01"), ("钳工", "2024-12-31")], "钳工"),
        # only the value of the first row matters
        ([("电工", "2025-01-01"), (None, "2025-01-02")], "电工"),
        ([(None, "2025-01-01"), ("电工", "2025-01-02")], N),
    ],
)
def test_the_first(rows, wanted):
    made = [
        {"证书类别": "职业技能等级", "工种": trade, "发证日期": issued} for trade, issued in rows
    ]
    first = over("first", "证书", value=TRADE, order=ISSUED, type=TEXT)
    assert over_records(first, all_tables(证书=made)) == [wanted]


def test_the_first_with_an_unknown_order_or_a_doubtful_row():
    rows = [
        {"学历": "本科", "学习形式": "全日制", "毕业状态": "毕业", "毕业日期": "2020-06-30"},
        {"学历": "硕士", "学习形式": "全日制", "毕业状态": "毕业"},
    ]
    level, day_ = column("学历", "学历"), column("学历", "毕业日期")
    first = over("first", "学历", value=level, order=day_, type=level.type)
    assert over_records(first, all_tables(学历=rows)) == [N]
    chosen = over("first", "学历", value=level, order=day_, type=level.type, where=equals("学历", "学历", 5))  # fmt: skip
    assert over_records(chosen, all_tables(学历=rows)) == [5]
    listed = over("first", "证书", value=TRADE, order=ISSUED, type=TEXT, where=LISTED_TRADE)
    assert over_records(listed, all_tables(证书=trades("电工"))) == [N]
    assert over_records(listed, all_tables(证书=[])) == [N]
    otherwise = over("first", "证书", value=TRADE, order=ISSUED, type=TEXT, empty=const("无", TEXT))
    assert over_records(otherwise, all_tables(证书=[])) == ["无"]


def test_the_largest_few_of_none_is_what_stands_for_none():
    """Somebody else's row of the same table does not make one's own."""
    amount = column("已享受", "金额")
    fits = ir.Compare(">", amount, const(10**6, amount.type))
    made = over(
        "top", "已享受", value=amount, where=fits, limit=2, empty=const(7), type=amount.type
    )
    every = over("sum", "已享受", value=amount, type=amount.type)
    both = ir.Add((made, every), amount.type)
    assert over_records(both, all_tables(已享受=paid("5"))) == [507]


COVER = {"value": column("社保", "起始年月"), "order": column("社保", "截止年月"), "type": MONTHS}
KINDS = ("months", "streak", "longest")


@pytest.mark.parametrize(
    ("cells", "longest"),
    [
        # the decision is on 2026-06-30
        ([], 0),
        ([("2026-06", "2026-01")], 0),
        ([("2020-01", "2020-07")], 7),
        ([("2020-01", "2020-07"), ("2021-01", "2021-03")], 7),
        ([("2021-01", "2021-03"), ("2020-01", "2020-02")], 3),
        # month after month in two spells is one run, and an overlap counts once
        ([("2020-01", "2020-07"), ("2020-08", "2020-09")], 9),
        ([("2020-01", "2020-07"), ("2020-05", "2020-09"), ("2022-01", "2022-08")], 9),
        ([("2020-01", "2021-12"), ("2020-03", "2020-04"), ("2022-02", "2022-02")], 24),
        # what lies in the future does not count
        ([("2026-05", None)], 2),
        ([("2026-05", "2026-06"), ("2026-07", "2036-07")], 2),
        ([("2026-08", None)], 0),
    ],
)
def test_the_longest_run(cells, longest):
    given = all_tables(社保=spells(*cells))
    assert over_records(over("longest", "社保", **COVER), given) == [longest]


def test_runs_of_many_people_do_not_run_together():
    people = [{"证件号": f"P{n}"} for n in range(1, 4)]
    cells = [("P1", "2026-05", None), ("P2", "0001-01", "0001-03"), ("P2", "2025-01", "2025-02")]
    rows = [{**spells((a, b))[0], "证件号": who} for who, a, b in cells]
    given = all_tables(人员=people, 社保=rows)
    assert over_records(over("longest", "社保", **COVER), given) == [2, 3, 0]


@pytest.mark.parametrize(
    ("until", "wanted"),
    [
        # paid January to March 2025 and from May 2025 on
        ("2024-12-31", (0, 0, 0)),
        ("2025-01-01", (1, 1, 1)),
        ("2025-03-31", (3, 3, 3)),
        # a run waits one month for the last payment
        ("2025-04-30", (3, 3, 3)),
        ("2025-05-01", (4, 1, 3)),
        ("2025-12-31", (11, 8, 8)),
        # after the decision, and at the end of the calendar
        ("2027-01-15", (24, 21, 21)),
        ("9999-12-31", (95_699, 95_696, 95_696)),
        (None, (N, N, N)),
    ],
)
def test_months_until_a_day(until, wanted):
    given = all_tables(社保=spells(("2025-01", "2025-03"), ("2025-05", None)))
    last = const(until and day(until), DAY)
    made = [over_records(over(kind, "社保", until=last, **COVER), given)[0] for kind in KINDS]
    assert tuple(made) == wanted


def test_until_is_read_for_each_subject():
    """Up to each person's birthday of 35; nobody's rows need none."""
    people = [{"出生日期": "1990-06-15"}, {"证件号": "P2", "出生日期": "1991-02-28"}, {"证件号": "P3"}, {"证件号": "P4"}]  # fmt: skip
    rows = [{**spells(("2025-01", None))[0], "证件号": who} for who in ("P1", "P2", "P3")]
    given = all_tables(人员=people, 社保=rows)
    until = ir.AddMonths(ir.Var("生日", DAY), const(420, MONTHS))
    definitions = {"生日": ("人员", DAY, own("出生日期"))}
    for kind in KINDS:
        made = over(kind, "社保", until=until, **COVER)
        assert over_records(made, given, **definitions) == [6, 14, N, 0]


def test_until_may_itself_be_a_figure():
    """Months of insurance up to the first certificate."""
    first = over("min", "证书", value=ISSUED, type=DAY)
    made = over("months", "社保", until=first, **COVER)
    given = all_tables(
        社保=spells(("2024-11", None)), 证书=certificates(("技师", "2025-01-31", "是"), LISTED)
    )
    assert over_records(made, given) == [3]
    assert over_records(made, all_tables(社保=spells(("2024-11", None)))) == [N]


def test_what_stands_for_none_may_be_a_name_or_a_figure():
    given = all_tables(人员=[{"贡献积分": 7}, {"证件号": "P2", "贡献积分": 8}], 证书=trades("电工"))
    points = Number("分")
    made = over("sum", "已享受", value=const(1), empty=ir.Var("积分", points), type=points)
    assert over_records(made, given, 积分=("人员", points, own("贡献积分"))) == [7, 8]
    counted = over("max", "已享受", value=const(1), empty=over("count", "证书"))
    assert over_records(counted, given) == [1, 0]


# -- figures inside rows ---------------------------------------------------------------------------


def test_a_figure_inside_a_row_is_the_subjects_own():
    """Payments beyond one for each certificate, and rows no later than the last certificate."""
    given = all_tables(
        人员=[{}, {"证件号": "P2"}],
        证书=trades("电工", "焊工"),
        已享受=[*paid("1", "2", "3"), *(p | {"证件号": "P2"} for p in paid("4"))],
    )
    certificates_ = over("count", "证书")
    made = over("count", "已享受", where=ir.Compare(">=", certificates_, const(2)))
    assert over_records(made, given) == [3, 0]
    latest = over("max", "证书", value=ISSUED, type=DAY)
    by_then = ir.Compare("<=", column("已享受", "享受日期"), latest)
    assert over_records(over("count", "已享受", where=by_then), given) == [2, N]
    amounts = over("sum", "已享受", value=certificates_)
    assert over_records(amounts, given) == [6, 0]


def test_a_figure_inside_a_row_through_names():
    given = all_tables(证书=trades("电工", "焊工"), 已享受=paid("1", "2", "3"))
    share = ("人员", WHOLE, ir.Add((ir.Var("证数", WHOLE), const(1)), WHOLE))
    made = over("sum", "已享受", value=ir.Var("加一", WHOLE), where=ir.Compare("==", over("count", "学历"), const(0)))  # fmt: skip
    assert over_records(made, given, 加一=share, 证数=("人员", WHOLE, over("count", "证书"))) == [9]


def of_same_trade(kind="any", **more):
    """A figure over 已享受 inside a row of 证书: those of the same trade."""
    return over(
        kind, "已享受", match=(("工种", TRADE),), **({"type": YES} if kind == "any" else {}) | more
    )


def received(*names, **more):
    return [{**p, "工种": name, **more} for p, name in zip(paid(*"1" * len(names)), names, strict=True)]  # fmt: skip


@pytest.mark.parametrize(
    ("certified", "got", "unpaid", "some"),
    [
        # certificates for whose trade nothing was received; whether there is one that was paid for
        ([], [], 0, F),
        (["电工"], [], 1, F),
        (["电工", "焊工"], ["电工"], 1, T),
        (["电工", "电工"], ["电工"], 0, T),
        (["钳工"], ["电工", "焊工"], 1, F),
        # a payment for nobody knows what may have been for this one
        (["电工"], [None], N, N),
        (["电工"], [None, "电工"], 0, T),
        # … and a certificate in nobody knows what may be paid for, unless nothing was paid
        ([None], ["电工"], N, N),
        ([None, "电工"], ["电工"], N, T),
        ([None], [], 1, F),
        ([None], [None], N, N),
    ],
)
def test_rows_that_match_the_row(certified, got, unpaid, some):
    given = all_tables(证书=trades(*certified), 已享受=received(*got))
    never = over("count", "证书", where=ir.Not(of_same_trade()))
    assert over_records(never, given) == [unpaid]
    assert over_records(over("any", "证书", where=of_same_trade(), type=YES), given) == [some]


def test_only_the_subjects_own_rows_match():
    given = all_tables(
        人员=[{}, {"证件号": "P2"}],
        证书=trades("电工", "焊工"),
        已享受=received("电工", 证件号="P2"),
    )
    assert over_records(over("count", "证书", where=of_same_trade()), given) == [0, 0]


def test_matching_rows_have_conditions_and_values_of_their_own():
    amount = column("已享受", "金额")
    given = all_tables(
        证书=trades("电工", "焊工", "钳工"),
        已享受=[
            {**cell, "金额": str(yuan)}
            for cell, yuan in zip(
                received("电工", "电工", "焊工", None), (5, 7, 11, 2), strict=True
            )
        ],
    )
    big = ir.Compare(">", amount, const(300, amount.type))
    # the payment of two yuan does not fit, so that it is for nobody knows what does not matter
    paid_for = of_same_trade("sum", value=amount, where=big, type=amount.type)
    assert over_records(over("sum", "证书", value=paid_for, type=amount.type), given) == [2300]
    assert over_records(over("max", "证书", value=paid_for, type=amount.type), given) == [1200]
    unsure = of_same_trade("sum", value=amount, type=amount.type)
    assert over_records(over("sum", "证书", value=unsure, type=amount.type), given) == [N]
    otherwise = of_same_trade("max", value=amount, where=big, type=amount.type, empty=const(-1, amount.type))  # fmt: skip
    assert over_records(over("min", "证书", value=otherwise, type=amount.type), given) == [-1]


def test_of_matching_rows_on_one_day_the_last_is_the_latest():
    got = received("电工", "焊工", "电工")
    rows = [{**cell, "享受日期": "2025-01-01", "金额": str(n)} for n, cell in enumerate(got, 1)]
    given = all_tables(证书=trades("电工"), 已享受=rows)
    amount, paid_on = column("已享受", "金额"), column("已享受", "享受日期")
    for kind, wanted in (("latest", 300), ("first", 100)):
        inner = of_same_trade(kind, value=amount, order=paid_on, type=amount.type)
        assert over_records(over("sum", "证书", value=inner, type=amount.type), given) == [wanted]


def test_two_columns_must_match():
    """Where one of two differs, it does not matter that nobody knows the other."""
    level = column("证书", "技能等级")
    match = (("工种", TRADE), ("技能等级", level))
    inner = over("any", "已享受", match=match, type=YES)
    made = over("count", "证书", where=inner)
    certified = [{**c, "技能等级": "技师"} for c in trades("电工")]
    for trade, rank, wanted in (
        ("电工", "技师", 1), ("电工", "高级工", 0), (None, "技师", N), (None, "高级工", 0), ("焊工", "技师", 0),
    ):  # fmt: skip
        got = [{**cell, "技能等级": rank} for cell in received(trade)]
        assert over_records(made, all_tables(证书=certified, 已享受=got)) == [wanted], (trade, rank)


def test_matching_rows_read_names_and_months_until_a_day():
    """Employment at a firm, with the months insured there up to the person's limit."""
    firm = column("就业", "单位代码")
    months = over("months", "社保", match=(("单位代码", firm),), until=ir.Var("界", DAY), **COVER)
    made = over("max", "就业", value=months, type=MONTHS)
    jobs = [JOB, {**JOB, "单位代码": "U2"}]
    insured = [
        {**cell, "单位代码": code}
        for cell, code in zip(
            spells(("2025-01", "2025-03"), ("2025-02", None)), ("U1", "U2"), strict=True
        )
    ]
    given = all_tables(就业=jobs, 社保=insured)
    definition = {"界": ("人员", DAY, const(day("2025-04-30"), DAY))}
    assert over_records(made, given, **definition) == [3]
    later = {"界": ("人员", DAY, const(day("2025-05-31"), DAY))}
    assert over_records(made, given, **later) == [4]


def test_a_row_in_a_row_in_a_row():
    """Certificates for whose trade something was received on a day of a placement there."""
    paid_on = column("已享受", "享受日期")
    innermost = over("any", "荣誉", match=(("授予日期", paid_on),), type=YES)
    inner = of_same_trade(where=innermost)
    given = all_tables(
        证书=trades("电工", "焊工"),
        已享受=received("电工", "焊工"),
        荣誉=[{"荣誉名称": "工匠", "荣誉类型": "技能荣誉", "授予日期": "2025-01-02"}],
    )
    latest = over("latest", "证书", value=TRADE, order=ISSUED, where=inner, type=TEXT)
    assert over_records(latest, given) == ["焊工"]
    assert over_records(over("count", "证书", where=inner), given) == [1]


def test_matching_rows_of_a_table_nobody_supplied_are_unknown():
    made = over("count", "证书", where=of_same_trade())
    assert over_records(made, facts(证书=trades("电工"))) == [N]
    assert over_records(made, facts(证书=[])) == [0]


def test_a_name_called_as_a_column_is_still_the_name():
    given = all_tables(证书=trades("电工"), 已享受=received("焊工"))
    same = ir.Compare("==", ir.Var("工种", TEXT), TRADE)
    made = over("count", "证书", where=same)
    assert over_records(made, given, 工种=("人员", TEXT, const("电工", TEXT))) == [1]
    assert over_records(made, given, 工种=("人员", TEXT, const("焊工", TEXT))) == [0]


@pytest.mark.parametrize(
    ("figure_of", "wanted"),
    [
        ("存在(就业)", F),
        ("计数(就业)", 0),
        ("计种(就业: 单位代码)", 0),
        ("合计(已享受: 金额)", 0),
        ("前N合计(已享受: 金额 前 3)", 0),
        ("累计月数(社保: 起始年月, 截止年月)", 0),
        ("连续月数(社保: 起始年月, 截止年月)", 0),
        ("最长连续月数(社保: 起始年月, 截止年月)", 0),
        # of these nothing but 否则 says what no row means
        ("最高(就业: 入职日期)", N),
        ("最低(就业: 入职日期)", N),
        ("首次(就业: 入职日期 按 入职日期)", N),
        ("最近(就业: 入职日期 按 入职日期)", N),
        ("最高(学历: 学历 否则 '无') == '无'", T),
        ("若则(存在(就业), 首次(就业: 入职日期 按 入职日期) >= 2023-01-01, 否)", F),
    ],
)
def test_what_no_row_means_is_as_the_manual_says(figure_of, wanted):
    assert figures(figure_of, all_tables()) == [wanted]
