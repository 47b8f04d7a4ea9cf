"""Facts for tests, written as a person would write the sheet: labels by name, yuan as yuan."""

import datetime as dt
from decimal import Decimal

import polars as pl

from yulin.codes import credit, identity
from yulin.facts.frames import Facts, blank_value, frame_schema
from yulin.facts.schema import BY_NAME
from yulin.registry.actions.batches import open_batch
from yulin.registry.actions.load import load_facts


def number(body):
    """A whole number from its first 17 characters."""
    return body + identity.check_character(body)


# Valid in form, and of nobody: there is no such area.
ANNA = number("99999919900101001")
BEN = number("99999919920202002")
CARA = number("99999919950303003")
FIRM = "91330300MA0000001" + credit.check_character("91330300MA0000001")
OTHER_FIRM = "91330200MA0000002" + credit.check_character("91330200MA0000002")

REQUIRED = {
    "人员": {"姓名": "某人", "户籍地": 330302},
    "学历": {"学历": "本科", "学习形式": "全日制", "毕业状态": "毕业", "毕业日期": "2012-06-30"},
    "证书": {"证书类别": "职业技能等级", "发证日期": "2020-05-01"},
    "社保": {
        "险种": "职工养老",
        "参保地": 330302,
        "起始年月": "2020-01-01",
        "缴费类型": "正常",
    },
    "就业": {"单位代码": FIRM, "用工形式": "劳动合同", "入职日期": "2020-01-01"},
    "单位": {"单位代码": FIRM, "单位名称": "某公司", "单位类型": "企业", "单位地区": 330302},
    "住房": {
        "坐落地": 330302,
        "房屋类型": "商品房",
        "持有方式": "自有",
        "面积": 90,
        "取得日期": "2021-01-01",
    },
    "荣誉": {"荣誉名称": "工匠", "荣誉类型": "技能荣誉", "授予日期": "2022-01-01"},
    "已享受": {
        "政策编号": "WZ-01",
        "待遇": "补贴",
        "金额": 100,
        "享受日期": "2022-01-01",
        "享受状态": "已发放",
    },
    "收入": {"年度": 2024, "工资薪金": 90000},
    "培训": {"培训类型": "技能培训", "开班日期": "2024-03-01"},
    "见习实习": {"类型": "就业见习", "开始日期": "2024-03-01"},
    "租赁": {"坐落地": 330302, "租赁类型": "市场租赁", "起租日期": "2024-03-01"},
    "困难身份": {"困难类型": "低保家庭", "认定日期": "2024-03-01"},
    "贷款": {"贷款类型": "创业担保贷款", "金额": 300000, "放款日期": "2024-03-01"},
    "认定": {"目录": "WZ-01", "类别": "E", "认定日期": "2024-03-01"},
    "登记": {"登记类型": "失业登记", "登记日期": "2024-03-01"},
    "成果": {"成果类型": "专利", "名称": "某专利", "取得日期": "2024-03-01"},
    "平台": {
        "平台编号": "PT0001",
        "平台名称": "某工作室",
        "平台类型": "技能大师工作室",
        "单位代码": FIRM,
        "认定日期": "2024-03-01",
    },
    "附加事实": {"名称": "单位公示", "是否": True, "起始日期": "2024-03-01"},
    "单位附加事实": {
        "单位代码": FIRM,
        "名称": "投保人数",
        "数值": 30,
        "起始日期": "2024-03-01",
    },
}


def cell(column, value):
    if value is None:
        return blank_value(column)
    match column.kind:
        case "label":
            return column.labels.code(value)
        case "date" | "month":
            return dt.date.fromisoformat(value)
        case "number":
            return int(Decimal(str(value)).scaleb(column.scale))
    return value


def born(row):
    """The date of birth that the number tells; a passport's tells none."""
    text = row.get("证件号", "")[6:14]
    told = len(text) == len("20260101") and text.isdigit()
    return {"出生日期": f"{text[:4]}-{text[4:6]}-{text[6:]}"} if told else {}


def sheet(name, *rows):
    columns = BY_NAME[name].columns
    filled = [REQUIRED[name] | (born(row) if name == "人员" else {}) | row for row in rows]
    assert all(set(row) <= {c.name for c in columns} for row in filled)
    values = {c.name: [cell(c, row.get(c.name)) for row in filled] for c in columns}
    return pl.DataFrame(values, schema=dict(frame_schema(name)))


def facts(**rows):
    """`facts(人员=[{"证件号": ANNA}], 学历=[])`: a sheet that is not given is not supplied."""
    return Facts({name: sheet(name, *given) for name, given in rows.items()})


def load(given=None, *, user=None, **rows):
    batch = open_batch(title="测试", acting_user=user)
    return load_facts(facts=given or facts(**rows), batch=batch, acting_user=user)
