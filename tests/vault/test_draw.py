"""A draw is the same for whoever repeats it, and what was changed is named."""

import json
import subprocess
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yulin.vault.draw import (
    Entry,
    check,
    draw,
    list_hash,
    new_seed,
    promise_of,
    sizes_of,
    turn,
    written,
)

D = Decimal
SEED = "ab" * 32
NAMES = st.lists(st.text("abcdef0123", min_size=1, max_size=4), unique=True, max_size=12)


def entries(*names, stratum="-"):
    return [Entry(name=name, stratum=stratum, amount=D("100.05")) for name in names]


def file_of(listed, sizes, *, seed=SEED, drawn=None):
    return written(
        title="十一月",
        about={},
        promise=promise_of(SEED),
        entries=listed,
        sizes=sizes,
        seed=seed,
        drawn=draw(SEED, listed, sizes) if drawn is None else drawn,
    )


def changed(text, **words):
    return json.dumps(json.loads(text) | words, ensure_ascii=False)


def faults(text, **published):
    return [(one.fault, one.name) for one in check(text, **published).found]


def test_a_turn_is_what_anybody_works_out_by_hand():
    script = 'printf \'%s|%s\' "$1" "$2" | sha256sum'
    by_hand = subprocess.run(
        ["sh", "-c", script, "sh", SEED, "b"], capture_output=True, text=True, check=True
    )
    assert turn(SEED, "b") == by_hand.stdout.split()[0]
    names = sorted("abcde", key=lambda name: turn(SEED, name))
    assert draw(SEED, entries(*"abcde"), {"-": 2}) == tuple(names[:2])


def test_the_hash_of_a_list_is_that_of_its_lines():
    by_hand = subprocess.run(
        ["sh", "-c", "printf 'a\\t-\\t100.05\\nb\\t-\\t100.05\\n' | sha256sum"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert list_hash(entries("b", "a")) == by_hand.stdout.split()[0]


def test_seeds_differ_and_their_promise_tells_nothing_of_them():
    seeds = {new_seed() for _ in range(100)}
    assert len(seeds) == 100
    assert {len(seed) for seed in seeds} == {64}
    assert all(promise_of(seed) != seed for seed in seeds)


@given(names=NAMES, size=st.integers(0, 12), data=st.data())
def test_the_order_of_the_list_does_not_matter(names, size, data):
    listed = entries(*names)
    mixed = data.draw(st.permutations(listed))
    sizes = {"-": min(size, len(names))}
    assert draw(SEED, mixed, sizes) == draw(SEED, listed, sizes)
    assert len(draw(SEED, listed, sizes)) == min(size, len(names))
    assert list_hash(mixed) == list_hash(listed)


@given(names=NAMES, size=st.integers(1, 12))
def test_who_is_drawn_of_fewer_is_drawn_of_more(names, size):
    listed = entries(*names)
    fewer = draw(SEED, listed, {"-": size - 1})
    assert draw(SEED, listed, {"-": size})[: len(fewer)] == fewer


def test_each_stratum_is_drawn_by_itself():
    listed = entries("a", "b", "c", stratum="大") + entries("d", "e", stratum="小")
    sizes = {"大": 1, "小": 2}
    big = draw(SEED, listed[:3], {"大": 1})
    assert set(draw(SEED, listed, sizes)) == {*big, "d", "e"}


@pytest.mark.parametrize(
    ("asked", "sizes"),
    [
        ({"count": 2}, {"大": 2, "小": 1}),
        ({"percent": D("0.01")}, {"大": 1, "小": 1}),
        ({"percent": D(34)}, {"大": 2, "小": 1}),
        ({"percent": D(100)}, {"大": 3, "小": 1}),
    ],
)
def test_how_many_are_drawn(asked, sizes):
    listed = entries("a", "b", "c", stratum="大") + entries("d", stratum="小")
    assert sizes_of(listed, **asked) == sizes


def test_a_true_file_has_nothing_to_find():
    listed = entries(*"abcde")
    report = check(file_of(listed, {"-": 2}), promise=promise_of(SEED), fixed=list_hash(listed))
    assert (report.found, report.entries, report.is_open) == ((), 5, False)
    assert report.drawn == draw(SEED, listed, {"-": 2})


def test_before_the_draw_only_the_list_is_checked():
    text = file_of(entries(*"abc"), {"-": 1}, seed="", drawn=())
    report = check(text)
    assert (report.found, report.is_open, report.drawn) == ((), True, ())
    assert faults(changed(text, list=[["a", "-", "1.00"]])) == [("list", "")]


def test_a_changed_seed_list_size_or_draw_is_found():
    listed = entries(*"abcde")
    text = file_of(listed, {"-": 2})
    first, second = draw(SEED, listed, {"-": 2})
    others = [name for name in "abcde" if name not in {first, second}]
    assert faults(changed(text, drawn=[first, others[0]])) == [
        ("drawn", others[0]),
        ("not_drawn", second),
    ]
    assert ("seed", "") in faults(changed(text, seed="cd" * 32))
    without = [row for row in json.loads(text)["list"] if row[0] != others[0]]
    assert faults(changed(text, list=without)) == [("list", "")]
    dearer = [[name, "-", "100.06"] for name in "abcde"]
    assert faults(changed(text, list=dearer)) == [("list", "")]
    assert faults(changed(text, sizes={"-": 6}))[0] == ("size", "-")
    twice = [["a", "-", "100.05"], *json.loads(text)["list"]]
    assert faults(changed(text, list=twice))[:2] == [("order", ""), ("list", "")]


def test_who_changes_the_hashes_too_is_found_by_what_was_published():
    listed, seed = entries(*"abcd"), "cd" * 32
    forged = changed(
        file_of(listed, {"-": 2}, seed=seed, drawn=draw(seed, listed, {"-": 2})),
        seed_sha256=promise_of(seed),
    )
    assert faults(forged) == []
    assert faults(forged, promise=promise_of(SEED)) == [("seed", "")]
    assert faults(forged, fixed=list_hash(entries(*"abcde"))) == [("list", "")]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"list": 1}', "[" * 100_000])
def test_what_is_no_such_file_is_said_to_be_none(text):
    assert faults(text) == [("unreadable", "")]
    assert faults(changed(file_of(entries("a"), {"-": 1}), format="x")) == [("format", "")]
