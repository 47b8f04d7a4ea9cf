"""Schools, agreements, students and scholarships: A17, A20, A22, A23 and C36."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, connection, transaction
from django.utils import timezone

from tests.campus.conftest import ANNA, BEN, CITY, FIRM, NOBODY, ROLL, SCHOOL, days
from tests.registry.builders import OTHER_FIRM, load, number
from yulin.access.actions.journal import record
from yulin.access.row_security import acting
from yulin.campus.actions.agreements import (
    Terms,
    decide_award,
    draft_agreement,
    end_agreement,
    fulfil,
    note_liaison,
    propose_award,
    sign_agreement,
)
from yulin.campus.actions.cohorts import Counted, Named, match_again, name_students
from yulin.campus.actions.partners import (
    Taught,
    add_contact,
    add_school,
    list_schools,
    listed_in,
    tell_majors,
)
from yulin.campus.errors import CampusError
from yulin.campus.models import Agreement, Award, Liaison, Major, Party, School, Student
from yulin.campus.queries.outcomes import Obligation, obligations, outcomes_of
from yulin.campus.queries.scope import own_school, visible_agreements
from yulin.campus.worth import hidden
from yulin.jobs.models import Post
from yulin.registry.models import Person
from yulin.rights.actions.retain import execute_due, list_due

pytestmark = pytest.mark.django_db


def terms(**changes):
    return Terms(
        **(
            {
                "title": "园校企深度融合合作协议",
                "kind": "park",
                "starts_on": days(-10),
                "ends_on": days(720),
                "parties": (SCHOOL, FIRM),
            }
            | changes
        )
    )


def test_a17_a23_a_school_of_another_province_becomes_a_partner(world):
    made = add_school(acting_user=world.officer, code=SCHOOL.lower(), region=CITY)
    assert (made.name, made.region, made.division) == ("辽宁石油化工大学", CITY, 210400)
    assert own_school(world.teacher) == made
    with pytest.raises(School.DoesNotExist):
        own_school(world.stranger)
    for user, code, error, words in (
        (world.elsewhere, SCHOOL, PermissionDenied, None),
        (world.teacher, SCHOOL, PermissionDenied, None),
        (world.officer, SCHOOL, CampusError, "这所院校已经是合作院校。"),
        (world.officer, FIRM, CampusError, "单位登记里没有这所院校"),
        (world.officer, "X", CampusError, "单位登记里没有这所院校"),
    ):
        with pytest.raises(error, match=words):
            add_school(acting_user=user, code=code, region=CITY)
    assert School.objects.count() == 1
    add_contact(acting_user=world.officer, school=made, name="李老师", duty="就业办")
    with acting(world.stranger):
        assert list(made.contacts.all()) == []
    with acting(world.teacher):
        assert [one.name for one in made.contacts.all()] == ["李老师"]


def test_majors_and_lists_are_kept_by_year(world, partner):
    taught = [Taught(year=2026, name="数控技术", code="460103", graduates=80)]
    assert tell_majors(acting_user=world.teacher, school=partner, taught=taught) == 1
    tell_majors(
        acting_user=world.teacher, school=partner, taught=[Taught(year=2026, name="数控技术")]
    )
    assert Major.objects.values_list("name", "code", "graduates").get() == ("数控技术", "", None)
    with pytest.raises(CampusError, match="专业代码应为六位数字"):
        tell_majors(
            acting_user=world.teacher,
            school=partner,
            taught=[Taught(year=2026, name="英语", code="12")],
        )
    with pytest.raises(PermissionDenied):
        tell_majors(acting_user=world.stranger, school=partner, taught=taught)
    kept = {"acting_user": world.officer, "region": CITY, "basis": "教研函〔2022〕1号"}
    assert list_schools(**kept, year=2017, names=["辽宁石油化工大学", "甲大学"]) == 2
    assert list_schools(**kept, year=2022, names=["辽宁石油化工大学", "辽宁石油化工大学 "]) == 1
    assert list_schools(**kept, year=2022, names=["辽宁石油化工大学"]) == 0
    assert listed_in(["辽宁石油化工大学", "乙大学"]) == {"辽宁石油化工大学": [2017, 2022]}


def test_a20_c36_an_agreement_is_drafted_signed_kept_and_ended(world, partner):
    made = draft_agreement(
        acting_user=world.officer,
        region=CITY,
        terms=terms(),
        promises=["共建实训室", " ", "互派导师"],
    )
    assert Party.objects.count() == 2
    with pytest.raises(CampusError, match="不在单位登记里"):
        draft_agreement(
            acting_user=world.officer, region=CITY, terms=terms(parties=("9133", SCHOOL))
        )
    with pytest.raises(CampusError, match="终止日期不能早于起始日期"):
        draft_agreement(acting_user=world.officer, region=CITY, terms=terms(ends_on=days(-11)))
    assert Agreement.objects.count() == 1
    with pytest.raises(CampusError, match="现在是“草案”"):
        end_agreement(acting_user=world.officer, agreement=made)
    made = sign_agreement(acting_user=world.officer, agreement=made, signed_on=days(-5))
    first = made.commitments.order_by("pk").first()
    assert fulfil(acting_user=world.officer, commitment=first, done_on=days(-1)).done_on == days(-1)
    for user in (world.teacher, world.clerk, world.officer):
        note_liaison(acting_user=user, agreement=made, day=days(0), words="季度联络会")
    for user in (world.stranger, world.other_clerk, world.elsewhere):
        with pytest.raises(PermissionDenied):
            note_liaison(acting_user=user, agreement=made, day=days(0), words="季度联络会")
    assert Liaison.objects.count() == 3
    for user, seen in (
        (world.teacher, 1), (world.clerk, 1), (world.officer, 1), (world.auditor, 1),
        (world.stranger, 0), (world.other_clerk, 0), (world.elsewhere, 0), (world.anna, 0),
    ):  # fmt: skip
        assert visible_agreements(user).count() == seen
        with acting(user):
            assert Agreement.objects.count() == seen
            assert Party.objects.count() == 2 * seen
    assert end_agreement(acting_user=world.officer, agreement=made).state == "ended"
    with pytest.raises(Error, match="does not go from ended to draft"), transaction.atomic():
        Agreement.objects.update(state="draft", signed_on=None, ended_on=None)
    with pytest.raises(Error), transaction.atomic():
        Liaison.objects.update(words="别的")


def test_students_are_matched_by_number_and_nobody_is_guessed(world, partner):
    unknown = Named(name="无名", number=NOBODY, year=2026, major="英语")
    told = name_students(acting_user=world.teacher, school=partner, named=[*ROLL, unknown])
    assert told == Counted(matched=4, unmatched=1, known=0)
    again = name_students(acting_user=world.teacher, school=partner, named=ROLL[:2])
    assert again == Counted(matched=0, unmatched=0, known=2)
    one = Student.objects.get(state="unmatched")
    assert (one.person, one.masked) == (None, "9999************" + NOBODY[-2:])
    for wrong, words in (
        ([], "名单里没有学生"),
        ([Named(name="甲", number="123", year=2026, major="英语")], "证件号不对"),
        ([Named(name="甲", number=NOBODY, year=26, major="英语")], "毕业年份不对"),
        ([Named(name="甲", number=NOBODY, year=2026, major=" ")], "请写明姓名和专业"),
        ([unknown, unknown], "同一个证件号出现了两次"),
    ):
        with pytest.raises(CampusError, match=words):
            name_students(acting_user=world.teacher, school=partner, named=wrong)
    with pytest.raises(PermissionDenied):
        name_students(acting_user=world.stranger, school=partner, named=ROLL)
    assert Student.objects.count() == 5
    assert match_again(acting_user=world.teacher, school=partner) == 0
    load(人员=[{"证件号": NOBODY, "姓名": "无名"}])
    assert match_again(acting_user=world.teacher, school=partner) == 1
    assert Student.objects.get(pk=one.pk).person == Person.objects.by_number(NOBODY)
    with acting(world.stranger):
        assert Student.objects.count() == 0
    with acting(world.anna):
        assert [row.name for row in Student.objects.all()] == ["安娜"]


def test_few_are_never_told_of(world, partner, cohort):
    assert [hidden(*one) for one in ((4, 4), (0, 5), (1, 5), (4, 10), (5, 10), (8, 10), (10, 10))] == [
        None, 0, None, None, 5, None, 10,
    ]  # fmt: skip
    [(_school, line)] = outcomes_of([partner], majors=False)
    assert (line.named, line.matched, line.agreed) == (4, 4, 4)
    assert (line.stayed, line.employed, line.interned) == (None, None, None)


def test_a_cohort_s_outcomes_count_facts_of_those_who_agreed(
    world, partner, cohort, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr("yulin.campus.worth.SMALLEST", 0)
    load(
        见习实习=[
            {"证件号": BEN, "类型": "实习", "开始日期": "2026-01-01", "结束日期": "2026-02-01"}
        ]
    )
    with django_assert_num_queries(4):
        [(_school, line)] = outcomes_of([partner], majors=False)
    # Cara works here; Dora belongs elsewhere; Ben was an intern
    assert (line.stayed, line.employed, line.interned) == (3, 1, 1)
    with transaction.atomic():
        record(acting_user=None, action="test.agree.end")
        cohort["cara"].agreed_at = None
        cohort["cara"].save()
    with django_assert_num_queries(4):
        lines = outcomes_of([partner])
    assert [(one.major, one.named, one.agreed, one.employed) for _school, one in lines] == [
        ("数控技术", 2, 1, 0), ("机械设计", 1, 1, 0), ("英语", 1, 1, 0),
    ]  # fmt: skip


def test_a22_a_scholarship_is_proposed_decided_by_another_and_never_overdrawn(
    world, partner, cohort
):
    """雄镇强匠: 12 schools, 120万 in all, 10 each; here one school's share."""
    made = draft_agreement(
        acting_user=world.officer,
        region=CITY,
        terms=terms(kind="scholarship", amount=100_000, years=2),
    )
    about = {"acting_user": world.teacher, "agreement": made}
    with pytest.raises(CampusError, match="有效的奖学金协议"):
        propose_award(**about, student=cohort["cara"], amount=60_000)
    about["agreement"] = sign_agreement(
        acting_user=world.officer, agreement=made, signed_on=days(-1)
    )
    cara = propose_award(**about, student=cohort["cara"], amount=60_000)
    anna = propose_award(**about, student=cohort["anna"], amount=60_000)
    with pytest.raises(CampusError, match="这名学生在本协议下已有奖学金"):
        propose_award(**about, student=cohort["cara"], amount=1)
    for user in (world.teacher, world.officer, world.elsewhere):
        with pytest.raises(PermissionDenied):
            decide_award(acting_user=user, award=cara, grant=True)
    decide_award(acting_user=world.checker, award=cara, grant=True)
    with pytest.raises(CampusError, match="超过了协议约定的奖学金总额"):
        decide_award(acting_user=world.checker, award=anna, grant=True)
    with pytest.raises(CampusError, match="请写明不予发放的理由"):
        decide_award(acting_user=world.checker, award=anna, grant=False)
    assert Agreement.objects.get().awarded == 60_000
    decide_award(acting_user=world.checker, award=anna, grant=False, reason="余额不足")
    assert sorted(Award.objects.values_list("state", flat=True)) == ["granted", "refused"]
    with pytest.raises(Error, match="amount of campus_award does not change"), transaction.atomic():
        Award.objects.filter(pk=cara.pk).update(amount=1)
    # Cara has worked here since 2020-01-01
    months = (timezone.localdate() - dt.date(2020, 1, 1)).days + 1
    assert obligations([(cara.pk, cara.person_id, 2), (anna.pk, anna.person_id, 2)], CITY) == {
        cara.pk: Obligation(months=months // 30, of=24),
        anna.pk: Obligation(months=0, of=24),
    }
    for user, seen in ((world.cara, 1), (world.anna, 1), (world.ben, 0), (world.clerk, 0)):
        with acting(user):
            assert Award.objects.count() == seen


def test_the_database_shows_a_school_nothing_but_its_own(world, cohort):
    with acting(world.teacher):
        assert (Student.objects.count(), Person.objects.count(), Post.objects.count()) == (4, 0, 0)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM registry_employmentspell")
            assert cursor.fetchone() == (0,)
    assert ANNA not in str(Student.objects.values_list("masked", "name"))
    assert OTHER_FIRM != FIRM


def test_whom_no_register_knows_a_year_after_they_finished_is_forgotten(world, partner):
    this = timezone.localdate().year
    later = Named(name="来日", number=number("99999919970707007"), year=this + 2, major="英语")
    unknown = Named(name="无名", number=NOBODY, year=this, major="英语")
    name_students(acting_user=world.teacher, school=partner, named=[*ROLL, unknown, later])

    def on(day):
        report = list_due(as_of=day)
        execute_due(today=day + dt.timedelta(days=7))
        report.refresh_from_db()
        return report.found["unmatched_students"], report.removed["unmatched_students"]

    assert on(dt.date(this + 1, 12, 31)) == (0, 0)
    assert on(dt.date(this + 2, 1, 2)) == (1, 1)
    left = set(Student.objects.values_list("name", flat=True))
    assert left == {"安娜", "阿本", "卡拉", "朵拉", "来日"}
