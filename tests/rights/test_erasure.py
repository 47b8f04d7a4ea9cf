"""A deleted person is found nowhere, and the books still add up."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, IntegrityError, connection, transaction
from django.utils.timezone import localdate

from tests.entitlements.conftest import REGION
from tests.intake.test_nothing_lies_open import dump, found
from tests.ledger.conftest import answer, take
from tests.registry.builders import ANNA, BEN, load
from yulin.access.actions.journal import record
from yulin.access.enums import Duty, Role
from yulin.access.keys import vault
from yulin.access.models import Identity, JournalEntry, User
from yulin.entitlements.actions.execute import execute_run
from yulin.entitlements.actions.holds import place_hold, release_hold
from yulin.entitlements.actions.objections import object_to, uphold
from yulin.entitlements.actions.request import request_run
from yulin.entitlements.enums import Mode
from yulin.entitlements.models import Decision, Grant, Notice, Objection
from yulin.ledger.actions.prove import prove_ledger
from yulin.ledger.models import Account, Entry, PayeeAccount, Payment
from yulin.registry.actions.corrections import request_correction, resolve_correction
from yulin.registry.enums import ChangeState, LinkGround, LinkState
from yulin.registry.models import FACT_MODELS, IdentityLink, NameChange, Person, PersonFact
from yulin.rights.actions.erase import erase
from yulin.rights.actions.erasures import ask_erasure, decide_erasure, withdraw_erasure
from yulin.rights.errors import RightsError
from yulin.rights.models import Erasure
from yulin.rights.obstacles import kept_of, obstacles_of
from yulin.rights.words import ERASED

pytestmark = pytest.mark.django_db
D = Decimal
#: a name that stands nowhere else
NAME = "司马鹤鸣"
PASSPORT = "EJ0000001"


@pytest.fixture
def anna(owed):
    person = Person.objects.by_number(ANNA)
    with transaction.atomic():
        PersonFact.objects.filter(person=person).update(name=NAME)
        record(acting_user=None, action="test.name.set")
    return person


@pytest.fixture
def hers(anna, user_of):
    user = user_of(Role.PERSON, username=f"a-{ANNA}", display_name=NAME, person_key=str(anna.uuid))
    Identity.objects.create(
        user=user,
        issuer="https://sso",
        subject="s-1",
        number_index=vault().index(ANNA, "identity.number"),
        level=3,
        used_at=dt.datetime.now(dt.UTC),
    )
    return user


@pytest.fixture
def steward(with_duty):
    return with_duty(Duty.DATA_STEWARD, "steward")


@pytest.fixture
def paid(anna, filed, funded):
    PayeeAccount.objects.filter(person=anna).update(holder=NAME)
    rows = [
        answer(p, holder=NAME if p.account.person_id == anna.pk else "某人")
        for p in filed.payments.select_related("account")
    ]
    take(funded, *rows)
    return Payment.objects.get(instalment__person=anna)


def agreed(hers, anna, steward, text="我要求删除"):
    asked = ask_erasure(acting_user=hers, person=anna, text=text)
    return decide_erasure(acting_user=steward, erasure=asked, agree=True, answer="已核对，可以删除")


def balances():
    return list(Account.objects.order_by("pk").values_list("pk", "balance"))


# -- asking and deciding ---------------------------------------------------------------------------


def test_what_is_under_way_stands_in_the_way(anna, hers, filed):
    with pytest.raises(RightsError, match=r"还没有付清.*等待银行答复"):
        ask_erasure(acting_user=hers, person=anna)
    assert Erasure.objects.count() == 0


def test_only_oneself_asks_and_only_a_steward_decides(
    anna, hers, paid, hands, steward, user_of, with_duty, jobs, officer, auditor
):
    ben = Person.objects.by_number(BEN)
    his = user_of(Role.PERSON, username="ben", person_key=str(ben.uuid))
    for user in (his, steward, officer, auditor):
        with pytest.raises(PermissionDenied):
            ask_erasure(acting_user=user, person=anna)
    asked = ask_erasure(acting_user=hers, person=anna, text=f"我是 {ANNA}")
    assert asked.text == "我是 [证件号]"
    elsewhere = with_duty(Duty.DATA_STEWARD, "there", 330200)
    for user in (hers, his, hands.maker, hands.control, elsewhere, officer, auditor):
        with pytest.raises(PermissionDenied):
            decide_erasure(acting_user=user, erasure=asked, agree=True, answer="x")
    with pytest.raises(RightsError, match="请写明理由"):
        decide_erasure(acting_user=steward, erasure=asked, agree=True, answer="")
    with pytest.raises(RightsError, match="已有一件删除申请"):
        ask_erasure(acting_user=hers, person=anna)
    asked.refresh_from_db()
    assert (asked.state, list(jobs.jobs)) == ("open", [])
    decide_erasure(acting_user=steward, erasure=asked, agree=False, answer="依法须保存")
    asked.refresh_from_db()
    assert (asked.state, asked.answer, list(jobs.jobs)) == ("refused", "依法须保存", [])
    with pytest.raises(Error, match="stays as it was decided"), transaction.atomic():
        Erasure.objects.update(answer="x")


def test_it_is_withdrawn_before_it_is_decided(anna, hers, paid, steward, jobs):
    asked = ask_erasure(acting_user=hers, person=anna)
    assert withdraw_erasure(acting_user=hers, erasure=asked).state == "withdrawn"
    second = agreed(hers, anna, steward)
    with pytest.raises(RightsError, match="不能撤回"):
        withdraw_erasure(acting_user=hers, erasure=second)
    assert [job["task_name"] for job in jobs.jobs.values()] == ["rights.erase"]


def test_nobody_decides_alone_in_the_database(anna, hers, paid):
    ask_erasure(acting_user=hers, person=anna)
    with pytest.raises(IntegrityError, match="rights_erasure_decided"), transaction.atomic():
        Erasure.objects.update(
            state="agreed", decided_by=hers, decided_at=dt.datetime.now(dt.UTC), answer="x"
        )


def test_what_the_law_keeps_is_said_with_its_day(anna, paid):
    Payment.objects.filter(pk=paid.pk).update(answered_at=dt.datetime(2028, 2, 29, tzinfo=dt.UTC))
    kept = {one.law: one.until for one in kept_of(anna)}
    assert kept["会计档案管理办法（会计凭证保存三十年）"] == dt.date(2058, 2, 28)
    assert obstacles_of(anna) == []


# -- deleting --------------------------------------------------------------------------------------


@pytest.fixture
def erased(anna, hers, paid, hands, steward, jobs, officer):
    """With all that somebody may have written before."""
    wrong = request_correction(acting_user=hers, person=anna, table="学历", text=f"{NAME} 的学历")
    resolve_correction(
        acting_user=officer, correction=wrong, accept=False, answer=f"{NAME}：不采纳"
    )
    with transaction.atomic():
        NameChange.objects.create(
            person=anna,
            old_name="安娜",
            new_name=NAME,
            valid_from=dt.date(2026, 1, 1),
            reason="改名",
            evidence="T-1",
            asked_by=hands.maker,
            asked_at=dt.datetime.now(dt.UTC),
            state=ChangeState.REFUSED,
            answered_by=hands.checker,
            answered_at=dt.datetime.now(dt.UTC),
        )
        record(acting_user=None, action="test.name.change")
    grant = Grant.objects.get(person=anna)
    about = {"policy": grant.policy, "benefit": grant.benefit}
    hold = place_hold(acting_user=hands.control, subject=anna, **about, reason=f"有人举报{NAME}")
    release_hold(acting_user=hands.approver, hold=hold, reason=f"{NAME}没有问题")
    asked = object_to(
        acting_user=hers, subject=anna, **about, kind="human", text=f"我是{NAME}，不同意"
    )
    uphold(acting_user=hands.maker, objection=asked, answer=f"{NAME}，决定不变")
    before = balances(), Entry.objects.count(), Payment.objects.count()
    done = erase(erasure=agreed(hers, anna, steward, text=f"我是{NAME}"))
    assert (balances(), Entry.objects.count(), Payment.objects.count()) == before
    return done


def test_nothing_of_theirs_is_left_but_what_the_law_keeps(erased, anna, hers, paid):
    assert erased.state == "done"
    assert [
        model.TABLE.name
        for model in FACT_MODELS
        if model.objects.filter(**{model.person_field(): anna}).exists()
    ] == []
    assert Person.objects.by_number(ANNA) is None
    paid.refresh_from_db()
    assert (paid.state, paid.amount) == ("paid", D("100.05"))
    account = PayeeAccount.objects.get(person=anna)
    assert (account.holder, account.number.open(), account.state) == (ERASED, "0" * 16, "closed")
    assert Decision.objects.filter(person=anna).exists()  # the payment rests on it
    hers.refresh_from_db()
    assert (hers.is_active, hers.person_key, hers.display_name) == (False, None, ERASED)
    assert Objection.objects.get().text == ERASED
    assert not [n for n in Notice.objects.filter(person=anna) if "reason" in n.data]
    assert {one["law"] for one in erased.outcome["kept"]} == {
        "网络安全法（日志留存）",
        "会计档案管理办法（会计凭证保存三十年）",
    }
    assert erased.outcome["removed"]["facts"] >= 3


def test_the_books_are_proved_to_zero_afterwards(erased):
    proof = prove_ledger(acting_user=None)
    assert (proof.holds, proof.broken) == (True, 0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(amount) FROM ledger_entry")
        assert cursor.fetchone()[0] == D("0.00")


def test_all_numbers_of_theirs_go(anna, hers, paid, hands, steward, jobs, officer):
    """Somebody with a passport beside the card: two rows that are read as one."""
    load(人员=[{"证件号": PASSPORT, "姓名": NAME, "户籍地": 330302}], 学历=[{"证件号": PASSPORT}])
    other = Person.objects.by_number(PASSPORT)
    moment = dt.datetime.now(dt.UTC)
    with transaction.atomic():
        IdentityLink.objects.create(
            kept=anna,
            other=other,
            ground=LinkGround.DUPLICATE,
            state=LinkState.JOINED,
            reason="同一人",
            evidence="T-1",
            asked_by=hands.maker,
            asked_at=moment,
            answered_by=hands.checker,
            answered_at=moment,
            recorded_at=moment,
        )
        record(acting_user=None, action="test.link.join")
    anna.refresh_from_db()
    done = erase(erasure=agreed(hers, anna, steward))
    assert done.state == "done"
    assert [Person.objects.by_number(number) for number in (ANNA, PASSPORT)] == [None, None]
    assert not PersonFact.objects.filter(name=NAME).exists()


def test_a_second_time_changes_nothing(erased, anna):
    before = Person.objects.get(pk=anna.pk).number, JournalEntry.objects.count()
    erase(erasure=erased)
    assert (Person.objects.get(pk=anna.pk).number, JournalEntry.objects.count()) == before


def test_what_came_up_meanwhile_stops_it_whole(anna, hers, paid, steward, jobs):
    held = agreed(hers, anna, steward)
    request_correction(acting_user=hers, person=anna, table="学历", text="还有一条")
    with pytest.raises(RightsError, match="更正申请还没有答复"):
        erase(erasure=held)
    assert Person.objects.by_number(ANNA) == anna
    assert PersonFact.objects.filter(person=anna, name=NAME).exists()


def test_others_are_untouched(erased, anna):
    ben = Person.objects.by_number(BEN)
    assert PersonFact.objects.filter(person=ben).exists()
    assert PayeeAccount.objects.get(person=ben).holder == "某人"


def test_a_run_afterwards_says_nothing_of_them_and_who_comes_back_is_new(erased, anna):
    asked = request_run(acting_user=None, as_of=localdate(), queue=False, mode=Mode.INCREMENTAL)
    run = execute_run(run=asked)
    assert run.state == "finished"
    assert not Decision.objects.of_run(run).filter(person=anna, run=run).exists()
    load(**REGION)
    assert Person.objects.by_number(ANNA).pk != anna.pk


@pytest.mark.django_db(transaction=True)
def test_a_dump_holds_neither_number_nor_index_nor_name(erased, anna, settings, tmp_path):
    text = dump()
    index = vault().index(ANNA, "person.number").hex().encode()
    assert b"registry_person" in text
    assert found(text, [ANNA]) == []
    assert index not in text
    assert vault().index(ANNA, "identity.number").hex().encode() not in text
    assert NAME.encode() not in text
    assert b"6222000000000000" not in text


@pytest.mark.django_db(transaction=True)
def test_the_search_would_have_found_them_before(anna, hers, paid):
    """The test's own test: before deletion index and name lie in the dump."""
    text = dump()
    assert vault().index(ANNA, "person.number").hex().encode() in text
    assert NAME.encode() in text
    assert User.objects.filter(display_name=NAME).exists()
