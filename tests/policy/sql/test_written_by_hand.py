"""Every expression and figure that a test of this room writes down means the same in SQL."""

import pytest

from tests.policy.test_figures import *  # noqa: F403 - the tests themselves, once more
from tests.policy.test_semantics import *  # noqa: F403 - the tests themselves, once more

pytestmark = pytest.mark.usefixtures("also")
