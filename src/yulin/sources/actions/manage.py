"""Set up a source, change its terms, switch it on and off."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yulin.access import refusals
from yulin.access.actions.journal import record
from yulin.access.divisions import covers
from yulin.access.locks import Lock, hold
from yulin.access.models import User
from yulin.access.redaction import holds_personal_number
from yulin.sources.errors import SourceError
from yulin.sources.models import Source
from yulin.sources.rules import may_add_source, may_change_source
from yulin.sources.terms import read_place, read_terms

TERMS = (
    "name",
    "department",
    "kind",
    "region",
    "table",
    "place",
    "mapping",
    "purpose",
    "legal_basis",
    "valid_days",
    "empty_is_none",
    "timeout_seconds",
    "attempts",
    "per_minute",
)
FIXED = frozenset({"kind", "region", "table"})
"""What facts of it rest on: another table is another source."""


def add_source(*, acting_user: User | None, secret: str = "", **terms: Any) -> Source:
    """A new source, off until it is switched on. Raises SourceError."""
    if acting_user is not None and not may_add_source(acting_user, terms.get("region")):
        raise PermissionDenied
    source = Source(created_by=acting_user)
    return _save(source, terms, secret, verb="add", user=acting_user)


def change_source(
    *, acting_user: User | None, source: Source, secret: str = "", **terms: Any
) -> Source:
    """Other terms from now on; an empty secret leaves the old. Raises SourceError."""
    if acting_user is not None and not may_change_source(acting_user, source):
        raise PermissionDenied
    if any(terms[name] != getattr(source, name) for name in FIXED & terms.keys()):
        raise SourceError(_("方式、地区和数据表定下就不能改：请另建一个来源。"))
    return _save(source, terms, secret, verb="change", user=acting_user)


def switch_source(*, acting_user: User | None, source: Source, on: bool, reason: str) -> Source:
    """On or off, with a reason that the journal keeps. Raises SourceError."""
    if acting_user is not None and not may_change_source(acting_user, source):
        raise PermissionDenied
    if not reason.strip() or holds_personal_number(reason):
        raise SourceError(_("请写明原因，不要写证件号和手机号。"))
    with _said_in_words(), transaction.atomic():
        held = Source.objects.select_for_update().get(pk=source.pk)
        if held.enabled == on:
            raise SourceError(_("状态没有变化。"))
        if on:
            _refuse_second(held)
        held.enabled = on
        held.save(update_fields=["enabled"])
        _journal(held, "on" if on else "off", acting_user, {"reason": reason.strip()[:200]})
    return held


def _save(
    source: Source, terms: dict[str, Any], secret: str, *, verb: str, user: User | None
) -> Source:
    old = {name: getattr(source, name) for name in TERMS}
    for name in TERMS:
        if name in terms:
            setattr(source, name, terms[name])
    try:
        source.clean_fields(exclude=["secret", "created_by"])
    except ValidationError as error:
        raise SourceError(_in_words(error)) from None
    source.place = read_place(source.kind, source.place)
    read_terms(source.table, source.mapping)
    if secret:
        source.secret = secret
    changed = sorted(name for name in TERMS if old[name] != getattr(source, name))
    with _said_in_words(), transaction.atomic():
        if source.enabled:
            _refuse_second(source)
        source.save()
        data = {"fields": [*changed, *(["secret"] if secret else [])]}
        _journal(source, verb, user, data)
    return source


def _in_words(error: ValidationError) -> str:
    names = {name: str(Source._meta.get_field(name).verbose_name) for name in error.message_dict}
    said = [f"{names[name]}：{' '.join(texts)}" for name, texts in error.message_dict.items()]
    return "；".join(said)


def _refuse_second(source: Source) -> None:
    """Two registers that each say everything about the same person would take turns to be right.

    They may feed one table where the mappings divide it between them.
    """
    hold(Lock.SOURCES)  # two that overlap, switched on at once, would not see each other
    others = Source.objects.filter(enabled=True, table=source.table).exclude(pk=source.pk)
    for other in others:
        beside = covers(other.region, source.region) or covers(source.region, other.region)
        if beside and not _divided(source, other):
            raise SourceError(
                _("“%(table)s”已由“%(other)s”提供，请先停用它。")
                % {"table": source.table, "other": other.name}
            )


def _divided(one: Source, other: Source) -> bool:
    first, second = (read_terms(each.table, each.mapping).owned for each in (one, other))
    return first is not None and second is not None and not first.overlaps(second)


@contextmanager
def _said_in_words() -> Iterator[None]:
    """A constraint that refuses speaks as a SourceError."""
    try:
        yield
    except IntegrityError as error:
        raise SourceError(refusals.in_words(error) or _("内容不合规则。")) from None


def _journal(source: Source, verb: str, user: User | None, data: dict[str, Any]) -> None:
    record(
        acting_user=user,
        action=f"sources.source.{verb}",
        obj=source,
        region=source.region,
        data=data,
    )
