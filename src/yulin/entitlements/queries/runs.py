"""Runs that a user may see."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from yulin.access import rules
from yulin.access.divisions import bounds
from yulin.access.models import User
from yulin.entitlements.enums import RunState
from yulin.entitlements.models import Run
from yulin.registry.queries.paging import Page, page_of


def visible_runs(user: User) -> "QuerySet[Run]":
    """Every run for an auditor; of an officer those that decided their region or a part of it."""
    runs = Run.objects.select_related("requested_by", "library")
    if rules.is_auditor(user):
        return runs
    if rules.is_officer(user):
        return runs.filter(_touching(user.region))
    return runs.none()


def _touching(region: int) -> Q:
    above = {0, region, region // 100 * 100, region // 10_000 * 10_000}
    return Q(region__in=above) | Q(region__range=bounds(region))


def runs_list(*, user: User, page: int = 1) -> Page[Run]:
    """Latest first."""
    return page_of(visible_runs(user).defer("batches").order_by("-id"), number=page, shown=list)


def access_run(*, user: User, uuid: UUID | str) -> Run:
    """Raises Run.DoesNotExist also for one that the user may not see."""
    try:
        return visible_runs(user).get(uuid=uuid)
    except ValidationError:
        raise Run.DoesNotExist from None


def latest_run(*, region: int | None) -> Run | None:
    """The run that counts for a region (None: nowhere in particular): the last that ended whole."""
    finished = Run.objects.filter(state=RunState.FINISHED).order_by("-finished_at", "-id")
    if region is None:
        return finished.filter(region=0).first()
    whole = {0, region, region // 100 * 100, region // 10_000 * 10_000}
    return finished.filter(region__in=whole).first()


def latest_run_for(user: User) -> Run | None:
    """What an officer's or an auditor's pages show first."""
    if rules.is_officer(user):
        return latest_run(region=user.region)
    return visible_runs(user).filter(state=RunState.FINISHED).order_by("-finished_at").first()
