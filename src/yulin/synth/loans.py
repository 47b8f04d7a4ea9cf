"""贷款: of founders, home owners and students, and a few of scholars."""

from __future__ import annotations

import polars as pl

from yulin.facts import enums, schema
from yulin.synth.labels import EDUCATION, HARDSHIP, STUDY_STATUS, TENURE
from yulin.synth.written import Written, day, days_after

_TEN_THOUSAND = 1_000_000  # 元, in fen


def loan_frame(written: Written) -> pl.DataFrame:
    """Return 贷款."""
    return written.sheet(
        schema.LOAN, _founders(written), *_owners(written), _students(written), _scholars(written)
    )


def _kind(name: str) -> pl.Expr:
    return pl.lit(enums.LOAN_KIND.code(name)).alias("贷款类型")


def _founders(written: Written) -> pl.DataFrame:
    """Some who founded a firm took out a guaranteed loan in its first year."""
    firms = written["单位"].filter(
        pl.col("法定代表人证件号").is_not_null(),
        pl.col("成立日期") < days_after(pl.lit(written.as_of), -1),
    )
    named = firms.select(
        pl.col("法定代表人证件号").alias("证件号"), "单位代码", pl.col("成立日期").alias("began")
    )
    rows = written.some("贷款.创业", written.of_drawn(named), 0.6)
    wait = written.numbers("贷款.创业.放款", rows, 10, 360)
    paid = pl.min_horizontal(days_after("began", wait), days_after(pl.lit(written.as_of), -1))
    dated = rows.with_columns(
        paid.alias("放款日期"),
        _kind("创业担保贷款"),
        (written.numbers("贷款.创业.金额", rows, 5, 50) * _TEN_THOUSAND).alias("金额"),
    )
    return _running(written, "贷款.创业", dated, rates=(285, 435), years=(1, 3))


def _owners(written: Written) -> list[pl.DataFrame]:
    """Loans on homes, from the provident fund or a bank."""
    homes = written.of_drawn(written["住房"]).filter(
        pl.col("持有方式") == TENURE["自有"], pl.col("购买价格").is_not_null()
    )
    bought = homes.select(
        "证件号",
        pl.col("取得日期").alias("放款日期"),
        (pl.col("购买价格") * 6 // 10 // _TEN_THOUSAND * _TEN_THOUSAND).alias("金额"),
    )
    fund = written.some("贷款.公积金", bought, 0.3).with_columns(_kind("住房公积金贷款"))
    bank = written.some("贷款.商业", bought, 0.25).with_columns(_kind("商业贷款"))
    return [
        _running(written, "贷款.公积金", fund, rates=(260, 325), years=(10, 30)),
        _running(written, "贷款.商业", bank, rates=(310, 490), years=(10, 30)),
    ]


def _students(written: Written) -> pl.DataFrame:
    rows = written["人员"].filter(pl.col("困难类别") == HARDSHIP["助学贷款"]).select("证件号")
    back = written.numbers("贷款.助学.放款", rows, 60, 5 * 365)
    dated = rows.with_columns(
        day(written.today - back).alias("放款日期"),
        _kind("助学贷款"),
        (written.numbers("贷款.助学.金额", rows, 4, 20) * 200_000).alias("金额"),
    )
    return _running(written, "贷款.助学", dated, rates=(290, 350), years=(6, 15))


def _scholars(written: Written) -> pl.DataFrame:
    learned = written.of_drawn(written["学历"]).filter(
        pl.col("学历") >= EDUCATION["硕士"], pl.col("毕业状态") == STUDY_STATUS["毕业"]
    )
    rows = written.some("贷款.科技人才", learned.select("证件号").unique(maintain_order=True), 0.01)
    back = written.numbers("贷款.科技人才.放款", rows, 10, 3 * 365)
    dated = rows.with_columns(
        day(written.today - back).alias("放款日期"),
        _kind("科技人才贷"),
        (written.numbers("贷款.科技人才.金额", rows, 20, 300) * _TEN_THOUSAND).alias("金额"),
    )
    return _running(written, "贷款.科技人才", dated, rates=(310, 430), years=(1, 3))


def _running(
    written: Written,
    name: str,
    rows: pl.DataFrame,
    *,
    rates: tuple[int, int],
    years: tuple[int, int],
) -> pl.DataFrame:
    """The rate, the term, and the interest for the days that have passed of it."""
    rate = written.numbers(f"{name}.年利率", rows, *rates)
    term = written.numbers(f"{name}.年", rows, *years)
    priced = rows.with_columns(
        rate.alias("年利率"), days_after("放款日期", term * 365).alias("到期日期")
    )
    until = pl.min_horizontal("到期日期", pl.lit(written.as_of))
    days = (until - pl.col("放款日期")).dt.total_days()
    interest = pl.col("金额") * pl.col("年利率") // 10_000 * days // 365
    return priced.with_columns(interest.alias("已付利息"))
