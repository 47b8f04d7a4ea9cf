"""At a booth: a ticket is shown, and the person's résumé goes to the firm."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from yulin.access.models import User
from yulin.access.row_security import as_the_program
from yulin.events import tokens
from yulin.events.actions.booths import journal_firm
from yulin.events.enums import BroughtBy, EventState, FirmState, TicketState
from yulin.events.errors import EventsError
from yulin.events.models import EventApplication, EventPost, Participation, Ticket
from yulin.events.rules import may_act_for_firm
from yulin.jobs.actions.applications import take_resume
from yulin.jobs.errors import JobsError
from yulin.jobs.models import Application, Post

_ON = (EventState.OPEN, EventState.RUNNING)


@transaction.atomic
def hand_over(
    *, acting_user: User, firm: Participation, brought: EventPost, shown: str
) -> tuple[Application, bool]:
    """Send the résumé of whoever shows the ticket for a post of the booth, once.

    Args:
        acting_user: The clerk.
        firm: At which event.
        brought: For which post.
        shown: What was scanned or typed.

    Returns:
        The application, and whether it is new.

    Raises:
        PermissionDenied: It is not the user's firm.
        EventsError: The ticket is of no use here, or its holder did not agree.
    """
    if not may_act_for_firm(acting_user, firm) or brought.participation_id != firm.pk:
        raise PermissionDenied
    if firm.state != FirmState.ACCEPTED or firm.event.state not in _ON:
        raise EventsError(_("活动不在进行，或本单位没有展位，不能收简历。"))
    code = tokens.read(shown)
    post = Post.objects.defer("search").select_related("employer").get(pk=brought.post_id)
    with as_the_program():
        ticket = _ticket(firm, code)
        before = Application.objects.filter(person=ticket.person, post=post).first()
        try:
            sent = take_resume(acting_user=acting_user, person=ticket.person, post=post)
        except JobsError as refused:
            raise EventsError(str(refused)) from None
        if before is None:
            note_source(
                application=sent, firm=firm, ticket=ticket, how=BroughtBy.SCAN, by=acting_user
            )
            journal_firm(acting_user, "take_resume", firm, post=brought.post_id)
    return sent, before is None


def _ticket(firm: Participation, code: str | None) -> Ticket:
    rows = Ticket.objects.select_related("person__merged_into")
    ticket = rows.filter(event=firm.event_id, code=code).first() if code else None
    if ticket is None or ticket.state != TicketState.HELD:
        raise EventsError(_("没有这张票，请核对票号或场次。"))
    if not ticket.shares_resume:
        raise EventsError(
            _("本人没有同意扫码给简历。可以请本人在“我的票”里同意，或自己在网上投递。")
        )
    return ticket


def note_source(
    *, application: Application, firm: Participation, ticket: Ticket, how: str, by: User | None
) -> None:
    """Where an application comes from; one that is known already stays as it is."""
    EventApplication.objects.get_or_create(
        application=application,
        defaults={"participation": firm, "ticket": ticket, "how": how, "by": by},
    )
