"""Pages about one person note who opened them: the person reads it under 我的数据."""

from django.http import HttpRequest

from yulin.registry.models import Person
from yulin.rights.actions.looks import note_look
from yulin.rights.enums import PageKind

__all__ = ["PageKind", "looked"]


def looked(request: HttpRequest, page: PageKind, *people: Person | None) -> None:
    """Of a page about an organisation there is nobody to note."""
    note_look(acting_user=request.user, people=people, page=page)
