"""What those who are helped are told: an offer, that it was taken back, and when they are called."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from tests.events.test_told import read
from yulin.access.row_security import acting
from yulin.helping.actions.cases import Called, note_contact
from yulin.helping.actions.offers import Offered, make_offer, withdraw_offer
from yulin.helping.actions.seating import seat_list
from yulin.helping.errors import HelpingError
from yulin.helping.models import HelpOffer

pytestmark = pytest.mark.django_db
PAGE = "/me/my-help/"


def test_an_offer_a_call_and_a_withdrawal_are_told_once(helped, posts):
    case, helper = helped.case, helped.helper
    seat_list(acting_user=helper, helplist=helped.helplist)
    proposed = HelpOffer.objects.get()
    assert read(helped.free) == []  # what was seated waits for the helper
    withdraw_offer(acting_user=helper, offer=proposed)
    assert read(helped.free) == []
    with pytest.raises(PermissionDenied):
        make_offer(acting_user=helped.grad, case=case, offered=Offered(kind="training", title="x"))
    with pytest.raises(HelpingError), transaction.atomic():
        make_offer(acting_user=helper, case=case, offered=Offered(kind="training"))
    assert read(helped.free) == []
    with acting(helper):
        made = make_offer(
            acting_user=helper, case=case, offered=Offered(kind="training", title="焊工培训")
        )
    offer = ("帮扶人给您推荐", "帮扶人给您推荐了培训“焊工培训”，请答复合不合适。", PAGE)
    assert read(helped.free) == [offer]
    withdraw_offer(acting_user=helper, offer=made)
    with pytest.raises(HelpingError), transaction.atomic():
        withdraw_offer(acting_user=helper, offer=made)
    gone = ("推荐已撤回", "帮扶人撤回了对“焊工培训”的推荐。", PAGE)
    assert read(helped.free) == [offer, gone]
    on = timezone.localdate() + dt.timedelta(days=3)
    note_contact(acting_user=helper, case=case, called=Called(channel="phone", result="no_answer"))
    note_contact(
        acting_user=helper, case=case, called=Called(channel="phone", result="later", next_on=on)
    )
    call = ("帮扶人约您联系", f"帮扶人约定 {on} 再联系您（电话）。", PAGE)
    assert read(helped.free) == [offer, gone, call]
