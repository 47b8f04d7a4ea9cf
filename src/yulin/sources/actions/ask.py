"""Ask a source about a person: what it says becomes facts, and that it was asked is kept."""

import time
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.facts.frames import Facts
from yulin.registry.errors import RegistryError
from yulin.registry.models import Person
from yulin.registry.queries.documents import number_in_force
from yulin.registry.queries.scope import visible_people
from yulin.sources.actions.take_in import Given, remember, take_in
from yulin.sources.enums import SAID, Outcome, Why
from yulin.sources.errors import CallError, SourceError
from yulin.sources.models import Call, Source
from yulin.sources.patience import ask_patiently
from yulin.sources.question import Question
from yulin.sources.rules import may_change_source, may_have_asked
from yulin.sources.shape import facts_about
from yulin.sources.terms import read_terms


@dataclass(kw_only=True)
class Heard:
    """A call that was made and is not kept yet; `facts` is what can be used of the answer."""

    call: Call
    number: str
    facts: Facts | None = None


def ask_about(
    *, acting_user: User | None, source: Source, person: Person, why: Why = Why.CHECK
) -> Call:
    """Ask now, keep the call, and take in what was said; no answer changes nothing that is known.

    Raises SourceError for a source that is off, or has no business with the person.
    """
    if acting_user is not None and not may_have_asked(acting_user, source, person):
        raise PermissionDenied
    if not source.enabled:
        raise SourceError(_("“%(name)s”已停用。") % {"name": source.name})
    if not source.speaks_of(person.division):
        raise SourceError(_("此人不属于“%(name)s”的地区。") % {"name": source.name})
    heard = _listen(source, person, why=why, user=acting_user)
    return _keep(heard, person, acting_user)


def try_out(*, acting_user: User, source: Source, number: str) -> Heard:
    """Ask about somebody of one's own region to see whether the terms are right; nothing is taken in.

    The source may be off. The call is kept like any other.
    """
    if not may_change_source(acting_user, source):
        raise PermissionDenied
    person = visible_people(acting_user).filter(number=number).first()
    if person is None or not source.speaks_of(person.division):
        raise SourceError(_("请填一位已登记、属于这个来源的地区、您能查看的人的证件号。"))
    heard = _listen(source, person, why=Why.TRIAL, user=acting_user)
    with transaction.atomic():
        heard.call.save()
        _journal(heard.call, person, acting_user)
    return heard


def _listen(source: Source, person: Person, *, why: Why, user: User | None) -> Heard:
    """The call itself, outside any transaction: somebody else's server may take its time."""
    if not source.is_asked:
        raise SourceError(_("“%(name)s”自己送来数据，不能查询。") % {"name": source.name})
    call = Call(
        source=source,
        person=person,
        why=why,
        purpose=source.purpose,
        legal_basis=source.legal_basis,
        asked_by=user,
        began_at=timezone.now(),
    )
    heard = Heard(call=call, number=number_in_force(person).number.open())
    tried, began = [0], time.monotonic()
    try:
        _ask(heard, tried)
    except CallError as error:
        call.outcome, call.reason = error.outcome, str(error)
    except SourceError as error:  # the terms do not fit the tables of today
        call.outcome, call.reason = Outcome.WRONG_SHAPE, str(error)
    call.attempts = tried[0]
    call.milliseconds = int((time.monotonic() - began) * 1000)
    return heard


def _ask(heard: Heard, tried: list[int]) -> None:
    call = heard.call
    question = Question(
        number=heard.number, call=call.uuid, purpose=call.purpose, legal_basis=call.legal_basis
    )
    said = ask_patiently(call.source, question, tried=tried)
    terms = read_terms(call.source.table, call.source.mapping)
    heard.facts = facts_about(said.rows, terms, heard.number)
    call.rows = len(said.rows)
    call.evidence = said.number or str(call.uuid)
    call.outcome = Outcome.ANSWERED if said.rows else Outcome.EMPTY
    if not said.rows and not call.source.empty_is_none:
        heard.facts = None
        call.reason = _("对方的登记不全：查无记录不等于没有。")


def _keep(heard: Heard, person: Person, user: User | None) -> Call:
    try:
        return _kept(heard, person, user)
    except RegistryError as error:  # nothing of it was kept: not the facts, not the call
        heard.facts = None
        heard.call.outcome, heard.call.reason = Outcome.WRONG_SHAPE, str(error)
        heard.call.pk, heard.call.batch = None, None
        return _kept(heard, person, user)


@transaction.atomic
def _kept(heard: Heard, person: Person, user: User | None) -> Call:
    call = heard.call
    on = Source.objects.select_for_update().filter(pk=call.source_id, enabled=True)
    if heard.facts is not None and not on.exists():
        heard.facts, call.outcome = None, Outcome.REFUSED
        call.reason = _("“%(name)s”已停用。") % {"name": call.source.name}
    if heard.facts is not None:
        terms = read_terms(call.source.table, call.source.mapping)
        given = Given(
            facts=heard.facts,
            numbers=[heard.number],
            region=person.division,
            owned=terms.owned,
        )
        call.batch = take_in(call=call, given=given, acting_user=user)
    call.save()
    remember(call=call, people=[person.pk], known=call.outcome in SAID and heard.facts is not None)
    _journal(call, person, user)
    return call


def _journal(call: Call, person: Person, user: User | None) -> None:
    record(
        acting_user=user,
        action="sources.call.make",
        obj=call,
        region=person.division,
        data={
            "source": str(call.source.uuid),
            "why": call.why,
            "outcome": call.outcome,
            "rows": call.rows,
        },
    )
