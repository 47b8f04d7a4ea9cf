"""Posts of a city: what firms look for. Invented; no firm of these names is meant."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

from yulin.facts import enums
from yulin.synth import names, places
from yulin.synth.phrases import (
    LEVELS,
    Pool,
    licences,
    manners,
    of_works,
    pool,
    sentences,
)
from yulin.synth.streams import Flags, Floats, Ints, Streams
from yulin.synth.work_kinds import SCHOOLING, WORKS

#: an explicit answer to what is asked; a blank is unknown
ANY = "不限"
SCHOOLINGS = (ANY, *enums.EDUCATION.labels[1:])
_LEVELS_ASKED = (ANY, "初级工", "中级工", "高级工", "技师")
_SUFFIXES = ("", "（双休）", "（急聘）", "（五险一金）", "（包吃住）", "（应届生可）")
_NICE = (
    "五险一金", "包住", "包吃", "双休", "年终奖", "高温补贴", "节日福利", "免费班车",
    "带薪年假", "技能补贴", "员工体检", "加班费按法定标准",
)  # fmt: skip


def invent_posts(*, count: int, seed: int, as_of: dt.date, region: int) -> pl.DataFrame:
    """Return the table 岗位, a row a post; lists are lists.

    Of every requirement 不限 (0 years) is an answer, null is unknown. The same arguments give the
    same rows.
    """
    streams = Streams(seed)
    work = streams.choose("岗位.类", count, [one.weight for one in WORKS])
    industry = of_works("industries").pick(work, streams.uniform("岗位.行业", count))
    firms = _Firms(streams, count, region)
    firm = firms.of(streams, industry)
    pay = _pay(streams, work)
    return pl.DataFrame(
        {
            "编号": numbers("J", count),
            "单位": firms.names.gather(pl.Series(firm)),
            "岗位名称": _titles(streams, work),
            "职业": pl.Series([one.code for one in WORKS]).gather(pl.Series(work)),
            "行业": industry,
            "地区": _places(streams, firms.division[firm], firms.divisions, firms.weights),
            "最低学历": _schooling(streams, work),
            "最低技能等级": _grades(streams, work),
            "证书要求": _asked(streams, "岗位.证书", of_works("certificates"), work, 0.35),
            "执照要求": _asked(streams, "岗位.执照", licences(), work, 0.75),
            "专业要求": _asked(streams, "岗位.专业", of_works("majors"), work, 0.4),
            "最低工作年限": _years(streams, work),
            **pay,
            "工作形式": of_works("forms").several(
                streams, "岗位.形式", work, streams.integers("岗位.形式数", count, 1, 2)
            ),
            "班次": blanked(
                streams,
                "岗位.班次",
                of_works("shift").several(
                    streams, "岗位.班", work, streams.integers("岗位.班数", count, 1, 2)
                ),
                0.15,
            ),
            "职责": duties_text(streams, work),
            "技能": of_works("skills").several(
                streams, "岗位.技能", work, streams.integers("岗位.技能数", count, 2, 6)
            ),
            "招聘人数": pl.Series(np.minimum(streams.geometric("岗位.人数", count, 3.2), 60)),
            "可办工作许可": _permit(streams, count),
            "福利": pool([_NICE]).several(
                streams, "岗位.福利", work * 0, streams.integers("岗位.福利数", count, 0, 5)
            ),
            "发布日期": _days(streams, count, as_of),
        }
    )


def numbers(letter: str, count: int) -> pl.Series:
    """Return as many numbers with a letter before them."""
    plain = pl.Series(np.arange(1, count + 1))
    return letter + plain.cast(pl.String).str.zfill(7)


class _Firms:
    """Firms of the city, some with many posts."""

    def __init__(self, streams: Streams, posts: int, region: int) -> None:
        count = max(len(enums.INDUSTRY.labels), posts // 8)
        self.industry = np.arange(count) % len(enums.INDUSTRY.labels)
        counties = places.counties_of(region)
        self.divisions, self.weights = list(counties), list(counties.values())
        place = streams.choose("岗位.单位.地区", count, self.weights)
        self.division = np.array(self.divisions)[place]
        brands = pl.Series(names.brands(Streams(streams.seed + 1), count))
        branch = pl.Series(np.arange(count) // 2000).cast(pl.String)
        what = pl.Series([f"{label}（示例）有限公司" for label in enums.INDUSTRY.labels])
        told = pl.DataFrame({"brand": brands, "branch": branch})
        self.names = told.select(
            n=pl.col("brand")
            + pl.when(pl.col("branch") == "0").then(pl.lit("")).otherwise("branch")
        ).to_series() + what.gather(pl.Series(self.industry))

    def of(self, streams: Streams, industry: pl.Series) -> Ints:
        """Return a firm of the industry for each post, the first ones often."""
        codes = industry.replace_strict(
            {label: code for code, label in enumerate(enums.INDUSTRY.labels)},
            return_dtype=pl.Int64,
        ).to_numpy()
        kinds = len(enums.INDUSTRY.labels)
        each = (len(self.industry) - codes - 1) // kinds + 1
        share = streams.uniform("岗位.单位", len(codes)) ** 2
        found: Ints = codes + kinds * np.minimum((share * each).astype(np.int64), each - 1)
        return found


def _places(streams: Streams, own: Ints, divisions: list[int], weights: list[float]) -> pl.Series:
    """The firm's own county, of one post in six another."""
    other = np.array(divisions)[streams.choose("岗位.地区", len(own), weights)]
    return pl.Series(np.where(streams.chance("岗位.外派", len(own), 0.17), other, own))


def _titles(streams: Streams, work: Ints) -> pl.Series:
    plain = of_works("titles").pick(work, streams.uniform("岗位.名称", len(work)) ** 1.3)
    more = streams.choose("岗位.名称.缀", len(work), (80, 4, 4, 4, 4, 4))
    return plain + pl.Series(_SUFFIXES).gather(pl.Series(more))


def level_of(work: Ints) -> Ints:
    """Return the place of each one's level in `LEVELS`."""
    of_each = np.array([LEVELS.index(one.level) for one in WORKS], dtype=np.int64)
    found: Ints = of_each[work]
    return found


def schooling_weights() -> Floats:
    """Return a row of weights a level, by `SCHOOLINGS`."""
    return np.array([[SCHOOLING[level].get(name, 0.0) for name in SCHOOLINGS] for level in LEVELS])


def _schooling(streams: Streams, work: Ints) -> pl.Series:
    place = streams.choose_by_group("岗位.学历", level_of(work), schooling_weights())
    return blanked(streams, "岗位.学历", pl.Series(SCHOOLINGS).gather(pl.Series(place)), 0.08)


def _grades(streams: Streams, work: Ints) -> pl.Series:
    weights = np.array([(97, 2, 1, 0, 0), (55, 15, 18, 9, 3), (99, 0, 1, 0, 0), (98, 0, 0, 2, 0)])
    place = streams.choose_by_group("岗位.等级", level_of(work), weights.astype(np.float64))
    return blanked(streams, "岗位.等级", pl.Series(_LEVELS_ASKED).gather(pl.Series(place)), 0.3)


def _asked(streams: Streams, name: str, words: Pool, work: Ints, share: float) -> pl.Series:
    """What some ask for, of those kinds that have such a thing; others say 不限 or nothing."""
    size = len(work)
    wanted = streams.integers(f"{name}.数", size, 1, 2)
    found = words.several(streams, name, work, wanted)
    asks = streams.chance(f"{name}.要求", size, share)
    says = streams.chance(f"{name}.不限", size, 0.55)
    table = pl.DataFrame({"found": found, "asks": asks, "says": says})
    nothing = pl.lit([ANY], dtype=pl.List(pl.String))
    return table.select(
        v=pl.when(pl.col("asks") & pl.col("found").is_not_null())
        .then("found")
        .when("says")
        .then(nothing)
    ).to_series()


def _years(streams: Streams, work: Ints) -> pl.Series:
    weights = np.array(
        [(80, 15, 4, 1, 0), (50, 25, 18, 7, 0), (45, 30, 18, 6, 1), (25, 25, 25, 20, 5)]
    )
    place = streams.choose_by_group("岗位.年限", level_of(work), weights.astype(np.float64))
    years = pl.Series(np.array([0, 1, 3, 5, 8])[place])
    return blanked(streams, "岗位.年限", years, 0.2)


def _pay(streams: Streams, work: Ints) -> dict[str, pl.Series]:
    size = len(work)
    base = np.array([one.pay for one in WORKS])[work] * streams.lognormal("岗位.月薪", size, 0.17)
    least = np.maximum(np.round(base / 100).astype(np.int64), 26) * 100
    span = 1.15 + 0.6 * streams.uniform("岗位.月薪.幅", size)
    most = np.round(least * span / 500).astype(np.int64) * 500
    said = streams.chance("岗位.面议", size, 0.12)
    return {
        "月薪下限": pl.Series(least).set(pl.Series(said), None),
        "月薪上限": pl.Series(np.maximum(most, least)).set(pl.Series(said), None),
    }


def _permit(streams: Streams, count: int) -> pl.Series:
    yes = pl.Series(streams.chance("岗位.许可", count, 0.1))
    return blanked(streams, "岗位.许可", yes, 0.75)


def _days(streams: Streams, count: int, as_of: dt.date) -> pl.Series:
    ago = streams.integers("岗位.发布", count, 0, 60)
    last = np.datetime64(as_of, "D")
    return pl.Series(last - ago.astype("timedelta64[D]"))


def blanked(streams: Streams, name: str, values: pl.Series, share: float) -> pl.Series:
    """Return the values with a share of them left out."""
    blank: Flags = streams.chance(f"{name}.未填", len(values), share)
    table = pl.DataFrame({"values": values, "blank": blank})
    return table.select(v=pl.when(~pl.col("blank")).then("values")).to_series()


def duties_text(streams: Streams, work: Ints) -> pl.Series:
    """Some 200 characters: what one does, how, and what one should know."""
    level = level_of(work)
    columns = sentences(streams, "岗位.职责", work, 8)
    own = manners()
    first = streams.uniform("岗位.职责.方式", len(work))
    for step in range(5):
        columns.append(own.pick(level, (first + 0.17 * step) % 1.0))
    skills = of_works("skills").several(
        streams, "岗位.职责.技能", work, np.full(len(work), 3, dtype=np.int64)
    )
    columns.append("熟悉" + skills.list.join("、"))
    columns += [
        _models(streams, len(work)),
        _where(streams, len(work)),
        _closing(streams, len(work)),
    ]
    frame = pl.DataFrame({str(step): column for step, column in enumerate(columns)})
    return frame.select(
        v=pl.concat_str(pl.all(), separator="；", ignore_nulls=True) + "。"
    ).to_series()


_PARK_FIRST, _PARK_SECOND = (
    "鹿瓯龙雁楠塘榕潮海云江山泽丰平安永新东南",
    "泰湖屿港桥溪林岭田浦川城洋门湾渡滨岙垟垄",
)
_PARKS = ("工业园", "产业园", "科技园", "大厦", "商务中心", "街道", "小微园", "创业园")
_CLOSING = (
    "公司按时发放工资，依法缴纳社会保险", "工作环境整洁，提供免费工作餐", "有清楚的晋升通道和定期培训",
    "欢迎投递简历，通过初筛后电话通知面试", "试用期按国家规定，转正后享受全部待遇", "每周单休，法定节假日正常放假",
    "团队氛围融洽，老员工一对一带教", "交通便利，有厂车接送",
)  # fmt: skip


def _where(streams: Streams, size: int) -> pl.Series:
    """An invented estate; there are some thousands of them."""
    parts = [
        pl.Series(list(words)).gather(
            pl.Series(streams.integers(f"岗位.园区.{step}", size, 0, len(words) - 1))
        )
        for step, words in enumerate((_PARK_FIRST, _PARK_SECOND, _PARKS))
    ]
    return "工作地点在" + parts[0] + parts[1] + parts[2]


def _models(streams: Streams, size: int) -> pl.Series:
    """A model number that one in three posts names; few are common, most are rare."""
    place = (26 * 26 * 40 * streams.uniform("岗位.型号", size) ** 3).astype(np.int64)
    letters = np.array([f"{a}{b}" for a in _LETTERS for b in _LETTERS])
    code = pl.Series(letters[place % 676]) + pl.Series(place // 676 * 5 + 10).cast(pl.String)
    said = pl.Series(streams.chance("岗位.型号.说", size, 0.35))
    return ("涉及型号" + code).set(~said, None)


_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _closing(streams: Streams, size: int) -> pl.Series:
    group = np.zeros(size, dtype=np.int64)
    two = np.full(size, 2, dtype=np.int64)
    return pool([_CLOSING]).several(streams, "岗位.结尾", group, two).list.join("；")
