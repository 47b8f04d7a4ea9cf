"""Set up the demo: an invented region, accounts to look at it with, everything decided."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate

from yulin.access.actions.demo import ensure_demo_accounts
from yulin.devserver.openid.people import Citizen, Place, write_people
from yulin.entitlements.actions.execute import execute_run
from yulin.entitlements.actions.request import request_run
from yulin.entitlements.enums import OPEN, Answer, RunState
from yulin.entitlements.models import Decision, Run
from yulin.entitlements.newcomer import hold_back, read_newcomer, write_newcomer
from yulin.programmes.actions.register import register_library
from yulin.programmes.queries.library import library_now
from yulin.registry.actions.batches import open_batch
from yulin.registry.actions.load import load_facts
from yulin.registry.models import Batch, Employer, Person, PersonFact
from yulin.synth import synthesize

Tell = Callable[[str, int, int], None]

WENZHOU, ZHEJIANG = (330300, 330399), (330000, 339999)


@dataclass(frozen=True, kw_only=True)
class Demo:
    run: Run
    #: whether the region was loaded now
    loaded: bool


def set_up(*, people: int, employers: int, seed: int, as_of: date | None, tell: Tell) -> Demo:
    """What is there already is left alone, so that a second call is quick."""
    day = as_of or localdate()
    title = f"演示数据 {people} 人 {employers} 单位 种子 {seed}"
    loaded = not Batch.objects.filter(title=title).exists()
    if loaded:
        _load(title, people=people, employers=employers, seed=seed, as_of=day, tell=tell)
    run = _decided(day, fresh=loaded, tell=tell)
    _accounts(run)
    return Demo(run=run, loaded=loaded)


@transaction.atomic
def _load(title: str, *, people: int, employers: int, seed: int, as_of: date, tell: Tell) -> None:
    tell("生成人员", 0, 1)
    facts = synthesize(people=people, employers=employers, seed=seed, as_of=as_of.replace(day=1))
    facts, newcomer = hold_back(facts, library_now(), as_of=as_of, districts=ZHEJIANG)
    if newcomer is not None:
        write_newcomer(folder(), newcomer)
    tell("生成人员", 1, 1)
    load_facts(
        facts=facts,
        batch=open_batch(title=title, acting_user=None),
        acting_user=None,
        progress=lambda _step, done, total: tell("装载", done, total),
    )
    tell("装载", 1, 1)


def folder() -> Path:
    """Where the departments of the demo keep what is theirs."""
    return Path(settings.YULIN_VAR) / "departments"


def _decided(day: date, *, fresh: bool, tell: Tell) -> Run:
    """The run of that day with today's texts, made where there is none."""
    library = register_library(acting_user=None)
    runs = Run.objects.filter(region=0, as_of=day).order_by("-id")
    if not fresh:
        done = runs.filter(state=RunState.FINISHED, library=library).first()
        if done is not None:
            return done
    run = runs.filter(state__in=OPEN).first()
    if run is None:
        run = request_run(acting_user=None, as_of=day, queue=False)
    return execute_run(run=run, progress=lambda _what, done, total: tell("计算", done, total))


def _accounts(run: Run) -> None:
    """Somebody in Wenzhou who is due much, and a firm whose people we know."""
    rich = (
        Decision.objects.of_run(run)
        .filter(status=Answer.YES, district__range=WENZHOU, person__isnull=False)
        .order_by("-total", "person")
        .exclude(total=None)
        .first()
    )
    person = rich.person if rich else Person.objects.order_by("pk").first()
    told = read_newcomer(folder())
    graduate = Person.objects.by_number(told.number) if told else None
    _citizens(person, graduate)
    firms = Employer.objects.filter(division__range=WENZHOU)
    employer = firms.order_by("pk").first()
    ensure_demo_accounts(
        person_key=str(person.uuid) if person else None,
        organisation_key=str(employer.uuid) if employer else None,
        graduate_key=str(graduate.uuid) if graduate else None,
        graduate_city=told.city if told else None,
    )


def _citizens(*chosen: Person | None) -> None:
    """Whom the demo's own OpenID provider recognises: those somebodies, and others up to four."""
    first = list(dict.fromkeys(person for person in chosen if person))
    others = Person.objects.filter(division__range=WENZHOU).order_by("pk")[:4]
    known = list(dict.fromkeys([*first, *others]))[:4]
    names = dict(
        PersonFact.objects.current().filter(person__in=known).values_list("person", "name")
    )
    write_people(
        Place(settings.YULIN_VAR / "openid"),
        [
            Citizen(subject=str(one.uuid), name=names.get(one.pk) or "", number=one.number.open())
            for one in known
        ],
    )
