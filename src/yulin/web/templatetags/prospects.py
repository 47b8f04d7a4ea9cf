"""Tags of what would help, of the best set and of the days to come."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext as _

from yulin.policy.remedies.remedies import Change, Coming, Remedy
from yulin.policy.stacking.best import Alternative
from yulin.web import prospects
from yulin.web.language import in_english, mark
from yulin.web.results import Place

register = template.Library()
register.filter(prospects.change_words)


@register.filter
def of_code(mapping: Mapping[int, Any], code: int) -> Any:
    return mapping.get(code)


@register.filter
def choice_anchor(place: Place) -> str:
    return f"choice-{place.code}"


@register.filter
def changer(change: Change) -> dict[str, str]:
    """Who or what makes a change: a word and an icon."""
    if change.confirms:
        return {"word": _("补资料"), "icon": "edit"}
    word, icon = prospects.CHANGERS.get(change.by, ("", "info"))
    return {"word": str(word), "icon": icon}


@register.filter
def effects(remedy: Remedy) -> list[dict[str, Any]]:
    """What else a remedy does, a line a kind."""
    found = []
    for kind, (word, icon) in prospects.EFFECTS.items():
        of_kind = remedy.of(kind)
        if of_kind:
            found.append({"word": word, "icon": icon, "kind": kind, "effects": of_kind})
    return found


@register.filter
def day_word(coming: Coming) -> str:
    return str(prospects.DAYS[coming.kind])


@register.filter
def rules(alternative: Alternative) -> str:
    """The rules that stand between an alternative and what it gives up."""
    words = [r.text_en or r.text if in_english() else r.text for r in alternative.rules]
    return mark("；").join(word for word in words if word)
