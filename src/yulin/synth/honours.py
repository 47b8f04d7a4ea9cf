"""荣誉: titles that talent catalogues name, for a small share of people."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl

from yulin.facts import enums
from yulin.synth.employment import Trades
from yulin.synth.labels import EDUCATION, HONOUR_KIND, UNKNOWN
from yulin.synth.lives import STUDENT, Lives
from yulin.synth.sheets import Columns
from yulin.synth.streams import Streams
from yulin.synth.timeline import OPEN_DAY, first_day

_SHARE = 0.02


class Title(NamedTuple):
    """A title as its list names it; ``learned`` goes to scholars, the others to craftsmen."""

    name: str
    kind: str
    level: str
    division: int
    issuer: str
    weight: float
    learned: bool = False
    years: int = 0
    ranked: bool = False


#: a national title is entered under 北京, where it is granted
TITLES: tuple[Title, ...] = (
    Title("浙江青年工匠", "技能荣誉", "省级", 330000, "浙江省人力资源和社会保障厅", 16),
    Title("浙江工匠", "技能荣誉", "省级", 330000, "浙江省人力资源和社会保障厅", 6),
    Title("瓯江技能大奖", "技能荣誉", "市级", 330300, "温州市人民政府", 5),
    Title("市首席技师", "技能荣誉", "市级", 330300, "温州市人力资源和社会保障局", 8, years=3),
    Title("市技术能手", "技能荣誉", "市级", 330300, "温州市人力资源和社会保障局", 14),
    Title("技能大师工作室领办人", "技能荣誉", "市级", 330300, "温州市人力资源和社会保障局", 5, years=3),
    Title("浙江省金牌导游员", "技能荣誉", "省级", 330000, "浙江省文化和旅游厅", 4, years=5),
    Title("江苏工匠", "技能荣誉", "省级", 320000, "江苏省人力资源和社会保障厅", 4),
    Title("全国技术能手", "技能荣誉", "国家级", 110000, "人力资源和社会保障部", 3),
    Title("中华技能大奖", "技能荣誉", "国家级", 110000, "人力资源和社会保障部", 0.4),
    Title("市级职业技能竞赛一等奖", "技能竞赛", "市级", 330300, "温州市总工会", 8, ranked=True),
    Title("国家杰青", "人才计划", "国家级", 110000, "国家自然科学基金委员会", 1, learned=True),
    Title("长江学者", "人才计划", "国家级", 110000, "教育部", 1, learned=True),
    Title("全国创新争先奖章", "科技奖", "国家级", 110000, "中国科学技术协会", 0.4, learned=True),
    Title("省引才计划", "人才计划", "省级", 330000, "浙江省委人才办", 3, learned=True),
    Title("瓯越英才计划", "人才计划", "市级", 330300, "温州市委人才办", 8, learned=True, years=5),
    Title("省科学技术进步奖三等奖", "科技奖", "省级", 330000, "浙江省人民政府", 5, learned=True, ranked=True),
    Title("市教坛新秀", "教学荣誉", "市级", 330300, "温州市教育局", 12, learned=True),
)  # fmt: skip


def honour_columns(streams: Streams, lives: Lives, trades: Trades) -> Columns:
    """Return the columns of 荣誉."""
    learned = lives.level >= EDUCATION["本科"]
    likely = _SHARE * (trades.manual | learned) * (lives.activity != STUDENT) * (lives.age >= 22)
    person = np.flatnonzero(streams.chance("荣誉.有", lives.count, likely))
    weights = np.array([[t.weight * (t.learned == row) for t in TITLES] for row in (False, True)])
    scholar = (learned & ~trades.manual)[person].astype(np.int64)
    title = streams.choose_by_group("荣誉.荣誉名称", scholar, weights)
    today = int(first_day(np.array([lives.now]))[0])
    granted = today - 1 - (streams.uniform("荣誉.授予日期", len(person)) * 7 * 365).astype(np.int64)
    years = np.array([t.years for t in TITLES])[title]
    rank = streams.integers("荣誉.排名", len(person), 1, 6)
    kinds = np.array([HONOUR_KIND[t.kind] for t in TITLES])
    levels = np.array([enums.HONOUR_LEVEL.code(t.level) for t in TITLES])
    return {
        "证件号": person,
        "荣誉名称": pl.Series([t.name for t in TITLES]).gather(title),
        "荣誉类型": kinds[title],
        "荣誉级别": levels[title],
        "授予地区": np.array([t.division for t in TITLES])[title],
        "授予单位": pl.Series([t.issuer for t in TITLES]).gather(title),
        "授予日期": granted,
        "失效日期": np.where(years > 0, granted + years * 365, OPEN_DAY),
        "排名": np.where(np.array([t.ranked for t in TITLES])[title], rank, UNKNOWN),
    }
