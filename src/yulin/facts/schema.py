"""The record tables: one sheet a table, one row a record, every column typed.

A frame that follows this schema holds, by column kind:

========  ============  ==========================================================
kind      polars dtype  meaning
========  ============  ==========================================================
id, code  String        normalised identifier (upper case, no spaces)
text      String        NFC, trimmed
date      Date          a month-only date is filled to its first or last day
month     Date          first day of the month
number    Int64         value × 10**scale (money: scale 2, so fen)
yes       Boolean
label     Int8          position in the label set
division  Int32         six-digit division code
========  ============  ==========================================================

A blank cell means what ``blank`` says: ``unknown`` (null), ``open`` (9999-12-31: has not ended),
``none`` (position 0 of the label set, which is then 无), ``no`` (False), ``zero`` (0).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from yulin.facts import enums
from yulin.facts.enums import LabelSet

Kind = Literal["id", "code", "text", "date", "month", "number", "yes", "label", "division"]
Blank = Literal["unknown", "open", "none", "no", "zero"]

#: What an open end (离职日期, 截止年月 …) holds in a frame.
OPEN_END = dt.date(9999, 12, 31)
#: The largest stored number by unit; keeps every sum and product of a policy inside 64 bits.
#: A fact that a document declares itself is in the unit that the document says.
DECLARED_UNIT = "按事实的单位"
LIMITS = {"元": 10**12, "元/㎡": 10**6, "㎡": 10**6, DECLARED_UNIT: 10**14}
#: … and for any other unit.
MAX_NUMBER = 10**6


def limit(unit: str) -> int:
    """Return the largest stored (scaled) number that a value in ``unit`` may have."""
    return LIMITS.get(unit, MAX_NUMBER)


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a record table."""

    name: str
    field: str
    kind: Kind
    labels: LabelSet | None = None
    unit: str = ""
    scale: int = 0
    required: bool = False
    blank: Blank = "unknown"
    #: which day a month-only date stands for
    month_only: Literal["first", "last"] = "first"
    #: a code that names no organisation, such as that of a household
    own_code: bool = False
    note: str = ""
    note_en: str = ""

    @property
    def names(self) -> Literal["", "人员", "单位"]:
        """The table of the person or organisation that a cell names; empty when it names none."""
        if self.kind == "id":
            return "人员"
        return "单位" if self.kind == "code" and not self.own_code else ""


@dataclass(frozen=True, kw_only=True)
class Table:
    """One record table; ``key`` identifies the subject that a row is about."""

    name: str
    field: str
    key: str
    columns: tuple[Column, ...]
    #: column name → kind of subject that it points to: a table by its key, or 家庭, which has none
    links: dict[str, str] = dataclasses.field(hash=False)
    register: str
    note: str = ""
    #: columns that say, beside the key, which rows new ones replace; none: all rows of the subject
    replaced_within: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """Return a column by its Chinese name; raise KeyError when there is none."""
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}


def _id(name: str, field: str, *, required: bool = False, note: str = "") -> Column:
    return Column(name=name, field=field, kind="id", required=required, note=note)


def _text(name: str, field: str, *, required: bool = False, note: str = "") -> Column:
    return Column(name=name, field=field, kind="text", required=required, note=note)


def _date(name: str, field: str, **more: object) -> Column:
    return Column(name=name, field=field, kind="date", **more)  # type: ignore[arg-type]


def _month(name: str, field: str, **more: object) -> Column:
    return Column(name=name, field=field, kind="month", **more)  # type: ignore[arg-type]


def _label(name: str, field: str, labels: LabelSet, **more: object) -> Column:
    return Column(name=name, field=field, kind="label", labels=labels, **more)  # type: ignore[arg-type]


def _yes(name: str, field: str, **more: object) -> Column:
    return Column(name=name, field=field, kind="yes", **more)  # type: ignore[arg-type]


def _money(name: str, field: str, **more: object) -> Column:
    return Column(name=name, field=field, kind="number", unit="元", scale=2, **more)  # type: ignore[arg-type]


def _number(name: str, field: str, unit: str, scale: int = 0, **more: object) -> Column:
    return Column(name=name, field=field, kind="number", unit=unit, scale=scale, **more)  # type: ignore[arg-type]


def _code(name: str, field: str, **more: object) -> Column:
    return Column(name=name, field=field, kind="code", own_code=True, **more)  # type: ignore[arg-type]


def _division(name: str, field: str, **more: object) -> Column:
    return Column(name=name, field=field, kind="division", **more)  # type: ignore[arg-type]


def _employer(name: str = "单位代码", field: str = "employer_code", **more: object) -> Column:
    return Column(name=name, field=field, kind="code", **more)  # type: ignore[arg-type]


#: a kind of subject that is known only by the people who bear its code
HOUSEHOLD = "家庭"

PERSON = Table(
    name="人员",
    field="person",
    key="证件号",
    links={"配偶证件号": "人员", "家庭编号": HOUSEHOLD},
    register="人口与就业登记",
    columns=(
        _id("证件号", "person_id", required=True),
        _label("证件类型", "id_type", enums.ID_TYPE, blank="none", note="空白按居民身份证"),
        _text("姓名", "name", required=True),
        _label("性别", "sex", enums.SEX, blank="none"),
        _date("出生日期", "birth_date", note="空白且为身份证时取自证件号"),
        _division("户籍地", "household_division"),
        _division("生源地", "origin_division", note="升学前户籍所在地"),
        _label("婚姻状况", "marriage", enums.MARRIAGE),
        _id("配偶证件号", "spouse_id"),
        _code("家庭编号", "household_code", note="同一家庭（户）的人填同一编号"),
        _label("困难类别", "hardship", enums.HARDSHIP),
        _date("失业登记日期", "unemployed_since", note="未登记失业的留空", blank="open"),
        _yes("领取失业保险金", "receives_unemployment_benefit"),
        _date("驿站登记日期", "hostel_registered_on", note="未登记的留空", blank="open"),
        _number("贡献积分", "contribution_points", "分"),
        _money("上年工资收入", "wage_last_year", note="上一完整年度, 按单位个税申报"),
        _money("前年工资收入", "wage_year_before", note="再上一年度, 按单位个税申报"),
    ),
)
EDUCATION = Table(
    name="学历",
    field="education",
    key="证件号",
    links={"证件号": "人员"},
    register="教育（学信网、留服中心）",
    columns=(
        _id("证件号", "person_id", required=True),
        _label("学历", "level", enums.EDUCATION, required=True),
        _label("学位", "degree", enums.DEGREE, blank="none"),
        _label("学习形式", "mode", enums.STUDY_MODE, required=True),
        _label("毕业状态", "status", enums.STUDY_STATUS, required=True),
        _date("毕业日期", "graduated_on", month_only="last", note="只有年月的按当月最后一日"),
        _text("毕业院校", "school"),
        _division("院校所在地", "school_division"),
        _text("专业", "major"),
        _yes("双一流", "first_class"),
        _yes("世界前200", "world_top_200"),
        _yes("境外", "overseas", blank="no"),
        _yes("留服认证", "overseas_certified", blank="no"),
        _label("技工类别", "technical_track", enums.TECHNICAL_TRACK, blank="none"),
    ),
)
CERTIFICATE = Table(
    name="证书",
    field="certificate",
    key="证件号",
    links={"证件号": "人员"},
    register="人社（技能等级、职称）",
    columns=(
        _id("证件号", "person_id", required=True),
        _label("证书类别", "kind", enums.CERTIFICATE_KIND, required=True),
        _text("工种", "trade", note="职称证书填专业"),
        _label("技能等级", "skill_level", enums.SKILL_LEVEL, blank="none"),
        _label("职称级别", "title_level", enums.TITLE_LEVEL, blank="none"),
        _date("发证日期", "issued_on", required=True),
        _text("证书编号", "number"),
        _text("发证机构", "issuer"),
        _yes("紧缺工种", "shortage_trade", note="工种是否在当年紧缺目录"),
        _yes("全国联网可查", "in_national_register"),
    ),
)
INSURANCE = Table(
    name="社保",
    field="insurance",
    key="证件号",
    links={"证件号": "人员", "单位代码": "单位"},
    register="社保经办",
    note="一行为一段连续的同类缴费, 含首尾两月",
    columns=(
        _id("证件号", "person_id", required=True),
        _label("险种", "scheme", enums.INSURANCE, required=True),
        _division("参保地", "division", required=True),
        _employer(note="灵活就业的留空"),
        _month("起始年月", "first_month", required=True),
        _month("截止年月", "last_month", blank="open", note="仍在缴费的留空"),
        _label("缴费类型", "payment_kind", enums.PAYMENT_KIND, required=True),
    ),
)
EMPLOYMENT = Table(
    name="就业",
    field="employment",
    key="证件号",
    links={"证件号": "人员", "单位代码": "单位", "用工单位代码": "单位"},
    register="就业登记与电子劳动合同",
    columns=(
        _id("证件号", "person_id", required=True),
        _employer(note="灵活就业、自主创业未注册的留空; 劳务派遣的填派遣单位"),
        _employer("用工单位代码", "user_firm_code", note="劳务派遣的实际用工单位, 其他留空"),
        _label("用工形式", "form", enums.EMPLOYMENT_FORM, required=True),
        _date("入职日期", "started_on", required=True),
        _date("离职日期", "ended_on", blank="open", note="在职的留空"),
        _number("合同年限", "contract_years", "年", 1),
        _text("岗位", "post"),
        _yes("一线岗位", "front_line"),
        _text("从事工种", "trade"),
        _date("从事本工种起始日期", "trade_since"),
        _money("月工资", "monthly_wage"),
        _yes("全职", "full_time"),
    ),
)
EMPLOYER = Table(
    name="单位",
    field="employer",
    key="单位代码",
    links={"法定代表人证件号": "人员", "上级单位代码": "单位"},
    register="市场监管与税务",
    columns=(
        _employer(required=True),
        _text("单位名称", "name", required=True),
        _label("单位类型", "kind", enums.EMPLOYER_KIND, required=True),
        _label("行业", "industry", enums.INDUSTRY),
        _label("单位规模", "scale", enums.SCALE),
        _yes("规上", "above_threshold"),
        _division("单位地区", "division", required=True, note="生产经营所在区县"),
        _division("注册地", "registered_division"),
        _division("纳税地", "tax_division"),
        _date("成立日期", "founded_on"),
        _id("法定代表人证件号", "founder_id"),
        _yes("行业主管认定", "line_recognised", note="养老、家政、现代农业等由主管部门认定"),
        _yes("农村电商", "rural_e_commerce"),
        _money("年场地租金", "yearly_rent"),
        _employer("上级单位代码", "parent_code", note="分支机构、下属单位的上级; 没有的留空"),
    ),
)
HOME = Table(
    name="住房",
    field="home",
    key="证件号",
    links={"证件号": "人员"},
    register="不动产登记与商品房网签",
    columns=(
        _id("证件号", "person_id", required=True),
        _division("坐落地", "division", required=True),
        _label("房屋类型", "kind", enums.HOME_KIND, required=True),
        _label("持有方式", "tenure", enums.TENURE, required=True),
        _number("面积", "area", "㎡", 2, required=True),
        _date("取得日期", "acquired_on", required=True),
        _date("处置日期", "disposed_on", blank="open", note="仍持有的留空"),
        _money("购买价格", "price"),
        _number("评估月租金单价", "rent_per_square_metre", "元/㎡", 2, note="每平方米每月"),
    ),
)
HONOUR = Table(
    name="荣誉",
    field="honour",
    key="证件号",
    links={"证件号": "人员"},
    register="人才与表彰名录",
    columns=(
        _id("证件号", "person_id", required=True),
        _text("荣誉名称", "name", required=True),
        _label("荣誉类型", "kind", enums.HONOUR_KIND, required=True),
        _label("荣誉级别", "level", enums.HONOUR_LEVEL),
        _division("授予地区", "division"),
        _text("授予单位", "issuer"),
        _date("授予日期", "granted_on", required=True),
        _date("失效日期", "expires_on", blank="open", note="长期有效的留空"),
        _number("排名", "rank", "位"),
    ),
)
BENEFIT = Table(
    name="已享受",
    field="benefit",
    key="证件号",
    links={"证件号": "人员", "受款单位代码": "单位"},
    register="各项政策发放台账",
    columns=(
        _id("证件号", "person_id", required=True),
        _text("政策编号", "policy", required=True),
        _text("待遇", "benefit", required=True),
        _division("发放地区", "division"),
        _money("金额", "amount", required=True),
        _date("享受日期", "received_on", required=True),
        _date("截止日期", "until", blank="open", note="一次性的与享受日期相同; 仍在享受的留空"),
        _label("享受状态", "state", enums.BENEFIT_STATE, required=True),
        _text("工种", "trade"),
        _label("技能等级", "skill_level", enums.SKILL_LEVEL, blank="none"),
        _employer("受款单位代码", "payee_code"),
    ),
)

INCOME = Table(
    name="收入",
    field="income",
    key="证件号",
    links={"证件号": "人员", "单位代码": "单位"},
    register="税务",
    note="一行为一个单位为一人申报的一个年度",
    columns=(
        _id("证件号", "person_id", required=True),
        _number("年度", "year", "年", required=True),
        _employer(),
        _money("工资薪金", "wages", required=True),
        _division("纳税地", "tax_division"),
    ),
)
TRAINING = Table(
    name="培训",
    field="training",
    key="证件号",
    links={"证件号": "人员", "单位代码": "单位", "培训机构代码": "单位"},
    register="人社（职业培训）",
    columns=(
        _id("证件号", "person_id", required=True),
        _label("培训类型", "kind", enums.TRAINING_KIND, required=True),
        _text("工种", "trade"),
        _label("技能等级", "skill_level", enums.SKILL_LEVEL, blank="none"),
        _date("开班日期", "started_on", required=True),
        _date("结业日期", "ended_on", blank="open", note="仍在培训的留空"),
        _employer("培训机构代码", "school_code"),
        _employer(note="用人单位"),
        _division("培训地", "division"),
        _money("学费", "fee"),
        _yes("线上", "online"),
        _label("培训结果", "result", enums.TRAINING_RESULT),
    ),
)
PLACEMENT = Table(
    name="见习实习",
    field="placement",
    key="证件号",
    links={"证件号": "人员", "单位代码": "单位"},
    register="人社（见习实习）",
    columns=(
        _id("证件号", "person_id", required=True),
        _label("类型", "kind", enums.PLACEMENT_KIND, required=True),
        _employer(),
        _date("开始日期", "started_on", required=True),
        _date("结束日期", "ended_on", blank="open", note="仍在见习、实习的留空"),
        _number("出勤天数", "days", "日"),
        _money("月补贴", "monthly_pay", note="单位每月发给本人的"),
        _money("月保险费", "monthly_premium", note="单位每月为本人缴的意外险等"),
        _yes("政府组织", "by_government"),
        _yes("留用", "kept_on"),
        _label("基地级别", "base_level", enums.BASE_LEVEL),
    ),
)
TENANCY = Table(
    name="租赁",
    field="tenancy",
    key="证件号",
    links={"证件号": "人员"},
    register="住建（租赁备案）",
    columns=(
        _id("证件号", "person_id", required=True),
        _division("坐落地", "division", required=True),
        _label("租赁类型", "kind", enums.TENANCY_KIND, required=True),
        _date("起租日期", "started_on", required=True),
        _date("到期日期", "ended_on", blank="open", note="没有约定到期的留空"),
        _money("月租金", "monthly_rent"),
        _number("面积", "area", "㎡", 2),
        _yes("备案", "filed"),
    ),
)
NEED = Table(
    name="困难身份",
    field="need",
    key="证件号",
    links={"证件号": "人员"},
    register="民政、残联、助学",
    note="一行为一种身份的一段有效期",
    columns=(
        _id("证件号", "person_id", required=True),
        _label("困难类型", "kind", enums.NEED_KIND, required=True),
        _date("认定日期", "recognised_on", required=True),
        _date("失效日期", "expires_on", blank="open", note="仍有效的留空"),
    ),
)
LOAN = Table(
    name="贷款",
    field="loan",
    key="证件号",
    links={"证件号": "人员", "单位代码": "单位"},
    register="金融",
    columns=(
        _id("证件号", "person_id", required=True),
        _employer(note="以单位名义借的填单位"),
        _label("贷款类型", "kind", enums.LOAN_KIND, required=True),
        _money("金额", "amount", required=True),
        _number("年利率", "yearly_rate", "", 4, note="3.45% 填 0.0345"),
        _date("放款日期", "paid_out_on", required=True),
        _date("到期日期", "due_on", blank="open", note="没有约定到期的留空"),
        _money("已付利息", "interest_paid"),
    ),
)
RECOGNITION = Table(
    name="认定",
    field="recognition",
    key="证件号",
    links={"证件号": "人员"},
    register="人才办",
    columns=(
        _id("证件号", "person_id", required=True),
        _text("目录", "catalogue", required=True, note="所依据目录的政策编号"),
        _text("版本", "edition"),
        _text("类别", "class_name", required=True),
        _division("认定地区", "division"),
        _date("认定日期", "recognised_on", required=True),
        _date("有效期至", "valid_until", blank="open", note="长期有效的留空"),
    ),
)
REGISTRATION = Table(
    name="登记",
    field="registration",
    key="证件号",
    links={"证件号": "人员", "登记单位代码": "单位"},
    register="人社（各类登记）",
    columns=(
        _id("证件号", "person_id", required=True),
        _label("登记类型", "kind", enums.REGISTRATION_KIND, required=True),
        _division("登记地", "division"),
        _date("登记日期", "registered_on", required=True),
        _date("注销日期", "cancelled_on", blank="open", note="仍在登记的留空"),
        _employer("登记单位代码", "registrar_code", note="办理登记的机构、驿站"),
    ),
)
ACHIEVEMENT = Table(
    name="成果",
    field="achievement",
    key="证件号",
    links={"证件号": "人员"},
    register="科技、知识产权",
    columns=(
        _id("证件号", "person_id", required=True),
        _label("成果类型", "kind", enums.ACHIEVEMENT_KIND, required=True),
        _text("名称", "name", required=True),
        _label("级别", "level", enums.HONOUR_LEVEL),
        _number("名次", "rank", "位"),
        _date("取得日期", "obtained_on", required=True),
        _money("年效益", "yearly_gain"),
        _yes("主要完成人", "main_author"),
    ),
)
PLATFORM = Table(
    name="平台",
    field="platform",
    key="单位代码",
    links={"单位代码": "单位", "领办人证件号": "人员"},
    register="人社、科技",
    columns=(
        _code("平台编号", "platform_code", required=True),
        _text("平台名称", "name", required=True),
        _label("平台类型", "kind", enums.PLATFORM_KIND, required=True),
        _label("级别", "level", enums.HONOUR_LEVEL),
        _employer(required=True),
        _id("领办人证件号", "leader_id"),
        _date("认定日期", "recognised_on", required=True),
        _date("失效日期", "expires_on", blank="open", note="仍有效的留空"),
        _label("评估结果", "review", enums.REVIEW_RESULT),
        _date("评估日期", "reviewed_on"),
    ),
)


def _told() -> tuple[Column, ...]:
    """Return the columns of a fact that only a policy document declares: a name and its value."""
    return (
        _text(
            "名称",
            "name",
            required=True,
            note="政策文档“事实”里的名称; 几份文档重名时写 政策编号/名称",
        ),
        _yes("是否", "yes", note="是否类的事实填这一列"),
        _number("数值", "figure", DECLARED_UNIT, 4, note="数值类的事实填这一列"),
        _date("日期", "day", note="日期类的事实填这一列"),
        _division("地区", "division", note="地区类的事实填这一列"),
        _text("文字", "text", note="文字、选项类的事实填这一列"),
        _text("认定依据", "grounds", note="凭什么这样认定, 如公示或文件的名称"),
        _date(
            "起始日期", "holds_from", required=True, note="从哪一天起是这样; 后来变了的, 另起一行"
        ),
        _date("截止日期", "holds_until", blank="open", note="仍是这样的留空"),
    )


TOLD = Table(
    name="附加事实",
    field="told_fact",
    key="证件号",
    links={"证件号": "人员"},
    register="各政策的主管部门",
    note="一行为一个人的一项事实, 只收政策文档自己声明、登记里没有的; 五列值中只填一列",
    replaced_within=("名称",),
    columns=(_id("证件号", "person_id", required=True), *_told()),
)
EMPLOYER_TOLD = Table(
    name="单位附加事实",
    field="employer_told_fact",
    key="单位代码",
    links={"单位代码": "单位", "填报人证件号": "人员"},
    register="各政策的主管部门",
    note="一行为一家单位的一项事实, 其余同附加事实",
    replaced_within=("名称",),
    columns=(
        _employer(required=True),
        *_told(),
        _id("填报人证件号", "reporter_id", note="替单位填报的人; 不知道的留空"),
    ),
)
#: kind of subject → the table of the facts that only policy documents declare
TOLD_OF: dict[str, Table] = {"人员": TOLD, "单位": EMPLOYER_TOLD}
#: their names; what nobody told is unknown, so it makes no difference whether such a table is there
TOLD_NAMES = frozenset(table.name for table in TOLD_OF.values())

TABLES: tuple[Table, ...] = (
    PERSON,
    EDUCATION,
    CERTIFICATE,
    INSURANCE,
    EMPLOYMENT,
    EMPLOYER,
    HOME,
    HONOUR,
    BENEFIT,
    INCOME,
    TRAINING,
    PLACEMENT,
    TENANCY,
    NEED,
    LOAN,
    RECOGNITION,
    REGISTRATION,
    ACHIEVEMENT,
    PLATFORM,
    TOLD,
    EMPLOYER_TOLD,
)
BY_NAME: dict[str, Table] = {t.name: t for t in TABLES}
#: what the name of a linking column ends in, after the link's own name
_LINK_ENDINGS = ("证件号", "代码")


def link_names(table: Table) -> dict[str, str]:
    """Return link name → column: how a row speaks of what it links to.

    A link is called what stands before 代码 or 证件号 in its column: 用工单位 through 用工单位代码,
    配偶 through 配偶证件号. A column that is the target's own key is called as the target: 单位 is
    单位代码 and 人员 is 证件号. A link to a kind of subject without a table (家庭) has no name, since
    there is no row to speak of.
    """
    return {
        target if column == BY_NAME[target].key else _link_name(column): column
        for column, target in table.links.items()
        if target in BY_NAME
    }


def person_column(table: Table) -> str:
    """Return the column that says which person a row is about: the key, or its link to 人员."""
    if table is PERSON:
        return table.key
    return next(column for column, target in table.links.items() if target == PERSON.name)


def _link_name(column: str) -> str:
    for ending in _LINK_ENDINGS:
        if column.endswith(ending):
            return column.removesuffix(ending)
    raise ValueError(f"{column} 的列名应以 {' 或 '.join(_LINK_ENDINGS)} 结尾")
