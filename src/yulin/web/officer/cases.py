"""The list of decisions: what it is narrowed to, as an address says it and as people read it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yulin.access.models import User
from yulin.entitlements.enums import Answer
from yulin.entitlements.models import Run
from yulin.entitlements.queries.decisions import (
    DEFAULT_SORT,
    SORTS,
    DecisionFilters,
    DecisionRow,
    yuan,
)
from yulin.entitlements.queries.totals import totals
from yulin.policy.decision import Amount
from yulin.web import regions
from yulin.web.language import in_english
from yulin.web.officer.listing import Head, code_of
from yulin.web.officer.names import Names

#: statuses as addresses name them, in the order in which people look for them
STATUSES = {
    "yes": Answer.YES,
    "near": Answer.NOT_YET,
    "unknown": Answer.UNDETERMINED,
    "no": Answer.NO,
}
NAME_OF = {answer: name for name, answer in STATUSES.items()}
WORDS = {
    Answer.YES: gettext_lazy("符合"),
    Answer.NOT_YET: gettext_lazy("还差一点"),
    Answer.UNDETERMINED: gettext_lazy("无法判定"),
    Answer.NO: gettext_lazy("不符合"),
}
KINDS = {"person": gettext_lazy("个人"), "employer": gettext_lazy("单位")}
#: in an address: of a class that could not be told
NO_CLASS = "none"
#: the label that classifications give to whom they leave out
IN_NONE = "无"

HEADS = (
    Head(gettext_lazy("姓名或单位")),
    Head(gettext_lazy("待遇"), "policy"),
    Head(gettext_lazy("结果")),
    Head(gettext_lazy("总额"), "total", "num"),
    Head(gettext_lazy("可得日"), "ready_on"),
    Head(gettext_lazy("人才类别")),
    Head(gettext_lazy("所属地区"), "district"),
)


@dataclass(frozen=True)
class Wanted:
    """Which decisions to list; what nobody offers is ignored."""

    words: str
    filters: DecisionFilters
    sort: str

    @classmethod
    def read(cls, query: QueryDict) -> "Wanted":
        policy, _slash, benefit = query.get("policy", "").partition("/")
        kind, named, sort = query.get("kind", ""), query.get("class", ""), query.get("sort", "")
        filters = DecisionFilters(
            policy=policy or None,
            benefit=benefit or None,
            status=STATUSES.get(query.get("status", "")),
            district=code_of(query.get("district", "")),
            talent_class=("" if named == NO_CLASS else named) if named else None,
            subject_kind=kind if kind in KINDS else None,
        )
        return cls(
            words=query.get("q", "").strip()[:100],
            filters=filters,
            sort=sort if sort in SORTS else DEFAULT_SORT,
        )

    @property
    def is_narrowed(self) -> bool:
        return bool(self.words) or self.filters != DecisionFilters()

    @property
    def policy_key(self) -> str:
        """As the select box names it: a policy, or one of its benefits."""
        parts = (self.filters.policy, self.filters.benefit)
        return "/".join(part for part in parts if part)

    @property
    def status_name(self) -> str:
        return "" if self.filters.status is None else NAME_OF[self.filters.status]

    @property
    def class_name(self) -> str:
        named = self.filters.talent_class
        return "" if named is None else named or NO_CLASS

    def in_words(self, names: Names) -> str:
        """For the head of a printed or exported list."""
        return ("; " if in_english() else "；").join(self._parts(names))

    def _parts(self, names: Names) -> Iterator[str]:
        chosen = self.filters
        if self.words:
            yield _("查找“%s”") % self.words
        if chosen.policy and chosen.benefit:
            yield names.benefit(chosen.policy, chosen.benefit)
        elif chosen.policy:
            yield names.policy(chosen.policy)
        if chosen.status is not None:
            yield str(WORDS[chosen.status])
        if chosen.district is not None:
            yield regions.full_name(chosen.district)
        if chosen.talent_class is not None:
            yield class_word(chosen.talent_class)
        if chosen.subject_kind is not None:
            yield str(KINDS[chosen.subject_kind])


def class_word(name: str) -> str:
    """A 类; those whose class nobody could tell, and those who are told to be in none."""
    if not name:
        return _("类别未定")
    return _("不在各类") if name == IN_NONE else _("%s 类") % name


def address(run: Run, **wanted: Any) -> str:
    """Where the cases behind a number are listed."""
    named = {name: value for name, value in wanted.items() if value not in (None, "")}
    base = reverse("officer:decisions", args=[run.uuid])
    return f"{base}?{urlencode(named)}" if named else base


@dataclass(frozen=True)
class Line:
    """A decision as a row of the list."""

    row: DecisionRow
    policy: str
    benefit: str

    @property
    def label(self) -> str:
        """Which class a classification gave; nothing where it left the subject out."""
        found = self.row.decision.label
        return "" if found == IN_NONE else found

    @property
    def talent_class(self) -> str:
        return class_word(self.row.decision.talent_class) if self.row.decision.talent_class else ""

    @property
    def amount(self) -> Amount | None:
        """The sum in the form that the pages put into words; none where the benefit has none."""
        made = self.row.decision
        if made.amount is None and made.total is None:
            return None
        return Amount(
            value=yuan(made.amount),
            qualifier="≤" if made.qualifier == "≤" else "=",
            period=made.period,
            periods=made.periods,
            total=yuan(made.total),
            net=yuan(made.net),
            settled=made.is_due and made.net != made.total,
        )


def line(row: DecisionRow, names: Names) -> Line:
    made = row.decision
    return Line(row, names.policy(made.policy), names.benefit(made.policy, made.benefit))


@dataclass(frozen=True)
class Choices:
    """What the select boxes offer."""

    policies: list[tuple[str, str, list[tuple[str, str]]]]
    statuses: list[tuple[str, str]]
    classes: list[tuple[str, str]]
    kinds: list[tuple[str, str]]


def choices(*, user: User, run: Run, names: Names) -> Choices:
    classes = sorted(row.key[0] for row in totals(user=user, run=run, by="class"))
    return Choices(
        policies=[
            (policy, title, _benefits(policy, names)) for policy, title in names.policies.items()
        ],
        statuses=[(name, str(WORDS[answer])) for name, answer in STATUSES.items()],
        classes=[(name or NO_CLASS, class_word(name)) for name in classes],
        kinds=[(kind, str(word)) for kind, word in KINDS.items()],
    )


def _benefits(policy: str, names: Names) -> list[tuple[str, str]]:
    return [(f"{p}/{b}", name) for (p, b), name in names.benefits.items() if p == policy]
