"""Other searches over the same words under the same constraints: what ``bench.matching`` stands beside.

Each is asked for the same seekers. Which posts each of them may take (district, degree, level, form, shift,
pay, permit, certificates) is worked out by a compiled function of ours; its time is told by itself, because a search that
cannot ask for constraints has to be given them.
"""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import TemporaryDirectory

import bm25s
import hnswlib
import numpy as np
import tantivy

from bench.matching import KEEP, Step, Steps
from yulin.matching import pair, parts
from yulin.matching.compiled import compiled
from yulin.matching.rank import Sides, rank_posts
from yulin.matching.sides import Lists, People, Posts

_DIMENSIONS = 256
#: neighbours that HNSW finds before the constraints are asked
_DEEP = 400


def beside(market: Sides, steps: Steps, count: int) -> None:
    rows = np.random.default_rng(11).choice(len(market.people.education), count, replace=False)
    _allowed(market, int(rows[0]))
    began = time.perf_counter()
    allowed = [_allowed(market, int(row)) for row in rows]
    _asked(steps, "constraints of every post, for those that cannot ask", began, count)
    print(f"  {np.mean([one.mean() for one in allowed]):.1%} of posts are open to a seeker")
    index = market.market()
    steps.timed(
        "ours, the same seekers",
        lambda: rank_posts(index, keep=KEEP, rows=rows),
        of=count,
        what="seekers",
    )
    _bm25s(market, steps, rows, allowed)
    _tantivy(market, steps, rows, allowed)
    _dense(market, steps, rows, allowed)


def _allowed(market: Sides, row: int) -> np.ndarray:
    open_to = np.zeros(len(market.posts.place), np.bool_)
    _judge(market.people, row, market.posts, open_to)
    return open_to


@compiled
def _judge(people: People, i: int, posts: Posts, open_to: np.ndarray) -> None:
    for j in range(len(open_to)):
        open_to[j] = (
            parts._place(people, i, posts.place[j]) != pair.REFUSED
            and pair.at_least(people.education[i], posts.education[j]) != pair.REFUSED
            and pair.at_least(people.level[i], posts.level[j]) != pair.REFUSED
            and pair.time_fits(people.forms[i], posts.forms[j], people.shifts[i], posts.shifts[j])
            != pair.REFUSED
            and pair.pay_fits(people.pay[i], posts.pay_low[j], posts.pay_high[j]) != pair.REFUSED
            and pair.permit_fits(people.permit[i], posts.permit[j]) != pair.REFUSED
            and pair.credentials_fit(
                people.credentials,
                people.credentials_said[i],
                i,
                posts.credentials,
                posts.credentials_said[j],
                j,
            )
            != pair.REFUSED
        )


def _row(lists: Lists, at: int) -> list[int]:
    return lists.values[lists.starts[at] : lists.starts[at + 1]].tolist()


def _asked(steps: Steps, name: str, began: float, count: int) -> None:
    took = time.perf_counter() - began
    steps.append(Step(name, took, f"{count / took:,.0f} seekers/s", 0.0))
    print(f"{name}: {took:,.2f} s, {count / took:,.0f} seekers/s", flush=True)


def _built(steps: Steps, name: str, began: float) -> None:
    steps.append(Step(f"{name}, built", time.perf_counter() - began, "", 0.0))
    print(f"{name}, built: {steps[-1].seconds:,.2f} s", flush=True)


def _bm25s(market: Sides, steps: Steps, rows: np.ndarray, allowed: list[np.ndarray]) -> None:
    words = len(market.idf.text)
    corpus = [_row(market.posts.text, at) for at in range(len(market.posts.place))]
    searcher = bm25s.BM25(backend="numba")
    began = time.perf_counter()
    searcher.index((corpus, {str(word): word for word in range(words)}), show_progress=False)
    _built(steps, "bm25s", began)
    queries = [[_row(market.people.text, int(row)) or [0]] for row in rows]
    searcher.retrieve(
        queries[0], k=KEEP, weight_mask=allowed[0].astype(np.float32), show_progress=False
    )
    began = time.perf_counter()
    for query, mask in zip(queries, allowed, strict=True):
        searcher.retrieve(query, k=KEEP, weight_mask=mask.astype(np.float32), show_progress=False)
    _asked(steps, "bm25s, words alone, constraints as a mask", began, len(rows))


def _tantivy(market: Sides, steps: Steps, rows: np.ndarray, allowed: list[np.ndarray]) -> None:
    """Place and degree as must-clauses; what is left is looked up in the mask, deep enough."""
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("row", stored=True, indexed=True, fast=True)
    builder.add_text_field("text", tokenizer_name="whitespace")
    builder.add_text_field("cell", tokenizer_name="raw")
    schema = builder.build()
    posts = market.posts
    with TemporaryDirectory() as folder:
        index = tantivy.Index(schema, path=str(Path(folder)))
        writer = index.writer(heap_size=256_000_000, num_threads=2)
        began = time.perf_counter()
        for at in range(len(posts.place)):
            text = " ".join(f"w{word}" for word in _row(posts.text, at))
            cell = f"p{posts.place[at]}e{posts.education[at]}"
            document = tantivy.Document(text=text, cell=cell)
            document.add_unsigned("row", at)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        searcher = index.searcher()
        _built(steps, "tantivy", began)
        began = time.perf_counter()
        for row, mask in zip(rows, allowed, strict=True):
            _ask_tantivy(index, searcher, schema, market, int(row), mask)
        _asked(steps, "tantivy, words alone, place and degree as clauses", began, len(rows))


def _ask_tantivy(index, searcher, schema, market: Sides, row: int, mask: np.ndarray) -> list[int]:
    posts = market.posts
    open_to = np.flatnonzero(mask)
    cells = {
        (int(p), int(e))
        for p, e in zip(posts.place[open_to], posts.education[open_to], strict=True)
    }
    words = [f"w{word}" for word in _row(market.people.text, row)]
    if not cells or not words:
        return []
    place = tantivy.Query.term_set_query(schema, "cell", [f"p{p}e{e}" for p, e in cells])
    text = tantivy.Query.boolean_query(
        [(tantivy.Occur.Should, tantivy.Query.term_query(schema, "text", word)) for word in words]
    )
    query = tantivy.Query.boolean_query(
        [
            (tantivy.Occur.Must, tantivy.Query.const_score_query(place, 0.0)),
            (tantivy.Occur.Must, text),
        ]
    )
    hits = searcher.search(query, limit=200).hits
    found = [searcher.doc(address)["row"][0] for _, address in hits]
    return [at for at in found if mask[at]][:KEEP]


def _dense(market: Sides, steps: Steps, rows: np.ndarray, allowed: list[np.ndarray]) -> None:
    """Texts as 256 random directions, which is what a vector search would be handed."""
    rng = np.random.default_rng(1)
    directions = rng.standard_normal((len(market.idf.text), _DIMENSIONS)).astype(np.float32)
    directions *= market.idf.text[:, None]
    posts = _vectors(market.posts.text, directions)
    queries = _vectors(market.people.text, directions)[rows]
    exact = []
    began = time.perf_counter()
    for at in range(0, len(rows), 64):
        scores = queries[at : at + 64] @ posts.T
        for line, mask in zip(scores, allowed[at : at + 64], strict=True):
            line[~mask] = -np.inf
            found = np.argpartition(-line, KEEP)[:KEEP]
            exact.append(set(found[np.isfinite(line[found])].tolist()))
    _asked(steps, "matrix product of 256 dimensions, masked, best 20", began, len(rows))
    index = hnswlib.Index(space="ip", dim=_DIMENSIONS)
    index.init_index(max_elements=len(posts), ef_construction=100, M=16)
    began = time.perf_counter()
    index.add_items(posts, num_threads=2)
    _built(steps, "HNSW", began)
    index.set_ef(_DEEP)
    began = time.perf_counter()
    found, _ = index.knn_query(queries, k=_DEEP, num_threads=2)
    kept = [
        [one for one in line.tolist() if mask[one]][:KEEP]
        for line, mask in zip(found, allowed, strict=True)
    ]
    _asked(steps, f"HNSW, nearest {_DEEP}, then the constraints", began, len(rows))
    total = sum(len(one) for one in exact)
    share = sum(len(one & set(other)) for one, other in zip(exact, kept, strict=True)) / total
    print(f"  of what the matrix product finds, HNSW finds {share:.1%}")


def _vectors(texts: Lists, directions: np.ndarray) -> np.ndarray:
    made = np.zeros((len(texts.starts) - 1, directions.shape[1]), np.float32)
    for at in range(len(made)):
        values = texts.values[texts.starts[at] : texts.starts[at + 1]]
        if len(values):
            made[at] = directions[values].sum(axis=0)
            made[at] /= np.linalg.norm(made[at]) or 1.0
    return made
