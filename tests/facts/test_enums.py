"""Every label has an English twin."""

import pytest

from yulin.facts.enums import ALL, EDUCATION, SKILL_LEVEL, LabelSet


@pytest.mark.parametrize("labels", ALL, ids=lambda labels: labels.name)
def test_every_label_has_an_english_twin_of_its_own(labels: LabelSet) -> None:
    assert len(labels.en) == len(labels.labels)
    assert len(set(labels.en)) == len(labels.en)
    assert all(word and word.isascii() for word in labels.en)


def test_a_label_reads_the_same_in_english_wherever_it_stands() -> None:
    twins: dict[str, set[str]] = {}
    for labels in ALL:
        for chinese, english in zip(labels.labels, labels.en, strict=True):
            twins.setdefault(chinese, set()).add(english)
    assert {chinese: found for chinese, found in twins.items() if len(found) > 1} == {}


def test_a_label_or_alias_says_its_english() -> None:
    assert EDUCATION.english("本科") == "Bachelor's"
    assert EDUCATION.english("大专") == "Junior college"
    assert SKILL_LEVEL.english("三级") == "Senior worker"
    with pytest.raises(KeyError):
        EDUCATION.english("小学")
