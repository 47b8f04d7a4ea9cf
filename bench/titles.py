"""How well titles are understood: ``python -m bench.titles`` prints it and writes docs/matching.md."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from bench import labels
from bench.report import Table, section, write
from yulin.matching.titles import TitleIndex, Weights, normalise
from yulin.matching.titles.lexicon import shipped

DOCUMENT = labels.ROOT / "docs" / "matching.md"
Scores = Callable[[str], npt.NDArray[np.float64]]
DRAWS = 10_000


def average_precision(data: labels.TitleSet, scores: Scores) -> list[float]:
    """Of each query, over the whole ranking; equal scores in the titles' own order."""
    found = []
    for query, text in data.queries:
        order = np.argsort(-scores(text), kind="stable")
        right = np.array([data.names[at] in data.relevant[query] for at in order])
        precision = np.cumsum(right) / np.arange(1, len(order) + 1)
        found.append(float(precision[right].mean()))
    return found


def letters_alone(titles: Sequence[str], longest: int = 1) -> Scores:
    """The baseline: TF-IDF of characters as they are written, cosine."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415 - only when asked

    words = TfidfVectorizer(analyzer="char", ngram_range=(1, longest))
    matrix = words.fit_transform(titles)
    return lambda query: np.asarray((matrix @ words.transform([query]).T).toarray()).ravel()


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Bounds of 95 % for the mean, by drawing queries again."""
    draw = np.random.default_rng(1)
    rows = np.array(values)
    means = rows[draw.integers(0, len(rows), (DRAWS, len(rows)))].mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)


def _row(name: str, values: Sequence[float]) -> list[str]:
    low, high = interval(values)
    return [name, f"{np.mean(values):.3f}", f"{low:.3f} to {high:.3f}"]


def title_table(data: labels.TitleSet) -> Table:
    """The baselines and ours on the Chinese title set."""

    def ours(weights: Weights) -> list[float]:
        return average_precision(data, TitleIndex(data.titles, weights=weights).scores)

    rows = [
        _row("TF-IDF of single characters", average_precision(data, letters_alone(data.titles))),
        _row("TF-IDF of runs of 1–3", average_precision(data, letters_alone(data.titles, 3))),
        _row("ours, characters only", ours(Weights(concepts=0.0))),
        _row("ours, concepts only", ours(Weights(concepts=1.0))),
        _row("**ours**", ours(Weights())),
    ]
    heads = ["method", "mean average precision", "95 %"]
    note = (
        f"{len(data.queries)} queries, {len(data.titles):,} titles; nothing is trained on either."
    )
    return Table("titles", "Titles", heads, rows, note)


def same_code(scores: Scores, titles: Sequence[tuple[str, str]], step: int = 5) -> list[float]:
    """Precision of finding, for each fifth title, the others that were given its occupation."""
    codes = np.array([code for _, code in titles])
    found = []
    for at in range(0, len(titles), step):
        order = np.argsort(-scores(titles[at][0]), kind="stable")
        order = order[order != at]
        right = codes[order] == codes[at]
        if right.any():
            precision = np.cumsum(right) / np.arange(1, len(order) + 1)
            found.append(float(precision[right].mean()))
    return found


def unseen_table() -> Table:
    """The same on notices that no term was written from: do titles of one occupation find each other?"""
    titles = labels.title_codes()
    texts = [title for title, _ in titles]
    rows = [
        _row("TF-IDF of single characters", same_code(letters_alone(texts), titles)),
        _row("**ours**", same_code(TitleIndex(texts).scores, titles)),
    ]
    note = "600 titles of notices ask for the others of 3,000 with the same occupation code."
    heads = ["method", "mean average precision", "95 %"]
    return Table("unseen", "Titles: notices", heads, rows, note)


VARIED = {
    "concepts": (0.4, 0.6, 0.9),
    "broader": (0.3, 0.5, 0.9),
    "related": (0.0, 0.3, 0.8),
    "head": (0.1, 0.2, 0.7),
    "level": (0.0, 0.3),
    "field": (0.0, 0.6),
    "longest": (1, 3),
}


def weights_table(data: labels.TitleSet) -> Table:
    """How the precision moves when one number moves."""
    rows = []
    for name, values in VARIED.items():
        for value in values:
            weights = replace(Weights(), **{name: value})
            found = average_precision(data, TitleIndex(data.titles, weights=weights).scores)
            usual = getattr(Weights(), name)
            rows.append([f"{name} {value} (usually {usual})", f"{np.mean(found):.3f}"])
    return Table("weights", "Titles: one number moved", ["number", "precision"], rows)


def speed_table(data: labels.TitleSet, titles: int = 100_000) -> Table:
    """Seconds to index many titles and to ask about one."""
    many = [f"{title}{at}" for at in range(titles // len(data.titles) + 1) for title in data.titles]
    many = many[:titles]
    start = time.process_time()
    index = TitleIndex(many)
    built = time.process_time() - start
    start = time.process_time()
    for _, query in data.queries:
        index.scores(query)
    each = (time.process_time() - start) / len(data.queries)
    rows = [[f"{titles:,} different titles indexed", f"{built:.1f} s"]]
    rows.append(["one asked about, all scored", f"{each * 1000:.1f} ms"])
    return Table("speed", "Titles: time", ["what", "CPU time"], rows)


def main() -> None:
    """Measure, print, and write the measured block."""
    if not labels.present():
        raise SystemExit(labels.ABSENT)
    data = labels.title_set()
    words = shipped()
    print(f"{len(words.concepts)} concepts, {len(words.terms)} terms, {normalise('高薪誠聘律師')}")
    tables = [title_table(data), unseen_table(), weights_table(data), speed_table(data)]
    text = section("titles", tables, "Made by `python -m bench.titles`.")
    print(text)
    write(DOCUMENT, "titles", text)


if __name__ == "__main__":
    main()
