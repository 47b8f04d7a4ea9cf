"""An organisation reads what it is told, objects to it, and answers what control found."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from tests.registry.builders import FIRM, OTHER_FIRM
from tests.web.public.test_english import chinese_in
from yulin.access.enums import Duty, Role
from yulin.access.models import DutyGrant, JournalEntry
from yulin.control.actions.findings import Conclusion, conclude_signal
from yulin.control.enums import FindingState
from yulin.control.models import Finding, Signal
from yulin.entitlements.actions.accrue import accrue
from yulin.entitlements.actions.execute import execute_run
from yulin.entitlements.actions.request import request_run
from yulin.entitlements.models import Grant, Notice, Objection, Ruling
from yulin.registry.models import Employer

pytestmark = pytest.mark.django_db
ABOUT = {"policy": "T-06", "benefit": "奖励"}


@pytest.fixture
def hands(office, user_of):
    def make(duty, username):
        user = user_of(Role.OFFICER, username=username, region=330300)
        begins = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
        DutyGrant.objects.create(
            holder=user, duty=duty, region=330300, during=(begins, None), basis="任命"
        )
        return user

    return SimpleNamespace(
        **{d: make(getattr(Duty, d.upper()), d) for d in ("maker", "checker", "head", "control")}
    )


@pytest.fixture
def firm(office):
    asked = request_run(acting_user=None, as_of=localdate(), queue=False)
    accrue(acting_user=None, run=execute_run(run=asked))
    return Employer.objects.get(code=FIRM)


@pytest.fixture
def stranger(user_of, firm):
    """The account of another firm."""
    other = Employer.objects.exclude(pk=firm.pk).first() or Employer.objects.create(
        code=OTHER_FIRM, division=330302
    )
    return user_of(Role.EMPLOYER, username="other-firm", organisation_key=str(other.uuid))


def everything():
    return (
        list(Objection.objects.order_by("pk").values()),
        list(Ruling.objects.order_by("pk").values()),
        list(Notice.objects.order_by("pk").values()),
        list(Finding.objects.order_by("pk").values()),
        JournalEntry.objects.count(),
    )


def get(client, name, *args, **query):
    return client.get(reverse(f"employer:{name}", args=args), query)


def objected(client, **more):
    notice = Notice.objects.get(employer__isnull=False, kind="opened")
    fields = {**ABOUT, "notice": str(notice.uuid), "kind": "objection", "text": "我们应当多得"}
    client.post(reverse("employer:new_objection"), fields | more)
    return Objection.objects.get()


def test_what_a_firm_is_told_and_that_it_has_read_it(client, office, firm):
    client.force_login(office.employer)
    assert "未读" in get(client, "notices").content.decode()
    notice = Notice.objects.get(employer=firm)
    shown = get(client, "notice", notice.uuid).content.decode()
    assert ("逐条理由" in shown, "提出异议" in shown) == (True, True)
    notice.refresh_from_db()
    assert notice.read_at is not None
    client.post(reverse("employer:read_notices"))
    assert "没有未读的消息。" in get(client, "notices", show="unread").content.decode()


def test_its_objection_is_upheld_by_somebody_else_and_told(client, office, firm, hands):
    client.force_login(office.employer)
    objection = objected(client)
    assert (objection.subject, objection.person, objection.region) == (firm, None, firm.division)
    assert "待答复" in get(client, "objection", objection.uuid).content.decode()
    client.force_login(hands.maker)
    page = client.get(reverse("review:objection", args=[objection.uuid])).content.decode()
    assert ("瓯江电气有限公司" in page, "自动计算的结果" in page) == (True, True)
    client.post(
        reverse("review:step", args=[objection.uuid]),
        {"step": "uphold", "answer": "核对无误，按第三条"},
    )
    client.force_login(office.employer)
    assert "核对无误，按第三条" in get(client, "objection", objection.uuid).content.decode()
    assert Notice.objects.filter(employer=firm, kind="upheld").count() == 1


def test_what_two_rule_stands_in_place_of_the_run(client, office, firm, hands):
    client.force_login(office.employer)
    objection = objected(client)
    step = reverse("review:step", args=[objection.uuid])
    words = {"clause": "第三条", "reason": "不再享受", "effect": "not_due"}
    client.force_login(hands.maker)
    client.post(step, {"step": "propose", **words})
    client.force_login(hands.head)
    client.post(step, {"step": "confirm", "agree": "yes"})
    assert (Ruling.objects.get().employer, Ruling.objects.get().state) == (firm, "in_force")
    Grant.objects.filter(employer=firm).update(state="active")
    asked = request_run(acting_user=None, as_of=localdate() + dt.timedelta(days=1), queue=False)
    accrue(acting_user=None, run=execute_run(run=asked))
    assert Grant.objects.get(employer=firm).state == "suspended"
    told = Notice.objects.filter(employer=firm).order_by("id")
    assert [one.kind for one in told] == ["opened", "changed", "suspended"]
    client.force_login(office.employer)
    assert "第三条" in get(client, "objection", objection.uuid).content.decode()


def test_another_firm_sees_and_does_nothing(client, office, firm, stranger):
    client.force_login(office.employer)
    objection = objected(client)
    before = everything()
    client.force_login(stranger)
    notice = Notice.objects.get(employer=firm)
    assert get(client, "notice", notice.uuid).status_code == 404
    assert get(client, "objection", objection.uuid).status_code == 404
    withdraw = reverse("employer:withdraw", args=[objection.uuid])
    assert client.post(withdraw).status_code == 404
    fields = {**ABOUT, "notice": str(notice.uuid), "kind": "objection", "text": "x"}
    assert client.post(reverse("employer:new_objection"), fields).status_code == 404
    for user in (office.person, office.officer, office.auditor):
        client.force_login(user)
        assert get(client, "notices").status_code == 403
    assert everything() == before


def test_it_is_withdrawn_and_what_is_refused_is_said(client, office, firm):
    client.force_login(office.employer)
    refused = client.post(
        reverse("employer:new_objection"), {**ABOUT, "kind": "objection", "text": " "}
    )
    assert (refused.status_code, "请写明不同意的理由。" in refused.content.decode()) == (422, True)
    objection = objected(client)
    client.post(reverse("employer:withdraw", args=[objection.uuid]))
    objection.refresh_from_db()
    assert objection.state == "withdrawn"


def test_it_answers_a_finding_once(client, office, firm, hands, stranger):
    signal = Signal.objects.create(
        employer=firm,
        kind="shared_account",
        key="x",
        region=firm.division,
        evidence={"rows": [], "figures": {}},
        found_at=dt.datetime(2026, 9, 1, tzinfo=dt.UTC),
    )
    finding = conclude_signal(
        acting_user=hands.control,
        signal=signal,
        conclusion=Conclusion(result="doubtful", text="人数对不上"),
    )
    answer = reverse("employer:answer_finding", args=[finding.uuid])
    client.force_login(stranger)
    assert client.post(answer, {"answer": "x"}).status_code == 404
    client.force_login(office.employer)
    assert "人数对不上" in get(client, "findings").content.decode()
    client.post(answer, {"answer": "名单见附件"})
    client.post(answer, {"answer": "另一份"})
    finding.refresh_from_db()
    assert (finding.answer, finding.answered_by) == ("名单见附件", office.employer)
    assert finding.state == FindingState.PROPOSED
    assert "名单见附件" in get(client, "findings").content.decode()


def test_in_english_and_in_few_queries(client, office, firm, django_assert_max_num_queries):
    client.force_login(office.employer)
    objection = objected(client)
    get(client, "objections")  # what was said of the objection is read
    client.cookies["django_language"] = "en"
    hers = {"我们应当多得", "瓯江电气有限公司"}
    for name, args in (
        ("notices", []),
        ("objections", []),
        ("findings", []),
        ("objection", [objection.uuid]),
    ):
        with django_assert_max_num_queries(16):
            page = get(client, name, *args).content.decode()
        assert (name, chinese_in(page) - hers) == (name, set())
