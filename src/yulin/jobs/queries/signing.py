"""What both sides would receive if a person signed for a post: decided on facts that are only supposed.

Nothing of it is kept. Only the person reads it: what a firm would be paid for somebody may tell what
the firm has no business to know.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

import polars as pl
from psycopg import sql

from yulin.access.row_security import as_the_program
from yulin.codes.divisions import within
from yulin.facts import enums, schema
from yulin.facts.frames import EMPLOYERS, Facts, blank_value, empty_frame, frame_schema
from yulin.jobs.enums import REGISTERED_AS, WorkForm
from yulin.jobs.models import Post
from yulin.policy.decision import Decision, Status
from yulin.policy.explain import explain
from yulin.programmes.queries.library import library
from yulin.registry.models import EmployerFact, Person
from yulin.registry.queries.facts import facts_of, renamed, selection

Kind = Literal["gained", "more", "later", "open", "lost"]
#: years of the contract that is supposed
YEARS = 3
_WORK, _INSURANCE = schema.EMPLOYMENT.name, schema.INSURANCE.name


@dataclass(frozen=True, kw_only=True)
class Change:
    """One benefit whose answer the contract would turn."""

    kind: Kind
    decision: Decision
    before: Decision | None

    @property
    def sum(self) -> Decimal | None:
        """What is paid in all; None where it is not money or not known."""
        amount = self.decision.amount
        return amount.paid if amount else None


@dataclass(frozen=True, kw_only=True)
class Signing:
    """What would follow for both, and what was supposed for it."""

    person: tuple[Change, ...]
    employer: tuple[Change, ...]
    #: whether insurance through the firm was supposed as well
    insured: bool
    #: whether a job that they have now was supposed to end
    leaves: bool
    pay: int | None

    def of(self, side: Literal["person", "employer"], kind: Kind) -> tuple[Change, ...]:
        return tuple(one for one in getattr(self, side) if one.kind == kind)

    @property
    def yours(self) -> Decimal:
        return self.total("person")

    @property
    def theirs(self) -> Decimal:
        return self.total("employer")

    def total(self, side: Literal["person", "employer"]) -> Decimal:
        """What is certain of the sums that would be due at once."""
        gained = [*self.of(side, "gained"), *self.of(side, "more")]
        before = [one.before.amount for one in self.of(side, "more") if one.before]
        had = sum((a.paid for a in before if a and a.paid is not None), Decimal(0))
        return sum((one.sum for one in gained if one.sum is not None), Decimal(0)) - had


def signing(*, person: Person, posts: Sequence[Post], today: dt.date) -> dict[int, Signing]:
    """By post, what signing would change; one reading of the person's facts for all of them."""
    one = person.stands_for
    facts = facts_of(one)
    if _WORK not in facts.tables and not facts.tables:
        return {}
    known = library()
    before = explain(known, facts, as_of=today, subject=one.key)
    firms = _firms({post.employer_id for post in posts})
    return {
        post.pk: _of(known, facts, before, person=one, post=post, firms=firms, today=today)
        for post in posts
    }


def _of(
    known: Any,
    facts: Facts,
    before: Sequence[Decision],
    *,
    person: Person,
    post: Post,
    firms: pl.DataFrame,
    today: dt.date,
) -> Signing:
    supposed, leaves = _supposed(facts, person, post, firms, today)
    after = explain(known, supposed, as_of=today, subject=person.key)
    concerned = (person.division, post.division)
    then = {one.key: one for one in before}
    changes = [
        change
        for one in after
        if one.kind != "class"
        and any(place and within(place, one.region) for place in concerned)
        and (change := _change(then.get(one.key), one)) is not None
    ]
    changes.sort(key=lambda one: (-(one.sum or Decimal(0)), one.decision.key))
    return Signing(
        person=tuple(one for one in changes if one.decision.payee == "person"),
        employer=tuple(one for one in changes if one.decision.payee == "employer"),
        insured=_INSURANCE in supposed.tables and _is_insured(post),
        leaves=leaves,
        pay=post.pay_from,
    )


def _change(before: Decision | None, after: Decision) -> Change | None:
    kind = _kind(before, after)
    return None if kind is None else Change(kind=kind, decision=after, before=before)


def _kind(before: Decision | None, after: Decision) -> Kind | None:
    was = before.status if before else Status.NO
    match after.status:
        case Status.YES if after.displaced_by is not None:
            return None
        case Status.YES if was is not Status.YES:
            return "gained"
        case Status.YES:
            return "more" if _paid(after) > _paid(before) else None
        case Status.NOT_YET if was in {Status.NO, Status.UNDETERMINED}:
            return "later"
        case Status.UNDETERMINED if was in {Status.NO, Status.NOT_YET}:
            return "open"
    return "lost" if was is Status.YES else None


def _paid(decision: Decision | None) -> Decimal:
    amount = decision.amount if decision else None
    return (amount.paid or Decimal(0)) if amount else Decimal(0)


# -- what is supposed ------------------------------------------------------------------------------


def _supposed(
    facts: Facts, person: Person, post: Post, firms: pl.DataFrame, today: dt.date
) -> tuple[Facts, bool]:
    """The facts with a job at the firm from today, and its insurance where insurance is known."""
    firm = f"E{post.employer_id}"
    tables = dict(facts.tables)
    work, leaves = _left(tables.get(_WORK), person.key, today)
    tables[_WORK] = pl.concat([work, _row(_WORK, _contract(person.key, firm, post, today))])
    if _INSURANCE in tables and _is_insured(post):
        tables[_INSURANCE] = pl.concat(
            [tables[_INSURANCE], *_insurances(person.key, firm, post, today)]
        )
    others = tables[EMPLOYERS].filter(pl.col(schema.EMPLOYER.key) != firm)
    own = firms.filter(pl.col(schema.EMPLOYER.key) == firm)
    tables[EMPLOYERS] = pl.concat([others, own])
    return replace(facts, tables=tables), leaves


def _is_insured(post: Post) -> bool:
    """社会保险法第五十八条: within thirty days of an employment; interns and part-timers are not asked."""
    return post.forms[0] == WorkForm.FULL_TIME


def _left(work: pl.DataFrame | None, key: str, today: dt.date) -> tuple[pl.DataFrame, bool]:
    """Jobs that they have today end the day before."""
    if work is None:
        return empty_frame(_WORK), False
    now = (pl.col(schema.EMPLOYMENT.key) == key) & (pl.col("离职日期") >= today)
    yesterday = pl.lit(today - dt.timedelta(days=1))
    ended = pl.max_horizontal(yesterday, pl.col("入职日期"))
    leaves = bool(work.select(now.any()).item())
    return work.with_columns(pl.when(now).then(ended).otherwise(pl.col("离职日期")).alias("离职日期")), leaves  # fmt: skip


def _contract(key: str, firm: str, post: Post, today: dt.date) -> dict[str, object]:
    return {
        "证件号": key,
        "单位代码": firm,
        "用工形式": enums.EMPLOYMENT_FORM.code(REGISTERED_AS[WorkForm(post.forms[0])]),
        "入职日期": today,
        "合同年限": YEARS * 10,  # kept in tenths of a year
        "岗位": post.title,
        "月工资": None if post.pay_from is None else post.pay_from * 100,
        "全职": post.forms[0] == WorkForm.FULL_TIME,
    }


def _insurances(key: str, firm: str, post: Post, today: dt.date) -> list[pl.DataFrame]:
    schemes = ("职工养老", "职工医疗", "失业", "工伤")
    return [
        _row(
            _INSURANCE,
            {
                "证件号": key,
                "险种": enums.INSURANCE.code(name),
                "参保地": post.division,
                "单位代码": firm,
                "起始年月": today.replace(day=1),
                "缴费类型": enums.PAYMENT_KIND.code("正常"),
            },
        )
        for name in schemes
        if name in enums.INSURANCE.labels
    ]


def _row(table: str, said: dict[str, object]) -> pl.DataFrame:
    columns = schema.BY_NAME[table].columns
    values = {c.name: [said.get(c.name, blank_value(c))] for c in columns}
    return pl.DataFrame(values, schema=dict(frame_schema(table)))


def _firms(keys: Iterable[int]) -> pl.DataFrame:
    """The firms' own records, which are of a public register."""
    chosen = sql.SQL("employer_id = ANY({}) AND superseded_at IS NULL").format(
        sql.Literal(sorted(keys))
    )
    with as_the_program():
        return renamed(EMPLOYERS, selection(EmployerFact, chosen))
