"""Letters (A32): rules over facts, a look before sending, once a person, own dues, no more wanted."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from tests.events.campaign_world import LUCHENG, kept_town, made, town, with_duty
from tests.programmes.documents import write_library
from tests.registry.builders import ANNA, load
from yulin.access.row_security import acting
from yulin.entitlements.actions.execute import execute_run
from yulin.entitlements.actions.request import request_run
from yulin.events.actions.campaigns import link_policy, publish_campaign
from yulin.events.actions.letters import (
    draft_letter,
    drop_letter,
    read_letter,
    send_letter,
    want_letters,
)
from yulin.events.errors import EventsError
from yulin.events.models import Delivery, Letter, NoLetters
from yulin.events.queries.audience import Audience, people_of
from yulin.events.queries.letters import letters_of, preview, unread_letters

__all__ = ["decided", "kept_town", "made", "town", "with_duty"]
pytestmark = pytest.mark.django_db
CITY = 330300


@pytest.fixture
def decided(town, made, settings, tmp_path):
    """The plan is published with one policy, and a run has decided everybody."""
    settings.YULIN_POLICIES = write_library(tmp_path / "policies", amount="100.05")
    settings.YULIN_VAR = tmp_path / "var"
    link_policy(acting_user=town.maker, campaign=made, policy="T-02", stage="starting")
    publish_campaign(acting_user=town.maker, campaign=made)
    made.refresh_from_db()
    # too little schooling for the policy: Anna has no due
    load(学历=[{"证件号": ANNA, "学历": "专科", "毕业日期": "2021-06-30"}])
    execute_run(run=request_run(acting_user=None, as_of=dt.date(2026, 11, 2), queue=False))
    return made


def draft(town, campaign, **rules):
    return draft_letter(
        acting_user=town.maker,
        campaign=campaign,
        title="致应届毕业生的一封信",
        body="欢迎您到温州来。",
        audience=Audience(**({"division": CITY} | rules)),
    )


@pytest.mark.parametrize(
    ("rules", "names"),
    [
        ({}, "anna ben cara"),
        ({"division": LUCHENG}, "anna cara"),
        ({"graduated_from": 2019, "graduated_until": 2019}, "ben"),
        ({"graduated_from": 2020}, "anna"),
        ({"least_education": 6}, "ben cara"),
        ({"least_education": 7, "graduated_from": 1990}, ""),
        ({"origin": "local"}, "anna"),
        ({"origin": "elsewhere"}, "ben cara"),
        ({"works": False}, ""),
        ({"works": True, "least_education": 7}, "cara"),
    ],
)
def test_rules_find_people_by_facts_and_nobody_of_whom_a_fact_is_unknown(town, rules, names):
    found = people_of(Audience(**({"division": CITY} | rules)), policies=[])
    wanted = [getattr(town.people, name) for name in names.split()]
    assert list(found) == wanted


def test_a32_a_letter_is_looked_at_and_sent_once_with_everybodys_own_dues(
    town, decided, django_assert_num_queries
):
    want_letters(acting_user=town.ben, person=town.people.ben, wanted=False)
    letter = draft(town, decided)
    seen = preview(letter)
    dues = {"policy": "T-02", "benefit": "安家", "label": "", "amount": 10_005,
            "qualifier": "=", "period": "once"}  # fmt: skip
    assert (seen.count, seen.with_dues) == (2, 1)
    assert [(name, told) for name, _person, told in seen.some] == [("安娜", []), ("卡拉", [dues])]
    for user in (town.elsewhere, town.county, town.no_duty, town.anna, town.auditor):
        with pytest.raises(PermissionDenied):
            send_letter(acting_user=user, letter=letter, seen=2)
    with pytest.raises(EventsError, match="人数变了"):
        send_letter(acting_user=town.maker, letter=letter, seen=3)
    assert (Delivery.objects.count(), Letter.objects.get().state) == (0, "draft")
    with acting(town.maker):
        send_letter(acting_user=town.maker, letter=letter, seen=2)
    with pytest.raises(EventsError, match="已经发出"):
        send_letter(acting_user=town.maker, letter=letter, seen=2)
    with pytest.raises(EventsError, match="已经发出"):
        drop_letter(acting_user=town.maker, letter=letter)
    told = {row.person_id: row.dues for row in Delivery.objects.all()}
    assert told == {town.people.anna.pk: [], town.people.cara.pk: [dues]}
    assert unread_letters(town.cara.person_key) == 1
    assert unread_letters(town.ben.person_key) == 0
    with django_assert_num_queries(2):
        letters_of(town.people.cara)


def test_a32_only_those_with_dues_are_written_to_where_that_is_asked(town, decided):
    counts = [preview(draft(town, decided, has_dues=asked)).count for asked in (False, True)]
    assert counts == [3, 2]
    letter = draft(town, decided, has_dues=True, least_education=7)
    words = ["博士及以上", "享有本计划的政策待遇"]
    assert (preview(letter).count, Audience.of(letter).words) == (1, words)
    send_letter(acting_user=town.maker, letter=letter, seen=1)
    one = Delivery.objects.get()
    for user in (town.anna, town.maker, town.auditor):
        with pytest.raises(PermissionDenied):
            read_letter(acting_user=user, delivery=one)
    assert Delivery.objects.get().read_at is None
    with acting(town.cara):
        read_letter(acting_user=town.cara, delivery=one)
        assert Letter.objects.get().pk == letter.pk
    first = Delivery.objects.get().read_at
    read_letter(acting_user=town.cara, delivery=one)
    assert Delivery.objects.get().read_at == first
    for user in (town.anna, town.elsewhere):
        with acting(user):
            assert (Delivery.objects.count(), Letter.objects.count()) == (0, 0)
    for statement in (
        "UPDATE events_letter SET body = 'x'",
        "DELETE FROM events_delivery",
        "UPDATE events_delivery SET dues = '[]'",
    ):
        with (
            pytest.raises(DatabaseError, match=r"stays|is added"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_nothing_goes_out_of_a_draft_and_nobody_chooses_for_somebody_else(town, made):
    letter = draft(town, made)
    with pytest.raises(EventsError, match="请先公布计划"):
        send_letter(acting_user=town.maker, letter=letter, seen=3)
    for rules, told in (
        ({"division": 330200}, "收信人须在计划的地区之内"),
        ({"graduated_from": 21}, "毕业年份写四位数字"),
        ({"graduated_from": 2022, "graduated_until": 2021}, "结束不能早于开始"),
        ({"origin": "x"}, "请选择生源"),
        ({"least_education": 9}, "请从给出的学历里选"),
    ):
        with pytest.raises(EventsError, match=told):
            draft(town, made, **rules)
    assert Letter.objects.count() == 1
    with pytest.raises(PermissionDenied):
        want_letters(acting_user=town.anna, person=town.people.ben, wanted=False)
    assert NoLetters.objects.count() == 0
    for wanted, kept in ((False, 1), (False, 1), (True, 0)):
        want_letters(acting_user=town.anna, person=town.people.anna, wanted=wanted)
        assert NoLetters.objects.count() == kept
    drop_letter(acting_user=town.maker, letter=letter)
    assert Letter.objects.count() == 0
