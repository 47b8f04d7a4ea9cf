"""The interface for programs: who gets in, what they get, once, in pages, in time, in words."""

import datetime as dt
import json
import logging

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import Error, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.api.conftest import Program
from tests.strict import StrictClient
from tests.web.access_world import BENEFIT, EMIL, HERE, MARKS, NUMBERS, POLICY
from yulin.access import lockout
from yulin.access.actions import idempotency
from yulin.access.actions.tokens import digest_of, make_token, revoke_token
from yulin.access.errors import AccessError
from yulin.access.middleware import SECOND_FACTOR
from yulin.access.models import ApiToken, JournalEntry, KeptAnswer, OneTimeCode, Tally, User
from yulin.control.models import Signal
from yulin.entitlements.models import Objection
from yulin.rights.models import PageLook

pytestmark = pytest.mark.django_db
ASKED = {"policy": POLICY, "benefit": BENEFIT, "kind": "human", "text": "请人看看。"}


@pytest.fixture(autouse=True)
def _earlier(world):
    """What she asked before is done with, so that she may ask again."""
    one = Objection.objects.filter(pk=world.rows["own"]["objection"].pk)
    one.update(state="withdrawn")


def objections(world):
    rows = Objection.objects.filter(person=world.people["own"])
    return rows.exclude(pk=world.rows["own"]["objection"].pk)


# -- who gets in -----------------------------------------------------------------------------------


def test_without_a_token_nothing_but_what_is_public(program):
    nobody = program(None)
    for path in ("me/facts", "people", "journal", "employer/dues"):
        status, told = nobody.get(path)
        assert (status, told["title"]) == (401, "没有登录")
        assert nobody.response["Content-Type"] == "application/problem+json"
        assert nobody.response["WWW-Authenticate"] == 'Bearer realm="yulin"'
    for path in ("policies", "benefits", "vocabulary", "divisions"):
        assert nobody.get(path)[0] == 200


def test_a_token_acts_as_its_owner_until_it_is_revoked_or_over(world, program):
    hers = program("person")
    assert hers.get("me/facts")[0] == 200
    assert hers.get("people")[0] == 403
    ApiToken.objects.update(
        created_at=timezone.now() - dt.timedelta(days=31),
        expires_at=timezone.now() - dt.timedelta(seconds=1),
    )
    assert hers.get("me/facts")[1]["detail"] == "令牌不对，或已失效、已撤销。"
    other = program("person")
    revoke_token(acting_user=world.users["person"], token=other.row)
    assert other.get("me/facts")[0] == 401
    third = program("person")
    User.objects.filter(pk=world.users["person"].pk).update(is_active=False)
    status, told = third.get("me/facts")
    assert (status, told["detail"]) == (403, "这个令牌的账号已停用，请联系管理员。")


def overdue(user):
    user = User.objects.get(pk=user.pk)  # the world's own stays as it is for the other tests
    user.set_password("Correct-horse-7")
    user.password_changed_at = timezone.now() - dt.timedelta(days=91)
    user.save()


def without_factor(user):
    OneTimeCode.objects.filter(user=user).delete()


def tried_wrong(user):
    for _time in range(5):
        assert lockout.take(lockout.second_tries_of(user_id=user.pk))


@pytest.mark.parametrize(
    ("happens", "detail"),
    [
        (overdue, "账号的密码已到期：请先在网站上更换，令牌随后照常可用。"),
        (without_factor, "账号没有第二因素：请先在网站上登记动态口令或通行密钥。"),
        (
            tried_wrong,
            "账号的第二因素连续试错，已暂时锁定：请十五分钟后再试，并检查密码是否泄露。",
        ),
    ],
)
def test_a_token_of_staff_waits_where_their_session_would(world, program, happens, detail):
    user = world.users["officer"]
    theirs, hers = program("officer", may_write=True), program("person")
    assert theirs.get("people")[0] == 200
    happens(user)
    status, told = theirs.get("people")
    assert (status, told["detail"]) == (403, detail)
    assert hers.get("me/facts")[0] == 200
    assert ApiToken.objects.get(user=user).revoked_at is None


def test_it_opens_again_when_the_owner_has_done_what_was_said(world, program):
    user = world.users["officer"]
    theirs = program("officer")
    overdue(user)
    assert theirs.get("people")[0] == 403
    User.objects.filter(pk=user.pk).update(password_changed_at=timezone.now())
    assert theirs.get("people")[0] == 200


def test_nobody_stops_a_program_by_typing_wrong_passwords(world, program):
    user = world.users["officer"]
    theirs = program("officer")
    for _time in range(6):
        lockout.take(lockout.tries_of(name=user.username, address="203.0.113.9"))
    assert theirs.get("people")[0] == 200
    tried_wrong(user)
    assert theirs.get("people")[0] == 403
    Tally.objects.update(at=timezone.now() - settings.YULIN_LOCK_FOR - dt.timedelta(seconds=1))
    assert theirs.get("people")[0] == 200


def test_a_token_lies_nowhere_and_is_journalled_by_its_beginning(world, program, caplog):
    caplog.set_level(logging.DEBUG)
    hers = program("person")
    token = hers.headers["Authorization"].removeprefix("Bearer ")
    hers.get("me/facts")
    hers.get("people")
    row = ApiToken.objects.get()
    assert token.startswith("yulin_")
    assert len(token) == 49
    assert row.digest == digest_of(token)
    assert token not in json.dumps(list(ApiToken.objects.values()), default=str)
    revoke_token(acting_user=world.users["person"], token=row)
    entries = JournalEntry.objects.filter(action__startswith="access.token").order_by("pk")
    assert [(e.action, e.data["prefix"]) for e in entries] == [
        ("access.token.make", token[:12]),
        ("access.token.revoke", token[:12]),
    ]
    assert token not in json.dumps(list(JournalEntry.objects.values("data")), default=str)
    assert token not in caplog.text


def test_a_token_that_only_reads_writes_nothing(world, program):
    status, told = program("person").post("me/objections", ASKED, Idempotency_Key="a")
    assert (status, told["detail"]) == (403, "这个令牌只能读。")
    assert not objections(world).exists()
    assert not KeptAnswer.objects.exists()


def test_staff_need_the_second_factor_for_a_token_and_for_a_session(world):
    with pytest.raises(PermissionDenied):
        make_token(
            acting_user=world.users["officer"],
            name="程序",
            days=1,
            may_write=False,
            has_second_factor=False,
        )
    assert not ApiToken.objects.exists()
    client = Client()
    client.force_login(world.users["officer"])
    response = client.get("/api/v1/people")
    assert (response.status_code, response.json()["detail"]) == (403, "工作人员须用第二因素登录。")
    session = client.session
    session[SECOND_FACTOR] = "test"
    session.save()
    assert client.get("/api/v1/people").status_code == 200


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"days": 366}, "有效天数须在 1 和 365 之间。"),
        ({"days": 0}, "有效天数须在 1 和 365 之间。"),
        ({"name": " "}, "请给令牌起个名字，不要写号码，例如“财务系统”。"),
        ({"name": f"给 {NUMBERS['own']}"}, "请给令牌起个名字，不要写号码，例如“财务系统”。"),
    ],
)
def test_no_token_for_ever_and_none_without_a_name(world, words, told):
    given = {"name": "程序", "days": 1, "may_write": False, "has_second_factor": True} | words
    with pytest.raises(AccessError, match=told):
        make_token(acting_user=world.users["person"], **given)
    assert not ApiToken.objects.exists()


def test_the_database_knows_no_token_of_two_years(world):
    now = timezone.now()
    row = ApiToken(
        user=world.users["person"],
        name="程序",
        prefix="yulin_",
        digest="0" * 64,
        created_at=now,
        expires_at=now + dt.timedelta(days=730),
    )
    with pytest.raises(Error), transaction.atomic():
        row.save()


def test_twenty_at_most_and_nobody_revokes_anothers(world):
    her, given = world.users["person"], {"days": 1, "may_write": False, "has_second_factor": True}
    made = [make_token(acting_user=her, name=str(n), **given) for n in range(20)]
    with pytest.raises(AccessError, match="至多有 20 个"):
        make_token(acting_user=her, name="21", **given)
    with pytest.raises(PermissionDenied):
        revoke_token(acting_user=world.users["officer"], token=made[0].row)
    revoke_token(acting_user=her, token=made[0].row)
    make_token(acting_user=her, name="21", **given)


def test_its_owner_makes_sees_once_and_revokes_it_on_a_page(world):
    client, address = StrictClient(), reverse("account:tokens")
    client.force_login(world.users["person"])
    assert "还没有令牌" in client.get(address).content.decode()
    page = client.post(address, {"name": "财务", "days": "90"}).content.decode()
    row = ApiToken.objects.get()
    token = page[page.index("yulin_") :][:49]
    assert (digest_of(token), row.name, row.may_write) == (row.digest, "财务", False)
    assert token not in client.get(address).content.decode()
    refused = client.post(address, {"name": "财务", "days": "9999"})
    assert refused.status_code == 422
    client.post(reverse("account:revoke_token", args=[row.uuid]))
    row.refresh_from_db()
    assert row.revoked_at is not None
    assert (
        client.post(reverse("account:revoke_token", args=[world.people["own"].uuid])).status_code
        == 404
    )


def test_a_session_that_writes_carries_the_pages_token(world):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.users["person"])
    asked = {"data": json.dumps(ASKED), "content_type": "application/json"}
    refused = client.post("/api/v1/me/objections", **asked, headers={"Idempotency-Key": "a"})
    assert (refused.status_code, refused.json()["detail"]) == (403, "写操作要带页面的 CSRF 令牌。")
    assert not objections(world).exists()
    client.get(reverse("person:copy"))
    csrf = client.cookies["csrftoken"].value
    done = client.post(
        "/api/v1/me/objections", **asked, headers={"Idempotency-Key": "a", "X-CSRFToken": csrf}
    )
    assert done.status_code == 201


# -- what they get ---------------------------------------------------------------------------------


def test_a_person_reads_their_own_with_reasons_by_clause(world, program):
    hers = program("person")
    facts = hers.get("me/facts")[1]
    assert {"table": "学历", "column": "学历", "value": "博士"}.items() <= next(
        cell for cell in facts if cell["column"] == "学历"
    ).items()
    due = next(d for d in hers.get("me/dues")[1] if d["benefit"] == BENEFIT)
    assert (due["status"], due["amount"]["total"]) == ("yes", "100.05")
    assert {part["text"]: part["truth"] for part in due["reason"]["parts"]}.keys() == {
        "在浙江省温州市工作",
        "本科以上",
        "45岁以下",
    }
    (paid,) = hers.get("me/payments")[1]
    assert (paid["policy"], paid["benefit"], paid["amount"]) == (POLICY, BENEFIT, "100.05")
    assert [one["kind"] for one in hers.get("me/notices")[1]["items"]] == ["opened"]
    assert [one["state"] for one in hers.get("me/objections")[1]["items"]] == ["withdrawn"]


def test_an_officer_reads_their_region_masked_and_is_noted(world, program):
    officer = program("officer")
    listed = officer.get("people")[1]["items"]
    assert {one["name"] for one in listed} == {
        f"人{MARKS[scope]}" for scope in ("own", "same", "organisation")
    }
    assert [one["name"] for one in officer.get("people", q=f"人{MARKS['same']}")[1]["items"]] == [
        f"人{MARKS['same']}"
    ]
    found = officer.get("people", q=NUMBERS["own"])[1]["items"]
    assert [one["uuid"] for one in found] == [str(world.people["own"].uuid)]
    page = officer.get(f"people/{world.people['own'].uuid}")[1]
    assert page["number"] == world.people["own"].masked_number
    assert officer.get(f"people/{world.people['own'].uuid}/decisions")[0] == 200
    assert officer.get(f"people/{world.people['own'].uuid}/grants")[1]["items"][0]["amount"]
    looks = PageLook.objects.values_list("viewer__username", "person", "page")
    own = world.people["own"].pk
    assert set(looks) == {("w-officer", own, page) for page in ("facts", "dues", "money")}


@pytest.mark.parametrize("path", ["people/{}", "people/{}/decisions", "people/{}/grants"])
def test_another_regions_people_are_not_found_by_their_key(world, program, path):
    status, told = program("officer").get(path.format(world.people["other"].uuid))
    assert (status, told["detail"]) == (404, "没有这一项")
    assert program("elsewhere").get(path.format(world.people["other"].uuid))[0] == 200
    assert {row.viewer.username for row in PageLook.objects.all()} == {"w-elsewhere"}


def test_money_and_doubts_stay_in_their_region(world, program):
    officer = program("officer")
    assert [one["title"] for one in officer.get("batches")[1]["items"]] == [MARKS["own"]]
    mine, other = (world.rows[scope]["batch"].uuid for scope in ("own", "other"))
    paid = officer.get(f"batches/{mine}/payments")[1]["items"]
    assert [one["amount"] for one in paid] == ["100.05"] * 3
    assert officer.get(f"batches/{other}/payments")[0] == 404
    doubts = {one["uuid"] for one in officer.get("signals")[1]["items"]}
    assert doubts == {str(one.uuid) for one in Signal.objects.filter(region=HERE)}
    assert str(world.rows["own"]["signal"].uuid) in doubts
    assert str(world.rows["other"]["signal"].uuid) not in doubts


def test_a_firm_reads_its_own_and_the_auditor_the_journal(program):
    (due,) = program("employer").get("employer/dues")[1]["items"]
    assert (due["policy"], due["status"], due["total"]) == ("T-03", "yes", "5000.00")
    entries = program("auditor").get("journal", limit=5)[1]
    assert len(entries["items"]) == 5
    assert entries["items"][0]["action"] == "access.token.make"
    assert program("officer").get("journal")[0] == 403


def test_nobodys_number_is_whole_in_any_answer(world, program):
    for role in ("person", "officer", "auditor", "employer"):
        asking = program(role)
        paths = ["me/facts", "me/payments", "people", "batches", "journal", "employer/dues"]
        paths += [f"people/{person.uuid}" for person in world.people.values()]
        for path in paths:
            asking.get(path)
            text = asking.response.content.decode()
            assert not [n for n in (*NUMBERS.values(), EMIL) if n in text], (role, path)


def test_what_anybody_may_read(program):
    nobody = program(None)
    codes = {one["code"]: one["state"] for one in nobody.get("policies")[1]}
    assert codes == {"T-01": "in_force", "T-02": "in_force", "T-03": "in_force"}
    assert nobody.get("policies/T-02")[1]["title"] == "温州市安家补贴（测试）"
    assert nobody.get("policies/T-99")[0] == 404
    assert {(b["policy"], b["benefit"]) for b in nobody.get("benefits")[1]} == {
        ("T-02", "安家"),
        ("T-03", "租金"),
    }
    level = next(
        w for w in nobody.get("vocabulary")[1] if (w["table"], w["name"]) == ("学历", "学历")
    )
    assert "博士" in level["labels"]
    assert len(level["labels"]) == len(level["labels_en"])
    assert {"code": 330000, "name": "浙江省", "parent": 0} in nobody.get("divisions")[1]


# -- once ------------------------------------------------------------------------------------------


def test_the_same_key_and_body_do_it_once_and_get_the_same_answer(world, program):
    hers = program("person", may_write=True)
    first = hers.post("me/objections", ASKED, Idempotency_Key="k-1")
    again = hers.post("me/objections", dict(reversed(ASKED.items())), Idempotency_Key="k-1")
    assert first[0] == again[0] == 201
    assert first[1] == again[1]
    assert [str(one.uuid) for one in objections(world)] == [first[1]["uuid"]]


def test_the_same_key_with_another_body_is_refused(world, program):
    hers = program("person", may_write=True)
    hers.post("me/objections", ASKED, Idempotency_Key="k-1")
    status, told = hers.post("me/objections", ASKED | {"text": "别的。"}, Idempotency_Key="k-1")
    assert (status, told["detail"]) == (422, "这个幂等键已经用于内容不同的请求。")
    assert objections(world).count() == 1


def test_a_request_that_is_under_way_is_a_conflict_and_a_dead_one_is_not(world, program):
    hers = program("person", may_write=True)
    hers.post("me/objections", ASKED, Idempotency_Key="k-1")
    objections(world).update(state="withdrawn")
    KeptAnswer.objects.update(status=None, answer=None)
    status, told = hers.post("me/objections", ASKED, Idempotency_Key="k-1")
    assert (status, told["title"]) == (409, "同一请求正在处理")
    KeptAnswer.objects.update(begun_at=timezone.now() - dt.timedelta(minutes=2))
    assert hers.post("me/objections", ASKED, Idempotency_Key="k-1")[0] == 201


@pytest.mark.parametrize(
    "body",
    [ASKED | {"benefit": "没有"}, ASKED | {"text": ""}, ASKED | {"kind": "?"}, {}, []],
)
def test_what_is_refused_leaves_the_key_free(world, program, body):
    hers = program("person", may_write=True)
    assert hers.post("me/objections", body, Idempotency_Key="k-1")[0] == 422
    assert not objections(world).exists()
    assert not KeptAnswer.objects.exists()
    assert hers.post("me/objections", ASKED)[0] == 422  # without a key
    assert hers.post("me/objections", ASKED, Idempotency_Key="k-1")[0] == 201


def test_keys_are_their_senders_own(world):
    for role in ("person", "officer"):
        idempotency.once(
            acting_user=world.users[role], key="same", digest=role, do=lambda: (200, {})
        )
    assert KeptAnswer.objects.count() == 2


# -- in pages, in time, in words -------------------------------------------------------------------


def test_pages_hold_everybody_once_and_know_their_own_cursors(world, program):
    officer, seen, after = program("auditor"), [], ""
    while True:
        page = officer.get("people", limit=2, after=after)[1]
        seen += [one["uuid"] for one in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert sorted(seen) == sorted(str(p.uuid) for p in (*world.people.values(), world.emil))
    cursor = officer.get("journal", limit=1)[1]["next"]
    for wrong in (cursor, "1", cursor[:-1]):
        status, told = officer.get("people", after=wrong)
        assert (status, told["detail"]) == (422, "游标不是这个列表给出的。")
    assert officer.get("people", limit=201)[0] == 422
    assert officer.get("people", limit=0)[0] == 422


@pytest.mark.parametrize(
    ("role", "path", "queries"),
    [
        ("officer", "people", 7),
        ("officer", "batches", 4),
        ("officer", "signals", 4),
        ("officer", "event_firms", 7),
        ("officer", "batch", 5),
        ("auditor", "journal", 4),
        ("person", "me/notices", 4),
        ("person", "me/objections", 4),
        ("person", "me/payments", 5),
        ("employer", "employer/dues", 5),
    ],
)
def test_a_list_takes_as_many_queries_as_it_takes(
    world, program, role, path, queries, django_assert_num_queries
):
    asking = program(role)
    if path == "batch":
        path = f"batches/{world.rows['own']['batch'].uuid}/payments"
    if path == "event_firms":
        path = f"events/{world.rows['own']['event'].uuid}/firms"
    asking.get(path, limit=1) if path != "me/payments" else asking.get(path)
    with django_assert_num_queries(queries):
        assert asking.get(path)[0] == 200


def test_who_asks_too_often_is_told_when_to_come_again(program, settings):
    settings.YULIN_API_PER_MINUTE = 2
    hers, officer, nobody = program("person"), program("officer"), program(None)
    for asking, path in ((hers, "me/facts"), (nobody, "policies")):
        assert [asking.get(path)[0] for _ in range(3)] == [200, 200, 429]
        assert asking.response.json()["detail"] == "一分钟内至多 2 次请求。"
        assert 1 <= int(asking.response["Retry-After"]) <= 60
    assert officer.get("people")[0] == 200  # each for themselves
    with connection.cursor() as cursor:
        cursor.execute("UPDATE access_tally SET at = at - interval '61 seconds'")
    assert hers.get("me/facts")[0] == 200


def test_a_problem_says_what_why_and_what_to_do_in_the_readers_language(program):
    officer = program("officer")
    officer.headers["Accept-Language"] = "en"
    status, told = officer.get("people", limit="many")
    assert (status, told["type"], told["title"]) == (
        422,
        "urn:yulin:problem:422",
        "The content is not as required",
    )
    assert told["detail"].startswith("query.limit：")
    assert told["to_do"] == "Correct it as told and send it again."
    assert set(told) == {"type", "title", "status", "detail", "to_do"}


def test_the_reference_is_a_page_without_any_script_and_a_description(world):
    page = StrictClient().get("/api/docs/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "cdn" not in text
    described = Client().get("/api/v1/openapi.json").json()
    assert described["openapi"] == "3.1.0"
    assert all(f" {path}</code>" in text for path in described["paths"])
    protected = {
        path
        for path, methods in described["paths"].items()
        for one in methods.values()
        if one.get("security")
    }
    assert set(described["paths"]) - protected == {
        f"/api/v1/{path}"
        for path in (
            "policies",
            "policies/{code}",
            "benefits",
            "vocabulary",
            "divisions",
            "jobs",
            "jobs/{vacancy}",
            "events",
            "events/{fair}",
        )
    }


def test_programs_are_nobody_without_their_header(world):
    assert Program(None, token="yulin_wrong").get("me/facts")[0] == 401
    assert Program(None, token="wrong").get("people")[1]["status"] == 401
