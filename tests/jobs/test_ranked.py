"""Ranked posts of a person and ranked candidates of a post, with both sides' reasons (A12, A24, A30)."""

import datetime as dt

import numpy as np
import pytest

from tests.jobs.conftest import PLACE, content
from tests.registry.builders import BEN, load
from yulin.access.row_security import acting
from yulin.jobs.actions.applications import apply
from yulin.jobs.actions.posts import draft_post, edit_post, pause_post, submit_post
from yulin.jobs.actions.resumes import OwnWords, save_resume, show_resume
from yulin.jobs.models import MatchVocabulary, Post
from yulin.jobs.queries.profiles import shown_of
from yulin.jobs.queries.ranked import board, findable, matches, pair_of, profile
from yulin.jobs.queries.resumes import own_resume, shown_to_firms
from yulin.jobs.queries.search import Wanted
from yulin.jobs.ranking import market, words_kept
from yulin.jobs.ranking.rows import paper, seeker_row
from yulin.registry.models import PersonFact

pytestmark = pytest.mark.django_db
OPEN = {
    "forms": ("全职",),
    "shifts": ("白班",),
    "certificates": (),
    "licences": (),
    "gives_work_permit": True,
    "least_skill_level": 0,
}
WORDS = OwnWords(
    titles=("数控车工",),
    divisions=(PLACE,),
    skills=("看图纸", "对刀"),
    story="会看图纸，加工过阀体。",
    years=2,
    least_pay=6000,
    forms=("全职",),
    shifts=("白班",),
    licences=(),
    needs_work_permit=False,
)


@pytest.fixture(autouse=True)
def _anew():
    market.forget()


def publish(world, title, **changes):
    said = content(**(OPEN | {"title": title, "duties": f"{title}的日常工作"} | changes))
    post = draft_post(acting_user=world.clerk, employer=world.firm, content=said)
    return submit_post(acting_user=world.clerk, post=post)


@pytest.fixture
def posts(world):
    """One that fits best, one that fits less, two that may fit, and one refusal of each kind."""
    return {
        "best": publish(world, "数控车工", skills=("看图纸", "对刀")),
        "less": publish(world, "食堂厨师", skills=("炒菜",)),
        "silent": publish(world, "数控铣工", shifts=None),
        "low": publish(world, "车床学徒", pay_from=4000, pay_to=5000),
        "far": publish(world, "数控机床工", division=330303),
        "high": publish(world, "数控工程师", least_education=6),
        "paper": publish(world, "维修电工", certificates=("电工证",)),
    }


@pytest.fixture
def anna(world):
    save_resume(acting_user=world.anna, person=world.people.anna, words=WORDS)
    return world.people.anna


def titles(found):
    return [one.row.post.title for one in found.page.rows]


def test_a30_a_person_sees_what_fits_first_and_what_may_fit_behind(world, posts, anna):
    found = matches(person=anna, wanted=Wanted())
    assert titles(found) == ["数控车工", "食堂厨师", "数控铣工"]
    assert (found.certain, found.uncertain, found.page.total) == (2, 1, 3)
    assert [one.told.state for one in found.page.rows] == ["fits", "fits", "uncertain"]
    assert [one.position for one in found.page.rows] == [1, 2, 3]
    first, _second, last = (one.told for one in found.page.rows)
    assert [one.label for one in first.briefly] == ["岗位名称", "薪酬", "地区"]
    assert [(one.label, one.text) for one in last.open] == [("班次", "单位没有说明，面试时可以问")]
    assert (first.stands_against, last.stands_against) == ((), ())
    assert first.score > last.score > 0
    assert {pk for pk, _place, _features in found.shown} == {posts["best"].pk, posts["less"].pk}


def test_not_for_me_because_says_which_requirement_and_how_far(world, posts, anna):
    told = {
        name: [(one.label, one.text) for one in pair_of(person=anna, post=post).stands_against]
        for name, post in posts.items()
    }
    assert told == {
        "best": [],
        "less": [],
        "silent": [],
        "low": [("工资", "最多 5,000 元，期望 6,000 元起，差 1,000 元")],
        "far": [("地区", "工作在龙湾区，期望鹿城区")],
        "high": [("学历", "要求硕士，现在是本科，差 1 级")],
        "paper": [("证书", "缺电工")],
    }


def test_what_the_register_does_not_hold_is_unknown_and_what_it_holds_is_an_answer(
    world, posts, anna
):
    ben = world.people.ben
    save_resume(acting_user=world.ben, person=ben, words=WORDS)
    load(人员=[{"证件号": BEN, "姓名": "阿本"}])
    row = profile(ben)
    assert (row["学历"], row["证书"], row["技能等级"]) == ("无", [], "无")
    bare = seeker_row({"education": None, "majors": [], "own": {}, "certificates": []})
    assert {name for name, value in bare.items() if value is not None} == {"编号"}


def test_an_empty_profile_fits_nothing_and_is_told_what_is_missing(world, posts):
    publish(world, "杂工", least_education=0)
    found = matches(person=world.people.cara, wanted=Wanted())
    assert (found.certain, titles(found), found.page.rows[0].told.score) == (0, ["杂工"], 0)
    # the register holds schooling of her, and it says that there is none
    assert [one.label for one in pair_of(person=world.people.cara, post=posts["best"]).stands_against] == ["学历"]  # fmt: skip
    told = {one.label: one.text for one in found.page.rows[0].told.open}
    assert told["工资"] == "简历里没有写“工资”"


def test_filters_narrow_the_list_and_pages_go_on(world, posts, anna):
    assert titles(matches(person=anna, wanted=Wanted(place=330303))) == []
    assert titles(matches(person=anna, wanted=Wanted(pay=9001))) == []
    assert titles(matches(person=anna, wanted=Wanted(place=330300, pay=9000), page=9)) == [
        "数控车工", "食堂厨师", "数控铣工",
    ]  # fmt: skip
    for place in range(9):
        publish(world, f"食堂帮厨{place}")
    found = matches(person=anna, wanted=Wanted(), page=2)
    assert (len(found.page.rows), found.page.total, found.page.rows[0].position) == (2, 12, 11)


def test_protected_traits_swapped_give_the_same_list(world, posts, anna):
    """Sex, age, ethnicity and household registration change nothing."""
    before = matches(person=anna, wanted=Wanted())
    row = profile(anna)
    facts = PersonFact.objects.current().get(person=anna)
    swapped = {
        "sex": 2 if facts.sex == 1 else 1,
        "birth_date": dt.date(1961, 1, 1),
        "household_division": 150102,
        "marriage": 1,
        "name": "古丽·买买提",  # a register of ethnicity is not held; a name may tell of it
    }
    PersonFact.objects.filter(pk=facts.pk).update(**swapped)
    after = matches(person=anna, wanted=Wanted())
    assert profile(anna) == row
    assert [(one.row.post.pk, one.told) for one in after.page.rows] == [
        (one.row.post.pk, one.told) for one in before.page.rows
    ]


def test_the_list_follows_the_posts(world, posts, anna):
    held = market.offered()
    assert market.offered() is held
    pause_post(acting_user=world.clerk, post=posts["best"])
    edit_post(
        acting_user=world.clerk,
        post=posts["low"],
        content=content(**(OPEN | {"title": "车床学徒", "pay_from": 6000, "pay_to": 7000})),
    )
    assert titles(matches(person=anna, wanted=Wanted())) == ["车床学徒", "食堂厨师", "数控铣工"]


def test_posts_encoded_one_by_one_rank_as_posts_encoded_at_once(world, posts, anna):
    """With a kept vocabulary a change costs the few; the list is that of everything anew."""
    MatchVocabulary.objects.create(
        number=1, posts=7, data=words_kept.packed(market.offered().book.vocabulary)
    )
    before = matches(person=anna, wanted=Wanted())
    publish(world, "数控车工", duties="新来的数控车工岗位", headcount=5)
    pause_post(acting_user=world.clerk, post=posts["less"])
    grown = matches(person=anna, wanted=Wanted())
    market.forget()
    anew = matches(person=anna, wanted=Wanted())
    told = [[(one.row.post.pk, one.told) for one in found.page.rows] for found in (grown, anew)]
    assert told[0] == told[1]
    assert titles(grown) == ["数控车工", "数控车工", "数控铣工"]
    assert titles(before) == ["数控车工", "食堂厨师", "数控铣工"]


def test_compiled_and_plain_judgements_are_the_same(world, posts, anna, monkeypatch):
    held = market.offered()
    sides = held.sides([profile(anna)], market.weights_in_use()[1])
    rows = np.arange(len(held.ids))
    plain = market.judged(sides, np.zeros(len(rows), np.int64), rows)
    market.compile_now()
    assert market.compiled()
    quick = market.judged(sides, np.zeros(len(rows), np.int64), rows)
    market._state["compiled"] = False
    assert plain.features.tolist() == quick.features.tolist()
    assert plain.verdicts.tolist() == quick.verdicts.tolist()
    assert plain.product.tolist() == quick.product.tolist()
    monkeypatch.setattr(market, "PLAIN", 3)
    with pytest.raises(market.NotReady):
        matches(person=anna, wanted=Wanted())


def test_a_list_asks_the_same_of_the_database_however_long(
    world, posts, anna, django_assert_num_queries
):
    matches(person=anna, wanted=Wanted())
    with django_assert_num_queries(14) as first:
        matches(person=anna, wanted=Wanted())
    publish(world, "数控钳工")
    matches(person=anna, wanted=Wanted())
    with django_assert_num_queries(len(first)):
        assert matches(person=anna, wanted=Wanted()).page.total == 4


# -- the firm's side -------------------------------------------------------------------------------


@pytest.fixture
def applied(world, posts, anna):
    apply(acting_user=world.anna, person=anna, post=posts["best"])
    apply(acting_user=world.cara, person=world.people.cara, post=posts["best"])
    return posts["best"]


def test_a24_a_firm_sees_who_applied_ranked_with_its_own_reasons(world, applied):
    found = board(user=world.clerk, post=applied)
    assert [one.shown["name"] for one in found.candidates.rows] == ["安娜", "卡拉"]
    assert found.counts == {"fits": 1, "uncertain": 0, "refused": 1}
    assert [one.told.state for one in found.candidates.rows] == ["fits", "refused"]
    assert [one.label for one in found.candidates.rows[0].told.briefly] == [
        "岗位名称",
        "学历",
        "技能",
    ]
    assert [one.shown["name"] for one in board(user=world.clerk, post=applied, verdict="fits").candidates.rows] == ["安娜"]  # fmt: skip
    assert board(user=world.clerk, post=applied, state="hired").candidates.total == 0
    with pytest.raises(Post.DoesNotExist):
        board(user=world.other_clerk, post=applied)


def test_a12_a_firm_finds_only_resumes_it_may_find_and_without_a_name(world, posts, anna):
    def found_by(user, post):
        with acting(user):
            return findable(user=user, post=post).candidates

    assert found_by(world.clerk, posts["best"]).total == 0
    show_resume(acting_user=world.anna, resume=own_resume(anna), visibility="region")
    rows = found_by(world.clerk, posts["best"]).rows
    assert [(one.shown["name"], one.told.state) for one in rows] == [("", "fits")]
    # the firm she works for today does not find her
    said = content(**OPEN)
    theirs = draft_post(acting_user=world.other_clerk, employer=world.other, content=said)
    assert found_by(world.other_clerk, theirs).total == 0
    # nobody stands in both lists
    apply(acting_user=world.anna, person=anna, post=posts["best"])
    assert found_by(world.clerk, posts["best"]).total == 0


def test_many_profiles_are_read_as_one_is(world, anna):
    resume = own_resume(anna)
    alone = shown_to_firms(anna, resume, named=False)
    many = shown_of([resume])[resume.pk]
    assert seeker_row(many) == seeker_row(alone)


def test_a_paper_is_named_by_what_it_is_of():
    assert [paper(name) for name in ("电工证", "电工职业资格证书", "电工", "证书", "C1驾驶证")] == [
        "电工", "电工", "电工", "证书", "C1驾驶",
    ]  # fmt: skip
