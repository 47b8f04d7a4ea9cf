"""A run's totals as tables and charts, each number with the way to the cases behind it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from yulin.access.models import User
from yulin.entitlements.enums import Answer
from yulin.entitlements.models import Run
from yulin.entitlements.queries.decisions import yuan
from yulin.entitlements.queries.totals import TotalRow, totals
from yulin.registry.queries.shown import division_name
from yulin.web import regions
from yulin.web.charts import Segment
from yulin.web.language import in_english
from yulin.web.officer.cases import IN_NONE, NAME_OF, NO_CLASS, STATUSES, WORDS, address, class_word
from yulin.web.officer.names import Names

_LONGEST_LABEL = 12


@dataclass(frozen=True)
class Count:
    """How many, of which answer, and where they are listed (nowhere where nobody can ask so)."""

    answer: Answer
    number: int
    link: str

    @property
    def word(self) -> str:
        return str(WORDS[self.answer])

    @property
    def css(self) -> str:
        return NAME_OF[self.answer]


@dataclass(frozen=True)
class Line:
    """A row of a table of totals; money in yuan."""

    name: str
    link: str
    counts: tuple[Count, ...]
    displaced: int
    first_year: Decimal
    total: Decimal
    without_sum: int

    @property
    def due(self) -> int:
        return self.counts[0].number

    @property
    def has_money(self) -> bool:
        """Of rights one does not say that they come to nothing."""
        return bool(self.total or self.first_year or self.without_sum)


@dataclass(frozen=True)
class Sums:
    """Everything of a run in one line."""

    counts: tuple[Count, ...]
    first_year: str
    total: str
    displaced: int
    without_sum: int

    @property
    def shares(self) -> list[Segment]:
        return [Segment(c.word, c.number, NAME_OF[c.answer]) for c in self.counts]


def totals_address(run: Run, policy: object) -> str:
    return f"{reverse('officer:run', args=[run.uuid])}?{urlencode({'policy': policy})}"


def by_status(*, user: User, run: Run) -> list[Line]:
    """For the sums alone, where no table is shown."""
    return [_line(row, "", None) for row in totals(user=user, run=run, by="status")]


def by_benefit(*, user: User, run: Run, names: Names, policy: str | None) -> list[TotalRow]:
    """Rights have no sum: only of money can one say that it is not known."""
    rows = totals(user=user, run=run, by="benefit", policy=policy)
    return [row if row.key in names.money else replace(row, without_sum=0) for row in rows]


def benefit_lines(rows: Iterable[TotalRow], run: Run, names: Names) -> list[Line]:
    return [_line(row, names.benefit(*row.key), run, policy="/".join(row.key)) for row in rows]


def policy_lines(rows: Iterable[TotalRow], run: Run, names: Names) -> list[Line]:
    """Benefits added up; those that give the most come first."""
    groups: dict[str, list[TotalRow]] = defaultdict(list)
    for row in rows:
        groups[row.key[0]].append(row)
    lines = [
        _line(_added_up(policy, group), names.policy(policy), run, page=True, policy=policy)
        for policy, group in groups.items()
    ]
    return sorted(lines, key=lambda line: (-line.total, -line.due, line.name))


def _added_up(policy: str, rows: list[TotalRow]) -> TotalRow:
    return TotalRow(
        key=(policy,),
        counts={answer: sum(row.counts[answer] for row in rows) for answer in Answer},
        displaced=sum(row.displaced for row in rows),
        due=sum(row.due for row in rows),
        total=sum(row.total for row in rows),
        first_year=sum(row.first_year for row in rows),
        without_sum=sum(row.without_sum for row in rows),
    )


def by_district(*, user: User, run: Run, policy: str | None) -> list[Line]:
    """In the order of the divisions' codes; an unknown district has no list of its own."""
    rows = totals(user=user, run=run, by="district", policy=policy)
    rows = [replace(row, without_sum=0) for row in rows]  # rights and money are mixed here
    known = sorted((row for row in rows if row.key[0] is not None), key=lambda row: row.key[0])
    lines = [
        _line(row, _district(row.key[0]), run, policy=policy, district=row.key[0]) for row in known
    ]
    nowhere = [row for row in rows if row.key[0] is None]
    return lines + [_line(row, _("所属地区未知"), None) for row in nowhere]


def by_class(*, user: User, run: Run, policy: str | None) -> list[Line]:
    """The classes in the order of their letters, those in none last."""
    rows = totals(user=user, run=run, by="class", policy=policy)
    rows = [replace(row, without_sum=0) for row in rows]
    ordered = sorted(rows, key=lambda row: (row.key[0] in {"", IN_NONE}, row.key[0]))
    return [
        _line(
            row,
            class_word(row.key[0]),
            run,
            **{"policy": policy, "class": row.key[0] or NO_CLASS},
        )
        for row in ordered
    ]


def sums(lines: Iterable[Line], run: Run, policy: str | None) -> Sums:
    lines = list(lines)
    return Sums(
        counts=tuple(
            Count(
                answer,
                sum(line.counts[place].number for line in lines),
                address(run, policy=policy, status=name),
            )
            for place, (name, answer) in enumerate(STATUSES.items())
        ),
        first_year=large(sum((line.first_year for line in lines), Decimal(0))),
        total=large(sum((line.total for line in lines), Decimal(0))),
        displaced=sum(line.displaced for line in lines),
        without_sum=sum(line.without_sum for line in lines),
    )


def bars(lines: Iterable[Line]) -> list[Segment]:
    """How many are due, a bar each; names shortened so that the bars keep their room."""
    return [Segment(_short(line.name), line.due) for line in lines]


def large(amount: Decimal) -> str:
    """A large sum as people say it: 1.26 亿元, 380.5 万元."""
    if in_english():
        return f"¥{amount:,.0f}"
    for size, word in ((10**8, "亿元"), (10**4, "万元")):
        if amount >= size:
            return f"{amount / size:,.2f}".rstrip("0").rstrip(".") + f" {word}"
    return f"{amount:,.0f} 元"


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_LABEL else name[: _LONGEST_LABEL - 1] + "…"


def _district(code: int) -> str:
    return regions.name(code) if in_english() else division_name(code)


def _line(
    row: TotalRow, name: str, run: Run | None, *, page: bool = False, **wanted: object
) -> Line:
    """`page`: the name leads to the run's page of that policy, not to a list."""

    def link(status: str = "") -> str:
        return address(run, **wanted, status=status) if run else ""

    return Line(
        name=name,
        link=totals_address(run, wanted["policy"]) if run and page else link(),
        counts=tuple(
            Count(answer, row.counts[answer], link(status)) for status, answer in STATUSES.items()
        ),
        displaced=row.displaced,
        first_year=yuan(row.first_year) or Decimal(0),
        total=yuan(row.total) or Decimal(0),
        without_sum=row.without_sum,
    )
