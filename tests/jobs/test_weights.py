"""Weights learned from what came of lists, adopted by a head; the night's counts; what is noted."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, connection, transaction
from django.utils import timezone

from tests.jobs.test_ranked import WORDS, anna, posts, publish
from yulin.access.enums import Duty
from yulin.access.models import JournalEntry
from yulin.access.row_security import acting
from yulin.jobs.actions import matching as acts
from yulin.jobs.actions.applications import apply
from yulin.jobs.actions.market import count_fits, learn_words
from yulin.jobs.actions.matching import (
    hide_post,
    note_opened,
    note_shown,
    show_again,
    switch_personal,
)
from yulin.jobs.actions.resumes import save_resume
from yulin.jobs.actions.weights import decide_weights, learn, retire_weights
from yulin.jobs.enums import MatchSide
from yulin.jobs.errors import JobsError
from yulin.jobs.models import (
    Application,
    ApplicationStep,
    DistrictFit,
    MatchShown,
    MatchVocabulary,
    MatchWeights,
    NotForMe,
    PostFit,
)
from yulin.jobs.queries.ranked import is_impersonal, matches
from yulin.jobs.queries.search import Wanted
from yulin.jobs.queries.shortages import districts, short_posts
from yulin.jobs.ranking import market
from yulin.jobs.ranking.outcomes import employers_outcomes, seekers_outcomes
from yulin.matching.features import DEFAULT, Feature
from yulin.registry.models import EmploymentSpell
from yulin.rights.retention import RULES

__all__ = ["anna", "posts"]
pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 9, 15)


@pytest.fixture(autouse=True)
def _anew():
    market.forget()


@pytest.fixture
def head(with_duty):
    return with_duty(Duty.HEAD, "head", 330300)


def features(**given):
    return [given.get(one.name, 0) for one in Feature]


def shown(person, post, day, position, **given):
    return MatchShown.objects.create(
        person=person, post=post, side=MatchSide.SEEKER, day=day, position=position,
        features=features(**given),
    )  # fmt: skip


def test_the_switch_is_one_click_and_stays(world, anna):
    assert not is_impersonal(anna)
    with pytest.raises(PermissionDenied):
        switch_personal(acting_user=world.ben, person=anna, impersonal=True)
    switch_personal(acting_user=world.anna, person=anna, impersonal=True)
    assert is_impersonal(anna)
    switch_personal(acting_user=world.anna, person=anna, impersonal=False)
    assert not is_impersonal(anna)
    told = JournalEntry.objects.filter(action__startswith="jobs.matching.").order_by("pk")
    assert list(told.values_list("action", flat=True)) == ["jobs.matching.off", "jobs.matching.on"]


def test_a_post_that_is_not_for_somebody_goes_and_comes_back(world, posts, anna):
    with pytest.raises(JobsError, match="请选择哪里不合适。"):
        hide_post(acting_user=world.anna, person=anna, post=posts["less"], reason="nonsense")
    with pytest.raises(PermissionDenied):
        hide_post(acting_user=world.ben, person=anna, post=posts["less"], reason="work")
    assert NotForMe.objects.count() == 0
    for reason in ("pay", "work"):
        hide_post(acting_user=world.anna, person=anna, post=posts["less"], reason=reason)
    assert NotForMe.objects.get().reason == "work"

    def titles():
        return [one.row.post.title for one in matches(person=anna, wanted=Wanted()).page.rows]

    assert titles() == ["数控车工", "数控铣工"]
    show_again(acting_user=world.ben, person=world.people.ben, post=posts["less"].uuid)
    assert titles() == ["数控车工", "数控铣工"]
    show_again(acting_user=world.anna, person=anna, post=posts["less"].uuid)
    assert titles() == ["数控车工", "食堂厨师", "数控铣工"]


def test_only_the_person_reads_what_they_hid_and_were_shown(world, posts, anna):
    hide_post(acting_user=world.anna, person=anna, post=posts["less"], reason="pay")
    switch_personal(acting_user=world.anna, person=anna, impersonal=True)
    shown(anna, posts["best"], TODAY, 1)
    tables = ("jobs_notforme", "jobs_matchsetting", "jobs_matchshown")

    def seen(user):
        with acting(user), connection.cursor() as cursor:
            counts = []
            for table in tables:
                cursor.execute(f"SELECT count(*) FROM {table}")
                counts.append(cursor.fetchone()[0])
        return counts

    assert [seen(user) for user in (world.anna, world.ben, world.clerk, world.moderator)] == [
        [1, 1, 1], [0, 0, 0], [0, 0, 0], [0, 0, 0],
    ]  # fmt: skip


def test_what_was_shown_is_noted_on_some_days_once_and_goes_after_half_a_year(
    world, posts, anna, monkeypatch
):
    found = matches(person=anna, wanted=Wanted())
    noted = {"acting_user": world.anna, "person": anna, "entries": found.shown, "weights": 0}
    days = [acts.is_noted(key) for key in range(400)]
    assert 60 < sum(days) < 140  # a quarter, by a hash of person and day
    monkeypatch.setattr(acts, "is_noted", lambda key: False)
    assert note_shown(**noted) == 0
    assert MatchShown.objects.count() == 0
    monkeypatch.setattr(acts, "is_noted", lambda key: True)
    for _twice in range(2):
        note_shown(**noted)
    kept = list(MatchShown.objects.order_by("position").values_list("post__title", "position"))
    assert kept == [("数控车工", 1), ("食堂厨师", 2)]
    with pytest.raises(PermissionDenied):
        note_shown(**(noted | {"acting_user": world.ben}))
    note_opened(acting_user=world.anna, person=anna, post=posts["best"])
    assert MatchShown.objects.filter(opened_at__isnull=False).get().post == posts["best"]
    [rule] = [one for one in RULES if one.key == "match_shown"]
    MatchShown.objects.filter(position=2).update(day=TODAY - dt.timedelta(days=400))
    moment = timezone.make_aware(dt.datetime.combine(TODAY, dt.time.min))
    assert rule.due(moment).get().position == 2


def test_outcomes_go_from_hidden_to_still_there(world, posts, anna):
    """What each side did, in order, as the learner reads it."""
    rows = [(posts[name], n) for n, name in enumerate(("best", "less", "silent", "low", "far"), 1)]
    for post, place in rows:
        shown(anna, post, TODAY, place, TITLE=100 * place)
    MatchShown.objects.filter(post=posts["silent"]).update(opened_at=timezone.now())
    hide_post(acting_user=world.anna, person=anna, post=posts["low"], reason="pay")
    sent = apply(acting_user=world.anna, person=anna, post=posts["best"])
    other = apply(acting_user=world.anna, person=anna, post=posts["far"])
    ApplicationStep.objects.create(application=sent, came_from="sent", went_to="interview")
    ApplicationStep.objects.create(application=sent, came_from="accepted", went_to="hired")
    found = seekers_outcomes(TODAY)
    assert found.outcome.tolist() == [5, 1, 2, 0, 3]
    assert found.features[:, Feature.TITLE].tolist() == [100, 200, 300, 400, 500]
    assert set(found.lists.tolist()) == {0}
    Application.objects.filter(pk=sent.pk).update(state="interview")
    Application.objects.filter(pk=sent.pk).update(state="offered")
    Application.objects.filter(pk=sent.pk).update(state="accepted")
    Application.objects.filter(pk=sent.pk).update(state="hired")
    spell = EmploymentSpell.objects.filter(person=anna).get()
    EmploymentSpell.objects.filter(pk=spell.pk).update(
        employer=world.firm, started_on=TODAY - dt.timedelta(days=90)
    )
    Application.objects.filter(pk=other.pk).update(state="refused", reason="skill")
    for post in (posts["best"], posts["far"], posts["less"]):
        MatchShown.objects.create(
            person=anna, post=post, side=MatchSide.EMPLOYER, day=TODAY, position=1,
            features=features(SKILL=7),
        )  # fmt: skip
    firms = employers_outcomes(TODAY)
    assert sorted(firms.outcome.tolist()) == [0, 6]
    assert len(set(firms.lists.tolist())) == 2
    assert seekers_outcomes(TODAY).outcome.tolist()[0] == 6


def listed(world, people):
    """Lists in which people apply to what pays well, whatever its title."""
    made = [publish(world, f"岗位{n}号") for n in range(4)]
    for day in range(70):  # three lists in ten are held back, at least twenty
        when = TODAY - dt.timedelta(days=day)
        for n, post in enumerate(made):
            paid = n == day % 4
            row = shown(
                people, post, when, n + 1, PAY=900 if paid else 100, TITLE=300 if paid else 900
            )
            if paid:
                MatchShown.objects.filter(pk=row.pk).update(opened_at=timezone.now())
    return made


def test_better_weights_are_proposed_with_a_report_and_a_head_adopts_them(
    world, anna, head, with_duty
):
    listed(world, anna)
    row = learn(acting_user=None, today=TODAY)
    assert (row.number, row.state) == (1, "proposed")
    assert row.report["seeker"]["better"] is True
    assert row.report["seeker"]["gain"][0] > 0
    assert row.report["employer"]["reason"] == "有不同结果的名单只有 0 份，至少要 20 份"
    assert row.seeker["PAY"] > DEFAULT.seeker[Feature.PAY]
    assert row.employer == {feature.name: weight for feature, weight in DEFAULT.employer.items()}
    assert set(row.report["audit"]["rates"]) == {"性别", "年龄", "户籍"}
    assert market.weights_in_use() == (0, DEFAULT)
    for user in (world.moderator, world.auditor, world.anna):
        with pytest.raises(PermissionDenied):
            decide_weights(acting_user=user, weights=row, adopt=True, reason="好")
    with pytest.raises(JobsError, match="请写明理由。"):
        decide_weights(acting_user=head, weights=row, adopt=True, reason=" ")
    assert MatchWeights.objects.get().state == "proposed"
    decide_weights(acting_user=head, weights=row, adopt=True, reason="报告看过，没有要细看的组")
    number, used = market.weights_in_use()
    assert (number, used.seeker[Feature.PAY]) == (1, row.seeker["PAY"])
    assert matches(person=anna, wanted=Wanted()).weights == 1
    # and back
    retire_weights(acting_user=head, weights=row, reason="投诉增多")
    assert market.weights_in_use() == (0, DEFAULT)
    decide_weights(acting_user=head, weights=row, adopt=True, reason="查明与权重无关")
    assert market.weights_in_use()[0] == 1
    told = JournalEntry.objects.filter(action__startswith="jobs.weights.").order_by("pk")
    assert [one.rpartition(".")[2] for one in told.values_list("action", flat=True)] == [
        "learn", "adopt", "retire", "adopt",
    ]  # fmt: skip
    with pytest.raises(Error), transaction.atomic():
        MatchWeights.objects.filter(pk=row.pk).update(seeker={"PAY": 1000})
    with pytest.raises(Error), transaction.atomic():
        MatchWeights.objects.filter(pk=row.pk).update(state="refused")
    assert MatchWeights.objects.get().state == "adopted"


def test_weights_that_are_not_surely_better_are_kept_and_not_proposed(world, head, with_duty):
    row = learn(acting_user=head, today=TODAY)
    assert (row.state, row.report["audit"]) == ("worse", {})
    with pytest.raises(JobsError, match="不能这样处理"):
        decide_weights(acting_user=head, weights=row, adopt=True, reason="还是要用")
    assert market.weights_in_use() == (0, DEFAULT)
    with pytest.raises(PermissionDenied):
        learn(acting_user=world.moderator, today=TODAY)
    assert MatchWeights.objects.count() == 1


def test_a30_the_night_counts_posts_without_people_and_people_without_posts(world, posts, anna):
    save_resume(acting_user=world.ben, person=world.people.ben, words=WORDS)
    publish(world, "龙湾焊工", division=330303)
    made = learn_words(acting_user=None)
    assert (made.number, made.posts, MatchVocabulary.objects.count()) == (1, 8, 1)
    assert count_fits(acting_user=None, moment=timezone.now()) == (8, 2)
    told = {one.post.title: (one.fitting, one.uncertain) for one in PostFit.objects.all()}
    assert told == {
        "数控车工": (1, 0), "食堂厨师": (1, 0), "数控铣工": (0, 1), "车床学徒": (0, 0),
        "数控机床工": (0, 0), "数控工程师": (0, 0), "维修电工": (0, 0), "龙湾焊工": (0, 0),
    }  # fmt: skip
    assert set(DistrictFit.objects.values_list("people", "fitting", "uncertain")) <= {(1, 1, 0), (1, 0, 0), (2, 1, 0), (1, 0, 1)}  # fmt: skip
    with acting(world.moderator):
        assert short_posts(user=world.moderator).total == 8
        assert [row.post.title for row in short_posts(user=world.moderator, words="龙湾").rows] == ["龙湾焊工"]  # fmt: skip
    with acting(world.elsewhere):
        assert (short_posts(user=world.elsewhere).total, districts(user=world.elsewhere)) == (0, [])
