"""Two requests with one key at the same moment."""

from threading import Event, Thread

import pytest
from django.db import connection

from yulin.access.actions import idempotency
from yulin.access.enums import Role
from yulin.access.models import KeptAnswer


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False])
def test_of_two_at_once_one_does_it(user_of, guarded):
    """And without the constraint both do, which is what the constraint is for."""
    user = user_of(Role.PERSON, username="two")
    if not guarded:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE access_keptanswer DROP CONSTRAINT access_answer_once")
    begun, go_on, told = Event(), Event(), []

    def slow():
        begun.set()
        go_on.wait(10)
        return 201, {"n": 1}

    def first():
        try:
            told.append(idempotency.once(acting_user=user, key="k", digest="d", do=slow).status)
        finally:
            connection.close()

    thread = Thread(target=first)
    thread.start()
    assert begun.wait(10)
    try:
        second = idempotency.once(acting_user=user, key="k", digest="d", do=lambda: (201, {"n": 2}))
        told.append(second.status)
    except idempotency.UnderWay:
        told.append("under way")
    go_on.set()
    thread.join()
    if not guarded:
        KeptAnswer.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE access_keptanswer ADD CONSTRAINT access_answer_once"
                " UNIQUE (user_id, key)"
            )
    assert sorted(map(str, told)) == (["201", "under way"] if guarded else ["201", "201"])
