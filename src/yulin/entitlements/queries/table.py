"""Decisions as one flat table with the columns that people read."""

import polars as pl
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from psycopg import sql

from yulin.codes.identity import mask
from yulin.entitlements.enums import Answer, PlaceAnswer
from yulin.entitlements.models import Decision, Run
from yulin.programmes.queries.library import library_of
from yulin.registry.bulk import copy_out, text_of
from yulin.registry.identity import codes_of, numbers_of
from yulin.registry.models import EmployerFact, PersonFact
from yulin.registry.queries.shown import division_name

_READ = {
    "person_id": pl.Int64(),
    "employer_id": pl.Int64(),
    "district": pl.Int32(),
    "talent_class": pl.String(),
    "policy": pl.String(),
    "benefit": pl.String(),
    "version": pl.String(),
    "status": pl.Int8(),
    "label": pl.String(),
    "amount": pl.Int64(),
    "qualifier": pl.String(),
    "period": pl.String(),
    "periods": pl.Int64(),
    "total": pl.Int64(),
    "first_year": pl.Int64(),
    "ready_on": pl.Date(),
    "displaced_by": pl.String(),
    "net": pl.Int64(),
    "place": pl.Int8(),
    "position": pl.Int64(),
}
#: answers whose sums people are paid, now or later
_PAID = (int(Answer.YES), int(Answer.NOT_YET))


def decisions_table(
    decisions: "QuerySet[Decision]", *, run: Run, whole_numbers: bool
) -> pl.DataFrame:
    """One row a decision, Chinese headings, money in yuan; names as they are in the register now."""
    rows = decisions.order_by("policy", "benefit", "-status", "id").values_list(*_READ)
    frame = copy_out(sql.SQL("{}").format(text_of(rows)), _READ)
    titles = _titles(run)
    return frame.select(
        _named(frame).alias(_("姓名或单位")),
        _numbered(frame, whole=whole_numbers).alias(_("证件号或单位代码")),
        _mapped("district", frame, division_name).alias(_("所属地区")),
        pl.col("talent_class").replace("", None).alias(_("人才类别")),
        pl.col("policy").alias(_("政策编号")),
        _mapped("policy", frame, lambda code: titles.get((code,), code)).alias(_("政策")),
        pl.struct("policy", "benefit")
        .map_elements(
            lambda pair: titles.get((pair["policy"], pair["benefit"]), pair["benefit"]),
            return_dtype=pl.String,
        )
        .alias(_("待遇")),
        _mapped("status", frame, lambda status: str(Answer(status).label)).alias(_("结果")),
        pl.col("label").replace("", None).alias(_("类别")),
        _yuan("amount").alias(_("每期金额（元）")),
        pl.col("qualifier").replace_strict({"=": "", "≤": _("不超过")}).alias(_("限定")),
        _mapped("period", frame, _period).alias(_("周期")),
        pl.col("periods").alias(_("期数")),
        _yuan("total").alias(_("总额（元）")),
        _yuan("first_year").alias(_("首年金额（元）")),
        _yuan("net").alias(_("实得（元）")),
        pl.col("ready_on").alias(_("可得日")),
        pl.col("displaced_by").replace("", None).alias(_("被取代于")),
        _mapped("place", frame, lambda place: str(PlaceAnswer(place).label)).alias(_("名额")),
        pl.col("position").alias(_("名次")),
        pl.col("version").alias(_("版本")),
    )


def _yuan(name: str) -> pl.Expr:
    """Return a sum in yuan, where something is due or will be: people add up what stands there."""
    yuan = (pl.col(name).cast(pl.Decimal(18, 2)) / 100).cast(pl.Decimal(18, 2))
    return pl.when(pl.col("status").is_in(_PAID)).then(yuan)


def _period(code: str) -> str:
    words = {"once": _("一次"), "month": _("月"), "quarter": _("季"), "half": _("半年")}
    return words.get(code, _("年"))


def _mapped(name: str, frame: pl.DataFrame, text_of_value) -> pl.Expr:  # noqa: ANN001 - any function
    values = frame[name].drop_nulls().unique().to_list()
    texts = [text_of_value(value) for value in values]
    return pl.col(name).replace_strict(values, texts, default=None, return_dtype=pl.String)


def _titles(run: Run) -> dict[tuple[str, ...], str]:
    """(policy,) and (policy, benefit) → title, as the run's texts have them."""
    assert run.library is not None
    found: dict[tuple[str, ...], str] = {}
    for item in library_of(run.library).program(run.as_of).items:
        found[(item.document.id,)] = item.document.title
        found[item.document.id, item.id] = item.source.name
    return found


def _named(frame: pl.DataFrame) -> pl.Series:
    people = _names(PersonFact, "person_id", frame)
    firms = _names(EmployerFact, "employer_id", frame)
    return _looked_up(frame, people, firms)


def _names(model: type, column: str, frame: pl.DataFrame) -> pl.DataFrame:
    rows = model.objects.current().order_by().values_list(column, "name")
    names = copy_out(sql.SQL("{}").format(text_of(rows)), {"id": pl.Int64, "name": pl.String})
    return names.filter(pl.col("id").is_in(frame[column].drop_nulls().unique().implode()))


def _numbered(frame: pl.DataFrame, *, whole: bool) -> pl.Series:
    numbers = numbers_of(frame["person_id"]).rename({"number": "name"})
    if not whole:
        numbers = numbers.with_columns(pl.col("name").map_elements(mask, return_dtype=pl.String))
    return _looked_up(frame, numbers, codes_of(frame["employer_id"]).rename({"code": "name"}))


def _looked_up(frame: pl.DataFrame, people: pl.DataFrame, firms: pl.DataFrame) -> pl.Series:
    def found(column: str, names: pl.DataFrame) -> pl.Series:
        keys = frame.select(pl.col(column).alias("id"))
        return keys.join(names, on="id", how="left", maintain_order="left")["name"]

    return found("person_id", people).fill_null(found("employer_id", firms))
