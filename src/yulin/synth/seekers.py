"""People who look for work in a city. Invented, and without any trait that nobody may ask for."""

from __future__ import annotations

import numpy as np
import polars as pl

from yulin.facts import enums
from yulin.synth import places
from yulin.synth.phrases import licences, of_works, pool, sentences
from yulin.synth.posts import ANY, blanked, level_of, numbers
from yulin.synth.streams import Floats, Ints, Streams
from yulin.synth.work_kinds import WORKS

#: schooling by the level of the work that is looked for, by the labels of 学历
_EDUCATION: tuple[dict[str, float], ...] = (
    {"无": 3, "初中": 48, "高中": 22, "中职": 18, "专科": 8, "本科": 1},
    {"初中": 18, "高中": 18, "中职": 36, "专科": 24, "本科": 4},
    {"高中": 8, "中职": 14, "专科": 44, "本科": 32, "硕士": 2},
    {"专科": 16, "本科": 66, "硕士": 16, "博士": 2},
)
_GRADES = ("无", "学徒工", "初级工", "中级工", "高级工", "技师", "高级技师")
_GRADE_WEIGHTS = (
    (82, 4, 9, 4, 1, 0, 0),
    (30, 6, 20, 24, 14, 5, 1),
    (90, 0, 4, 4, 2, 0, 0),
    (92, 0, 1, 3, 3, 1, 0),
)
_FORMS = ("全职", "兼职", "实习", "见习", "灵活")
_SHIFTS = ("白班", "倒班", "夜班", "周末")


def invent_seekers(*, count: int, seed: int, region: int) -> pl.DataFrame:
    """Return the table 求职者, a row a person; lists are lists, null is unknown.

    The same arguments give the same rows.
    """
    streams = Streams(seed)
    work = streams.choose("求职.类", count, [one.weight for one in WORKS])
    other = _other_work(streams, work)
    return pl.DataFrame(
        {
            "编号": numbers("S", count),
            "期望岗位": _wished(streams, "titles", work, other),
            "期望职业": _wished_codes(streams, work, other),
            "期望地区": _places(streams, count, region),
            "学历": _education(streams, work),
            "专业": blanked(
                streams,
                "求职.专业",
                of_works("majors").several(
                    streams, "求职.专业", work, streams.integers("求职.专业数", count, 1, 2)
                ),
                0.2,
            ),
            "技能等级": _grade(streams, work),
            "证书": _held(streams, "求职.证书", work, certificates=True),
            "执照": _held(streams, "求职.执照", work, certificates=False),
            "技能": of_works("skills").several(
                streams, "求职.技能", work, streams.integers("求职.技能数", count, 3, 6)
            ),
            "经历": _story(streams, work, other),
            "工作年限": _years(streams, count),
            "期望月薪": _pay(streams, work),
            "工作形式": _forms(streams, count),
            "班次": _shifts(streams, count),
            "需工作许可": blanked(
                streams, "求职.许可", pl.Series(streams.chance("求职.许可", count, 0.01)), 0.05
            ),
            "期望行业": blanked(
                streams,
                "求职.行业",
                of_works("industries").several(
                    streams, "求职.行业", work, streams.integers("求职.行业数", count, 1, 2)
                ),
                0.45,
            ),
        }
    )


def _other_work(streams: Streams, work: Ints) -> Ints:
    """Another kind of the same level, for those who would do that, too."""
    level = level_of(np.arange(len(WORKS)))
    weights: Floats = np.array(
        [[one.weight * (level[at] == here) for at, one in enumerate(WORKS)] for here in range(4)]
    )
    return streams.choose_by_group("求职.另类", level_of(work), weights)


def _wished(streams: Streams, field: str, work: Ints, other: Ints) -> pl.Series:
    words = of_works(field)
    own = words.several(
        streams, "求职.岗位", work, streams.integers("求职.岗位数", len(work), 1, 2)
    )
    more = words.several(streams, "求职.另岗", other, _also(streams, len(work)))
    table = pl.DataFrame({"own": own, "more": more})
    empty = pl.lit([], dtype=pl.List(pl.String))
    joined = pl.concat_list("own", pl.col("more").fill_null(empty)).list.unique(maintain_order=True)
    return table.select(v=joined).to_series()


def _also(streams: Streams, count: int) -> Ints:
    return streams.chance("求职.另找", count, 0.25).astype(np.int64)


def _wished_codes(streams: Streams, work: Ints, other: Ints) -> pl.Series:
    codes = pl.Series([one.code for one in WORKS])
    also = _also(streams, len(work)) == 1
    table = pl.DataFrame(
        {"own": codes.gather(pl.Series(work)), "more": codes.gather(pl.Series(other)), "also": also}
    )
    more = pl.when("also").then("more")
    lists = table.select(
        v=pl.concat_list("own", more).list.drop_nulls().list.unique(maintain_order=True)
    ).to_series()
    return blanked(streams, "求职.职业", lists, 0.15)


def _places(streams: Streams, count: int, region: int) -> pl.Series:
    """None (unknown), one to three counties of the city, or anywhere."""
    counties = places.counties_of(region)
    words, weights = [str(code) for code in counties], list(counties.values())
    wanted = streams.choose("求职.地区数", count, (12, 46, 22, 8, 12))
    columns = [
        pl.Series(words)
        .gather(pl.Series(streams.choose(f"求职.地区.{step}", count, weights)))
        .set(pl.Series((wanted <= step) | (wanted == 4)), None)
        for step in range(3)
    ]
    table = pl.DataFrame({**{str(n): one for n, one in enumerate(columns)}, "any": wanted == 4})
    own = pl.concat_list("0", "1", "2").list.drop_nulls().list.unique(maintain_order=True)
    anywhere = pl.lit([ANY], dtype=pl.List(pl.String))
    return table.select(v=pl.when("any").then(anywhere).otherwise(own)).to_series()


def _education(streams: Streams, work: Ints) -> pl.Series:
    labels = enums.EDUCATION.labels
    weights = np.array([[row.get(name, 0.0) for name in labels] for row in _EDUCATION])
    place = streams.choose_by_group("求职.学历", level_of(work), weights)
    return blanked(streams, "求职.学历", pl.Series(labels).gather(pl.Series(place)), 0.05)


def _grade(streams: Streams, work: Ints) -> pl.Series:
    weights = np.array(_GRADE_WEIGHTS, dtype=np.float64)
    place = streams.choose_by_group("求职.等级", level_of(work), weights)
    return blanked(streams, "求职.等级", pl.Series(_GRADES).gather(pl.Series(place)), 0.2)


def _held(streams: Streams, name: str, work: Ints, *, certificates: bool) -> pl.Series:
    words = of_works("certificates") if certificates else licences()
    share = 0.5 if certificates else 0.7
    size = len(work)
    wanted = streams.integers(f"{name}.数", size, 1, 2) * streams.chance(f"{name}.有", size, share)
    found = words.several(streams, name, work, wanted)
    none = pl.lit([], dtype=pl.List(pl.String))
    table = pl.DataFrame({"found": found, "said": streams.chance(f"{name}.说", size, 0.7)})
    said = pl.when(pl.col("found").is_not_null()).then("found").when("said").then(none)
    return table.select(v=said).to_series()


def _story(streams: Streams, work: Ints, other: Ints) -> pl.Series:
    """What somebody did, in three sentences of their own trade and one of another."""
    size = len(work)
    columns = sentences(streams, "求职.经历", work, 3)
    columns.append(sentences(streams, "求职.旧职", other, 1)[0])
    columns[0] = (
        "曾任"
        + of_works("titles").pick(work, streams.uniform("求职.曾任", size))
        + "，"
        + columns[0]
    )
    columns[3] = columns[3].set(pl.Series(streams.chance("求职.单一", size, 0.55)), None)
    frame = pl.DataFrame({str(step): column for step, column in enumerate(columns)})
    text = frame.select(
        v=pl.concat_str(pl.all(), separator="，", ignore_nulls=True) + "。"
    ).to_series()
    return blanked(streams, "求职.经历", text, 0.1)


def _years(streams: Streams, count: int) -> pl.Series:
    years = np.minimum(streams.geometric("求职.年限", count, 5.0) - 1, 35)
    return blanked(streams, "求职.年限", pl.Series(years), 0.06)


def _pay(streams: Streams, work: Ints) -> pl.Series:
    base = np.array([one.pay for one in WORKS])[work]
    pay = np.round(base * streams.lognormal("求职.月薪", len(work), 0.2) / 500).astype(np.int64)
    return blanked(streams, "求职.月薪", pl.Series(np.maximum(pay, 5) * 500), 0.18)


def _forms(streams: Streams, count: int) -> pl.Series:
    first = streams.choose("求职.形式", count, (86, 5, 4, 2, 3))
    second = streams.choose("求职.形式.二", count, (60, 12, 8, 6, 14))
    also = streams.chance("求职.形式.也", count, 0.2)
    words = pl.Series(_FORMS)
    table = pl.DataFrame(
        {"a": words.gather(pl.Series(first)), "b": words.gather(pl.Series(second)), "also": also}
    )
    both = pl.concat_list("a", pl.when("also").then("b")).list.drop_nulls()
    return table.select(v=both.list.unique(maintain_order=True)).to_series()


def _shifts(streams: Streams, count: int) -> pl.Series:
    wanted = streams.integers("求职.班次数", count, 1, 3)
    group = np.zeros(count, dtype=np.int64)
    found = pool([_SHIFTS]).several(streams, "求职.班次", group, wanted)
    return blanked(streams, "求职.班次", found, 0.3)
