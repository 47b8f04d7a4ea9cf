"""A title without its dress."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yulin.matching.titles import concepts, normalise
from yulin.matching.titles.lexicon import shipped

NOISE = [
    "高薪诚聘",
    "急聘",
    "五险一金",
    "周末双休",
    "包吃住",
    "月薪8000-12000元",
    "温州市",
    "招3名",
]
TERMS = sorted(shipped().terms)


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("高薪诚聘会计（五险一金+双休）", "会计"),
        ("ＪＡＶＡ工程師", "java工程师"),
        ("軟體工程師", "软体工程师"),
        ("跟单员（QC）", "跟单员 qc"),
        ("消防专员（朝阳馆、顺义馆）", "消防专员"),
        ("某某科技招聘仓库经理", "仓库经理"),
        ("招聘经理", "招聘经理"),
        ("C++/C# 开发", "c++/c# 开发"),
        ("急诊护士", "急诊护士"),
        ("机械工程师-15K-20K·13薪", "机械工程师"),
        ("硬件工程师 / 周末双休", "硬件工程师"),
        ("五险一金", "五险一金"),
        ("", ""),
    ],
)
def test_what_is_left_of_a_notice(title, plain):
    assert normalise(title) == plain


@settings(max_examples=60)
@given(st.text(max_size=30))
def test_twice_is_once(text):
    once = normalise(text)
    assert normalise(once) == once


@settings(max_examples=60)
@given(st.sampled_from(TERMS), st.lists(st.sampled_from(NOISE), max_size=3))
def test_noise_changes_nothing(term, noise):
    assert normalise(" ".join([*noise, term])) == normalise(term)
    assert concepts(" ".join([term, *noise])) == concepts(term)


def test_every_term_of_the_lexicon_is_normal():
    assert [term for term in TERMS if normalise(term) != term] == []
