"""Messages that a department signs."""

import json
import time

import pytest
from django.urls import reverse

from tests.registry.builders import ANNA, BEN
from tests.sources.conftest import CERTIFICATES, switched_on, terms
from tests.sources.service import answer, certificate
from yulin.registry.models import Certificate, Coverage
from yulin.sources.actions.manage import switch_source
from yulin.sources.actions.message import signature
from yulin.sources.models import Answer, Call

pytestmark = pytest.mark.django_db

KEY = "shared-key"


@pytest.fixture
def source(db):
    return switched_on(
        **terms(name="证书推送", kind="message", table="证书", mapping=CERTIFICATES), secret=KEY
    )


@pytest.fixture
def send(client, source):
    def send(message, *, number="M-1", key=KEY, ago=0, uuid=None, sign=None):
        body = message if isinstance(message, bytes) else json.dumps(message).encode()
        moment = str(int(time.time()) - ago)
        return client.post(
            reverse("departments:message", args=[uuid or source.uuid]),
            data=body,
            content_type="application/json",
            headers={
                "X-Yulin-Time": moment,
                "X-Yulin-Message": number,
                "X-Yulin-Signature": sign
                or signature(key, moment=moment, number=number, body=body),
            },
        )

    return send


def test_a_signed_message_becomes_facts(send, source, people, jobs):
    reply = send(answer(ANNA, certificate(ANNA), serial="QX-9"))
    call = Call.objects.get()
    assert (reply.status_code, reply.json()) == (
        200,
        {"call": str(call.uuid), "outcome": "answered"},
    )
    fact = Certificate.objects.get()
    assert (fact.person, fact.source, fact.evidence) == (people[0], "证书推送", "QX-9")
    assert (call.why, call.token, call.person, call.rows) == (
        "message",
        "message:M-1",
        people[0],
        1,
    )
    assert len(jobs.jobs) == 1


def test_an_empty_message_about_somebody_is_a_known_no(send, people, jobs):
    assert send(answer(ANNA)).json()["outcome"] == "empty"
    held = Coverage.objects.get(person=people[0], superseded_at__isnull=True)
    assert held.tables == ["certificate", "person"]
    assert Answer.objects.get().said_in == Call.objects.get()


def test_the_same_message_twice_is_taken_in_once(send, people, jobs):
    send(answer(ANNA, certificate(ANNA)))
    reply = send(answer(ANNA, certificate(ANNA)))
    assert (reply.status_code, reply.json()) == (200, {"outcome": "already"})
    assert (Call.objects.count(), Certificate.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "another"},
        {"ago": 301},
        {"ago": -310},
        {"sign": "0" * 64},
        {"sign": "钥"},
        {"uuid": "6f1c2f6e-0000-4000-8000-000000000000"},
        {"number": ""},
        {"number": "a b"},
    ],
)
def test_what_is_not_signed_now_by_who_knows_the_key_is_refused(send, people, jobs, wrong):
    reply = send(answer(ANNA, certificate(ANNA)), **wrong)
    assert (reply.status_code, list(reply.json())) == (403, ["error"])
    assert (Call.objects.count(), Certificate.objects.count(), len(jobs.jobs)) == (0, 0, 0)


def test_a_changed_body_is_refused(client, source, people):
    body, moment = json.dumps(answer(ANNA)).encode(), str(int(time.time()))
    reply = client.post(
        reverse("departments:message", args=[source.uuid]),
        data=body + b" ",
        content_type="application/json",
        headers={
            "X-Yulin-Time": moment,
            "X-Yulin-Message": "M-1",
            "X-Yulin-Signature": signature(KEY, moment=moment, number="M-1", body=body),
        },
    )
    assert reply.status_code == 403


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (b"not json", "消息不是约定的 JSON。"),
        ({"data": {"list": []}}, "消息没有写明是谁的。"),
        (answer(ANNA, certificate(BEN)), "答复不是关于所问的人。"),
        (answer(ANNA, certificate(ANNA, level="9")), "“技能等级”出现了没有约定的代码“9”。"),
    ],
)
def test_another_shape_is_kept_as_such_and_changes_nothing(send, people, jobs, message, reason):
    reply = send(message)
    call = Call.objects.get()
    assert (reply.status_code, reply.json()["error"]) == (422, reason)
    assert (call.outcome, call.reason) == ("wrong_shape", reason)
    assert (Certificate.objects.count(), Answer.objects.count(), len(jobs.jobs)) == (0, 0, 0)


def test_nobody_of_ours_is_told_apart_from_a_no(send, people, jobs):
    reply = send(answer(people[2].number.open()))
    assert reply.json()["outcome"] == "empty"
    assert Call.objects.get().reason == "另有 1 人不是本地区登记的人员，没有读入。"
    assert not Answer.objects.exists()


def test_a_source_that_is_off_takes_nothing(send, source, people):
    switch_source(acting_user=None, source=source, on=False, reason="维护")
    assert send(answer(ANNA)).status_code == 409
    assert not Call.objects.exists()


def test_no_more_messages_than_agreed(send, source, people, jobs):
    type(source).objects.update(per_minute=6)
    assert send(answer(ANNA), number="M-1").status_code == 200
    assert send(answer(ANNA), number="M-2").status_code == 429
    assert Call.objects.count() == 1


def test_only_a_post_is_a_message(client, source):
    assert client.get(reverse("departments:message", args=[source.uuid])).status_code == 405
