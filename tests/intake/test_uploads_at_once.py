import threading

import pytest
from django.db import connection

from tests.intake.helpers import GOOD, held, queued
from yulin.intake.actions.check import check_upload
from yulin.intake.actions.load import load_upload
from yulin.intake.actions.uploads import confirm_upload
from yulin.intake.models import Progress
from yulin.registry.models import EmploymentSpell


def at_once(count, work):
    """Run `work` in so many threads, each with a connection of its own; return what each got."""
    barrier, results = threading.Barrier(count), []

    def run():
        try:
            barrier.wait()
            results.append(work())
        except Exception as error:  # noqa: BLE001 - its name is the result
            results.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(map(str, results))


@pytest.mark.django_db(transaction=True)
def test_of_several_who_confirm_at_once_one_succeeds(give, officer, jobs):
    upload = check_upload(upload=give(**GOOD))
    got = at_once(4, lambda: confirm_upload(acting_user=officer, upload=upload).state)
    assert got == ["IntakeError", "IntakeError", "IntakeError", "confirmed"]
    assert len(queued(jobs)) == 2


@pytest.mark.django_db(transaction=True)
def test_loading_at_once_loads_once(give, officer):
    upload = confirm_upload(acting_user=officer, upload=check_upload(upload=give(**GOOD)))
    assert at_once(3, lambda: load_upload(upload=upload).state) == ["loaded"] * 3
    assert held() == [2, 2, 1, 1, 1]
    assert EmploymentSpell.objects.count() == 1
    assert Progress.objects.filter(pk=upload.uuid, finished=True).count() == 1
