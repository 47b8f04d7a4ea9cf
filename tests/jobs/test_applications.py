"""From an application to a fact: every step, who may take it, and what is refused."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from tests.jobs.conftest import content
from tests.registry.builders import load, number
from yulin.access.actions.journal import record
from yulin.access.enums import Role
from yulin.access.models import JournalEntry
from yulin.access.row_security import acting
from yulin.facts import enums
from yulin.jobs.actions.applications import apply, look_at, refuse, shortlist, withdraw
from yulin.jobs.actions.contracts import (
    Signed,
    confirm_contract,
    dispute_contract,
    register_contract,
)
from yulin.jobs.actions.meetings import (
    Slot,
    Terms,
    answer_interview,
    answer_offer,
    cancel_interview,
    invite,
    make_offer,
    withdraw_offer,
)
from yulin.jobs.actions.posts import draft_post, pause_post, submit_post
from yulin.jobs.errors import JobsError
from yulin.jobs.models import (
    Application,
    ApplicationStep,
    Contract,
    Interview,
    Offer,
    Post,
    ResumeLook,
)
from yulin.registry.models import Coverage, EmploymentSpell, Person

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def slot(**changes):
    begins = timezone.now() + dt.timedelta(days=2)
    return Slot(
        **({"begins_at": begins, "ends_at": begins + HOUR, "place": "行政楼 301"} | changes)
    )


def terms(**changes):
    today = timezone.localdate()
    return Terms(
        **(
            {
                "monthly_pay": 7000,
                "starts_on": today + dt.timedelta(days=10),
                "contract_years": 3,
                "trial_months": 3,
                "answer_until": today + dt.timedelta(days=5),
            }
            | changes
        )
    )


def signed(**changes):
    today = timezone.localdate()
    return Signed(
        **({"signed_on": today, "starts_on": today, "ends_on": None, "monthly_pay": 7000} | changes)
    )


@pytest.fixture
def sent(world, opened):
    return apply(acting_user=world.anna, person=world.people.anna, post=opened)


@pytest.fixture
def offered(world, sent):
    return make_offer(acting_user=world.clerk, application=sent, terms=terms())


@pytest.fixture
def accepted(world, offered):
    return answer_offer(acting_user=world.anna, offer=offered, accept=True)


@pytest.fixture
def registered(world, accepted):
    return register_contract(acting_user=world.clerk, offer=accepted, signed=signed())


def state(application):
    return Application.objects.get(pk=application.pk).state


def steps():
    return list(ApplicationStep.objects.order_by("pk").values_list("came_from", "went_to"))


def test_what_is_sent_is_verified_and_tells_nothing_nobody_may_ask_for(world, sent):
    shown = sent.resume
    assert shown["name"] == "安娜"
    assert [(b["kind"], b["text"]) for b in shown["badges"]] == [
        ("学历", "本科 · 温州大学 · 数控技术"),
        ("就业", "鹿城鞋业有限公司"),
    ]
    assert [b["source"] for b in shown["badges"]] == [
        "教育（学信网、留服中心）",
        "就业登记与电子劳动合同",
    ]
    assert (shown["education"], shown["majors"]) == (5, ["数控技术"])
    assert set(shown) == {
        "name", "badges", "education", "majors", "skill_level", "certificates", "held", "own",
    }  # fmt: skip
    assert shown["held"] == ["certificate", "education", "employment"]
    text = str(shown)
    assert [word for word in ("女", "1990", "婚", "族", "户籍", "330302") if word in text] == []


def test_whoever_sends_twice_has_sent_once(world, opened, sent):
    again = apply(acting_user=world.anna, person=world.people.anna, post=opened)
    assert again.pk == sent.pk
    assert (Application.objects.count(), steps()) == (1, [("", "sent")])
    assert JournalEntry.objects.filter(action="jobs.application.send").count() == 1


def test_nobody_applies_for_somebody_else_or_to_what_is_not_open(world, opened):
    for user in (world.ben, world.clerk, world.moderator, world.auditor):
        with pytest.raises(PermissionDenied):
            apply(acting_user=user, person=world.people.anna, post=opened)
    pause_post(acting_user=world.clerk, post=opened)
    with pytest.raises(JobsError, match="现在是“已暂停”，不能投递"):
        apply(acting_user=world.anna, person=world.people.anna, post=opened)
    assert Application.objects.count() == 0


def test_a_post_past_its_last_day_takes_nobody(world, opened):
    with transaction.atomic():
        record(acting_user=None, action="test.post.age")
        Post.objects.update(valid_until=timezone.localdate() - dt.timedelta(days=1))
    with pytest.raises(JobsError, match="不能投递"):
        apply(acting_user=world.anna, person=world.people.anna, post=opened)


def test_the_firm_looks_and_the_person_knows(world, sent):
    for _again in range(2):
        look_at(acting_user=world.clerk, application=sent)
    assert steps() == [("", "sent"), ("sent", "seen")]
    [look] = ResumeLook.objects.all()
    assert (look.person, look.employer) == (world.people.anna, world.firm)


@pytest.mark.parametrize("who", ["other_clerk", "anna", "ben", "moderator", "auditor"])
def test_only_the_firm_takes_the_firms_steps(world, sent, who):
    user = getattr(world, who)
    for verb, more in (
        (look_at, {}),
        (shortlist, {}),
        (refuse, {"reason": "skill"}),
        (invite, {"slot": slot()}),
        (make_offer, {"terms": terms()}),
    ):
        with pytest.raises(PermissionDenied):
            verb(acting_user=user, application=sent, **more)
    assert (state(sent), steps()) == ("sent", [("", "sent")])


@pytest.mark.parametrize("who", ["ben", "clerk", "moderator", "auditor"])
def test_only_the_person_takes_the_persons_steps(world, offered, who):
    user = getattr(world, who)
    with pytest.raises(PermissionDenied):
        withdraw(acting_user=user, application=offered.application)
    with pytest.raises(PermissionDenied):
        answer_offer(acting_user=user, offer=offered, accept=True)
    assert state(offered.application) == "offered"


def test_a_refusal_has_a_reason_that_is_lawful(world, sent):
    def no(reason, note=""):
        return refuse(acting_user=world.clerk, application=sent, reason=reason, note=note)

    for reason, note, words in (
        ("", "", "请选择不录用的原因：求职者会看到。"),
        ("other", " ", "选了“其他原因”，请写明是什么。"),
        ("other", "只要男生", "“只要男生”不能作为理由：妇女权益保障法第四十三条"),
        ("other", "请打13812345678", "请不要写证件号、手机号。"),
    ):
        with pytest.raises(JobsError) as refused:
            no(reason, note)
        assert str(refused.value).startswith(words)
    assert state(sent) == "sent"
    no("skill", "需要数控车工中级证")
    one = Application.objects.get()
    assert (one.state, one.get_reason_display(), one.note) == (
        "refused",
        "技能、证书或执照不符合岗位要求",
        "需要数控车工中级证",
    )
    with pytest.raises(JobsError, match="现在是“未录用”"):
        shortlist(acting_user=world.clerk, application=sent)
    with pytest.raises(JobsError, match="现在是“未录用”"):
        withdraw(acting_user=world.anna, application=sent)


def test_interviews_are_agreed_on_once_at_a_time(world, sent):
    for changes, words in (
        ({"place": " "}, "请写明面试地点"),
        ({"begins_at": timezone.now() - HOUR}, "面试时间要晚于现在。"),
        ({"ends_at": timezone.now()}, "面试结束时间应晚于开始时间。"),
    ):
        with pytest.raises(JobsError, match=words):
            invite(acting_user=world.clerk, application=sent, slot=slot(**changes))
    first = invite(acting_user=world.clerk, application=sent, slot=slot())
    with pytest.raises(JobsError, match="已有一次面试约定"):
        invite(acting_user=world.clerk, application=sent, slot=slot())
    answer_interview(acting_user=world.anna, interview=first, accept=False)
    with pytest.raises(JobsError, match="现在是“已谢绝”"):
        answer_interview(acting_user=world.anna, interview=first, accept=True)
    second = invite(acting_user=world.clerk, application=sent, slot=slot())
    answer_interview(acting_user=world.anna, interview=second, accept=True)
    cancel_interview(acting_user=world.clerk, interview=second)
    assert list(Interview.objects.order_by("pk").values_list("state", flat=True)) == [
        "declined",
        "cancelled",
    ]
    assert state(sent) == "interview"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"monthly_pay": 0}, "请写月薪，以元为单位。"),
        ({"contract_years": 31}, "合同年限为 1 到 30 年。"),
        ({"contract_years": 2, "trial_months": 3}, "试用期太长"),
        ({"trial_months": 7}, "试用期太长"),
        ({"answer_until": dt.date(2020, 1, 1)}, "答复期限不能早于今天。"),
        ({"starts_on": dt.date(2020, 1, 1)}, "报到日期不能早于今天。"),
        ({"terms": "合同期内不得怀孕"}, "不能作为理由"),
    ],
)
def test_unlawful_terms_are_not_offered(world, sent, changes, words):
    with pytest.raises(JobsError, match=words):
        make_offer(acting_user=world.clerk, application=sent, terms=terms(**changes))
    assert (Offer.objects.count(), state(sent)) == (0, "sent")


def test_an_offer_is_declined_taken_back_or_made_again(world, offered):
    answer_offer(acting_user=world.anna, offer=offered, accept=False)
    assert state(offered.application) == "declined"
    second = make_offer(
        acting_user=world.clerk, application=offered.application, terms=terms(monthly_pay=8000)
    )
    withdraw_offer(acting_user=world.clerk, offer=second)
    assert state(offered.application) == "shortlisted"
    with pytest.raises(JobsError, match="现在是“已收回”"):
        answer_offer(acting_user=world.anna, offer=second, accept=True)
    assert Post.objects.get().filled == 0


def test_the_last_seat_closes_the_post_and_the_next_is_told(world):
    post = draft_post(acting_user=world.clerk, employer=world.firm, content=content(headcount=1))
    post = submit_post(acting_user=world.clerk, post=post)
    offers = [
        make_offer(
            acting_user=world.clerk,
            application=apply(acting_user=user, person=person, post=post),
            terms=terms(),
        )
        for user, person in ((world.anna, world.people.anna), (world.ben, world.people.ben))
    ]
    answer_offer(acting_user=world.ben, offer=offers[1], accept=True)
    assert Post.objects.values_list("filled", "state").get() == (1, "filled")
    with pytest.raises(JobsError, match="已经招满"):
        answer_offer(acting_user=world.anna, offer=offers[0], accept=True)
    assert Offer.objects.get(pk=offers[0].pk).state == "made"
    withdraw(acting_user=world.ben, application=offers[1].application)
    assert Post.objects.values_list("filled", "state").get() == (0, "open")
    answer_offer(acting_user=world.anna, offer=offers[0], accept=True)
    assert Post.objects.values_list("filled", "state").get() == (1, "filled")


def test_a_confirmed_contract_is_a_fact_and_its_person_is_decided_anew(world, registered, jobs):
    before = EmploymentSpell.objects.count()
    confirm_contract(acting_user=world.anna, contract=registered)
    contract = Contract.objects.get()
    assert (contract.state, state(registered.offer.application)) == ("confirmed", "hired")
    assert EmploymentSpell.objects.count() == before + 1
    fact = EmploymentSpell.objects.get(batch=contract.batch)
    assert fact.source == "劳动合同登记"
    assert fact.evidence == str(contract.uuid)
    assert (fact.person, fact.employer) == (world.people.anna, world.firm)
    assert (fact.form, fact.post) == (enums.EMPLOYMENT_FORM.code("劳动合同"), "数控车工")
    assert (fact.started_on, fact.monthly_wage, fact.contract_years) == (
        timezone.localdate(), 700_000, 30,
    )  # fmt: skip
    [job] = [job for job in jobs.jobs.values() if job["task_name"].startswith("entitlements")]
    assert job["args"] == {"region": 330302, "moment": contract.batch.recorded_at.isoformat()}


def test_the_job_table_is_held_of_somebody_from_the_contract_on(world, opened, user_of, jobs):
    dora = number("99999919960404004")
    load(人员=[{"证件号": dora, "姓名": "朵拉"}])
    person = Person.objects.by_number(dora)
    user = user_of(Role.PERSON, username="dora", person_key=str(person.uuid))
    offer = make_offer(
        acting_user=world.clerk,
        application=apply(acting_user=user, person=person, post=opened),
        terms=terms(),
    )
    answer_offer(acting_user=user, offer=offer, accept=True)
    contract = register_contract(acting_user=world.clerk, offer=offer, signed=signed())
    held = Coverage.objects.filter(person=person, superseded_at=None)
    assert held.get().tables == ["person"]
    confirm_contract(acting_user=user, contract=contract)
    assert held.get().tables == ["employment", "person"]


def test_nothing_is_a_fact_before_the_person_confirms_and_never_twice(world, registered, jobs):
    spells = EmploymentSpell.objects.count()
    for user in (world.ben, world.clerk, world.moderator, world.auditor):
        with pytest.raises(PermissionDenied):
            confirm_contract(acting_user=user, contract=registered)
    assert EmploymentSpell.objects.count() == spells
    confirm_contract(acting_user=world.anna, contract=registered)
    with pytest.raises(JobsError, match="不能再答复"):
        confirm_contract(acting_user=world.anna, contract=registered)
    assert EmploymentSpell.objects.count() == spells + 1


def test_a_disputed_contract_frees_the_seat_and_is_no_fact(world, registered):
    spells = EmploymentSpell.objects.count()
    with pytest.raises(JobsError, match="请写明哪里不对。"):
        dispute_contract(acting_user=world.anna, contract=registered, objection="")
    dispute_contract(acting_user=world.anna, contract=registered, objection="没有签过")
    assert state(registered.offer.application) == "withdrawn"
    assert (Post.objects.get().filled, EmploymentSpell.objects.count()) == (0, spells)


def test_a_contract_needs_an_accepted_offer_and_is_registered_once(world, offered):
    with pytest.raises(JobsError, match="现在是“已发录用意向”"):
        register_contract(acting_user=world.clerk, offer=offered, signed=signed())
    answer_offer(acting_user=world.anna, offer=offered, accept=True)
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    for changes, words in (
        ({"signed_on": tomorrow}, "签订日期不能晚于今天。"),
        ({"ends_on": dt.date(2020, 1, 1)}, "终止日期不能早于起始日期。"),
        ({"monthly_pay": 0}, "请写月薪"),
    ):
        with pytest.raises(JobsError, match=words):
            register_contract(acting_user=world.clerk, offer=offered, signed=signed(**changes))
    register_contract(acting_user=world.clerk, offer=offered, signed=signed())
    with pytest.raises(JobsError, match="已经登记过"):
        register_contract(acting_user=world.clerk, offer=offered, signed=signed())
    with pytest.raises(JobsError, match="请先确认或不认可"):
        withdraw(acting_user=world.anna, application=offered.application)
    assert Contract.objects.count() == 1


def test_everything_happens_under_row_policies_too(world, opened, jobs):
    """As requests do it: each acts as themselves, and sees only their own rows."""
    with acting(world.anna):
        sent = apply(acting_user=world.anna, person=world.people.anna, post=opened)
    with acting(world.clerk):
        one = Application.objects.get()
        look_at(acting_user=world.clerk, application=one)
        interview = invite(acting_user=world.clerk, application=one, slot=slot())
    with acting(world.anna):
        answer_interview(acting_user=world.anna, interview=interview, accept=True)
    with acting(world.clerk):
        offer = make_offer(acting_user=world.clerk, application=sent, terms=terms())
    with acting(world.anna):
        answer_offer(acting_user=world.anna, offer=offer, accept=True)
    with acting(world.clerk):
        contract = register_contract(acting_user=world.clerk, offer=offer, signed=signed())
    with acting(world.anna):
        confirm_contract(acting_user=world.anna, contract=contract)
    assert (state(sent), Post.objects.get().filled) == ("hired", 1)
    for user, seen in (
        (world.anna, 1), (world.clerk, 1), (world.moderator, 1), (world.auditor, 1),
        (world.ben, 0), (world.other_clerk, 0), (world.elsewhere, 0), (None, 0),
    ):  # fmt: skip
        with acting(user):
            assert Application.objects.count() == seen, user
            assert (Interview.objects.count(), Offer.objects.count()) == (seen, seen)
            assert Contract.objects.count() == seen
            assert ApplicationStep.objects.count() == 6 * seen


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE jobs_application SET state = 'hired'", "does not go from offered to hired"),
        ("UPDATE jobs_application SET resume = '{}'", "does not go"),
        ("UPDATE jobs_application SET state = 'refused'", "jobs_application_refused_with_reason"),
        ("DELETE FROM jobs_applicationstep", "jobs_applicationstep"),
        ("UPDATE jobs_offer SET trial_months = 7", "jobs_offer_lawful_trial"),
        (
            (
                "INSERT INTO jobs_application (uuid, post_id, employer_id, division, person_id, state,"
                " resume, reason, note, sent_at, changed_at) SELECT gen_random_uuid(), post_id,"
                " employer_id, division, person_id, 'sent', resume, '', '', sent_at, changed_at"
                " FROM jobs_application"
            ),
            "jobs_application_once",
        ),
    ],
)
def test_the_database_refuses_whoever_writes(offered, statement, said):
    with (
        pytest.raises((IntegrityError, DatabaseError)) as refused,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        record(acting_user=None, action="test.application.change")
        cursor.execute(statement)
    assert said in str(refused.value)
