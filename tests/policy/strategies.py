"""Random expressions, documents and records: small, typed, and full of unknowns and boundaries."""

import datetime as dt

import polars as pl
from hypothesis import strategies as st

from tests.policy.documents import benefit, indented, version, versions
from yulin.facts import schema
from yulin.facts.frames import Facts, blank_value, empty_frame

# -- expressions over the facts of the small scope (language.scope) --------------------------------

#: the dates on which clamping, leap years and open ends decide
DAYS = [
    dt.date(*d)
    for d in ((2026, 6, 30), (2026, 6, 29), (2026, 5, 31), (2026, 7, 1), (2025, 12, 31), (2024, 2, 29),
              (2023, 2, 28), (1990, 12, 31), (1999, 10, 15), (9999, 12, 31), (2026, 1, 31))
]  # fmt: skip
STORED = {
    "甲钱": st.sampled_from([0, 1, -1, 50, 149_999, 150_000, 10**12, -(10**12)]),
    "甲月": st.integers(-3, 40),
    "甲比": st.sampled_from([0, 1, 333, 500, -500, 1000, 1500, 2500, 10**6]),
    "甲数": st.sampled_from([0, 1, 2, 3, 35, 36, -7, 1000]),
    "甲日": st.sampled_from(DAYS),
    "甲文": st.sampled_from(["", "红", "浙江工匠", "工.匠"]),
    "甲地": st.sampled_from([330302, 330300, 330200, 110000]),
    "甲是": st.booleans(),
    "甲级": st.integers(0, 2),
    "甲色": st.integers(0, 1),
}
ROW = st.fixed_dictionaries({name: st.none() | kind for name, kind in STORED.items()})
ROWS = st.lists(ROW, min_size=1, max_size=12)
COMPARE = st.sampled_from([">=", ">", "<=", "<", "==", "!="])
EXTREME = st.sampled_from(["取大", "取小"])

_numbers = st.sampled_from(["甲数", "甲比", "甲月", "3", "0.5", "2.25", "-7", "0", "35"])
_money = st.sampled_from(["甲钱", "1500元", "0.5元", "0元", "10万元", "1500.555元", "-1元"])
_dates = st.sampled_from(["甲日", "基准日", "2024-02-29", "2026-06-30", "1990-12-31"])
_labels = st.sampled_from(["甲级", "'低'", "'中'", "'高'"])
_truths = st.sampled_from(
    ["甲是", "是", "否", "未知('没写')", "甲级 >= '中'", "甲色 == '红'", "甲文 包含 '工匠'", "甲文 in ['红', '绿']",
     "甲地 属于 330300", "甲地 属于 本地区", "甲地 in [330302, 330200]", "甲数 in [1, 2, 35]", "甲级 in ['低', '高']",
     "甲钱 in [0.5元, 1500元]", "甲日 in [2024-02-29]"]
)  # fmt: skip


def _numeric(inner):
    return st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from("+-"), inner),
        st.builds("({} * {})".format, inner, st.sampled_from(["3", "0.5", "-2"])),
        st.builds("({} / {})".format, inner, _numbers),
        st.builds("{}({}, {})".format, EXTREME, inner, inner),
        st.builds("{}({})".format, st.sampled_from(["取整", "进整", "舍整"]), inner),
        st.builds("若则({}, {}, {})".format, _truths, inner, inner),
        st.builds("两说({}, {}, '说法不同')".format, inner, inner),
    )


def _dated(inner):
    counts = st.sampled_from(["甲月", "甲数", "1", "-1", "12", "6"])
    return st.one_of(
        st.builds("{}({}, {})".format, st.sampled_from(["加月", "加日", "加年"]), inner, st.sampled_from(["1", "-1", "12", "35", "甲数"])),
        st.builds("加月({}, {})".format, inner, counts),
        st.builds("{}({})".format, st.sampled_from(["月末", "月初"]), inner),
        st.builds("加工作日({}, {})".format, inner, st.sampled_from(["0", "1", "5", "250"])),
        st.builds("{}({}, {})".format, EXTREME, inner, inner),
        st.builds("若则({}, {}, {})".format, _truths, inner, inner),
        st.builds("两说({}, {}, '说法不同')".format, inner, inner),
    )  # fmt: skip


NUMBERS = st.recursive(_numbers, _numeric, max_leaves=5)
MONEY = st.recursive(_money, _numeric, max_leaves=5)
DATES = st.recursive(_dates, _dated, max_leaves=4)
SPANS = st.builds(
    "{}({}, {})".format, st.sampled_from(["整月", "整年", "天数", "工作日数"]), DATES, DATES
) | st.builds("{}({})".format, st.sampled_from(["年份", "月份"]), DATES)


def _logic(inner):
    return st.one_of(
        st.builds("({} 且 {})".format, inner, inner),
        st.builds("({} 或 {})".format, inner, inner),
        st.builds("(非 {})".format, inner),
        st.builds("若则({}, {}, {})".format, inner, inner, inner),
        st.builds("已知({})".format, inner.filter(lambda t: not t.startswith("未知"))),
        st.builds("两说({}, {}, '说法不同')".format, inner, inner),
    )


TRUTHS = st.recursive(
    st.one_of(
        _truths,
        st.builds("({} {} {})".format, NUMBERS, COMPARE, NUMBERS),
        st.builds("({} {} {})".format, MONEY, COMPARE, MONEY),
        st.builds("({} {} {})".format, DATES, COMPARE, DATES),
        st.builds("({} {} {})".format, SPANS, COMPARE, st.sampled_from(["0", "1", "35", "2024"])),
        st.builds("(甲级 {} {})".format, COMPARE, _labels),
    ),
    _logic,
    max_leaves=6,
)

# -- record tables ---------------------------------------------------------------------------------

PEOPLE = [f"P{n}" for n in range(1, 6)]
FIRMS = ["U1", "U2", "U3"]
HOUSEHOLDS = ["H1", "H2"]
_NAMED = {"人员": [*PEOPLE, "P9"], "单位": [*FIRMS, "U9"], "家庭": HOUSEHOLDS}
_CELLS = {
    "text": st.sampled_from(["甲", "乙", "浙江工匠", "CN-01"]),
    "code": st.sampled_from(["K1", "K2"]),
    "id": st.sampled_from(_NAMED["人员"]),
    "date": st.sampled_from(DAYS[:-2]),
    "month": st.sampled_from([dt.date(y, m, 1) for y, m in ((2026, 6), (2026, 5), (2026, 4), (2026, 7), (2025, 12), (2026, 1), (2025, 6))]),
    "yes": st.booleans(),
    "division": st.sampled_from([330302, 330382, 330300, 330200, 110000]),
}  # fmt: skip
#: tables that random figures read; the others are drawn empty or absent
_READ = ("人员", "单位", "学历", "证书", "社保", "就业", "住房", "荣誉", "已享受", "平台")


def _cell(table, column):
    if column.name in table.links:
        plain = st.sampled_from(_NAMED[table.links[column.name]])
    elif column.kind == "number":
        plain = st.sampled_from([0, 1, 20, 30, 150_000, 10**6])
    elif column.kind == "label":
        plain = st.integers(0, len(column.labels.labels) - 1)
    else:
        plain = _CELLS[column.kind]
    if column.required:
        return plain
    blank = blank_value(column)
    return st.just(blank) | plain


def _cells(name):
    table = schema.BY_NAME[name]
    made = {c.name: _cell(table, c) for c in table.columns}
    if table.links.get(table.key) == "人员":  # nobody else's rows
        made[table.key] = st.sampled_from(PEOPLE)
    return st.fixed_dictionaries(made)


def _frame(name, rows):
    empty = empty_frame(name)
    return pl.DataFrame(rows, schema=empty.schema) if rows else empty


@st.composite
def records(draw, most=8):
    """Tables of five people and up to three firms; any table but these two may be absent."""
    tables = {}
    for name in schema.BY_NAME:
        if name in ("人员", "单位"):
            keys = PEOPLE if name == "人员" else draw(st.sampled_from([FIRMS, FIRMS[:1], []]))
            rows = draw(st.lists(_cells(name), min_size=len(keys), max_size=len(keys)))
            for key, row in zip(keys, rows, strict=True):
                row[schema.BY_NAME[name].key] = key
            tables[name] = _frame(name, rows)
        elif draw(st.integers(0, 7)):  # one table in eight is unknown
            rows = draw(st.lists(_cells(name), max_size=most)) if name in _READ else []
            tables[name] = _frame(name, rows)
    return Facts(tables)


# -- figures and conditions over records -----------------------------------------------------------

_FITS = {
    "证书": ["技能等级 >= '高级工'", "紧缺工种", "发证日期 <= 基准日", "加月(发证日期, 12) > 基准日", "证书类别 == '职称'",
             "发证日期 > 本人.出生日期", "工种 == '甲'", "计数(已享受 若 享受状态 != '已追回' 同 工种) < 1",
             "存在(就业 同 从事工种 = 工种)", "工作日数(发证日期, 基准日) <= 60", "发证日期 > 配偶.出生日期"],
    "社保": ["险种 in ['职工养老', '失业']", "缴费类型 == '正常'", "参保地 属于 本地区", "单位代码 == 当前单位",
             "单位.行业 == '工业电气'", "起始年月 <= 基准日", "存在(就业 若 全职 同 单位代码)", "单位.本单位行业 == '工业电气'"],
    "就业": ["离职日期 >= 基准日", "全职", "单位.单位地区 属于 330300", "合同年限 >= 3", "入职日期 <= 基准日"],
    "已享受": ["金额 > 1000元", "政策编号 == 'CN-01'", "享受状态 != '已追回'", "年份(享受日期) == 年份(基准日)",
               "技能等级 < 最近技能证书等级"],
    "住房": ["面积 >= 60㎡", "处置日期 > 基准日", "坐落地 属于 本地区"],
    "荣誉": ["荣誉名称 包含 '工匠'", "荣誉级别 >= '省级'", "失效日期 >= 基准日"],
}  # fmt: skip


@st.composite
def where(draw, table):
    parts = draw(st.lists(st.sampled_from(_FITS[table]), max_size=3))
    if not parts:
        return ""
    joined = draw(st.sampled_from([" 且 ", " 或 "])).join(parts)
    return f" 若 非 ({joined})" if draw(st.booleans()) else f" 若 {joined}"


_tables = st.sampled_from(sorted(_FITS))


@st.composite
def figure_truths(draw):
    """A condition over the rows of one table."""
    shape = draw(st.integers(0, 10))
    table = draw(_tables)
    if shape == 0:
        return f"存在({table}{draw(where(table))})"
    if shape == 1:
        return f"计数({table}{draw(where(table))}) >= {draw(st.integers(0, 3))}"
    if shape == 2:
        return f"合计(已享受: 金额{draw(where('已享受'))}) {draw(COMPARE)} 1500元"
    if shape == 3:
        return f"最高(证书: 技能等级{draw(where('证书'))} 否则 '无') {draw(COMPARE)} '技师'"
    if shape == 4:
        column = draw(st.sampled_from(["单位.行业 按 入职日期 否则 '其他') == '工业电气'", "合同年限 按 入职日期) >= 3", "全职 按 入职日期 否则 否)"]))  # fmt: skip
        value, rest = column.split(" 按", 1)
        return f"最近(就业: {value}{draw(where('就业'))} 按{rest}"
    if shape == 5:
        kind = draw(st.sampled_from(["累计月数", "连续月数", "最长连续月数"]))
        until = draw(
            st.sampled_from(
                ["", "", " 截至 出生日期", " 截至 月末(最近技能证书日期)", " 截至 2026-05-31"]
            )
        )
        return f"{kind}(社保: 起始年月, 截止年月{draw(where('社保'))}{until}) {draw(COMPARE)} {draw(st.integers(0, 14))}"
    if shape == 6:
        return f"最早(证书: 发证日期{draw(where('证书'))}) <= 加月(基准日, {draw(st.integers(-30, 1))})"
    return draw(_newer_truths(shape, table))


@st.composite
def _newer_truths(draw, shape, table):
    if shape == 7:
        return f"计种(证书: 工种{draw(where('证书'))}) {draw(COMPARE)} {draw(st.integers(0, 2))}"
    if shape == 8:
        value = draw(st.sampled_from(["单位代码", "用工单位代码"]))
        return f"首次(就业: {value}{draw(where('就业'))} 按 入职日期 否则 'U2') == 'U1'"
    if shape == 9:
        link = draw(st.sampled_from(["配偶", "家庭"]))
        inner = f"存在({table}{draw(where(table))})"
        if link == "家庭":
            inner = f"计数(人员 若 对(该行, {inner})) >= {draw(st.integers(0, 2))}"
        return f"对({link}, {inner})"
    return f"前N合计(已享受: 金额{draw(where('已享受'))} 前 {draw(st.integers(0, 3))}) > 20元"


NAMED = st.sampled_from(
    ["年龄 <= 35", "最高学历 >= '本科'", "本地社保连续月数 >= 6", "失业保险累计月数 >= 12", "整月(最近技能证书日期, 基准日) >= 3",
     "出生日期 <= 加年(基准日, -18)", "在职", "单位类型 in ['企业', '高校']", "合同年限 >= 3", "基准日 <= 加月(最近技能证书日期, 12)",
     "本地有房", "工作地区 属于 本地区", "用工形式 != '兼职'", "上年工资收入 >= 10万元", "天数(入职日期, 基准日) > 90",
     "配偶.年龄 <= 35", "配偶.本地有房 或 本地有房", "单位.行业 == '工业电气'", "对(单位, 计数(就业) >= 2)",
     "对(单位, 上级单位.行业 == '工业电气')", "对(家庭, 合计(人员: 若则(该行.本地有房, 1, 0)) == 0)",
     "对(配偶, 单位.单位地区 属于 330300)", "对(家庭, 计数(人员 若 困难类别 != '无') >= 1)",
     "未知('没写')", "两说(年龄 <= 35, 年龄 <= 40, '年龄')", "非 在读", "困难类别 != '无'", "基准日 <= 2026-12-31"]
)  # fmt: skip
LEAVES = NAMED | figure_truths()


@st.composite
def rules(draw, depth=2):
    """A tree of conditions as YAML."""
    made = []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        word = draw(st.sampled_from(["须", "须", "须", "任一", "全部", "皆非"])) if depth else "须"
        if word == "须":
            step = ", 办理: 是" if draw(st.integers(0, 5)) == 0 else ""
            made.append(f'- {{说: 条{number}, 须: "{draw(LEAVES)}"{step}}}\n')
        else:
            inner = draw(rules(depth=depth - 1))
            made.append(f"- 说: 组{number}\n  {word}:\n{indented(inner, 4)}")
    return "".join(made)


_SUMS = st.sampled_from(
    ["1500元", "0元", "上年工资收入 * 0.333", "合计(已享受: 金额)", "取小(上年工资收入, 1万元)", "月工资 / 7", "年龄 * 100元",
     "未知('没写')", "两说(1000元, 2000元, '说法')", "若则(在职, 100元, 200元)", "前N合计(已享受: 金额 前 2) * 50%", "租房面积 * 评估月租金单价",
     "计数(证书) * 500元", "取大(月工资, 100元) - 50元"]
)  # fmt: skip


@st.composite
def sums(draw):
    """A rule for a sum as YAML."""
    shape = draw(st.integers(0, 2))
    if shape == 0:
        text = f'式: "{draw(_SUMS)}"\n'
    elif shape == 1:
        text = f'按: 最高学历\n表: {{本科: "{draw(_SUMS)}", 硕士: 2万元, 博士: "{draw(_SUMS)}"}}\n'
        text += f'其余: "{draw(_SUMS)}"\n' if draw(st.booleans()) else ""
    else:
        text = f'首个:\n  - {{当: "{draw(LEAVES)}", 取: "{draw(_SUMS)}"}}\n  - {{当: "{draw(LEAVES)}", 取: 5元}}\n'
        text += f'  - {{否则: "{draw(_SUMS)}"}}\n' if draw(st.booleans()) else ""
    for key in ("封顶", "保底", "扣除"):
        text += f'{key}: "{draw(_SUMS)}"\n' if draw(st.integers(0, 3)) == 0 else ""
    text += draw(st.sampled_from(["", "上限: 是\n"]))
    text += draw(
        st.sampled_from(
            [
                "",
                "每: 月\n期数: 36\n",
                "每: 年\n",
                "每: 半年\n期数: 未知\n",
                '每: 季\n期数: "计数(证书)"\n',
            ]
        )
    )
    return text


@st.composite
def documents(draw):
    """A document with up to three benefits, a version with or without an end, and perhaps relations."""
    codes = ["甲", "乙", "丙"][: draw(st.integers(1, 3))]
    made = []
    for code in codes:
        more = draw(st.sampled_from(["", "", "适用地区: 不限\n", "未到: 否\n"]))
        amount = draw(st.none() | sums())
        made.append(benefit(code=code, conditions=draw(rules()), amount=amount, more=more))
    ends = draw(st.sampled_from([None, None, "2026-09-30"]))
    relations = ""
    if len(codes) > 1 and draw(st.booleans()):
        rule = draw(st.sampled_from(["就高", "就高", "自选"]))
        relations = f"互斥:\n  - {{名称: 一, 规则: {rule}, 成员: [{', '.join(codes)}]}}"
        if len(codes) > 2 and draw(st.booleans()):
            relations += "\n  - {名称: 二, 规则: 就高, 成员: [丙, 乙]}"
        lessening = draw(st.sampled_from(["", "扣除", "合计封顶"]))
        if lessening:
            most = ", 封顶: 3000元" if lessening == "合计封顶" else ""
            relations += f"\n  - {{名称: 三, 规则: {lessening}, 成员: [甲, 乙]{most}}}"
    region = draw(st.sampled_from([0, 330300, 330302]))
    return versions(version(*made, ends=ends), region=region, more=relations)
