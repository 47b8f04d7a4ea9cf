"""Who may run campaigns, streams and trips, and who reads them: named predicates."""

from typing import Any

import rules

from yulin.access.enums import Duty
from yulin.access.rules import holds_duty, is_auditor, is_of_region, is_officer, is_person
from yulin.events.campaign_enums import CampaignState, TripState
from yulin.events.models import Campaign, Delivery, Stream, Traveller, Trip
from yulin.events.rules import may_organise
from yulin.registry.rules import is_the_person

_approver = holds_duty(Duty.APPROVER) | holds_duty(Duty.HEAD)

Owned = Campaign | Stream | Trip


@rules.predicate
def is_public_campaign(user: Any, campaign: Campaign | None) -> bool:
    return campaign is not None and campaign.state != CampaignState.DRAFT


@rules.predicate
def is_of_own_region(user: Any, one: Owned | None) -> bool:
    return one is not None and is_of_region(user, one.division)


@rules.predicate
def may_run(user: Any, one: Owned | None) -> bool:
    """经办 or 复核 of the place that runs it."""
    return one is not None and may_organise(user, one.division)


@rules.predicate
def is_own_trip(user: Any, trip: Trip | None) -> bool:
    """Whoever filled it in, or is on it."""
    if trip is None or not is_officer(user):
        return False
    return trip.made_by_id == user.pk or (
        Traveller.objects.filter(trip=trip, officer=user).exists()
    )


@rules.predicate
def may_change_trip(user: Any, trip: Trip | None) -> bool:
    """As long as nobody has approved it: those of the place, and those who travel."""
    if trip is None or trip.state not in {TripState.DRAFT, TripState.REFUSED}:
        return False
    return bool(may_run(user, trip)) or bool(is_own_trip(user, trip))


@rules.predicate
def may_decide_trip(user: Any, trip: Trip | None) -> bool:
    """审批 or 负责人 of the place; never who filled it in, nor who was on it."""
    if trip is None or not is_officer(user):
        return False
    return bool(_approver(user, trip.division)) and not is_own_trip(user, trip)


@rules.predicate
def is_own_letter(user: Any, delivery: Delivery | None) -> bool:
    return delivery is not None and is_the_person(user, delivery.person)


# asked about a campaign
may_see_campaign = is_public_campaign | is_auditor | (is_officer & is_of_own_region)
# asked about a delivery
may_read_letter = is_person & is_own_letter

rules.add_perm("events.run_campaign", may_run)
rules.add_perm("events.see_campaign", may_see_campaign)
rules.add_perm("events.change_trip", may_change_trip)
rules.add_perm("events.decide_trip", may_decide_trip)
rules.add_perm("events.read_letter", may_read_letter)
