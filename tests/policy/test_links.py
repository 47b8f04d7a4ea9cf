"""Facts of somebody else: a spouse, an employer and the one above it, a household; in both back ends."""

import polars as pl
import pytest

from tests.policy.documents import AS_OF, all_tables, benefit, both, day, document, facts, library
from tests.policy.engines import defined, over_records, program_values
from tests.policy.test_figures import FIRM, JOB, column, const, over, own, paid, spells, trades
from yulin.facts import schema
from yulin.policy import ir
from yulin.policy.backends.population import Population
from yulin.policy.backends.python import Frame, run
from yulin.policy.decision import Status
from yulin.policy.kinds import DAY, TEXT, YES, Number
from yulin.policy.subjects import Register, frame_for

T, F, N = True, False, None
WHOLE, MONTHS = Number(), Number("月")
SPOUSE, HOUSEHOLD = own("配偶证件号"), own("家庭编号")
ABOVE = own("上级单位代码", "单位")
BORN = own("出生日期")
HOMES = over("count", "住房")
JOB_NOW = over("latest", "就业", value=column("就业", "单位代码"), order=column("就业", "入职日期"), type=TEXT)  # fmt: skip
HOME = {
    "坐落地": "330302",
    "房屋类型": "普通住房",
    "持有方式": "自有",
    "面积": "60",
    "取得日期": "2020-01-01",
}


def home(who):
    table = schema.BY_NAME["住房"]
    kinds = {c.name: c.labels.labels[0] for c in table.columns if c.kind == "label"}
    return {**HOME, **kinds, "证件号": who}


def of(key, node, kind, subject="人员"):
    return ir.Linked(key, subject, node, kind)


def firm(code, **more):
    return {**FIRM, "单位代码": code, **more}


def couple(*others):
    """P1 and P2 are married; P3 names somebody whom nobody holds, P4 nobody."""
    return [
        {"配偶证件号": "P2", "出生日期": "1990-01-01"},
        {"证件号": "P2", "配偶证件号": "P1", "出生日期": "1991-02-28"},
        {"证件号": "P3", "配偶证件号": "P9", "出生日期": "1992-02-29"},
        {"证件号": "P4", "出生日期": "1993-03-31"},
        *others,
    ]


# -- a spouse --------------------------------------------------------------------------------------


def test_a_column_a_name_and_a_figure_of_the_spouse():
    given = all_tables(人员=couple(), 住房=[home("P2"), home("P2"), home("P4")])
    assert over_records(of(SPOUSE, BORN, DAY), given) == [
        day("1991-02-28"),
        day("1990-01-01"),
        N,
        N,
    ]
    # nobody holds P9, so that there are no rows; P4's spouse is unknown
    assert over_records(of(SPOUSE, HOMES, WHOLE), given) == [2, 0, 0, N]
    age = ("人员", WHOLE, ir.YearsBetween(BORN, ir.AsOf()))
    named = of(SPOUSE, ir.Var("年龄", WHOLE), WHOLE)
    assert over_records(named, given, 年龄=age) == [35, 36, N, N]
    both = ir.Add((ir.Var("年龄", WHOLE), named), WHOLE)
    assert over_records(both, given, 年龄=age) == [71, 71, N, N]


def test_what_is_the_same_for_everybody_needs_a_known_key():
    given = all_tables(人员=couple())
    assert over_records(of(SPOUSE, const(7), WHOLE), given) == [7, 7, 7, N]
    assert over_records(of(SPOUSE, ir.AsOf(), DAY), given) == [AS_OF, AS_OF, AS_OF, N]
    assert over_records(of(SPOUSE, ir.Unknown(YES, "没写"), YES), given) == [N, N, N, N]


def test_a_fact_that_nobody_gives_is_unknown_of_others_too():
    given = all_tables(人员=couple())
    same = ir.Compare("==", const("甲", TEXT), ir.Var("不详", TEXT))
    chosen = ir.Choose(((same, const(1)),), const(2), WHOLE)
    fact = ("人员", TEXT, None)
    assert over_records(chosen, given, 不详=fact) == [N, N, N, N]
    assert over_records(of(SPOUSE, chosen, WHOLE), given, 不详=fact) == [N, N, N, N]
    known = ir.Choose(((ir.Known(same), const(1)),), const(2), WHOLE)
    assert over_records(of(SPOUSE, known, WHOLE), given, 不详=fact) == [2, 2, 2, N]


def test_rows_of_somebody_who_has_no_row_of_their_own():
    given = all_tables(人员=couple(), 住房=[home("P9")])
    assert over_records(of(SPOUSE, HOMES, WHOLE), given) == [0, 0, 1, N]
    # their own column is unknown, even the key
    assert over_records(of(SPOUSE, own("证件号"), TEXT), given) == ["P2", "P1", N, N]


def test_a_table_nobody_supplied_is_unknown_of_others_too():
    assert over_records(of(SPOUSE, HOMES, WHOLE), facts(人员=couple())) == [N, N, N, N]
    assert over_records(of(SPOUSE, HOMES, WHOLE), facts(人员=couple(), 住房=[])) == [0, 0, 0, N]


def test_unknown_follows_kleene_across_a_link():
    """Neither owns a home: false where one is known to, whatever the other does."""
    given = all_tables(人员=couple(), 住房=[home("P4"), home("P3")])
    none = ir.Compare("==", HOMES, const(0))
    neither = ir.And((none, of(SPOUSE, none, YES)))
    assert over_records(neither, given) == [T, T, F, F]


def test_a_spouses_spouse_is_oneself():
    given = all_tables(人员=couple(), 住房=[home("P1"), home("P1"), home("P2")])
    twice = of(SPOUSE, of(SPOUSE, HOMES, WHOLE), WHOLE)
    assert over_records(twice, given) == [2, 1, N, N]
    four = of(SPOUSE, of(SPOUSE, twice, WHOLE), WHOLE)
    assert over_records(four, given) == [2, 1, N, N]


def test_names_that_lead_to_and_fro_are_each_worked_out_once():
    """甲 of one rests on 乙 of the other, which rests on 丙 of the first."""
    given = all_tables(人员=couple(), 住房=[home("P1"), home("P2"), home("P2")])
    definitions = {
        "甲": ("人员", WHOLE, of(SPOUSE, ir.Var("乙", WHOLE), WHOLE)),
        "乙": (
            "人员",
            WHOLE,
            ir.Add((of(SPOUSE, ir.Var("丙", WHOLE), WHOLE), ir.Var("丙", WHOLE)), WHOLE),
        ),
        "丙": ("人员", WHOLE, HOMES),
    }
    assert over_records(ir.Var("甲", WHOLE), given, **definitions) == [3, 3, N, N]


def test_two_keys_that_name_the_same_people():
    given = all_tables(人员=couple(), 住房=[home("P2")])
    key = ("人员", TEXT, SPOUSE)
    both = ir.Add((of(SPOUSE, HOMES, WHOLE), of(ir.Var("另一半", TEXT), HOMES, WHOLE)), WHOLE)
    assert over_records(both, given, 另一半=key) == [2, 0, 0, N]


def test_a_fixed_key():
    given = all_tables(人员=couple(), 住房=[home("P2")])
    assert over_records(of(const("P2", TEXT), HOMES, WHOLE), given) == [1, 1, 1, 1]
    assert over_records(of(const("P8", TEXT), BORN, DAY), given) == [N, N, N, N]
    assert over_records(of(const(None, TEXT), HOMES, WHOLE), given) == [N, N, N, N]


def test_nobody_links_and_nobody_is_there():
    alone = all_tables(人员=[{}], 住房=[home("P1")])
    assert over_records(of(SPOUSE, HOMES, WHOLE), alone) == [N]
    assert over_records(of(SPOUSE, HOMES, WHOLE), all_tables(人员=[])) == []


# -- employers -------------------------------------------------------------------------------------


FIRMS = [firm("U1", 上级单位代码="U2", 行业="工业电气"), firm("U2", 上级单位代码="U3"), firm("U3", 法定代表人证件号="P2", 单位规模="大型")]  # fmt: skip
JOBS = [JOB, {**JOB, "证件号": "P2", "单位代码": "U2"}, {**JOB, "证件号": "P4", "单位代码": "U9"}]


def test_an_employers_column_name_and_figure():
    given = all_tables(人员=couple(), 单位=FIRMS, 就业=JOBS)
    industry = own("行业", "单位")
    assert over_records(of(JOB_NOW, industry, industry.type, "单位"), given) == [1, 1, N, N]
    staff = over("count", "就业", key="单位代码")
    # P3 has no job, and so no key
    assert over_records(of(JOB_NOW, staff, WHOLE, "单位"), given) == [1, 1, N, 1]
    named = of(ir.Var("当前单位", TEXT), ir.Var("人数", WHOLE), WHOLE, "单位")
    definitions = {"当前单位": ("人员", TEXT, JOB_NOW), "人数": ("单位", WHOLE, staff)}
    assert over_records(named, given, **definitions) == [1, 1, N, 1]


def test_the_firm_above_the_firm_of_the_spouse():
    given = all_tables(人员=couple(), 单位=FIRMS, 就业=JOBS)
    above = of(JOB_NOW, of(ABOVE, own("单位代码", "单位"), TEXT, "单位"), TEXT, "单位")
    assert over_records(above, given) == ["U2", "U3", N, N]
    assert over_records(of(SPOUSE, above, TEXT), given) == ["U3", "U2", N, N]
    head = of(ABOVE, own("法定代表人证件号", "单位"), TEXT, "单位")
    born = of(of(JOB_NOW, head, TEXT, "单位"), BORN, DAY)
    assert over_records(born, given) == [N, day("1991-02-28"), N, N]


def test_links_of_an_employer():
    given = all_tables(人员=couple(), 单位=FIRMS, 就业=JOBS)
    head = own("法定代表人证件号", "单位")
    assert over_records(of(head, BORN, DAY), given, subject="单位") == [N, N, day("1991-02-28")]
    up = of(ABOVE, of(ABOVE, own("单位代码", "单位"), TEXT, "单位"), TEXT, "单位")
    assert over_records(up, given, subject="单位") == ["U3", N, N]


# -- households ------------------------------------------------------------------------------------

FAMILY = [
    {"家庭编号": "H1", "困难类别": "低保家庭"},
    {"证件号": "P2", "家庭编号": "H1"},
    {"证件号": "P3", "家庭编号": "H2"},
    {"证件号": "P4"},
]
MEMBERS = over("count", "人员", key="家庭编号")


def test_a_household_is_its_members_rows():
    given = all_tables(人员=FAMILY)
    assert over_records(of(HOUSEHOLD, MEMBERS, WHOLE, "家庭"), given) == [2, 2, 1, N]
    poor = ir.Compare("!=", column("人员", "困难类别"), const(0, column("人员", "困难类别").type))
    some = over("any", "人员", key="家庭编号", where=poor, type=YES)
    assert over_records(of(HOUSEHOLD, some, YES, "家庭"), given) == [T, T, N, N]


def test_what_the_members_have_is_a_link_inside_a_row():
    given = all_tables(人员=FAMILY, 住房=[home("P1"), home("P2"), home("P2"), home("P4")])
    theirs = of(column("人员", "证件号"), HOMES, WHOLE)
    whole = over("sum", "人员", key="家庭编号", value=theirs)
    assert over_records(of(HOUSEHOLD, whole, WHOLE, "家庭"), given) == [3, 3, 0, N]
    named = of(column("人员", "证件号"), ir.Var("房数", WHOLE), WHOLE)
    owners = over("count", "人员", key="家庭编号", where=ir.Compare(">", named, const(0)))
    definitions = {"房数": ("人员", WHOLE, HOMES), "家房": ("家庭", WHOLE, owners)}
    node = of(HOUSEHOLD, ir.Var("家房", WHOLE), WHOLE, "家庭")
    assert over_records(node, given, **definitions) == [2, 2, 0, N]


def test_a_household_has_no_columns_of_its_own():
    given = all_tables(人员=FAMILY)
    assert over_records(of(HOUSEHOLD, own("家庭编号"), TEXT, "家庭"), given) == [N, N, N, N]
    assert over_records(of(HOUSEHOLD, own("姓名"), TEXT, "家庭"), given) == [N, N, N, N]


def test_sums_a_household_already_received():
    """The rows of another table, whose people are found through the members."""
    amount = column("已享受", "金额")
    got = over("sum", "已享受", value=amount, type=amount.type)
    each = of(column("人员", "证件号"), got, amount.type)
    whole = over("sum", "人员", key="家庭编号", value=each, type=amount.type)
    given = all_tables(人员=FAMILY, 已享受=[*paid("5"), *paid("7", 证件号="P2")])
    assert over_records(of(HOUSEHOLD, whole, amount.type, "家庭"), given) == [1200, 1200, 0, N]


# -- keys read from a row --------------------------------------------------------------------------


def test_a_link_inside_a_row_reads_its_key_there():
    given = all_tables(
        人员=[{}, {"证件号": "P2"}],
        就业=[JOB, {**JOB, "单位代码": "U2"}, {**JOB, "单位代码": "U9"}, {**JOB, "证件号": "P2"}, {**JOB, "证件号": "P2", "单位代码": ""}],
        单位=FIRMS,
    )  # fmt: skip
    code = column("就业", "单位代码")
    above = of(code, ABOVE, TEXT, "单位")
    assert over_records(
        over("distinct", "就业", value=of(code, const(1), WHOLE, "单位")), given
    ) == [1, N]
    known = over("count", "就业", where=ir.Known(above))
    assert over_records(known, given) == [2, 1]
    size = own("单位规模", "单位")
    large = of(above, ir.Known(size), YES, "单位")
    assert over_records(over("any", "就业", where=large, type=YES), given) == [T, N]
    staff = of(code, over("count", "就业", key="单位代码"), WHOLE, "单位")
    assert over_records(over("max", "就业", value=staff), given) == [2, N]


def test_a_link_inside_a_row_never_reads_that_row():
    """The other subject's figures run over their rows; the row at hand is none of theirs."""
    given = all_tables(人员=couple(), 就业=JOBS, 住房=[home("P1"), home("P2"), home("P2")])
    their = of(SPOUSE, over("count", "住房", where=ir.Compare(">", column("住房", "面积"), const(0, column("住房", "面积").type))), WHOLE)  # fmt: skip
    assert over_records(over("sum", "就业", value=their), given) == [2, 1, 0, N]


def test_a_link_in_a_matching_row():
    """Payments of the trade of a certificate to a firm with somebody above it."""
    payee = column("已享受", "受款单位代码")
    above = ir.Known(of(payee, ABOVE, TEXT, "单位"))
    inner = over("any", "已享受", match=(("工种", column("证书", "工种")),), where=above, type=YES)
    rows = [{**p, "工种": trade, "受款单位代码": code} for p, trade, code in zip(paid("1", "1"), ("电工", "焊工"), ("U1", "U3"), strict=True)]  # fmt: skip
    given = all_tables(证书=trades("电工", "焊工"), 已享受=rows, 单位=FIRMS)
    assert over_records(over("count", "证书", where=inner), given) == [1]


def test_a_day_until_which_months_count_may_be_somebody_elses():
    cover = {
        "value": column("社保", "起始年月"),
        "order": column("社保", "截止年月"),
        "type": MONTHS,
    }
    until = of(SPOUSE, over("min", "证书", value=column("证书", "发证日期"), type=DAY), DAY)
    rows = [{**spells(("2024-11", None))[0], "证件号": who} for who in ("P1", "P2", "P4")]
    given = all_tables(人员=couple(), 社保=rows, 证书=[{**trades("电工")[0], "证件号": "P2"}])
    # P1's spouse has a certificate, P2's has none; P3 has no months, P4 no spouse that is known
    assert over_records(over("months", "社保", until=until, **cover), given) == [3, N, 0, N]


# -- what is not brought along ---------------------------------------------------------------------


def test_given_values_are_the_subjects_own():
    given = facts(人员=couple(), 住房=[])
    program = defined(年龄=("人员", WHOLE, ir.YearsBetween(BORN, ir.AsOf())))
    named = of(SPOUSE, ir.Var("年龄", WHOLE), WHOLE)
    frame = frame_for(program, AS_OF, facts=given, subject="P1", given={"年龄": 80})
    assert run(named, frame) == 35
    assert frame.value("年龄") == 80
    back = of(SPOUSE, named, WHOLE)
    assert run(back, frame) == 36


def test_without_facts_everything_linked_is_unknown():
    program = defined(年龄=("人员", WHOLE, None))
    for frame in (
        frame_for(program, AS_OF, given={"年龄": 80}),
        Frame(program=program, as_of=AS_OF, given={"年龄": 80}),
    ):
        assert run(of(const("P2", TEXT), ir.Var("年龄", WHOLE), WHOLE), frame) is None
        assert run(of(const("P2", TEXT), const(7), WHOLE), frame) is None


def test_definitions_are_for_one_kind_of_subject():
    given = all_tables(单位=FIRMS)
    program = defined(房数=("人员", WHOLE, HOMES), 房价=("人员", WHOLE, None))
    wrong = ir.Var("房数", WHOLE)
    population = Population(program, given, AS_OF, "单位")
    with pytest.raises(ValueError, match="房数 is defined for 人员, not for 单位"):
        population.prepare([wrong])
    with pytest.raises(ValueError, match="房数 is defined for 人员, not for 单位"):
        run(wrong, Register(program, AS_OF, given).frame("单位", "U1"))
    # a fact that must be given is unknown of whomever
    assert program_values(ir.Var("房价", WHOLE), program, given, subject="单位") == [N, N, N]


# -- one person with those they link to ------------------------------------------------------------


def test_one_persons_facts_bring_what_links_need():
    """The spouse's and the household's rows, the employers of all, those above and who heads them."""
    people = couple(
        {"证件号": "P5", "家庭编号": "H1"},
        {"证件号": "P6", "配偶证件号": "P5"},
        {"证件号": "P7"},
        {"证件号": "P8"},
    )
    people[0]["家庭编号"] = "H1"
    jobs = [JOB, {**JOB, "证件号": "P5", "单位代码": "U4"}, {**JOB, "证件号": "P8"}]
    firms = [*FIRMS, firm("U4", 法定代表人证件号="P7"), firm("U5")]
    firms[2] = firm("U3")
    given = all_tables(
        人员=people, 单位=firms, 就业=jobs, 住房=[home(f"P{n}") for n in range(1, 9)]
    )
    one = given.person("P1")
    assert sorted(one.people) == ["P1", "P2", "P5", "P6", "P7"]
    assert one["住房"]["证件号"].to_list() == ["P1", "P2", "P5", "P6", "P7"]
    assert one["单位"]["单位代码"].to_list() == ["U1", "U2", "U3", "U4"]
    # what others' rows say about the firm stays behind
    assert one["就业"]["证件号"].to_list() == ["P1", "P5"]
    assert given.person("P3").people.to_list() == ["P3"]
    assert given.person("P0").counts()["人员"] == 0


@pytest.mark.parametrize("who", ["P1", "P2", "P3", "P4"])
def test_a_selection_gives_the_same_answers(who):
    people = couple()
    people[0]["家庭编号"] = people[3]["家庭编号"] = "H1"
    given = all_tables(人员=people, 单位=FIRMS, 就业=JOBS, 住房=[home("P2"), home("P4")])
    theirs = of(column("人员", "证件号"), HOMES, WHOLE)
    nodes = [
        of(SPOUSE, HOMES, WHOLE),
        of(SPOUSE, of(JOB_NOW, ABOVE, TEXT, "单位"), TEXT),
        of(HOUSEHOLD, over("sum", "人员", key="家庭编号", value=theirs), WHOLE, "家庭"),
        of(JOB_NOW, of(ABOVE, of(ABOVE, own("单位规模", "单位"), own("单位规模", "单位").type, "单位"), own("单位规模", "单位").type, "单位"), own("单位规模", "单位").type, "单位"),
    ]  # fmt: skip
    for node in nodes:
        whole, one = (
            frame_for(defined(), AS_OF, facts=f, subject=who) for f in (given, given.person(who))
        )
        assert run(node, whole) == run(node, one)


def test_some_peoples_records_do_not_tell_how_many_their_employer_has():
    """A figure over all staff is unknown where only some of the staff were brought along."""
    made = library(
        document(benefit("单位.在职人数 >= 2", code="人数"), benefit("单位.规上", code="规上"))
    )
    jobs = [
        {"证件号": p, "单位代码": "E1", "用工形式": "劳动合同", "入职日期": "2020-01-01"}
        for p in ("P1", "P2")
    ]
    firm = {"单位代码": "E1", "单位名称": "甲", "单位类型": "企业", "规上": "是"}
    whole = facts(人员=[{"证件号": "P1"}, {"证件号": "P2"}], 就业=jobs, 单位=[firm])
    statuses = {
        name: dict(
            both(made, some)
            .filter(pl.col("subject") == "P1")
            .select("benefit", "status")
            .iter_rows()
        )
        for name, some in (("all", whole), ("one", whole.person("P1")))
    }
    assert statuses == {
        "all": {"人数": Status.YES, "规上": Status.YES},
        "one": {"人数": Status.UNDETERMINED, "规上": Status.YES},
    }
