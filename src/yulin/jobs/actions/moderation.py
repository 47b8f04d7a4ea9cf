"""An officer of the place decides whether words that a rule found may be published."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.models import User
from yulin.access.redaction import holds_personal_number
from yulin.jobs.actions.posts import journal_post
from yulin.jobs.actions.telling import tell_reviewed
from yulin.jobs.enums import PostState, Verdict
from yulin.jobs.errors import JobsError
from yulin.jobs.models import Post, PostReview
from yulin.jobs.rules import may_moderate_post

LONGEST = 2000


@transaction.atomic
def decide_post(*, acting_user: User, post: Post, verdict: str, reason: str) -> Post:
    """Publish it or not; the firm reads the reason.

    Raises:
        PermissionDenied: The user holds no duty where the work is.
        JobsError: It does not wait, or no reason is given.
    """
    if not may_moderate_post(acting_user, post):
        raise PermissionDenied
    one = Post.objects.defer("search").select_for_update().get(pk=post.pk)
    if one.state != PostState.WAITING:
        raise JobsError(_("这个岗位不在待审核中，可能已由别人处理。"))
    if verdict not in Verdict.values:
        raise JobsError(_("请选择同意发布或不予发布。"))
    words = reason.strip()[:LONGEST]
    if not words:
        raise JobsError(_("请写明理由：单位会看到。"))
    if holds_personal_number(words):
        raise JobsError(_("请不要写证件号、手机号。"))
    review = PostReview.objects.create(
        version=one.versions.latest("number"),
        verdict=verdict,
        reason=words,
        findings=one.findings,
        decided_by=acting_user,
    )
    published = verdict == Verdict.PUBLISHED
    one.state = PostState.OPEN if published else PostState.REFUSED
    if published:
        one.published_at = timezone.now()
    one.save(update_fields=["state", "published_at", "changed_at"])
    journal_post(acting_user, "publish" if published else "refuse", one, reason=words)
    tell_reviewed(one, review.pk, published=published)
    return one
