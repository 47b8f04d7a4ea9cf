"""How a boundary case is written down: one person's records, relative to the day of decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from yulin.facts.enums import SKILL_LEVEL
from yulin.synth.stage import NUMBER, STAGE
from yulin.synth.timeline import add_months

#: a cell as it would be typed: a label, a date, a number, yes or no
Cell = str | int | float | bool | dt.date | None
#: one record: its table and its cells by column name; 单位代码 holds a key of the stage
Row = tuple[str, Mapping[str, Cell]]
_PUBLIC = ("机关", "其他事业单位", "学校幼儿园", "高校", "科研院所", "医疗机构")


@dataclass(frozen=True, kw_only=True)
class Case:
    """One invented person on one side of a policy's boundary."""

    boundary: str
    born: dt.date
    rows: tuple[Row, ...]
    person: Mapping[str, Cell] = field(default_factory=dict)
    #: married to the next case
    couple: bool = False
    #: the boundary is about the birth date, so nobody may be born some days earlier
    exact_birth: bool = False


@dataclass(frozen=True)
class Clock:
    """Days and months counted from the day of decision."""

    as_of: dt.date

    def ago(self, *, years: int = 0, months: int = 0, days: int = 0) -> dt.date:
        """The day that lies so far back; days count after months, and may be negative."""
        return add_months(self.as_of, -12 * years - months) - dt.timedelta(days=days)

    def month(self, months: int) -> dt.date:
        """The first day of the month so many months back."""
        return add_months(self.as_of.replace(day=1), -months)

    def months_since(self, day: dt.date) -> int:
        """The months from the one of a fixed day to this one, both counted; 1 at the least."""
        now = self.as_of
        return max(1, (now.year - day.year) * 12 + now.month - day.month + 1)

    def case(
        self,
        boundary: str,
        *rows: Row | Iterable[Row],
        age: int = 30,
        born: dt.date | None = None,
        couple: bool = False,
        **person: Cell,
    ) -> Case:
        """One person of some age with some records; ``person`` sets columns of 人员."""
        flat: list[Row] = []
        for row in rows:
            # a row is a pair that begins with a table's name; anything else holds rows
            if isinstance(row, tuple) and len(row) == 2 and isinstance(row[0], str):
                flat.append(row)
            else:
                flat.extend(row)
        return Case(
            boundary=boundary,
            born=born or self.ago(years=age, days=100),
            rows=tuple(flat),
            person=person,
            couple=couple,
            exact_birth=born is not None,
        )

    def job(
        self,
        employer: str,
        *,
        months: int,
        ended: int | None = None,
        payment: str = "正常",
        insured: bool = True,
        **cells: Cell,
    ) -> list[Row]:
        """A job with its insurance: ``months`` paid months up to now, or up to ``ended`` back.

        With the month of decision counted, a running spell has ``months`` of them.
        """
        last = 0 if ended is None else ended
        first = last + months - 1
        form = "机关事业编制" if STAGE[NUMBER[employer]].kind in _PUBLIC else "劳动合同"
        until = None if ended is None else add_months(self.month(ended), 1) - dt.timedelta(days=1)
        row: dict[str, Cell] = {
            "单位代码": employer, "用工形式": form, "入职日期": self.month(max(first, 0)),
            "离职日期": until, "合同年限": 3, "岗位": "技术员", "一线岗位": False,
            "月工资": 7_500, "全职": True,
        }  # fmt: skip
        rows: list[Row] = [("就业", row | cells)]
        if insured and months > 0:
            rows += self.paid_in(employer, first=first, last=ended, payment=payment)
        return rows

    def paid_in(
        self, employer: str, *, first: int, last: int | None = None, payment: str = "正常"
    ) -> list[Row]:
        """One stretch of every scheme of an employer, from and to so many months back."""
        post = STAGE[NUMBER[employer]]
        pension = "机关养老" if post.kind in _PUBLIC else "职工养老"
        return [
            self.stretch(scheme, first=first, last=last, payment=payment, employer=employer)
            for scheme in (pension, "职工医疗", "失业", "工伤")
        ]

    def stretch(
        self,
        scheme: str,
        *,
        first: int,
        last: int | None = None,
        payment: str = "正常",
        employer: str | None = None,
        division: int | None = None,
    ) -> Row:
        """One stretch of one scheme, from and to so many months back; open without an end."""
        place = division if employer is None else STAGE[NUMBER[employer]].division
        cells: dict[str, Cell] = {
            "险种": scheme, "参保地": place, "单位代码": employer,
            "起始年月": self.month(first),
            "截止年月": None if last is None else self.month(last),
            "缴费类型": payment,
        }  # fmt: skip
        return "社保", cells

    def degree(
        self,
        level: str,
        *,
        months: int = 60,
        on: dt.date | None = None,
        degree: str | None = None,
        mode: str = "全日制",
        status: str | None = None,
        school: str = "温州大学",
        division: int | None = 330304,
        **cells: Cell,
    ) -> Row:
        """A level finished so many months back; one that lies ahead is still studied."""
        day = on or self.ago(months=months)
        usual = {"本科": "学士", "硕士": "硕士", "博士": "博士"}.get(level, "无")
        done = status or ("在读" if day > self.as_of else "毕业")
        row: dict[str, Cell] = {
            "学历": level, "学位": degree or (usual if done == "毕业" else "无"), "学习形式": mode,
            "毕业状态": done, "毕业日期": day, "毕业院校": school, "院校所在地": division,
            "专业": "电气工程及其自动化", "双一流": False, "世界前200": False, "技工类别": "无",
        }  # fmt: skip
        return "学历", row | cells

    def skill(
        self,
        level: str,
        *,
        months: int = 24,
        days: int = 0,
        on: dt.date | None = None,
        trade: str = "电工",
        shortage: bool | None = True,
        listed: bool = True,
    ) -> Row:
        """A skill certificate issued so long ago."""
        issued = on or self.ago(months=months, days=days)
        # one person's certificates differ by day or level, so their numbers do
        number = f"虚B{issued:%Y%m%d}{SKILL_LEVEL.code(level):02d}"
        cells: dict[str, Cell] = {
            "证书类别": "职业技能等级", "工种": trade, "技能等级": level,
            "发证日期": issued, "紧缺工种": shortage,
            "全国联网可查": listed, "证书编号": number, "发证机构": "行业协会评价组织",
        }  # fmt: skip
        return "证书", cells

    def title(self, level: str, *, months: int = 24, subject: str = "工程") -> Row:
        """A professional title granted so long ago."""
        cells: dict[str, Cell] = {
            "证书类别": "职称", "工种": subject, "职称级别": level,
            "发证日期": self.ago(months=months), "紧缺工种": False, "全国联网可查": True,
            "证书编号": "虚B0000000001", "发证机构": "人力资源和社会保障局",
        }  # fmt: skip
        return "证书", cells

    def home(
        self,
        area: float,
        *,
        kind: str = "商品房",
        tenure: str = "自有",
        division: int = 330302,
        on: dt.date | None = None,
        sold: dt.date | None = None,
        price: int | None = None,
        rent: int | None = None,
    ) -> Row:
        """A home; ``price`` in 元 and ``rent`` as 元/㎡·month."""
        cells: dict[str, Cell] = {
            "坐落地": division, "房屋类型": kind, "持有方式": tenure, "面积": area,
            "取得日期": on or self.ago(months=10), "处置日期": sold, "购买价格": price,
            "评估月租金单价": rent,
        }  # fmt: skip
        return "住房", cells

    def honour(
        self,
        name: str,
        *,
        kind: str = "技能荣誉",
        level: str = "省级",
        division: int = 330000,
        months: int = 12,
        expires: dt.date | None = None,
        rank: int | None = None,
    ) -> Row:
        """A title granted so long ago."""
        cells: dict[str, Cell] = {
            "荣誉名称": name, "荣誉类型": kind, "荣誉级别": level, "授予地区": division,
            "授予单位": "虚拟授予单位", "授予日期": self.ago(months=months), "失效日期": expires,
            "排名": rank,
        }  # fmt: skip
        return "荣誉", cells

    def paid(
        self,
        policy: str,
        benefit: str,
        amount: int,
        *,
        months: int = 6,
        division: int = 330300,
        running: bool = False,
        ended: int | None = None,
        state: str | None = None,
        trade: str | None = None,
        level: str = "无",
    ) -> Row:
        """An earlier payment begun so long ago: once, running, or ended so many months back."""
        day = self.ago(months=months)
        until = None if running else day if ended is None else self.ago(months=ended)
        cells: dict[str, Cell] = {
            "政策编号": policy, "待遇": benefit, "金额": amount, "发放地区": division,
            "享受日期": day, "截止日期": until,
            "享受状态": state or ("享受中" if running else "已发放"),
            "工种": trade, "技能等级": level,
        }  # fmt: skip
        return "已享受", cells
