"""The register of certificates is a small HTTP service: with a token, and with every fault."""

import datetime as dt
import time

import pytest

from tests.registry.builders import ANNA, BEN
from tests.sources.conftest import certificate_terms, switched_on
from tests.sources.service import (
    Service,
    answer,
    broken_off,
    certificate,
    drip,
    silent,
    status,
    text,
)
from yulin.registry.models import Batch, Certificate, Coverage
from yulin.sources import patience
from yulin.sources.actions.ask import ask_about
from yulin.sources.models import Answer, Source

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch):
    monkeypatch.setattr(patience, "PAUSE", 0.01)


def test_a_certificate_arrives_with_their_number_for_it(certificates, service, anna, jobs):
    service.says(answer(ANNA, certificate(ANNA), serial="QX-77"))
    call = ask_about(acting_user=None, source=certificates, person=anna)
    fact = Certificate.objects.get()
    level = Certificate.TABLE.column("技能等级").labels.code("技师")
    assert (fact.person, fact.trade, fact.skill_level, fact.issued_on, fact.number) == (
        anna, "电工", level, dt.date(2023, 5, 6), "C1",
    )  # fmt: skip
    assert (fact.source, fact.evidence) == ("证书中心", "QX-77")
    assert (call.outcome, call.rows, call.evidence) == ("answered", 1, "QX-77")
    assert len(jobs.jobs) == 1


def test_the_question_says_who_why_and_on_what_ground_and_the_address_says_nothing(
    certificates, service, anna, jobs
):
    service.says(answer(ANNA))
    call = ask_about(acting_user=None, source=certificates, person=anna)
    [(path, headers, body)] = service.requests
    assert path == "/certificates"
    assert headers["Authorization"] == "Bearer a-token"
    assert headers["X-Request-Id"] == str(call.uuid)
    assert body == {
        "idNo": ANNA,
        "purpose": "核定人才待遇",
        "legal_basis": "国办发〔2024〕3号",
        "request": str(call.uuid),
    }
    assert "a-token" not in repr(certificates.secret)
    assert bytes(Source.objects.values_list("secret", flat=True).get().sealed).find(b"a-token") < 0


def test_an_empty_list_is_a_known_no(certificates, service, anna, jobs):
    service.says(answer(ANNA))
    call = ask_about(acting_user=None, source=certificates, person=anna)
    assert (call.outcome, call.rows) == ("empty", 0)
    held = Coverage.objects.get(person=anna, superseded_at__isnull=True)
    assert held.tables == ["certificate", "person"]


@pytest.mark.parametrize(("agreed", "outcome"), [(True, "empty"), (False, "wrong_shape")])
def test_not_found_is_a_no_only_where_that_was_agreed(service, anna, jobs, agreed, outcome):
    terms = certificate_terms(service)
    terms["place"]["none_on_404"] = agreed
    service.says(status(404))
    assert ask_about(acting_user=None, source=switched_on(**terms), person=anna).outcome == outcome


FAULTS = {
    "silent": (silent(1.3), "no_answer", "等候超时。"),
    "slow body": (drip, "no_answer", "等候超时。"),
    "broken off": (broken_off, "no_answer", "连接中断。"),
    "500": (status(500), "no_answer", "对方回复 500。"),
    "429": (status(429), "no_answer", "对方回复 429。"),
    "401": (status(401), "refused", "对方不认可我们的凭证（401）。"),
    "403": (status(403), "refused", "对方不认可我们的凭证（403）。"),
    "redirect": (
        status(302, Location="http://169.254.169.254/"),
        "refused",
        "对方把请求转到别处，没有跟去。",
    ),
    "400": (status(400), "wrong_shape", "对方回复 400。"),
    "no JSON": (text(b"<html>ok</html>"), "wrong_shape", "答复不是约定的 JSON。"),
    "NaN": (text(b'{"data": NaN}'), "wrong_shape", "答复不是约定的 JSON。"),
    "deep": (text(b"[" * 100_000), "wrong_shape", "答复不是约定的 JSON。"),
    "large": (text(b" " * (2 * 1024 * 1024 + 1)), "wrong_shape", "答复过大。"),
    "no list": ({"data": {"idNo": ANNA}}, "wrong_shape", "答复里没有约定的记录列表。"),
    "list of texts": (answer(ANNA, "x"), "wrong_shape", "答复里没有约定的记录列表。"),
    "wrong person": (answer(BEN, certificate(BEN)), "wrong_shape", "答复不是关于所问的人。"),
    "wrong person in a row": (
        answer(ANNA, certificate(ANNA), certificate(BEN)),
        "wrong_shape",
        "答复不是关于所问的人。",
    ),
    "field missing": (
        answer(ANNA, {"idNo": ANNA}),
        "wrong_shape",
        "答复里缺少“occupation”。",
    ),
    "unknown code": (
        answer(ANNA, certificate(ANNA, level="9")),
        "wrong_shape",
        "“技能等级”出现了没有约定的代码“9”。",
    ),
    "a zero byte": (
        answer(ANNA, certificate(ANNA, certNo="C\0")),
        "wrong_shape",
        "值里有不能用的字符。",
    ),
    "half a character": (
        answer(ANNA, certificate(ANNA, level="\ud800")),
        "wrong_shape",
        "值里有不能用的字符。",
    ),
    "nested": (
        answer(ANNA, certificate(ANNA, certNo={"a": 1})),
        "wrong_shape",
        "一个值里又套了一组值。",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_changes_nothing_and_is_told_apart(certificates, service, anna, jobs, name):
    reply, outcome, reason = FAULTS[name]
    service.says(reply)
    began = time.monotonic()
    call = ask_about(acting_user=None, source=certificates, person=anna)
    assert time.monotonic() - began < 3
    assert (call.outcome, call.reason, call.attempts) == (outcome, reason, 1)
    assert (Certificate.objects.count(), Batch.objects.count()) == (0, 1)
    assert Coverage.objects.get(person=anna).tables == ["person"]
    assert Answer.objects.get().said_in is None
    assert not jobs.jobs


def test_an_unreadable_date_is_told_in_the_readers_words(certificates, service, anna, jobs):
    service.says(answer(ANNA, certificate(ANNA, issued="2023-02-30")))
    call = ask_about(acting_user=None, source=certificates, person=anna)
    assert call.outcome == "wrong_shape"
    assert "证书 第 1 行" in call.reason
    assert "发证日期" in call.reason


def test_nobody_listens(anna, jobs):
    with Service() as gone:
        terms = certificate_terms(gone)
    call = ask_about(acting_user=None, source=switched_on(**terms), person=anna)
    assert (call.outcome, call.reason) == ("no_answer", "连不上对方的接口。")


def test_what_passes_is_tried_again(service, anna, jobs):
    service.says(status(500), status(503), answer(ANNA, certificate(ANNA)))
    source = switched_on(**certificate_terms(service, attempts=3))
    call = ask_about(acting_user=None, source=source, person=anna)
    assert (call.outcome, call.attempts, len(service.requests)) == ("answered", 3, 3)
    assert Certificate.objects.count() == 1


def test_what_does_not_pass_is_not_tried_again(service, anna, jobs):
    service.says(status(403))
    source = switched_on(**certificate_terms(service, attempts=3))
    call = ask_about(acting_user=None, source=source, person=anna)
    assert (call.attempts, len(service.requests)) == (1, 1)


def test_a_pause_that_they_ask_for_is_kept(service, anna, jobs):
    service.says(status(429, Retry_After="1"), answer(ANNA))
    source = switched_on(**certificate_terms(service, attempts=2))
    began = time.monotonic()
    call = ask_about(acting_user=None, source=source, person=anna)
    assert (call.outcome, call.attempts) == ("empty", 2)
    assert 1.0 <= time.monotonic() - began < 60


def test_pauses_double_and_are_scattered(monkeypatch):
    monkeypatch.setattr(patience, "PAUSE", 0.25)
    for attempt, longest in ((1, 0.25), (2, 0.5), (3, 1.0), (4, 2.0)):
        pauses = {patience.pause_after(attempt) for _ in range(200)}
        assert longest / 2 <= min(pauses) <= max(pauses) <= longest
        assert len(pauses) > 100
    assert patience.pause_after(1, at_least=7.0) == 7.0


def test_no_more_calls_than_agreed(service, anna, jobs):
    service.says(answer(ANNA))
    source = switched_on(**certificate_terms(service, per_minute=12))  # two at once
    calls = [ask_about(acting_user=None, source=source, person=anna) for _ in range(3)]
    assert [call.outcome for call in calls] == ["empty", "empty", "no_answer"]
    assert calls[2].reason == "已到约定的每分钟 12 次，请稍后再查。"
    assert len(service.requests) == 2


def test_an_attempt_counts_as_a_call(service, anna, jobs):
    service.says(status(500))
    source = switched_on(**certificate_terms(service, per_minute=6, attempts=3))  # one at once
    call = ask_about(acting_user=None, source=source, person=anna)
    assert (len(service.requests), call.reason) == (1, "已到约定的每分钟 6 次，请稍后再查。")


REFUSED = "不在允许连接的网段内，请系统管理员在设置中放行。"


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "10.1.2.3", "192.168.0.1", "169.254.169.254", "0.0.0.0",
     "[::ffff:127.0.0.1]", "100.64.0.1", "2130706433", "[fd00::1]", "224.0.0.1"],
)  # fmt: skip
def test_only_public_addresses_are_open_where_nothing_is_named(service, anna, jobs, settings, host):
    settings.YULIN_SOURCE_NETWORKS = []
    port = service.server.server_port
    source = switched_on(
        **certificate_terms(service, place={"url": f"http://{host}:{port}/x", "field": "idNo"})
    )
    call = ask_about(acting_user=None, source=source, person=anna)
    assert (call.outcome, service.requests) == ("refused", [])
    assert call.reason.endswith(REFUSED)


def test_an_answer_after_a_switch_off_is_not_taken_in(certificates, service, anna, jobs):
    service.says(answer(ANNA))
    Source.objects.update(enabled=False)
    heard = Source.objects.get()
    heard.enabled = True  # as it was when the call began
    call = ask_about(acting_user=None, source=heard, person=anna)
    assert (call.outcome, call.reason) == ("refused", "“证书中心”已停用。")
    assert Coverage.objects.get(person=anna).tables == ["person"]
