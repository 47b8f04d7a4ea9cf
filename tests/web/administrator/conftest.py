"""Three administrators, officers with duties, and one of everything that an address may name."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.utils import timezone

from yulin.access.actions.duties import request_duty
from yulin.access.actions.first_run import open_first_accounts
from yulin.access.enums import Duty, Role
from yulin.access.models import DutyGrant


@pytest.fixture
def bureau(user_of):
    def officer(name, duty=None, region=330300):
        user = user_of(Role.OFFICER, username=name, region=region)
        if duty:
            during = (timezone.now() - dt.timedelta(days=1), None)
            DutyGrant.objects.create(
                holder=user, duty=duty, region=region, during=during, basis="x"
            )
        return user

    three = open_first_accounts(
        people={
            Duty.SYSTEM_ADMIN: ("sys", "系统管理员甲", "A-1"),
            Duty.SECURITY_ADMIN: ("sec", "安全管理员乙", "A-2"),
            Duty.AUDIT_ADMIN: ("aud", "审计管理员丙", "A-3"),
        },
        basis="温人社〔2026〕1号",
    )
    found = SimpleNamespace(
        visitor=None,
        person=user_of(Role.PERSON, username="person"),
        officer=officer("officer"),
        maker=officer("maker", Duty.MAKER),
        control=officer("control", Duty.CONTROL),
        head=officer("head", Duty.HEAD),
        elsewhere=officer("elsewhere", Duty.HEAD, 330200),
        auditor=user_of(Role.AUDITOR, username="auditor"),
        system=three[Duty.SYSTEM_ADMIN].user,
        security=three[Duty.SECURITY_ADMIN].user,
        audit=three[Duty.AUDIT_ADMIN].user,
        new=officer("new", region=330302),
    )
    found.grant = DutyGrant.objects.get(holder=found.maker)
    found.asked = request_duty(
        acting_user=found.maker,
        holder=found.new,
        duty=Duty.CHECKER,
        region=330302,
        reason="岗位空缺",
    )
    return found
