"""What firms read of many people at once, as matching needs it: in five queries, however many."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.db.models.functions import Coalesce

from yulin.facts import enums
from yulin.jobs.models import Resume
from yulin.jobs.queries.resumes import OWN_WORDS
from yulin.registry.models import Certificate, Coverage, Education, EmploymentSpell, Person

_READ = {"certificate", "education", "employment"}


def shown_of(resumes: Sequence[Resume]) -> dict[int, dict[str, Any]]:
    """By résumé, the same that `resumes.shown_to_firms` tells, with posts alone for badges.

    The caller has found out that they may be read.
    """
    keys = {one.person_id for one in resumes}
    kept = dict(
        Person.objects.filter(Q(pk__in=keys) | Q(merged_into__in=keys)).values_list(
            "pk", Coalesce("merged_into", "pk")
        )
    )
    schools, papers = _by_person(Education, kept), _by_person(Certificate, kept)
    work, held = _by_person(EmploymentSpell, kept), _held(kept)
    return {
        one.pk: _shown(
            one,
            schools[one.person_id],
            papers[one.person_id],
            work[one.person_id],
            held[one.person_id],
        )
        for one in resumes
    }


def _by_person(model: Any, kept: dict[int, int]) -> dict[int, list[Any]]:
    rows = model.objects.filter(superseded_at__isnull=True, person__in=kept).order_by("-pk")
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[kept[row.person_id]].append(row)
    return found


def _held(kept: dict[int, int]) -> dict[int, set[str]]:
    rows = Coverage.objects.filter(person__in=kept, superseded_at__isnull=True)
    found: dict[int, set[str]] = defaultdict(set)
    for person, tables in rows.values_list("person", "tables"):
        found[kept[person]] |= _READ & set(tables)
    return found


def _shown(
    resume: Resume, schools: list[Any], papers: list[Any], work: list[Any], held: set[str]
) -> dict[str, Any]:
    done = [one for one in schools if enums.STUDY_STATUS.label(one.status) == "毕业"]
    return {
        "name": "",
        "badges": [{"kind": "就业", "text": f" · {one.post}"} for one in work if one.post],
        "education": max((one.level for one in done), default=None),
        "majors": list(dict.fromkeys(one.major for one in done if one.major)),
        "skill_level": max((one.skill_level for one in papers), default=None),
        "certificates": list(dict.fromkeys(one.trade for one in papers if one.trade)),
        "held": sorted(held),
        "own": {name: getattr(resume, name) for name in OWN_WORDS},
    }
