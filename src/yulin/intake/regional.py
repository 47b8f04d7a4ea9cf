"""Load only what belongs to the region of whom the file is from.

A file may speak of people who belong to the region once it is loaded and who belonged nowhere else
before; and it may add organisations of other regions (former employers), but not change them.
"""

from dataclasses import dataclass, field

import polars as pl
from django.db.models import Q

from yulin.access.divisions import bounds
from yulin.access.models import User
from yulin.codes.identity import mask
from yulin.facts.errors import Problem
from yulin.facts.frames import EMPLOYER_KEY, EMPLOYERS, PEOPLE, PERSON_KEY, Facts
from yulin.facts.read import Reading, Standing
from yulin.facts.schema import BY_NAME
from yulin.registry.actions.load import Loaded, Progress, load_facts
from yulin.registry.models import Batch, EmployerFact, Person

_SHOWN = 5


#: what a file speaks of that is not its region's: code of the sentence → keys of the rows
Misfits = dict[str, list[str]]


@dataclass(frozen=True, kw_only=True)
class RegionalLoad:
    """What was loaded, and what should not have been."""

    loaded: Loaded
    misfits: Misfits = field(default_factory=dict)

    @property
    def problems(self) -> list[Problem]:
        """One problem for each kind, with how many and a few examples."""
        return [_summary(code, keys) for code, keys in self.misfits.items()]

    def located(self, reading: Reading) -> list[Problem]:
        """One problem for each row of the file, so that it can be marked there."""
        assert reading.facts is not None
        found = []
        for code, keys in self.misfits.items():
            table, key = _TABLES[code]
            frame, standing = reading.facts.tables.get(table), reading.places.get(table)
            if frame is None or standing is None:
                found.append(_summary(code, keys))
                continue
            rows = dict(zip(frame[key], standing.rows, strict=True))
            found += [_at(code, standing, rows[k]) for k in keys if k in rows]
            beside = [k for k in keys if k not in rows]
            if beside:
                found.append(_summary(code, beside))
        return sorted(found, key=lambda problem: (problem.sheet, problem.row))


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
        misfits=_without_empty(
            other_region_person=[person.number.open() for person in strangers],
            not_of_region=[person.number.open() for person in misplaced],
            other_region_employer=_changed_elsewhere(batch, region),
        ),
    )


def _people_in(facts: Facts) -> list[str]:
    keys = [
        frame[PERSON_KEY]
        for sheet, frame in facts.tables.items()
        if BY_NAME[sheet].key == PERSON_KEY
    ]
    return pl.concat(keys).unique().to_list() if keys else []


def _without_empty(**misfits: list[str]) -> Misfits:
    return {code: keys for code, keys in misfits.items() if keys}


def _changed_elsewhere(batch: Batch, region: int) -> list[str]:
    """Codes of other regions' organisations of which this load superseded a row."""
    changed = EmployerFact.objects.filter(superseded_at=batch.recorded_at).exclude(
        division__range=bounds(region)
    )
    return list(changed.order_by("name").values_list("employer__code", flat=True))


#: sentence → the table and the column that it is about
_TABLES = {
    "other_region_person": (PEOPLE, PERSON_KEY),
    "not_of_region": (PEOPLE, PERSON_KEY),
    "other_region_employer": (EMPLOYERS, EMPLOYER_KEY),
}
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


_ONE = {
    "other_region_person": ("此人已由其他地区登记", "This person is registered by another region"),
    "not_of_region": (
        "此人的工作单位、参保地和户籍地都不在本地区",
        "This person neither works, nor is insured, nor is registered here",
    ),
    "other_region_employer": (
        "这家外地单位的信息与登记不同",
        "This organisation of another region differs from what is registered",
    ),
}


def _summary(code: str, keys: list[str]) -> Problem:
    zh, en, todo_zh, todo_en = _SENTENCES[code]
    table, column = _TABLES[code]
    shown = [mask(key) if table == PEOPLE else key for key in keys[:_SHOWN]]
    words = {"count": len(keys), "examples": "、".join(shown)}
    return Problem(
        code=code,
        severity="error",
        message_zh=zh.format(**words),
        message_en=en.format(**words),
        todo_zh=todo_zh,
        todo_en=todo_en,
        sheet=table,
        column=column,
    )


def _at(code: str, standing: Standing, row: int) -> Problem:
    zh, en = _ONE[code]
    column = _TABLES[code][1]
    _many_zh, _many_en, todo_zh, todo_en = _SENTENCES[code]
    return Problem(
        code=code,
        severity="error",
        message_zh=zh,
        message_en=en,
        todo_zh=todo_zh,
        todo_en=todo_en,
        sheet=standing.sheet,
        row=row,
        column=column,
        letter=standing.letters.get(column, ""),
    )
