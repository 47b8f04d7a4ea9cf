"""Who may set up a source, and have it asked about somebody: named predicates."""

import rules

from yulin.access.divisions import above, covers
from yulin.access.enums import Duty
from yulin.access.models import User
from yulin.access.rules import holds_duty, holds_duty_anywhere, is_auditor, is_officer
from yulin.registry.models import Person
from yulin.registry.rules import person_is_of_region
from yulin.sources.models import Source


@rules.predicate
def source_touches_region(user: User, source: Source | None) -> bool:
    """A source of the user's region, of a part of it, or of what it lies in."""
    region = getattr(user, "region", None)
    if source is None or region is None:
        return False
    return covers(region, source.region) or source.region in above(region)


@rules.predicate
def stewards_source(user: User, source: Source | None) -> bool:
    return source is not None and holds_duty(Duty.DATA_STEWARD)(user, source.region)


may_list_sources = is_auditor | is_officer
may_see_source = is_auditor | (is_officer & source_touches_region)
#: asked about a region
may_add_source = is_officer & holds_duty(Duty.DATA_STEWARD)
may_add_some_source = is_officer & holds_duty_anywhere(Duty.DATA_STEWARD)
may_change_source = is_officer & stewards_source
#: asked about a person; which sources speak of them is another question
may_ask_about: rules.predicates.Predicate = is_officer & person_is_of_region


def may_have_asked(user: User, source: Source, person: Person) -> bool:
    """An officer of the person's region, of a source that is the region's business."""
    return bool(may_ask_about(user, person) and may_see_source(user, source))


rules.add_perm("sources.see_source", may_see_source)
rules.add_perm("sources.add_source", may_add_source)
rules.add_perm("sources.change_source", may_change_source)
rules.add_perm("sources.ask_about", may_ask_about)
