"""The demo's campaigns."""

import pytest
from django.core.exceptions import PermissionDenied

from tests.events.campaign_world import kept_town, town, with_duty
from tests.programmes.documents import write_library
from yulin.events.demo_campaigns import set_up_campaigns
from yulin.events.models import Campaign, Figure, Letter, Listing, Target

__all__ = ["kept_town", "town", "with_duty"]
pytestmark = pytest.mark.django_db


def test_a14_plans_are_made_once_with_what_was_printed(town, settings, tmp_path):
    settings.YULIN_POLICIES = write_library(tmp_path / "policies")
    with pytest.raises(PermissionDenied):
        set_up_campaigns()
    assert Campaign.objects.count() == 0
    settings.YULIN_DEMO = True
    made = set_up_campaigns()
    assert (made.campaigns, made.letters) == (6, 0)  # nobody has been decided, so nobody has dues
    assert set_up_campaigns() is None
    assert set(Campaign.objects.values_list("state", flat=True)) == {"published"}
    assert list(Figure.objects.order_by("pk").values_list("measure", "percent")) == [
        ("events", 146), ("posts", 165), ("intents", 119), ("graduates", None),
    ]  # fmt: skip
    assert (Target.objects.count(), Letter.objects.get().state) == (1, "draft")
    assert Listing.objects.count() == 0
