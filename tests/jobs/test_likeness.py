"""Posts that are the same, and how alike two are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yulin.jobs.likeness import duplicate_hash, grams, likeness, title_key


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("数控车工", "数控车工"),
        ("急聘 数控车工（双休）", "数控车工"),
        ("诚聘数控车工五险一金", "数控车工"),
        ("数控车工8-10K", "数控车工"),
        ("Java 开发工程师", "java开发工程师"),
        ("Ｊａｖａ开发工程师【急招】", "java开发工程师"),
        ("（急聘）", "急聘"),
        ("招聘专员", "招聘专员"),
    ],
)
def test_titles_lose_what_is_said_around_them(title, key):
    assert title_key(title) == key


def test_the_same_post_hashes_alike_and_another_does_not():
    first = duplicate_hash(title="急聘焊工", division=330302, duties="焊接管道，检查焊缝。")
    assert first == duplicate_hash(
        title="焊工（双休）", division=330302, duties="焊接管道 检查焊缝"
    )
    assert first != duplicate_hash(title="焊工", division=330303, duties="焊接管道，检查焊缝。")
    assert first != duplicate_hash(title="焊工", division=330302, duties="焊接管道，检查焊缝两次")
    assert first != duplicate_hash(title="电焊工", division=330302, duties="焊接管道，检查焊缝。")


def test_pairs_and_words():
    assert list(grams("会Java 8和C++，焊工.")) == ["会", "java", "8", "和", "c++", "焊工", "工"]


def test_likeness_in_whole_per_cent():
    assert likeness("焊接管道", "焊接管道") == 100
    assert likeness("焊接管道", "检查外观") == 0
    assert likeness("", "焊工") == 0
    # 焊接 接管 管道 道 against 焊接 接管 管线 线: two of six
    assert likeness("焊接管道", "焊接管线") == 33


@given(st.text(max_size=40), st.text(max_size=40))
def test_likeness_is_symmetric_and_bounded(one, other):
    assert 0 <= likeness(one, other) == likeness(other, one) <= 100
