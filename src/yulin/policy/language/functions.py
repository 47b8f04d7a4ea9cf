"""The functions of the language: what each takes, and the node it becomes."""

from __future__ import annotations

from dataclasses import dataclass

from yulin.policy.ir import AggregateKind

#: figure over records → aggregate kind
RECORD_FUNCTIONS: dict[str, AggregateKind] = {
    "存在": "any",
    "计数": "count",
    "合计": "sum",
    "最高": "max",
    "最大": "max",
    "最晚": "max",
    "最低": "min",
    "最小": "min",
    "最早": "min",
    "前N合计": "top",
    "最近": "latest",
    "累计月数": "months",
    "连续月数": "streak",
    "最长连续月数": "longest",
    "计种": "distinct",
    "首次": "first",
}


@dataclass(frozen=True)
class Signature:
    """How a plain function is called."""

    least: int
    most: int | None
    usage: str


SIGNATURES: dict[str, Signature] = {
    "取大": Signature(2, None, "取大(甲, 乙, …)"),
    "取小": Signature(2, None, "取小(甲, 乙, …)"),
    "若则": Signature(3, 3, "若则(条件, 甲, 乙)"),
    "整年": Signature(2, 2, "整年(起日, 止日)"),
    "整月": Signature(2, 2, "整月(起日, 止日)"),
    "天数": Signature(2, 2, "天数(起日, 止日)"),
    "加年": Signature(2, 2, "加年(日期, 年数)"),
    "加月": Signature(2, 2, "加月(日期, 月数)"),
    "加日": Signature(2, 2, "加日(日期, 天数)"),
    "月末": Signature(1, 1, "月末(日期)"),
    "月初": Signature(1, 1, "月初(日期)"),
    "年份": Signature(1, 1, "年份(日期)"),
    "月份": Signature(1, 1, "月份(日期)"),
    "近": Signature(2, 2, "近(日期, 2年)：两年之内，到基准日止"),
    "工作日数": Signature(2, 2, "工作日数(起日, 止日)：起日之后到止日"),
    "加工作日": Signature(2, 2, "加工作日(日期, 5)"),
    "对": Signature(2, 2, "对(配偶, 式)"),
    "可得": Signature(1, 1, "可得('政策编号/待遇')"),
    "可得额": Signature(1, 1, "可得额('政策编号/待遇')"),
    "领过": Signature(1, 1, "领过('政策编号/待遇')"),
    "领过次数": Signature(1, 1, "领过次数('政策编号/待遇')"),
    "已领": Signature(1, 1, "已领('政策编号/待遇')"),
    "本年已领": Signature(1, 1, "本年已领('政策编号/待遇')"),
    "已领月数": Signature(1, 1, "已领月数('政策编号/待遇')"),
    "首次领取日": Signature(1, 1, "首次领取日('政策编号/待遇')"),
    "最近领取日": Signature(1, 1, "最近领取日('政策编号/待遇')"),
    "是种类": Signature(1, 1, "是种类('购房补贴')：已享受的行里"),
    "在名单": Signature(2, 3, "在名单('名单名', 值, 年份)"),
    "参数": Signature(1, 2, "参数('参数名', 日期)"),
    "查表": Signature(2, 3, "查表('参数名', 键, 日期)"),
    "已知": Signature(1, 1, "已知(名称)"),
    "未知": Signature(1, 1, "未知('原因')"),
    "两说": Signature(3, None, "两说(甲, 乙, '原因')"),
    "取整": Signature(1, 1, "取整(数)：四舍五入到个位"),
    "进整": Signature(1, 1, "进整(数)：有小数就进一"),
    "舍整": Signature(1, 1, "舍整(数)：舍去小数"),
}
