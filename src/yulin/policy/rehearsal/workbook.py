"""A rehearsal as a workbook: totals with native charts, who gains and who loses, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from yulin.facts.book import Book, Format, Worksheet, new_book
from yulin.facts.style import Styles
from yulin.policy.rehearsal import words
from yulin.policy.rehearsal.changes import Outcome
from yulin.policy.rehearsal.rehearse import Rehearsal
from yulin.policy.rehearsal.tables import EMPLOYERS_CLASS, FIGURES

#: more people than anybody reads in a sheet; how many are left out is said above the list
MOST_LISTED = 100_000
_A4 = 9
_GRID: dict[str, Any] = {"border": 1, "border_color": "#BBBBBB"}
_FORMS: dict[str, dict[str, Any]] = {
    "text": {"num_format": "@", "text_wrap": True, "valign": "top"},
    "count": {"num_format": "#,##0;-#,##0;–", "valign": "top"},
    "yuan": {"num_format": "#,##0.00", "valign": "top"},
    "change": {"num_format": "+#,##0.00;[Red]-#,##0.00;0.00", "valign": "top"},
    "date": {"num_format": "yyyy-mm-dd", "valign": "top"},
    "year": {"num_format": "0", "valign": "top"},
}
#: a draft's colours and hatching, so that a print in grey tells both apart
_BEFORE = {"fill": {"color": "#8FA9B2"}, "border": {"color": "#4A5F68"}}
_AFTER = {
    "pattern": {"pattern": "wide_upward_diagonal", "fg_color": "#1F4E5F", "bg_color": "#DDEBF0"},
    "border": {"color": "#1F4E5F"},
}
_FONT = {"name": "等线", "size": 10}
#: more bars than a page shows
_MOST_DRAWN = 30


@dataclass(frozen=True, kw_only=True)
class Named:
    """How people and employers are named in the lists: by ``subject``, already masked or not."""

    #: subject → (name, number)
    people: Mapping[str, tuple[str, str]]

    def of(self, subject: str) -> tuple[str, str]:
        """Return name and number of a subject."""
        return self.people.get(subject, ("", subject))


@dataclass(frozen=True)
class Column:
    """A column of a sheet: both headings, how a row's value is found, its form and width."""

    zh: str
    en: str
    value: Callable[[Any], Any]
    form: str = "text"
    width: int = 12


def _figure(zh: str, en: str, name: str, form: str = "count", width: int = 11) -> Column:
    def value(row: dict[str, Any]) -> Any:
        found = row[name]
        return words.yuan(found) if form in ("yuan", "change") and found is not None else found

    return Column(zh, en, value, form, width)


_MONEY = (
    _figure("现行金额（元）", "Now (yuan)", "sum_before", "yuan", 18),
    _figure("草案金额（元）", "Draft (yuan)", "sum_after", "yuan", 18),
    Column(
        "差额（元）",
        "Difference",
        lambda row: words.yuan(row["sum_after"] - row["sum_before"]),
        "change",
        18,
    ),
)
_BESIDE = (
    _figure("现行金额未知", "Sum unknown now", "unknown_before"),
    _figure("草案金额未知", "Sum unknown, draft", "unknown_after"),
    _figure("现行无法判定", "Undetermined now", "undetermined_before"),
    _figure("草案无法判定", "Undetermined, draft", "undetermined_after"),
)
_PAID = (
    _figure("现行发放", "Paid now", "paid_before"),
    _figure("草案发放", "Paid, draft", "paid_after"),
)
_DUE = (
    _figure("现行符合", "Due now", "due_before"),
    _figure("草案符合", "Due, draft", "due_after"),
)
_CEILING = (
    _figure("现行按上限计", "Ceiling now", "at_most_before"),
    _figure("草案按上限计", "Ceiling, draft", "at_most_after"),
)
_FARE = (
    _figure("增加", "Gain", "gains"),
    _figure("减少", "Lose", "loses"),
    Column(
        "不变",
        "Unchanged",
        lambda row: row["subjects"] - row["gains"] - row["loses"] - row["uncertain"],
        "count",
        10,
    ),
    _figure("说不准", "Uncertain", "uncertain"),
)


class _Book:
    """The workbook under way."""

    def __init__(self, book: Book, rehearsal: Rehearsal, watermark: str) -> None:
        self.book = book
        self.rehearsal = rehearsal
        self.styles = Styles(book)
        self._watermark = watermark

    def sheet(
        self, name: str, title: str, note: str, columns: Sequence[Column], *, pages: int = 0
    ) -> Worksheet:
        """Begin a sheet: title, a note, headings that stay in view and repeat on every page.

        ``pages``: how many pages it is fitted into (0: as many as it takes).
        """
        sheet = self._page(name, pages)
        for index, column in enumerate(columns):
            sheet.set_column(index, index, column.width)
        sheet.set_row(0, 26)
        sheet.write_string(0, 0, title, self.styles.form(bold=True, font_size=15))
        sheet.write_string(1, 0, note, self.styles.form(font_color="#555555"))
        sheet.set_row(2, 58)
        for index, column in enumerate(columns):
            sheet.write_string(2, index, f"{column.zh}\n{column.en}", self.styles.header())
        sheet.repeat_rows(2)
        sheet.freeze_panes(3, 1)
        return sheet

    def _page(self, name: str, pages: int) -> Worksheet:
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.fit_to_pages(1, pages)
        sheet.set_footer("&L&A&C第 &P 页，共 &N 页")
        if self._watermark:
            sheet.set_header("&R" + self._watermark.replace("&", "&&"))
        return sheet

    def rows(
        self, sheet: Worksheet, columns: Sequence[Column], rows: Iterable[dict[str, Any]]
    ) -> int:
        """Write rows below the headings; return the number of the row after the last."""
        number = 3
        for row in rows:
            values = [column.value(row) for column in columns]
            sheet.set_row(number, _height(columns, values))
            for index, (column, value) in enumerate(zip(columns, values, strict=True)):
                self.cell(sheet, number, index, value, column.form)
            number += 1
        return number

    def cell(self, sheet: Worksheet, row: int, index: int, value: Any, form: str) -> None:
        """Write one value; what is no number or date is written as text, never as a formula."""
        style: Format = self.styles.form(**_FORMS[form], **_GRID)
        if value is None:
            sheet.write_blank(row, index, None, style)
        elif form in ("text", "date"):
            if isinstance(value, dt.date):
                sheet.write_datetime(row, index, dt.datetime(*value.timetuple()[:3]), style)  # noqa: DTZ001 - a civil date
            else:
                sheet.write_string(row, index, str(value), self.styles.text_of(str(value), style))
        else:
            sheet.write_number(
                row, index, float(value) if form in ("yuan", "change") else value, style
            )


def _height(columns: Sequence[Column], values: Sequence[Any]) -> float:
    """High enough for every text to be read whole; programs differ in doing this by themselves."""
    lines = [
        -(-sum(2 if ord(c) > 0x2E7F else 1 for c in str(value)) // max(1, column.width - 2))
        for column, value in zip(columns, values, strict=True)
        if column.form == "text" and value
    ]
    return 17.0 * max(1, *lines, 1)


def write_rehearsal(
    rehearsal: Rehearsal,
    out: Path,
    *,
    named: Named,
    printed_at: dt.datetime,
    title: str = "草案演练",
    watermark: str = "",
) -> None:
    """Write a rehearsal to an .xlsx workbook, Chinese first, ready for A4 landscape printing."""
    with new_book(out) as book:
        book.set_properties({"title": title})
        made = _Book(book, rehearsal, watermark)
        _explanations(made, title, printed_at)
        _overview(made)
        _policies(made)
        if made.rehearsal.places.height:
            _given_places(made)
        _places(made)
        _classes(made)
        _years(made)
        _causes(made)
        for outcome, name in ((Outcome.GAINS, "受益名单"), (Outcome.LOSES, "受损名单")):
            _listed(made, outcome, name, named)
        _listed(made, Outcome.UNCERTAIN, "说不准名单", named)


# --- 说明 -----------------------------------------------------------------------------------------


def _explanations(made: _Book, title: str, printed_at: dt.datetime) -> None:
    rehearsal = made.rehearsal
    columns = (
        Column("项目", "Item", lambda row: row["item"], width=26),
        Column("说明", "Explanation", lambda row: row["zh"], width=66),
        Column("英文", "In English", lambda row: row["en"], width=62),
    )
    note = f"起算日 {rehearsal.as_of}，{rehearsal.years} 年；写成于 {printed_at:%Y-%m-%d %H:%M}"
    sheet = made.sheet("说明", title, note, columns)
    made.rows(sheet, columns, _explained(rehearsal))


def _explained(rehearsal: Rehearsal) -> Iterable[dict[str, Any]]:
    for number, (zh, en) in enumerate(words.assumptions(rehearsal), 1):
        yield {"item": f"前提 {number}", "zh": zh, "en": en}
    for document in rehearsal.documents:
        if document.state == "same":
            continue
        zh, en = words.STATES[document.state]
        drafts = "、".join(document.drafts)
        yield {
            "item": f"文档 {document.policy}",
            "zh": f"{document.title}：{zh}{f'，草案版本“{drafts}”当作施行' if drafts else ''}",
            "en": f"{document.title_en}: {en}",
        }
        if document.digest_before != document.digest_after:
            digests = f"{document.digest_before[:16] or '—'} → {document.digest_after[:16] or '—'}"
            yield {"item": "文本校验值", "zh": digests, "en": "digest of the text, now → draft"}
    for key in rehearsal.endless:
        policy = key.partition("/")[0]
        if policy in set(rehearsal.tables["policy"]["policy"]):
            yield {
                "item": f"期数未公布 {key}",
                "zh": f"{words.title(rehearsal, key)}：没有公布发多久，按一直符合一直发计算。",
                "en": f"{words.title_en(rehearsal, key)}: nobody stated for how long; paid as long "
                "as it is due.",
            }
    yield {
        "item": "现行政策库",
        "zh": rehearsal.digest_before,
        "en": "digest of all texts in force",
    }
    yield {
        "item": "草案政策库",
        "zh": rehearsal.digest_after,
        "en": "digest of all texts of the draft",
    }


# --- Totals ---------------------------------------------------------------------------------------


def _overview(made: _Book) -> None:
    """Figures below each other, people and employers beside each other: it must fit a page."""
    totals = {row["subject_kind"]: row for row in made.rehearsal.tables["total"].to_dicts()}
    kinds = [kind for kind in words.KINDS if kind in totals]
    columns = [
        Column("项目", "Item", lambda line: line.zh, width=24),
        Column("英文", "In English", lambda line: line.en, width=24),
        *(Column(*words.KINDS[kind], lambda line: None, width=20) for kind in kinds),
    ]
    note = "人数各算一次；增加、减少按每个人全部待遇合计。 Each counted once, over all benefits."
    sheet = made.sheet("总览", "总览", note, columns, pages=1)
    for number, line in enumerate(_OVERVIEW, 3):  # a row of the sheet is a column elsewhere
        made.cell(sheet, number, 0, line.zh, "text")
        made.cell(sheet, number, 1, line.en, "text")
        for index, kind in enumerate(kinds, 2):
            made.cell(sheet, number, index, line.value(totals[kind]), line.form)
    years = made.rehearsal.tables["year"].height
    foot = f"A{3 + len(_OVERVIEW) + 2}"
    _chart(made, sheet, foot, source=("按年度", 3, years, 2, 3), title="各年支出（元）")


_OVERVIEW = (
    _figure("全部人（单位）数", "All", "subjects"),
    *_FARE,
    _figure("新变为无法判定", "Newly undetermined", "newly_undetermined"),
    *_MONEY,
    _figure("增加的合计（元）", "Gains (yuan)", "gain_sum", "change"),
    _figure("减少的合计（元）", "Losses (yuan)", "loss_sum", "change"),
    *_PAID,
    *_BESIDE,
    *_CEILING,
)


def _policies(made: _Book) -> None:
    rehearsal = made.rehearsal

    def name(row: dict[str, Any]) -> str:
        key = f"{row['policy']}/{row['benefit']}" if "benefit" in row else row["policy"]
        return ("　" if "benefit" in row else "") + words.title(rehearsal, key)

    columns = (
        Column("政策、待遇", "Policy, benefit", name, width=38),
        Column("编号", "Number", lambda row: row["policy"], width=11),
        *_DUE,
        *_PAID,
        *_MONEY,
        *_BESIDE,
        *_FARE,
    )
    note = "首行为政策合计，缩进的是各项待遇；一人领几项在合计里算一人。 Indented: benefits."
    sheet = made.sheet("按政策", "按政策", note, columns)
    benefits = rehearsal.tables["benefit"]
    rows = [
        row
        for whole in rehearsal.tables["policy"].to_dicts()
        for row in (whole, *benefits.filter(pl.col("policy") == whole["policy"]).to_dicts())
    ]
    made.rows(sheet, columns, rows)


def _given_places(made: _Book) -> None:
    rehearsal = made.rehearsal

    def name(row: dict[str, Any]) -> str:
        return words.title(rehearsal, f"{row['policy']}/{row['benefit']}")

    columns = (
        Column("待遇", "Benefit", name, width=34),
        Column("政策", "Policy", lambda row: row["policy"], width=11),
        Column("哪一边", "Side", lambda row: words.SIDES[row["side"]][0], width=12),
        Column("从哪天起", "From", lambda row: row["day"], "date", 13),
        _figure("名额", "Places", "places"),
        _figure("资金（元）", "Fund (yuan)", "fund", "yuan", 18),
        _figure("入选", "Have a place", "taken"),
        _figure("名额已满", "Have none", "refused"),
        _figure("末位并列", "Tied for the last", "tied"),
        _figure("名次待定", "Cannot be told", "open"),
        Column("说明", "Note", lambda row: row["note"], width=44),
        Column("英文", "In English", lambda row: row["note_en"], width=44),
    )
    note = "有变化的日子才有一行，到下一行为止都一样。 A row for each day on which it changes."
    sheet = made.sheet("名额", "名额", note, columns)
    made.rows(sheet, columns, rehearsal.places.to_dicts())


def _places(made: _Book) -> None:
    tables = made.rehearsal.tables

    def name(row: dict[str, Any]) -> str:
        if row["code"] is None:
            return "其余地区（不花钱，也没有变化）"
        said = words.place(row["code"])[0]
        return f"{said}（合计）" if row["whole"] else said

    columns = (
        Column("地区", "Place", name, width=28),
        Column("代码", "Code", lambda row: row["code"], "year", 9),
        *_MONEY,
        *_PAID,
        *_BESIDE,
        *_FARE,
    )
    note = "区县在前，各市合计在后。 Districts first, then whole cities."
    sheet = made.sheet("按地区", "按地区", note, columns)
    districts, cities = (_places_that_matter(tables[key], key) for key in ("district", "city"))
    made.rows(sheet, columns, [*districts, *cities])
    drawn = min(_MOST_DRAWN, sum(bool(r["sum_before"] or r["sum_after"]) for r in districts))
    if drawn:
        page = made.sheet(
            "地区图", "各地支出", "与“按地区”相同的数。 The same figures.", (), pages=1
        )
        height, source = max(320, 90 + 34 * drawn), ("按地区", 3, drawn, 2, 3)
        _chart(made, page, "A4", source=source, title="各地支出（元）", kind="bar", height=height)


def _places_that_matter(table: pl.DataFrame, key: str) -> list[dict[str, Any]]:
    """Places where something is paid first, then where something is known; the rest in one row."""
    rows = [{**r, "code": r[key], "whole": key == "city"} for r in table.to_dicts()]
    paying = [r for r in rows if r["sum_before"] or r["sum_after"]]
    known = [r for r in rows if r not in paying and any(r[f] for f in FIGURES if f != "subjects")]
    rest = [r for r in rows if r not in paying and r not in known]
    if not rest:
        return [*paying, *known]
    others = {f: sum(r[f] for r in rest) for f in FIGURES}
    return [*paying, *known, {**others, "code": None, "whole": key == "city"}]


def _classes(made: _Book) -> None:
    columns = (
        Column(
            "人才类别", "Talent class", lambda r: words.talent_class(r["talent_class"])[0], width=16
        ),
        _figure("全部", "All", "subjects"),
        *_MONEY,
        *_PAID,
        *_BESIDE,
        *_FARE,
    )
    note = "类别以今天现行条文为准。 Classes as of today, by the text in force."
    sheet = made.sheet("按人才类别", "按人才类别", note, columns, pages=1)
    last = pl.col("talent_class").is_in(["", "无", EMPLOYERS_CLASS])
    rows = made.rehearsal.tables["class"].sort(last, "talent_class").to_dicts()
    end = made.rows(sheet, columns, rows)
    source = ("按人才类别", 3, len(rows), 2, 3)
    _chart(made, sheet, f"A{end + 2}", source=source, title="各类支出（元）", kind="bar",
           height=max(260, 60 + 34 * len(rows)))  # fmt: skip


def _years(made: _Book) -> None:
    rehearsal = made.rehearsal
    columns = (
        Column("年度", "Year", lambda row: str(row["year"]), width=30),
        Column("月数", "Months", lambda r: rehearsal.calendar_years[r["year"]], "count", 8),
        *_MONEY,
        *_PAID,
        *_BESIDE,
        *_CEILING,
    )
    note = "首尾两年只含起算日起的月份。下方为各政策逐年。 Below: each policy by year."
    sheet = made.sheet("按年度", "按年度", note, columns)
    years = rehearsal.tables["year"].to_dicts()
    made.rows(sheet, columns, years)
    by_policy = _changed_first(rehearsal)
    for number, row in enumerate(by_policy, 3 + len(years) + 1):
        name = f"{words.title(rehearsal, row['policy'])} {row['year']}"
        made.cell(sheet, number, 0, name, "text")
        for index, column in enumerate(columns[1:], 1):
            made.cell(sheet, number, index, column.value(row), column.form)
    foot = 3 + len(years) + len(by_policy) + 3
    _chart(made, sheet, f"A{foot}", source=("按年度", 3, len(years), 2, 3), title="各年支出（元）")


def _changed_first(rehearsal: Rehearsal) -> list[dict[str, Any]]:
    """Policies of which the cost differs before those of which it does not; nothing of no cost."""
    table = rehearsal.tables["policy_year"]
    known = table.filter((pl.col("sum_before") != 0) | (pl.col("sum_after") != 0))
    differs = (pl.col("sum_before") != pl.col("sum_after")).any().over("policy")
    return (
        known.with_columns(differs.alias("d"))
        .sort("d", "policy", "year", descending=[True, False, False])
        .to_dicts()
    )


def _chart(
    made: _Book,
    sheet: Worksheet,
    at: str,
    *,
    source: tuple[str, int, int, int, int],
    title: str,
    kind: str = "column",
    height: int = 320,
) -> None:
    """Draw two series of a sheet: rows from ``source[1]``, the columns of now and of the draft."""
    name, first, count, before, after = source
    if not count:
        return
    chart = made.book.add_chart({"type": kind})
    for label, column, look in (("现行", before, _BEFORE), ("草案", after, _AFTER)):
        chart.add_series(
            {
                "name": label,
                "categories": [name, first, 0, first + count - 1, 0],
                "values": [name, first, column, first + count - 1, column],
                "gap": 60,
                **look,
            }
        )
    chart.set_title({"name": title, "name_font": {**_FONT, "size": 12}})
    numbers, labels = ("x_axis", "y_axis") if kind == "bar" else ("y_axis", "x_axis")
    axes = {
        numbers: {"num_format": "#,##0", "num_font": _FONT, "major_gridlines": {"visible": True}},
        labels: {
            "num_font": _FONT,
            "reverse": kind == "bar",
            "major_gridlines": {"visible": False},
        },
    }
    chart.set_x_axis(axes["x_axis"])
    chart.set_y_axis(axes["y_axis"])
    chart.set_legend({"position": "top", "font": _FONT})
    chart.set_size({"width": 860, "height": height})
    sheet.insert_chart(at, chart, {"description": f"{title}，现行与草案对比"})


# --- Causes and lists -----------------------------------------------------------------------------


def _causes(made: _Book) -> None:
    rehearsal = made.rehearsal
    columns = (
        Column("结果", "Outcome", lambda row: words.OUTCOMES[row["outcome"]][0], width=10),
        _figure("人数", "People", "subjects"),
        Column("条款", "Clause", lambda row: row["cause"], width=16),
        Column("条款内容", "What it says", lambda row: row["text"], width=52),
        Column("英文", "In English", lambda row: row["text_en"], width=44),
        Column("政策", "Policy", lambda r: words.title(rehearsal, r["policy"]), width=34),
        Column(
            "待遇",
            "Benefit",
            lambda r: words.title(rehearsal, f"{r['policy']}/{r['benefit']}"),
            width=24,
        ),
    )
    note = "一个人可以有几个原因，所以各行相加会多于人数。 One person may have several causes."
    sheet = made.sheet("原因", "原因", note, columns)
    made.rows(sheet, columns, rehearsal.causes.to_dicts())


def _listed(made: _Book, outcome: Outcome, name: str, named: Named) -> None:
    rehearsal = made.rehearsal
    rows = rehearsal.changes.filter(pl.col("outcome") == outcome.value).sort(
        pl.col("difference").abs(), "subject", "policy", "benefit",
        descending=[True, False, False, False], nulls_last=True,
    )  # fmt: skip
    texts = {
        (r["policy"], r["benefit"], r["cause"]): r["text"] for r in rehearsal.causes.to_dicts()
    }

    def why(row: dict[str, Any]) -> str:
        keys = [(row["policy"], row["benefit"], cause) for cause in row["causes"]]
        return "；".join(texts.get(key, key[2]) for key in keys)

    columns = (
        Column("姓名或单位", "Name", lambda row: named.of(row["subject"])[0], width=16),
        Column("证件号或代码", "Number", lambda row: named.of(row["subject"])[1], width=22),
        Column("所属地区", "Place", lambda row: words.place(row["district"])[0], width=18),
        Column("人才类别", "Class", lambda r: words.talent_class(r["talent_class"])[0], width=11),
        Column("政策", "Policy", lambda row: words.title(rehearsal, row["policy"]), width=30),
        Column(
            "待遇",
            "Benefit",
            lambda r: words.title(rehearsal, f"{r['policy']}/{r['benefit']}"),
            width=22,
        ),
        _sum("现行（元）", "Now", "before"),
        _sum("草案（元）", "Draft", "after"),
        _figure("差额（元）", "Difference", "difference", "change", 16),
        Column("从何时起不同", "Differs from", lambda row: row["differs_on"], "date", 13),
        Column("原因", "Why", why, width=40),
    )
    note = f"共 {rows.height} 项" + (
        f"，列出差额最大的 {MOST_LISTED} 项" if rows.height > MOST_LISTED else ""
    )
    sheet = made.sheet(name, name, f"{note}；金额未知的留空。 Blank: sum not known.", columns)
    made.rows(sheet, columns, rows.head(MOST_LISTED).iter_rows(named=True))


def _sum(zh: str, en: str, side: str) -> Column:
    """A sum over the horizon; blank where a part of it is not known."""

    def value(row: dict[str, Any]) -> Any:
        unknown = row[f"unknown_{side}"] or (row[f"open_{side}"] and not row[f"due_{side}"])
        return None if unknown else words.yuan(row[f"sum_{side}"])

    return Column(zh, en, value, "yuan", 16)
