"""The demo's school."""

import pytest
from django.core.exceptions import PermissionDenied

from tests.registry.builders import load, number
from yulin.access.actions.demo import ensure_demo_accounts
from yulin.access.models import User
from yulin.campus.demo import set_up_campus
from yulin.campus.models import Agreement, Award, Guest, Internship, School, Trainee
from yulin.campus.queries.scope import own_school

pytestmark = pytest.mark.django_db


def test_the_demo_is_made_once(settings):
    with pytest.raises(PermissionDenied):
        set_up_campus()
    settings.YULIN_DEMO = True
    people = [number(f"999999{1950 + n // 12}{n % 12 + 1:02}0100{n % 10}") for n in range(55)]
    firms = [{"单位代码": f"DEMO{n:03}", "单位名称": f"第{n}厂"} for n in range(12)]
    load(
        人员=[{"证件号": one, "姓名": f"人{n}"} for n, one in enumerate(people)],
        学历=[{"证件号": one} for one in people],
        单位=firms,
    )
    ensure_demo_accounts()
    made = set_up_campus()
    assert (made.students, made.places) == (55, 2 * 57)
    assert made.seated == Internship.objects.count() == 40
    assert set_up_campus() is None
    assert own_school(User.objects.get(username="demo-school")) == School.objects.get()
    counts = [model.objects.count() for model in (Agreement, Award, Guest, Trainee)]
    assert counts == [3, 3, 22, 12]
