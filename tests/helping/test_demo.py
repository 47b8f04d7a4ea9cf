"""The demo's help: set up once, from facts of the register, without breaking a rule of ours."""

import pytest
from django.core.exceptions import PermissionDenied

from tests.helping.conftest import graduates
from yulin.access.enums import Duty
from yulin.helping.demo import set_up_helping
from yulin.helping.models import Agency, Carrier, Desk, HelpCase, HelpList, Project
from yulin.helping.queries.agencies import directory

pytestmark = pytest.mark.django_db


def test_the_demo_is_set_up_once(world, posts, with_duty, settings):
    graduates()
    with_duty(Duty.MAKER, "demo-officer")
    with pytest.raises(PermissionDenied):
        set_up_helping()
    assert HelpList.objects.count() == 0
    settings.YULIN_DEMO = True
    made = set_up_helping()
    assert set_up_helping() is None
    assert (HelpList.objects.count(), Desk.objects.count(), Carrier.objects.count()) == (2, 1, 4)
    assert (made.people, made.agencies, made.projects) == (
        HelpCase.objects.count(), Agency.objects.count(), Project.objects.count(),
    )  # fmt: skip
    assert made.agencies == 2
    assert directory().total == 1  # the licence of the other is over
