"""租赁: the tenancies behind the rented homes of 住房, hostels, and flats let by the public."""

from __future__ import annotations

import polars as pl

from yulin.facts import enums, schema
from yulin.synth.labels import TENURE
from yulin.synth.written import Written, day, days_after, ended

_KINDS = {
    TENURE["市场租赁"]: enums.TENANCY_KIND.code("市场租赁"),
    TENURE["人才配租"]: enums.TENANCY_KIND.code("人才配租"),
}
_FILED = 0.4


def tenancy_frame(written: Written) -> pl.DataFrame:
    """Return 租赁."""
    return written.sheet(schema.TENANCY, _homes(written), _public(written), _hostel_stays(written))


def _homes(written: Written) -> pl.DataFrame:
    homes = written["住房"].filter(pl.col("持有方式").is_in(list(_KINDS)))
    rent = written.numbers("租赁.单价", homes, 12, 45)
    ahead = written.numbers("租赁.到期", homes, -400, 400)
    until = day(written.today + ahead)
    running = pl.col("处置日期") == schema.OPEN_END
    return homes.select(
        "证件号",
        "坐落地",
        "面积",
        pl.col("持有方式").replace_strict(_KINDS, return_dtype=pl.Int8).alias("租赁类型"),
        pl.col("取得日期").alias("起租日期"),
        # where no term was agreed there is no end
        pl.when(~running)
        .then("处置日期")
        .when(pl.lit(ahead) >= 0)
        .then(until)
        .otherwise(pl.lit(schema.OPEN_END))
        .alias("到期日期"),
        # hundredths of a square metre × 元 ÷ 100, rounded to 10 元
        (pl.col("面积") * rent // 1_000 * 1_000).alias("月租金"),
        written.yes("租赁.备案", homes, _FILED, missing=0.05).alias("备案"),
    )


def _public(written: Written) -> pl.DataFrame:
    """Flats let by the public to some who own no home."""
    owners = written["住房"].select("证件号").unique()
    homeless = written.drawn.select("证件号").join(
        owners, on="证件号", how="anti", maintain_order="left"
    )
    rows = written.some("租赁.公有", homeless, 0.03)
    back = written.numbers("租赁.公有.起", rows, 1, 4 * 365)
    years = written.numbers("租赁.公有.年", rows, 1, 5)
    area = written.numbers("租赁.公有.面积", rows, 30, 70)
    kinds = {"人才公寓": 45, "公租房": 55}
    return rows.select(
        "证件号",
        written.counties("租赁.公有.坐落地", rows).alias("坐落地"),
        written.labels("租赁.公有.类型", rows, enums.TENANCY_KIND, kinds).alias("租赁类型"),
        day(written.today - back).alias("起租日期"),
        day(written.today - back + years * 365).alias("到期日期"),
        (area * 800).alias("月租金"),
        (area * 100).alias("面积"),
        pl.lit(value=True).alias("备案"),
    )


def _hostel_stays(written: Written) -> pl.DataFrame:
    """Whoever 人员 says registered at the hostel stayed there for some nights."""
    guests = written["人员"].filter(pl.col("驿站登记日期") <= written.as_of)
    nights = written.numbers("租赁.驿站", guests, 1, 7)
    return guests.select(
        "证件号",
        written.counties("登记.驿站", guests).alias("坐落地"),
        pl.lit(enums.TENANCY_KIND.code("青年驿站")).alias("租赁类型"),
        pl.col("驿站登记日期").alias("起租日期"),
        ended(days_after("驿站登记日期", nights), written).alias("到期日期"),
        pl.lit(0).alias("月租金"),
    )
