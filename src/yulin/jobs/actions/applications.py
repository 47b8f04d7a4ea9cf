"""Applications: send once, look, shortlist, refuse with a reason, withdraw."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.access.redaction import holds_personal_number
from yulin.access.row_security import as_the_program
from yulin.jobs.actions.posts import free_seat
from yulin.jobs.actions.resumes import note_look
from yulin.jobs.actions.telling import tell_step
from yulin.jobs.enums import (
    ApplicationState,
    InterviewState,
    OfferState,
    PostState,
    RefusalReason,
)
from yulin.jobs.errors import JobsError
from yulin.jobs.models import Application, ApplicationStep, Post
from yulin.jobs.queries.resumes import own_resume, shown_to_firms
from yulin.jobs.rules import may_answer_as_firm, may_answer_as_person, may_apply, may_keep_post
from yulin.jobs.wording import examine, stopping
from yulin.registry.models import Person

LONGEST = 1000
OVER = frozenset({ApplicationState.HIRED, ApplicationState.WITHDRAWN, ApplicationState.REFUSED})


@transaction.atomic
def apply(*, acting_user: User, person: Person, post: Post) -> Application:
    """Send the résumé as it is now. Whoever sends twice gets the first one back.

    Raises:
        PermissionDenied: For somebody else.
        JobsError: The post is not open.
    """
    if not may_apply(acting_user, person):
        raise PermissionDenied
    return send_resume(acting_user, person.stands_for, post)


@transaction.atomic
def take_resume(*, acting_user: User, person: Person, post: Post) -> Application:
    """A firm takes somebody's résumé for its post, where the person agreed and the caller asked.

    It is an application like any other; whoever has sent one already gets that one back.

    Raises:
        PermissionDenied: It is not the user's firm's post.
        JobsError: The post is not open.
    """
    if not may_keep_post(acting_user, post):
        raise PermissionDenied
    with as_the_program():
        return send_resume(acting_user, person.stands_for, post)


def send_resume(user: User | None, one: Person, post: Post) -> Application:
    """Once, inside the caller's transaction, who has asked whether it may be sent."""
    before = Application.objects.filter(person=one, post=post).first()
    if before is not None:
        return before
    held = Post.objects.defer("search").get(pk=post.pk)
    if held.state != PostState.OPEN or held.valid_until < timezone.localdate():
        raise JobsError(
            _("这个岗位现在是“%(state)s”，不能投递。可以看看相近的岗位。")
            % {"state": held.get_state_display()}
        )
    try:
        with transaction.atomic():
            made = Application.objects.create(
                post=held,
                employer_id=held.employer_id,
                division=held.division,
                person=one,
                resume=shown_to_firms(one, own_resume(one), named=True),
            )
            keep_step(made, "", user)
    except IntegrityError:  # sent at the same moment by another click
        return Application.objects.get(person=one, post=post)
    journal_application(user, "send", made)
    return made


@transaction.atomic
def look_at(*, acting_user: User, application: Application) -> Application:
    """The firm opens it: the person is told that it was seen, and when."""
    one = held_by_firm(acting_user, application)
    note_look(acting_user=acting_user, person=one.person_id, employer=one.employer)
    if one.state == ApplicationState.SENT:
        move(one, ApplicationState.SEEN, acting_user)
    return one


@transaction.atomic
def shortlist(*, acting_user: User, application: Application) -> Application:
    one = held_by_firm(acting_user, application)
    must_be(one, ApplicationState.SENT, ApplicationState.SEEN)
    return move(one, ApplicationState.SHORTLISTED, acting_user)


@transaction.atomic
def refuse(
    *, acting_user: User, application: Application, reason: str, note: str = ""
) -> Application:
    """Say no, and why; the person reads both.

    Raises:
        PermissionDenied: It did not come to the user's firm.
        JobsError: It is over or accepted, no reason is chosen, or the note is unlawful.
    """
    one = held_by_firm(acting_user, application)
    if one.state in {*OVER, ApplicationState.ACCEPTED}:
        raise JobsError(_refused_now(one))
    if reason not in RefusalReason.values:
        raise JobsError(_("请选择不录用的原因：求职者会看到。"))
    words = lawful(note)
    if reason == RefusalReason.OTHER and not words:
        raise JobsError(_("选了“其他原因”，请写明是什么。"))
    one.reason, one.note = reason, words
    call_off(one)
    return move(one, ApplicationState.REFUSED, acting_user, "reason", "note", why=reason)


@transaction.atomic
def withdraw(*, acting_user: User, application: Application) -> Application:
    """The person takes it back; a seat that was taken is free again.

    Raises:
        PermissionDenied: Somebody else's.
        JobsError: It is over.
    """
    one = held_by_person(acting_user, application)
    if one.state in OVER:
        raise JobsError(_refused_now(one))
    if one.state == ApplicationState.ACCEPTED:
        if one.offers.filter(contract__isnull=False, state=OfferState.ACCEPTED).exists():
            raise JobsError(_("单位已登记合同，请先确认或不认可那份合同。"))
        with as_the_program():
            free_seat(post=one.post)
    call_off(one)
    return move(one, ApplicationState.WITHDRAWN, acting_user)


def call_off(application: Application) -> None:
    """What still stands of appointments and offers does so no longer."""
    application.interviews.filter(
        state__in=(InterviewState.INVITED, InterviewState.CONFIRMED)
    ).update(state=InterviewState.CANCELLED)
    application.offers.filter(state__in=(OfferState.MADE, OfferState.ACCEPTED)).update(
        state=OfferState.WITHDRAWN
    )


def lawful(text: str) -> str:
    """Words to a person, without a number of somebody and without what may not be a reason."""
    words = text.strip()[:LONGEST]
    if holds_personal_number(words):
        raise JobsError(_("请不要写证件号、手机号。"))
    wrong = stopping(examine({"note": words}))
    if wrong:
        raise JobsError(
            _("“%(words)s”不能作为理由：%(law)s。") % {"words": wrong[0].words, "law": wrong[0].law}
        )
    return words


def move(
    application: Application,
    to: ApplicationState,
    user: User | None,
    *fields: str,
    **data: object,
) -> Application:
    """Let it go on, keep the step and journal it; the row is held already."""
    before = application.state
    application.state = to
    application.save(update_fields=["state", "changed_at", *fields])
    step = keep_step(application, before, user)
    tell_step(application, step, user)
    journal_application(user, to, application, **data)
    return application


def keep_step(application: Application, before: str, user: User | None) -> ApplicationStep:
    return ApplicationStep.objects.create(
        application=application, came_from=before, went_to=application.state, by=user
    )


def must_be(application: Application, *states: ApplicationState) -> None:
    if application.state not in states:
        raise JobsError(_refused_now(application))


def _refused_now(application: Application) -> str:
    return _("这份投递现在是“%(state)s”，不能这样处理。") % {
        "state": application.get_state_display()
    }


def held_by_firm(user: User, application: Application) -> Application:
    if not may_answer_as_firm(user, application):
        raise PermissionDenied
    return _held(application)


def held_by_person(user: User, application: Application) -> Application:
    if not may_answer_as_person(user, application):
        raise PermissionDenied
    return _held(application)


def _held(application: Application) -> Application:
    return Application.objects.select_for_update(of=("self",)).get(pk=application.pk)


def journal_application(
    user: User | None, name: str, application: Application, **data: object
) -> None:
    record(
        acting_user=user,
        action=f"jobs.application.{name}",
        obj=application,
        region=application.division,
        data={"post": application.post_id, **data},
    )
