"""Help by name: from a rule over the register to an outcome that the register shows."""

import datetime as dt
import io

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tests.helping.conftest import BUSY, FREE, UNKNOWN, about
from tests.registry.builders import ANNA, BEN, CARA, OTHER_FIRM, load
from yulin.access.actions.journal import record
from yulin.access.models import JournalEntry
from yulin.access.row_security import acting
from yulin.helping.actions.cases import (
    Called,
    ask_again,
    assign_helpers,
    close_case,
    decline_help,
    find_jobs,
    months_before,
    note_contact,
    reopen_lost,
    set_needs,
)
from yulin.helping.actions.lists import fill_from_register, make_list
from yulin.helping.actions.offers import (
    Offered,
    answer_offer,
    confirm_offer,
    make_offer,
    withdraw_offer,
)
from yulin.helping.actions.seating import seat_list
from yulin.helping.actions.upload import fill_from_workbook
from yulin.helping.errors import HelpingError
from yulin.helping.models import CaseStep, Contact, HelpCase, HelpList, HelpOffer
from yulin.helping.queries.help import Narrowed, counts_of, day_of, people_of, progress_of, to_call
from yulin.helping.workbook import RowsError
from yulin.jobs.actions.posts import pause_post
from yulin.jobs.models import Application
from yulin.registry.models import EmploymentSpell, Person

pytestmark = pytest.mark.django_db


def today():
    return timezone.localdate()


def book(*rows):
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return [out.getvalue()]


def upload(helped, *rows, user=None):
    return fill_from_workbook(
        acting_user=user or helped.helper,
        helplist=helped.helplist,
        name="名单.xlsx",
        chunks=book(*rows),
    )


def people():
    return sorted(HelpCase.objects.values_list("person", flat=True))


# -- A30: who is on the list -----------------------------------------------------------------------


def test_a30_the_register_names_who_is_known_to_be_free_and_counts_who_is_unknown(helped):
    assert [case.person for case in HelpCase.objects.all()] == [helped.free]
    assert helped.helplist.unknown == 1
    assert HelpCase.objects.get().source == "register"
    assert fill_from_register(acting_user=helped.helper, helplist=helped.helplist) == 0
    other_year = make_list(acting_user=helped.helper, about=about(year=2025))
    assert fill_from_register(acting_user=helped.helper, helplist=other_year) == 0
    veterans = make_list(acting_user=helped.helper, about=about(kind="veterans"))
    with pytest.raises(HelpingError, match="登记信息里认不出这类人"):
        fill_from_register(acting_user=helped.helper, helplist=veterans)
    load(人员=[{"证件号": FREE, "姓名": "小自", "困难类别": "低保家庭"}])
    hardship = make_list(acting_user=helped.helper, about=about(kind="hardship"))
    assert fill_from_register(acting_user=helped.helper, helplist=hardship) == 1
    load(登记=[{"证件号": FREE}, {"证件号": BUSY}])
    unemployed = make_list(acting_user=helped.helper, about=about(kind="unemployed"))
    assert fill_from_register(acting_user=helped.helper, helplist=unemployed) == 1


def test_a30_only_who_holds_a_duty_there_keeps_lists(helped):
    w = helped.world
    for user in (w.elsewhere, w.no_duty, w.auditor, w.clerk, w.anna):
        with pytest.raises(PermissionDenied):
            make_list(acting_user=user, about=about(name="另一份"))
        with pytest.raises(PermissionDenied):
            fill_from_register(acting_user=user, helplist=helped.helplist)
        with pytest.raises(PermissionDenied):
            upload(helped, ["证件号"], [ANNA], user=user)
    for wrong, told in (
        (about(), "已经建过"),
        (about(name=" "), "起个名字"),
        (about(kind="x"), "选择帮扶哪些人"),
        (about(source=""), "从哪里来"),
        (about(year=99), "填写年度"),
        (about(name=f"名单{ANNA}"), "不要写证件号"),
    ):
        with pytest.raises(HelpingError, match=told):
            make_list(acting_user=helped.helper, about=wrong)
    assert (HelpList.objects.count(), HelpCase.objects.count()) == (1, 1)


def test_a30_a_workbook_comes_in_whole_or_not_at_all(helped):
    head = ["姓名", "证件号", "需求"]
    before = people()
    stranger = "330302199001010019"
    for rows, told in (
        ([["姓名"], ["安娜"]], "没有找到“证件号”一列"),
        ([head], "表里没有人"),
        ([head, ["安娜", ANNA, ""], ["", "", "培训"]], "第 3 行：没有证件号"),
        ([head, ["安娜", ANNA, ""], ["某", ANNA[:-1] + "Z", ""]], "第 3 行：证件号不对"),
        ([head, ["安娜", ANNA, ""], ["安娜", ANNA, ""]], "第 3 行：和前面的行是同一个人"),
        ([head, ["安娜", ANNA, "吃饭"]], "第 2 行：不认识的需求：吃饭"),
        ([head, ["阿娜", ANNA, ""], ["阿本", BEN, ""]], "第 2 行：姓名和登记的不一致"),
        (
            [head, ["安娜", ANNA, ""], ["某人", "99999920000404008", ""]],
            "第 3 行：证件号不对",
        ),
    ):
        with pytest.raises(HelpingError, match=told) as refused:
            upload(helped, *rows)
        assert ANNA not in str(refused.value)
        assert stranger not in str(refused.value)
    with pytest.raises(HelpingError, match="是"):
        fill_from_workbook(
            acting_user=helped.helper,
            helplist=helped.helplist,
            name="名单.xlsx",
            chunks=[b"MZ not a workbook"],
        )
    assert people() == before
    assert upload(helped, head, ["安娜", ANNA, "岗位、培训"], ["", BEN, ""]) == 2
    anna = HelpCase.objects.get(person=helped.world.people.anna)
    assert (anna.needs, anna.source) == (["post", "training"], "workbook")
    assert upload(helped, head, ["", BEN, ""], ["", CARA, ""]) == 1


def test_a30_somebody_of_elsewhere_comes_onto_no_list_of_here(helped):
    far = make_list(acting_user=helped.world.elsewhere, about=about(division=330200))
    with pytest.raises(RowsError, match="第 2 行：登记里没有这个人，或不属于本地区"):
        fill_from_workbook(
            acting_user=helped.world.elsewhere,
            helplist=far,
            name="名单.csv",
            chunks=[f"证件号\n{ANNA}\n".encode()],
        )
    assert HelpCase.objects.filter(helplist=far).count() == 0


# -- a helper's day --------------------------------------------------------------------------------


def test_a30_people_are_shared_out_called_and_called_again(helped):
    upload(helped, ["证件号"], [ANNA], [BEN], [CARA])
    both = [helped.helper, helped.second]
    with pytest.raises(HelpingError, match="须是本地区的经办或复核人员"):
        assign_helpers(
            acting_user=helped.helper, helplist=helped.helplist, helpers=[helped.world.elsewhere]
        )
    assert assign_helpers(acting_user=helped.helper, helplist=helped.helplist, helpers=both) == 4
    assert [to_call(user, today()) for user in both] == [2, 2]
    case = HelpCase.objects.filter(helper=helped.helper).first()
    for result, days in (("no_answer", 2), ("reached", 14), ("refused", 30)):
        made = note_contact(
            acting_user=helped.helper, case=case, called=Called(channel="phone", result=result)
        )
        assert made.next_on == today() + dt.timedelta(days=days)
    assert to_call(helped.helper, today()) == 1
    for called in (
        Called(channel="pigeon", result="reached"),
        Called(channel="phone", result="reached", next_on=today() - dt.timedelta(days=1)),
        Called(channel="phone", result="reached", note="打 13812345678"),
    ):
        with pytest.raises(HelpingError):
            note_contact(acting_user=helped.helper, case=case, called=called)
    assert Contact.objects.count() == 3
    with pytest.raises(DatabaseError), transaction.atomic():
        Contact.objects.update(note="改")
    set_needs(acting_user=helped.helper, case=case, needs=["training", "post"])
    assert HelpCase.objects.get(pk=case.pk).needs == ["post", "training"]
    with pytest.raises(HelpingError):
        set_needs(acting_user=helped.helper, case=case, needs=["money"])
    for user in (helped.world.elsewhere, helped.world.no_duty, helped.world.auditor):
        with pytest.raises(PermissionDenied):
            note_contact(
                acting_user=user, case=case, called=Called(channel="phone", result="reached")
            )


# -- offers ----------------------------------------------------------------------------------------


def test_a30_131_what_is_offered_is_counted_and_answered(helped, posts):
    case, helper = helped.case, helped.helper
    offer = {
        kind: make_offer(acting_user=helper, case=case, offered=Offered(kind=kind, title=title))
        for kind, title in (("policy", "就业补贴"), ("training", "数控培训"))
    }
    first, second = (
        make_offer(acting_user=helper, case=case, offered=Offered(kind="post", post=post))
        for post in posts
    )
    assert progress_of([case.pk]) == {case.pk: ((1, 1), (2, 3), (1, 1))}
    with pytest.raises(HelpingError, match="已经推荐过"):
        make_offer(acting_user=helper, case=case, offered=Offered(kind="post", post=posts[0]))
    with pytest.raises(HelpingError, match="选择为什么不合适"):
        answer_offer(acting_user=helped.grad, offer=second, accept=False)
    with pytest.raises(PermissionDenied):
        answer_offer(acting_user=helped.world.anna, offer=first, accept=True)
    assert answer_offer(
        acting_user=helped.grad, offer=second, accept=False, reason="pay"
    ).state == ("declined")
    assert answer_offer(acting_user=helped.grad, offer=first, accept=True).state == "accepted"
    sent = Application.objects.get()
    assert (sent.post, sent.person) == (posts[0], helped.free)
    with pytest.raises(HelpingError, match="不能答复"):
        answer_offer(acting_user=helped.grad, offer=first, accept=False, reason="pay")
    assert withdraw_offer(acting_user=helper, offer=offer["policy"]).state == "withdrawn"
    assert progress_of([case.pk]) == {case.pk: ((0, 1), (2, 3), (1, 1))}


def test_a30_a_post_that_closed_is_neither_offered_nor_accepted(helped, posts):
    made = make_offer(
        acting_user=helped.helper, case=helped.case, offered=Offered(kind="post", post=posts[0])
    )
    pause_post(acting_user=helped.world.clerk, post=posts[0])
    posts[0].refresh_from_db()
    with pytest.raises(HelpingError, match="不能投递"), transaction.atomic():
        answer_offer(acting_user=helped.grad, offer=made, accept=True)
    made.refresh_from_db()
    assert (made.state, Application.objects.count()) == ("made", 0)
    with pytest.raises(HelpingError, match="不招人"):
        make_offer(
            acting_user=helped.helper,
            case=helped.case,
            offered=Offered(kind="post", post=posts[0]),
        )


def test_a30_everybody_is_seated_at_once_and_the_helper_confirms(helped, posts):
    upload(helped, ["证件号"], [ANNA], [BEN], [CARA])
    done = seat_list(acting_user=helped.helper, helplist=helped.helplist)
    assert (done.people, done.seated) == (4, 3)  # as many as there are seats
    made = list(HelpOffer.objects.order_by("case"))
    assert {one.state for one in made} == {"proposed"}
    assert sorted(one.post.title for one in made) == ["数控车工", "焊工", "焊工"]
    turner = next(one for one in made if one.post == posts[0])
    assert turner.case.person in {helped.free, helped.world.people.anna}  # who learned it
    assert turner.why.split("：")[0] in {"符合", "待核实"}
    moved = [one for one in made if one.why_not]
    assert all(one.why_not["post"] != one.title and one.why_not["possible"] for one in moved)
    # a second time finds no free seat
    again = seat_list(acting_user=helped.helper, helplist=helped.helplist)
    assert (again.people, again.seated) == (1, 0)
    with acting(helped.grad):
        assert HelpOffer.objects.count() == 0
    mine = HelpOffer.objects.filter(case=turner.case).get()
    assert confirm_offer(acting_user=helped.second, offer=mine).state == "made"
    with pytest.raises(HelpingError, match="已经处理过"):
        confirm_offer(acting_user=helped.second, offer=mine)
    with pytest.raises(PermissionDenied):
        seat_list(acting_user=helped.world.elsewhere, helplist=helped.helplist)


# -- outcomes --------------------------------------------------------------------------------------


def hire(person_number, **more):
    load(
        就业=[
            {"证件号": person_number, "单位代码": OTHER_FIRM, "入职日期": "2026-10-01"} | more,
        ]
    )


def test_a30_a_job_counts_when_the_register_holds_it_and_opens_again_when_it_is_lost(helped):
    case, helper = helped.case, helped.helper
    with pytest.raises(HelpingError, match="不凭口头认定"):
        close_case(acting_user=helper, case=case, outcome="employed", evidence="他说的")
    assert find_jobs(acting_user=None) == 0
    hire(FREE)
    assert find_jobs(acting_user=None) == 1
    case.refresh_from_db()
    spell = EmploymentSpell.objects.current().get(person=helped.free, ended_on__gte=today())
    assert (case.state, case.found_fact) == ("open", spell.uuid)  # proposed, and no more
    assert find_jobs(acting_user=None) == 0
    closed = close_case(acting_user=helper, case=case, outcome="employed")
    assert (closed.state, closed.evidence) == ("closed", f"就业登记 {spell.uuid}")
    assert reopen_lost(acting_user=None, today=today()) == 0
    with transaction.atomic():
        hire(FREE, 离职日期=(today() - dt.timedelta(days=1)).isoformat())
    assert reopen_lost(acting_user=None, today=today()) == 1
    case.refresh_from_db()
    assert (case.state, case.outcome, case.reopened, case.next_contact_on) == (
        "open", "", 1, today(),
    )  # fmt: skip
    assert list(CaseStep.objects.values_list("went_to", "outcome")) == [
        ("closed", "employed"),
        ("open", ""),
    ]


def test_a30_a_job_lost_after_three_months_stays_an_outcome(helped):
    hire(FREE)
    close_case(acting_user=helped.helper, case=helped.case, outcome="employed")
    hire(FREE, 离职日期=(today() - dt.timedelta(days=1)).isoformat())
    later = today() + dt.timedelta(days=93)
    assert reopen_lost(acting_user=None, today=later) == 0
    assert HelpCase.objects.get().state == "closed"


@pytest.mark.parametrize(
    ("day", "before"),
    [("2026-05-31", "2026-02-28"), ("2026-01-15", "2025-10-15"), ("2026-03-01", "2025-12-01")],
)
def test_months_are_complete_and_end_with_the_month(day, before):
    assert months_before(dt.date.fromisoformat(day), 3) == dt.date.fromisoformat(before)


def test_a30_other_outcomes_need_what_shows_them_and_offers_end_with_the_case(helped, posts):
    made = make_offer(
        acting_user=helped.helper, case=helped.case, offered=Offered(kind="post", post=posts[0])
    )
    for outcome, told in (("studying", "写明依据"), ("declined", "选择结果"), ("", "选择结果")):
        with pytest.raises(HelpingError, match=told):
            close_case(acting_user=helped.helper, case=helped.case, outcome=outcome)
    close_case(
        acting_user=helped.helper, case=helped.case, outcome="studying", evidence="录取通知书"
    )
    made.refresh_from_db()
    assert made.state == "withdrawn"
    with pytest.raises(HelpingError, match="已办结（升学）"):
        set_needs(acting_user=helped.helper, case=helped.case, needs=[])
    counts = counts_of(helped.helplist)
    assert (counts.people, counts.open, counts.outcomes) == (1, 0, (("升学", 1),))


def test_a30_whoever_wants_no_help_says_so_and_may_come_back(helped):
    for user in (helped.world.anna, helped.helper, helped.world.auditor):
        with pytest.raises(PermissionDenied):
            decline_help(acting_user=user, case=helped.case)
    assert decline_help(acting_user=helped.grad, case=helped.case).outcome == "declined"
    back = ask_again(acting_user=helped.grad, case=helped.case)
    back.refresh_from_db()
    assert (back.state, back.reopened) == ("open", 1)
    with pytest.raises(HelpingError):
        ask_again(acting_user=helped.grad, case=helped.case)


# -- who sees what ---------------------------------------------------------------------------------


def test_the_database_shows_a_case_to_its_person_and_its_officers_alone(helped):
    w = helped.world
    seen = {}
    for name, user in (
        ("grad", helped.grad), ("helper", helped.helper), ("auditor", w.auditor),
        ("anna", w.anna), ("elsewhere", w.elsewhere), ("clerk", w.clerk), ("nobody", None),
    ):  # fmt: skip
        with acting(user):
            seen[name] = (HelpList.objects.count(), HelpCase.objects.count())
    assert seen == {
        "grad": (0, 1), "helper": (1, 1), "auditor": (1, 1),
        "anna": (0, 0), "elsewhere": (0, 0), "clerk": (0, 0), "nobody": (0, 0),
    }  # fmt: skip
    with pytest.raises(DatabaseError), transaction.atomic():
        record(acting_user=None, action="test.case.move")
        HelpCase.objects.update(person=w.people.anna)
    with acting(w.auditor):
        assert HelpCase.objects.update(evidence="x") == 0


def test_lists_ask_the_same_of_the_database_however_long(helped, django_assert_num_queries):
    def look():
        people_of(user=helped.helper, helplist=helped.helplist, wanted=Narrowed())
        day_of(user=helped.helper, today=today())
        counts_of(helped.helplist)

    def both():
        with connection.execute_wrapper(lambda ex, *a: ex(*a)):
            look()

    HelpCase.objects.filter(pk=helped.case.pk)
    assign_helpers(acting_user=helped.helper, helplist=helped.helplist, helpers=[helped.helper])
    with django_assert_num_queries(11):
        both()
    upload(helped, ["证件号"], [ANNA], [BEN], [CARA])
    assign_helpers(acting_user=helped.helper, helplist=helped.helplist, helpers=[helped.helper])
    with django_assert_num_queries(11):
        both()
    found = people_of(user=helped.helper, helplist=helped.helplist, wanted=Narrowed(words="安"))
    assert [row.name for row in found.rows] == ["安娜"]


def test_every_step_is_in_the_journal(helped):
    decline_help(acting_user=helped.grad, case=helped.case)
    names = list(JournalEntry.objects.filter(action__startswith="helping.").order_by("pk")
                 .values_list("action", flat=True))  # fmt: skip
    assert names == ["helping.list.make", "helping.list.fill", "helping.case.close"]
    assert Person.objects.by_number(UNKNOWN) is not None
