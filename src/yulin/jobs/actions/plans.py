"""Recruitment of a public body by a written plan: register it, hear stages, publish who is to be taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.access.redaction import holds_personal_number
from yulin.access.row_security import as_the_program
from yulin.facts import enums
from yulin.jobs.actions.applications import OVER, held_by_firm
from yulin.jobs.actions.telling import tell_person
from yulin.jobs.enums import ObjectionState, Stage, StageOutcome, ToldKind
from yulin.jobs.errors import JobsError
from yulin.jobs.models import (
    Application,
    HiringPlan,
    HiringTarget,
    ListedPerson,
    PlannedPost,
    Post,
    Publicity,
    PublicityObjection,
    StageResult,
)
from yulin.jobs.models.plan import HEARD
from yulin.jobs.models.publicity import LEAST_DAYS, MOST_DAYS
from yulin.jobs.queries.plans import ready_for_list
from yulin.jobs.rules import (
    may_answer_objection,
    may_keep_plan,
    may_keep_post,
    may_object,
    may_post,
)
from yulin.registry.models import Employer

LONGEST = 1000


@dataclass(frozen=True, kw_only=True)
class PlanContent:
    """What the paper says: its number, whom it is about, how many of each education."""

    number: str
    title: str
    year: int
    division: int
    targets: Mapping[int, int]
    double_first: bool = False
    schools: tuple[str, ...] | None = None
    stages: tuple[str, ...] = tuple(one.value for one in HEARD)

    def check(self) -> None:
        """Raise JobsError with the first thing to mend."""
        levels = range(1, len(enums.EDUCATION.labels))
        for wrong, told in (
            (not self.number.strip(), _("请写计划文号。")),
            (not self.title.strip(), _("请写计划名称。")),
            (not 2000 <= self.year <= 2100, _("请写年度，如 2026。")),
            (not self.targets, _("请至少写一个学历的目标人数。")),
            (
                any(
                    level not in levels or not 1 <= many <= 100_000
                    for level, many in self.targets.items()
                ),
                _("目标人数为 1 到 100000。"),
            ),
            (
                not self.stages or not set(self.stages) <= {one.value for one in HEARD},
                _("请从给出的环节里选。"),
            ),
        ):
            if wrong:
                raise JobsError(told)


@transaction.atomic
def register_plan(*, acting_user: User, employer: Employer, content: PlanContent) -> HiringPlan:
    """Register what the body was allowed to hire; it stays as it was written.

    Raises:
        PermissionDenied: The user does not speak for the body.
        JobsError: Something is missing, or the number is registered already.
    """
    if not may_post(acting_user, employer):
        raise PermissionDenied
    content.check()
    try:
        with transaction.atomic():
            plan = HiringPlan.objects.create(
                employer=employer,
                number=content.number.strip()[:64],
                title=content.title.strip()[:80],
                year=content.year,
                division=content.division,
                double_first=content.double_first,
                schools=list(content.schools) if content.schools else None,
                stages=[one.value for one in HEARD if one.value in content.stages],
                made_by=acting_user,
            )
    except IntegrityError:
        raise JobsError(_("这个文号的计划已经登记过。")) from None
    HiringTarget.objects.bulk_create(
        HiringTarget(plan=plan, education=level, target=many)
        for level, many in sorted(content.targets.items())
    )
    _journal(acting_user, "jobs.plan.register", plan, plan.division, number=plan.number)
    return plan


@transaction.atomic
def add_to_plan(*, acting_user: User, plan: HiringPlan, post: Post, education: int) -> PlannedPost:
    """Let a post be one of the plan's; whoever is hired for it counts for that education."""
    if not (may_keep_plan(acting_user, plan) and may_keep_post(acting_user, post)):
        raise PermissionDenied
    if not plan.targets.filter(education=education).exists():
        raise JobsError(_("计划里没有这个学历的目标。"))
    if post.applications.exists():
        raise JobsError(_("已有人投递的岗位不能再列入计划：招录环节要在报名以前公布。"))
    try:
        with transaction.atomic():
            made = PlannedPost.objects.create(plan=plan, post=post, education=education)
    except IntegrityError:
        raise JobsError(_("这个岗位已经列入计划。")) from None
    _journal(acting_user, "jobs.plan.add", plan, plan.division, post=post.pk)
    return made


@transaction.atomic
def hear_stage(
    *,
    acting_user: User,
    application: Application,
    stage: str,
    outcome: str,
    marks: int | None = None,
) -> StageResult:
    """Write down how somebody did; they are told. The database knows the order of the stages.

    Raises:
        PermissionDenied: It did not come to the user's body.
        JobsError: It is over, the stage was heard or is not to be heard yet.
    """
    one = held_by_firm(acting_user, application)
    if one.state in OVER:
        raise JobsError(_("这份投递已经结束。"))
    if outcome not in StageOutcome.values or stage not in Stage.values:
        raise JobsError(_("请选择环节和结果。"))
    if StageResult.objects.filter(application=one, stage=stage).exists():
        raise JobsError(_("这个环节的结果已经登记过。"))
    _in_order(one, stage, outcome)
    made = StageResult.objects.create(
        application=one, stage=stage, outcome=outcome, marks=marks, by=acting_user
    )
    _journal(acting_user, "jobs.stage.hear", made, one.division, stage=stage)
    tell_person(one, ToldKind.STAGE, f"stage:{made.pk}", stage=stage, outcome=outcome)
    return made


def _in_order(one: Application, stage: str, outcome: str) -> None:
    planned = PlannedPost.objects.select_related("plan").filter(post=one.post_id).first()
    if planned is None or stage not in planned.plan.stages:
        raise JobsError(_("这个岗位没有这个环节。"))
    before = planned.plan.stages[: planned.plan.stages.index(stage)]
    passed = StageResult.objects.filter(
        application=one, stage__in=before, outcome=StageOutcome.PASSED
    )
    if passed.count() < len(before):
        raise JobsError(_("前面的环节还没有都通过。"))
    if stage == Stage.PUBLICITY and outcome == StageOutcome.PASSED:
        with as_the_program():
            told = _standing_list(one)
        if told:
            raise JobsError(told)


def _standing_list(one: Application) -> str:
    """Why the list of somebody is not over yet; blank where it is."""
    listed = ListedPerson.objects.select_related("publicity").filter(application=one).first()
    if listed is None:
        return _("还没有公示。")
    if listed.publicity.ends_on >= timezone.localdate():
        return _("公示期还没有结束。")
    if listed.objections.exclude(state=ObjectionState.DISMISSED).exists():
        return _("有公示异议没有答复，或已经成立。")
    return ""


@transaction.atomic
def publish_list(
    *, acting_user: User, planned: PlannedPost, begins_on: date, ends_on: date
) -> Publicity:
    """Publish who passed everything before, with names masked, for seven to fifteen days.

    Raises:
        PermissionDenied: It is not the user's body's.
        JobsError: The days are too few or past, or nobody is to be listed.
    """
    if not may_keep_plan(acting_user, planned.plan):
        raise PermissionDenied
    days = (ends_on - begins_on).days + 1
    if begins_on < timezone.localdate() or not LEAST_DAYS <= days <= MOST_DAYS:
        raise JobsError(_("公示期为 7 至 15 日，从今天或以后开始。"))
    people = ready_for_list(planned)
    if not people:
        raise JobsError(_("还没有人通过公示以前的全部环节。"))
    made = Publicity.objects.create(
        planned=planned, begins_on=begins_on, ends_on=ends_on, made_by=acting_user
    )
    ListedPerson.objects.bulk_create(
        ListedPerson(publicity=made, application=one) for one in people
    )
    _journal(acting_user, "jobs.publicity.publish", made, planned.plan.division, people=len(people))
    for one in people:
        until = ends_on.isoformat()
        tell_person(one, ToldKind.LISTED, f"listed:{made.pk}:{one.pk}", until=until)
    return made


@transaction.atomic
def object_to(*, acting_user: User, listed: ListedPerson, text: str) -> PublicityObjection:
    """Say something against somebody on the list, in its days; officers of the place answer.

    Raises:
        PermissionDenied: Nobody who signed in as a person or an organisation.
        JobsError: The days are over, nothing is said, or it was said already.
    """
    if not may_object(acting_user):
        raise PermissionDenied
    words = text.strip()[:LONGEST]
    if not listed.publicity.begins_on <= timezone.localdate() <= listed.publicity.ends_on:
        raise JobsError(_("不在公示期内，请向当地人社部门反映。"))
    if not words:
        raise JobsError(_("请写明事实和理由。"))
    if holds_personal_number(words):
        raise JobsError(_("请不要写证件号、手机号。"))
    try:
        with as_the_program(), transaction.atomic():
            made = PublicityObjection.objects.create(listed=listed, text=words, by=acting_user)
    except IntegrityError:
        raise JobsError(_("您已经提出过异议，请等答复。")) from None
    region = listed.application.division
    _journal(acting_user, "jobs.publicity.object", made, region, listed=listed.pk)
    return made


@transaction.atomic
def answer_objection(
    *, acting_user: User, objection: PublicityObjection, uphold: bool, answer: str
) -> PublicityObjection:
    """Decide it, with words that are published without names.

    Raises:
        PermissionDenied: No duty where the post is.
        JobsError: It is answered already, or no word why.
    """
    held = (
        PublicityObjection.objects.select_for_update(of=("self",))
        .select_related("listed__application")
        .get(pk=objection.pk)
    )
    region = held.listed.application.division
    if not may_answer_objection(acting_user, held):
        raise PermissionDenied
    if held.state != ObjectionState.OPEN:
        raise JobsError(_("这件异议已经答复。"))
    words = answer.strip()[:LONGEST]
    if not words:
        raise JobsError(_("请写明答复。"))
    held.state = ObjectionState.UPHELD if uphold else ObjectionState.DISMISSED
    held.answer, held.answered_by, held.answered_at = words, acting_user, timezone.now()
    held.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    _journal(acting_user, "jobs.publicity.answer", held, region, state=held.state)
    return held


def usual_days() -> tuple[date, date]:
    """From tomorrow on, the fewest days."""
    begins = timezone.localdate() + timedelta(days=1)
    return begins, begins + timedelta(days=LEAST_DAYS - 1)


def _journal(user: User, action: str, obj: object, region: int, **data: object) -> None:
    record(acting_user=user, action=action, obj=obj, region=region, data=data)
