"""The demo's departments are real: a second database with a role of its own, and an HTTP process."""

import csv
import gc
import io
import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from playwright.sync_api import expect
from procrastinate.contrib.django import app as jobs_app
from psycopg import sql

from tests.policy.documents import benefit, document
from tests.programmes.documents import write_library
from tests.registry.builders import ANNA, BEN, CARA, FIRM, load
from yulin.devserver.address import profile_of
from yulin.devserver.departments.bureau import BUREAU, READER, VIEW
from yulin.devserver.departments.register import Place, token_of
from yulin.devserver.openid.process import free_port
from yulin.devserver.paths import VAR
from yulin.devserver.server import connect_as_owner, find_server
from yulin.entitlements.demo import set_up
from yulin.entitlements.newcomer import read_newcomer
from yulin.ledger.bank.incoming import HEADS
from yulin.ledger.demo import set_up_money
from yulin.ledger.models import Payment
from yulin.ledger.queries.proof import prove
from yulin.registry.models import Certificate, InsuranceSpell, Person
from yulin.sources import demo
from yulin.sources.actions.ask import ask_about
from yulin.sources.models import Source


@pytest.fixture
def server():
    """This checkout's test server, without the bureau afterwards."""
    found = find_server(profile_of(os.environ), var=VAR)
    yield found
    with connect_as_owner(found) as line:
        line.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(BUREAU))
        )
        line.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(READER)))


@pytest.fixture
def register(settings):
    """The register of certificates as `make demo` runs it."""
    port = free_port()
    command = [sys.executable, "-m", "yulin.devserver.departments", "--port", str(port)]
    command += ["--folder", str(settings.YULIN_VAR / "departments")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        yield f"http://127.0.0.1:{port}/certificates"
        process.terminate()


@pytest.fixture
def region(db, settings):
    settings.YULIN_DEMO = True
    load(
        人员=[
            {"证件号": ANNA, "户籍地": 330302},
            {"证件号": BEN, "户籍地": 330302},
            {"证件号": CARA, "户籍地": 330203},
        ],
        社保=[{"证件号": ANNA, "单位代码": FIRM}, {"证件号": BEN, "截止年月": "2024-01-01"}],
        证书=[{"证件号": BEN, "技能等级": "技师", "紧缺工种": True}],
    )


def test_both_answer_as_what_they_were_filled_with(region, server, register, jobs, monkeypatch):
    monkeypatch.setattr(demo, "NEWS", 1)
    assert demo.set_up_sources(register=register) == {demo.INSURANCE: 2, demo.CERTIFICATES: 2}
    sources = {source.table: source for source in Source.objects.filter(enabled=True)}
    anna, ben, cara = map(Person.objects.by_number, (ANNA, BEN, CARA))
    calls = [
        ask_about(acting_user=None, source=sources[table], person=person)
        for table in ("社保", "证书")
        for person in (anna, ben)
    ]
    assert [(call.outcome, call.rows) for call in calls] == [("answered", 1)] * 4
    # what we held agrees to the letter, so nothing came or went but Anna's news
    assert not InsuranceSpell.objects.exclude(source="社保经办").exists()
    new = Certificate.objects.exclude(batch__title="测试").get()
    labels = Certificate.TABLE.column("技能等级").labels
    assert (new.person, new.number, labels.labels[new.skill_level]) == (anna, "YS-NEW", "高级技师")
    assert new.evidence.startswith("ZS")
    assert len(jobs.jobs) == 1
    # again: another address, nothing else
    assert demo.set_up_sources(register=register + "?v=2") == {}
    assert Source.objects.get(table="证书").place["url"] == register + "?v=2"
    assert Source.objects.count() == 2
    assert cara is not None


def test_the_bureaus_reader_reads_one_view_and_nothing_else(region, server, register, jobs):
    demo.set_up_sources(register=register)
    address = {"host": str(server.place.sockets), "dbname": BUREAU, "user": READER}
    with psycopg.connect(**address, autocommit=True) as line:
        assert line.execute(f"SELECT count(*) FROM {VIEW}").fetchone() == (2,)
        for statement in ("SELECT * FROM payments", f"DELETE FROM {VIEW}", "CREATE TABLE x ()"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                line.execute(statement)


def test_the_register_asks_for_its_token(settings, register):
    token = token_of(Place(settings.YULIN_VAR / "departments"))
    assert ask(register, {"idNo": ANNA}, "wrong") == (401, {"message": "token"})
    assert ask(register, {}, token) == (400, {"message": "idNo"})
    status, said = ask(register, {"idNo": ANNA}, token)
    assert (status, said["data"]["list"], said["data"]["idNo"]) == (200, [], ANNA)


def ask(url, question, token):
    request = urllib.request.Request(
        url, json.dumps(question).encode(), {"Authorization": f"Bearer {token}"}
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as reply:
            return reply.status, json.load(reply)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


# --- the whole way -------------------------------------------------------------------------------

ARRIVED = document(
    benefit("本地社保连续月数 >= 1", amount="1234.50元", code="到岗"), code="T-09", region=330300
)


@pytest.fixture
def whole_demo(transactional_db, settings, tmp_path, server):
    """What `make demo` sets up, smaller, by one policy that asks for insurance."""
    settings.YULIN_DEMO = True
    settings.YULIN_POLICIES = write_library(tmp_path / "policies")
    for name in ("T-02", "T-03"):
        (settings.YULIN_POLICIES / "wenzhou" / f"{name}.yaml").unlink()
    (settings.YULIN_POLICIES / "wenzhou" / "T-09.yaml").write_text(ARRIVED)
    set_up(people=150, employers=8, seed=7, as_of=None, tell=lambda *_: None)
    made = set_up_money()
    assert (made["政策"], made["账户"] > 10, made["已付"] > 0) == (1, True, True)
    demo.set_up_sources(register="http://127.0.0.1:1/certificates")


@pytest.fixture
def work(run_jobs):
    """What the clock brings every ten seconds, and then what waits."""

    def work():
        jobs_app.configure_task("sources.watch").defer(timestamp=0)
        run_jobs()
        gc.collect()

    return work


@pytest.fixture
def as_user(browser, live_server):
    """A browser of one's own for each who has a part in it, through the demo's own door."""
    opened = {}

    def page_of(username):
        if username not in opened:
            page = browser.new_context(base_url=live_server.url, locale="zh-CN").new_page()
            page.goto("/sign-in/")
            page.locator(f"form:has(input[value={username}]) button").click()
            page.wait_for_url(lambda address: "sign-in" not in address)
            opened[username] = page
        return opened[username]

    yield page_of
    for page in opened.values():
        page.context.close()


def answers_to(sent):
    """What the bank says of the file that it got: all paid."""
    rows = list(csv.reader(io.StringIO(sent.decode("utf-8-sig"))))[2:-1]
    lines = [
        (reference, "成功", amount, holder, f"S{at}", "2026-11-23T09:00:00+08:00", "")
        for at, (reference, holder, _code, _number, amount) in enumerate(rows)
    ]
    out = io.StringIO()
    csv.writer(out).writerows([HEADS, *lines])
    return out.getvalue().encode()


def test_insurance_that_arrives_is_paid_and_told_and_nobody_hands_in_a_certificate(
    whole_demo, as_user, work
):
    work()  # the first look: nothing is news yet
    graduate = as_user("demo-graduate")
    graduate.goto("/me/payments/")
    expect(graduate.get_by_text("还没有应付给您的款项。")).to_be_visible()

    call_command("demo_arrival")  # at the bureau, in a database of its own
    work()
    graduate.reload()
    expect(graduate.get_by_role("row", name="到岗")).to_contain_text("1,234.50")
    expect(graduate.get_by_text("资金已经落实，等待拨付。")).to_be_visible()

    maker = as_user("demo-officer")
    maker.goto("/officer/money/batches/")
    maker.get_by_label("名称").fill("到达以后的一批")
    maker.get_by_role("button", name="编制").click()
    expect(maker.get_by_role("heading", name="到达以后的一批")).to_be_visible()
    address = maker.url
    maker.get_by_role("button", name="提交复核").click()
    expect(maker.get_by_text("已办理。")).to_be_visible()
    for username, button in (("demo-checker", "复核通过"), ("demo-approver", "批准")):
        page = as_user(username)
        page.goto(address)
        page.get_by_role("button", name=button).click()
        expect(page.get_by_text("已办理。")).to_be_visible()
    graduate.reload()
    expect(graduate.get_by_text("正在审批。")).to_be_visible()

    payer = as_user("demo-payer")
    payer.goto(address)
    with payer.expect_download() as download:
        payer.get_by_role("button", name="送出，取逗号分隔的银行文件").click()
    sent = Path(download.value.path()).read_bytes()
    graduate.reload()
    expect(graduate.get_by_text("已送银行，等待入账。")).to_be_visible()
    payer.goto("/officer/money/replies/")
    payer.set_input_files(
        "#file", {"name": "回执.csv", "mimeType": "text/csv", "buffer": answers_to(sent)}
    )
    payer.get_by_role("button", name="收下并对账").click()
    expect(payer.get_by_text("已收下 回执.csv。")).to_be_visible()

    graduate.reload()
    expect(graduate.get_by_text("已经付到您的账户。")).to_be_visible()
    told = read_newcomer(settings_folder())
    person = Person.objects.by_number(told.number)
    payment = Payment.objects.get(instalment__person=person)
    hands = payment.batch
    assert (payment.state, payment.amount) == ("paid", Decimal("1234.50"))
    assert [
        user.username
        for user in (hands.made_by, hands.checked_by, hands.approved_by, hands.paid_by)
    ] == ["demo-officer", "demo-checker", "demo-approver", "demo-payer"]
    fact = InsuranceSpell.objects.filter(person=person).first()
    assert fact.source == demo.INSURANCE
    assert prove().holds


def settings_folder():
    return Path(django_settings.YULIN_VAR) / "departments"


def test_only_a_demo_gets_them(db, settings):
    settings.YULIN_DEMO = False
    with pytest.raises(CommandError, match="YULIN_DEMO=1"):
        call_command("demo_sources", register="http://127.0.0.1:1/")
    assert not Source.objects.exists()
