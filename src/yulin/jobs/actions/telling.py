"""What people and firms are told: written where it happens, in the same transaction, once.

Whoever acts writes to somebody else's list, which row policies forbid: so it is the program that writes,
inside verbs that have asked the rules.
"""

from collections.abc import Iterable
from typing import Any

from yulin.access.models import User
from yulin.access.row_security import as_the_program
from yulin.access.rules import is_person
from yulin.jobs.enums import ApplicationState, ToldKind
from yulin.jobs.models import Application, ApplicationStep, JobNotice, Post
from yulin.jobs.queries.firms import firm_names

_TO_PERSON = {
    ApplicationState.SEEN: ToldKind.SEEN,
    ApplicationState.SHORTLISTED: ToldKind.SHORTLISTED,
    ApplicationState.OFFERED: ToldKind.OFFERED,
    ApplicationState.REFUSED: ToldKind.REFUSED,
}
_FROM_PERSON = frozenset(
    {
        ApplicationState.ACCEPTED,
        ApplicationState.DECLINED,
        ApplicationState.HIRED,
        ApplicationState.WITHDRAWN,
    }
)
#: of these somebody still hopes for an answer
HOPING = (
    ApplicationState.SENT, ApplicationState.SEEN, ApplicationState.SHORTLISTED,
    ApplicationState.INTERVIEW,
)  # fmt: skip


def tell(notices: Iterable[JobNotice]) -> None:
    """Write them down; what was told already is not told again."""
    with as_the_program():
        JobNotice.objects.bulk_create(notices, ignore_conflicts=True, batch_size=500)


def tell_person(application: Application, kind: ToldKind, event: str, **data: Any) -> None:
    with as_the_program():
        names = firm_names([application.employer_id])
    said = {"title": application.post.title, "firm": names.get(application.employer_id, "")}
    tell([_to(application, kind, event, said | data)])


def tell_firm(application: Application, event: str, step: str) -> None:
    """What the person answered; by name on the application's own page alone."""
    told = JobNotice(
        employer_id=application.employer_id,
        kind=ToldKind.ANSWERED,
        event=event,
        application=application,
        post_id=application.post_id,
        data={"title": application.post.title, "step": step},
    )
    tell([told])


def tell_step(application: Application, step: ApplicationStep, user: User | None) -> None:
    """Of a step the other side is told: of the firm's the person, of the person's the firm."""
    event = f"step:{step.pk}"
    state = ApplicationState(application.state)
    if user is None or is_person(user):
        if state in _FROM_PERSON:
            tell_firm(application, event, state)
    elif step.came_from == ApplicationState.REFUSED:
        tell_person(application, ToldKind.REOPENED, event)
    elif step.came_from == ApplicationState.OFFERED and state == ApplicationState.SHORTLISTED:
        tell_person(application, ToldKind.TAKEN_BACK, event)
    elif state in _TO_PERSON:
        tell_person(application, _TO_PERSON[state], event, reason=application.reason)


def tell_over(posts: list[int]) -> None:
    """Those who wait for an answer to posts that have ended; and the firms, of what expired."""
    with as_the_program():
        waiting = list(
            Application.objects.filter(post__in=posts, state__in=HOPING)
            .select_related("post")
            .defer("post__search", "resume")
        )
        names = firm_names(one.employer_id for one in waiting)
    tell(
        _to(
            one,
            ToldKind.OVER,
            f"over:{one.pk}:{one.post.valid_until}",
            {"title": one.post.title, "firm": names.get(one.employer_id, "")},
        )
        for one in waiting
    )


def tell_expired(posts: list[int]) -> None:
    """Firms, that a post of theirs has ended by its date and can be renewed."""
    rows = Post.objects.filter(pk__in=posts).values_list("pk", "employer", "title", "valid_until")
    tell(
        JobNotice(
            employer_id=employer,
            kind=ToldKind.ENDED,
            event=f"ended:{key}:{until}",
            post_id=key,
            data={"title": title},
        )
        for key, employer, title, until in rows.order_by("pk")
    )


def tell_reviewed(post: Post, review: int, *, published: bool) -> None:
    kind = ToldKind.PUBLISHED if published else ToldKind.SENT_BACK
    told = JobNotice(
        employer_id=post.employer_id,
        kind=kind,
        event=f"review:{review}",
        post=post,
        data={"title": post.title},
    )
    tell([told])


def _to(application: Application, kind: ToldKind, event: str, data: dict[str, Any]) -> JobNotice:
    return JobNotice(
        person_id=application.person_id,
        kind=kind,
        event=event,
        application=application,
        post_id=application.post_id,
        data={name: value for name, value in data.items() if value != ""},
    )
