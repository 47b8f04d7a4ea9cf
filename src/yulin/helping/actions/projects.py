"""Carriers with tenants, and projects: visits, milestones, contract, stages, money in fen."""

import itertools
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.helping.enums import ROAD, CarrierKind, Stage
from yulin.helping.errors import HelpingError
from yulin.helping.models import (
    Carrier,
    Milestone,
    Project,
    ProjectContract,
    ProjectStep,
    TeamMember,
    Tenant,
    Visit,
)
from yulin.helping.rules import may_begin_projects, may_keep_carriers, may_keep_project
from yulin.helping.words import clean, needed
from yulin.registry.models import Employer, Person

MOST_FEN = 10**15


@dataclass(frozen=True, kw_only=True)
class Site:
    """What is registered of a carrier."""

    name: str
    kind: str
    division: int
    address: str
    rooms: int
    operator: Employer | None = None
    partners: str = ""
    opened_on: date | None = None


@transaction.atomic
def register_carrier(*, acting_user: User, site: Site) -> Carrier:
    """Raises PermissionDenied, or HelpingError where something is missing or it is there."""
    if not may_keep_carriers(acting_user, site.division):
        raise PermissionDenied
    if site.kind not in CarrierKind.values:
        raise HelpingError(_("请选择载体类别。"))
    if not 1 <= site.rooms <= 100_000:
        raise HelpingError(_("请填写房间数。"))
    try:
        with transaction.atomic():
            made = Carrier.objects.create(
                name=needed(site.name, _("请填写名称。"), most=80),
                kind=site.kind,
                division=site.division,
                operator=site.operator,
                address=needed(site.address, _("请填写地址。"), most=120),
                rooms=site.rooms,
                partners=clean(site.partners, most=120),
                opened_on=site.opened_on,
            )
    except IntegrityError:
        raise HelpingError(_("这个载体已经登记过。")) from None
    _journal_carrier(acting_user, "register", made)
    return made


@transaction.atomic
def move_in(
    *, acting_user: User, carrier: Carrier, employer: Employer, room: str, since: date
) -> Tenant:
    """One firm a room, one room a firm; never more than there are rooms."""
    held = _held_carrier(acting_user, carrier)
    if held.tenants.filter(until__isnull=True).count() >= held.rooms:
        raise HelpingError(_("房间已经住满。"))
    try:
        with transaction.atomic():
            made = Tenant.objects.create(
                carrier=held,
                employer=employer,
                room=needed(room, _("请填写房间。"), most=20),
                since=since,
            )
    except IntegrityError:
        raise HelpingError(_("这个房间已经有单位，或这家单位已经入驻。")) from None
    _journal_carrier(acting_user, "move_in", held, employer=employer.pk)
    return made


@transaction.atomic
def move_out(*, acting_user: User, tenant: Tenant, until: date) -> Tenant:
    held = _held_carrier(acting_user, tenant.carrier)
    one = Tenant.objects.select_for_update(of=("self",)).get(pk=tenant.pk)
    if one.until is not None or until < one.since:
        raise HelpingError(_("已经迁出，或迁出日期早于入驻日期。"))
    one.until = until
    one.save(update_fields=["until"])
    _journal_carrier(acting_user, "move_out", held, employer=one.employer_id)
    return one


@dataclass(frozen=True, kw_only=True)
class Idea:
    """What is known of a project when it is first heard of."""

    title: str
    field: str
    division: int
    came_by: str
    promised: int = 0


@transaction.atomic
def begin_project(*, acting_user: User, founder: Person, idea: Idea) -> Project:
    """Write a lead down; whoever does it is its officer.

    Raises:
        PermissionDenied: The user holds no duty there.
        HelpingError: Something is missing.
    """
    if not may_begin_projects(acting_user, idea.division):
        raise PermissionDenied
    made = Project.objects.create(
        title=needed(idea.title, _("请填写项目名称。"), most=80),
        field=needed(idea.field, _("请填写领域。"), most=40),
        division=idea.division,
        founder=founder.stands_for,
        came_by=needed(idea.came_by, _("请写明线索从哪里来。"), most=120),
        promised=fen(idea.promised),
        officer=acting_user,
    )
    _step(acting_user, made, "", made.came_by)
    return made


@transaction.atomic
def go_on(*, acting_user: User, project: Project, stage: str, reason: str) -> Project:
    """To the next stage, or to an end; signed needs a contract, landed a firm and a carrier.

    Raises:
        PermissionDenied: The user holds no duty there.
        HelpingError: It is not the next stage, something it needs is missing, or no reason is given.
    """
    held = held_project(acting_user, project)
    words = needed(reason, _("请写明说明。"))
    following = dict(itertools.pairwise(ROAD))
    before = held.stage
    if before == Stage.ENDED or stage not in {following.get(Stage(before)), Stage.ENDED}:
        raise HelpingError(
            _("项目在“%(stage)s”，只能进入下一阶段或终止。") % {"stage": held.get_stage_display()}
        )
    if stage == Stage.SIGNED and not ProjectContract.objects.filter(project=held).exists():
        raise HelpingError(_("签约须先登记本人、公司和载体的合同。"))
    held.stage = stage
    held.ended_because = words if stage == Stage.ENDED else ""
    held.save()
    _step(acting_user, held, before, words)
    return held


@dataclass(frozen=True, kw_only=True)
class Met:
    """Who met whom, where, what was agreed, what is next."""

    day: date
    place: str
    who: str
    agreed: str
    next_step: str = ""
    next_on: date | None = None


@transaction.atomic
def note_visit(*, acting_user: User, project: Project, met: Met) -> Visit:
    """A40: a field visit, on or before today."""
    held = held_project(acting_user, project)
    if met.day > timezone.localdate():
        raise HelpingError(_("走访日期不能晚于今天。"))
    told = _("请填写地点、参加人和谈定的事。")
    made = Visit.objects.create(
        project=held,
        day=met.day,
        place=needed(met.place, told, most=120),
        who=needed(met.who, told, most=200),
        agreed=needed(met.agreed, told),
        next_step=clean(met.next_step, most=200),
        next_on=met.next_on,
        by=acting_user,
    )
    journal_project(acting_user, "visit", held)
    return made


@transaction.atomic
def add_milestone(*, acting_user: User, project: Project, title: str, due_on: date) -> Milestone:
    held = held_project(acting_user, project)
    try:
        with transaction.atomic():
            made = Milestone.objects.create(
                project=held, title=needed(title, _("请写明要做成什么。"), most=120), due_on=due_on
            )
    except IntegrityError:
        raise HelpingError(_("这个事项已经有了。")) from None
    journal_project(acting_user, "milestone", held)
    return made


@transaction.atomic
def reach_milestone(*, acting_user: User, milestone: Milestone, evidence: str) -> Milestone:
    held_project(acting_user, milestone.project)
    held = Milestone.objects.select_for_update(of=("self",)).get(pk=milestone.pk)
    if held.done_on is not None:
        raise HelpingError(_("这个事项已经完成。"))
    held.evidence = needed(evidence, _("请写明凭据。"), most=200)
    held.done_on = timezone.localdate()
    held.save()
    journal_project(acting_user, "reach", milestone.project)
    return held


@transaction.atomic
def add_member(*, acting_user: User, project: Project, name: str, part: str) -> TeamMember:
    held = held_project(acting_user, project)
    try:
        with transaction.atomic():
            made = TeamMember.objects.create(
                project=held,
                name=needed(name, _("请填写姓名。"), most=40),
                part=needed(part, _("请写明负责什么。"), most=80),
            )
    except IntegrityError:
        raise HelpingError(_("这个成员已经登记过。")) from None
    journal_project(acting_user, "member", held)
    return made


@transaction.atomic
def note_money(*, acting_user: User, project: Project, promised: int, paid: int) -> Project:
    """Investment promised and arrived, in fen."""
    held = held_project(acting_user, project)
    held.promised, held.paid = fen(promised), fen(paid)
    held.save()
    journal_project(acting_user, "money", held, promised=promised, paid=paid)
    return held


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """What the founder, their firm and a carrier signed."""

    employer: Employer
    carrier: Carrier
    number: str
    signed_on: date
    ends_on: date
    terms: str


@transaction.atomic
def register_agreement(
    *, acting_user: User, project: Project, agreement: Agreement
) -> ProjectContract:
    """A39: person ↔ company ↔ park, once; the firm and the carrier are the project's from then on.

    Raises:
        PermissionDenied: The user holds no duty there.
        HelpingError: Something is missing, the days make no sense, or it is registered already.
    """
    held = held_project(acting_user, project)
    if held.stage == Stage.ENDED:
        raise HelpingError(_("项目已经终止。"))
    if agreement.ends_on <= agreement.signed_on or agreement.signed_on > timezone.localdate():
        raise HelpingError(_("签订日期不能晚于今天，终止日期须在其后。"))
    try:
        with transaction.atomic():
            made = ProjectContract.objects.create(
                project=held,
                person_id=held.founder_id,
                employer=agreement.employer,
                carrier=agreement.carrier,
                number=needed(agreement.number, _("请填写合同编号。"), most=64),
                signed_on=agreement.signed_on,
                ends_on=agreement.ends_on,
                terms=needed(agreement.terms, _("请写明主要约定。")),
                by=acting_user,
            )
    except IntegrityError:
        raise HelpingError(_("这个项目已有合同，或合同编号用过。")) from None
    held.employer, held.carrier = agreement.employer, agreement.carrier
    held.save()
    journal_project(acting_user, "sign", held, contract=str(made.uuid))
    return made


def fen(amount: int) -> int:
    if not 0 <= amount <= MOST_FEN:
        raise HelpingError(_("请填写金额，以元为单位。"))
    return amount


def held_project(user: User, project: Project) -> Project:
    if not may_keep_project(user, project):
        raise PermissionDenied
    return Project.objects.select_for_update(of=("self",)).get(pk=project.pk)


def _held_carrier(user: User, carrier: Carrier) -> Carrier:
    if not may_keep_carriers(user, carrier.division):
        raise PermissionDenied
    return Carrier.objects.select_for_update(of=("self",)).get(pk=carrier.pk)


def _step(user: User, project: Project, before: str, reason: str) -> None:
    ProjectStep.objects.create(
        project=project, came_from=before, went_to=project.stage, reason=reason, by=user
    )
    journal_project(user, project.stage, project)


def journal_project(user: User, name: str, project: Project, **more: object) -> None:
    record(
        acting_user=user,
        action=f"helping.project.{name}",
        obj=project,
        region=project.division,
        data={"field": project.field, **more},
    )


def _journal_carrier(user: User, name: str, carrier: Carrier, **more: object) -> None:
    record(
        acting_user=user,
        action=f"helping.carrier.{name}",
        obj=carrier,
        region=carrier.division,
        data={"name": carrier.name, **more},
    )
