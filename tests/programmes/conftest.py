"""A folder of three documents, two officers of the city, one of a district and one of elsewhere."""

import pytest

from tests.programmes.documents import write_library
from yulin.access.enums import Role
from yulin.programmes import following


@pytest.fixture(autouse=True)
def _forgotten():
    """What a test released is rolled back with it; the process must not remember it."""
    following.forget()
    yield
    following.forget()


@pytest.fixture
def folder(tmp_path, settings):
    settings.YULIN_POLICIES = write_library(tmp_path / "policies")
    return settings.YULIN_POLICIES


@pytest.fixture
def writer(user_of):
    return user_of(Role.OFFICER, username="writer", region=330300)


@pytest.fixture
def second(user_of):
    return user_of(Role.OFFICER, username="second", region=330300)


@pytest.fixture
def of_district(user_of):
    return user_of(Role.OFFICER, username="of-district", region=330302)


@pytest.fixture
def of_elsewhere(user_of):
    return user_of(Role.OFFICER, username="of-elsewhere", region=330200)
