"""A city's season of matching: ``python -m bench.matching`` (61,000 seekers, 330,000 posts).

Both directions, reasons, a refresh and seats, beside other searches that are given the same words and
the same constraints. Lists of some seekers are compared with going through every post.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from bench.measure import load_average, machine, peak_mebibytes
from bench.picture import save, two_axes
from yulin.matching import assign
from yulin.matching.encode import encode_people, idf, learn_posts
from yulin.matching.parts import parts
from yulin.matching.rank import Ranking, Sides, rank_people, rank_posts
from yulin.matching.refresh import refresh_posts
from yulin.matching.scale import FITTING
from yulin.synth.posts import invent_posts
from yulin.synth.seekers import invent_seekers

KEEP = 20
FOLDER = Path("var/bench/matching")
IMAGE = Path("docs/images/matching-growth.svg")


@dataclass
class Step:
    """What one step took."""

    name: str
    seconds: float
    each: str
    peak: float


class Steps(list[Step]):
    """Steps in the order in which they were made, printed as they come."""

    def timed(
        self, name: str, work: Callable[[], object], *, of: int = 0, what: str = ""
    ) -> object:
        gc.collect()
        Path("/proc/self/clear_refs").write_text("5")
        begun = time.perf_counter()
        made = work()
        took = time.perf_counter() - begun
        each = f"{of / took:,.0f} {what}/s" if of else ""
        self.append(Step(name, took, each, peak_mebibytes()))
        print(f"{name}: {took:,.2f} s, {each}, {self[-1].peak:,.0f} MiB", flush=True)
        return made


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.matching", description=__doc__)
    parser.add_argument("--seekers", type=int, default=61_000)
    parser.add_argument("--posts", type=int, default=330_000)
    parser.add_argument("--checked", type=int, default=200, help="seekers compared post by post")
    parser.add_argument("--others", type=int, default=500, help="seekers asked of other searches")
    parser.add_argument("--growth", action="store_true", help="10,000 to 1,000,000 posts instead")
    options = parser.parse_args()
    load = load_average()
    if options.growth:
        growth(options.seekers)
    else:
        season(options.seekers, options.posts, options.checked, options.others)
    print(f"\n{machine()}, load before {load}")


def season(seekers: int, posts: int, checked: int, others: int) -> None:
    steps = Steps()
    market = steps.timed("tables read, texts cut, words weighed", lambda: read(seekers, posts))
    assert isinstance(market, Sides)
    index = market.market()
    rank_posts(index, keep=KEEP, rows=np.arange(2))  # compiles
    rank_people(market, keep=KEEP, rows=np.arange(2))
    parts(market, np.zeros(1, np.int64), np.zeros(1, np.int64))
    steps.timed("posts put in order", market.market)
    name = f"the best {KEEP} posts of every seeker"
    ranking = steps.timed(name, lambda: rank_posts(index, keep=KEEP), of=seekers, what="seekers")
    assert isinstance(ranking, Ranking)
    steps.timed("reasons of all entries", lambda: taken_apart(market, ranking))
    name = f"the best {KEEP} seekers of every post"
    steps.timed(name, lambda: rank_people(market, keep=KEEP), of=posts, what="posts")
    refreshed(market, steps)
    compare(market, ranking, checked)
    seated(ranking, posts, steps)
    if others:
        from bench import matching_others  # noqa: PLC0415 - libraries of the bench group

        matching_others.beside(market, steps, others)
    table(steps)


def table(steps: list[Step]) -> None:
    print("\n| step | s | a second | peak MiB |\n| :-- | --: | --: | --: |")
    for step in steps:
        print(f"| {step.name} | {step.seconds:,.2f} | {step.each} | {step.peak:,.0f} |")


def tables(seekers: int, posts: int) -> tuple[Path, Path]:
    """Write invented tables once, so that making them takes no part of the memory measured."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    people, offered = FOLDER / f"seekers-{seekers}.parquet", FOLDER / f"posts-{posts}.parquet"
    if not people.exists():
        invent_seekers(count=seekers, seed=2, region=330300).write_parquet(people)
    if not offered.exists():
        invent_posts(count=posts, seed=1, as_of=dt.date(2026, 9, 1), region=330300).write_parquet(
            offered
        )
    return people, offered


def read(seekers: int, posts: int) -> Sides:
    people, offered = tables(seekers, posts)
    book, encoded = learn_posts(pl.read_parquet(offered))
    return Sides(
        encode_people(pl.read_parquet(people), book),
        encoded,
        idf(book.vocabulary),
        len(book.places),
    )


def taken_apart(market: Sides, ranking: Ranking) -> None:
    rows, places = np.nonzero(ranking.keys >= 0)
    found = parts(market, rows, ranking.ids[rows, places].astype(np.int64))
    print(f"  {len(rows):,} entries, {(found.verdicts == 0).any(axis=1).mean():.1%} not certain")


def refreshed(market: Sides, steps: Steps) -> None:
    """One post in a hundred has another pay; lists are kept twice as deep as they are shown."""
    deep = steps.timed(
        f"the best {2 * KEEP}, to refresh from", lambda: rank_posts(market.market(), keep=2 * KEEP)
    )
    assert isinstance(deep, Ranking)
    rows = np.random.default_rng(5).choice(
        len(market.posts.place), len(market.posts.place) // 100, replace=False
    )
    pay = market.posts.pay_low.copy()
    pay[rows] += 700
    after = Sides(market.people, market.posts._replace(pay_low=pay), market.idf, market.places)
    made = steps.timed(
        "1 % of posts changed", lambda: refresh_posts(deep, after, np.sort(rows), keep=KEEP)
    )
    whole = rank_posts(after.market(), keep=KEEP)
    same = np.array_equal(made.ranking.keys[:, :KEEP], whole.keys)
    print(
        f"  refreshed lists equal lists made anew: {same}; {len(made.afresh)} seekers ranked afresh"
    )


def compare(market: Sides, ranking: Ranking, checked: int) -> None:
    """Go through every post for some seekers."""
    posts = np.arange(len(market.posts.place))
    rows = np.random.default_rng(7).choice(len(ranking.keys), checked, replace=False)
    wrong = 0
    for row in rows:
        found = parts(market, np.full(len(posts), row), posts)
        worst = found.verdicts.min(axis=1)
        both = found.features.astype(np.int64) @ market.weights.array().T
        keys = np.where(worst < 0, -1, both[:, 0] * both[:, 1] + (worst > 0) * FITTING)
        order = np.lexsort((posts, -keys))[:KEEP]
        wrong += not np.array_equal(np.maximum(keys[order], -1), ranking.keys[row])
        wrong += not np.array_equal(np.where(keys[order] < 0, -1, order), ranking.ids[row])
    print(
        f"  {checked} seekers × {len(posts):,} posts gone through one by one: {wrong} lists differ"
    )


def seated(ranking: Ranking, posts: int, steps: Steps) -> None:
    """Everybody of the season to a post, by headcount; who may not fit counts with what they would."""
    heads = np.minimum(np.random.default_rng(3).geometric(1 / 3.2, posts), 20)
    request = assign.lists_to_request(ranking.ids, ranking.potentials(), heads)
    found = steps.timed("everybody seated once", lambda: assign.seat(request))
    assert isinstance(found, assign.Seating)
    got = assign.ranks(request, found)
    listed = (ranking.ids[:, 0] >= 0).sum()
    left = assign.without_seat(ranking.ids[:, 0].astype(np.int64), heads)
    print(
        f"  {found.seated:,} of {listed:,} who have a list are seated, at mean rank "
        f"{got[got > 0].mean():.2f} of their own; if all went to their best post {left:,} would find it full"
    )
    for people, places, each in ((718, 5_000, 50), (10_000, 10_000, 50), (100_000, 100_000, 50)):
        made = invented_request(people, places, each)
        name = f"{people:,} × {places:,}, {each} candidates each"
        steps.timed(name, lambda made=made: assign.seat(made))


def invented_request(people: int, seats: int, each: int) -> assign.Request:
    """Candidates drawn with a bias to the popular, scores 0 to 1000, capacities 1 to 5."""
    rng = np.random.default_rng(people)
    chosen = (seats * rng.random((people, each)) ** 1.5).astype(np.int64)
    pairs = np.unique(np.arange(people)[:, None] * seats + chosen)
    return assign.Request(
        (pairs // seats).astype(np.int32),
        (pairs % seats).astype(np.int32),
        rng.integers(0, 1001, len(pairs)),
        rng.integers(1, 6, seats),
        np.zeros(people, np.int64),
    )


def growth(seekers: int) -> None:
    """The same seekers against more and more posts, as a table and a picture."""
    print(
        "| posts | words read, s | lists, s | seekers a second | peak MiB |\n| --: | --: | --: | --: | --: |"
    )
    points: list[tuple[int, float, float]] = []
    for posts in (10_000, 33_000, 100_000, 330_000, 1_000_000):
        steps = Steps()
        market = steps.timed("read", lambda posts=posts: read(seekers, posts))
        assert isinstance(market, Sides)
        index = market.market()
        rank_posts(index, keep=KEEP, rows=np.arange(2))
        steps.timed("lists", lambda index=index: rank_posts(index, keep=KEEP), of=seekers)
        first, second = steps
        print(
            f"| {posts:,} | {first.seconds:,.1f} | {second.seconds:,.1f} | "
            f"{seekers / second.seconds:,.0f} | {second.peak:,.0f} |",
            flush=True,
        )
        points.append((posts, second.seconds, second.peak))
    draw(points)


def draw(points: list[tuple[int, float, float]]) -> None:
    """Draw seconds and memory over the number of posts."""
    figure, left, right = two_axes()
    posts, seconds, peaks = zip(*points, strict=True)
    left.plot(posts, seconds, marker="o")
    right.plot(posts, peaks, marker="o")
    left.set(xscale="log", yscale="log", xlabel="posts", ylabel="seconds for all lists")
    right.set(xscale="log", xlabel="posts", ylabel="peak memory, MiB")
    right.set_ylim(0, 1.15 * max(peaks))
    left.yaxis.set_major_formatter("{x:g}")
    left.yaxis.set_minor_formatter("")
    save(figure, IMAGE, over=posts)


if __name__ == "__main__":
    main()
