"""Values of facts as people read them."""

import pytest
from django.utils.translation import override

from yulin.facts.schema import EDUCATION
from yulin.registry.queries.shown import division_name, shown


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (330302, "温州市鹿城区"),
        (330300, "温州市"),
        (310112, "上海市"),
        (990101, "990101"),
        (None, ""),
        (0, ""),
    ],
)
def test_a_division_is_named_by_what_is_known(code, name):
    assert division_name(code) == name


def test_a_label_in_both_languages():
    column = EDUCATION.column("学历")
    assert shown(column, 5) == "本科"
    with override("en"):
        assert shown(column, 5) == "Bachelor's"
