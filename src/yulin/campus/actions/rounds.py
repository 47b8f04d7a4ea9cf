"""Rounds of internships: opened by officers, filled with places by firms and wishes by students."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.models import User
from yulin.access.row_security import as_the_program
from yulin.campus.actions.common import ask, journal, must, plain, told, write
from yulin.campus.enums import Answer, RoundState
from yulin.campus.models import Entry, Place, Round, Student, Wish
from yulin.campus.rules import (
    may_answer_own,
    may_keep_as_firm,
    may_keep_as_officer,
    may_keep_region,
    may_offer_places,
)
from yulin.jobs.models import Post
from yulin.registry.models import Employer

MOST_WISHES = 5


@dataclass(frozen=True, kw_only=True)
class Season:
    title: str
    kind: str
    wishes_until: date
    starts_on: date
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class Offered:
    """What a firm offers; of majors none is unknown, an empty tuple is 不限."""

    title: str
    division: int
    capacity: int
    majors: tuple[str, ...] | None = None
    industry: int | None = None
    duties: str = ""
    weeks: int | None = None
    monthly_pay: int | None = None
    housing: bool | None = None
    post: Post | None = None


@transaction.atomic
def make_round(*, acting_user: User, region: int, season: Season) -> Round:
    ask(may_keep_region(acting_user, region))
    made: Round = write(
        Round(
            title=plain(season.title, longest=120),
            kind=season.kind,
            region=region,
            wishes_until=season.wishes_until,
            starts_on=season.starts_on,
            ends_on=season.ends_on,
            made_by=acting_user,
        )
    )
    journal(acting_user, "round.make", made, region)
    return made


@transaction.atomic
def turn_round(*, acting_user: User, round_: Round, state: str) -> Round:
    """Open it to firms and students, or end it."""
    ask(may_keep_as_officer(acting_user, round_))
    one = Round.objects.select_for_update().get(pk=round_.pk)
    ways = {
        (RoundState.DRAFT, RoundState.OPEN),
        (RoundState.OPEN, RoundState.ENDED),
        (RoundState.ASSIGNED, RoundState.ENDED),
    }
    must((one.state, state) in ways, _("这一轮现在是“%s”。") % one.get_state_display())
    one.state = state
    write(one)
    journal(acting_user, f"round.{state}", one, one.region)
    return one


@transaction.atomic
def offer_place(*, acting_user: User, round_: Round, employer: Employer, offered: Offered) -> Place:
    """A firm offers places in an open round.

    Raises:
        PermissionDenied: Not the user's firm.
        CampusError: The round is not open, or title, place or number make no sense.
    """
    ask(may_offer_places(acting_user, employer))
    must(round_.state == RoundState.OPEN, _("这一轮不在报名中，不能再报岗位。"))
    post = offered.post
    must(post is None or post.employer_id == employer.pk, _("只能选本单位的岗位。"))
    made: Place = write(
        Place(
            round=round_,
            employer=employer,
            region=round_.region,
            title=plain(offered.title, longest=80),
            division=offered.division,
            industry=offered.industry,
            majors=None if offered.majors is None else list(offered.majors),
            duties=plain(offered.duties),
            capacity=offered.capacity,
            weeks=offered.weeks,
            monthly_pay=offered.monthly_pay,
            housing=offered.housing,
            post=post,
        )
    )
    journal(acting_user, "place.offer", made, round_.region, capacity=made.capacity)
    return made


@transaction.atomic
def resize_place(*, acting_user: User, place: Place, capacity: int) -> Place:
    """More or fewer places, never fewer than are taken."""
    ask(may_keep_as_firm(acting_user, place))
    one = Place.objects.select_for_update(of=("self",)).get(pk=place.pk)
    must(capacity >= one.taken, _("已有 %(n)s 人占用名额，不能再少。") % {"n": one.taken})
    one.capacity = capacity
    write(one)
    journal(acting_user, "place.resize", one, one.region, capacity=capacity)
    return one


@transaction.atomic
def enter(
    *,
    acting_user: User,
    student: Student,
    round_: Round,
    wishes: Sequence[Place],
    open_to_others: bool,
) -> Entry:
    """Take part in a round with a ranked list; done again before the last day, the list is the new one.

    Raises:
        PermissionDenied: Another's.
        CampusError: The round is over or assigned, the list is empty, too long or of another round.
    """
    ask(may_answer_own(acting_user, student))
    must(
        round_.state == RoundState.OPEN and timezone.localdate() <= round_.wishes_until,
        _("这一轮的报名已经截止。"),
    )
    must(wishes or open_to_others, _("请至少选一个岗位，或者选“服从调剂”。"))
    must(len(wishes) <= MOST_WISHES, _("最多填五个志愿。"))
    must(len({one.pk for one in wishes}) == len(wishes), _("同一个岗位只能填一次。"))
    must(all(one.round_id == round_.pk for one in wishes), _("请选这一轮的岗位。"))
    entry, fresh = _own_entry(student, round_)
    entry.open_to_others, entry.withdrawn = open_to_others, False
    write(entry)
    if not fresh:
        entry.wishes.all().delete()
    with told(Wish):
        Wish.objects.bulk_create(
            Wish(entry=entry, place=place, rank=rank) for rank, place in enumerate(wishes, start=1)
        )
    journal(acting_user, "entry.wish", entry, round_.region, wishes=len(wishes))
    return entry


def _own_entry(student: Student, round_: Round) -> tuple[Entry, bool]:
    entry = (
        Entry.objects.select_for_update(of=("self",))
        .filter(round=round_, person_id=student.person_id)
        .first()
    )
    if entry is not None:
        return entry, False
    made: Entry = write(
        Entry(
            round=round_,
            person_id=student.person_id,
            student=student,
            school_id=student.school_id,
            region=round_.region,
        )
    )
    return made, True


@transaction.atomic
def leave_round(*, acting_user: User, entry: Entry) -> Entry:
    """Not to be seated; whoever has a place gives that back by declining it."""
    ask(may_answer_own(acting_user, entry))
    state = Round.objects.values_list("state", flat=True).get(pk=entry.round_id)
    must(state == RoundState.OPEN, _("这一轮已经分配，请在“我的岗位”里放弃。"))
    entry.withdrawn = True
    write(entry)
    journal(acting_user, "entry.withdraw", entry, entry.region)
    return entry


@transaction.atomic
def set_group(*, acting_user: User, entry: Entry, group: int) -> Entry:
    """Who is seated first, such as students in need: 0 before 1 before 2."""
    ask(may_keep_as_officer(acting_user, entry))
    entry.group = group
    write(entry)
    journal(acting_user, "entry.group", entry, entry.region, group=group)
    return entry


@transaction.atomic
def answer_wish(*, acting_user: User, wish: Wish, answer: str) -> Wish:
    """The firm says whom it would rather have, or does not take, before seats are given."""
    place = wish.place
    ask(may_keep_as_firm(acting_user, place))
    with as_the_program():
        state = Round.objects.values_list("state", flat=True).get(pk=place.round_id)
    must(state == RoundState.OPEN, _("这一轮已经分配。"))
    must(answer in Answer.values, _("请从给出的选项里选。"))
    wish.answer = answer
    write(wish)
    journal(acting_user, "wish.answer", place, place.region, answer=answer)
    return wish
