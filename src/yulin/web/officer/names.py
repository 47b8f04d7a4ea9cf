"""Titles of policies and benefits as a run's own texts have them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from yulin.codes.divisions import within
from yulin.entitlements.models import Run
from yulin.policy.document import Benefit
from yulin.policy.library import PolicyError
from yulin.policy.program import Item
from yulin.programmes.errors import LibraryError
from yulin.programmes.queries.library import library_of
from yulin.web.language import in_english

Key = tuple[str, str]


@dataclass(frozen=True)
class Names:
    """A title of what the texts no longer name is its number: an old run still shows."""

    policies: dict[str, str] = field(default_factory=dict)
    benefits: dict[Key, str] = field(default_factory=dict)
    #: policy and benefit of what is paid to the employer
    to_employers: frozenset[Key] = frozenset()

    #: of what is paid in money
    money: frozenset[Key] = frozenset()
    regions: dict[str, int] = field(default_factory=dict)

    def is_local(self, policy: str, region: int) -> bool:
        """The policy is of the region, of a place in it or of one above it."""
        own = self.regions.get(policy, 0)
        return not region or within(own, region) or within(region, own)

    def policy(self, policy: str) -> str:
        return self.policies.get(policy, policy)

    def benefit(self, policy: str, benefit: str) -> str:
        return self.benefits.get((policy, benefit), benefit)


def names_of(run: Run) -> Names:
    if run.library is None:
        return Names()
    try:
        items = library_of(run.library).program(run.as_of).items
    except (LibraryError, PolicyError):
        return Names()
    return _names(items)


def _names(items: Iterable[Item]) -> Names:
    return Names(
        policies={i.document.id: _said(i.document, "title") for i in items},
        benefits={(i.document.id, i.id): _said(i.source, "name") for i in items},
        to_employers=frozenset(
            (i.document.id, i.id)
            for i in items
            if i.subject == "单位"
            or (isinstance(i.source, Benefit) and i.source.payee == "employer")
        ),
        money=frozenset((i.document.id, i.id) for i in items if i.kind == "money"),
        regions={i.document.id: i.document.region for i in items},
    )


def _said(thing: object, name: str) -> str:
    chinese = getattr(thing, name)
    return (getattr(thing, f"{name}_en", "") or chinese) if in_english() else chinese
