"""Files that were handed in are kept as long as they are needed, and then are gone from the disk."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from yulin.access.models import JournalEntry
from yulin.intake import files
from yulin.intake.actions.load import refuse_upload
from yulin.intake.actions.transitions import move
from yulin.intake.actions.uploads import empty_upload, receive_upload
from yulin.intake.kept import missing_or_changed
from yulin.intake.models import Upload
from yulin.registry.actions.batches import open_batch
from yulin.registry.models import Person
from yulin.rights.actions.retain import execute_due, list_due
from yulin.rights.obstacles import kept_of

pytestmark = pytest.mark.django_db
BEGUN = dt.datetime(2026, 1, 1, 9, tzinfo=dt.UTC)


@pytest.fixture
def handed(officer, jobs, settings, tmp_path):
    """One file in each state, all of New Year; each with a problem and a report."""
    settings.YULIN_VAR = tmp_path
    made = {}
    for state in ("received", "checked", "confirmed", "loaded", "refused"):
        one = receive_upload(acting_user=officer, name=f"{state}.csv", chunks=[state.encode()])
        steps = {
            "received": [],
            "checked": ["check"],
            "confirmed": ["check", "confirm"],
            "loaded": ["check", "confirm", "load"],
            "refused": ["refuse"],
        }
        for step in steps[state]:
            more = {}
            if step == "load":
                batch = open_batch(title="x", acting_user=officer)
                more = {"batch": batch, "loaded_at": BEGUN}
            move(upload=one, name=step, acting_user=officer, **more)
        report = files.report_path(one.path)
        with files.written(report) as out:
            out.write_bytes(b"report")
        Upload.objects.filter(pk=one.pk).update(
            received_at=BEGUN, problems=[{"row": 2}], report_path=report
        )
        made[state] = Upload.objects.get(pk=one.pk)
    return made


def on_disk():
    return sorted({path.parent.name for path in files.root().rglob("*") if path.is_file()})


def folders(*uploads):
    return sorted(upload.path.split("/")[0] for upload in uploads)


def run(day, capture):
    report = list_due(as_of=day)
    with capture(execute=True):
        execute_due(today=day + dt.timedelta(days=7))
    report.refresh_from_db()
    wanted = ("loaded_files", "unloaded_files")
    return [report.found[key] for key in wanted], [report.removed[key] for key in wanted]


def test_each_goes_when_its_time_is_past_and_no_sooner(handed, django_capture_on_commit_callbacks):
    capture = django_capture_on_commit_callbacks
    assert run(dt.date(2026, 4, 1), capture) == ([0, 0], [0, 0])
    assert on_disk() == folders(*handed.values())
    assert run(dt.date(2026, 4, 2), capture) == ([0, 3], [0, 3])
    kept = [handed["confirmed"], handed["loaded"]]
    assert on_disk() == folders(*kept)
    assert missing_or_changed() == []
    assert run(dt.date(2027, 1, 2), capture) == ([0, 0], [0, 0])
    assert run(dt.date(2027, 1, 3), capture) == ([1, 0], [1, 0])
    assert on_disk() == folders(handed["confirmed"])  # its loading is under way, however long
    ended = dict(Upload.objects.exclude(emptied_at=None).values_list("original_name", "state"))
    assert ended == {
        "received.csv": "discarded",
        "checked.csv": "discarded",
        "refused.csv": "refused",
        "loaded.csv": "loaded",
    }
    for one in Upload.objects.exclude(emptied_at=None):
        assert (one.problems, one.report_path, len(one.sha256)) == ([], "", 64)
    entries = JournalEntry.objects.filter(
        action__in=("intake.upload.empty", "intake.upload.expire")
    )
    assert sorted(entries.values_list("action", "object_id")) == sorted(
        [
            ("intake.upload.empty", str(handed["loaded"].pk)),
            ("intake.upload.empty", str(handed["refused"].pk)),
            ("intake.upload.expire", str(handed["checked"].pk)),
            ("intake.upload.expire", str(handed["received"].pk)),
        ]
    )
    assert run(dt.date(2028, 1, 3), capture) == ([0, 0], [0, 0])


def test_what_is_under_way_is_not_emptied_even_in_the_database(handed):
    assert empty_upload(upload=handed["confirmed"]) is False
    assert empty_upload(upload=handed["refused"]) is True
    assert empty_upload(upload=handed["refused"]) is False
    with pytest.raises(IntegrityError, match="emptied_when_ended"), transaction.atomic():
        Upload.objects.filter(pk=handed["checked"].pk).update(emptied_at=BEGUN)


def test_a_file_that_is_refused_again_stays_where_it_is_until_its_time(handed, officer):
    refuse_upload(upload=handed["confirmed"], reason="x")
    assert len(on_disk()) == 5


def test_the_pages_say_so_and_the_report_is_gone(
    handed, client, officer, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        empty_upload(upload=handed["loaded"])
    client.force_login(officer)
    here = [handed["loaded"].uuid]
    assert (
        "文件已过保存期，内容于"
        in client.get(reverse("officer:upload", args=here)).content.decode()
    )
    assert client.get(reverse("officer:report", args=here)).status_code == 404
    page = client.get(reverse("rights:retention")).content.decode()
    assert "入库一年的上传文件" in page
    assert "没有入库的上传文件" in page


def test_a_deleted_person_is_told_until_when_a_file_may_name_them(handed):
    person = Person.objects.create(number="330302190001010015")
    assert [(k.law, k.until) for k in kept_of(person)][-1] == (
        "入库文件的保存期（一年）",
        dt.date(2027, 1, 2),
    )
    Upload.objects.filter(pk=handed["loaded"].pk).update(
        emptied_at=BEGUN, problems=[], report_path=""
    )
    assert len(kept_of(person)) == 1
