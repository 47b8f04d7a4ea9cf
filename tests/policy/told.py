"""Facts that only documents declare, told at random of some of a region; some do not fit."""

import datetime as dt
import random

import polars as pl

from yulin.facts import schema
from yulin.facts.frames import Facts, frame_schema
from yulin.policy.library import declared_by

_SINCE = [dt.date(2020, 1, 1), dt.date(2026, 3, 1), dt.date(2026, 6, 30), dt.date(2026, 7, 1)]
_UNTIL = [schema.OPEN_END, schema.OPEN_END, dt.date(2026, 6, 30), dt.date(2026, 5, 31)]


def _value(rnd, column):
    """A value as the column of a declared fact asks for it, by the column of the sheet."""
    match column.kind:
        case "yes":
            return {"是否": rnd.random() < 0.7}
        case "number":
            most = 10 ** rnd.randint(1, 6)
            return {"数值": rnd.randint(0, most) * 10 ** (4 - min(column.scale, 4))}
        case "date":
            return {"日期": dt.date(2026, 6, 30) - dt.timedelta(days=rnd.randint(-200, 1500))}
        case "division":
            return {"地区": rnd.choice([330302, 330303, 330300, 110000])}
        case "label":
            return {"文字": rnd.choice(column.labels.labels)}
    return {"文字": "甲"}


def _wrong(rnd):
    """What no reader lets pass, but a register may hold once a document has changed."""
    return rnd.choice(
        [
            {},
            {"文字": "没有这一选项"},
            {"数值": 12_3456},
            {"数值": -(10**14)},
            {"数值": 10**14},
            {"是否": True},
            {"地区": 330302},
        ]
    )


def told(facts, library, *, seed=3, share=0.5, wrong=0.0):
    """The same facts, with facts told of some people and firms for every name that is declared.

    ``wrong`` is how many of a hundred percent do not fit, as no reader lets pass.
    """
    rnd, tables = random.Random(seed), dict(facts.tables)
    declared = declared_by(library)
    for subject, table in schema.TOLD_OF.items():
        keys = facts[subject][table.key].to_list()
        every = list({one.name: one for one in declared.facts if one.subject == subject}.values())
        rows = []
        for key in rnd.sample(keys, int(len(keys) * share)) if every else ():
            for one in rnd.sample(every, min(len(every), rnd.randint(1, 12))):
                same = {twin.column for twin in declared.named(subject, one.name)}
                name = rnd.choice([one.name, one.key]) if len(same) == 1 else one.key
                for since in rnd.sample(_SINCE, rnd.randint(1, 2)):
                    until = rnd.choice(_UNTIL)
                    fits = rnd.random() >= wrong
                    rows.append(
                        {
                            **dict.fromkeys(frame_schema(table.name)),
                            table.key: key,
                            "名称": name,
                            "起始日期": since,
                            "截止日期": until if until >= since else schema.OPEN_END,
                            **(_value(rnd, one.column) if fits else _wrong(rnd)),
                        }
                    )
        tables[table.name] = pl.DataFrame(rows, schema=dict(frame_schema(table.name)))
    return Facts(tables, facts.contradictions)
