"""Rehearsals as the pages show them: the form, the tables, the charts, what another one gave."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from yulin.access.models import User
from yulin.codes.divisions import within
from yulin.entitlements.errors import RehearsalError
from yulin.entitlements.models import Rehearsal
from yulin.entitlements.queries.rehearsals import (
    ChangeFilters,
    ChangeRow,
    finished_rehearsals,
    sums_of,
)
from yulin.intake.queries.uploads import progress_of
from yulin.policy.document import Document
from yulin.policy.library import Library
from yulin.policy.rehearsal import words
from yulin.policy.rehearsal.changes import Outcome
from yulin.policy.rehearsal.rehearse import Rehearsal as Rehearsed
from yulin.programmes import disk
from yulin.programmes.models import PolicyDocument
from yulin.web import regions
from yulin.web.charts import Segment
from yulin.web.language import in_english
from yulin.web.officer import rehearsal_charts as charts
from yulin.web.officer.cases import class_word
from yulin.web.officer.listing import code_of, uuid_of
from yulin.web.officer.rehearsal_parameters import Parameter
from yulin.web.officer.totals import large

DEFAULT_YEARS = 3
_MOST_CAUSES = 12
OUTCOMES = tuple(o.value for o in Outcome if o != Outcome.UNCHANGED)
_FILLS = {"gains": "yes", "loses": "2", "uncertain": "unknown", "unchanged": "no"}


# --- The form -------------------------------------------------------------------------------------


@dataclass
class Asked:
    """What was typed into the form."""

    text: str = ""
    as_of: str = ""
    years: str = str(DEFAULT_YEARS)
    note: str = ""
    draft: str = ""
    parameters: list[Parameter] = field(default_factory=list)

    @classmethod
    def read(cls, typed: QueryDict) -> "Asked":
        return cls(
            text=typed.get("text", "").replace("\r\n", "\n"),
            as_of=typed.get("as_of", "").strip() or timezone.localdate().isoformat(),
            years=typed.get("years", "").strip() or str(DEFAULT_YEARS),
            note=typed.get("note", "").strip()[:200],
            draft=typed.get("draft", "").strip(),
        )

    @property
    def day(self) -> dt.date:
        try:
            found = parse_date(self.as_of)
        except ValueError:
            found = None
        if found is None:
            raise RehearsalError(_("请填写起算日，例如 2026-09-01。"))
        return found

    @property
    def year_count(self) -> int:
        if not (self.years.isascii() and self.years.isdecimal() and len(self.years) < 4):
            raise RehearsalError(_("请填写年数，1 到 10。"))
        return int(self.years)


def documents_for(library: Library, region: int | None) -> list[tuple[str, str]]:
    """What may be rehearsed: documents of the region, of places in it and of those above it."""
    return [
        (d.id, f"{d.title_en if in_english() else d.title} {d.id}")
        for d in library.documents
        if not region or within(d.region, region) or within(region, d.region)
    ]


def text_in_force(document: Document) -> str:
    """The text that the library was read from."""
    kept = PolicyDocument.objects.filter(code=document.id, sha256=document.digest).first()
    if kept is not None:
        return kept.text
    found = disk.texts(disk.folder()).get(document.digest)
    return found.text if found else ""


@dataclass(frozen=True)
class Fault:
    """An error of the text, with its place."""

    line: int
    column: int
    what: str
    todo: str


def faults(error: RehearsalError) -> list[Fault]:
    """Lines and columns count from 1."""
    return [Fault(p.place.line, p.place.column, p.message, p.advice) for p in error.problems]


# --- Progress -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """How far a rehearsal has come."""

    words: str
    percent: int | None
    seconds: int

    @property
    def elapsed(self) -> str:
        minutes, seconds = divmod(self.seconds, 60)
        if not minutes:
            return _("%d 秒") % seconds
        return _("%(minutes)d 分 %(seconds)d 秒") % {"minutes": minutes, "seconds": seconds}


def step_of(rehearsal: Rehearsal) -> Step:
    progress = progress_of(rehearsal.uuid)
    under_way = progress is not None and not progress.finished and progress.total
    started = rehearsal.started_at or rehearsal.requested_at
    return Step(
        words=_month_word(progress.step) if progress and under_way else _("排队等候"),
        percent=progress.percent if progress and under_way else None,
        seconds=max(0, int((timezone.now() - started).total_seconds())),
    )


def _month_word(step: str) -> str:
    kind, _colon, month = step.partition("：")
    who = {"人员": _("个人"), "单位": _("单位")}.get(kind, kind)
    return _("%(who)s，%(month)s") % {"who": who, "month": month}


def scope_word(rehearsal: Rehearsal) -> str:
    return regions.full_name(rehearsal.region) if rehearsal.region else _("全部地区")


# --- What came out --------------------------------------------------------------------------------


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
    assumptions: list[str]
    endless: list[str]


def shown(made: Rehearsed, rehearsal: Rehearsal | None) -> Shown:
    """A result for a page; without a rehearsal that is kept nothing leads to a list."""
    tables = {name: table.to_dicts() for name, table in made.tables.items()}
    total = tables["total"]
    sums = [sum(row[f"sum_{side}"] for row in total) for side in ("before", "after")]
    say = _said(made)
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
        district_chart=_bar_chart("district", _("各地支出"), tables["district"], _district),
        class_chart=_bar_chart("class", _("各类支出"), tables["class"], _class),
        causes=[_why(row, say, rehearsal) for row in made.causes.head(_MOST_CAUSES).to_dicts()],
        more_causes=max(0, made.causes.height - _MOST_CAUSES),
        assumptions=[pair[1 if in_english() else 0] for pair in words.assumptions(made)],
        endless=[say(key) for key in made.endless if _paid(made, key)],
    )


def _said(made: Rehearsed) -> Callable[[str], str]:
    say = words.title_en if in_english() else words.title
    return lambda key: say(made, key)


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


def outcome_word(name: str) -> str:
    return {
        "gains": _("增加"),
        "loses": _("减少"),
        "uncertain": _("说不准"),
        "unchanged": _("不变"),
    }[name]


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
    for whole in sorted(known, key=lambda r: (not _changes(r), r["policy"])):
        policy = whole["policy"]
        link = address(kept, policy=policy) if _changes(whole) else ""
        made.append(_line(whole, say(policy), note=policy, link=link))
        for row in tables["benefit"]:
            if row["policy"] == policy and _matters(row):
                key = f"{policy}/{row['benefit']}"
                to = address(kept, policy=key) if _changes(row) else ""
                made.append(_line(row, say(key), link=to, indented=True))
    return made


def _changes(row: dict[str, Any]) -> bool:
    return bool(row["gains"] or row["loses"] or row["uncertain"])


def _matters(row: dict[str, Any]) -> bool:
    sides = ("sum_before", "sum_after", "unknown_before", "unknown_after")
    return _changes(row) or any(row[name] for name in sides)


def _district_lines(rows: Sequence[dict[str, Any]], kept: Rehearsal | None) -> list[Line]:
    return [
        _line(
            row,
            _district(row),
            link=address(kept, district=row["district"]) if _changes(row) else "",
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
            _class(row),
            link=address(kept, **{"class": row["talent_class"] or "none"}) if _changes(row) else "",
        )
        for row in ordered
        if _matters(row)
    ]


def _district(row: dict[str, Any]) -> str:
    return regions.full_name(row["district"]) if row["district"] else _("所属地区未知")


def _class(row: dict[str, Any]) -> str:
    return _("单位") if row["talent_class"] == "单位" else class_word(row["talent_class"])


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


# --- Compared with an earlier one -----------------------------------------------------------------


@dataclass(frozen=True)
class Compared:
    """Two rehearsals beside each other: a row a figure."""

    other: Rehearsal
    counts: list[tuple[str, int, int]]
    sums: list[tuple[str, Decimal, Decimal]]


def compared(made: Rehearsed, other: Rehearsal, theirs: Rehearsed) -> Compared:
    """Counts of people and employers together, and what each draft costs by year."""
    mine, others = made.tables["total"], theirs.tables["total"]
    years = sorted({*made.calendar_years, *theirs.calendar_years})
    costs = [
        {row["year"]: row["sum_after"] for row in one.tables["year"].to_dicts()}
        for one in (made, theirs)
    ]
    return Compared(
        other=other,
        counts=[
            (outcome_word(name), int(mine[name].sum()), int(others[name].sum()))
            for name in OUTCOMES
        ],
        sums=[
            (str(year), words.yuan(costs[0].get(year, 0)), words.yuan(costs[1].get(year, 0)))
            for year in years
        ]
        + [(_("合计"), *(words.yuan(sum(one.values())) for one in costs))],
    )


def others_for(user: User, rehearsal: Rehearsal) -> list[Rehearsal]:
    """What it may be compared with: the latest, those of the same document first."""
    rows = finished_rehearsals(user).exclude(pk=rehearsal.pk)[:50]
    return sorted(rows, key=lambda other: other.code != rehearsal.code)


def note_of(rehearsal: Rehearsal) -> str:
    """How a rehearsal is named in a list of choices."""
    when = timezone.localtime(rehearsal.requested_at)
    said = f"{rehearsal.code} · {rehearsal.as_of} · {when:%m-%d %H:%M}"
    return f"{said} · {rehearsal.note}" if rehearsal.note else said


# --- The list of people ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Wanted:
    """Whom to list; what nobody offers is ignored."""

    filters: ChangeFilters
    policy_key: str

    @classmethod
    def read(cls, query: QueryDict) -> "Wanted":
        policy, _slash, benefit = query.get("policy", "").partition("/")
        outcome, named = query.get("outcome", ""), query.get("class", "")
        filters = ChangeFilters(
            outcome=outcome if outcome in OUTCOMES else None,
            policy=policy or None,
            benefit=benefit or None,
            district=code_of(query.get("district", "")),
            talent_class=("" if named == "none" else named) if named else None,
            cause=query.get("cause", "").strip() or None,
        )
        return cls(filters=filters, policy_key=query.get("policy", ""))

    @property
    def is_narrowed(self) -> bool:
        return self.filters != ChangeFilters()

    @property
    def class_name(self) -> str:
        named = self.filters.talent_class
        return "" if named is None else named or "none"


@dataclass(frozen=True)
class Person:
    """A row of the list."""

    row: ChangeRow
    link: str
    benefit: str
    policy: str
    district: str
    talent_class: str
    word: str
    before: Any
    after: Any
    difference: Any
    causes: list[str]


def person(row: ChangeRow, made: Rehearsed, causes: dict[tuple[str, str, str], str]) -> Person:
    change, say = row.change, _said(made)
    before, after, difference = sums_of(change)
    keys = [(change.policy, change.benefit, cause) for cause in change.causes.split("\n")]
    link = reverse("officer:person", args=[change.person.uuid]) if change.person else ""
    return Person(
        row=row,
        link=link,
        benefit=say(f"{change.policy}/{change.benefit}"),
        policy=say(change.policy),
        district=_district({"district": change.district}),
        talent_class=_class({"talent_class": change.talent_class}),
        word=outcome_word(change.outcome),
        before=before,
        after=after,
        difference=difference,
        causes=[causes.get(key, key[2]) for key in keys],
    )


def cause_texts(made: Rehearsed) -> dict[tuple[str, str, str], str]:
    text = "text_en" if in_english() else "text"
    return {(r["policy"], r["benefit"], r["cause"]): r[text] for r in made.causes.to_dicts()}


def choices(made: Rehearsed) -> dict[str, list[tuple[str, str]]]:
    """What the select boxes offer: only what changes."""
    say = _said(made)
    benefits = [r for r in made.tables["benefit"].to_dicts() if _changes(r)]
    classes = [r for r in made.tables["class"].to_dicts() if _changes(r)]
    districts = [r for r in made.tables["district"].to_dicts() if _changes(r) and r["district"]]
    return {
        "outcomes": [(name, outcome_word(name)) for name in OUTCOMES],
        "benefits": [
            (f"{r['policy']}/{r['benefit']}", say(f"{r['policy']}/{r['benefit']}"))
            for r in benefits
        ],
        "classes": [(r["talent_class"] or "none", _class(r)) for r in classes],
        "districts": [(str(r["district"]), _district(r)) for r in districts],
    }


def draft_uuid(asked: Asked) -> Any:
    """The studio's draft that a text comes from; None for what is no such number."""
    return uuid_of(asked.draft) if asked.draft else None
