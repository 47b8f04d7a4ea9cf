"""四社联动: a community's desk, its four parties, posts pushed to it, sign-ups with consent."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from tests.registry.builders import ANNA, BEN
from yulin.access.actions.journal import record
from yulin.access.row_security import acting
from yulin.helping.actions.community import (
    CONSENT,
    Came,
    Place,
    add_party,
    move_sign_up,
    open_desk,
    push_posts,
    take_sign_up,
    withdraw_sign_up,
)
from yulin.helping.errors import HelpingError
from yulin.helping.models import Desk, Party, SignUp
from yulin.helping.queries.community import desks_list, posts_of, sign_ups_of

pytestmark = pytest.mark.django_db
PLACE = 330302


def place(**changes):
    told = {
        "division": PLACE, "street": "新碶街道", "community": "玉兰社区", "opening": "周二 9–11 点",
    }  # fmt: skip
    return Place(**(told | changes))


@pytest.fixture
def desk(world):
    return open_desk(acting_user=world.moderator, place=place())


def test_a28_four_parties_hire_together_and_posts_nearby_come_to_the_community(
    world, desk, posts, django_assert_num_queries
):
    for kind, name, part in (
        ("organisation", "乐邻服务中心", "上门走访"),
        ("worker", "王社工", "登记和陪同面试"),
        ("resources", "瓯江泵阀", "提供岗位和班车"),
    ):
        add_party(acting_user=world.moderator, desk=desk, kind=kind, name=name, part=part)
    with django_assert_num_queries(2):
        [row] = desks_list(user=world.moderator).rows
    assert row.sides == 4
    assert push_posts(acting_user=world.moderator, desk=desk) == 2
    assert push_posts(acting_user=world.moderator, desk=desk) == 0
    with acting(None), django_assert_num_queries(2):  # everybody sees the list
        shown = posts_of(desk)
    assert [(one.row.post.title, one.firm) for one in shown] == [
        ("焊工", "瓯江泵阀有限公司"),
        ("数控车工", "瓯江泵阀有限公司"),
    ]
    for user in (world.elsewhere, world.no_duty, world.auditor, world.clerk, world.anna):
        with pytest.raises(PermissionDenied):
            push_posts(acting_user=user, desk=desk)
        with pytest.raises(PermissionDenied):
            open_desk(acting_user=user, place=place(community="别的社区"))
    for wrong, told in ((place(), "已经有招聘点"), (place(street=""), "填写街道")):
        with pytest.raises(HelpingError, match=told):
            open_desk(acting_user=world.moderator, place=wrong)
    with pytest.raises(HelpingError, match="已经登记过"):
        add_party(acting_user=world.moderator, desk=desk, kind="worker", name="王社工", part="陪同")
    assert (Desk.objects.count(), Party.objects.count()) == (1, 4)


def test_a28_who_has_no_telephone_signs_up_at_the_desk_and_only_with_consent(world, desk, posts):
    push_posts(acting_user=world.moderator, desk=desk)
    shown = posts_of(desk)[0].row

    def came(number, **changes):
        told = {"number": number, "post": shown, "reach": "到社区找王主任", "agreed": True}
        return take_sign_up(acting_user=world.moderator, desk=desk, came=Came(**(told | changes)))

    for changes, told in (
        ({"agreed": False}, "没有本人同意，不能登记"),
        ({"reach": ""}, "怎样联系到本人"),
        ({"number": ANNA[:-1] + "0"}, "登记里没有这个人"),
        ({"reach": "13812345678"}, "不要写证件号、手机号"),
    ):
        with pytest.raises(HelpingError, match=told):
            came(**({"number": ANNA} | changes))
    assert SignUp.objects.count() == 0
    first, second = came(ANNA), came(BEN)
    assert first.consent == CONSENT
    with pytest.raises(HelpingError, match="已经报过"):
        came(ANNA)
    with acting(world.clerk):
        assert SignUp.objects.count() == 2
    with acting(world.other_clerk):
        assert SignUp.objects.count() == 0
    with pytest.raises(HelpingError, match="不能这样处理"):
        move_sign_up(acting_user=world.moderator, sign_up=first, state="hired")
    move_sign_up(acting_user=world.moderator, sign_up=first, state="told")
    assert move_sign_up(acting_user=world.moderator, sign_up=first, state="hired").state == "hired"
    with pytest.raises(PermissionDenied):
        withdraw_sign_up(acting_user=world.anna, sign_up=second)
    with acting(world.ben):
        assert withdraw_sign_up(acting_user=world.ben, sign_up=second).state == "withdrawn"
    assert [(one.name, one.sign_up.state) for one in sign_ups_of(desk)] == [
        ("阿本", "withdrawn"),
        ("安娜", "hired"),
    ]
    with pytest.raises(DatabaseError), transaction.atomic():
        record(acting_user=None, action="test.consent.change")
        SignUp.objects.update(consent="随便用")
