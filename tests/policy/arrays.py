"""The same expressions and decisions over arrays, which must agree with both back ends."""

import numpy as np
import polars as pl

from yulin.facts import schema
from yulin.facts.frames import Facts
from yulin.policy.backends.arrays.frames import series
from yulin.policy.backends.arrays.numbering import Numbering
from yulin.policy.backends.arrays.subjects import Run, Some, subjects_of
from yulin.policy.backends.arrays.tables import Store, Table
from yulin.policy.backends.polars import dtype
from yulin.policy.dates.arithmetic import kind_of
from yulin.policy.decide import DecisionTable
from yulin.policy.decide_few import decide_few
from yulin.policy.kinds import TEXT


def of_subjects(node, program, facts, as_of, subject):
    """Stored values of a node for each subject."""
    keys = facts.tables[subject][schema.BY_NAME[subject].key]
    run = Run.of(program, facts, as_of)
    return _listed(subjects_of(run, subject, keys).value(node), node, run, len(keys))


def of_given(node, kinds, rows, as_of):
    """Stored values of a node over rows of given values by name."""
    run = Run(None, as_of, Store(Facts({})), Numbering())
    frame = pl.DataFrame(
        {name: [row[name] for row in rows] for name in kinds},
        schema={name: dtype(kind) for name, kind in kinds.items()},
    )
    places = np.arange(len(rows))
    cells = Table(frame, places, run.store.texts)
    given = {name: cells.column(name, kind) for name, kind in kinds.items()}
    some = Some(
        run, subjects_of(run, "人员", pl.Series([], dtype=pl.String)), np.arange(len(rows)), given
    )
    return _listed(some.value(node), node, run, len(rows))


def _listed(found, node, run, count):
    made = series("v", found, _dtype(found, node), count)
    return [
        run.store.texts.named([v])[0] if _is_text(node) and v is not None else v
        for v in made.to_list()
    ]


def _dtype(found, node):
    kind = kind_of(node)
    if kind is None or _is_text(node):
        return pl.Boolean() if hasattr(found, "holds") else pl.Int64()
    return dtype(kind)


def _is_text(node):
    return kind_of(node) == TEXT


def decided(made, facts, as_of):
    """The decisions on everybody."""
    program = made.program(as_of)
    parts = []
    for kind in ("人员", "单位"):
        if program.of(kind) and kind in facts.tables:
            keys = facts.tables[kind][schema.BY_NAME[kind].key]
            subjects = subjects_of(Run.of(program, facts, as_of), kind, keys)
            parts.append(decide_few(subjects, keys, program.of(kind)))
    return DecisionTable(program, as_of, tuple(parts))
