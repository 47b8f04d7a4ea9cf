"""A person says no; a human who had no hand in it looks; what two people rule, runs keep."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, IntegrityError, connection, transaction
from django.utils.timezone import localdate

from tests.entitlements.told.conftest import KNOWN, YUAN, go, owed, run_on, states, text, told
from tests.registry.builders import ANNA, BEN, load
from yulin.access.enums import Role
from yulin.access.models import JournalEntry
from yulin.codes.calendar import WorkCalendar
from yulin.entitlements.actions.accrue import accrue
from yulin.entitlements.actions.holds import place_hold
from yulin.entitlements.actions.objections import object_to, uphold, withdraw_objection
from yulin.entitlements.actions.rulings import confirm_change, end_ruling, propose_change
from yulin.entitlements.errors import GrantError
from yulin.entitlements.models import Notice, Objection, Ruling
from yulin.registry.actions.corrections import request_correction
from yulin.registry.models import Person

pytestmark = pytest.mark.django_db


def asked(hers, anna, *, benefit="百岁", kind="objection", text="我已满一百岁", **more):
    return object_to(
        acting_user=hers,
        subject=anna,
        policy="T-04",
        benefit=benefit,
        kind=kind,
        text=text,
        **more,
    )


def change(user, objection, **more):
    words = {"effect": "due", "clause": "第四条", "reason": "户籍材料证明已满", "amount": 100}
    return propose_change(acting_user=user, objection=objection, **words | more)


def everything():
    return (
        list(Objection.objects.order_by("pk").values()),
        list(Ruling.objects.order_by("pk").values()),
        list(Notice.objects.order_by("pk").values()),
        JournalEntry.objects.count(),
    )


@pytest.fixture
def objection(hers, anna):
    go("2026-01-31")
    return asked(hers, anna)


@pytest.fixture
def ruling(objection, hands):
    made = change(hands.maker, objection)
    return confirm_change(acting_user=hands.approver, ruling=made, agree=True)


# -- asking ----------------------------------------------------------------------------------------


def test_what_is_kept_of_an_objection(hers, anna):
    go("2026-01-31")
    wrong = request_correction(acting_user=hers, person=anna, table="学历", text="少了一条")
    notice = Notice.objects.get(benefit="生活")
    one = asked(
        hers, anna, benefit="生活", text=f"号码 {ANNA} 的人是我", notice=notice, corrections=[wrong]
    )
    assert (one.text, one.state, one.region) == ("号码 [证件号] 的人是我", "open", 330302)
    assert (one.notice, one.run, list(one.corrections.all())) == (notice, notice.run, [wrong])
    assert one.due_on == WorkCalendar.shipped().add_working_days(localdate(), 15).date
    entry = JournalEntry.objects.get(action="entitlements.objection.make")
    assert entry.data == {"policy": "T-04", "benefit": "生活", "kind": "objection"}


def test_one_waits_at_a_time(objection, hers, anna):
    before = everything()
    with pytest.raises(GrantError, match="已有待答复的异议"):
        asked(hers, anna)
    for words, kind in ((" ", "objection"), ("x", "other")):
        with pytest.raises(GrantError):
            asked(hers, anna, benefit="生活", text=words, kind=kind)
    assert everything() == before


def test_after_the_time_only_a_human_look_may_be_asked_for(hers, anna, settings):
    settings.YULIN_OBJECTION_DAYS = -1
    go("2026-01-31")
    notice = Notice.objects.get(benefit="生活")
    before = everything()
    with pytest.raises(GrantError, match="您仍可以请人复核"):
        asked(hers, anna, benefit="生活", notice=notice)
    assert everything() == before
    assert asked(hers, anna, benefit="生活", notice=notice, kind="human").state == "open"


def test_nobody_objects_for_somebody_else(anna, hands, user_of, auditor, hers):
    go("2026-01-31")
    ben = Person.objects.by_number(BEN)
    his = user_of(Role.PERSON, username="ben", person_key=str(ben.uuid))
    before = everything()
    for user in (his, hands.maker, auditor):
        with pytest.raises(PermissionDenied):
            asked(user, anna)
    with pytest.raises(PermissionDenied):
        asked(his, ben, benefit="生活", notice=Notice.objects.get(benefit="生活"))
    with pytest.raises(PermissionDenied):  # a notice about something else
        asked(hers, anna, notice=Notice.objects.get(benefit="生活"))
    assert everything() == before


def test_it_is_withdrawn_while_nobody_has_decided(objection, hers, hands):
    with pytest.raises(PermissionDenied):
        withdraw_objection(acting_user=hands.maker, objection=objection)
    assert withdraw_objection(acting_user=hers, objection=objection).state == "withdrawn"
    with pytest.raises(GrantError, match="不能撤回"):
        withdraw_objection(acting_user=hers, objection=objection)


# -- answering -------------------------------------------------------------------------------------


def test_upheld_with_a_reason_in_plain_words(objection, hands):
    with pytest.raises(GrantError, match="看得懂的话"):
        uphold(acting_user=hands.maker, objection=objection, answer=" ")
    one = uphold(acting_user=hands.maker, objection=objection, answer="户籍登记是 1990 年。")
    assert (one.state, one.answered_by) == ("upheld", hands.maker)
    notice = Notice.objects.get(kind="upheld")
    assert notice.data == {"reason": "户籍登记是 1990 年。", "objection": str(one.uuid)}
    before = everything()
    with pytest.raises(GrantError, match="已经答复"):
        uphold(acting_user=hands.checker, objection=one, answer="再")
    assert everything() == before


def test_who_had_a_hand_in_it_does_not_answer(hers, anna, hands):
    accrue(acting_user=None, run=run_on("2026-01-31", hands.maker))
    one = asked(hers, anna, benefit="生活")
    place_hold(
        acting_user=hands.checker, subject=anna, policy="T-04", benefit="生活", reason="核查"
    )
    before = everything()
    for user in (hands.maker, hands.checker):
        with pytest.raises(PermissionDenied):
            uphold(acting_user=user, objection=one, answer="x")
        with pytest.raises(PermissionDenied):
            change(user, one)
    assert everything() == before
    assert uphold(acting_user=hands.second, objection=one, answer="看过了").state == "upheld"


def test_who_may_not_answer_or_confirm(objection, hands, hers, officer, auditor):
    before = everything()
    others = (hands.payer, hands.control, hands.elsewhere, officer, auditor, hers)
    for user in (*others, hands.approver):
        with pytest.raises(PermissionDenied):
            uphold(acting_user=user, objection=objection, answer="x")
        with pytest.raises(PermissionDenied):
            change(user, objection)
    assert everything() == before
    made = change(hands.maker, objection)
    before = everything()
    for user in (*others, hands.maker, hands.checker):
        with pytest.raises(PermissionDenied):
            confirm_change(acting_user=user, ruling=made, agree=True)
    assert everything() == before


def test_a_proposal_changes_nothing_and_may_be_sent_back(objection, hands):
    made = change(hands.maker, objection)
    objection.refresh_from_db()
    assert (objection.state, told("changed")) == ("proposed", [])
    go("2026-02-28")
    assert owed("百岁") == []
    with pytest.raises(GrantError, match="正在等待核准"):
        uphold(acting_user=hands.checker, objection=objection, answer="x")
    with pytest.raises(GrantError, match="请写明不核准的理由"):
        confirm_change(acting_user=hands.approver, ruling=made, agree=False)
    confirm_change(acting_user=hands.approver, ruling=made, agree=False, remarks="材料不足")
    objection.refresh_from_db()
    assert (objection.state, objection.answered_by) == ("open", None)
    go("2026-03-31")
    assert owed("百岁") == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"clause": ""},
        {"reason": ""},
        {"amount": None},
        {"amount": 0},
        {"until": dt.date(2020, 1, 1)},
    ],
)
def test_a_ruling_that_is_not_whole_is_refused(objection, hands, wrong):
    before = everything()
    with pytest.raises(GrantError, match="人工决定须写明条款、理由、起止"):
        change(hands.maker, objection, **wrong)
    assert everything() == before


# -- what runs make of it --------------------------------------------------------------------------


def far(days):
    return (localdate() + dt.timedelta(days=days)).isoformat()


def test_what_is_ruled_due_is_paid_whatever_the_engine_says(ruling, library):
    run = run_on(far(0))
    accrue(acting_user=None, run=run)
    accrue(acting_user=None, run=run)
    assert (states()["百岁"], owed("百岁")) == ("active", [(1, 100)])
    notice = Notice.objects.get(kind="opened", benefit="百岁")
    assert notice.data["ruling"] == str(ruling.uuid)
    load(**KNOWN | {"证书": []})
    (library / "wenzhou" / "T-04.yaml").write_text(text("800元"))
    go(far(40))
    assert owed("百岁") == [(1, 100), (2, 100)]
    assert Ruling.objects.get().state == "in_force"


def test_what_is_ruled_not_due_is_not_paid(hers, anna, hands):
    go("2026-01-31")
    one = asked(hers, anna, benefit="生活", kind="human")
    made = change(hands.maker, one, effect="not_due")
    confirm_change(acting_user=hands.approver, ruling=made, agree=True)
    before = owed()
    go(far(0))
    go(far(40))
    assert (states()["生活"], owed()) == ("suspended", before)


def test_it_ends_on_its_day(objection, hands):
    made = change(hands.maker, objection, until=localdate() + dt.timedelta(days=10))
    confirm_change(acting_user=hands.approver, ruling=made, agree=True)
    go(far(0))
    go(far(40))
    assert (states()["百岁"], owed("百岁")) == ("suspended", [(1, 100)])


def test_somebody_else_ends_it_with_a_reason(ruling, hands):
    go(far(0))
    before = everything()
    for user in (hands.maker, hands.checker, hands.elsewhere):
        with pytest.raises(PermissionDenied):
            end_ruling(acting_user=user, ruling=ruling, reason="x")
    with pytest.raises(GrantError, match="请写明终止的理由"):
        end_ruling(acting_user=hands.head, ruling=ruling, reason="")
    assert everything() == before
    end_ruling(acting_user=hands.head, ruling=ruling, reason="条款已修订")
    assert told("ruling_ended") == [("ruling_ended", "百岁")]
    go(far(40))
    assert (states()["百岁"], owed("百岁")) == ("suspended", [(1, 100)])


def test_a_later_ruling_takes_the_place_of_the_earlier(ruling, hers, anna, hands):
    one = asked(hers, anna, text="金额不对")
    made = change(hands.second, one, amount=7 * YUAN)
    confirm_change(acting_user=hands.head, ruling=made, agree=True)
    assert sorted(Ruling.objects.values_list("state", "amount")) == [
        ("ended", 100),
        ("in_force", 700),
    ]


# -- the database ----------------------------------------------------------------------------------


def test_the_database_keeps_what_was_said(ruling):
    before = everything()
    for table, change_ in (
        ("objection", "text = 'x'"),
        ("objection", "state = 'open', answer = '', answered_by_id = NULL, answered_at = NULL"),
        ("ruling", "amount = 1"),
        ("ruling", "state = 'proposed', confirmed_by_id = NULL"),
    ):
        with pytest.raises(Error, match="stays"), transaction.atomic():
            _execute(f"UPDATE entitlements_{table} SET {change_}")
    for table in ("objection", "ruling"):
        with pytest.raises(Error, match="stays"), transaction.atomic():
            _execute(f"DELETE FROM entitlements_{table}")
    assert everything() == before


def test_the_database_wants_two_people(objection, hands):
    change(hands.maker, objection)
    with pytest.raises(IntegrityError, match="ruling_two_people"), transaction.atomic():
        _execute(
            "UPDATE entitlements_ruling SET state = 'in_force', confirmed_by_id = proposed_by_id,"
            " confirmed_at = now()"
        )
    with pytest.raises(IntegrityError, match="objection_answered"), transaction.atomic():
        _execute(
            "UPDATE entitlements_objection SET state = 'upheld', answer = 'x',"
            " answered_by_id = asked_by_id, answered_at = now()"
        )


def _execute(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def at_once(*verbs):
    start = Barrier(len(verbs))

    def one(verb):
        try:
            connection.ensure_connection()
            start.wait()
            verb()
        except GrantError as error:
            return str(error)
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(verbs)) as pool:
        return sorted(pool.map(one, verbs))


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_once_one_answers(objection, hands):
    done = at_once(
        *(
            lambda user=user: uphold(acting_user=user, objection=objection, answer="维持")
            for user in (hands.maker, hands.second)
        )
    )
    assert done == ["done", "这件异议已经答复或撤回。"]
    assert told("upheld") == [("upheld", "百岁")]


@pytest.mark.django_db(transaction=True)
def test_the_same_without_the_lock_tells_twice_or_is_refused_by_the_database(
    objection, hands, monkeypatch
):
    """The negative control: it is the lock that makes the second one find it answered."""
    reached = Barrier(2)

    def unlocked(one):
        found = Objection.objects.select_related("person", "run").get(pk=one.pk)
        reached.wait()
        return found

    monkeypatch.setattr("yulin.entitlements.actions.objections.held_objection", unlocked)

    def answer(user):
        try:
            uphold(acting_user=user, objection=objection, answer="维持")
        except Error as error:
            raise GrantError(type(error).__name__) from None

    done = at_once(*(lambda user=user: answer(user) for user in (hands.maker, hands.second)))
    assert done != ["done", "这件异议已经答复或撤回。"]


@pytest.mark.django_db(transaction=True)
def test_of_an_answer_and_a_proposal_at_once_one_stands(objection, hands):
    done = at_once(
        lambda: uphold(acting_user=hands.maker, objection=objection, answer="维持"),
        lambda: change(hands.second, objection),
    )
    assert "done" in done
    assert done != ["done", "done"]
    assert Ruling.objects.count() + len(told("upheld")) == 1
