"""Links as officers work through them."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from yulin.access.models import JournalEntry, User
from yulin.access.queries.journal import entries_about
from yulin.registry.enums import LinkState
from yulin.registry.models import IdentityLink, PersonFact
from yulin.registry.queries.paging import Page, page_of
from yulin.registry.queries.scope import visible_links

PER_PAGE = 20
#: asked to be taken apart, and not answered yet
PARTING = "parting"


@dataclass(frozen=True, kw_only=True)
class LinkRow:
    link: IdentityLink
    kept: str
    other: str


def links_list(*, user: User, state: str = "", words: str = "", page: int = 1) -> Page[LinkRow]:
    """Those that wait first come first served, of the others the latest first."""
    found = visible_links(user).select_related("kept", "other", "asked_by", "answered_by")
    if state == PARTING:
        found = found.filter(state=LinkState.JOINED, parting_by__isnull=False)
    elif state in LinkState.values:
        found = found.filter(state=state)
    if words.strip():
        named = PersonFact.objects.current().filter(name__icontains=words.strip())
        found = found.filter(
            Q(kept__in=named.values("person")) | Q(other__in=named.values("person"))
        )
    waits = state in {LinkState.PROPOSED, PARTING}
    return page_of(
        found.order_by("id" if waits else "-id"), number=page, shown=_rows, per_page=PER_PAGE
    )


def waiting_links(user: User) -> "QuerySet[IdentityLink]":
    return visible_links(user).filter(
        Q(state=LinkState.PROPOSED) | Q(state=LinkState.JOINED, parting_by__isnull=False)
    )


def history_of_link(link: IdentityLink) -> list[JournalEntry]:
    """Every step with who took it; the caller asks who may look."""
    return list(entries_about(obj=link).select_related("actor").order_by("id"))


def _rows(links: list[IdentityLink]) -> list[LinkRow]:
    people = {key for link in links for key in (link.kept_id, link.other_id)}
    names = dict(
        PersonFact.objects.current().filter(person__in=people).values_list("person", "name")
    )
    return [
        LinkRow(link=link, kept=names.get(link.kept_id, ""), other=names.get(link.other_id, ""))
        for link in links
    ]
