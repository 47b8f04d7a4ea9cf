import threading

import pytest
from django.db import connection, transaction

from tests.registry.builders import ANNA, facts, load
from yulin.registry.locks import begin_load, settled_moment
from yulin.registry.models import Batch, Person
from yulin.registry.queries.facts import facts_in, people_of_region

pytestmark = pytest.mark.django_db(transaction=True)


def in_thread(work):
    def run():
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def held_until(started, go_on, lock):
    def hold():
        with transaction.atomic():
            lock()
            started.set()
            go_on.wait(10)

    return in_thread(hold)


def test_a_moment_is_not_read_while_a_load_is_under_way():
    started, go_on, moments = threading.Event(), threading.Event(), []
    loading = held_until(started, go_on, begin_load)
    assert started.wait(10)

    def read():
        with transaction.atomic():
            moments.append(settled_moment())

    reading = in_thread(read)
    reading.join(0.3)
    assert moments == []
    go_on.set()
    loading.join()
    reading.join()
    assert len(moments) == 1


def test_readers_do_not_wait_for_each_other():
    started, go_on = threading.Event(), threading.Event()
    other = held_until(started, go_on, settled_moment)
    assert started.wait(10)
    with transaction.atomic():
        settled_moment()
    go_on.set()
    other.join()


def test_a_moment_can_only_be_read_inside_a_transaction():
    with pytest.raises(RuntimeError, match="inside one"):
        settled_moment()


def test_the_same_people_loaded_at_once_are_held_once():
    given = facts(人员=[{"证件号": ANNA}], 证书=[{"证件号": ANNA}])
    threads = [in_thread(lambda: load(given)) for _ in range(4)]
    for thread in threads:
        thread.join()
    (held,) = facts_in(people=people_of_region(None), numbers=True)
    assert held.counts() == {"人员": 1, "证书": 1, "单位": 0}
    assert (Person.objects.count(), Batch.objects.count()) == (1, 4)
