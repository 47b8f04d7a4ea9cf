from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from procrastinate.contrib.django import app

from tests.intake.helpers import GOOD, held, kept_files, queued
from tests.registry.builders import ANNA, BEN, FIRM, OTHER_FIRM, load
from yulin.access.enums import Role
from yulin.access.models import JournalEntry
from yulin.intake import files
from yulin.intake.actions.check import check_upload
from yulin.intake.actions.load import load_upload
from yulin.intake.actions.uploads import confirm_upload, discard_upload
from yulin.intake.enums import UploadState
from yulin.intake.errors import IntakeError
from yulin.intake.models import Upload
from yulin.intake.queries.uploads import access_upload, progress_of, uploads_list

pytestmark = pytest.mark.django_db

# --- Received --------------------------------------------------------------------------------------


def test_a_file_is_kept_under_a_name_nobody_can_guess_and_its_check_is_queued(give, officer, jobs):
    upload = give(**GOOD)
    folder, name = upload.path.split("/")
    assert (len(folder), name) == (32, "upload.xlsx")
    assert files.whole(upload.path).stat().st_mode & 0o777 == 0o600
    assert files.digest_of(upload.path) == upload.sha256
    assert (upload.original_name, upload.region, upload.state) == ("名单.xlsx", 330300, "received")
    assert upload.size == len(b"".join(files.pieces(upload.path)))
    assert queued(jobs) == [("intake.check_upload", f"upload-{upload.pk}")]
    assert JournalEntry.objects.get(action="intake.upload.receive").actor == officer


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("C:\\名单\\学历.CSV", "学历.csv"),
        ("../../etc/passwd", "upload.bin"),
        ("名单.xlsm", "upload.xlsm"),
    ],
)
def test_of_a_files_name_only_the_table_and_the_form_are_used(give, name, kept):
    assert Path(give(name=name, data=b"x" * 10).path).name == kept


def test_a_number_in_a_files_name_is_not_kept(give):
    assert give(name=f"{ANNA}的材料.xlsx", data=b"x").original_name == "[证件号]的材料.xlsx"


def test_a_file_too_large_is_refused_and_nothing_is_kept(give, settings, jobs):
    settings.YULIN_UPLOAD_MAX_BYTES = 2**20
    with pytest.raises(IntakeError, match=r"^文件超过 1 MB，请分成几个文件上传。$"):
        give(data=b"x" * (2**20 + 1))
    assert (Upload.objects.count(), kept_files(), queued(jobs)) == (0, [], [])


@pytest.mark.parametrize("role", [Role.PERSON, Role.EMPLOYER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_only_officers_hand_in_files(give, user_of, role, jobs):
    with pytest.raises(PermissionDenied):
        give(user=user_of(role), data=b"x")
    assert (Upload.objects.count(), kept_files(), queued(jobs)) == (0, [], [])


# --- Checked ---------------------------------------------------------------------------------------


def test_checking_says_what_would_change_and_changes_nothing(give):
    before = held()
    upload = check_upload(upload=give(**GOOD))
    assert upload.state == UploadState.CHECKED
    assert upload.error_count == 0
    assert upload.counts == {"人员": 2, "证书": 1, "就业": 1, "单位": 1}
    assert upload.changes == {
        "人员": {"added": 2, "superseded": 0, "kept": 0},
        "证书": {"added": 1, "superseded": 0, "kept": 0},
        "就业": {"added": 1, "superseded": 0, "kept": 0},
        "单位": {"added": 1, "superseded": 0, "kept": 0},
    }
    assert held() == before
    progress = progress_of(upload.uuid)
    assert (progress.finished, progress.percent) == (True, 100)


def test_a_bad_cell_is_told_with_its_place_and_a_report_is_written(give):
    bad = ANNA[:-1] + ("0" if ANNA[-1] != "0" else "1")
    upload = check_upload(upload=give(人员=[{"证件号": bad}]))
    assert (upload.state, upload.error_count) == (UploadState.CHECKED, 1)
    problem = next(p for p in upload.problems if p["severity"] == "error")
    assert (problem["sheet"], problem["row"], problem["column"]) == ("人员", 2, "证件号")
    assert bad not in str(upload.problems)
    assert files.whole(upload.report_path).exists()
    assert upload.changes == {}


def test_a_file_that_is_no_workbook_is_told_so(give):
    upload = check_upload(upload=give(data=b"not a workbook"))
    assert (upload.state, upload.error_count) == (UploadState.CHECKED, 1)
    assert files.whole(upload.report_path).exists()


def test_checking_twice_is_checking_once(give):
    upload = check_upload(upload=give(**GOOD))
    before = JournalEntry.objects.count()
    again = check_upload(upload=upload)
    assert (again.checked_at, JournalEntry.objects.count()) == (upload.checked_at, before)


@pytest.mark.parametrize(
    ("rows", "code", "row"),
    [
        ({"人员": [{"证件号": ANNA, "户籍地": 330203}]}, "not_of_region", 2),
        ({"人员": [{"证件号": ANNA, "户籍地": None}]}, "not_of_region", 2),
        ({"人员": [{"证件号": BEN, "户籍地": 330302}]}, "other_region_person", 2),
        ({"单位": [{"单位代码": OTHER_FIRM, "单位地区": 330302}]}, "other_region_employer", 2),
        # the register refuses the file as a whole
        ({"证书": [{"证件号": ANNA}]}, "register_refused", 0),
    ],
)
def test_what_is_of_another_region_stops_the_file(give, rows, code, row):
    load(
        人员=[{"证件号": BEN, "户籍地": 330203}],
        单位=[{"单位代码": OTHER_FIRM, "单位地区": 330203}],
    )
    before = held()
    upload = check_upload(upload=give(**rows))
    errors = [p for p in upload.problems if p["severity"] == "error"]
    assert [(p["code"], p["row"], p["letter"]) for p in errors] == [(code, row, "A" if row else "")]
    assert held() == before


def test_new_or_unchanged_employers_of_other_regions_may_come_along(give):
    load(单位=[{"单位代码": OTHER_FIRM, "单位地区": 330203}])
    upload = check_upload(
        upload=give(
            单位=[
                {"单位代码": OTHER_FIRM, "单位地区": 330203},
                {"单位代码": FIRM, "单位地区": 330106},
            ]
        )
    )
    assert upload.error_count == 0


# --- Confirmed and loaded ------------------------------------------------------------------------


def test_a_confirmed_file_is_loaded_once(give, officer, jobs):
    upload = confirm_upload(acting_user=officer, upload=check_upload(upload=give(**GOOD)))
    assert (upload.state, held()) == (UploadState.CONFIRMED, [0, 0, 0, 0, 0])
    assert queued(jobs)[1] == ("intake.load_upload", f"upload-{upload.pk}")
    loaded = load_upload(upload=upload)
    assert (loaded.state, loaded.batch.title) == (UploadState.LOADED, "名单.xlsx")
    assert held() == [2, 2, 1, 1, 1]
    before = JournalEntry.objects.count()
    assert load_upload(upload=upload).state == UploadState.LOADED
    assert (held(), JournalEntry.objects.count()) == ([2, 2, 1, 1, 1], before)


def test_a_file_with_errors_is_not_confirmed(give, officer, jobs):
    upload = check_upload(upload=give(data=b"no"))
    with pytest.raises(IntakeError, match=r"^文件还有 1 处错误，请改正后重新上传。$"):
        confirm_upload(acting_user=officer, upload=upload)
    upload.refresh_from_db()
    assert (upload.state, len(queued(jobs))) == (UploadState.CHECKED, 1)
    with pytest.raises(IntegrityError, match="no_errors_when_confirmed"), transaction.atomic():
        Upload.objects.filter(pk=upload.pk).update(state=UploadState.CONFIRMED)


def test_confirming_twice_is_refused(give, officer, jobs):
    upload = check_upload(upload=give(**GOOD))
    confirm_upload(acting_user=officer, upload=upload)
    with pytest.raises(IntakeError, match=r"^这个文件现在是“已确认”，不能这样处理。$"):
        confirm_upload(acting_user=officer, upload=upload)
    assert len(queued(jobs)) == 2


def test_a_file_changed_on_disk_is_refused(give, officer):
    upload = confirm_upload(acting_user=officer, upload=check_upload(upload=give(**GOOD)))
    with files.whole(upload.path).open("ab") as file:
        file.write(b"x")
    refused = load_upload(upload=upload)
    assert (refused.state, refused.reason) == (
        UploadState.REFUSED,
        "存放的文件与上传时不同，请重新上传。",
    )
    assert held() == [0, 0, 0, 0, 0]


def test_a_file_that_no_longer_fits_is_refused_whole(give, officer):
    upload = confirm_upload(acting_user=officer, upload=check_upload(upload=give(**GOOD)))
    load(人员=[{"证件号": BEN, "户籍地": 330203}])  # another region was quicker
    before = held()
    refused = load_upload(upload=upload)
    assert refused.state == UploadState.REFUSED
    assert refused.reason.startswith("人员「证件号」：1 人已由其他地区登记（如 ")
    assert held() == before


def test_another_regions_officer_can_do_nothing(give, user_of):
    elsewhere = user_of(Role.OFFICER, username="ningbo", region=330200)
    upload = check_upload(upload=give(**GOOD))
    for action in (confirm_upload, discard_upload):
        with pytest.raises(PermissionDenied):
            action(acting_user=elsewhere, upload=upload)
    with pytest.raises(Upload.DoesNotExist):
        access_upload(user=elsewhere, uuid=upload.uuid)
    upload.refresh_from_db()
    assert upload.state == UploadState.CHECKED


def test_a_discarded_file_is_removed(give, officer, django_capture_on_commit_callbacks):
    upload = check_upload(upload=give(**GOOD))
    with django_capture_on_commit_callbacks(execute=True):
        discard_upload(acting_user=officer, upload=upload)
    assert kept_files() == []
    with pytest.raises(IntakeError):
        confirm_upload(acting_user=officer, upload=upload)


def test_a_surprise_ends_the_upload_in_words(give, officer, caplog):
    upload = give(**GOOD)
    files.remove(upload.path)
    task = app.tasks["intake.load_upload"]
    Upload.objects.filter(pk=upload.pk).update(state=UploadState.CONFIRMED)
    with pytest.raises(FileNotFoundError):
        task(upload_id=upload.pk)
    upload.refresh_from_db()
    assert upload.state == UploadState.REFUSED
    assert upload.reason == f"程序处理这个文件时出错，已记录；请联系管理员，编号 {upload.uuid}。"


@pytest.mark.parametrize("uploads", [1, 3])
def test_the_list_takes_as_many_queries_for_many_as_for_one(
    give, officer, uploads, django_assert_num_queries
):
    for _ in range(uploads):
        give(data=b"x")
    with django_assert_num_queries(2):
        page = uploads_list(user=officer)
        assert [upload.uploaded_by.display_name for upload in page.rows] == ["officer"] * uploads
