"""How alike two titles are, and why."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yulin.matching.titles import TitleIndex, Weights, likeness
from yulin.matching.titles.lexicon import shipped

TITLES = ["信贷干事", "抵押贷款专员", "会计", "护士长", "叉车司机", "收银员", "鿿鿿"]
TERMS = sorted(shipped().terms)


@pytest.fixture(scope="module")
def index():
    return TitleIndex(TITLES)


def test_titles_that_share_no_character_are_found_by_what_they_mean(index):
    best = index.best("放贷专家", 2)
    assert [one.title for one in best] == ["信贷干事", "抵押贷款专员"]
    assert best[0].why[0].name == "贷款"
    assert sum(part.part for part in index.why("放贷专家", 0, most=99)) == pytest.approx(
        best[0].score
    )


def test_a_title_the_lexicon_does_not_know_is_read_by_its_characters(index):
    assert index.scores("鿿鿿").tolist() == pytest.approx([0, 0, 0, 0, 0, 0, 1])
    assert [one.name for one in index.why("鿿鿿", 6)] == ["字面"]


@settings(max_examples=50)
@given(st.lists(st.sampled_from(TERMS), min_size=1, max_size=5))
def test_a_title_is_most_like_itself(titles):
    scores = TitleIndex(titles).scores(titles[0])
    assert scores[0] == pytest.approx(1)
    assert scores.max() <= 1
    assert scores.min() >= 0


def test_the_order_of_titles_does_not_matter():
    there = {one.title: one.score for one in likeness("会计主管", TITLES)}
    back = {one.title: one.score for one in likeness("会计主管", TITLES[::-1])}
    assert there == pytest.approx(back)


def test_an_encoder_is_a_third_opinion():
    class Lengths:
        def encode(self, titles):
            return np.array([[1.0, len(title)] for title in titles])

    alone = TitleIndex(TITLES).scores("会计")
    both = TitleIndex(TITLES, encoder=Lengths(), weights=Weights(encoder=0.5)).scores("会计")
    cosine = [(1 + 2 * len(t)) / np.sqrt(5 * (1 + len(t) ** 2)) for t in TITLES]
    assert both == pytest.approx(0.5 * alone + 0.5 * np.array(cosine))


def test_kernels_get_the_same_scores_from_the_rows(index):
    queries = ["放贷专家", "鿿鿿", "护士", ""]
    made = (index.questions(queries) @ index.matrix.T).toarray()
    assert made == pytest.approx(np.array([index.scores(query) for query in queries]))
    assert index.questions([]).shape == (0, index.matrix.shape[1])


def test_no_titles_have_no_scores():
    assert TitleIndex([]).scores("会计").tolist() == []
    assert likeness("会计", []) == []
