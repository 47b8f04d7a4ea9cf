"""What departments send of themselves: files that they drop, messages that they sign."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import polars as pl
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.refusals import constraint_of
from yulin.facts.frames import PERSON_KEY, Facts
from yulin.registry.errors import RegistryError
from yulin.registry.locks import begin_load
from yulin.registry.models import Person
from yulin.sources.actions.take_in import Given, remember, take_in
from yulin.sources.enums import Outcome, Why
from yulin.sources.errors import CallError, SourceError
from yulin.sources.models import Call, Source
from yulin.sources.terms import Terms, read_terms
from yulin.sources.whom import WHOM


@dataclass(frozen=True, kw_only=True)
class Sent:
    """`about` are the numbers of those about whom it says everything, even that there is nothing."""

    facts: Facts
    about: list[str]
    number: str = ""


def receive(*, source: Source, why: Why, token: str, read: Callable[[], Sent]) -> Call | None:
    """Take in what was sent, once: None for what has been received before.

    Of people who are not registered, or belong elsewhere, nothing is taken in: a department sends
    its whole register, and we are to know ours. Raises SourceError for a source that is off.
    """
    if not source.enabled:
        raise SourceError(_("“%(name)s”已停用。") % {"name": source.name})
    if Call.objects.filter(source=source, token=token).exists():
        return None
    call = Call(
        source=source,
        why=why,
        token=token,
        purpose=source.purpose,
        legal_basis=source.legal_basis,
        began_at=timezone.now(),
        milliseconds=0,
    )
    began = time.monotonic()
    sent = _heard(call, read)
    call.milliseconds = int((time.monotonic() - began) * 1000)
    try:
        return _kept(call, sent)
    except RegistryError as error:
        call.pk, call.batch = None, None
        call.outcome, call.reason, call.rows = Outcome.WRONG_SHAPE, str(error), 0
        return _kept(call, None)
    except IntegrityError as error:
        if constraint_of(error) != "sources_call_once":
            raise
        return None  # two took it up at once


def _heard(call: Call, read: Callable[[], Sent]) -> Sent | None:
    try:
        sent = read()
    except CallError as error:
        call.outcome, call.reason = error.outcome, str(error)
    except SourceError as error:
        call.outcome, call.reason = Outcome.WRONG_SHAPE, str(error)
    else:
        call.evidence = sent.number or str(call.uuid)
        return sent
    return None


@transaction.atomic
def _kept(call: Call, sent: Sent | None) -> Call:
    source = call.source
    people: list[Person] = []
    if sent is not None:
        terms = read_terms(source.table, source.mapping)
        begin_load()  # whom we know must not change between looking and loading
        whom = WHOM[terms.key](sent, terms, source.region)
        people = whom.people
        facts = _only(sent.facts, terms, whom.keys)
        call.rows = facts[source.table].height
        call.outcome = Outcome.ANSWERED if call.rows else Outcome.EMPTY
        others = len(sent.about) - len(whom.keys)
        if others:
            call.reason = whom.left_out % {"count": others}
        if whom.keys:
            numbers = whom.keys if terms.key == PERSON_KEY else []
            given = Given(facts=facts, numbers=numbers, region=source.region, owned=terms.owned)
            call.batch = take_in(call=call, given=given, acting_user=None)
    if len(people) == 1:
        call.person = people[0]
    call.save()
    remember(call=call, people=[person.pk for person in people], known=True)
    record(
        acting_user=None,
        action="sources.call.receive",
        obj=call,
        region=source.region,
        data={
            "source": str(source.uuid),
            "why": call.why,
            "outcome": call.outcome,
            "rows": call.rows,
            "people": len(people),
        },
    )
    return call


def _only(facts: Facts, terms: Terms, keys: list[str]) -> Facts:
    name, chosen = terms.table.name, pl.Series(keys, dtype=pl.String)
    return Facts({name: facts[name].filter(pl.col(terms.key).is_in(chosen.implode()))})
