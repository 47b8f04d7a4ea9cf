"""社保: what each job left in the insurance register, with arrears and back payments."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from yulin.synth import places
from yulin.synth.careers import Careers
from yulin.synth.employers import Employers
from yulin.synth.labels import INSURANCE, PAYMENT
from yulin.synth.sheets import Columns
from yulin.synth.streams import Ints, Streams
from yulin.synth.timeline import closed_month_day, first_day

_BROKEN_SHARE = 0.07


@dataclass(frozen=True, kw_only=True)
class _Pieces:
    """One element a stretch of equal payment."""

    job: Ints
    first: Ints
    last: Ints
    payment: Ints


def insurance_columns(
    streams: Streams, careers: Careers, employers: Employers, *, now: int
) -> Columns:
    """Return the columns of 社保."""
    pieces = _pieces(streams, careers, now=now)
    job, scheme, piece = _by_scheme(streams, careers, employers, pieces)
    division = _divisions(streams, careers, employers)
    return {
        "证件号": careers.person[job],
        "险种": scheme,
        "参保地": division[job],
        "单位代码": careers.employer[job],
        "起始年月": first_day(pieces.first[piece]),
        "截止年月": closed_month_day(pieces.last[piece]),
        "缴费类型": pieces.payment[piece],
    }


def _pieces(streams: Streams, careers: Careers, *, now: int) -> _Pieces:
    """Cut one job in fourteen in three: paid, then in arrears or paid late, then paid."""
    count = careers.count
    length = np.minimum(careers.last, now) - careers.first + 1
    broken = streams.chance("社保.中断", count, _BROKEN_SHARE) & (length >= 4)
    job = np.repeat(np.arange(count), np.where(broken, 3, 1))
    part = np.arange(len(job)) - np.searchsorted(job, job)
    room = np.maximum(length - 3, 1)
    hole = np.minimum(streams.geometric("社保.中断月数", count, 2.5), room)
    before = 1 + (streams.uniform("社保.中断位置", count) * (room - hole + 1)).astype(np.int64)
    cut = careers.first + before
    first = np.where(
        part == 0, careers.first[job], np.where(part == 1, cut[job], (cut + hole)[job])
    )
    end = np.where(part == 0, cut[job] - 1, (cut + hole)[job] - 1)
    last = np.where(broken[job] & (part < 2), end, careers.last[job])
    kinds = np.array([PAYMENT["补缴"], PAYMENT["欠费"]])
    kind = kinds[streams.choose("社保.缴费类型", count, (55, 45))]
    payment = np.where(part == 1, kind[job], PAYMENT["正常"])
    return _Pieces(job=job, first=first, last=last, payment=payment)


def _by_scheme(
    streams: Streams, careers: Careers, employers: Employers, pieces: _Pieces
) -> tuple[Ints, Ints, Ints]:
    """Repeat every stretch for each scheme of its job; a few jobs lack one or another."""
    public = ~careers.flexible & employers.public[careers.employer]
    pension = np.where(public, INSURANCE["机关养老"], INSURANCE["职工养老"])
    pension = np.where(careers.flexible, INSURANCE["灵活就业养老"], pension)
    count = careers.count
    has = np.stack(
        [
            streams.chance("社保.养老", count, 0.985),
            streams.chance("社保.医疗", count, np.where(careers.flexible, 0.6, 0.98)),
            streams.chance("社保.失业", count, 0.97) & ~careers.flexible,
            streams.chance("社保.工伤", count, 0.985) & ~careers.flexible,
        ],
        axis=1,
    )
    others = [INSURANCE["职工医疗"], INSURANCE["失业"], INSURANCE["工伤"]]
    # row by row: the schemes of a stretch follow one another, so people stay in order
    piece, column = np.nonzero(has[pieces.job])
    job = pieces.job[piece]
    scheme = np.where(column == 0, pension[job], np.array([0, *others])[column])
    return job, scheme, piece


def _divisions(streams: Streams, careers: Careers, employers: Employers) -> Ints:
    """Where the employer stands, or some county of the region for flexible workers and a few more."""
    count = careers.count
    counties = places.counties_of(employers.region)
    drawn = streams.choose("社保.灵活参保地", count, list(counties.values()))
    elsewhere = np.array(list(counties))[drawn]
    away = careers.flexible | streams.chance("社保.异地参保", count, 0.01)
    return np.where(away, elsewhere, employers.division[careers.employer])
