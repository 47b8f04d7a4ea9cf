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


def test_parts_give_what_one_piece_gives(streamed):
    whole = with_places(decide(MADE, HELD, as_of=DAY)).table
    done = give_places(streamed, MADE)
    assert len(done.files("人员")) > 1
    assert_frame_equal(rows_of(done.table(MADE)), rows_of(whole))
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
    assert_frame_equal(rows_of(give_places(found, MADE).table(MADE)), rows_of(whole))


def decided_in_parts(made, points, folder):
    """Decide people with their points in parts of two, places given."""
    rows = [
        {"证件号": identity_number(n), "姓名": "甲", "户籍地": "330302", "贡献积分": score}
        for n, score in enumerate(points)
    ]
    held = facts(人员=rows)
    write_folder(held, folder / "facts")
    done = decide_streaming(made, folder / "facts", as_of=DAY, out=folder / "out", batch=2)
    done = give_places(done, made)
    whole = with_places(decide(made, held, as_of=DAY)).table
    assert_frame_equal(rows_of(done.table(made)), rows_of(whole))
    return done


def rows_of(table):
    return table.long().sort("subject", "benefit")


def test_a_long_chain_settles(tmp_path):
    names = [f"项{n:02}" for n in range(14)]
    chain = document(
        *(benefit(code=c, amount=f"{100 - n}元", more=ONE) for n, c in enumerate(names)),
        more=f"互斥: [{{名称: 择一, 规则: 就高, 成员: [{', '.join(names)}]}}]",
    )
    done = decided_in_parts(library(chain), range(14), tmp_path)
    told = [(row["入选"], row["名次待定"], row["说明"]) for row in done.told["places"]]
    assert told == [(1, 0, "")] * 14


def test_a_circle_is_left_open_and_named(tmp_path):
    two = "名额: {个数: 2, 至少申报: 2人, 排序: [{式: 贡献积分}]}"
    circle = document(
        benefit(code="甲", amount="3万元", more=two),
        benefit(code="乙", amount="若则(贡献积分 >= 20, 2万元, 4万元)", more=ONE),
        more="互斥: [{名称: 择一, 规则: 就高, 成员: [甲, 乙]}]",
    )
    done = decided_in_parts(library(circle), (30, 10), tmp_path)
    note = "名额循环牵连，无法判定：“甲”“乙”谁入选一项就改变另一项的参评人，来回不定"
    told = [(row["入选"], row["名次待定"], row["说明"]) for row in done.told["places"]]
    assert told == [(0, 2, note)] * 2


def test_shares_that_cannot_be_kept_together_are_told(tmp_path):
    quota = (
        "名额: {个数: 2, 排序: [{式: 贡献积分}], 份额: ["
        "{说: 多分, 须: 贡献积分 >= 20, 至少: 2人}, {说: 少分, 须: 贡献积分 < 20, 至少: 1人}]}"
    )
    done = decided_in_parts(
        library(document(benefit(code="甲", more=quota))), (40, 30, 20, 10, 5), tmp_path
    )
    (told,) = done.told["places"]
    assert (told["入选"], told["名额已满"], told["名次待定"]) == (0, 1, 4)
    assert told["说明"] == (
        "份额“多分”（2 人）、“少分”（1 人）不能同时满足：合起来至少要 3 个名额，只有 2 个，取舍没有写明"
    )
