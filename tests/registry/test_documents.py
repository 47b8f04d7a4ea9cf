"""Further documents, a changed number, a changed name: one asks, another approves."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.registry.builders import ANNA, BEN, CARA, load
from tests.registry.test_links import answer_link, of, part, person, race, with_duty
from yulin.access.enums import Duty, Role
from yulin.access.models import JournalEntry
from yulin.facts.enums import ID_TYPE
from yulin.registry.actions.documents import answer_name, propose_document, propose_name
from yulin.registry.actions.reveal import reveal_number
from yulin.registry.enums import ChangeState, LinkGround
from yulin.registry.errors import NumberTakenError, RegistryError
from yulin.registry.models import IdentityLink, NameChange, Person, PersonFact
from yulin.registry.queries.aliases import aliases_at
from yulin.registry.queries.documents import documents_of, names_of, number_in_force
from yulin.registry.queries.people import people_list
from yulin.registry.queries.person_page import person_page

pytestmark = pytest.mark.django_db

CARD, PASSPORT = ID_TYPE.code("居民身份证"), ID_TYPE.code("护照")
PAPER = {"reason": "公安变更", "evidence": "变更证明1号", "valid_from": dt.date(2026, 3, 1)}


@pytest.fixture
def maker(user_of):
    return with_duty(user_of(Role.OFFICER, username="maker"), Duty.MAKER, 330300)


@pytest.fixture
def checker(user_of):
    return with_duty(user_of(Role.OFFICER, username="checker"), Duty.CHECKER, 330300)


@pytest.fixture
def anna():
    load(人员=[{"证件号": ANNA, "姓名": "安娜"}], 学历=[{"证件号": ANNA, "毕业院校": "甲"}])
    return person(ANNA)


def ask(maker, anna, number=BEN, **given):
    terms = {"ground": LinkGround.CHANGE, "id_type": CARD, **PAPER, **given}
    return propose_document(acting_user=maker, person=anna, number=number, **terms)


def agree(checker, link):
    return answer_link(acting_user=checker, link=link, accept=True, answer="属实")


def test_a_changed_number_is_the_one_in_force_and_the_old_still_leads_there(
    maker, checker, anna, jobs
):
    link = ask(maker, anna)
    assert people_list(user=maker, search=BEN).rows == []
    assert number_in_force(anna) == anna
    agree(checker, link)
    for number in (ANNA, BEN):
        assert [row.person for row in people_list(user=maker, search=number).rows] == [anna]
    new, old = documents_of(anna)
    assert (new.row.number.open(), new.since, new.until) == (BEN, dt.date(2026, 3, 1), None)
    assert (old.row, old.since, old.until) == (anna, None, dt.date(2026, 2, 28))
    assert reveal_number(acting_user=maker, person=anna, reason="核对") == BEN
    page = person_page(user=maker, uuid=anna.uuid)
    assert page.masked_number == person(BEN).masked_number
    # What arrives by the new number stands beside what came by the old one.
    load(人员=[{"证件号": BEN, "姓名": "安娜"}], 证书=[{"证件号": BEN, "证书编号": "Z1"}])
    assert of(anna)["证书"]["证书编号"].to_list() == ["Z1"]
    assert of(anna)["学历"]["毕业院校"].to_list() == ["甲"]


def test_a_further_document_leaves_the_number_in_force(maker, checker, anna, jobs):
    agree(checker, ask(maker, anna, "EJ0000001", ground=LinkGround.DOCUMENT, id_type=PASSPORT))
    assert number_in_force(anna) == anna
    assert [(d.id_type_label, d.is_current) for d in documents_of(anna)] == [
        ("护照", True),
        ("居民身份证", True),
    ]


def test_two_changes_one_after_the_other(maker, checker, anna, jobs):
    agree(checker, ask(maker, anna))
    agree(checker, ask(maker, anna, CARA, valid_from=dt.date(2026, 5, 1)))
    spans = [(d.row.number.open(), d.since, d.until) for d in documents_of(anna)]
    assert spans == [
        (CARA, dt.date(2026, 5, 1), None),
        (BEN, dt.date(2026, 3, 1), dt.date(2026, 4, 30)),
        (ANNA, None, dt.date(2026, 2, 28)),
    ]


def test_somebody_elses_number_is_refused_and_offered(maker, anna, jobs):
    load(人员=[{"证件号": BEN, "姓名": "本"}])
    for number in (BEN, f" {BEN.lower()} "):
        with pytest.raises(NumberTakenError, match=r"已登记在另一个人名下.*疑似重复") as refused:
            ask(maker, anna, number)
        assert refused.value.row == person(BEN)
    assert not IdentityLink.objects.exists()
    with pytest.raises(NumberTakenError, match="已经是本人的"):
        ask(maker, anna, ANNA)


def test_what_arrives_under_the_number_before_it_is_approved_is_somebody(
    maker, checker, anna, jobs
):
    """Asked for while it was nobody's; then a department registers somebody by it."""
    link = ask(maker, anna)
    load(人员=[{"证件号": BEN, "姓名": "别人"}])
    with pytest.raises(RegistryError, match="提出以后已有人登记"):
        agree(checker, link)
    assert not aliases_at(None)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"number": "99999919920202001"}, "应为18位"),
        ({"number": BEN[:-1] + ("0" if BEN[-1] != "0" else "1")}, "校验码不符"),
        ({"number": ""}, "没有填写"),
        ({"id_type": 99}, "请选择证件类型"),
        ({"ground": LinkGround.DUPLICATE}, "请选择另有证件还是证件号变更"),
        ({"valid_from": dt.date(2100, 1, 1)}, "不能晚于今天"),
        ({"reason": " "}, "请写明理由"),
        ({"evidence": BEN}, "不要写证件号"),
    ],
)
def test_what_is_not_right_is_said(maker, anna, given, why):
    people = Person.objects.count()
    with pytest.raises(RegistryError, match=why):
        ask(maker, anna, **given)
    assert not IdentityLink.objects.exists()
    assert Person.objects.count() == people


def test_it_takes_two_with_duties(maker, checker, officer, anna, jobs):
    for user in (officer, checker):
        with pytest.raises(PermissionDenied):
            ask(user, anna)
        with pytest.raises(PermissionDenied):
            propose_name(acting_user=user, person=anna, name="安妮", **PAPER)
    link = ask(maker, anna)
    change = propose_name(acting_user=maker, person=anna, name="安妮", **PAPER)
    for user in (officer, maker):
        with pytest.raises(PermissionDenied):
            agree(user, link)
        with pytest.raises(PermissionDenied):
            answer_name(acting_user=user, change=change, accept=True, answer="属实")
    both = with_duty(maker, Duty.CHECKER, 330300)
    with pytest.raises(RegistryError, match="不能自己复核"):
        answer_name(acting_user=both, change=change, accept=True, answer="属实")
    with pytest.raises(IntegrityError, match="registry_name_two_people"), transaction.atomic():
        NameChange.objects.update(state="approved", answered_by=maker, answered_at=timezone.now())
    assert PersonFact.objects.current().get().name == "安娜"
    assert not aliases_at(None)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_are_to_get_one_number_one_gets_it(maker, checker, jobs):
    load(人员=[{"证件号": ANNA, "姓名": "安娜"}, {"证件号": CARA, "姓名": "卡拉"}])
    links = [ask(maker, person(number)) for number in (ANNA, CARA)]
    told = race([lambda link=link: agree(checker, link) for link in links])
    assert sorted(word == "done" for word in told) == [False, True]
    assert len(aliases_at(None).kept) == 1


def test_a_wrong_change_is_taken_back(maker, checker, anna, jobs):
    link = agree(checker, ask(maker, anna))
    part(maker, checker, link)
    assert number_in_force(anna) == anna
    assert len(documents_of(anna)) == 1
    assert agree(checker, ask(maker, anna)).state == "joined"


# --- Names ---------------------------------------------------------------------------------------


def rename(maker, checker, anna, name="安妮", **given):
    change = propose_name(acting_user=maker, person=anna, name=name, **PAPER | given)
    return answer_name(acting_user=checker, change=change, accept=True, answer="属实")


def test_a_changed_name_keeps_the_old_one(maker, checker, anna, jobs):
    before = timezone.now()
    change = rename(maker, checker, anna)
    now, old = PersonFact.objects.order_by("-id")
    assert (now.name, now.source, now.evidence) == ("安妮", "姓名变更", "变更证明1号")
    assert (old.name, old.superseded_at) == ("安娜", now.recorded_at)
    assert names_of(anna) == (change,)
    for name in ("安妮", "安娜"):
        assert [row.name for row in people_list(user=maker, search=name).rows] == ["安妮"]
    assert person_page(user=maker, uuid=anna.uuid).name == "安妮"
    assert person_page(user=maker, uuid=anna.uuid, known_on=before).name == "安娜"
    steps = JournalEntry.objects.filter(action__startswith="registry.name").order_by("id")
    assert [(e.action, e.actor, e.data["both"]) for e in steps] == [
        ("registry.name.propose", maker, False),
        ("registry.name.approve", checker, False),
    ]


def test_name_and_number_both_changed_is_marked_for_control(maker, checker, anna, jobs):
    agree(checker, ask(maker, anna))
    change = rename(maker, checker, anna)
    assert change.is_double
    assert JournalEntry.objects.get(action="registry.name.approve").data["both"] is True
    assert not rename(maker, checker, anna, "安宁", valid_from=dt.date(2020, 1, 1)).is_double


def test_a_name_refused_or_overtaken_changes_nothing(maker, checker, anna, jobs):
    change = propose_name(acting_user=maker, person=anna, name="安妮", **PAPER)
    with pytest.raises(RegistryError, match="已有待复核的姓名变更"):
        propose_name(acting_user=maker, person=anna, name="安宁", **PAPER)
    answer_name(acting_user=checker, change=change, accept=False, answer="不符")
    assert PersonFact.objects.get().name == "安娜"
    with pytest.raises(RegistryError, match="已经办理过"):
        answer_name(acting_user=checker, change=change, accept=True, answer="属实")
    for name in ("安娜", " ", ANNA):
        with pytest.raises(RegistryError):
            propose_name(acting_user=maker, person=anna, name=name, **PAPER)
    change = propose_name(acting_user=maker, person=anna, name="安妮", **PAPER)
    load(人员=[{"证件号": ANNA, "姓名": "安宁"}])
    with pytest.raises(RegistryError, match="已经变动"):
        answer_name(acting_user=checker, change=change, accept=True, answer="属实")
    assert NameChange.objects.get(pk=change.pk).state == ChangeState.PROPOSED
    assert PersonFact.objects.current().get().name == "安宁"
