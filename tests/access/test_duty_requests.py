"""A duty's way: asked for by business, checked by control, approved by the head; four people."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from yulin.access import rules
from yulin.access.actions import duties
from yulin.access.actions.first_run import open_first_accounts
from yulin.access.enums import Duty, Role
from yulin.access.errors import AccessError
from yulin.access.models import DutyGrant, DutyRequest, DutyState, JournalEntry

pytestmark = pytest.mark.django_db
THREE = {
    Duty.SYSTEM_ADMIN: ("sys", "系统", "A-1"),
    Duty.SECURITY_ADMIN: ("sec", "安全", "A-2"),
    Duty.AUDIT_ADMIN: ("aud", "审计", "A-3"),
}


@pytest.fixture
def bureau(user_of):
    """One of each of the city, a head of a county, and somebody who is to get a duty."""

    def officer(name, duty=None, region=330300):
        user = user_of(Role.OFFICER, username=name, region=region)
        if duty:
            now = timezone.now()
            DutyGrant.objects.create(
                holder=user, duty=duty, region=region, during=(now, None), basis="x"
            )
        return user

    opened = open_first_accounts(people=THREE, basis="x")
    return SimpleNamespace(
        maker=officer("maker", Duty.MAKER),
        control=officer("control", Duty.CONTROL),
        head=officer("head", Duty.HEAD),
        payer=officer("payer", Duty.PAYER),
        county_head=officer("county-head", Duty.HEAD, 330302),
        elsewhere=officer("elsewhere", Duty.HEAD, 330200),
        new=officer("new", region=330302),
        system=opened[Duty.SYSTEM_ADMIN].user,
        security=opened[Duty.SECURITY_ADMIN].user,
        audit=opened[Duty.AUDIT_ADMIN].user,
    )


def ask(bureau, by="maker", duty=Duty.PAYER, region=330302, **more):
    words = {"holder": bureau.new, "reason": "岗位空缺"} | more
    return duties.request_duty(acting_user=getattr(bureau, by), duty=duty, region=region, **words)


def everything():
    return (
        list(DutyRequest.objects.values_list("pk", "state").order_by("pk")),
        list(DutyGrant.objects.values_list("pk", "during").order_by("pk")),
        JournalEntry.objects.count(),
    )


def test_the_whole_way(bureau):
    wanted = ask(bureau, until=dt.date(2027, 12, 31))
    assert not rules.holds_duty(Duty.PAYER)(bureau.new, 330302)
    duties.check_duty(acting_user=bureau.control, request=wanted)
    grant = duties.approve_duty(acting_user=bureau.head, request=wanted)
    assert rules.holds_duty(Duty.PAYER)(bureau.new, 330302)
    assert timezone.localtime(grant.during.upper).date() == dt.date(2028, 1, 1)
    wanted.refresh_from_db()
    who = (wanted.requested_by, wanted.checked_by, wanted.approved_by)
    assert who == (bureau.maker, bureau.control, bureau.head)
    entries = JournalEntry.objects.filter(data__duty="payer").order_by("id")
    assert [(e.action, e.actor) for e in entries] == [
        ("access.duty.request", bureau.maker),
        ("access.duty.check", bureau.control),
        ("access.duty.approve", bureau.head),
    ]


@pytest.mark.parametrize(
    ("step", "who"),
    [
        ("request", ("payer", "control", "new", "elsewhere", "system", "security", "audit")),
        ("check", ("maker", "head", "payer", "county_head", "system", "security", "audit")),
        ("approve", ("maker", "control", "county_head", "elsewhere", "system", "security")),
    ],
)
def test_each_step_is_one_officers(bureau, step, who):
    if step != "request":
        wanted = ask(bureau)
    if step == "approve":
        duties.check_duty(acting_user=bureau.control, request=wanted)
    before = everything()
    for name in who:
        user = getattr(bureau, name)
        with pytest.raises(PermissionDenied):
            if step == "request":
                ask(bureau, by=name)
            else:
                getattr(duties, f"{step}_duty")(acting_user=user, request=wanted)
    assert everything() == before


def test_a_county_asks_and_its_city_grants(bureau):
    """人社厅发〔2021〕64号: counties hold no grant right."""
    assert not rules.may_approve_duty(bureau.county_head, 330302)
    assert rules.may_approve_duty(bureau.head, 330302)
    assert rules.may_request_duty(bureau.county_head, 330302)


def test_steps_are_taken_in_order_and_once(bureau):
    wanted = ask(bureau)
    before = everything()
    with pytest.raises(AccessError, match="已经办过这一步"):
        duties.approve_duty(acting_user=bureau.head, request=wanted)
    assert everything() == before
    duties.check_duty(acting_user=bureau.control, request=wanted)
    duties.approve_duty(acting_user=bureau.head, request=wanted)
    before = everything()
    for step, who in (("check", bureau.control), ("approve", bureau.head)):
        with pytest.raises(AccessError, match="已经办过这一步"):
            getattr(duties, f"{step}_duty")(acting_user=who, request=wanted)
    assert everything() == before


def test_nobody_asks_for_themselves(bureau):
    before = everything()
    with pytest.raises(AccessError, match="本人不得经办"):
        ask(bureau, holder=bureau.maker)
    assert everything() == before


def test_the_head_who_asked_does_not_approve(bureau):
    wanted = ask(bureau, by="head")
    duties.check_duty(acting_user=bureau.control, request=wanted)
    before = everything()
    with pytest.raises(AccessError, match="不同的人"):
        duties.approve_duty(acting_user=bureau.head, request=wanted)
    assert everything() == before


@pytest.mark.parametrize(
    "fields",
    [
        {"checked_by": "maker"},
        {"checked_by": "new"},
        {"approved_by": "maker", "checked_by": "control"},
        {"approved_by": "control", "checked_by": "control"},
        {"approved_by": "new", "checked_by": "control"},
        {"approved_by": "head"},
    ],
    ids=str,
)
def test_the_database_holds_the_four_apart(bureau, fields):
    wanted = ask(bureau)
    state = DutyState.APPROVED if "approved_by" in fields else DutyState.CHECKED
    who = {name: getattr(bureau, value) for name, value in fields.items()}
    with pytest.raises(IntegrityError, match="access_duty_request"), transaction.atomic():
        DutyRequest.objects.filter(pk=wanted.pk).update(state=state, **who)
    wanted.refresh_from_db()
    assert wanted.state == DutyState.REQUESTED


def test_duties_of_two_families_are_refused_in_words(bureau):
    wanted = ask(bureau, duty=Duty.PAYER)
    duties.check_duty(acting_user=bureau.control, request=wanted)
    duties.approve_duty(acting_user=bureau.head, request=wanted)
    second = ask(bureau, duty=Duty.MAKER)
    duties.check_duty(acting_user=bureau.control, request=second)
    before = everything()
    with pytest.raises(AccessError, match="同一人不得兼任"):
        duties.approve_duty(acting_user=bureau.head, request=second)
    assert everything() == before


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"reason": " "}, "请写明岗位和事由"), ({"holder": "system"}, "只有经办人员账号")],
)
def test_requests_that_are_refused(bureau, changes, words):
    if "holder" in changes:
        changes = {"holder": bureau.system}
    before = everything()
    with pytest.raises(AccessError, match=words):
        ask(bureau, **changes)
    assert everything() == before


def test_a_refusal_says_why_and_ends_it(bureau):
    wanted = ask(bureau)
    before = everything()
    with pytest.raises(AccessError, match="理由"):
        duties.refuse_duty(acting_user=bureau.control, request=wanted, reason=" ")
    with pytest.raises(PermissionDenied):
        duties.refuse_duty(acting_user=bureau.payer, request=wanted, reason="x")
    assert everything() == before
    duties.refuse_duty(acting_user=bureau.control, request=wanted, reason="人数已满")
    with pytest.raises(AccessError, match="已经办过"):
        duties.check_duty(acting_user=bureau.control, request=wanted)


def test_an_appointment_goes_from_one_administrator_to_another(bureau):
    with pytest.raises(PermissionDenied):
        ask(bureau, by="maker", duty=Duty.CONTROL)
    wanted = ask(bureau, by="system", duty=Duty.CONTROL)
    for name in ("head", "control", "system", "audit"):
        with pytest.raises((PermissionDenied, AccessError)):
            duties.approve_duty(acting_user=getattr(bureau, name), request=wanted)
    duties.approve_duty(acting_user=bureau.security, request=wanted)
    assert rules.holds_duty(Duty.CONTROL)(bureau.new, 330302)


def test_a_second_administrators_duty_fails_in_the_database(bureau):
    wanted = duties.request_duty(
        acting_user=bureau.system,
        holder=bureau.audit,
        duty=Duty.SECURITY_ADMIN,
        region=None,
        reason="兼任",
    )
    before = everything()
    with pytest.raises(AccessError, match="同一人不得兼任"):
        duties.approve_duty(acting_user=bureau.security, request=wanted)
    assert everything() == before


def test_v8_3_2_a_duty_ended_is_gone_at_once_and_remembered(bureau):
    grant = DutyGrant.objects.get(holder=bureau.payer)
    for name in ("head", "control", "system", "audit"):
        with pytest.raises(PermissionDenied):
            duties.end_duty(acting_user=getattr(bureau, name), grant=grant, reason="x")
    assert rules.holds_duty(Duty.PAYER)(bureau.payer, 330300)
    duties.end_duty(acting_user=bureau.security, grant=grant, reason="调离")
    assert not rules.holds_duty(Duty.PAYER)(bureau.payer, 330300)
    grant.refresh_from_db()
    assert grant.ended_by == bureau.security
    with pytest.raises(AccessError, match="已经免去"):
        duties.end_duty(acting_user=bureau.security, grant=grant, reason="again")
    with pytest.raises(PermissionDenied):
        own = DutyGrant.objects.get(holder=bureau.security)
        duties.end_duty(acting_user=bureau.security, grant=own, reason="x")
