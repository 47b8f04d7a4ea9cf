"""登记: what job offices and hostels entered, in step with the days that 人员 holds."""

from __future__ import annotations

import polars as pl

from yulin.facts import enums, schema
from yulin.synth.labels import EDUCATION, FORM, KIND, STUDY_STATUS
from yulin.synth.written import Written, day, days_after, ended

_OFFICES = [KIND[name] for name in ("机关", "其他事业单位", "人力资源机构")]


def registration_frame(written: Written) -> pl.DataFrame:
    """Return 登记."""
    parts = {
        "失业": _unemployed(written),
        "失业金": _on_benefit(written),
        "求职": _seeking(written),
        "以往失业": _once_unemployed(written),
        "驿站": _guests(written),
        "灵活": _flexible(written),
        "实名": _graduates(written),
        "报到": _arrivals(written),
    }
    return written.sheet(
        schema.REGISTRATION, *(_entered(written, name, rows) for name, rows in parts.items())
    )


def _kind(name: str) -> pl.Expr:
    return pl.lit(enums.REGISTRATION_KIND.code(name)).alias("登记类型")


def _entered(written: Written, name: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Add the office; where no place is given it is the household's."""
    office = written.employers(f"登记.{name}.单位", rows, *_OFFICES)
    known = written.known(f"登记.{name}.单位", rows, office, missing=0.3)
    entered = rows.with_columns(known.alias("登记单位代码"))
    if "登记地" in rows.columns:
        return entered
    home = written["人员"].select("证件号", pl.col("户籍地").alias("登记地"))
    return entered.join(home, on="证件号", how="left", maintain_order="left")


def _unemployed(written: Written) -> pl.DataFrame:
    out = written["人员"].filter(pl.col("失业登记日期") <= written.as_of)
    return out.select("证件号", _kind("失业登记"), pl.col("失业登记日期").alias("登记日期"))


def _on_benefit(written: Written) -> pl.DataFrame:
    """Drawn from a fortnight after the registration."""
    drawing = written["人员"].filter(
        pl.col("领取失业保险金"), pl.col("失业登记日期") <= written.as_of
    )
    begun = pl.min_horizontal(days_after("失业登记日期", 15), pl.lit(written.as_of))
    return drawing.select("证件号", _kind("领取失业保险金"), begun.alias("登记日期"))


def _seeking(written: Written) -> pl.DataFrame:
    out = written.of_drawn(_unemployed(written)).drop("登记类型")
    return written.some("登记.求职", out, 0.6).with_columns(_kind("求职登记"))


def _once_unemployed(written: Written) -> pl.DataFrame:
    rows = written.some("登记.以往失业", written.drawn.select("证件号"), 0.05)
    back = written.numbers("登记.以往失业.登记", rows, 420, 5 * 365)
    lasted = written.numbers("登记.以往失业.天数", rows, 30, 400)
    return rows.with_columns(
        _kind("失业登记"),
        day(written.today - back).alias("登记日期"),
        day(written.today - back + lasted).alias("注销日期"),
    )


def _guests(written: Written) -> pl.DataFrame:
    guests = written["人员"].filter(pl.col("驿站登记日期") <= written.as_of)
    # the same nights and county as the tenancy
    nights = written.numbers("租赁.驿站", guests, 1, 7)
    return guests.select(
        "证件号",
        _kind("驿站入住"),
        written.counties("登记.驿站", guests).alias("登记地"),
        pl.col("驿站登记日期").alias("登记日期"),
        ended(days_after("驿站登记日期", nights), written).alias("注销日期"),
    )


def _flexible(written: Written) -> pl.DataFrame:
    work = written.of_drawn(written["就业"]).filter(
        pl.col("用工形式") == FORM["灵活就业"],
        pl.col("离职日期") == schema.OPEN_END,
        pl.col("入职日期") <= written.as_of,
    )
    rows = written.some("登记.灵活", work.select("证件号", "入职日期"), 0.6)
    return rows.select("证件号", _kind("灵活就业登记"), pl.col("入职日期").alias("登记日期"))


def _graduates(written: Written) -> pl.DataFrame:
    """Graduates of the last three years, taken off the list once they have found work."""
    recent = written.of_drawn(written["学历"]).filter(
        pl.col("毕业状态") == STUDY_STATUS["毕业"],
        pl.col("学历") >= EDUCATION["专科"],
        pl.col("毕业日期").is_between(
            days_after(pl.lit(written.as_of), -3 * 365), days_after(pl.lit(written.as_of), -130)
        ),
    )
    rows = written.some("登记.实名", recent.select("证件号", "毕业日期"), 0.35)
    wait = written.numbers("登记.实名.等", rows, 20, 120)
    listed = written.numbers("登记.实名.天数", rows, 20, 900)
    return rows.select(
        "证件号",
        _kind("高校毕业生实名登记"),
        days_after("毕业日期", wait).alias("登记日期"),
        ended(days_after("毕业日期", wait + listed), written).alias("注销日期"),
    )


def _arrivals(written: Written) -> pl.DataFrame:
    """Some who were hired in the last three years registered where they now work."""
    firms = written["单位"].select("单位代码", pl.col("单位地区").alias("登记地"))
    jobs = written.of_drawn(written.jobs()).filter(
        pl.col("入职日期") > days_after(pl.lit(written.as_of), -3 * 365)
    )
    hired = jobs.select("证件号", "单位代码", "入职日期")
    rows = written.some("登记.报到", hired, 0.08)
    wait = written.numbers("登记.报到.等", rows, 0, 60)
    day_of = pl.min_horizontal(days_after("入职日期", wait), pl.lit(written.as_of))
    return (
        rows.with_columns(_kind("报到"), day_of.alias("登记日期"))
        .join(firms, on="单位代码", how="left", maintain_order="left")
        .drop("单位代码", "入职日期")
    )
