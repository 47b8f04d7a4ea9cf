"""A person chooses among what cannot be had together; runs and pages respect it."""

import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from tests.policy.documents import benefit, document
from tests.registry.builders import ANNA, FIRM, load
from yulin.access.enums import Role
from yulin.access.models import JournalEntry
from yulin.entitlements.actions.choose import choose, undo_choice
from yulin.entitlements.actions.execute import execute_run
from yulin.entitlements.actions.request import request_run
from yulin.entitlements.choosing import begin_choosing, by_choice, settled_by, weigh
from yulin.entitlements.enums import Mode
from yulin.entitlements.errors import ChoiceRefusedError
from yulin.entitlements.models import Choice, Decision
from yulin.entitlements.queries.choices import (
    choice_at,
    choice_of,
    choices_of,
    prospects_of,
)
from yulin.registry.models import Person

pytestmark = pytest.mark.django_db

YUAN = 100
DOCTOR = "最高学历 >= '博士'"
TEXT = document(
    benefit(DOCTOR, code="租房", amount="700元"),
    benefit(DOCTOR, code="购房", amount="900元"),
    benefit(DOCTOR, code="生活", amount="500元"),
    benefit("最高学历 <= '专科'", code="别人的", amount="100元"),
    benefit(DOCTOR, code="甲", amount="300元"),
    benefit(DOCTOR, code="乙", amount="200元"),
    code="T-04",
    more="关系:\n"
    "  - {名称: 二选一, 规则: 自选, 成员: [租房, 购房], 说: 租房购房二选一, en: Rent or buy}\n"
    "  - {名称: 就高, 规则: 就高, 成员: [甲, 乙], 说: 就高, en: Highest}\n",
)
RENT, BUY, LIVE = "T-04/租房", "T-04/购房", "T-04/生活"


@pytest.fixture
def library(library):
    (library / "wenzhou" / "T-04.yaml").write_text(TEXT)
    return library


@pytest.fixture
def anna(db):
    return loaded("博士")


def loaded(degree):
    load(
        人员=[{"证件号": ANNA, "姓名": "安娜"}],
        学历=[{"证件号": ANNA, "学历": degree}],
        就业=[{"证件号": ANNA, "单位代码": FIRM}],
        单位=[{"单位代码": FIRM, "单位名称": "鹿城电气", "单位地区": 330302}],
    )
    return Person.objects.by_number(ANNA)


@pytest.fixture
def user(user_of, anna):
    return user_of(Role.PERSON, username="anna", person_key=str(anna.uuid))


def nothing_changed(choices=(), entries=0):
    assert list(Choice.objects.order_by("id").values_list("keys", "ended_at")) == list(choices)
    assert JournalEntry.objects.filter(action__startswith="entitlements.choice").count() == entries


# --- Choosing -------------------------------------------------------------------------------------


def test_a_choice_is_kept_with_who_and_when_and_its_price(user, anna):
    before = timezone.now()
    made = choose(acting_user=user, person=anna, keys=[RENT])
    assert (made.keys, made.price, made.chosen_by) == ([RENT], 200 * YUAN, user)
    assert before <= made.chosen_at <= timezone.now()
    assert choice_of(user=user, person=anna) == made
    entry = JournalEntry.objects.get(action="entitlements.choice.make")
    assert (entry.actor, entry.object_id) == (user, str(made.pk))
    assert entry.data == {"benefits": [RENT], "price": 200 * YUAN}


def test_another_choice_ends_the_first_and_the_same_changes_nothing(user, anna):
    first = choose(acting_user=user, person=anna, keys=[RENT])
    second = choose(acting_user=user, person=anna, keys=[BUY])
    assert choose(acting_user=user, person=anna, keys=[BUY]) == second
    first.refresh_from_db()
    assert (first.ended_at, first.ended_by) == (second.chosen_at, user)
    assert choices_of(user=user, person=anna) == [second, first]
    assert choice_at(user=user, person=anna, moment=first.chosen_at) == first
    assert choice_at(user=user, person=anna, moment=second.chosen_at) == second


def test_a_choice_is_undone_once(user, anna):
    made = choose(acting_user=user, person=anna, keys=[RENT])
    undone = undo_choice(acting_user=user, choice=made)
    assert undone.ended_by == user
    assert choice_of(user=user, person=anna) is None
    with pytest.raises(ChoiceRefusedError, match=r"^这个选择已经撤销或换成别的了。$"):
        undo_choice(acting_user=user, choice=made)
    nothing_changed([([RENT], undone.ended_at)], entries=2)


@pytest.mark.parametrize(
    ("keys", "why"),
    [
        ([], "请至少选一项。"),
        ([RENT, BUY], "这样选不行：租房购房二选一"),
        (["T-04/别人的"], "所选的待遇里有您现在不符合的，请重新选。"),
        (["T-09/没有"], "所选的待遇里有您现在不符合的，请重新选。"),
        ([RENT, LIVE], "所选的待遇里有不用选就能享受的，请重新选。"),
    ],
)
def test_what_cannot_be_is_refused(user, anna, keys, why):
    with pytest.raises(ChoiceRefusedError) as refused:
        choose(acting_user=user, person=anna, keys=keys)
    assert str(refused.value) == why
    nothing_changed()


def test_nobody_chooses_for_somebody_else(user, user_of, anna, officer, auditor):
    made = choose(acting_user=user, person=anna, keys=[RENT])
    other = user_of(Role.PERSON, username="ben", person_key="00000000-0000-0000-0000-000000000000")
    for stranger in (other, officer, auditor):
        with pytest.raises(PermissionDenied):
            choose(acting_user=stranger, person=anna, keys=[BUY])
        with pytest.raises(PermissionDenied):
            undo_choice(acting_user=stranger, choice=made)
    nothing_changed([([RENT], None)], entries=1)


def test_whom_the_choice_is_shown_to(user, user_of, anna, officer, auditor):
    made = choose(acting_user=user, person=anna, keys=[RENT])
    assert choice_of(user=officer, person=anna) == made
    assert choice_of(user=auditor, person=anna) == made
    elsewhere = user_of(Role.OFFICER, username="ningbo", region=330200)
    with pytest.raises(Person.DoesNotExist):
        choice_of(user=elsewhere, person=anna)


def test_the_table_holds_one_choice_a_person(user, anna):
    made = choose(acting_user=user, person=anna, keys=[RENT])
    again = Choice(person=anna, keys=[BUY], chosen_by=user, chosen_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Choice.objects.filter(pk=made.pk).update(ended_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Choice.objects.filter(pk=made.pk).update(keys=[])


@pytest.mark.django_db(transaction=True)
def test_two_who_choose_at_once_leave_one_choice(user, anna):
    gate, faults = threading.Barrier(2), []

    def one(keys):
        try:
            gate.wait()
            choose(acting_user=user, person=anna, keys=keys)
        except Exception as error:  # noqa: BLE001 - told below
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(keys,)) for keys in ([RENT], [BUY])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert Choice.objects.count() == 2
    assert Choice.objects.filter(ended_at__isnull=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_who_chooses_waits_for_nobody_else_who_does(user, anna):
    """The entry in the journal, which comes last, has a lock of its own."""

    def one():
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '5s'")
        try:
            done.append(choose(acting_user=user, person=anna, keys=[RENT]).keys)
        except OperationalError as error:
            done.append(str(error))
        finally:
            connection.close()

    done: list[object] = []
    thread = threading.Thread(target=one)
    with transaction.atomic():
        begin_choosing()  # somebody else is at it
        thread.start()
        thread.join()
    assert done == [[RENT]]


# --- Weighing -------------------------------------------------------------------------------------


def weighed(person, *keys):
    known = prospects_of(person=person, as_of=timezone.localdate())
    return weigh(known, known.decisions, keys)


def test_what_is_chosen_is_shown_with_its_price(anna):
    found = weighed(anna, RENT)
    assert RENT in found.found.keys
    assert BUY not in found.found.keys
    assert (found.found.price, found.fell_back, found.gone) == (200, False, ())
    assert found.competing == {RENT, BUY, "T-04/甲", "T-04/乙"}


def test_what_is_not_lawful_any_more_gives_way_to_the_best(anna):
    found = weighed(anna, "T-09/废止")
    assert (found.fell_back, found.gone) == (True, ("T-09/废止",))
    assert found.found == found.best
    both = weighed(anna, RENT, BUY)
    assert both.fell_back
    assert [r.name for r in both.refused] == ["二选一"]
    assert both.found == both.best
    part = weighed(anna, RENT, "T-09/废止")
    assert (part.fell_back, part.gone) == (False, ("T-09/废止",))
    assert RENT in part.found.keys


def test_decisions_say_what_gave_way(anna):
    decisions = prospects_of(person=anna, as_of=timezone.localdate()).decisions
    made = {d.key: d for d in settled_by(decisions, [RENT, "T-04/乙"])}
    assert (made[BUY].displaced_by, by_choice(made[BUY])) == (RENT, True)
    assert (made[RENT].displaced_by, by_choice(made[RENT])) == (None, False)
    assert (made["T-04/甲"].displaced_by, by_choice(made["T-04/甲"])) == ("T-04/乙", True)
    assert made["T-04/乙"].displaced_by is None
    plain = {d.key: d for d in decisions}
    assert (plain["T-04/乙"].displaced_by, by_choice(plain["T-04/乙"])) == ("T-04/甲", False)
    assert settled_by(decisions, ["T-09/废止"]) == decisions


# --- Runs -----------------------------------------------------------------------------------------


def decided(mode=Mode.FULL):
    """A run of today, made by now."""
    asked = request_run(acting_user=None, as_of=timezone.localdate(), mode=mode, queue=False)
    return execute_run(run=asked)


def answers(run):
    rows = Decision.objects.of_run(run).filter(policy="T-04", person__isnull=False, status=3)
    return {d.benefit: (d.displaced_by, d.net) for d in rows}


UNCHOSEN = {
    "租房": ("", 700 * YUAN),
    "购房": ("", 900 * YUAN),
    "生活": ("", 500 * YUAN),
    "甲": ("", 300 * YUAN),
    "乙": ("T-04/甲", None),
}
CHOSEN = UNCHOSEN | {
    "购房": (RENT, None),
    "甲": ("T-04/乙", None),
    "乙": ("", 200 * YUAN),
}


@pytest.mark.parametrize("engine", ["polars", "python"])
def test_a_run_respects_the_choice(user, anna, engine):
    choose(acting_user=user, person=anna, keys=[RENT, "T-04/乙"])
    asked = request_run(acting_user=None, as_of=timezone.localdate(), engine=engine, queue=False)
    assert answers(execute_run(run=asked)) == CHOSEN


def test_a_run_that_goes_on_decides_anew_whoever_chose_since(user, anna):
    first = decided()
    assert answers(first) == UNCHOSEN
    made = choose(acting_user=user, person=anna, keys=[RENT, "T-04/乙"])
    second = decided(Mode.INCREMENTAL)
    assert second.base == first
    assert answers(second) == CHOSEN
    assert answers(first) == UNCHOSEN
    undo_choice(acting_user=user, choice=made)
    third = decided(Mode.INCREMENTAL)
    assert third.base == second
    assert answers(third) == UNCHOSEN


def test_a_choice_of_what_is_no_longer_due_moves_nothing(user, anna):
    choose(acting_user=user, person=anna, keys=[RENT, "T-04/乙"])
    loaded("专科")
    assert answers(decided()) == {"别人的": ("", 100 * YUAN)}
