"""Occupations suggested for titles, from names alone and from labels."""

import numpy as np
import pytest

from bench import labels
from yulin.matching.occupations import (
    Classification,
    Occupation,
    OccupationModel,
    suggest_occupations,
)
from yulin.matching.occupations.suggest import probabilities

SMALL = Classification(
    [
        Occupation("2-06-03-00", "会计专业人员", ("会计", "出纳")),
        Occupation("4-05-01-02", "银行信贷员", ("贷款专员",)),
        Occupation("6-30-05-01", "起重装卸机械操作工", ("叉车司机",)),
    ]
)


def test_names_are_enough_to_begin_with():
    model = OccupationModel(SMALL)
    best = model.suggest("高薪诚聘放贷专家", 1)[0]
    assert (best.code, best.name, best.why) == (
        "4-05-01-02",
        "银行信贷员",
        ("贷款专员", "银行信贷员"),
    )
    assert model.suggest("仓库叉车工", 5)[0].code == "6-30-05-01"


def test_what_is_shipped_knows_common_titles():
    asked = {"叉车工": "6-30-05-01", "java工程师": "2-02-10-03", "电焊工": "6-18-02-04"}
    found = {title: suggest_occupations(title, 1)[0].code for title in asked}
    assert found == asked
    assert suggest_occupations("鿿鿿") == []


def test_a_pick_is_learnt():
    before = OccupationModel(SMALL).suggest("码头堆高手", 1)
    after = OccupationModel(SMALL, [("码头堆高手", "6-30-05-01")]).suggest("码头堆高手", 1)
    assert [round(one.probability, 1) for one in (*before, *after)] == [0.2, 0.9]
    assert (after[0].code, after[0].why[0]) == ("6-30-05-01", "码头堆高手")


def test_picks_outside_the_classification_are_learnt_without_a_name():
    model = OccupationModel(SMALL, [("飞手", "4-02-04-06")] * 3)
    assert [(one.code, one.name) for one in model.suggest("飞手", 1)] == [("4-02-04-06", "")]


def test_noise_and_order_of_labels_change_nothing():
    picks = [("仓库会计", "2-06-03-00"), ("行车工", "6-30-05-01"), ("车贷专员", "4-05-01-02")]
    one = OccupationModel(SMALL, picks).suggest("行车司机")
    other = OccupationModel(SMALL, picks[::-1]).suggest("急聘行车司机（五险一金）")
    assert [s.code for s in one] == [s.code for s in other]
    assert [s.probability for s in one] == pytest.approx([s.probability for s in other], abs=1e-5)


def test_what_nobody_speaks_for_has_a_probability_of_its_own():
    made = probabilities(np.array([[0.15, 0.3, -0.1], [0.0, 0.0, 0.0]]))
    whole = 1 + 1 + 2**1.8
    assert made[0].tolist() == pytest.approx([1 / whole, 2**1.8 / whole, 0])
    assert made[1].tolist() == [0, 0, 0]


def test_without_anything_known_nothing_is_suggested():
    assert OccupationModel(Classification([])).suggest("会计") == []


@pytest.mark.skipif(not labels.present(), reason=labels.ABSENT)
def test_labelled_titles():
    pairs = labels.title_codes()
    learnt = OccupationModel(SMALL, pairs[:900])
    asked = pairs[900:1300]
    codes, votes = learnt.votes([title for title, _ in asked])
    order = np.argsort(-votes, axis=1, kind="stable")[:, :5]
    hits = [[codes[at] for at in row] for row in order]
    first = sum(code == row[0] for (_, code), row in zip(asked, hits, strict=True))
    five = sum(code in row for (_, code), row in zip(asked, hits, strict=True))
    assert (first, five) == (198, 271)
