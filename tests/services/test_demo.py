"""The demo's places."""

import pytest
from django.core.exceptions import PermissionDenied

from yulin.services.demo import set_up_services
from yulin.services.models import Allowance, Place, Scheme

pytestmark = pytest.mark.django_db


def test_places_are_opened_once(world, settings):
    with pytest.raises(PermissionDenied):
        set_up_services()
    settings.YULIN_DEMO = True
    made = set_up_services()
    assert (made.places, made.beds, made.stays) == (6, 12, 3)
    assert set_up_services() is None
    assert sorted(Place.objects.values_list("kind", flat=True)) == [
        "apartment", "hostel", "outpost", "sports", "startup", "window",
    ]  # fmt: skip
    assert list(Allowance.objects.values_list("nights", flat=True)) == [2, 2, 2]
    assert Scheme.objects.get().people == 3
