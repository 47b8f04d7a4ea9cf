"""Which language the page speaks, and the words of records in it."""

import re
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from yulin.facts.enums import ENGLISH
from yulin.facts.schema import BY_NAME, Column

TABLE_WORDS = {
    "人员": gettext_lazy("人员"),
    "学历": gettext_lazy("学历"),
    "证书": gettext_lazy("证书"),
    "社保": gettext_lazy("社保"),
    "就业": gettext_lazy("就业"),
    "单位": gettext_lazy("单位"),
    "住房": gettext_lazy("住房"),
    "荣誉": gettext_lazy("荣誉"),
    "已享受": gettext_lazy("已享受"),
    "收入": gettext_lazy("收入"),
    "培训": gettext_lazy("培训"),
    "见习实习": gettext_lazy("见习实习"),
    "租赁": gettext_lazy("租赁"),
    "困难身份": gettext_lazy("困难身份"),
    "贷款": gettext_lazy("贷款"),
    "认定": gettext_lazy("认定"),
    "登记": gettext_lazy("登记"),
    "成果": gettext_lazy("成果"),
    "平台": gettext_lazy("平台"),
    "附加事实": gettext_lazy("附加事实"),
    "单位附加事实": gettext_lazy("单位附加事实"),
}
REGISTER_WORDS = {
    "人口与就业登记": gettext_lazy("人口与就业登记"),
    "教育（学信网、留服中心）": gettext_lazy("教育（学信网、留服中心）"),
    "人社（技能等级、职称）": gettext_lazy("人社（技能等级、职称）"),
    "社保经办": gettext_lazy("社保经办"),
    "就业登记与电子劳动合同": gettext_lazy("就业登记与电子劳动合同"),
    "市场监管与税务": gettext_lazy("市场监管与税务"),
    "不动产登记与商品房网签": gettext_lazy("不动产登记与商品房网签"),
    "人才与表彰名录": gettext_lazy("人才与表彰名录"),
    "各项政策发放台账": gettext_lazy("各项政策发放台账"),
    "税务": gettext_lazy("税务"),
    "人社（职业培训）": gettext_lazy("人社（职业培训）"),
    "人社（见习实习）": gettext_lazy("人社（见习实习）"),
    "住建（租赁备案）": gettext_lazy("住建（租赁备案）"),
    "民政、残联、助学": gettext_lazy("民政、残联、助学"),
    "金融": gettext_lazy("金融"),
    "人才办": gettext_lazy("人才办"),
    "人社（各类登记）": gettext_lazy("人社（各类登记）"),
    "科技、知识产权": gettext_lazy("科技、知识产权"),
    "人社、科技": gettext_lazy("人社、科技"),
    "各政策的主管部门": gettext_lazy("各政策的主管部门"),
}
#: what an organisation is to a row that names it, by column
_ROLE_WORDS = {
    "单位代码": gettext_lazy("单位"),
    "受款单位代码": gettext_lazy("受款单位"),
    "用工单位代码": gettext_lazy("用工单位"),
    "上级单位代码": gettext_lazy("上级单位"),
    "培训机构代码": gettext_lazy("培训机构"),
    "登记单位代码": gettext_lazy("登记单位"),
}
_EDITION = re.compile(r"(\d{4})版")
#: what stands between words: full-width in Chinese, narrow with a space in English
_MARKS = {"：": ": ", "，": ", ", "；": "; ", "、": ", ", "。": ". ", "（": " (", "）": ")"}


def in_english() -> bool:
    return (get_language() or "").startswith("en")


def field_word(column: Any) -> str:
    """A record table's or column's name; in English its translation, else its field's name."""
    name = str(column.name)
    if not in_english():
        return name
    said = str(TABLE_WORDS[name]) if name in BY_NAME and not isinstance(column, Column) else _(name)
    return said if said != name else str(column.field).replace("_", " ").capitalize()


def cell_word(column: Any) -> str:
    """A column's name beside its value: where the value is an employer's name, no word of codes."""
    role = _ROLE_WORDS.get(column.name)
    return field_word(column) if role is None else str(role)


def value_word(value: Any) -> str:
    """A value of a record as text: labels, 是 and 否 in the reader's language."""
    text = str(value)
    if not in_english():
        return text
    return {"是": _("是"), "否": _("否")}.get(text) or ENGLISH.get(text, text)


def about(table: Any, column: Any) -> str:
    """What a request for correction is about, from the names that it holds."""
    sheet = BY_NAME.get(str(table))
    if sheet is None:
        return str(table)
    names = [field_word(sheet), *(field_word(c) for c in sheet.columns if c.name == column)]
    return " · ".join(names)


def register_word(source: Any) -> str:
    return str(REGISTER_WORDS.get(str(source), source))


def edition_word(name: Any) -> str:
    """2025版 / 2025 edition."""
    return _EDITION.sub(r"\1 edition", str(name)) if in_english() else str(name)


def mark(sign: str) -> str:
    """A sign of punctuation as the reader's language writes it."""
    return _MARKS.get(sign, sign) if in_english() else sign
