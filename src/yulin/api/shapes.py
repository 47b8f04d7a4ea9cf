"""What answers look like. Money is yuan with two places, as text; no number is ever whole."""

import datetime as dt
from decimal import Decimal
from uuid import UUID

from ninja import Schema

from yulin.policy.decision import Amount, Decision, Reason


def yuan(value: Decimal | None) -> str | None:
    """`1234.50`; text, so that no reader makes a float of it."""
    return None if value is None else f"{value:.2f}"


class ReasonOut(Schema):
    """One clause, or a group of clauses: true, false, or null where it cannot be told."""

    clause: str
    kind: str
    text: str
    text_en: str
    citation: str
    truth: bool | None
    gap: str | None
    ready_on: dt.date | None
    missing: list[str]
    notes: list[str]
    parts: list["ReasonOut"]


class AmountOut(Schema):
    """Yuan. `total` is null where it is not known; `paid` is what other benefits leave of it."""

    per_period: str | None
    qualifier: str
    period: str
    periods: int | None
    total: str | None
    paid: str | None


class DecisionOut(Schema):
    policy: str
    policy_title: str
    version: str
    benefit: str
    title: str
    title_en: str
    kind: str
    payee: str
    status: str
    status_zh: str
    label: str | None
    amount: AmountOut | None
    ready_on: dt.date | None
    displaced_by: str | None
    missing: list[str]
    notes: list[str]
    reason: ReasonOut


def reason_out(reason: Reason) -> dict[str, object]:
    return {
        "clause": reason.id,
        "kind": reason.kind,
        "text": reason.text,
        "text_en": reason.text_en,
        "citation": reason.citation,
        "truth": reason.truth,
        "gap": reason.gap.text() if reason.gap else None,
        "ready_on": reason.gap.ready_on if reason.gap else None,
        "missing": list(reason.missing),
        "notes": list(reason.notes),
        "parts": [reason_out(child) for child in reason.children],
    }


def _amount(amount: Amount) -> dict[str, object]:
    return {
        "per_period": yuan(amount.value),
        "qualifier": amount.qualifier,
        "period": amount.period,
        "periods": amount.periods,
        "total": yuan(amount.total),
        "paid": yuan(amount.paid),
    }


def decision_out(one: Decision) -> dict[str, object]:
    """A decision with the reasons of every clause."""
    same = ("policy", "policy_title", "version", "benefit", "title", "title_en", "kind", "payee")
    return {
        **{name: getattr(one, name) for name in (*same, "label", "ready_on", "displaced_by")},
        "status": one.status.name.lower(),
        "status_zh": one.status.label,
        "amount": _amount(one.amount) if one.amount else None,
        "missing": list(one.missing),
        "notes": list(one.notes),
        "reason": reason_out(one.reason),
    }


class FactOut(Schema):
    """One cell of a record: what is known, from where, since when."""

    table: str
    record: UUID
    column: str
    value: str
    source: str
    evidence: str
    recorded_at: dt.datetime


class PersonOut(Schema):
    uuid: UUID
    name: str
    number: str
    division: int | None
    division_name: str
    employer: str


class PersonPageOut(Schema):
    uuid: UUID
    name: str
    number: str
    division: int | None
    facts: list[FactOut]


class PaymentOut(Schema):
    policy: str
    benefit: str
    since: dt.date
    amount: str
    state: str
    account: str
    paid_at: dt.datetime | None


class NoticeOut(Schema):
    uuid: UUID
    kind: str
    kind_zh: str
    policy: str
    benefit: str
    until: dt.date | None
    told_at: dt.datetime
    read_at: dt.datetime | None


class ObjectionOut(Schema):
    uuid: UUID
    policy: str
    benefit: str
    kind: str
    state: str
    text: str
    asked_at: dt.datetime
    due_on: dt.date
    answer: str


class GrantOut(Schema):
    uuid: UUID
    policy: str
    benefit: str
    version: str
    state: str
    begins_on: dt.date
    period: str
    periods: int | None
    amount: str | None


class BatchOut(Schema):
    uuid: UUID
    region: int
    title: str
    state: str
    payments: int
    total: str
    made_at: dt.datetime
    filed_at: dt.datetime | None


class BatchPaymentOut(Schema):
    uuid: UUID
    reference: str
    policy: str
    benefit: str
    amount: str
    state: str
    account: str
    answered_at: dt.datetime | None


class SignalOut(Schema):
    uuid: UUID
    kind: str
    region: int | None
    state: str
    found_at: dt.datetime


class DueOut(Schema):
    policy: str
    benefit: str
    version: str
    status: str
    total: str | None
    net: str | None
    ready_on: dt.date | None


class EntryOut(Schema):
    """One act. `actor` is an account's number, not a name."""

    id: int
    at: dt.datetime
    actor: UUID | None
    action: str
    object_type: str
    object_id: str
    region: int | None
    data: dict[str, object]


class PolicyOut(Schema):
    code: str
    title: str
    title_en: str
    number: str
    issuer: str
    region: int
    domain: str
    subject: str
    summary: str
    state: str
    version: str | None
    verified: bool


class BenefitOut(Schema):
    policy: str
    version: str
    benefit: str
    name: str
    name_en: str
    kind: str
    subject: str
    payee: str
    region: int
    citation: str


class WordOut(Schema):
    """A column of a record table; `labels` are the words that a label may be."""

    table: str
    name: str
    kind: str
    unit: str
    required: bool
    blank: str
    note: str
    note_en: str
    labels: list[str]
    labels_en: list[str]


class DivisionOut(Schema):
    code: int
    name: str
    parent: int
