"""Who finds whose résumé, what it shows, and who is told."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from yulin.access.actions.journal import record
from yulin.access.row_security import acting
from yulin.jobs.actions.resumes import (
    OwnWords,
    forget_firm,
    mark_firm,
    note_look,
    save_resume,
    show_resume,
)
from yulin.jobs.enums import AudienceKind, Visibility
from yulin.jobs.errors import JobsError
from yulin.jobs.models import Resume, ResumeAudience
from yulin.jobs.queries.resumes import found_by, looks_at, seen_resume

pytestmark = pytest.mark.django_db
WORDS = OwnWords(
    titles=("数控车工",),
    divisions=(330302,),
    skills=("看图纸",),
    story="做过三年阀体",
    least_pay=6000,
)


@pytest.fixture
def resume(world):
    return save_resume(acting_user=world.anna, person=world.people.anna, words=WORDS)


def finds(user):
    with acting(user):
        found = list(found_by(user).values_list("pk", flat=True))
        assert list(Resume.objects.values_list("pk", flat=True)) == found  # the policies agree
    return bool(found)


def show(world, resume, visibility, **more):
    show_resume(acting_user=world.anna, resume=resume, visibility=visibility, **more)


def test_nobody_finds_it_until_its_owner_says_so(world, resume):
    assert (finds(world.clerk), finds(world.other_clerk)) == (False, False)
    with acting(world.moderator):
        assert Resume.objects.count() == 0
    with acting(world.anna):
        assert Resume.objects.get().titles == ["数控车工"]


def test_all_firms_of_the_city_but_ones_own_and_not_those_elsewhere(world, resume):
    show(world, resume, Visibility.REGION)
    # Anna works for the other firm today
    assert (finds(world.clerk), finds(world.other_clerk)) == (True, False)
    show(world, resume, Visibility.REGION, hidden_from_own_firm=False)
    assert (finds(world.clerk), finds(world.other_clerk)) == (True, True)
    with transaction.atomic():
        record(acting_user=None, action="test.firm.move")
        type(world.firm).objects.filter(pk=world.firm.pk).update(division=330203)
    assert (finds(world.clerk), finds(world.other_clerk)) == (False, True)


def test_blocked_and_chosen_firms(world, resume):
    show(world, resume, Visibility.REGION)
    mark_firm(acting_user=world.anna, resume=resume, employer=world.firm, kind=AudienceKind.BLOCKED)
    assert finds(world.clerk) is False
    mark_firm(acting_user=world.anna, resume=resume, employer=world.firm, kind=AudienceKind.CHOSEN)
    assert ResumeAudience.objects.count() == 1
    show(world, resume, Visibility.CHOSEN)
    assert (finds(world.clerk), finds(world.other_clerk)) == (True, False)
    forget_firm(acting_user=world.anna, resume=resume, employer=world.firm)
    assert finds(world.clerk) is False


def test_a_firm_reads_facts_and_words_but_no_name(world, resume):
    show(world, resume, Visibility.REGION)
    with acting(world.clerk):
        one, shown = seen_resume(user=world.clerk, uuid=str(resume.uuid))
    assert one == resume
    assert shown["name"] == ""
    assert [badge["text"] for badge in shown["badges"]] == [
        "本科 · 温州大学 · 数控技术",
        "鹿城鞋业有限公司",
    ]
    assert (shown["own"]["story"], shown["own"]["least_pay"]) == ("做过三年阀体", 6000)
    with acting(world.other_clerk), pytest.raises(Resume.DoesNotExist):
        seen_resume(user=world.other_clerk, uuid=str(resume.uuid))
    with acting(world.ben), pytest.raises(Resume.DoesNotExist):
        seen_resume(user=world.ben, uuid=str(resume.uuid))


def test_who_looked_is_told_once_a_day(world, resume):
    with acting(world.clerk):
        for _again in range(2):
            note_look(acting_user=world.clerk, person=world.people.anna.pk, employer=world.firm)
    with acting(world.anna):
        assert [look.firm for look in looks_at(world.people.anna)] == ["瓯江泵阀有限公司"]
    with acting(world.ben):
        assert looks_at(world.people.anna) == []


@pytest.mark.parametrize("who", ["ben", "clerk", "moderator", "auditor"])
def test_nobody_else_writes_it(world, resume, who):
    user = getattr(world, who)
    with pytest.raises(PermissionDenied):
        save_resume(acting_user=user, person=world.people.anna, words=OwnWords(story="别人写的"))
    with pytest.raises(PermissionDenied):
        show_resume(acting_user=user, resume=resume, visibility=Visibility.REGION)
    with pytest.raises(PermissionDenied):
        mark_firm(acting_user=user, resume=resume, employer=world.firm, kind=AudienceKind.CHOSEN)
    kept = Resume.objects.get()
    assert (kept.story, kept.visibility) == ("做过三年阀体", Visibility.NOBODY)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (OwnWords(skills=("字" * 41,)), "每一项最多 40 个字。"),
        (OwnWords(story="打13812345678"), "请不要写证件号、手机号"),
        (OwnWords(forms=("别的",)), "请从给出的选项里选。"),
        (OwnWords(divisions=(999999,)), "请从给出的选项里选。"),
        (OwnWords(industries=(99,)), "请从给出的选项里选。"),
        (OwnWords(years=61), "工作年限为 0 到 60。"),
        (OwnWords(least_pay=0), "期望月薪以元为单位，请核对。"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(world, resume, words, told):
    with pytest.raises(JobsError, match=told):
        save_resume(acting_user=world.anna, person=world.people.anna, words=words)
    assert Resume.objects.get().story == "做过三年阀体"


def test_there_is_no_column_for_what_nobody_may_ask(resume):
    columns = {field.name for field in Resume._meta.get_fields()}
    assert columns & {"sex", "birth_date", "age", "marriage", "ethnicity", "household"} == set()
