"""What a ruling grants that moves no money: a class, a service, a thing in kind, a right.

It stands from its confirmation on: runs keep it as they keep a ruled sum (`answers.py`), and nobody is
told a second time of what the ruling told them.
"""

from typing import Any

from django.utils.translation import gettext as _

from yulin.entitlements.actions.answers import plain_benefits
from yulin.entitlements.enums import Effect
from yulin.entitlements.errors import GrantError
from yulin.entitlements.models import Ruling, Run, Standing
from yulin.entitlements.models.subject import whose
from yulin.policy.library import Library
from yulin.programmes.queries.library import library_now


def classes_of(library: Library, key: str) -> list[str]:
    """The classes that a text gives, from the top; none where it gives none."""
    found: dict[str, None] = {}
    for document in library.documents:
        for version in document.versions:
            given = version.classification
            if given is not None and f"{document.id}/{given.id}" == key:
                found |= dict.fromkeys(item.label for item in given.items if item.label)
    return list(found)


def is_plain(library: Library, key: str) -> bool:
    """Whether no version of a benefit moves money."""
    return key in plain_benefits(library) and key not in _paying(library)


def _paying(library: Library) -> set[str]:
    return {
        f"{document.id}/{benefit.id}"
        for document in library.documents
        for version in document.versions
        for benefit in version.benefits
        if benefit.kind == "money"
    }


def granted(
    policy: str, benefit: str, effect: str, amount: int | None, label: str
) -> dict[str, Any]:
    """The columns that say what is granted. Raises GrantError for a class that is none."""
    library, key = library_now(), f"{policy}/{benefit}"
    if not is_plain(library, key):
        return {"amount": amount if effect == Effect.DUE else None}
    classes = classes_of(library, key)
    chosen = label.strip() if effect == Effect.DUE else ""
    if effect == Effect.DUE and (chosen not in classes if classes else chosen):
        raise GrantError(
            _("请从这份政策的类别中选一个：%(labels)s。") % {"labels": "、".join(classes)}
        )
    return {"amount": None, "is_plain": True, "label": chosen}


def stand(ruling: Ruling) -> None:
    """Keep what was ruled as what they were told last, so that the next run does not tell it again."""
    run = ruling.objection.run or Run.objects.filter(accrued_at__isnull=False).last()
    if not ruling.is_plain or run is None:
        return
    held = ruling.effect == Effect.DUE
    Standing.objects.update_or_create(
        **whose(ruling.subject),
        policy=ruling.policy,
        benefit=ruling.benefit,
        defaults={"is_held": held, "run": run, **({"label": ruling.label} if held else {})},
    )
