"""The pages of schools, students, firms and officers, as each goes through them."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from tests.campus.conftest import ANNA, BEN, CITY, FIRM, NOBODY, ROLL, SCHOOL, days
from yulin.access.models import JournalEntry
from yulin.campus.actions.cohorts import name_students
from yulin.campus.actions.rounds import Season, make_round, turn_round
from yulin.campus.models import (
    Agreement,
    Attendance,
    Award,
    Guest,
    Internship,
    Order,
    Place,
    Round,
    School,
    Stop,
    Student,
    Trainee,
    Visit,
    Wish,
)
from yulin.registry.models import Placement

pytestmark = pytest.mark.django_db
SCHOOLS = (
    "/school/",
    "/school/students/",
    "/school/rounds/",
    "/school/visits/",
    "/school/agreements/",
)
OFFICERS = tuple(
    f"/officer/campus/{name}"
    for name in ("", "majors/", "agreements/", "rounds/", "visits/", "orders/")
)


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


def do(client, address, what, **fields):
    """Press a button, follow, and give what the page says first."""
    page = text_of(client.post(address, {"do": what, **fields}, follow=True))
    return " ".join(re.findall(r'class="alert[^>]*>.*?<p>(.*?)</p>', page, re.DOTALL)) or page


def rows(page):
    return page.count('<th scope="row">')


def test_a_school_s_pages_are_the_school_s_alone(client, world, partner):
    for user, answer in (
        (world.teacher, 200), (world.stranger, 404), (world.clerk, 403), (world.officer, 403),
        (world.anna, 403), (world.auditor, 403),
    ):  # fmt: skip
        client.force_login(user)
        assert [client.get(address).status_code for address in SCHOOLS] == [answer] * 5
    client.force_login(world.teacher)
    assert [client.get(address).status_code for address in OFFICERS] == [403] * 6


def roll(*people):
    book = Workbook()
    book.active.append(["姓名", "证件号", "毕业年份", "专业"])
    for row in people:
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    return SimpleUploadedFile("名单.xlsx", content.getvalue())


def test_a_school_uploads_its_students_and_no_number_is_shown(client, world, partner):
    client.force_login(world.teacher)
    address = "/school/students/"
    told = do(
        client, address, "upload",
        file=roll(["安娜", ANNA, 2026, "数控技术"], ["无名", NOBODY, "2026", "英语"]),
    )  # fmt: skip
    assert "对上 1 人，待核 1 人，原已登记 0 人" in told
    page = text_of(client.get(address))
    assert (rows(page), ANNA in page, NOBODY in page, ANNA[:4] in page) == (2, False, False, True)
    assert rows(text_of(client.get(f"{address}?state=unmatched"))) == 1
    assert rows(text_of(client.get(f"{address}?q=安娜"))) == 1
    assert "没有这样的学生" in text_of(client.get(f"{address}?q=某某"))
    for given, words in (
        ({}, "请先选一个文件"),
        ({"file": SimpleUploadedFile("a.xlsx", b"MZ\x00\x00")}, "可执行程序"),
        ({"file": roll(["甲", "123", 2026, "英语"])}, "证件号不对"),
        ({"file": SimpleUploadedFile("a.csv", "甲,乙\n1,2\n".encode())}, "没有找到名单"),
    ):
        assert words in do(client, address, "upload", **given)
    assert Student.objects.count() == 2
    assert do(
        client, "/school/", "majors", year="2026", name="数控技术", code="460103", graduates="80"
    )
    assert partner.majors.get().graduates == 80
    assert "请填写数字" in do(client, "/school/", "majors", year="x", name="数控技术")


def test_lists_ask_the_same_of_the_database_however_long(
    client, world, partner, django_assert_num_queries
):
    name_students(acting_user=world.teacher, school=partner, named=ROLL[:1])

    def queries(address):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        return len(asked)

    client.force_login(world.teacher)
    before = [queries(address) for address in SCHOOLS[:2]]
    name_students(acting_user=world.teacher, school=partner, named=ROLL[1:])
    assert [queries(address) for address in SCHOOLS[:2]] == before

    def rounds(count):
        for at in range(count):
            season = Season(
                title=f"实习 {Round.objects.count()} {at}", kind="internship",
                wishes_until=days(0), starts_on=days(0), ends_on=days(40),
            )  # fmt: skip
            made = make_round(acting_user=world.officer, region=CITY, season=season)
            turn_round(acting_user=world.officer, round_=made, state="open")

    def of_both():
        found = []
        for user, address in (
            (world.teacher, "/school/rounds/"),
            (world.officer, "/officer/campus/rounds/"),
            (world.officer, "/officer/campus/"),
            (world.anna, "/me/internships/"),
        ):
            client.force_login(user)
            found.append(queries(address))
        return found

    rounds(1)
    before = of_both()
    rounds(3)
    assert (of_both(), Round.objects.count()) == (before, 4)


def test_a20_an_officer_keeps_agreements_and_a_school_notes_that_they_met(client, world, partner):
    client.force_login(world.officer)
    address = "/officer/campus/agreements/"
    assert "没有这样的协议" in text_of(client.get(address))
    said = {
        "title": "园校企合作协议", "kind": "scholarship", "parties": f"{SCHOOL}\n{FIRM}",
        "starts_on": str(days(-3)), "ends_on": str(days(700)), "promises": "共建实训室\n互派导师",
        "amount": "100000", "years": "2",
    }  # fmt: skip
    assert "请填写完整的日期" in do(client, address, "draft", **(said | {"ends_on": "x"}))
    do(client, address, "draft", **said)
    one = Agreement.objects.get()
    page = f"{address}{one.uuid}/"
    do(client, page, "sign", day=str(days(-1)))
    first = one.commitments.first()
    do(client, page, "fulfil", of=str(first.uuid), day=str(days(0)))
    first.refresh_from_db()
    assert first.done_on == days(0)
    name_students(acting_user=world.teacher, school=partner, named=ROLL)
    client.force_login(world.teacher)
    do(
        client,
        "/school/agreements/",
        "liaise",
        of=str(one.uuid),
        day=str(days(0)),
        words="季度联络",
    )
    assert "季度联络" in text_of(client.get("/school/agreements/"))
    student = Student.objects.get(name="卡拉")
    do(
        client,
        "/school/students/",
        "award",
        agreement=str(one.uuid),
        student=str(student.uuid),
        amount="10000",
    )
    award = Award.objects.get()
    client.force_login(world.checker)
    do(client, page, "grant", of=str(award.uuid))
    award.refresh_from_db()
    assert award.state == "granted"
    text = text_of(client.get(page))
    assert ("10,000" in text, "本页不付款" in text, "24 个月" in text) == (True, True, True)
    client.force_login(world.elsewhere)
    assert client.get(page).status_code == 404
    client.force_login(world.auditor)
    assert client.get(page).status_code == 200
    assert client.post(page, {"do": "end"}).status_code == 403
    assert Agreement.objects.get().state == "signed"


def test_a11_a_round_from_the_officer_to_a_fact(client, world, partner, cohort, post):
    """Made, opened, offered, wished, assigned, asked why not, attended, confirmed, applied, exported."""
    client.force_login(world.officer)
    do(
        client, "/officer/campus/rounds/", "make", title="温州行", kind="internship",
        wishes_until=str(days(0)), starts_on=str(days(0)), ends_on=str(days(30)),
    )  # fmt: skip
    one = Round.objects.get()
    address = f"/officer/campus/rounds/{one.uuid}/"
    do(client, address, "open")

    client.force_login(world.clerk)
    offer = {
        "of": str(one.uuid), "title": "数控实习生", "division": "330302", "capacity": "1",
        "majors": "数控技术", "monthly_pay": "2500", "housing": "yes", "post": str(post.uuid),
    }  # fmt: skip
    do(client, "/employer/interns/", "offer", **offer)
    place = Place.objects.get()
    assert (place.majors, place.housing, place.post) == (["数控技术"], True, post)

    for name in ("ben", "anna"):
        client.force_login(getattr(world, name))
        assert "数控实习生" in text_of(client.get("/me/internships/"))
        do(client, "/me/internships/", "wish", of=str(one.uuid), wish1=str(place.uuid))
    assert Wish.objects.count() == 2

    client.force_login(world.clerk)
    page = text_of(client.get("/employer/interns/"))
    assert ("辽宁石油化工大学" in page, ANNA in page, BEN in page) == (True, False, False)
    do(
        client,
        "/employer/interns/",
        "welcome",
        of=str(Wish.objects.get(entry__student__name="安娜").uuid),
    )

    client.force_login(world.officer)
    assert "1 人分到岗位，还有 1 人没有" in do(client, address, "assign")
    ben = Wish.objects.get(entry__student__name="阿本").entry
    page = text_of(client.get(f"{address}?entry={ben.uuid}&place={place.uuid}"))
    assert "100.0%（1 / 1）" in page
    assert re.search(r"会失去岗位的人</dt><dd[^>]*>安娜", page)

    client.force_login(world.anna)
    mine = Internship.objects.get()
    do(client, "/me/internships/", "accept", of=str(mine.uuid))
    client.force_login(world.clerk)
    do(client, "/employer/interns/", "attend", of=str(mine.uuid), day=str(days(0)), present="yes")
    assert Attendance.objects.get().present is True
    do(client, "/employer/interns/", "end", of=str(mine.uuid), day=str(days(0)))
    client.force_login(world.ben)
    assert "没有找到" in do(client, "/me/internships/", "right", of=str(mine.uuid))
    client.force_login(world.anna)
    do(client, "/me/internships/", "right", of=str(mine.uuid))
    assert (Placement.objects.get().days, Internship.objects.get().state) == (1, "done")
    do(client, "/me/internships/", "apply", of=str(mine.uuid))
    assert Internship.objects.get().application.post == post
    client.force_login(world.teacher)
    assert "数控实习生" in text_of(client.get("/school/rounds/"))
    assert "没有这样的学生。" in text_of(client.get("/school/rounds/?q=无此人"))

    client.force_login(world.officer)
    answer = client.get(f"{address}export/")
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    assert [[cell.value for cell in row][:5] for row in sheet.iter_rows()][1:] == [
        ["安娜", "辽宁石油化工大学", "数控技术", "瓯江泵阀有限公司", "数控实习生"]
    ]
    assert JournalEntry.objects.filter(action="campus.round.export").count() == 1
    client.force_login(world.elsewhere)
    assert [client.get(one).status_code for one in (address, f"{address}export/")] == [404, 404]


def test_a26_a_visit_is_planned_filled_attended_and_in_the_calendar(client, world, partner, cohort):
    client.force_login(world.officer)
    do(
        client, "/officer/campus/visits/", "plan", title="奔甬而来", of=str(partner.uuid),
        starts_on=str(days(-1)), ends_on=str(days(4)), places="20",
    )  # fmt: skip
    one = Visit.objects.get()
    assert one.days == 6
    page = f"/officer/campus/visits/{one.uuid}/"
    stop = {"kind": "firm", "words": "参观车间", "where": "瓯江泵阀", "code": FIRM}
    begins, ends = f"{days(0)}T09:00", f"{days(0)}T11:00"
    do(client, page, "stop", begins_at=begins, ends_at=ends, **stop)
    assert "这段时间已有别的行程" in do(
        client, page, "stop", begins_at=begins, ends_at=ends, **stop
    )
    assert Stop.objects.count() == 1
    do(client, page, "open")
    client.force_login(world.teacher)
    do(client, "/school/visits/", "bring", of=str(one.uuid), student=str(cohort["anna"].uuid))
    guest = Guest.objects.get()
    do(client, "/school/visits/", "here", of=str(guest.uuid))
    assert guest.days.count() == 1
    client.force_login(world.anna)
    do(client, "/me/visits/", "tell", of=str(guest.uuid), rating="5", words="想留下")
    guest.refresh_from_db()
    assert (guest.rating, guest.words) == (5, "想留下")
    calendar = client.get("/me/visits/calendar.ics").content.decode()
    assert (calendar.count("BEGIN:VEVENT"), "参观车间" in calendar) == (1, True)
    client.force_login(world.ben)
    assert "没有找到" in do(client, "/me/visits/", "tell", of=str(guest.uuid), rating="1")
    assert client.get("/me/visits/calendar.ics").content.decode().count("BEGIN:VEVENT") == 0


def test_c33_an_order_is_placed_enrolled_and_trained(client, world, post):
    client.force_login(world.clerk)
    do(
        client, "/employer/training/", "order", trade="数控车工", headcount="1", places="2",
        starts_on=str(days(0)), ends_on=str(days(30)), post=str(post.uuid),
    )  # fmt: skip
    order = Order.objects.get()
    client.force_login(world.anna)
    do(client, "/me/internships/", "enrol", of=str(order.uuid))
    assert "此人已报名" in do(client, "/me/internships/", "enrol", of=str(order.uuid))
    client.force_login(world.officer)
    do(client, "/officer/campus/orders/", "begin", of=str(order.uuid))
    do(client, "/officer/campus/orders/", "pass", of=str(Trainee.objects.get().uuid))
    order.refresh_from_db()
    assert (order.state, Trainee.objects.get().state) == ("training", "finished")
    assert "0（0.0%）" in text_of(client.get("/officer/campus/orders/"))


def test_a12_an_officer_adds_partners_and_sees_whom_to_visit(client, world, places):
    client.force_login(world.officer)
    address = "/officer/campus/"
    do(client, address, "add", code=SCHOOL)
    school = School.objects.get()
    do(client, address, "list", year="2022", names="辽宁石油化工大学", basis="教研函〔2022〕1号")
    do(client, address, "contact", of=str(school.uuid), name="李老师", duty="就业办")
    page = text_of(client.get(address))
    assert ("李老师" in page, "2022" in page) == (True, True)
    assert "没有写明专业要求" in text_of(client.get(f"{address}majors/?industry=3"))
    assert text_of(client.get(f"{address}majors/?industry=x"))
    client.force_login(world.elsewhere)
    assert "还没有合作院校" in text_of(client.get(address))
    client.force_login(world.auditor)
    assert client.post(address, {"do": "add", "code": FIRM}).status_code == 403
    assert (School.objects.count(), CITY) == (1, 330300)
