"""Working lives as spells of jobs; insurance and employment records are two views of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from yulin.synth.employers import Employers
from yulin.synth.labels import EDUCATION, UNKNOWN
from yulin.synth.lives import EMPLOYEE, FLEXIBLE, FOUNDER, INACTIVE, STUDENT, UNEMPLOYED, Lives
from yulin.synth.streams import Flags, Ints, Streams
from yulin.synth.timeline import OPEN_MONTH, month_of

_MOST_JOBS = 5
#: months that founders have been insured by their own firm
_FOUNDER_MONTHS = (26, 24, 13, 12, 11, 18, 14)
#: retirement age in months by sex position, for those whose last job has to end
_RETIRED = 12 * 60


@dataclass(frozen=True, kw_only=True)
class Careers:
    """One element a job, people in order and each one's jobs by date."""

    person: Ints
    #: number of the employer; negative for flexible work
    employer: Ints
    first: Ints
    #: OPEN_MONTH while it lasts
    last: Ints
    #: the person's last job
    final: Flags
    #: the firm is the person's own
    own: Flags

    @property
    def count(self) -> int:
        return len(self.person)

    @property
    def current(self) -> Flags:
        running: Flags = self.last == OPEN_MONTH
        return running

    @property
    def flexible(self) -> Flags:
        return self.employer < 0


def settle(streams: Streams, lives: Lives, employers: Employers) -> tuple[Lives, Ints]:
    """Choose the founders and make everyone's activity fit the time they have had to work."""
    activity = lives.activity.copy()
    months = lives.now - lives.start_month
    fresh = (months < 1) & (activity != STUDENT)
    waiting = streams.chance("人员.待业", lives.count, 0.5)
    activity[fresh] = np.where(waiting[fresh], UNEMPLOYED, INACTIVE)
    able = (activity == EMPLOYEE) & (months >= 26) & (lives.age < 55)
    founders = _founders(streams, lives, able, wanted=len(employers.founded))
    activity[founders] = FOUNDER
    return replace(lives, activity=activity), founders


def _founders(streams: Streams, lives: Lives, able: Flags, *, wanted: int) -> Ints:
    """By turns somebody who left school in the last five years and somebody who did not."""
    recent = (lives.now - lives.finish_month <= 64) & (lives.level >= EDUCATION["专科"])
    order = streams.permutation("单位.法定代表人", lives.count)
    lists = [order[(able & some)[order]] for some in (recent, ~recent)]
    each = min(wanted // 2, *(len(people) for people in lists))
    return np.stack([people[:each] for people in lists], axis=1).ravel()


def work(streams: Streams, lives: Lives, employers: Employers, *, founders: Ints) -> Careers:
    """Draw the jobs of everyone's working life."""
    months = np.where(lives.activity == STUDENT, 0, lives.now - lives.start_month)
    extra = streams.poisson("就业.跳槽", np.maximum(months, 0) / 75)
    jobs = np.where(months >= 1, np.minimum(1 + extra, _MOST_JOBS), 0)
    person = np.repeat(np.arange(lives.count), jobs)
    place = np.arange(len(person)) - np.repeat(np.cumsum(jobs) - jobs, jobs)
    final = place == jobs[person] - 1
    first = _first_months(streams, lives, person=person, place=place, jobs=jobs, months=months)
    last = _last_months(streams, lives, person=person, first=first, final=final)
    employer = _employers(streams, lives, employers, person=person, final=final)
    # of two jobs begun in one month only the later was ever paid for
    paid = ~np.r_[(person[1:] == person[:-1]) & (first[1:] == first[:-1]), False][: len(person)]
    careers = Careers(
        person=person[paid],
        employer=employer[paid],
        first=first[paid],
        last=last[paid],
        final=final[paid],
        own=np.zeros(int(paid.sum()), dtype=np.bool_),
    )
    return _staff_founded(streams, careers, lives, employers, founders=founders)


def _first_months(
    streams: Streams, lives: Lives, *, person: Ints, place: Ints, jobs: Ints, months: Ints
) -> Ints:
    """The first job starts at once; the others fall in equal parts of the working life.

    Recent changes are commoner than an even spread gives: a square pulls half of them forward.
    """
    drift = streams.uniform("就业.入职月", len(person))
    share = (place + drift) / jobs[person]
    pulled = 1 - (1 - share) ** 2
    share = np.where(streams.chance("就业.近来入职", lives.count, 0.5)[person], pulled, share)
    offset = np.where(place == 0, 0, (share * months[person]).astype(np.int64))
    lone = (place == 0) & (jobs[person] == 1) & streams.chance("就业.迟就业", len(person), 0.4)
    offset = np.where(lone, (pulled * months[person]).astype(np.int64), offset)
    return lives.start_month[person] + np.minimum(offset, months[person] - 1)


def _last_months(
    streams: Streams, lives: Lives, *, person: Ints, first: Ints, final: Flags
) -> Ints:
    gap = streams.geometric("就业.间断", len(person), 7.0)
    gap = np.where(streams.chance("就业.有间断", len(person), 0.4), gap, 0)
    following = np.r_[first[1:], 0]
    until_next = np.maximum(following - 1 - gap, first)
    activity = lives.activity[person]
    out = streams.geometric("就业.失业月数", len(person), 7.0)
    away = 1 + (streams.uniform("就业.离开月数", len(person)) ** 2 * 120).astype(np.int64)
    retired = lives.birth_month[person] + _RETIRED
    stopped = lives.now - np.where(activity == UNEMPLOYED, out, away)
    stopped = np.where(
        activity == INACTIVE, np.minimum(stopped, np.maximum(retired, first)), stopped
    )
    working = (activity == EMPLOYEE) | (activity == FLEXIBLE) | (activity == FOUNDER)
    end = np.where(working, OPEN_MONTH, np.maximum(stopped, first))
    return np.where(final, end, until_next)


def _employers(
    streams: Streams, lives: Lives, employers: Employers, *, person: Ints, final: Flags
) -> Ints:
    """Earlier jobs lie outside the region more often than the current one."""
    count = len(person)
    drawn = streams.choose("就业.单位代码", count, employers.pull)
    abroad = employers.pull * np.where(
        employers.division // 100 == employers.region // 100, 0.6, 2.5
    )
    earlier = streams.choose("就业.前单位代码", count, abroad)
    flexible = np.where(
        final,
        lives.activity[person] == FLEXIBLE,
        streams.chance("就业.曾灵活就业", count, 0.06),
    )
    return np.where(flexible, UNKNOWN, np.where(final, drawn, earlier))


def _staff_founded(
    streams: Streams, careers: Careers, lives: Lives, employers: Employers, *, founders: Ints
) -> Careers:
    """Fill the founded firms to the exact head count and put each founder in their own."""
    employer, own = careers.employer.copy(), careers.own.copy()
    first, last = careers.first.copy(), careers.last.copy()
    final_job = np.full(lives.count, UNKNOWN, dtype=np.int64)
    final_job[careers.person[careers.final]] = np.flatnonzero(careers.final)
    firm = employers.founded[: len(founders)]
    insured = lives.now - np.resize(_FOUNDER_MONTHS, len(founders)) + 1
    employer[final_job[founders]], own[final_job[founders]] = firm, True
    # nobody is insured by a firm before it is founded
    insured = np.maximum(insured, month_of(employers.founded_day[firm]))
    first[final_job[founders]] = np.maximum(first[final_job[founders]], insured)
    tenure = lives.now - first
    steady = np.flatnonzero(careers.current & ~careers.flexible & ~own & (tenure >= 13))
    staff = steady[streams.permutation("就业.创业带动", len(steady))]
    slots = np.repeat(firm, employers.heads[: len(firm)])[: len(staff)]
    staff = staff[: len(slots)]
    employer[staff] = slots
    # nobody joined a firm before it was founded (750 days ago at the latest)
    first[staff] = np.maximum(first[staff], lives.now - 24)
    return replace(careers, employer=employer, own=own, first=first, last=last)
