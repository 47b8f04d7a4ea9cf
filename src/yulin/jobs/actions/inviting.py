"""A firm asks somebody whose résumé it may find to apply: once a person and post."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.access.row_security import as_the_program
from yulin.jobs.actions.telling import tell
from yulin.jobs.enums import PostState, ToldKind
from yulin.jobs.errors import JobsError
from yulin.jobs.models import Application, Invitation, JobNotice, Post, Resume
from yulin.jobs.queries.firms import firm_name
from yulin.jobs.queries.resumes import found_by
from yulin.jobs.rules import may_keep_post


@transaction.atomic
def invite_to_apply(*, acting_user: User, resume: Resume, post: Post) -> Invitation:
    """Ask, and let the person be told.

    Raises:
        PermissionDenied: The post is not the user's firm's, or its résumé may not be found.
        JobsError: The post is not open, the person was asked or has applied already.
    """
    if not may_keep_post(acting_user, post):
        raise PermissionDenied
    if not found_by(acting_user).filter(pk=resume.pk).exists():
        raise PermissionDenied
    held = Post.objects.defer("search").get(pk=post.pk)
    if held.state != PostState.OPEN or held.valid_until < timezone.localdate():
        raise JobsError(_("只能邀请投递正在招聘的岗位。"))
    if Application.objects.filter(post=held, person=resume.person_id).exists():
        raise JobsError(_("此人已经投递过这个岗位。"))
    try:
        with transaction.atomic():
            made = Invitation.objects.create(
                post=held,
                employer_id=held.employer_id,
                person_id=resume.person_id,
                sent_by=acting_user,
            )
    except IntegrityError:
        raise JobsError(_("已经为这个岗位邀请过此人。")) from None
    with as_the_program():
        division = resume.person.division
    record(
        acting_user=acting_user,
        action="jobs.invitation.send",
        obj=made,
        region=division,
        data={"post": held.pk},
    )
    tell_invited(made)
    return made


def tell_invited(invitation: Invitation) -> None:
    post = invitation.post
    told = JobNotice(
        person_id=invitation.person_id,
        kind=ToldKind.INVITED,
        event=f"invitation:{invitation.pk}",
        post=post,
        data={"title": post.title, "firm": firm_name(post.employer_id)},
    )
    tell([told])
