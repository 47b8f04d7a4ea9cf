"""Accounts as their owners have set them up."""

import re
from types import SimpleNamespace

import pyotp
import pytest
from django.utils import timezone

from yulin.access.actions.passwords import set_password
from yulin.access.actions.second_factor import begin_one_time_code, confirm_one_time_code
from yulin.access.enums import Role
from yulin.access.models import OneTimeCode, User

PASSWORD = "Rain-forest 2026"


@pytest.fixture(autouse=True)
def _places(settings, tmp_path):
    settings.YULIN_KEYS = tmp_path / "keys.json"
    settings.YULIN_KEYS_MADE_HERE = True


def secret_of(address):
    return re.search(r"secret=([A-Z2-7]+)", address)[1]


def ready(user):
    """A password, an app and recovery codes."""
    set_password(acting_user=user, user=user, password=PASSWORD)
    codes = pyotp.TOTP(secret_of(begin_one_time_code(acting_user=user)))
    recovery = confirm_one_time_code(acting_user=user, code=codes.now())
    OneTimeCode.objects.update(last_step=0)  # the code of this half minute may be used again
    user = User.objects.get(pk=user.pk)  # without what it remembers
    return SimpleNamespace(user=user, codes=codes, recovery=recovery)


@pytest.fixture
def clerk(user_of):
    return ready(user_of(Role.OFFICER, username="clerk", display_name="王经办", region=330300))


@pytest.fixture
def citizen(user_of):
    user = user_of(Role.PERSON, username="citizen", display_name="李市民")
    set_password(acting_user=user, user=user, password=PASSWORD)
    return user


def days_ago(number):
    return timezone.now() - timezone.timedelta(days=number)
