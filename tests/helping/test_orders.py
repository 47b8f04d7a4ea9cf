"""Agencies and orders: a licence, a code that somebody gives, seats, time to fill, a rating."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from tests.jobs.conftest import content
from yulin.access.actions.journal import record
from yulin.access.row_security import acting
from yulin.helping.actions.agencies import (
    Grievance,
    Licence,
    answer_complaint,
    complain,
    decide_agency,
    tell_licence,
)
from yulin.helping.actions.orders import (
    Terms,
    accept_candidate,
    answer_order,
    cancel_order,
    close_order,
    give_code,
    hire_candidate,
    place_order,
    propose,
    rate_order,
    refuse_candidate,
    take_back,
)
from yulin.helping.actions.projects import Site, move_in, register_carrier
from yulin.helping.errors import HelpingError
from yulin.helping.models import Agency, Candidate, Complaint, Order, ShareCode
from yulin.helping.queries.agencies import (
    agency_orders,
    directory,
    firm_orders,
    orders_list,
    records_of,
)
from yulin.jobs.actions.posts import draft_post, submit_post

pytestmark = pytest.mark.django_db
CITY, PLACE = 330300, 330302


def licence(**changes):
    told = {
        "number": "(浙)人服证字〔2024〕第0301000113号",
        "until": timezone.localdate() + dt.timedelta(days=365),
        "services": ("recruitment", "search"),
        "fields": ("电气", "电气", "化工"),
    }
    return Licence(**(told | changes))


def listing(world, **changes):
    agency = tell_licence(
        acting_user=world.other_clerk, employer=world.other, licence=licence(**changes)
    )
    return decide_agency(
        acting_user=world.moderator, agency=agency, state="listed", reason="证照原件已核"
    )


def terms(**changes):
    return Terms(**({"people": 2, "days": 5, "fee": 300_000, "no_charge": True} | changes))


@pytest.fixture
def trade(world):
    """An agency that is listed, and a post for thirty electrical engineers of another firm."""
    said = content(title="电气工程师", headcount=30, duties="设计配电柜和控制回路。")
    post = submit_post(
        acting_user=world.clerk,
        post=draft_post(acting_user=world.clerk, employer=world.firm, content=said),
    )
    return SimpleNamespace(world=world, agency=listing(world), post=post)


def taken(trade, **changes):
    order = place_order(
        acting_user=trade.world.clerk, post=trade.post, agency=trade.agency, terms=terms(**changes)
    )
    return answer_order(acting_user=trade.world.other_clerk, order=order, take=True)


def proposed(trade, order, name):
    w = trade.world
    code = give_code(acting_user=getattr(w, name), person=getattr(w.people, name))
    return propose(acting_user=w.other_clerk, order=order, code=code)


# -- A19: the directory ----------------------------------------------------------------------------


def test_a19_an_agency_is_listed_when_its_licence_was_looked_at_and_as_long_as_it_is_valid(world):
    asked = tell_licence(acting_user=world.other_clerk, employer=world.other, licence=licence())
    assert (asked.state, asked.services, asked.fields) == (
        "asked", ["recruitment", "search"], ["电气", "化工"],
    )  # fmt: skip
    assert directory().total == 0
    with acting(None):
        assert Agency.objects.count() == 0
    for user in (world.elsewhere, world.no_duty, world.auditor, world.other_clerk):
        with pytest.raises(PermissionDenied):
            decide_agency(acting_user=user, agency=asked, state="listed", reason="看过")
    for state, reason, told in (
        ("listed", " ", "写明核验意见"),
        ("suspended", "看过", "不能这样处理"),
        ("nonsense", "看过", "不能这样处理"),
    ):
        with pytest.raises(HelpingError, match=told):
            decide_agency(acting_user=world.moderator, agency=asked, state=state, reason=reason)
    decide_agency(acting_user=world.moderator, agency=asked, state="listed", reason="看过")
    with acting(None):
        [row] = directory().rows
    assert (row.name, row.services, row.agency.checked_by) == (
        "鹿城鞋业有限公司", ["招聘", "高级人才寻访"], world.moderator,
    )  # fmt: skip
    assert [directory(words=w).total for w in ("鞋业", "电气", "金融")] == [1, 1, 0]
    assert [directory(service=s).total for s in ("search", "training")] == [1, 0]
    with transaction.atomic():
        record(acting_user=None, action="test.licence.end")
        Agency.objects.update(licence_until=timezone.localdate() - dt.timedelta(days=1))
    assert directory().total == 0
    renewed = tell_licence(acting_user=world.other_clerk, employer=world.other, licence=licence())
    assert renewed.state == "asked"  # another licence is looked at again


def test_a19_what_an_agency_says_of_itself_is_checked(world):
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    for changes, told in (
        ({"until": yesterday}, "许可证已过期"),
        ({"services": ()}, "至少选择一项服务"),
        ({"services": ("magic",)}, "至少选择一项服务"),
        ({"number": ""}, "填写许可证编号"),
    ):
        with pytest.raises(HelpingError, match=told):
            tell_licence(
                acting_user=world.other_clerk, employer=world.other, licence=licence(**changes)
            )
    with pytest.raises(PermissionDenied):
        tell_licence(acting_user=world.clerk, employer=world.other, licence=licence())
    tell_licence(acting_user=world.other_clerk, employer=world.other, licence=licence())
    with pytest.raises(HelpingError, match="已由别的单位填报"):
        tell_licence(acting_user=world.clerk, employer=world.firm, licence=licence())
    assert Agency.objects.count() == 1


def test_a25_a_park_shows_the_agencies_that_sit_in_it(trade):
    park = register_carrier(
        acting_user=trade.world.moderator,
        site=Site(
            name="绿色石化人力资源服务产业园",
            kind="hr_park",
            division=CITY,
            address="招宝山路 1 号",
            rooms=32,
        ),
    )
    move_in(
        acting_user=trade.world.moderator,
        carrier=park,
        employer=trade.world.other,
        room="301",
        since=timezone.localdate(),
    )
    assert [row.parks for row in directory(park=str(park.uuid)).rows] == [(park.name,)]


# -- A25: orders -----------------------------------------------------------------------------------


def test_a25_thirty_in_five_days_is_six_a_day(trade):
    order = taken(trade, people=3)
    for name in ("anna", "ben", "cara"):
        candidate = proposed(trade, order, name)
        accept_candidate(acting_user=trade.world.clerk, candidate=candidate)
        hire_candidate(acting_user=trade.world.clerk, candidate=candidate)
    order.refresh_from_db()
    assert (order.filled, order.filled_at is not None) == (3, True)
    # as it was in Zhenhai: thirty, five days from the order to the last
    with transaction.atomic():
        record(acting_user=None, action="test.order.rewind")
        Order.objects.update(taken_at=order.filled_at - dt.timedelta(days=5))
    closed = close_order(acting_user=trade.world.clerk, order=order)
    rate_order(acting_user=trade.world.clerk, order=closed, stars=4, opinion="快")
    told = records_of([trade.agency.pk])[trade.agency.pk]
    assert (told.orders, told.people, told.filled, told.fill_percent) == (1, 3, 3, 100)
    assert (told.median_tenths, told.a_day_tenths, told.stars_tenths) == (50, 6, 40)
    with pytest.raises(HelpingError, match="已经评价过"):
        rate_order(acting_user=trade.world.clerk, order=closed, stars=1)
    assert Order.objects.get().stars == 4


def test_a25_an_order_charges_no_job_seeker_and_needs_a_licence(trade):
    w = trade.world
    for changes, told in (
        ({"no_charge": False}, "法律禁止向求职者收费"),
        ({"people": 31}, "岗位还缺的人数"),
        ({"people": 0}, "岗位还缺的人数"),
        ({"days": 0}, "期限为 1 到 365 天"),
        ({"fee": -1}, "期限为 1 到 365 天"),
    ):
        with pytest.raises(HelpingError, match=told):
            place_order(
                acting_user=w.clerk, post=trade.post, agency=trade.agency, terms=terms(**changes)
            )
    with pytest.raises(PermissionDenied):
        place_order(acting_user=w.other_clerk, post=trade.post, agency=trade.agency, terms=terms())
    order = place_order(acting_user=w.clerk, post=trade.post, agency=trade.agency, terms=terms())
    with pytest.raises(HelpingError, match="已经委托了这家机构"):
        place_order(acting_user=w.clerk, post=trade.post, agency=trade.agency, terms=terms())
    with transaction.atomic():
        record(acting_user=None, action="test.licence.end")
        Agency.objects.update(licence_until=timezone.localdate() - dt.timedelta(days=1))
    order = Order.objects.get(pk=order.pk)
    with pytest.raises(HelpingError, match="没有有效的许可"):
        answer_order(acting_user=w.other_clerk, order=order, take=True)
    for change in ({"state": "taken"}, {"no_charge": False}, {"people": 9}):
        with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
            record(acting_user=None, action="test.order.force")
            Order.objects.update(**change)
    assert Order.objects.get().state == "placed"
    declined = answer_order(acting_user=w.other_clerk, order=order, take=False, reason="人手不足")
    assert (declined.state, declined.reason) == ("declined", "人手不足")


def test_a25_a_code_is_consent_for_one_use(trade):
    w, order = trade.world, taken(trade)
    code = give_code(acting_user=w.anna, person=w.people.anna)
    assert code not in str(ShareCode.objects.values())
    newer = give_code(acting_user=w.anna, person=w.people.anna)
    with pytest.raises(PermissionDenied):
        give_code(acting_user=w.ben, person=w.people.anna)
    with pytest.raises(PermissionDenied):
        propose(acting_user=w.clerk, order=order, code=newer)
    for wrong in (code, "ABCD", ""):  # replaced, wrong, none
        with pytest.raises(HelpingError, match="推荐码不对、用过了或过期了"):
            propose(acting_user=w.other_clerk, order=order, code=wrong)
    with acting(w.other_clerk):
        made = propose(acting_user=w.other_clerk, order=order, code=newer.lower())
        assert (made.resume["name"], made.state) == ("安娜", "proposed")
        with pytest.raises(HelpingError, match="推荐码不对"):
            propose(acting_user=w.other_clerk, order=order, code=newer)
    assert "证件" not in str(made.resume)
    third = give_code(acting_user=w.anna, person=w.people.anna)
    with pytest.raises(HelpingError, match="已经推荐过"):
        propose(acting_user=w.other_clerk, order=order, code=third)
    assert ShareCode.objects.filter(used_at__isnull=False).count() == 1
    with acting(w.anna):
        assert take_back(acting_user=w.anna, candidate=made).state == "withdrawn"
    assert Candidate.objects.count() == 1


def test_a25_seats_are_given_back_and_never_more_than_ordered(trade):
    w, order = trade.world, taken(trade, people=1)
    first, second = proposed(trade, order, "anna"), proposed(trade, order, "ben")
    with acting(w.clerk):
        accept_candidate(acting_user=w.clerk, candidate=first)
        with pytest.raises(HelpingError, match="已经招满"):
            accept_candidate(acting_user=w.clerk, candidate=second)
    with pytest.raises(IntegrityError, match="never_overfilled"), transaction.atomic():
        record(acting_user=None, action="test.candidate.force")
        Candidate.objects.filter(pk=second.pk).update(state="accepted")
    assert Order.objects.get().filled == 1
    with pytest.raises(HelpingError, match="不能取消"):
        cancel_order(acting_user=w.clerk, order=order, reason="不要了")
    refuse_candidate(acting_user=w.clerk, candidate=first, reason="没有来报到")
    assert Order.objects.values_list("filled", "filled_at").get() == (0, None)
    accept_candidate(acting_user=w.clerk, candidate=second)
    assert Order.objects.get().filled == 1
    for user in (w.other_clerk, w.anna, w.moderator):
        with pytest.raises(PermissionDenied):
            hire_candidate(acting_user=user, candidate=second)


def test_each_side_sees_its_orders_and_nobody_else_does(trade, django_assert_num_queries):
    w, order = trade.world, taken(trade)
    proposed(trade, order, "anna")
    seen = {}
    for name, user in (
        ("firm", w.clerk), ("agency", w.other_clerk), ("anna", w.anna), ("ben", w.ben),
        ("officer", w.moderator), ("elsewhere", w.elsewhere), ("auditor", w.auditor),
    ):  # fmt: skip
        with acting(user):
            seen[name] = (Order.objects.count(), Candidate.objects.count())
    assert seen == {
        "firm": (1, 1), "agency": (1, 1), "anna": (0, 1), "ben": (0, 0),
        "officer": (1, 1), "elsewhere": (0, 0), "auditor": (1, 1),
    }  # fmt: skip
    assert (firm_orders(w.other_clerk).count(), agency_orders(w.clerk).count()) == (0, 0)
    for _once_and_again in range(2):
        with django_assert_num_queries(3):
            page = orders_list(firm_orders(w.clerk), of_agency=False)
        more = submit_post(
            acting_user=w.clerk,
            post=draft_post(
                acting_user=w.clerk, employer=w.firm,
                content=content(title=f"电工{page.total}", duties="布线和检修。", headcount=9),
            ),
        )  # fmt: skip
        place_order(acting_user=w.clerk, post=more, agency=trade.agency, terms=terms())
    with django_assert_num_queries(5):  # count, agencies, names, parks, records
        directory()


def test_a25_a_complaint_is_answered_by_an_officer_and_hidden_from_the_agency(trade):
    w = trade.world
    told = Grievance(ground="charged", text="向我收了五百元介绍费")
    for more in ({}, {"person": w.people.ben}, {"employer": w.firm}):
        with pytest.raises(PermissionDenied):
            complain(acting_user=w.anna, agency=trade.agency, grievance=told, **more)
    made = complain(acting_user=w.anna, agency=trade.agency, grievance=told, person=w.people.anna)
    complain(
        acting_user=w.clerk,
        agency=trade.agency,
        grievance=Grievance(ground="service", text="没有推荐人"),
        employer=w.firm,
    )
    with acting(w.other_clerk):
        assert Complaint.objects.count() == 0
    with acting(w.moderator):
        assert Complaint.objects.count() == 2
    with pytest.raises(PermissionDenied):
        answer_complaint(acting_user=w.elsewhere, complaint=made, upheld=True, answer="退还")
    with pytest.raises(HelpingError, match="写明处理结果"):
        answer_complaint(acting_user=w.moderator, complaint=made, upheld=True, answer="")
    done = answer_complaint(acting_user=w.moderator, complaint=made, upheld=True, answer="已退还")
    assert (done.state, done.answered_by) == ("upheld", w.moderator)
    with pytest.raises(HelpingError, match="已经处理过"):
        answer_complaint(acting_user=w.moderator, complaint=made, upheld=False, answer="否")
