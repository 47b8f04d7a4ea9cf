"""Posts by programs: searched by anybody, kept by a firm's own."""

import json

import pytest

from tests.jobs.conftest import DUTIES
from yulin.jobs.actions.applications import apply
from yulin.jobs.models import Post

pytestmark = pytest.mark.django_db


@pytest.fixture
def program(client, world):
    """Writes as the clerk, with the session's token."""

    def send(path, body=None, key="k1", user=world.clerk):
        client.force_login(user)
        client.get("/employer/posts/new/")
        token = client.cookies["csrftoken"].value
        return client.post(
            f"/api/v1/{path}",
            json.dumps(body) if body is not None else "",
            content_type="application/json",
            headers={"Idempotency-Key": key, "X-CSRFToken": token},
        )

    return send


def said(**changes):
    return {
        "title": "焊工",
        "division": 330302,
        "duties": DUTIES,
        "forms": ["全职"],
        "skills": ["氩弧焊"],
        "certificates": [],
        "external_key": "A-1",
    } | changes


def test_anybody_reads_what_is_open(client, world, opened):
    found = client.get("/api/v1/jobs?q=车工").json()
    assert [one["title"] for one in found["items"]] == ["数控车工"]
    one = client.get(f"/api/v1/jobs/{opened.uuid}").json()
    assert (one["firm"], one["pay_from"], one["licences"], one["state"]) == (
        "瓯江泵阀有限公司",
        6000,
        None,
        "open",
    )
    assert "findings" not in one
    assert client.get("/api/v1/jobs?q=护士").json() == {"items": [], "next": None}


def test_a_post_is_made_once_however_often_it_is_sent(program, world):
    first, again = program("employer/posts", said()), program("employer/posts", said())
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    post = Post.objects.get()
    assert (post.state, post.source, post.external_key) == ("open", "interface", "A-1")
    assert (post.certificates, post.licences) == ([], None)
    other = program("employer/posts", said(title="电工"))
    assert other.status_code == 422
    assert Post.objects.count() == 1


def test_what_is_wrong_is_said_and_what_is_unlawful_waits(program, world):
    wrong = program("employer/posts", said(duties=" "))
    assert wrong.status_code == 422
    assert wrong.json()["detail"] == "请填写职责：每天做什么，写给没见过这份工作的人看。"
    assert Post.objects.count() == 0
    made = program("employer/posts", said(duties="焊接，限男性"), key="k2").json()
    assert made["state"] == "waiting"
    assert [one["words"] for one in made["findings"]] == ["限男性"]


def test_a_post_is_changed_and_closed_by_its_firm_alone(program, client, world, opened):
    path = f"employer/posts/{opened.uuid}"
    body = {name: v for name, v in said(headcount=7).items() if name != "external_key"}
    assert program(path, body, user=world.other_clerk).status_code == 404
    assert program(path, body, key="k2").json()["headcount"] == 7
    assert program(f"{path}/close", key="k3", user=world.other_clerk).status_code == 404
    assert program(f"{path}/close", key="k4").json()["state"] == "withdrawn"
    assert program(f"{path}/close", key="k5").status_code == 422


def test_who_applied_is_read_by_the_firm_alone(client, world, opened):
    apply(acting_user=world.anna, person=world.people.anna, post=opened)
    path = f"/api/v1/employer/posts/{opened.uuid}/applications"
    client.force_login(world.clerk)
    [one] = client.get(path).json()["items"]
    assert (one["state"], one["resume"]["name"]) == ("sent", "安娜")
    client.force_login(world.other_clerk)
    assert client.get(path).status_code == 404
    client.force_login(world.anna)
    assert client.get(path).status_code == 403
