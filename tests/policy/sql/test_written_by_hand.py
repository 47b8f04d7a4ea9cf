"""Every expression and figure that a test of this room writes down means the same in SQL."""

import pytest

from tests.policy.test_figures import *  # noqa: F403 - the tests themselves, once more
from tests.policy.test_semantics import *  # noqa: F403 - the tests themselves, once more

pytestmark = pytest.mark.usefixtures("also")

# what is made up at random is asked of SQL by `test_random`, a statement each and so fewer of them
for _name, _made in list(globals().items()):
    if getattr(_made, "is_hypothesis_test", False):
        del globals()[_name]
