"""What came out of a rehearsal: tables, charts and causes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from yulin.entitlements.models import Rehearsal
from yulin.policy.rehearsal import words
from yulin.policy.rehearsal.rehearse import Rehearsal as Rehearsed
from yulin.web.charts import Segment
from yulin.web.language import in_english
from yulin.web.officer import rehearsal_charts as charts
from yulin.web.officer.rehearsals.words import (
    changes,
    class_name,
    district_word,
    outcome_word,
    sayer,
)
from yulin.web.officer.totals import large

_MOST_CAUSES = 12


_FILLS = {"gains": "yes", "loses": "2", "uncertain": "unknown", "unchanged": "no"}


@dataclass(frozen=True)
class Fare:
    """How people, or employers, fare."""

    word: str
    everybody: int
    counts: list[tuple[str, str, int]]

    @property
    def shares(self) -> list[Segment]:
        return [Segment(word, number, _FILLS[name]) for name, word, number in self.counts]

    @property
    def changed(self) -> bool:
        return any(number for name, _word, number in self.counts if name != "unchanged")


@dataclass(frozen=True)
class Line:
    """A row of a table of costs; sums in yuan."""

    name: str
    note: str
    link: str
    before: Decimal
    after: Decimal
    paid: tuple[int, int]
    unknown: tuple[int, int]
    undetermined: tuple[int, int]
    fare: tuple[int, int, int]
    indented: bool = False

    @property
    def difference(self) -> Decimal:
        return self.after - self.before


@dataclass(frozen=True)
class Chart:
    """A chart with the sentence that says the same."""

    id: str
    title: str
    spoken: str
    bars: list[charts.Bar] = field(default_factory=list)
    columns: list[charts.Column] = field(default_factory=list)
    figures: bool = True


@dataclass(frozen=True)
class Why:
    """A cause with how many it concerns and where they are listed."""

    outcome: str
    word: str
    subjects: int
    clause: str
    text: str
    benefit: str
    link: str


@dataclass(frozen=True)
class Places:
    """How the places of a benefit were given from a day on; money in yuan."""

    benefit: str
    side: str
    day: date
    places: int | None
    fund: Decimal | None
    taken: int
    refused: int
    tied: int
    open: int


@dataclass(frozen=True)
class Shown:
    """A result, ready for a template."""

    fares: list[Fare]
    before: str
    after: str
    difference: Decimal
    difference_said: str
    newly: int
    years: list[Line]
    policies: list[Line]
    districts: list[Line]
    classes: list[Line]
    year_chart: Chart
    district_chart: Chart
    class_chart: Chart
    causes: list[Why]
    more_causes: int
    places: list[Places]
    #: of which benefits places were not given, in a sentence
    without_places: str
    assumptions: list[str]
    endless: list[str]


def shown(made: Rehearsed, rehearsal: Rehearsal | None) -> Shown:
    """A result for a page; without a rehearsal that is kept nothing leads to a list."""
    tables = {name: table.to_dicts() for name, table in made.tables.items()}
    total = tables["total"]
    sums = [sum(row[f"sum_{side}"] for row in total) for side in ("before", "after")]
    say = sayer(made)
    return Shown(
        fares=[_fare(row) for row in reversed(total)],
        before=large(words.yuan(sums[0])),
        after=large(words.yuan(sums[1])),
        difference=words.yuan(sums[1] - sums[0]),
        difference_said=_more(words.yuan(sums[1] - sums[0])),
        newly=sum(row["newly_undetermined"] for row in total),
        years=[_line(row, str(row["year"]), note=_months(made, row)) for row in tables["year"]],
        policies=_policy_lines(tables, say, rehearsal),
        districts=_district_lines(tables["district"], rehearsal),
        classes=_class_lines(tables["class"], rehearsal),
        year_chart=_year_chart(tables["year"]),
        district_chart=_bar_chart("district", _("各地支出"), tables["district"], district_word),
        class_chart=_bar_chart("class", _("各类支出"), tables["class"], class_name),
        causes=[_why(row, say, rehearsal) for row in made.causes.head(_MOST_CAUSES).to_dicts()],
        more_causes=max(0, made.causes.height - _MOST_CAUSES),
        places=[_places(row, say) for row in made.places.to_dicts()],
        without_places=words.without_places(made)[1 if in_english() else 0]
        if made.with_places
        else "",
        assumptions=[pair[1 if in_english() else 0] for pair in words.assumptions(made)],
        endless=[say(key) for key in made.endless if _paid(made, key)],
    )


def _places(row: dict[str, Any], say: Callable[[str], str]) -> Places:
    return Places(
        benefit=say(f"{row['policy']}/{row['benefit']}"),
        side=words.SIDES[row["side"]][1 if in_english() else 0],
        day=row["day"],
        fund=None if row["fund"] is None else words.yuan(row["fund"]),
        **{name: row[name] for name in ("places", "taken", "refused", "tied", "open")},
    )


def _paid(made: Rehearsed, key: str) -> bool:
    policy, _slash, benefit = key.partition("/")
    rows = made.tables["benefit"].to_dicts()
    return any((r["policy"], r["benefit"]) == (policy, benefit) for r in rows)


def _fare(row: dict[str, Any]) -> Fare:
    changed = row["gains"] + row["loses"] + row["uncertain"]
    numbers = {
        "gains": row["gains"],
        "loses": row["loses"],
        "uncertain": row["uncertain"],
        "unchanged": row["subjects"] - changed,
    }
    return Fare(
        word=_("个人") if row["subject_kind"] == "person" else _("单位"),
        everybody=row["subjects"],
        counts=[(name, outcome_word(name), number) for name, number in numbers.items()],
    )


def _months(made: Rehearsed, row: dict[str, Any]) -> str:
    months = made.calendar_years[row["year"]]
    return "" if months == 12 else _("%d 个月") % months


def _line(
    row: dict[str, Any], name: str, *, note: str = "", link: str = "", indented: bool = False
) -> Line:
    return Line(
        name=name,
        note=note,
        link=link,
        before=words.yuan(row["sum_before"]),
        after=words.yuan(row["sum_after"]),
        paid=(row["paid_before"], row["paid_after"]),
        unknown=(row["unknown_before"], row["unknown_after"]),
        undetermined=(row["undetermined_before"], row["undetermined_after"]),
        fare=(row["gains"], row["loses"], row["uncertain"]),
        indented=indented,
    )


def address(rehearsal: Rehearsal | None, **wanted: object) -> str:
    """Where those behind a number are listed; nowhere where nothing is kept."""
    if rehearsal is None:
        return ""
    named = {name: value for name, value in wanted.items() if value not in (None, "")}
    base = reverse("officer:rehearsal:people", args=[rehearsal.uuid])
    return f"{base}?{urlencode(named)}" if named else base


def _policy_lines(
    tables: dict[str, list[dict[str, Any]]], say: Callable[[str], str], kept: Rehearsal | None
) -> list[Line]:
    """Each policy with its benefits; those that change come first."""
    made: list[Line] = []
    known = [row for row in tables["policy"] if _matters(row)]
    for whole in sorted(known, key=lambda r: (not changes(r), r["policy"])):
        policy = whole["policy"]
        link = address(kept, policy=policy) if changes(whole) else ""
        made.append(_line(whole, say(policy), note=policy, link=link))
        for row in tables["benefit"]:
            if row["policy"] == policy and _matters(row):
                key = f"{policy}/{row['benefit']}"
                to = address(kept, policy=key) if changes(row) else ""
                made.append(_line(row, say(key), link=to, indented=True))
    return made


def _matters(row: dict[str, Any]) -> bool:
    sides = ("sum_before", "sum_after", "unknown_before", "unknown_after")
    return changes(row) or any(row[name] for name in sides)


def _district_lines(rows: Sequence[dict[str, Any]], kept: Rehearsal | None) -> list[Line]:
    return [
        _line(
            row,
            district_word(row),
            link=address(kept, district=row["district"]) if changes(row) else "",
        )
        for row in rows
        if _matters(row)
    ]


def _class_lines(rows: Sequence[dict[str, Any]], kept: Rehearsal | None) -> list[Line]:
    """In the order of the letters, those in none last."""
    ordered = sorted(
        rows, key=lambda r: (r["talent_class"] in {"", "无", "单位"}, r["talent_class"])
    )
    return [
        _line(
            row,
            class_name(row),
            link=address(kept, **{"class": row["talent_class"] or "none"}) if changes(row) else "",
        )
        for row in ordered
        if _matters(row)
    ]


def _more(amount: Decimal) -> str:
    sign = "+" if amount > 0 else "−" if amount < 0 else ""
    return sign + large(abs(amount))


def _large(fen: int) -> str:
    return large(words.yuan(fen))


def _year_chart(rows: Sequence[dict[str, Any]]) -> Chart:
    """Every year has its place, also one in which nothing is paid."""
    pairs = [
        charts.Pair(
            str(row["year"]),
            row["sum_before"],
            row["sum_after"],
            _large(row["sum_before"]),
            _large(row["sum_after"]),
        )
        for row in rows
    ]
    return Chart(
        id="year",
        title=_("各年支出"),
        spoken=charts.spoken(pairs, _("现行"), _("草案")),
        columns=charts.columns(pairs),
        figures=charts.with_figures(pairs),
    )


def _bar_chart(
    name: str,
    title: str,
    rows: Sequence[dict[str, Any]],
    label: Callable[[dict[str, Any]], str],
) -> Chart:
    pairs = charts.pairs(rows, label, _large)
    spoken = charts.spoken(pairs, _("现行"), _("草案"))
    return Chart(id=name, title=title, spoken=spoken, bars=charts.bars(pairs))


def _why(row: dict[str, Any], say: Callable[[str], str], kept: Rehearsal | None) -> Why:
    key = f"{row['policy']}/{row['benefit']}"
    is_clause = not row["cause"].startswith("（")
    return Why(
        outcome=row["outcome"],
        word=outcome_word(row["outcome"]),
        subjects=row["subjects"],
        clause=row["cause"] if is_clause and not in_english() else "",
        text=row["text_en"] if in_english() else row["text"],
        benefit=say(key),
        link=address(kept, policy=key, outcome=row["outcome"], cause=row["cause"]),
    )
