"""The social insurance is another PostgreSQL database: what it says, and what it cannot do to us."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from tests.registry.builders import ANNA, BEN, FIRM, load
from tests.sources.conftest import MAPPING, PAID, insurance_terms, switched_on
from yulin.registry.models import Batch, Coverage, Employer, InsuranceSpell, Person
from yulin.sources.actions.ask import ask_about
from yulin.sources.models import Answer, Call

pytestmark = pytest.mark.django_db


def held(person):
    return list(
        InsuranceSpell.objects.current()
        .filter(person=person)
        .values_list(
            "scheme", "division", "employer__code", "first_month", "last_month", "payment_kind"
        )
    )


def tables(person):
    found = Coverage.objects.filter(person=person, superseded_at__isnull=True).first()
    return found.tables if found else []


def test_what_the_view_says_becomes_facts_with_their_source(insurance, anna, jobs):
    call = ask_about(acting_user=None, source=insurance, person=anna)
    labels = (
        InsuranceSpell.TABLE.column("险种").labels,
        InsuranceSpell.TABLE.column("缴费类型").labels,
    )
    assert held(anna) == [
        (
            labels[0].code("职工养老"), 330302, FIRM, dt.date(2021, 3, 1), dt.date(2024, 6, 1),
            labels[1].code("正常"),
        )
    ]  # fmt: skip
    fact = InsuranceSpell.objects.get()
    assert (fact.source, fact.evidence, fact.batch) == ("社保局", str(call.uuid), call.batch)
    assert fact.recorded_at == call.batch.recorded_at
    assert (call.outcome, call.rows, call.attempts, call.reason) == ("answered", 1, 1, "")
    assert (call.person, call.purpose, call.legal_basis) == (
        anna,
        "核定人才待遇",
        "国办发〔2024〕3号",
    )
    answer = Answer.objects.get()
    assert (answer.person, answer.said_in, answer.tried_in) == (anna, call, call)
    assert answer.valid_until - answer.said_at == dt.timedelta(days=30)
    assert tables(anna) == ["insurance", "person"]
    queued = [(job["task_name"], job["args"]) for job in jobs.jobs.values()]
    moment = call.batch.recorded_at.isoformat()
    assert queued == [("entitlements.decide_arrivals", {"region": 330302, "moment": moment})]


def test_nobody_found_is_a_known_no(insurance, people, jobs):
    _anna, ben, _cara = people
    call = ask_about(acting_user=None, source=insurance, person=ben)
    assert (call.outcome, call.rows) == ("empty", 0)
    assert (held(ben), tables(ben)) == ([], ["insurance", "person"])
    assert Answer.objects.get().said_in == call
    assert len(jobs.jobs) == 1


def test_nobody_found_in_a_register_with_gaps_is_unknown(bureau, people, jobs):
    source = switched_on(**insurance_terms(bureau, empty_is_none=False))
    call = ask_about(acting_user=None, source=source, person=people[1])
    assert (call.outcome, call.reason) == ("empty", "对方的登记不全：查无记录不等于没有。")
    assert (tables(people[1]), Answer.objects.get().said_in) == (["person"], None)
    assert not jobs.jobs


def test_the_same_answer_again_changes_nothing(insurance, anna, jobs):
    first = ask_about(acting_user=None, source=insurance, person=anna)
    second = ask_about(acting_user=None, source=insurance, person=anna)
    fact = InsuranceSpell.objects.get()
    assert (fact.evidence, fact.superseded_at) == (str(first.uuid), None)
    assert Answer.objects.get().said_in == second
    assert len(jobs.jobs) == 1


def test_a_new_answer_supersedes_that_persons_rows_alone(insurance, bureau, people, jobs):
    anna, ben, _cara = people
    load(社保=[{"证件号": ANNA, "起始年月": "2019-01-01"}, {"证件号": BEN}])
    bens = held(ben)
    ask_about(acting_user=None, source=insurance, person=anna)
    assert len(held(anna)) == 1
    assert held(ben) == bens
    assert InsuranceSpell.objects.filter(person=anna, superseded_at__isnull=False).count() == 1


def unchanged():
    return InsuranceSpell.objects.count(), Coverage.objects.count(), Batch.objects.count()


@pytest.mark.parametrize(
    ("spoil", "outcome", "reason"),
    [
        (
            "ALTER TABLE payments RENAME COLUMN aae041 TO since",
            "wrong_shape",
            "对方的视图与约定的列不同。",
        ),
        ("ALTER VIEW shared RENAME TO elsewhere", "wrong_shape", "对方的视图与约定的列不同。"),
        ("UPDATE payments SET aae140 = '888'", "wrong_shape", "“险种”出现了没有约定的代码“888”。"),
        ("UPDATE payments SET aae042 = '2020-01-01'", "wrong_shape", None),
    ],
)
def test_another_shape_changes_nothing(insurance, bureau, anna, jobs, spoil, outcome, reason):
    before = unchanged()
    bureau.execute("BEGIN")
    bureau.execute(
        spoil if "RENAME COLUMN" not in spoil else "ALTER VIEW shared RENAME COLUMN aae041 TO since"
    )
    bureau.execute("COMMIT")
    try:
        call = ask_about(acting_user=None, source=insurance, person=anna)
    finally:
        bureau.execute("DROP VIEW IF EXISTS shared, elsewhere")
        bureau.execute("CREATE VIEW shared AS SELECT * FROM payments WHERE aae140 <> '999'")
    assert call.outcome == outcome
    assert call.reason == reason or (reason is None and "截止年月" in call.reason)
    assert unchanged() == before
    assert Answer.objects.get().said_in is None
    assert not jobs.jobs


def test_too_slow_is_no_answer(bureau, anna, jobs):
    bureau.execute("CREATE VIEW slow AS SELECT p.* FROM payments p, pg_sleep(5)")
    terms = insurance_terms(bureau)
    terms["place"]["view"] = "slow"
    source = switched_on(**terms)
    before = unchanged()
    try:
        call = ask_about(acting_user=None, source=source, person=anna)
    finally:
        bureau.execute("DROP VIEW slow")
    assert (call.outcome, call.reason) == ("no_answer", "等候超时。")
    assert 900 <= call.milliseconds < 4000
    assert unchanged() == before


def test_nobody_there_is_no_answer_and_was_tried_as_often_as_agreed(bureau, anna, jobs):
    terms = insurance_terms(bureau, attempts=2)
    terms["place"]["database"] = "no_such_database"
    call = ask_about(acting_user=None, source=switched_on(**terms), person=anna)
    assert (call.outcome, call.reason, call.attempts) == ("no_answer", "连不上对方的数据库。", 2)


def test_a_view_that_writes_is_refused(bureau, anna, jobs):
    bureau.execute(
        "CREATE FUNCTION spy() RETURNS boolean LANGUAGE plpgsql AS "
        "$$ BEGIN INSERT INTO payments VALUES ('x'); RETURN true; END $$"
    )
    bureau.execute("CREATE VIEW writing AS SELECT * FROM payments WHERE spy()")
    terms = insurance_terms(bureau)
    terms["place"]["view"] = "writing"
    try:
        call = ask_about(acting_user=None, source=switched_on(**terms), person=anna)
        written = bureau.line.execute("SELECT count(*) FROM payments WHERE aac002 = 'x'").fetchone()
    finally:
        bureau.execute("DROP VIEW writing; DROP FUNCTION spy()")
    assert (call.outcome, written) == ("no_answer", (0,))


def test_names_in_the_terms_cannot_become_statements(bureau, anna, jobs):
    mapping = MAPPING | {"person": 'aac002" IS NOT NULL OR "aac002'}
    call = ask_about(
        acting_user=None,
        source=switched_on(**insurance_terms(bureau, mapping=mapping)),
        person=anna,
    )
    assert (call.outcome, call.rows) == ("wrong_shape", 0)


def test_an_unknown_employer_is_registered_and_nothing_else(insurance, anna, jobs):
    ask_about(acting_user=None, source=insurance, person=anna)
    assert list(Employer.objects.values_list("code", flat=True)) == [FIRM]
    assert Person.objects.count() == 3


def test_more_records_than_a_person_can_have_are_refused(insurance, bureau, anna, jobs):
    bureau.says(*[PAID] * 501)
    before = unchanged()
    call = ask_about(acting_user=None, source=insurance, person=anna)
    assert (call.outcome, call.reason) == ("wrong_shape", "一个人的记录超过 500 条。")
    assert unchanged() == before


def test_calls_are_never_changed_or_removed(insurance, anna, jobs):
    call = ask_about(acting_user=None, source=insurance, person=anna)
    for act in (
        lambda: Call.objects.update(outcome="empty"),
        lambda: Call.objects.filter(pk=call.pk)._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act()
    assert Call.objects.get().outcome == "answered"


def test_no_number_lies_in_the_rooms_own_tables(insurance, anna, jobs):
    ask_about(acting_user=None, source=insurance, person=anna)
    with connection.cursor() as cursor:
        for table in ("call", "answer", "source"):
            cursor.execute(
                f"SELECT count(*) FROM sources_{table} t WHERE t::text LIKE %s", [f"%{ANNA}%"]
            )
            assert cursor.fetchone() == (0,)
