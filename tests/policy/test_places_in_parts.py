"""Places given among decisions in parts on disk are those given in one piece."""

import datetime as dt

import pytest
from polars.testing import assert_frame_equal

from tests.policy.documents import benefit, document, facts, library
from yulin.codes import identity
from yulin.facts.write import write_folder
from yulin.policy.decide import decide
from yulin.policy.export import totals
from yulin.policy.stacking import in_parts
from yulin.policy.stacking.in_parts import give_places
from yulin.policy.stacking.places import with_places
from yulin.policy.streaming import decide_streaming, open_decisions

DAY = dt.date(2026, 6, 30)
ONE = "名额: {个数: 1, 排序: [{式: 贡献积分}]}"
MADE = library(
    document(
        benefit("贡献积分 > 1", code="甲", amount="2万元", more=ONE),
        benefit(code="乙", amount="1万元", more=ONE),
        benefit(code="丙", amount="1000元"),
        more="互斥: [{名称: 择一, 规则: 就高, 成员: [甲, 乙, 丙]}]",
    )
)
POINTS = (30, 20, 10, 0, None, 10)


def identity_number(serial):
    body = f"11010119900307{serial:03}"  # no such serial number is given out
    return body + identity.check_character(body)


HELD = facts(
    人员=[
        {"证件号": identity_number(n), "姓名": "甲", "户籍地": "330302", "贡献积分": score}
        for n, score in enumerate(POINTS)
    ]
)


@pytest.fixture
def streamed(tmp_path):
    write_folder(HELD, tmp_path / "facts")
    return decide_streaming(MADE, tmp_path / "facts", as_of=DAY, out=tmp_path / "out", batch=2)


def rows(table):
    return table.long().sort("subject", "benefit")


def test_parts_give_what_one_piece_gives(streamed):
    whole = with_places(decide(MADE, HELD, as_of=DAY)).table
    done = give_places(streamed, MADE)
    assert len(done.files("人员")) > 1
    assert_frame_equal(rows(done.table(MADE)), rows(whole))
    assert_frame_equal(done.totals(), totals(whole), check_dtypes=False)
    counts = ("入选", "名额已满", "名次待定", "是否符合待定")
    told = [tuple(row[c] for c in counts) for row in done.told["places"]]
    # who has no place for the first stands for the second, and one whose points nobody knows
    assert told == [(1, 3, 0, 1), (1, 3, 1, 0)]


def test_given_again_nothing_is_done(streamed):
    done = give_places(streamed, MADE)
    again = give_places(open_decisions(done.folder), MADE)
    assert again.told == done.told
    assert sorted((done.folder / "人员").iterdir()) == sorted(done.files("人员"))


def test_broken_off_it_is_simply_given_again(streamed, monkeypatch):
    def dies(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(in_parts, "write_text", dies)
        give_places(streamed, MADE)
    found = open_decisions(streamed.folder)
    assert "places" not in found.told
    whole = with_places(decide(MADE, HELD, as_of=DAY)).table
    assert_frame_equal(rows(give_places(found, MADE).table(MADE)), rows(whole))
