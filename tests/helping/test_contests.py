"""A38, 星耀南湖·长三角精英峰会: projects compete at a summit, others judge them, prizes are given once."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from tests.events.conftest import said
from tests.helping.test_projects import idea
from yulin.access.actions.journal import record
from yulin.access.enums import Duty
from yulin.access.row_security import acting
from yulin.events.actions.events import draft_event, turn_event
from yulin.helping.actions.contests import enter_contest, give_prize, mark_entry
from yulin.helping.actions.projects import begin_project
from yulin.helping.errors import HelpingError
from yulin.helping.models import Entry, Mark
from yulin.helping.queries.contests import contests_ahead, prizes, ranking

pytestmark = pytest.mark.django_db
CITY = 330300


@pytest.fixture
def summit(world):
    content = said(name="“星耀南湖·长三角精英峰会”", kind="summit", capacity=None)
    made = draft_event(acting_user=world.moderator, division=CITY, content=content)
    return turn_event(acting_user=world.moderator, event=made, to="published")


@pytest.fixture
def entries(world, summit):
    made = []
    for name, title in (("anna", "光电薄膜"), ("ben", "园艺盆景"), ("cara", "智能阀门")):
        project = begin_project(
            acting_user=world.moderator, founder=getattr(world.people, name), idea=idea(title=title)
        )
        made.append(
            enter_contest(
                acting_user=world.moderator, project=project, event=summit, track="创新组"
            )
        )
    return made


@pytest.fixture
def judges(with_duty):
    return [with_duty(Duty.CHECKER, f"judge-{n}", CITY) for n in range(2)]


def move(world, summit, *states):
    for state in states:
        summit = turn_event(acting_user=world.moderator, event=summit, to=state)
    return summit


def test_a38_a_summit_has_a_contest_from_the_call_to_the_prizes(
    world, summit, entries, judges, django_assert_num_queries
):
    first, second, third = entries
    move(world, summit, "running")
    for judge, points in zip(judges, ((9050, 8000), (8950, 8500)), strict=True):
        for entry, marks in zip((first, second), points, strict=True):
            mark_entry(acting_user=judge, entry=entry, marks=marks)
    with django_assert_num_queries(1):
        assert [
            (one.entry.project.title, one.place, one.judges, one.average)
            for one in ranking(summit)
        ] == [
            ("光电薄膜", 1, 2, Decimal("90.00")),
            ("园艺盆景", 2, 2, Decimal("82.50")),
            ("智能阀门", None, 0, None),
        ]  # fmt: skip
    with pytest.raises(HelpingError, match="活动结束、有评委评分以后"):
        give_prize(acting_user=world.moderator, entry=first, prize="first")
    move(world, summit, "closed")
    give_prize(acting_user=world.moderator, entry=first, prize="first")
    give_prize(acting_user=world.moderator, entry=second, prize="merit")
    with pytest.raises(HelpingError, match="活动结束、有评委评分以后"):
        give_prize(acting_user=world.moderator, entry=third, prize="third")
    with pytest.raises(HelpingError, match="已经评过奖"):
        give_prize(acting_user=world.moderator, entry=first, prize="second")
    assert [(prize.value, titles) for prize, titles in prizes(summit)] == [
        ("first", ["光电薄膜"]), ("merit", ["园艺盆景"]),
    ]  # fmt: skip
    seen = {}
    for name in ("anna", "ben", "cara", "clerk", "moderator", "elsewhere", "auditor"):
        with acting(getattr(world, name)):
            seen[name] = (Entry.objects.count(), Mark.objects.count())
    # what has its prize is everybody's to read; marks are those of the place
    assert seen == {
        "anna": (2, 0), "ben": (2, 0), "cara": (3, 0), "clerk": (2, 0),
        "moderator": (3, 4), "elsewhere": (2, 0), "auditor": (3, 4),
    }  # fmt: skip


def test_a38_only_what_may_compete_competes_and_once(world, summit, entries):
    project = entries[0].project
    fair = draft_event(acting_user=world.moderator, division=CITY, content=said())
    for event, told in ((summit, "已经报名"), (fair, "请选择还没有结束的峰会")):
        with pytest.raises(HelpingError, match=told):
            enter_contest(acting_user=world.moderator, project=project, event=event)
    for user in (world.anna, world.clerk, world.elsewhere, world.auditor, world.no_duty):
        with pytest.raises(PermissionDenied):
            enter_contest(acting_user=user, project=project, event=summit)
    assert list(contests_ahead()) == [summit]
    over = move(world, summit, "running", "closed")
    with pytest.raises(HelpingError, match="请选择还没有结束的峰会"):
        enter_contest(acting_user=world.moderator, project=project, event=over)
    assert (list(contests_ahead()), Entry.objects.count()) == ([], 3)


def test_a38_nobody_judges_what_they_brought_and_the_database_knows_it(
    world, summit, entries, judges
):
    entry = entries[0]
    with pytest.raises(HelpingError, match="活动进行中或刚结束"):
        mark_entry(acting_user=judges[0], entry=entry, marks=9000)
    move(world, summit, "running")
    for user in (world.moderator, world.anna, world.elsewhere, world.auditor, world.no_duty):
        with pytest.raises(PermissionDenied):
            mark_entry(acting_user=user, entry=entry, marks=9000)
    with pytest.raises(HelpingError, match="评分为 0 到 100"):
        mark_entry(acting_user=judges[0], entry=entry, marks=10_001)
    mark_entry(acting_user=judges[0], entry=entry, marks=9000)
    with pytest.raises(HelpingError, match="您已经评过分"):
        mark_entry(acting_user=judges[0], entry=entry, marks=1)
    record(acting_user=None, action="test.entry.force")
    for act in (
        lambda: Mark.objects.create(entry=entry, judge=world.moderator, marks=10_000),
        lambda: Mark.objects.update(marks=10_000),
        lambda: Mark.objects.all().delete(),
        lambda: Entry.objects.filter(pk=entry.pk).update(prize="first"),
        lambda: Entry.objects.filter(pk=entry.pk).update(project=entries[1].project),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert list(Mark.objects.values_list("judge", "marks")) == [(judges[0].pk, 9000)]
    assert set(Entry.objects.values_list("prize", flat=True)) == {""}
