"""Load only what belongs to the region of whom the file is from.

A file may speak of people who belong to the region once it is loaded and who belonged nowhere else
before; and it may add organisations of other regions (former employers), but not change them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import polars as pl
from django.db.models import Q

from yulin.access.divisions import bounds
from yulin.access.models import User
from yulin.facts.errors import Problem
from yulin.facts.frames import EMPLOYERS, PERSON_KEY, Facts
from yulin.registry.actions.load import Loaded, Progress, load_facts
from yulin.registry.models import Batch, EmployerFact, Person

_SHOWN = 5


@dataclass(frozen=True, kw_only=True)
class RegionalLoad:
    loaded: Loaded
    problems: list[Problem] = field(default_factory=list)


def load_in_region(
    *,
    facts: Facts,
    batch: Batch,
    region: int,
    acting_user: User | None,
    progress: Progress | None = None,
) -> RegionalLoad:
    """Load, and say what should not have been loaded; the caller rolls back where there is any."""
    numbers = _people_in(facts)
    elsewhere = Q(division__isnull=False) & ~Q(division__range=bounds(region))
    strangers = list(Person.objects.by_numbers(numbers).filter(elsewhere).order_by("pk"))
    loaded = load_facts(facts=facts, batch=batch, acting_user=acting_user, progress=progress)
    batch.refresh_from_db()
    known = {person.pk for person in strangers}
    outside = ~Q(division__range=bounds(region)) | Q(division__isnull=True)
    placed = Person.objects.by_numbers(numbers).filter(outside).order_by("pk")
    misplaced = [person for person in placed if person.pk not in known]
    return RegionalLoad(
        loaded=loaded,
        problems=[
            *_about_people(strangers, "other_region_person"),
            *_about_people(misplaced, "not_of_region"),
            *_about_employers(batch, region),
        ],
    )


def _people_in(facts: Facts) -> list[str]:
    keys = [frame[PERSON_KEY] for sheet, frame in facts.tables.items() if sheet != EMPLOYERS]
    return pl.concat(keys).unique().to_list() if keys else []


def _about_people(people: list[Person], code: str) -> Iterator[Problem]:
    if people:
        examples = "、".join(person.masked_number for person in people[:_SHOWN])
        yield _problem(code, sheet="人员", column=PERSON_KEY, count=len(people), examples=examples)


def _about_employers(batch: Batch, region: int) -> Iterator[Problem]:
    """Rows of other regions' organisations that this load superseded."""
    changed = EmployerFact.objects.filter(superseded_at=batch.recorded_at).exclude(
        division__range=bounds(region)
    )
    names = list(changed.order_by("name").values_list("name", flat=True))
    if names:
        examples = "、".join(names[:_SHOWN])
        yield _problem(
            "other_region_employer",
            sheet=EMPLOYERS,
            column="单位代码",
            count=len(names),
            examples=examples,
        )


_SENTENCES = {
    "other_region_person": (
        "{count} 人已由其他地区登记（如 {examples}）",
        "{count} people are registered by another region (such as {examples})",
        "请从文件中删去，或由上级经办人员导入",
        "Leave them out, or let an officer of the level above load them",
    ),
    "not_of_region": (
        "{count} 人的工作单位、参保地和户籍地都不在本地区（如 {examples}）",
        "{count} people neither work, nor are insured, nor registered here (such as {examples})",
        "请核对就业、社保和户籍地，或从文件中删去",
        "Check employment, insurance and household, or leave them out",
    ),
    "other_region_employer": (
        "{count} 家外地单位的信息与登记不同（如 {examples}）",
        "{count} organisations of other regions differ from what is registered (such as {examples})",
        "外地单位只能新增，不能修改；请从单位表中删去",
        "Organisations elsewhere can be added, not changed; leave them out",
    ),
}


def _problem(code: str, *, sheet: str, column: str, count: int, examples: str) -> Problem:
    zh, en, todo_zh, todo_en = _SENTENCES[code]
    return Problem(
        code=code,
        severity="error",
        message_zh=zh.format(count=count, examples=examples),
        message_en=en.format(count=count, examples=examples),
        todo_zh=todo_zh,
        todo_en=todo_en,
        sheet=sheet,
        column=column,
    )
