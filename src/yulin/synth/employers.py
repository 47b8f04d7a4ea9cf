"""Employers: a fixed few, firms founded by people of the region, and the rest."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl

from yulin.facts import enums
from yulin.synth import labels, names, places
from yulin.synth.labels import INDUSTRY, KIND, SCALE, UNKNOWN, shares
from yulin.synth.stage import STAGE
from yulin.synth.streams import Flags, Floats, Ints, Streams
from yulin.synth.timeline import add_months, day_number

#: staff of the firms that people founded: every step of the subsidies for jobs created
HEAD_COUNTS = (2, 3, 20, 21, 25, 0, 0, 1, 4, 22, 0, 19, 0, 5, 12, 24, 0, 8, 0, 6)
#: their yearly rents (元) around the cap of half the rent, and none
RENTS = (16_000, 30_000, 20_000, 19_900, 20_100, 0, 12_000, 48_000)
#: months since the founding of those without staff, and days to add: around 6, 12 and 36 months
_YOUNG = ((6, 0), (6, -1), (6, 1), (12, 0), (12, -1), (12, 1), (36, 0), (36, -1), (36, 1), (3, 0))
_FOUNDED_SHARE = 0.06
_HEADS_BY_SCALE = np.array([4.0, 22.0, 130.0, 700.0])

_KINDS = shares(
    enums.EMPLOYER_KIND,
    {
        "企业": 72, "个体工商户": 7, "民办非企业": 2.5, "中介机构": 1.2, "社会组织": 1,
        "学校幼儿园": 4.5, "高校": 0.5, "科研院所": 0.5, "医疗机构": 2.5, "机关": 2.5,
        "其他事业单位": 2.5, "农民合作社": 1.5, "人力资源机构": 1.8,
    },
)  # fmt: skip
_INDUSTRIES = {
    "其他": 4, "工业电气": 10, "汽摩配": 8, "鞋服": 9, "泵阀": 7, "眼镜": 4, "石化": 4,
    "装备制造": 9, "其他制造业": 11, "信息软件": 6, "房地产": 4, "建筑": 6, "批发零售": 12,
    "养老服务": 3, "残疾人服务": 1, "家政服务": 2, "现代农业": 3,
}  # fmt: skip
#: what a county is known for
_LOCAL = {
    330382: "工业电气", 330381: "汽摩配", 330304: "眼镜", 330324: "泵阀", 330302: "鞋服",
    330303: "装备制造", 330383: "其他制造业", 330211: "石化", 330206: "装备制造",
    330108: "信息软件", 330782: "批发零售", 330328: "现代农业", 330329: "现代农业",
}  # fmt: skip
_BY_KIND = {
    "学校幼儿园": "教育", "高校": "教育", "医疗机构": "卫生", "机关": "公共管理",
    "其他事业单位": "公共管理", "农民合作社": "现代农业", "人力资源机构": "人力资源服务",
}  # fmt: skip
_SUFFIX = {
    "企业": "有限公司", "民办非企业": "服务中心", "中介机构": "事务所", "社会组织": "协会",
    "学校幼儿园": "学校", "高校": "学院", "科研院所": "研究所", "医疗机构": "医院", "机关": "局",
    "其他事业单位": "中心", "个体工商户": "经营部", "农民合作社": "股份经济合作社",
    "人力资源机构": "人力资源有限公司",
}  # fmt: skip
_CODE_TYPE = {
    "企业": "91", "民办非企业": "52", "中介机构": "91", "社会组织": "51", "学校幼儿园": "12",
    "高校": "12", "科研院所": "12", "医疗机构": "12", "机关": "11", "其他事业单位": "12",
    "个体工商户": "92", "农民合作社": "N2", "人力资源机构": "91",
}  # fmt: skip
_COUNTIES = {code for counties in places.COUNTIES.values() for code in counties}


@dataclass(frozen=True, kw_only=True)
class Employers:
    """What the other tables need to know of each employer."""

    region: int
    kind: Ints
    industry: Ints
    scale: Ints
    division: Ints
    #: relative number of staff; 0 for founded firms, whose staff are counted out
    pull: Floats
    #: numbers of the firms that people founded, and the staff of each
    founded: Ints
    heads: Ints
    founded_day: Ints

    @property
    def count(self) -> int:
        return len(self.kind)

    @property
    def public(self) -> Flags:
        """Those whose staff hold posts of the state."""
        names_ = ("机关", "其他事业单位", "学校幼儿园", "高校", "科研院所", "医疗机构")
        return labels.is_any(self.kind, enums.EMPLOYER_KIND, *names_)


def found_employers(
    streams: Streams, *, count: int, people: int, region: int, as_of: dt.date
) -> Employers:
    """Draw the employers of a region."""
    codes, weights = places.employer_weights(region)
    division = np.array(codes)[streams.choose("单位.单位地区", count, weights)]
    kind = streams.choose("单位.单位类型", count, _KINDS)
    scale = streams.choose("单位.单位规模", count, (52, 34, 11, 3))
    industry = _industries(streams, division=division, kind=kind)
    _put_stage(kind=kind, industry=industry, scale=scale, division=division)
    founded = _founded(count, people=people)
    kind[founded] = KIND["企业"]
    scale[founded] = SCALE["微型"]
    industry[founded] = np.resize([INDUSTRY[n] for n in _FOUNDED_INDUSTRIES], len(founded))
    division[founded] = _founded_divisions(region, streams, len(founded))
    pull = _HEADS_BY_SCALE[scale] * streams.lognormal("单位.人数", count, 0.6)
    pull[founded] = 0
    if not pull.any():
        pull[:] = 1
    return Employers(
        region=region,
        kind=kind,
        industry=industry,
        scale=scale,
        division=division,
        pull=pull,
        founded=founded,
        heads=np.resize(HEAD_COUNTS, len(founded)).astype(np.int64),
        founded_day=_founding_days(streams, count=count, founded=founded, as_of=as_of),
    )


_FOUNDED_INDUSTRIES = (
    "养老服务",
    "现代农业",
    "家政服务",
    "批发零售",
    "信息软件",
    "鞋服",
    "批发零售",
)


def _founded(count: int, *, people: int) -> Ints:
    """Number the founded firms: the first after the stage, none where people are too few to staff."""
    room = max(0, count - len(STAGE))
    wanted = min(int(count * _FOUNDED_SHARE), room, people // 40)
    return np.arange(len(STAGE), len(STAGE) + wanted, dtype=np.int64)


def _founded_divisions(region: int, streams: Streams, count: int) -> Ints:
    """Half in 嘉兴, whose start-up rules the library holds, half in the region."""
    codes, weights = places.employer_weights(region)
    at_home = np.array(codes)[streams.choose("单位.创业地区", count, weights)]
    jiaxing = list(places.COUNTIES[330400])
    return np.where(np.arange(count) % 32 < 16, np.resize(jiaxing, count), at_home)


def _industries(streams: Streams, *, division: Ints, kind: Ints) -> Ints:
    count = len(division)
    industry = streams.choose("单位.行业", count, shares(enums.INDUSTRY, _INDUSTRIES))
    local = streams.chance("单位.当地行业", count, 0.35)
    for county, name in _LOCAL.items():
        industry[local & (division == county)] = INDUSTRY[name]
    for name, only in _BY_KIND.items():
        industry[kind == KIND[name]] = INDUSTRY[only]
    return industry


def _put_stage(*, kind: Ints, industry: Ints, scale: Ints, division: Ints) -> None:
    for number, post in enumerate(STAGE[: len(kind)]):
        kind[number] = KIND[post.kind]
        industry[number] = INDUSTRY[post.industry]
        scale[number] = SCALE[post.scale]
        division[number] = post.division


def _founding_days(streams: Streams, *, count: int, founded: Ints, as_of: dt.date) -> Ints:
    """Most firms are 1 to 30 years old; founded ones 2 to 4, so that their staff have been there."""
    today = day_number(as_of)
    days = today - (365 + streams.uniform("单位.成立日期", count) ** 1.5 * 29 * 365).astype(
        np.int64
    )
    days[founded] = today - streams.integers("单位.创业日期", len(founded), 750, 1500)
    young = founded[np.resize(HEAD_COUNTS, len(founded)) == 0]
    around = [day_number(add_months(as_of, -months)) - more for months, more in _YOUNG]
    days[young] = np.resize(around, len(young))
    days[: len(STAGE)] = today - 5000
    return days


def employer_codes(employers: Employers) -> list[str]:
    """Return the two-character type of each employer's credit code."""
    kinds = enums.EMPLOYER_KIND.labels
    return [_CODE_TYPE[kinds[code]] for code in employers.kind.tolist()]


def employer_columns(
    streams: Streams, employers: Employers, *, founders: Ints
) -> dict[str, Ints | pl.Series]:
    """Return the columns of 单位; ``founders`` are the people who founded, in order."""
    count = employers.count
    founder_id = np.full(count, UNKNOWN, dtype=np.int64)
    founder_id[employers.founded[: len(founders)]] = founders
    rent = np.full(count, UNKNOWN, dtype=np.int64)
    rent[employers.founded] = np.resize(RENTS, len(employers.founded)) * 100
    return {
        "单位代码": np.arange(count),
        "单位名称": pl.Series(_names(streams, employers), dtype=pl.String),
        "单位类型": employers.kind,
        "行业": employers.industry,
        "单位规模": employers.scale,
        "规上": _above(streams, employers),
        "单位地区": employers.division,
        "注册地": employers.division,
        "纳税地": _tax_divisions(streams, employers),
        "成立日期": employers.founded_day,
        "法定代表人证件号": founder_id,
        "行业主管认定": _recognised(streams, employers),
        "农村电商": _rural(streams, employers),
        "年场地租金": rent,
        "上级单位代码": _parents(streams, employers),
    }


def _parents(streams: Streams, employers: Employers) -> Ints:
    """One small firm in twenty belongs to a large one, which belongs to nobody."""
    count = employers.count
    large = np.flatnonzero(employers.scale == SCALE["大型"])
    if not len(large):
        return np.full(count, UNKNOWN)
    parent = large[streams.integers("单位.上级单位", count, 0, len(large) - 1)]
    belongs = streams.chance("单位.有上级", count, 0.05) & (employers.scale < SCALE["大型"])
    belongs[employers.founded] = False
    belongs[: len(STAGE)] = False
    return np.where(belongs, parent, UNKNOWN)


def _names(streams: Streams, employers: Employers) -> list[str]:
    kinds, industries = enums.EMPLOYER_KIND.labels, enums.INDUSTRY.labels
    brands = names.brands(streams, employers.count)
    rows = zip(brands, employers.kind.tolist(), employers.industry.tolist(), strict=True)
    made = [_name(brand, kinds[kind], industries[industry]) for brand, kind, industry in rows]
    made[: len(STAGE)] = [post.name for post in STAGE[: employers.count]]
    return made


def _name(brand: str, kind: str, industry: str) -> str:
    line = industry.removeprefix("其他") if kind in ("企业", "民办非企业") else ""
    return f"{brand}{line}{_SUFFIX[kind]}"


def _above(streams: Streams, employers: Employers) -> Ints:
    likely = np.array([0.02, 0.35, 0.92, 1.0])[employers.scale]
    above = streams.chance("单位.规上", employers.count, likely).astype(np.int64)
    above[streams.chance("单位.规上.缺", employers.count, 0.03)] = UNKNOWN
    return _with_stage(above, [int(post.scale in ("中型", "大型")) for post in STAGE])


def _tax_divisions(streams: Streams, employers: Employers) -> Ints:
    """The county itself, or now and then a head office's elsewhere."""
    away = streams.chance("单位.纳税地", employers.count, 0.06)
    offices = np.array([330106, 330108, 330302, 330212, 310115])
    office = offices[streams.integers("单位.总部", employers.count, 0, len(offices) - 1)]
    tax = np.where(away, office, employers.division)
    return _with_stage(tax, [post.tax_division or post.division for post in STAGE])


def _recognised(streams: Streams, employers: Employers) -> Ints:
    """Yes, no or not yet known in the four lines that an authority recognises; no elsewhere."""
    lines = ("养老服务", "残疾人服务", "家政服务", "现代农业")
    answers = np.array([1, 0, UNKNOWN])[
        streams.choose("单位.行业主管认定", employers.count, (55, 30, 15))
    ]
    recognised = np.where(labels.is_any(employers.industry, enums.INDUSTRY, *lines), answers, 0)
    staged = [{"是": 1, "否": 0, "未知": UNKNOWN}[post.recognised] for post in STAGE]
    return _with_stage(recognised, staged)


def _rural(streams: Streams, employers: Employers) -> Ints:
    lines = labels.is_any(employers.industry, enums.INDUSTRY, "批发零售", "现代农业")
    rural = lines & streams.chance("单位.农村电商", employers.count, 0.2)
    # founded firms with 3, 12 and 21 staff carry the question whether the cap is lifted
    rural[
        employers.founded[np.isin(np.arange(len(employers.founded)) % len(HEAD_COUNTS), (1, 3, 14))]
    ] = True
    return rural.astype(np.int64)


def _with_stage(values: Ints, staged: list[int]) -> Ints:
    values[: len(STAGE)] = staged[: len(values)]
    return values
