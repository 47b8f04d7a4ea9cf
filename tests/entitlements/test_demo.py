import datetime as dt

import pytest
from django.core.management import CommandError, call_command

from yulin.access.models import User
from yulin.entitlements.models import Decision, Run
from yulin.registry.models import Batch, Employer, Person

pytestmark = pytest.mark.django_db

SIZE = {"people": 300, "employers": 20, "as_of": dt.date(2026, 11, 1)}


def demo(capsys, **more):
    call_command("demo", **(SIZE | more))
    return capsys.readouterr().out.strip()


def test_the_demo_loads_decides_and_opens_accounts_and_a_second_call_adds_nothing(settings, capsys):
    settings.YULIN_DEMO = True
    first = demo(capsys)
    run = Run.objects.get()
    assert first == (
        f"300 人、20 个单位；基准日 2026-11-01：{run.decisions} 个结果，"
        f"其中符合 {run.counts['3']} 个。"
    )
    assert Person.objects.filter(records__isnull=False).distinct().count() == 300
    assert Employer.objects.filter(records__isnull=False).distinct().count() == 20
    person = User.objects.get(username="demo-person")
    assert Person.objects.filter(uuid=person.person_key).exists()
    held = (Batch.objects.count(), Decision.objects.count())
    again = demo(capsys)
    assert again == first.replace("个单位；", "个单位（已有，未重新装载）；")
    assert (Batch.objects.count(), Decision.objects.count()) == held
    assert Run.objects.get() == run


def test_a_changed_policy_is_decided_anew(settings, capsys, library):
    settings.YULIN_DEMO = True
    demo(capsys)
    path = library / "wenzhou" / "T-02.yaml"
    path.write_text(path.read_text().replace("10000元", "123456元"))
    demo(capsys)
    assert Run.objects.count() == 2


@pytest.mark.parametrize(
    ("demo_on", "options", "message"),
    [
        (False, {}, "演示数据只能装在演示站上：请设置 YULIN_DEMO=1。"),
        (True, {"people": 0}, "人数和单位数都应大于零。"),
    ],
)
def test_refusals(settings, demo_on, options, message):
    settings.YULIN_DEMO = demo_on
    with pytest.raises(CommandError) as caught:
        call_command("demo", **(SIZE | options))
    assert str(caught.value) == message
    assert Person.objects.count() == 0


def test_a_broken_library_is_one_clear_sentence(settings, library):
    settings.YULIN_DEMO = True
    (library / "wenzhou" / "T-02.yaml").write_text("编号: [")
    with pytest.raises(CommandError, match=r"^T-02\.yaml:"):
        call_command("demo", **SIZE)
