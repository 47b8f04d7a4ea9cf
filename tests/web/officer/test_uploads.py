from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.registry.builders import ANNA, BEN
from tests.web.officer.office import workbook
from yulin.intake.actions.check import check_upload
from yulin.intake.actions.load import load_upload
from yulin.intake.models import Progress, Upload
from yulin.registry.models import PersonFact

pytestmark = pytest.mark.django_db

GOOD = {"人员": [{"证件号": ANNA, "姓名": "安娜二世", "户籍地": 330302}]}
BAD = {"人员": [{"证件号": ANNA[:-1] + "Z", "户籍地": 330302}]}


def page(client, name, *args, **query):
    return client.get(reverse(name, args=args), query).content.decode()


@pytest.fixture
def signed_in(client, office):
    client.force_login(office.officer)
    return client


def test_a_file_is_taken_in_and_its_check_is_followed(signed_in, tmp_path, jobs):
    file = SimpleUploadedFile("名单.xlsx", workbook(tmp_path, **GOOD))
    response = signed_in.post(reverse("officer:receive"), {"file": file})
    upload = Upload.objects.get()
    assert response.url == reverse("officer:upload", args=[upload.uuid])
    assert [job["task_name"] for job in jobs.jobs.values()] == ["intake.check_upload"]
    assert "排队等候" in page(signed_in, "officer:upload", upload.uuid)


def test_a_file_too_large_is_refused_in_words(signed_in, settings):
    settings.YULIN_UPLOAD_MAX_BYTES = 2**20
    file = SimpleUploadedFile("大.xlsx", b"x" * (2**20 + 1))
    response = signed_in.post(reverse("officer:receive"), {"file": file})
    assert response.status_code == 422
    assert "文件超过 1 MB，请分成几个文件上传。" in response.content.decode()
    assert not Upload.objects.exists()


def test_no_file_is_asked_for_again(signed_in):
    response = signed_in.post(reverse("officer:receive"))
    assert "请先选一个文件。" in response.content.decode()


def test_progress_is_shown_and_asked_for_again_while_the_job_works(signed_in, hand_in):
    upload = hand_in(**GOOD)
    Progress.objects.create(subject=upload.uuid, step="读取人员", done=3, total=10)
    shown = page(signed_in, "officer:upload", upload.uuid)
    assert "读取人员…" in shown
    assert 'value="30"' in shown
    assert 'hx-trigger="every 1s"' in shown


def test_htmx_gets_the_body_alone_and_asks_no_more_when_it_is_done(signed_in, hand_in):
    upload = check_upload(upload=hand_in(**GOOD))
    address = reverse("officer:upload", args=[upload.uuid])
    body = signed_in.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in body
    assert "hx-trigger" not in body
    assert "核对通过，可以入库" in body


def test_a_checked_file_is_confirmed_and_then_loaded(signed_in, hand_in):
    upload = check_upload(upload=hand_in(**GOOD))
    signed_in.post(reverse("officer:confirm", args=[upload.uuid]))
    load_upload(upload=upload)
    assert "已入库" in page(signed_in, "officer:upload", upload.uuid)
    assert PersonFact.objects.current().filter(name="安娜二世").exists()


def test_a_file_with_errors_cannot_be_confirmed(signed_in, hand_in):
    upload = check_upload(upload=hand_in(**BAD))
    shown = page(signed_in, "officer:upload", upload.uuid)
    assert '<button class="button" type="button" disabled>确认入库</button>' in shown
    assert reverse("officer:confirm", args=[upload.uuid]) not in shown
    response = signed_in.post(reverse("officer:confirm", args=[upload.uuid]), follow=True)
    assert "文件还有 1 处错误，请改正后重新上传。" in response.content.decode()
    upload.refresh_from_db()
    assert upload.state == "checked"


def test_each_problem_says_where_what_and_what_to_do(signed_in, hand_in):
    upload = check_upload(upload=hand_in(人员=[{"证件号": ANNA, "姓名": "", "户籍地": 330302}]))
    shown = page(signed_in, "officer:upload", upload.uuid)
    assert "C 姓名" in shown
    assert "必填，但没有填" in shown
    assert "请填写" in shown


def test_the_report_is_their_own_file_with_the_reasons(signed_in, hand_in):
    upload = check_upload(upload=hand_in(name="我的名单.xlsx", **BAD))
    response = signed_in.get(reverse("officer:report", args=[upload.uuid]))
    assert "%E6%88%91%E7%9A%84%E5%90%8D%E5%8D%95-" in response["Content-Disposition"]
    book = openpyxl.load_workbook(BytesIO(response.getvalue()))
    heads = [cell.value for cell in book["人员"][1]]
    assert heads[-1] == "错误原因"
    assert "证件号" in book["人员"].cell(2, len(heads)).value


def test_there_is_no_report_where_nothing_was_found(signed_in, hand_in):
    upload = hand_in(**GOOD)
    address = reverse("officer:report", args=[upload.uuid])
    assert signed_in.get(address).status_code == 404


@pytest.mark.parametrize(
    "data", [b"", b"not a workbook", b"PK\x03\x04garbage", b"\xd0\xcf\x11\xe0"]
)
def test_a_hostile_file_gets_a_sentence_and_no_trace(signed_in, hand_in, data):
    upload = check_upload(upload=hand_in(data=data))
    shown = page(signed_in, "officer:upload", upload.uuid)
    assert "还不能入库" in shown
    assert "Traceback" not in shown
    assert upload.error_count >= 1


def test_a_discarded_file_is_gone(signed_in, hand_in):
    upload = check_upload(upload=hand_in(**GOOD))
    response = signed_in.post(reverse("officer:discard", args=[upload.uuid]), follow=True)
    assert "登记没有变动" in response.content.decode()
    upload.refresh_from_db()
    assert upload.state == "discarded"


def test_the_list_is_narrowed_by_name_and_state(signed_in, hand_in):
    check_upload(upload=hand_in(name="社保九月.xlsx", **BAD))
    hand_in(name="学历.xlsx", **GOOD)
    assert "学历.xlsx" not in page(signed_in, "officer:uploads", q="社保")
    assert "社保九月.xlsx" not in page(signed_in, "officer:uploads", state="received")
    assert "没有符合条件的文件。" in page(signed_in, "officer:uploads", q="住房")


def test_the_template_is_a_workbook_of_nine_sheets(signed_in):
    content = signed_in.get(reverse("officer:template")).getvalue()
    names = openpyxl.load_workbook(BytesIO(content)).sheetnames
    assert {"人员", "学历", "证书", "社保", "就业", "单位", "住房", "荣誉", "已享受"} <= set(names)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries_for_three_as_for_one(
    signed_in, hand_in, count, django_assert_num_queries
):
    for _n in range(count):
        hand_in(**GOOD)
    with django_assert_num_queries(4):
        page(signed_in, "officer:uploads")


@pytest.mark.parametrize("people", [[ANNA[:-1] + "Z"], [ANNA[:-1] + "Z", BEN[:-1] + "Z", "1"]])
def test_one_file_takes_as_many_queries_however_many_problems(
    signed_in, hand_in, people, django_assert_num_queries
):
    rows = [{"证件号": number, "户籍地": 330302} for number in people]
    rows = [row | {"出生日期": "1990-01-01"} for row in rows]
    upload = check_upload(upload=hand_in(人员=rows))
    with django_assert_num_queries(3):
        page(signed_in, "officer:upload", upload.uuid)
