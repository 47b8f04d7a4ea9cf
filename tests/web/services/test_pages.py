"""The pages of service points, stays and appointments, as each role goes through them."""

import io
import json
import re

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.registry.builders import ANNA, BEN, load
from tests.services.conftest import day, open_place, terms
from yulin.services.actions.places import save_scheme
from yulin.services.models import Appointment, Bed, Place, Scheme, Slot, Stay
from yulin.services.queries.bookings import own_stays

pytestmark = pytest.mark.django_db


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


def names(response):
    return re.findall(r'class="row-link" href="/services/[^"]+">([^<]+)<', text_of(response))


def test_r20_everybody_finds_places_without_signing_in(
    client, world, site, django_assert_num_queries
):
    for kind, name in (("sports", "青年体育公园"), ("startup", "青年双创空间")):
        open_place(site.officer, kind=kind, name=name)
    client.get("/services/")
    with django_assert_num_queries(4):  # count, places, next times, beds
        assert names(client.get("/services/")) == [
            "江心青年驿站", "上海人才之家", "青年体育公园", "青年双创空间",
        ]  # fmt: skip
    for query, expected in (
        ("kind=sports", ["青年体育公园"]),
        ("what=settling", ["上海人才之家"]),
        ("q=上海", ["上海人才之家"]),
        ("place=330303", []),
        ("q=%00&kind=x&place=y&what=z&page=9", 4),
    ):
        found = names(client.get(f"/services/?{query}"))
        assert (len(found) if expected == 4 else found) == expected, query
    assert "没有找到符合条件的服务点。" in text_of(client.get("/services/?q=无"))


def test_r20_a_place_is_read_by_people_and_by_machines(client, world, site):
    address = f"/services/{site.outpost.uuid}/"
    page = text_of(client.get(address))
    assert "上海 漕河泾 8 号" in page
    [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    told = json.loads(data)
    assert (told["@type"], told["name"], told["address"]["addressLocality"]) == (
        "Place", "上海人才之家", "上海",
    )  # fmt: skip
    client.cookies["django_language"] = "en"
    assert re.search(r"[A-Za-z]{4}", text_of(client.get(address)).split("<h1>")[1])
    draft = Place.objects.create(kind="window", name="草稿", address="x", division=330302)
    assert client.get(f"/services/{draft.uuid}/").status_code == 404
    assert client.post(f"/services/{site.hostel.uuid}/stay/").status_code == 302


def stay_form(arrives, leaves, **more):
    return {"arrives": day(arrives).isoformat(), "leaves": day(leaves).isoformat()} | more


def test_r16_a_person_books_nights_and_the_desk_lets_them_in(client, world, site):
    place, desk = f"/services/{site.hostel.uuid}/", f"/officer/services/{site.hostel.uuid}/desk/"
    client.force_login(world.anna)
    assert "预订住宿" in text_of(client.get(place))
    client.post(f"{place}stay/", stay_form(0, 2))
    stay = Stay.objects.get()
    mine = f"/me/services/stays/{stay.uuid}/"
    page = text_of(client.get(mine))
    assert stay.code in page
    assert 'src="data:image/svg+xml' in page
    assert "江心青年驿站" in text_of(client.get("/me/services/"))
    # the calendar of everybody tells how many beds are free, and nobody's name
    public = text_of(client.get(place))
    assert re.findall(r'<strong class="numeric">(\d+)</strong>', public)[:4] == ["1", "1", "2", "2"]
    client.force_login(world.ben)
    assert client.get(mine).status_code == 404
    assert client.post(mine, {"do": "cancel"}).status_code == 404
    client.force_login(world.elsewhere)
    assert client.post(desk, {"do": "in", "code": stay.code}).status_code == 404
    client.force_login(world.no_duty)
    assert client.post(desk, {"do": "in", "code": stay.code}).status_code == 403
    client.force_login(world.moderator)
    assert "安娜" in text_of(client.get(desk))
    client.post(desk, {"do": "in", "code": "XXXXXXXX"})
    assert Stay.objects.get().state == "booked"
    client.post(desk, {"do": "in", "code": stay.code.lower()})
    assert Stay.objects.get().state == "staying"
    client.post(desk, {"do": "out", "stay": str(stay.uuid)})
    assert (Stay.objects.get().state, Stay.objects.get().nights) == ("done", 1)
    numbers = text_of(client.get("/officer/services/numbers/"))
    assert "免费住三天" in numbers
    book = openpyxl.load_workbook(
        io.BytesIO(client.get("/officer/services/numbers/workbook/").content)
    )
    rows = [[cell.value for cell in row] for row in book["住宿计划"].iter_rows()]
    assert ["免费住三天", None, 1, 1, 1, 0, 0] in rows


def test_a_refusal_shows_every_condition_and_what_is_unknown_is_checked(client, world, site):
    load(
        人员=[{"证件号": n} for n in (ANNA, BEN)],
        学历=[{"证件号": BEN, "毕业日期": "2012-06-30"}, {"证件号": ANNA, "毕业日期": None}],
    )
    save_scheme(
        acting_user=site.officer, terms=terms(graduated_within=2), scheme=site.hostel.scheme
    )
    place, desk = f"/services/{site.hostel.uuid}/", f"/officer/services/{site.hostel.uuid}/desk/"
    client.force_login(world.ben)
    page = text_of(client.post(f"{place}stay/", stay_form(1, 2)))
    assert "为什么不能预订" in page
    assert "学历登记 · 2012-06-30" in page
    assert Stay.objects.count() == 0
    client.force_login(world.anna)
    client.post(f"{place}stay/", stay_form(1, 2, purpose="面试"))
    stay = Stay.objects.get()
    assert stay.state == "pending"
    client.force_login(world.moderator)
    assert "登记里没有毕业日期" in text_of(client.get(desk))
    client.post(desk, {"do": "confirm", "stay": str(stay.uuid), "note": "看了毕业证"})
    client.force_login(world.anna)
    assert "看了毕业证" in text_of(client.get(f"/me/services/stays/{stay.uuid}/"))
    client.post(f"/me/services/stays/{stay.uuid}/", {"do": "cancel"})
    assert Stay.objects.get().state == "cancelled"


def test_a42_a_person_and_a_firm_book_times_and_the_point_sees_its_day(client, world, site):
    first, second = site.slots
    place = f"/services/{site.outpost.uuid}/"
    client.force_login(world.anna)
    client.post(f"{place}appointment/", {"slot": str(first.uuid), "question": "落户"})
    visit = Appointment.objects.get()
    assert visit.code in text_of(client.get("/me/services/"))
    client.force_login(world.clerk)
    client.post(f"{place}appointment/", {"slot": str(first.uuid)})
    assert Appointment.objects.count() == 1  # full
    client.post(f"{place}appointment/", {"slot": str(second.uuid)})
    theirs = Appointment.objects.first()
    assert theirs.employer == world.firm
    page = text_of(client.get("/employer/services/"))
    assert theirs.code in page
    assert visit.code not in page
    assert client.post("/employer/services/", {"cancel": str(visit.uuid)}).status_code == 404
    client.force_login(world.moderator)
    desk = f"/officer/services/{site.outpost.uuid}/desk/"
    page = text_of(client.get(f"{desk}?day={day(1)}"))
    assert re.findall(r"<strong>([^<]+)</strong> · 落户", page) == ["安娜", "瓯江泵阀有限公司"]
    client.post(desk, {"do": "attended", "appointment": str(visit.uuid)})
    assert Appointment.objects.get(pk=visit.pk).state == "booked"  # tomorrow
    client.force_login(world.clerk)
    client.post("/employer/services/", {"cancel": str(theirs.uuid)})
    client.force_login(world.anna)
    client.post(f"/me/services/appointments/{visit.uuid}/cancel/")
    assert list(Slot.objects.values_list("taken", flat=True)) == [0, 0]


def test_an_officer_keeps_places_beds_times_and_schemes(client, world, site):
    client.force_login(world.no_duty)
    assert client.get("/officer/services/new/").status_code == 403
    client.force_login(world.moderator)
    form = {"kind": "hostel", "name": "瓯海驿站", "division": "330304", "address": "学府路"}
    refused = client.post("/officer/services/new/", form | {"name": ""})
    assert "“名称”：此字段不能为空。" in text_of(refused)
    client.post("/officer/services/new/", form | {"facilities": "洗衣、无线网络"})
    place = Place.objects.get(name="瓯海驿站")
    at = f"/officer/services/{place.uuid}/"
    times = {"service": "file", "first": str(day(1)), "last": str(day(1)), "begins": "09:00"}
    times |= {"ends": "10:00", "minutes": "30", "capacity": "2", "weekdays": list("0123456")}
    for told in (
        {"do": "beds", "room": "1", "names": "A、B"},
        {"do": "slots", **times},
        {"do": "slots", **times, "begins": "x"},
        {"do": "open"},
        {"do": "change", **form, "city": "杭州"},
        {"do": "bed", "bed": "x"},
        {"do": "nonsense"},
    ):
        assert client.post(at, told).status_code == 302
    client.post(at, {"do": "bed", "bed": str(place.beds.first().uuid), "to": "closed"})
    client.post(at, {"do": "slot", "slot": str(place.slots.first().uuid), "to": "closed"})
    scheme = {"name": "瓯海三天", "division": "330304", "first_day": str(day(0)), "nights": "3"}
    told = scheme | {"first_day": "x", "nights": "5", "guidance": "先到前台", "yearly": "yes"}
    html = client.post("/officer/services/schemes/", told).content.decode()
    assert "请填写起始日期。" in html
    for typed in (
        'value="瓯海三天"',
        'value="5"',
        ">先到前台</textarea>",
        'value="330304" selected',
    ):
        assert typed in html  # what was refused stands in the form again, which is open
    assert '<details class="card section" open>' in html
    assert re.findall(r'name="(\w+)" value="yes" checked', html) == ["yearly"]
    assert not Scheme.objects.filter(name="瓯海三天").exists()
    client.post("/officer/services/schemes/", scheme | {"people_cap": "160"})
    made = Scheme.objects.get(name="瓯海三天")
    client.post(f"/officer/services/schemes/{made.uuid}/", {"do": "open"})
    client.post(
        f"/officer/services/schemes/{made.uuid}/", {"do": "change", **scheme, "nights": "2"}
    )
    at_made = f"/officer/services/schemes/{made.uuid}/"
    refused = client.post(at_made, {"do": "change", **scheme, "name": "", "nights": "7"})
    assert 'value="7"' in refused.content.decode()
    client.post(at, {"do": "scheme", "scheme": str(made.uuid)})
    place.refresh_from_db()
    made.refresh_from_db()
    assert (place.state, place.city, place.scheme) == ("open", "杭州", made)
    assert (made.state, made.nights, made.people_cap) == ("open", 2, None)
    assert list(Bed.objects.filter(place=place).values_list("closed", flat=True)) == [True, False]
    assert [s.closed for s in place.slots.all()] == [True, False]
    for path in (at, "/officer/services/schemes/", f"/officer/services/schemes/{made.uuid}/"):
        text_of(client.get(path))
    client.force_login(world.auditor)
    for path in (at, f"{at}desk/", "/officer/services/numbers/", "/officer/services/?q=瓯海"):
        assert "瓯海驿站" in text_of(client.get(path))
    assert client.post(at, {"do": "close"}).status_code == 403


def test_lists_ask_the_same_of_the_database_however_long(client, world, site, book):
    def asked():
        found = {}
        for user, path in (
            (world.anna, "/me/services/"),
            (world.moderator, "/officer/services/"),
            (world.moderator, "/officer/services/numbers/"),
            (world.moderator, f"/officer/services/{site.hostel.uuid}/desk/"),
        ):
            client.force_login(user)
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                text_of(client.get(path))
            found[path] = len(queries)
        return found

    book("anna", 0, 1)
    before = asked()
    book("anna", 1, 2)
    book("ben", 0, 2)
    open_place(site.officer, name="又一处")
    assert own_stays(world.people.anna).count() == 2
    assert asked() == before


def test_r16_the_desk_books_whom_it_has_before_it_and_calls_off_with_a_reason(
    client, world, site, jobs
):
    desk = f"/officer/services/{site.hostel.uuid}/desk/"
    client.force_login(site.officer)
    assert "没有账号、当场来住" in text_of(client.get(desk))
    typed = stay_form(0, 2, do="walk-in", number=BEN, named="安娜")
    page = text_of(client.post(desk, typed, follow=True))
    assert "登记里没有这个证件号，或姓名与登记不一致。" in page
    assert (Stay.objects.count(), BEN in page) == (0, False)
    assert "请填写入住和离店日期。" in text_of(
        client.post(desk, typed | {"leaves": "x"}, follow=True)
    )
    page = text_of(client.post(desk, typed | {"named": "阿本"}, follow=True))
    stay = Stay.objects.get()
    assert (stay.person, stay.state, BEN in page) == (world.people.ben, "booked", False)
    gone = {"do": "call-off", "stay": str(stay.uuid), "note": ""}
    assert "请写明取消的原因" in text_of(client.post(desk, gone, follow=True))
    client.post(desk, gone | {"note": "水管坏了"})
    stay.refresh_from_db()
    assert (stay.state, stay.note) == ("cancelled", "水管坏了")
    client.force_login(world.ben)
    page = text_of(client.get("/me/notices/"))
    assert "江心青年驿站取消了您" in page
    assert f"/me/services/stays/{stay.uuid}/" in page
    client.force_login(world.auditor)
    assert client.post(desk, typed).status_code == 403
