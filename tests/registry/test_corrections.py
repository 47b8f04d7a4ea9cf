import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from tests.registry.builders import ANNA, BEN, load
from yulin.access.enums import Role
from yulin.access.models import JournalEntry
from yulin.registry.actions.corrections import request_correction, resolve_correction
from yulin.registry.actions.reveal import reveal_number
from yulin.registry.enums import CorrectionState
from yulin.registry.errors import BrokenRuleError, RegistryError
from yulin.registry.models import CorrectionRequest, EmploymentSpell, Person
from yulin.registry.queries.person_page import person_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna():
    load(人员=[{"证件号": ANNA}, {"证件号": BEN}], 就业=[{"证件号": ANNA, "月工资": 8000}])
    return Person.objects.by_number(ANNA)


@pytest.fixture
def her(anna, user_of):
    return user_of(Role.PERSON, username="anna", person_key=str(anna.uuid))


@pytest.fixture
def wage(anna, her):
    row = EmploymentSpell.objects.get()
    return request_correction(
        acting_user=her,
        person=anna,
        table="就业",
        row=row.uuid,
        column="月工资",
        claimed="9000.5元",
    )


def state():
    return (
        list(EmploymentSpell.objects.values_list("monthly_wage", "superseded_at").order_by("id")),
        list(CorrectionRequest.objects.values_list("state", "answer")),
        JournalEntry.objects.count(),
    )


def test_an_accepted_value_takes_the_place_of_the_old_which_stays_readable(wage, anna, officer):
    resolve_correction(acting_user=officer, correction=wage, accept=True, answer="已核实工资表")
    page = person_page(user=officer, uuid=anna.uuid)
    sheet = page.sheet("就业")
    rows = (*sheet.rows, *sheet.earlier)
    wages = [c.text for row in rows for c in row.cells if c.column.name == "月工资"]
    assert wages == ["9,000.50", "8,000.00"]
    assert (sheet.rows[0].source, sheet.rows[0].evidence) == ("更正申请", str(wage.uuid))
    wage.refresh_from_db()
    assert (wage.state, wage.answered_by, wage.answer) == (
        CorrectionState.ACCEPTED,
        officer,
        "已核实工资表",
    )


def test_a_refused_request_changes_no_fact(wage, officer):
    before = list(EmploymentSpell.objects.values())
    resolve_correction(acting_user=officer, correction=wage, accept=False, answer="与申报不符")
    assert list(EmploymentSpell.objects.values()) == before
    wage.refresh_from_db()
    assert wage.state == CorrectionState.REFUSED


def test_a_request_is_answered_once(wage, officer):
    resolve_correction(acting_user=officer, correction=wage, accept=True, answer="是")
    before = state()
    with pytest.raises(RegistryError, match=r"^这项申请已处理过。$"):
        resolve_correction(acting_user=officer, correction=wage, accept=True, answer="是")
    assert state() == before


def test_a_row_replaced_meanwhile_is_not_overwritten(wage, officer):
    load(人员=[{"证件号": ANNA}], 就业=[{"证件号": ANNA, "月工资": 8500}])
    before = state()
    with pytest.raises(RegistryError, match=r"^这条记录已变动"):
        resolve_correction(acting_user=officer, correction=wage, accept=True, answer="是")
    assert state() == before


def test_one_open_request_a_cell(wage, anna, her):
    before = state()
    with pytest.raises(BrokenRuleError, match=r"^这一项已有待处理的更正申请。$"):
        request_correction(
            acting_user=her,
            person=anna,
            table="就业",
            row=wage.row,
            column="月工资",
            claimed="1",
        )
    assert state() == before


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"table": "工资"}, "没有这张表。"),
        ({"column": "证件号"}, "这一列不能直接更正，请在说明里写明情况。"),
        ({"column": "无此列"}, "这一列不能直接更正，请在说明里写明情况。"),
        ({"column": "", "claimed": ""}, "请说明哪里不对。"),
        ({"row": None}, "请指明是哪一条记录。"),
        ({"claimed": "很多"}, None),
    ],
)
def test_a_request_that_cannot_be_read_is_refused(anna, her, fields, message):
    row = EmploymentSpell.objects.get().uuid
    given = {"table": "就业", "row": row, "column": "月工资", "claimed": "9000"} | fields
    before = state()
    with pytest.raises(RegistryError) as caught:
        request_correction(acting_user=her, person=anna, **given)
    assert message is None or str(caught.value) == message
    assert state() == before


def test_somebody_elses_row_cannot_be_named(anna, user_of):
    other = Person.objects.by_number(BEN)
    ben = user_of(Role.PERSON, username="ben", person_key=str(other.uuid))
    before = state()
    with pytest.raises(RegistryError, match=r"^这条记录已变动"):
        request_correction(
            acting_user=ben,
            person=other,
            table="就业",
            row=EmploymentSpell.objects.get().uuid,
            column="月工资",
            claimed="1",
        )
    assert state() == before


def test_only_the_person_asks_and_only_their_officer_answers(wage, anna, her, user_of, auditor):
    ben = user_of(Role.PERSON, username="ben", person_key=str(Person.objects.by_number(BEN).uuid))
    elsewhere = user_of(Role.OFFICER, username="yueqing", region=330382)
    herself = user_of(Role.OFFICER, username="own", region=330300, person_key=str(anna.uuid))
    before = state()
    with pytest.raises(PermissionDenied):
        request_correction(acting_user=ben, person=anna, table="就业", text="错了")
    for user in (her, ben, elsewhere, herself, auditor):
        with pytest.raises(PermissionDenied):
            resolve_correction(acting_user=user, correction=wage, accept=True, answer="是")
    assert state() == before


def test_a_document_number_in_free_text_is_not_kept(anna, her):
    request = request_correction(
        acting_user=her, person=anna, table="学历", text=f"我的证件号 {ANNA} 缺学历"
    )
    request.refresh_from_db()
    assert request.text == "我的证件号 [证件号] 缺学历"


def test_the_database_refuses_that_the_asker_answers(wage, her):
    with pytest.raises(IntegrityError, match="not_answered_by_asker"), transaction.atomic():
        CorrectionRequest.objects.filter(pk=wage.pk).update(
            state="accepted", answered_by=her, answered_at=wage.asked_at
        )


def test_a_number_is_revealed_for_a_reason_that_stands_in_the_journal(anna, officer):
    assert reveal_number(acting_user=officer, person=anna, reason="电话核对身份") == ANNA
    entry = JournalEntry.objects.get(action="registry.number.reveal")
    assert (entry.actor, entry.object_id, entry.data) == (
        officer,
        str(anna.pk),
        {"reason": "电话核对身份"},
    )


def test_a_number_is_not_revealed_without_a_reason_or_to_others(anna, officer, her, user_of):
    elsewhere = user_of(Role.OFFICER, username="yueqing", region=330382)
    before = JournalEntry.objects.count()
    with pytest.raises(RegistryError, match=r"^请说明查看证件号的理由。$"):
        reveal_number(acting_user=officer, person=anna, reason=" ")
    for user in (her, elsewhere):
        with pytest.raises(PermissionDenied):
            reveal_number(acting_user=user, person=anna, reason="好奇")
    assert JournalEntry.objects.count() == before
