"""What the labelled Chinese titles say; `python -m bench.titles` tells the whole of it."""

import pytest

from bench import labels
from bench.titles import average_precision
from yulin.matching.titles import TitleIndex

pytestmark = pytest.mark.skipif(not labels.present(), reason=labels.ABSENT)


def test_mean_average_precision():
    data = labels.title_set()
    index = TitleIndex(data.titles)
    ours = average_precision(data, index.scores)
    assert (len(ours), round(sum(ours) / len(ours), 3)) == (51, 0.621)
