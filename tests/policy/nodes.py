"""Random nodes of the intermediate form over records: links, figures in figures, rows that match.

The checker would refuse some of them; both back ends must agree on all of them.
"""

from hypothesis import strategies as st

from tests.policy.strategies import DAYS
from yulin.facts import schema
from yulin.policy import ir
from yulin.policy.kinds import DAY, TEXT, YES, Number
from yulin.policy.language.scope import column_type

WHOLE = Number()
#: what is generated; numbers are whole, whatever their unit
TYPES = (YES, WHOLE, DAY, TEXT)
_KINDS = ("人员", "单位", "家庭")
#: tables with rows about each kind of subject, with the column that names it
_TABLES = {
    "人员": [("证书", "证件号"), ("社保", "证件号"), ("就业", "证件号"), ("已享受", "证件号"), ("人员", "配偶证件号"), ("人员", "证件号")],
    "单位": [("就业", "单位代码"), ("就业", "用工单位代码"), ("平台", "单位代码"), ("单位", "上级单位代码")],
    "家庭": [("人员", "家庭编号")],
}  # fmt: skip
_SPELLS = {
    "社保": ("起始年月", "截止年月"),
    "就业": ("入职日期", "离职日期"),
    "平台": ("认定日期", "失效日期"),
}
_LITERALS = {
    YES: [True, False, None],
    WHOLE: [0, 1, 2, 3, 12, -1, None],
    DAY: [*DAYS, None],
    TEXT: ["甲", "U1", "U9", "P2", "P9", "H1", None],
}
_CODES = ("id", "code")


_SPOUSE, _HOUSEHOLD = (ir.Column("人员", name, TEXT, ir.OWN) for name in ("配偶证件号", "家庭编号"))


def _count(table, key):
    return ir.Aggregate("count", table, key, None, None, None, None, None, WHOLE)


#: names, defined for each kind of subject: kind, type, node
NAMES = {
    "生日": ("人员", DAY, ir.Column("人员", "出生日期", DAY, ir.OWN)),
    "证数": ("人员", WHOLE, _count("证书", "证件号")),
    "配偶证数": ("人员", WHOLE, ir.Linked(_SPOUSE, "人员", ir.Var("证数", WHOLE), WHOLE)),
    "家人": ("人员", WHOLE, ir.Linked(_HOUSEHOLD, "家庭", ir.Var("口数", WHOLE), WHOLE)),
    "不详": ("人员", TEXT, None),
    "口数": ("家庭", WHOLE, _count("人员", "家庭编号")),
    "人数": ("单位", WHOLE, _count("就业", "单位代码")),
    "成立": ("单位", DAY, ir.Column("单位", "成立日期", DAY, ir.OWN)),
}


def _plain(kind):
    """The type as it is generated: labels and divisions are numbers to no node."""
    return WHOLE if isinstance(kind, Number) else kind


def _columns(table, kind, via=None):
    return [
        ir.Column(table, c.name, column_type(c), via)
        for c in schema.BY_NAME[table].columns
        if _plain(column_type(c)) == kind
    ]


def _readable(kind, subject, table):
    """Columns of a type that can be read: the subject's own, the row's, and those it links to."""
    found = _columns(subject, kind, ir.OWN) if subject in schema.BY_NAME else []
    if table is not None:
        found += _columns(table, kind)
        for column, target in schema.BY_NAME[table].links.items():
            if target in schema.BY_NAME:
                found += _columns(target, kind, column)
    return found


@st.composite
def nodes(draw, kind, subject="人员", table=None, depth=3):
    """A node of a type about a subject; inside a row where a table is given."""
    columns = list(_readable(kind, subject, table))
    names = [ir.Var(n, of) for n, (whose, of, _) in NAMES.items() if (whose, of) == (subject, kind)]
    columns += names * 2
    choice = draw(st.integers(0, 9))
    if columns and (choice < 3 or (depth == 0 and choice < 8)):
        return draw(st.sampled_from(columns))
    if depth == 0 or choice == 3:
        if kind == DAY and draw(st.booleans()):
            return ir.AsOf()
        return ir.Const(draw(st.sampled_from(_LITERALS[kind])), kind)
    if choice == 4:
        return draw(links(kind, subject, table, depth - 1))
    if choice in (5, 6, 7):
        return draw(figures(kind, subject, table, depth - 1))
    return draw(_combined(kind, subject, table, depth - 1))


@st.composite
def links(draw, kind, subject, table, depth):
    target = draw(st.sampled_from(_KINDS))
    keys = [c for c in _readable(TEXT, subject, table) if _leads_to(c, target)]
    if keys and draw(st.integers(0, 5)):
        key = draw(st.sampled_from(keys))
    else:
        key = draw(nodes(TEXT, subject, table, max(depth - 1, 0)))
    return ir.Linked(key, target, draw(nodes(kind, target, None, depth)), kind)


def _leads_to(column, target):
    table = schema.BY_NAME[column.table]
    found = table.links.get(column.name)
    return found == target or (table.name == target and table.key == column.name)


_OF_KIND = {
    YES: ("any", "latest", "first"),
    WHOLE: ("count", "distinct", "sum", "max", "min", "top", "latest", "first", "months", "streak", "longest"),
    DAY: ("max", "min", "latest", "first"),
    TEXT: ("latest", "first", "max", "min"),
}  # fmt: skip


@st.composite
def figures(draw, kind, subject, outer, depth):
    """A figure over a table's rows, perhaps those that match the row at hand."""
    table, key = draw(st.sampled_from(_TABLES[subject]))
    how = draw(st.sampled_from(_OF_KIND[kind]))
    value = order = limit = until = None
    if how in ("months", "streak", "longest"):
        table, key = draw(st.sampled_from([t for t in _TABLES[subject] if t[0] in _SPELLS] or [(None, None)]))  # fmt: skip
        if table is None:
            return ir.Const(1, WHOLE)
        value, order = (ir.Column(table, name, DAY) for name in _SPELLS[table])
        until = draw(st.none() | nodes(DAY, subject, None, min(depth, 1)))
    elif how not in ("any", "count"):
        of = draw(st.sampled_from((YES, WHOLE, DAY, TEXT))) if how == "distinct" else kind
        value = draw(nodes(of, subject, table, depth))
    if how in ("latest", "first"):
        order = draw(nodes(DAY, subject, table, min(depth, 1)))
    if how == "top":
        limit = draw(st.integers(0, 3))
    takes_empty = how not in ("any", "count", "months", "streak", "longest")
    return ir.Aggregate(
        kind=how,
        table=table,
        key=key,
        where=draw(st.none() | nodes(YES, subject, table, depth)),
        value=value,
        order=order,
        limit=limit,
        empty=draw(st.none() | nodes(kind, subject, None, min(depth, 1))) if takes_empty else None,
        type=kind,
        until=until,
        match=draw(_matches(table, outer)) if outer is not None else (),
    )


@st.composite
def _matches(draw, table, outer):
    """Columns of one table that may equal columns of the outer row."""
    if draw(st.booleans()):
        return ()
    pairs = [
        (inner.name, ir.Column(outer, other.name, column_type(other)))
        for inner in schema.BY_NAME[table].columns
        for other in schema.BY_NAME[outer].columns
        if column_type(inner) == column_type(other)
        and (inner.kind not in _CODES or schema.BY_NAME[table].links.get(inner.name) == schema.BY_NAME[outer].links.get(other.name))
    ]  # fmt: skip
    return tuple(draw(st.lists(st.sampled_from(pairs), min_size=1, max_size=2)))


@st.composite
def _combined(draw, kind, subject, table, depth):
    def part(of):
        return draw(nodes(of, subject, table, depth))

    if draw(st.integers(0, 4)) == 0:
        return ir.Choose(((part(YES), part(kind)),), part(kind), kind)
    if kind == YES:
        return draw(_truth(part))
    if kind == WHOLE:
        return draw(_number(part))
    if kind == DAY:
        return draw(_day(part))
    return ir.Disputed((part(TEXT), part(TEXT)), "两说", TEXT)


@st.composite
def _truth(draw, part):
    shape = draw(st.sampled_from(["and", "or", "not", "known", "compare", "in", "contains"]))
    if shape in ("and", "or"):
        return (ir.And if shape == "and" else ir.Or)((part(YES), part(YES)))
    if shape == "not":
        return ir.Not(part(YES))
    if shape == "known":
        return ir.Known(part(draw(st.sampled_from(TYPES))))
    if shape == "compare":
        of = draw(st.sampled_from((WHOLE, DAY, TEXT)))
        op = draw(
            st.sampled_from(["==", "!="] if of == TEXT else ["==", "!=", "<", "<=", ">", ">="])
        )
        return ir.Compare(op, part(of), part(of))
    if shape == "in":
        return ir.IsIn(part(WHOLE), (0, 1, 2))
    return ir.Contains(part(TEXT), draw(st.sampled_from(["P", "1"])))


@st.composite
def _number(draw, part):
    shape = draw(st.integers(0, 5))
    if shape == 0:
        between = st.sampled_from((ir.WorkdaysBetween, ir.MonthsBetween, ir.DaysBetween))
        return draw(between)(part(DAY), part(DAY))
    if shape == 1:
        return draw(st.sampled_from((ir.MonthOf, ir.YearOf)))(part(DAY))
    if shape == 2:
        return ir.Add((part(WHOLE), part(WHOLE)), WHOLE)
    if shape == 3:
        return ir.Negate(part(WHOLE), WHOLE)
    extreme = draw(st.sampled_from((ir.Least, ir.Greatest)))
    return extreme((part(WHOLE), part(WHOLE)), WHOLE)


@st.composite
def _day(draw, part):
    shape = draw(st.integers(0, 4))
    count = ir.Const(draw(st.sampled_from([0, 1, -1, 5, 12, 300])), WHOLE)
    if shape == 0:
        return ir.AddWorkdays(part(DAY), count)
    if shape == 1:
        return ir.AddMonths(part(DAY), count)
    if shape == 2:
        return ir.MonthEnd(part(DAY))
    if shape == 3:
        return ir.AddWorkdays(part(DAY), ir.MonthOf(part(DAY)))
    return ir.Earliest((part(DAY), part(DAY)))


ANY = st.sampled_from(TYPES).flatmap(nodes)
ABOUT_EMPLOYERS = st.sampled_from(TYPES).flatmap(lambda kind: nodes(kind, "单位"))
