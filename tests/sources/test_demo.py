"""The demo's departments are real: a second database with a role of its own, and an HTTP process."""

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request

import psycopg
import pytest
from django.core.management import CommandError, call_command
from psycopg import sql

from tests.registry.builders import ANNA, BEN, CARA, FIRM, load
from yulin.devserver.address import profile_of
from yulin.devserver.departments.bureau import BUREAU, READER, VIEW
from yulin.devserver.departments.register import Place, token_of
from yulin.devserver.openid.process import free_port
from yulin.devserver.paths import VAR
from yulin.devserver.server import connect_as_owner, find_server
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


def test_only_a_demo_gets_them(db, settings):
    settings.YULIN_DEMO = False
    with pytest.raises(CommandError, match="YULIN_DEMO=1"):
        call_command("demo_sources", register="http://127.0.0.1:1/")
    assert not Source.objects.exists()
