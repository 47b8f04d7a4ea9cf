"""Who may post, apply, moderate and see: named predicates."""

from typing import Any

import rules

from yulin.access.enums import Duty
from yulin.access.rules import (
    holds_duty,
    holds_duty_anywhere,
    is_auditor,
    is_employer,
    is_of_region,
    is_officer,
    is_person,
)
from yulin.jobs.enums import UNPUBLISHED
from yulin.jobs.models import Application, HiringPlan, Post, PublicityObjection, Resume
from yulin.registry.rules import is_the_organisation, is_the_person

_moderator = holds_duty(Duty.MAKER) | holds_duty(Duty.CHECKER)


@rules.predicate
def is_of_own_firm(user: Any, post: Post | None) -> bool:
    return post is not None and is_the_organisation(user, post.employer)


@rules.predicate
def is_published(user: Any, post: Post | None) -> bool:
    """Shown to everybody once; what was taken back before that has no day of publication."""
    return post is not None and post.published_at is not None and post.state not in UNPUBLISHED


@rules.predicate
def works_where_the_post_is(user: Any, post: Post | None) -> bool:
    return post is not None and is_of_region(user, post.division)


@rules.predicate
def may_moderate_post(user: Any, post: Post | None) -> bool:
    """经办 or 复核 of the place where the work is."""
    return post is not None and is_officer(user) and bool(_moderator(user, post.division))


@rules.predicate
def is_own_application(user: Any, application: Application | None) -> bool:
    return application is not None and is_the_person(user, application.person)


@rules.predicate
def came_to_own_firm(user: Any, application: Application | None) -> bool:
    return application is not None and is_the_organisation(user, application.employer)


@rules.predicate
def is_own_resume(user: Any, resume: Resume | None) -> bool:
    return resume is not None and is_the_person(user, resume.person)


@rules.predicate
def is_own_plan(user: Any, plan: HiringPlan | None) -> bool:
    return plan is not None and is_the_organisation(user, plan.employer)


@rules.predicate
def may_answer_objection(user: Any, objection: PublicityObjection | None) -> bool:
    """经办 or 复核 of the place of the post; nobody answers what they said themselves."""
    if objection is None or objection.by_id == user.pk:
        return False
    division = objection.listed.application.division
    return is_officer(user) and bool(_moderator(user, division))


# asked about an organisation
may_post = is_employer & is_the_organisation
# asked about a post
may_keep_post = is_employer & is_of_own_firm
may_see_post = is_published | may_keep_post | is_auditor | (is_officer & works_where_the_post_is)
# asked about a person
may_apply = is_person & is_the_person
# asked about an application
may_answer_as_person = is_person & is_own_application
may_answer_as_firm = is_employer & came_to_own_firm
# asked about a résumé
may_keep_resume = is_person & is_own_resume
# asked of nothing
may_see_weights = is_auditor | is_officer
#: weights rank for everybody: whoever is the head of a place decides, and the journal names them
may_decide_weights = is_officer & holds_duty_anywhere(Duty.HEAD)
may_see_moderation = is_auditor | (
    is_officer & (holds_duty_anywhere(Duty.MAKER) | holds_duty_anywhere(Duty.CHECKER))
)

may_object = is_person | is_employer
# asked about a plan
may_keep_plan = is_employer & is_own_plan
#: an auditor writes nothing, a journal entry neither
may_export_posts = is_officer

rules.add_perm("jobs.post", may_post)
rules.add_perm("jobs.export_posts", may_export_posts)
rules.add_perm("jobs.keep_post", may_keep_post)
rules.add_perm("jobs.see_post", may_see_post)
rules.add_perm("jobs.moderate_post", may_moderate_post)
rules.add_perm("jobs.see_moderation", may_see_moderation)
rules.add_perm("jobs.see_weights", may_see_weights)
rules.add_perm("jobs.decide_weights", may_decide_weights)
rules.add_perm("jobs.apply", may_apply)
rules.add_perm("jobs.answer_as_person", may_answer_as_person)
rules.add_perm("jobs.answer_as_firm", may_answer_as_firm)
rules.add_perm("jobs.keep_resume", may_keep_resume)
rules.add_perm("jobs.keep_plan", may_keep_plan)
rules.add_perm("jobs.object_to_list", may_object)
rules.add_perm("jobs.answer_list_objection", may_answer_objection)
