"""People at work in the demo: résumés that firms find, and applications in several states."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from yulin.access.actions.journal import record
from yulin.access.divisions import bounds
from yulin.access.models import User
from yulin.jobs.actions.applications import keep_step, move
from yulin.jobs.actions.inviting import tell_invited
from yulin.jobs.actions.meetings import Slot, Terms, invite, make_offer
from yulin.jobs.enums import ApplicationState, PostState, RefusalReason, Visibility
from yulin.jobs.models import Application, Invitation, Post, Resume
from yulin.jobs.queries.resumes import own_resume, shown_to_firms
from yulin.ledger.demo import REGION
from yulin.registry.models import Employer, Person

_PEOPLE, _PER_POST = 48, 9
#: where the applicants of a post stand, in turn
_STATES = (
    ApplicationState.SENT, ApplicationState.SEEN, ApplicationState.SHORTLISTED,
    ApplicationState.INTERVIEW, ApplicationState.OFFERED, ApplicationState.REFUSED,
    ApplicationState.SENT, ApplicationState.SEEN, ApplicationState.REFUSED,
)  # fmt: skip
_REASONS = (RefusalReason.SKILL, RefusalReason.EXPERIENCE, RefusalReason.SCHOOLING)


@dataclass(frozen=True)
class Hired:
    resumes: int
    applications: int


@transaction.atomic
def set_up_people() -> Hired | None:
    """Let people of the region apply to the demo employer; None where there are applications.

    Where the demo's accounts are not there nothing is done.
    """
    clerk = User.objects.filter(username="demo-employer").first()
    if Application.objects.exists() or clerk is None:
        return None
    posts = list(
        Post.objects.filter(employer__uuid=clerk.organisation_key, state=PostState.OPEN)
        .defer("search")
        .order_by("pk")[:6]
    )
    people = _people()
    if not posts or not people:
        return None
    resumes = [_resume(person, place) for place, person in enumerate(people)]
    record(acting_user=None, action="jobs.resumes.load", region=REGION, data={"n": len(resumes)})
    sent = [
        _sent(post, people[(number * _PER_POST + place) % len(people)], place, clerk)
        for number, post in enumerate(posts[:4])
        for place in range(min(_PER_POST, len(people)))
    ]
    _to_others(people[:2], posts[5:], clerk)
    return Hired(resumes=len(resumes), applications=len(sent))


def _people() -> list[Person]:
    """The demo's own two first, so that their pages have something to show."""
    accounts = User.objects.filter(username__in=("demo-person", "demo-graduate"))
    keys = [key for key in accounts.values_list("person_key", flat=True) if key]
    own = list(Person.objects.filter(uuid__in=keys).order_by("-pk"))
    rows = Person.objects.filter(division__range=bounds(REGION), merged_into__isnull=True)
    others = rows.exclude(pk__in=[one.pk for one in own]).order_by("pk")[: _PEOPLE - len(own)]
    return [one.stands_for for one in own] + list(others)


def _resume(person: Person, place: int) -> Resume:
    """Wishes in the words of a post of the region, so that they fit some."""
    rows = Post.objects.filter(state=PostState.OPEN).defer("search").order_by("pk")
    post = rows[place * 5 % rows.count()]
    made, _new = Resume.objects.get_or_create(
        person=person,
        defaults={
            "titles": [post.title_key],
            "occupations": [post.occupation] if post.occupation else None,
            "divisions": [post.division] if place % 3 else [],
            "skills": (post.skills or [])[:3],
            "story": f"做过{post.title_key}的工作。",
            "years": place % 9,
            "least_pay": post.pay_from,
            "forms": list(post.forms[:1]),
            "industries": [post.industry] if post.industry is not None else None,
            "visibility": Visibility.REGION if place % 4 else Visibility.CHOSEN,
        },
    )
    return made


def _sent(post: Post, person: Person, place: int, clerk: User) -> Application:
    made = Application.objects.create(
        post=post,
        employer_id=post.employer_id,
        division=post.division,
        person=person,
        resume=shown_to_firms(person, own_resume(person), named=True),
    )
    keep_step(made, "", None)
    _go_on(made, _STATES[place], place, clerk)
    return made


def _go_on(one: Application, to: ApplicationState, place: int, clerk: User) -> None:
    if to == ApplicationState.SENT:
        return
    move(one, ApplicationState.SEEN, clerk)
    if to == ApplicationState.SHORTLISTED:
        move(one, to, clerk)
    elif to == ApplicationState.REFUSED:
        one.reason = _REASONS[place % len(_REASONS)]
        move(one, to, clerk, "reason", why=one.reason)
    elif to == ApplicationState.INTERVIEW:
        begins = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=3)
        ends = begins + timedelta(minutes=30)
        slot = Slot(begins_at=begins, ends_at=ends, place="行政楼 301", note="带身份证和学历证书")
        invite(acting_user=clerk, application=one, slot=slot)
    elif to == ApplicationState.OFFERED:
        today = timezone.localdate()
        terms = Terms(
            monthly_pay=one.post.pay_to or 7000,
            starts_on=today + timedelta(days=30),
            contract_years=3,
            trial_months=2,
            answer_until=today + timedelta(days=14),
        )
        make_offer(acting_user=clerk, application=one, terms=terms)


def _to_others(people: Sequence[Person], posts: Sequence[Post], clerk: User) -> None:
    """Invitations to a post that nobody has applied for."""
    firm = Employer.objects.get(uuid=clerk.organisation_key)
    for post in posts:
        for person in people:
            made = Invitation.objects.create(post=post, employer=firm, person=person, sent_by=clerk)
            tell_invited(made)
