"""成果: prizes, patents and the like, for a small share of scholars and craftsmen."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from yulin.facts import enums, schema
from yulin.synth.labels import EDUCATION
from yulin.synth.written import Written, day

_LEARNED = {"科技奖": 8, "专利": 46, "技术攻关": 10, "竞赛": 4, "论文": 28, "标准": 4}
_CRAFT = {"专利": 18, "技术攻关": 42, "竞赛": 38, "标准": 2}
_LEVELS = {"单位": 10, "县级": 22, "市级": 40, "省级": 20, "国家级": 7, "国际": 1}
#: kinds that a body of some level gives; a patent or a paper has none
_LEVELLED = [enums.ACHIEVEMENT_KIND.code(name) for name in ("科技奖", "竞赛", "标准")]
_RANKED = [enums.ACHIEVEMENT_KIND.code(name) for name in ("科技奖", "竞赛", "论文", "专利")]
_GAINFUL = enums.ACHIEVEMENT_KIND.code("技术攻关")
_NAMES = {
    enums.ACHIEVEMENT_KIND.code(kind): name
    for kind, name in {
        "科技奖": "科学技术进步奖",
        "专利": "一种自动检测装置",
        "技术攻关": "生产线节能改造",
        "竞赛": "职业技能竞赛",
        "论文": "材料疲劳性能研究",
        "标准": "产品质量通用要求",
    }.items()
}


def achievement_frame(written: Written) -> pl.DataFrame:
    """Return 成果."""
    learned = written.of_drawn(written["学历"]).filter(pl.col("学历") >= EDUCATION["硕士"])
    craft = written.of_drawn(written.jobs()).filter(pl.col("一线岗位"))
    scholars = written.some("成果.学者", learned.select("证件号").unique(maintain_order=True), 0.08)
    workers = written.some("成果.工匠", craft.select("证件号"), 0.015)
    return written.sheet(
        schema.ACHIEVEMENT,
        _made(written, "成果.学者", scholars, _LEARNED),
        _made(written, "成果.工匠", workers, _CRAFT),
    )


def _made(
    written: Written, name: str, rows: pl.DataFrame, weights: Mapping[str, float]
) -> pl.DataFrame:
    kinds = written.labels(f"{name}.类型", rows, enums.ACHIEVEMENT_KIND, weights)
    levels = written.labels(f"{name}.级别", rows, enums.HONOUR_LEVEL, _LEVELS, missing=0.04)
    ranks = written.numbers(f"{name}.名次", rows, 1, 8)
    gain = written.numbers(f"{name}.效益", rows, 2, 300) * 1_000_000
    back = written.numbers(f"{name}.日期", rows, 5, 8 * 365)
    kind = pl.col("成果类型")
    return rows.with_columns(
        kinds.alias("成果类型"), day(written.today - back).alias("取得日期")
    ).with_columns(
        kind.replace_strict(_NAMES, return_dtype=pl.String).alias("名称"),
        pl.when(kind.is_in(_LEVELLED)).then(levels).alias("级别"),
        pl.when(kind.is_in(_RANKED)).then(ranks).alias("名次"),
        pl.when(kind == _GAINFUL).then(gain).alias("年效益"),
        written.yes(f"{name}.主要", rows, 0.6, missing=0.05).alias("主要完成人"),
    )
