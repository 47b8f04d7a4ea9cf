"""Names of the background jobs, and how they are queued."""

from procrastinate.contrib.django import app

from yulin.access.models import User
from yulin.helping.models import HelpList

SEAT = "helping.seat"
NIGHTLY = "helping.nightly"


def seat_later(helplist: HelpList, user: User) -> None:
    """Queue the seating in the transaction under way; one at a time for each list."""
    app.configure_task(SEAT, lock=f"seat-{helplist.pk}").defer(list_id=helplist.pk, user_id=user.pk)
