"""Whatever anybody wrote of a person goes with them; each text that may speak of one is answered for."""

import datetime as dt
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import Error, connection, transaction

from tests.jobs.conftest import content
from tests.ledger.conftest import CITY
from tests.registry.builders import ANNA, load
from tests.rights.test_erasure import NAME, PASSPORT, agreed, anna, hers, paid, steward
from yulin.access.actions.journal import record
from yulin.access.enums import Role
from yulin.control.enums import Event, Result, SignalState
from yulin.control.models import Finding, Signal, SignalStep
from yulin.jobs.actions.posts import draft_post
from yulin.jobs.models import Application, Offer, Resume, SavedSearch
from yulin.ledger.actions.claims import ask_claim, decide_claim, drop_claim
from yulin.ledger.actions.prove import prove_ledger
from yulin.ledger.actions.recover import ask_write_off, decide_write_off, take_receipt
from yulin.ledger.enums import Cause, Verdict
from yulin.ledger.models import Payment, Reply, Settlement
from yulin.registry.enums import LinkGround, LinkState
from yulin.registry.models import Employer, IdentityLink, Person
from yulin.rights.actions.erase import erase
from yulin.rights.actions.erasures import ask_erasure, decide_erasure
from yulin.rights.models import Erasure
from yulin.rights.words import (
    ERASED,
    ERASED_WORDS,
    GONE,
    IMPERSONAL,
    KEPT,
    REWRITTEN,
    answered_for,
    free_texts,
)

__all__ = ["anna", "hers", "paid", "steward"]
pytestmark = pytest.mark.django_db
D = Decimal


def ours():
    return [model for model in apps.get_models() if model.__module__.startswith("yulin.")]


def leading_to_people():
    """Tables from which foreign keys lead to a person, by however many steps."""
    found = {Person}
    while (
        more := {
            model
            for model in ours()
            for field in model._meta.concrete_fields
            if field.is_relation and field.related_model in found
        }
        - found
    ):
        found |= more
    return found


# -- the list --------------------------------------------------------------------------------------


def test_each_text_that_may_speak_of_a_person_is_answered_for():
    texts = {
        table: columns for table, columns in free_texts(leading_to_people()).items() if columns
    }
    said = answered_for()
    assert {table: columns - said.get(table, set()) for table, columns in texts.items()
            if table not in GONE and columns - said.get(table, set())} == {}  # fmt: skip
    known = free_texts(ours())
    assert {table: columns - known[table] for table, columns in said.items()
            if columns - known[table]} == {}  # fmt: skip
    assert set(known) >= GONE
    assert all(why for _columns, why in KEPT.values())


def test_a_column_has_one_answer():
    counted = [
        (table, column)
        for table, columns in [
            *((model._meta.db_table, columns) for model, (_p, columns) in ERASED_WORDS.items()),
            *REWRITTEN.items(),
            *((table, columns) for table, (columns, _why) in KEPT.items()),
            *IMPERSONAL.items(),
        ]
        for column in columns
    ]
    assert len(counted) == len(set(counted))
    assert not {table for table, _column in counted} & GONE


# -- the words -------------------------------------------------------------------------------------


def naming(words):
    """Each column of text or JSON, of any table, that holds these words."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema ="
            " 'public' AND data_type IN ('text', 'character varying', 'jsonb', 'json')"
        )
        columns = cursor.fetchall()
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{table}.{column}' WHERE EXISTS (SELECT FROM \"{table}\""
                f' WHERE position(%s in "{column}"::text) > 0)'
                for table, column in columns
            ),
            [words] * len(columns),
        )
        return {name for (name,) in cursor.fetchall()}


def claims(anna, paid, hands, fund):
    """One that was paid back in part and given up, and one that was dropped."""
    for number, end in enumerate(("settled", "dropped")):
        claim = ask_claim(
            acting_user=hands.maker,
            grant=paid.instalment.grant,
            cause=Cause.LEFT_EARLY,
            parts={paid: D("10.00")},
            reason=f"{NAME}离职",
            first_due=dt.date(2026, 12, 31),
        )
        claim = decide_claim(acting_user=hands.approver, claim=claim, agree=True, remarks=NAME)
        if end == "dropped":
            drop_claim(acting_user=hands.approver, claim=claim, remarks=f"{NAME}有理")
            continue
        take_receipt(
            acting_user=fund.officer, claim=claim, amount=D("4.00"), reference=f"R{number}",
            reason=f"{NAME}还款",
        )  # fmt: skip
        step = ask_write_off(
            acting_user=fund.officer, claim=claim, amount=D("6.00"), reason=f"{NAME}无力"
        )
        decide_write_off(acting_user=hands.approver, step=step, agree=True, remarks=NAME)


def doubts(anna, paid, hands):
    signal = Signal.objects.create(
        person=anna, region=CITY, kind="shared_account", key="k", found_at=dt.datetime.now(dt.UTC), state=SignalState.EXPLAINED,
        reason=f"{NAME}说明", decided_by=hands.control, decided_at=dt.datetime.now(dt.UTC),
    )  # fmt: skip
    SignalStep.objects.create(
        signal=signal, event=Event.EXPLAINED, at=dt.datetime.now(dt.UTC), text=f"{NAME}说明"
    )
    Finding.objects.create(
        person=anna, region=CITY, payment=paid, signal=signal, result=Result.IN_ORDER, text=NAME,
        proposed_by=hands.control,
    )  # fmt: skip


def bank(paid, hands):
    Reply.objects.filter(payment=paid).update(why=f"户名{NAME}", settlement=NAME)
    Settlement.objects.create(
        reply=Reply.objects.get(payment=paid), verdict=Verdict.PAID, reason=NAME,
        asked_by=hands.maker,
    )  # fmt: skip


def links(anna, hands):
    load(人员=[{"证件号": PASSPORT, "姓名": NAME, "户籍地": 330302}])
    now = dt.datetime.now(dt.UTC)
    said = {"reason": NAME, "evidence": NAME, "answer": NAME}
    people = {"kept": anna, "other": Person.objects.by_number(PASSPORT)}
    asked = {"asked_by": hands.maker, "asked_at": now, "ground": LinkGround.DUPLICATE}
    answered = {"answered_by": hands.checker, "answered_at": now}
    IdentityLink.objects.create(**people, **said, **asked, **answered, state=LinkState.REFUSED)


def applied(anna, user_of):
    firm = Employer.objects.order_by("pk").first()
    clerk = user_of(Role.EMPLOYER, username="clerk", organisation_key=str(firm.uuid))
    post = draft_post(acting_user=clerk, employer=firm, content=content())
    Resume.objects.create(person=anna, story=NAME)
    SavedSearch.objects.create(person=anna, name=NAME, query={}, seen_until=dt.datetime.now(dt.UTC))
    application = Application.objects.create(
        post=post, employer=firm, division=330302, person=anna, resume={"name": NAME}, note=NAME
    )
    day = dt.date(2027, 1, 1)
    Offer.objects.create(
        application=application, monthly_pay=6000, starts_on=day, contract_years=1, terms=NAME,
        answer_until=day, made_by=clerk,
    )  # fmt: skip


@pytest.fixture
def written(anna, hers, paid, hands, fund, steward, jobs, user_of):
    claims(anna, paid, hands, fund)
    with transaction.atomic():
        doubts(anna, paid, hands)
        bank(paid, hands)
        links(anna, hands)
        applied(anna, user_of)
        record(acting_user=None, action="test.words.write")
    first = ask_erasure(acting_user=hers, person=anna, text=f"我是{NAME}")
    decide_erasure(acting_user=steward, erasure=first, agree=False, answer=f"{NAME}：还不行")


NAMED = {
    "jobs_application.note", "jobs_application.resume", "jobs_offer.terms", "jobs_resume.story",
    "jobs_savedsearch.name", "access_user.display_name", "control_finding.text", "control_signal.reason",
    "control_signalstep.text", "ledger_claim.reason", "ledger_claim.remarks",
    "ledger_claimstep.reason", "ledger_claimstep.remarks", "ledger_payeeaccount.holder",
    "ledger_reply.settlement", "ledger_reply.why", "ledger_settlement.reason",
    "registry_identitylink.answer", "registry_identitylink.evidence",
    "registry_identitylink.reason", "registry_personfact.name", "rights_erasure.answer",
    "rights_erasure.text",
}  # fmt: skip


def test_no_word_of_them_is_left_where_it_was_written(written, anna, hers, steward):
    asked = agreed(hers, anna, steward, text=f"我是{NAME}")
    assert naming(NAME) == NAMED
    before = list(Payment.objects.values_list("pk", "amount", "state"))
    erase(erasure=asked)
    assert naming(NAME) == {"registry_personfact.name"}  # of the number that was not joined
    assert list(Payment.objects.values_list("pk", "amount", "state")) == before
    assert prove_ledger(acting_user=None).holds
    assert set(Erasure.objects.values_list("text", "answer")) == {(ERASED, ERASED)}
    assert Person.objects.by_number(ANNA) is None


def test_the_guards_give_way_to_words_alone(written, anna):
    """While something is forgotten sums and hands stay guarded; at other times words too."""
    for table, row, words in (
        ("control_finding", "checked = 1", "text"),
        ("control_signalstep", "signal_id = signal_id + 1", "text"),
        ("ledger_claimstep", "amount = amount - 1", "reason"),
        ("ledger_settlement", "asked_by_id = asked_by_id + 1", "reason"),
        ("registry_identitylink", "state = 'joined'", "reason"),
        ("rights_erasure", "state = 'open'", "text"),
    ):
        for erasing, change in ((True, row), (False, f"{words} = 'x'")):
            with (
                pytest.raises(Error, match=r"only the words go|stays|append-only|decided once"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                if erasing:
                    cursor.execute("SET LOCAL yulin.erasing = 'on'")
                cursor.execute(f"UPDATE {table} SET {change}")
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL yulin.erasing = ''")
