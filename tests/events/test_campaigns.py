"""Plans and their projects: a tree, targets, head counts out of the register, printed figures."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.events.campaign_world import (
    CITY,
    LUCHENG,
    WENCHENG,
    event,
    kept_town,
    made,
    town,
    with_duty,
    words,
)
from tests.programmes.documents import write_library
from tests.registry.builders import ANNA, BEN, load
from yulin.access.models import JournalEntry
from yulin.access.row_security import acting
from yulin.events.actions.campaigns import (
    Aim,
    Printed,
    change_campaign,
    close_campaign,
    drop_target,
    link_policy,
    list_event,
    make_campaign,
    print_figure,
    publish_campaign,
    set_target,
    withdraw_figure,
)
from yulin.events.campaign_enums import Origin
from yulin.events.errors import EventsError
from yulin.events.models import Campaign, CampaignPolicy, Figure, Listing, Target
from yulin.events.queries.campaigns import (
    campaigns_list,
    cases,
    figures_of,
    heads_of,
    standing,
    subtree,
    visible_campaigns,
)

__all__ = ["kept_town", "made", "town", "with_duty"]
pytestmark = pytest.mark.django_db


def journalled():
    rows = JournalEntry.objects.filter(action__startswith="events.").order_by("pk")
    return list(rows.values_list("action", flat=True))


def aim(**changes):
    return Aim(
        **(
            {
                "measure": "graduates",
                "unit": "人",
                "source": "工作要点",
                "number": Decimal(16_000),
                "base_number": Decimal(16_100),
                "base_from": dt.date(2020, 1, 1),
                "base_until": dt.date(2020, 12, 31),
            }
            | changes
        )
    )


def printed(**changes):
    return Printed(
        **(
            {
                "measure": "graduates",
                "number": Decimal(114_400),
                "unit": "人",
                "period_from": dt.date(2021, 1, 1),
                "period_until": dt.date(2021, 10, 15),
                "source": "瓯海新闻",
            }
            | changes
        )
    )


def test_a14_a34_a36_a_plan_has_projects_below_it(town, made):
    child = make_campaign(
        acting_user=town.maker, said=words(name="瓯江大学生逐鹿工程", division=LUCHENG, parent=made)
    )
    make_campaign(acting_user=town.maker, said=words(name="“550”引才计划"))
    make_campaign(acting_user=town.elsewhere, said=words(name="星耀南湖", division=330200))
    page = campaigns_list(rows=visible_campaigns(town.maker))
    assert [(row.campaign.name, row.depth) for row in page.rows] == [
        ("“550”引才计划", 0),
        ("510计划", 0),
        ("瓯江大学生逐鹿工程", 1),
    ]
    found = campaigns_list(rows=visible_campaigns(town.maker), words="逐鹿")
    assert [(row.campaign.name, row.depth) for row in found.rows] == [("瓯江大学生逐鹿工程", 0)]
    assert subtree(made) == [made.pk, child.pk]
    with pytest.raises(EventsError, match="计划不能在自己的子项目下面"):
        change_campaign(acting_user=town.maker, campaign=made, said=words(parent=made))
    with pytest.raises(EventsError, match="子项目的地区须在上级计划的地区之内"):
        change_campaign(
            acting_user=town.maker, campaign=made, said=words(parent=Campaign(division=LUCHENG))
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.filter(pk=made.pk).update(parent=child)
    made.refresh_from_db()
    assert made.parent is None


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"name": " "}, "请填写计划名称。"),
        ({"name": "510\0"}, "文字里有看不见的字符，请重新输入。"),
        ({"about": "联系13812345678"}, "请不要写证件号、手机号。"),
        ({"ends_on": dt.date(2020, 12, 31)}, "结束日期不能早于开始日期。"),
        ({"graduated_within": 51}, "毕业年限为 0 到 50 年，不限请留空。"),
        ({"places": (330200,)}, "面向的地区须在主办地区之内。"),
        ({"places": (999999,)}, "请选择地区。"),
        ({"brand": "牌" * 41}, "这一栏最多 40 个字。"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(town, changes, told):
    with pytest.raises(EventsError) as refused:
        make_campaign(acting_user=town.maker, said=words(**changes))
    assert str(refused.value) == told
    assert (Campaign.objects.count(), journalled()) == (0, [])


def test_only_those_of_the_place_run_it(town, made):
    for user in (town.elsewhere, town.county, town.no_duty, town.auditor, town.anna):
        with pytest.raises(PermissionDenied):
            make_campaign(acting_user=user, said=words(name="别的"))
        with pytest.raises(PermissionDenied):
            publish_campaign(acting_user=user, campaign=made)
        with pytest.raises(PermissionDenied):
            set_target(acting_user=user, campaign=made, aim=aim())
        with pytest.raises(PermissionDenied):
            print_figure(acting_user=user, division=CITY, campaign=made, said=printed())
    assert (Target.objects.count(), Figure.objects.count()) == (0, 0)
    assert journalled() == ["events.campaign.make"]
    with pytest.raises(EventsError, match="已有同名的计划"):
        make_campaign(acting_user=town.maker, said=words())


def test_the_database_shows_drafts_to_their_region_alone(town, made):
    for user, seen in ((town.maker, 1), (town.auditor, 1), (town.elsewhere, 0), (town.anna, 0)):
        with acting(user):
            assert Campaign.objects.count() == seen
    publish_campaign(acting_user=town.maker, campaign=made)
    set_target(acting_user=town.maker, campaign=made, aim=aim())
    for user in (town.maker, town.auditor, town.elsewhere, town.anna):
        with acting(user):
            assert (Campaign.objects.count(), Target.objects.count()) == (1, 1)
    with acting(town.elsewhere), pytest.raises(DatabaseError), transaction.atomic():
        Target.objects.create(campaign=made, measure="doctors", unit="人", number=1, source="x")
    with acting(town.anna), transaction.atomic():
        assert Campaign.objects.filter(pk=made.pk).update(name="别的") == 0
    assert Campaign.objects.get().name == "510计划"


def test_a06_a31_new_graduates_are_counted_out_of_the_register(town, made):
    found = heads_of(made)
    assert [found.number(m) for m in ("graduates", "postgraduates", "doctors")] == [3, 2, 1]
    assert found.by_level == [("本科", 1), ("硕士", 1), ("博士", 1)]
    assert found.by_origin == [(Origin.RETURNED, 1), (Origin.STAYED, 1), (Origin.CAME, 1)]
    assert found.by_place == [(LUCHENG, 2), (WENCHENG, 1)]
    # a limit in years: Ben left school two years before, of Cara nobody can say
    change_campaign(acting_user=town.maker, campaign=made, said=words(graduated_within=1))
    made.refresh_from_db()
    found = heads_of(made)
    assert (found.number("graduates"), found.unclear) == (1, 1)
    # who worked here before is not new, wherever they begin now
    load(
        就业=[
            {"证件号": ANNA, "入职日期": "2020-07-01", "离职日期": "2021-06-30"},
            {"证件号": ANNA, "入职日期": "2021-07-01"},
            {"证件号": BEN, "用工形式": "实习", "入职日期": "2021-08-01"},
        ]
    )
    change_campaign(acting_user=town.maker, campaign=made, said=words())
    made.refresh_from_db()
    assert [case.person for case in heads_of(made).of("graduates")] == [town.people.cara.pk]


def test_a07_a21_a_campaign_is_for_a_season_and_for_some_counties(town, made):
    summer = make_campaign(
        acting_user=town.maker,
        said=words(
            name="暑期大学生招引攻坚计划",
            begins_on=dt.date(2021, 7, 1),
            ends_on=dt.date(2021, 8, 31),
            places=(WENCHENG, 330329),
        ),
    )
    assert heads_of(summer).number("graduates") == 1
    assert standing(summer).places == [(WENCHENG, 1), (330329, 0)]


def test_a01_a15_a_target_is_measured_by_what_is_counted_and_by_what_was_printed(town, made):
    set_target(acting_user=town.maker, campaign=made, aim=aim(number=Decimal(4)))
    print_figure(
        acting_user=town.maker, division=CITY, campaign=made, said=printed(number=Decimal(3))
    )
    [row] = standing(made).progress
    assert (row.counted, row.of_counted) == (3, Decimal("75.0"))
    assert (row.printed.number, row.of_printed.percent) == (3, Decimal("75.0"))
    assert row.of_base == Decimal("0.0")
    listed = cases(user=town.maker, campaign=made, measure="graduates")
    assert [one.name for one in listed.page.rows] == ["卡拉", "阿本", "安娜"]
    assert (listed.counted, listed.elsewhere) == (3, 0)
    seen = cases(user=town.county, campaign=made, measure="postgraduates")
    assert ([one.name for one in seen.page.rows], seen.elsewhere) == (["卡拉"], 1)
    assert cases(user=town.anna, campaign=made, measure="graduates").page.total == 1


def test_a15_this_years_target_beside_last_years_number(town, made):
    set_target(acting_user=town.maker, campaign=made, aim=aim())
    [row] = standing(made).progress
    assert (row.number, row.of_base) == (16_000, Decimal("99.4"))


def test_a35_a_target_may_be_double_its_base_and_a05_read_out_of_a_name(town, made):
    double = aim(measure="postgraduates", number=None, factor=Decimal(2), base_number=Decimal(641))
    set_target(acting_user=town.maker, campaign=made, aim=double)
    name = aim(
        measure="postdocs", number=Decimal(100), is_inferred=True, base_number=None,
        base_from=None, base_until=None,
    )  # fmt: skip
    set_target(acting_user=town.maker, campaign=made, aim=name)
    print_figure(
        acting_user=town.maker, division=CITY, campaign=made,
        said=printed(measure="postdocs", number=Decimal(80)),
    )  # fmt: skip
    first, second = standing(made).progress
    assert (first.number, first.counted, first.of_base) == (1282, 2, 200)
    assert (second.counted, second.of_printed.percent) == (0, Decimal("80.0"))
    assert second.target.is_inferred


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"number": None}, "请写目标数，或写基数和倍数，二者选一。"),
        ({"factor": Decimal(2)}, "请写目标数，或写基数和倍数，二者选一。"),
        ({"base_from": None}, "基数须写明是哪一段时间的。"),
        ({"unit": ""}, "请写单位（人、场、个……）。"),
        ({"source": " "}, "请写来源：文件或报道。"),
        ({"measure": "x"}, "请选择指标。"),
        ({"qualifier": "!"}, "请选择限定词。"),
    ],
)
def test_a_target_without_its_words_is_refused(town, made, changes, told):
    with pytest.raises(EventsError) as refused:
        set_target(acting_user=town.maker, campaign=made, aim=aim(**changes))
    assert str(refused.value) == told
    assert Target.objects.count() == 0


def test_a_published_target_and_a_printed_figure_stay(town, made):
    one = set_target(acting_user=town.maker, campaign=made, aim=aim())
    drop_target(acting_user=town.maker, target=one)
    one = set_target(acting_user=town.maker, campaign=made, aim=aim())
    with pytest.raises(EventsError, match="这个指标已有目标"):
        set_target(acting_user=town.maker, campaign=made, aim=aim())
    figure = print_figure(acting_user=town.maker, division=CITY, campaign=made, said=printed())
    publish_campaign(acting_user=town.maker, campaign=made)
    made.refresh_from_db()
    with pytest.raises(EventsError, match="公布了的目标不能删去"):
        drop_target(acting_user=town.maker, target=one)
    for statement in (
        "UPDATE events_target SET number = 1",
        "DELETE FROM events_target",
        "UPDATE events_figure SET number = 1",
        "DELETE FROM events_figure",
        "UPDATE events_campaign SET state = 'draft'",
    ):
        with (
            pytest.raises(DatabaseError, match=r"stays|does not go"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    withdraw_figure(acting_user=town.maker, figure=figure, reason="少写一位")
    with pytest.raises(EventsError, match="已经撤回"):
        withdraw_figure(acting_user=town.maker, figure=figure, reason="再来")
    assert (figures_of(made), Target.objects.get().number) == ([], 16_000)
    close_campaign(acting_user=town.maker, campaign=made)
    assert Campaign.objects.get().state == "closed"


def test_a10_a31_figures_are_kept_as_printed_with_their_base(town, made):
    nine = {"period_until": dt.date(2021, 9, 30), "measure": "events", "unit": "场"}
    based = {
        "percent": Decimal(146),
        "base_from": dt.date(2020, 1, 1),
        "base_until": dt.date(2020, 12, 31),
    }

    def keep(**changes):
        return print_figure(
            acting_user=town.maker, division=CITY, campaign=made, said=printed(**changes)
        )

    keep(number=Decimal(651), **nine, **based)
    year = {"period_until": dt.date(2021, 12, 31)}
    whole = keep(number=Decimal(49_000), **year)
    keep(number=Decimal(1282), measure="postgraduates", part_of=whole, **year)
    keep(
        number=Decimal(104_400), period_from=dt.date(2020, 1, 1),
        period_until=dt.date(2020, 12, 31),
    )  # fmt: skip
    told = {(one.figure.measure, one.words): one for one in figures_of(made)}
    assert told["events", "651场"].said_of_base == (
        "为2020年全年的 146%（累计数比全年数，不是同比）"
    )
    assert told["postgraduates", "1282人"].share == Decimal("2.62")
    assert told["graduates", "4.9万人"].beside.words == "比上年同期 -53.1%"
    for wrong in (
        {"percent": Decimal(146)},
        {"nature": "stock"},
        {"period_until": dt.date(2020, 1, 1)},
    ):
        with pytest.raises(EventsError):
            keep(number=Decimal(1), **wrong)
    assert Figure.objects.count() == 4


def test_a16_an_event_has_a_campaign_a_kind_and_a_brand(town, made):
    one = event()
    with pytest.raises(PermissionDenied):
        list_event(acting_user=town.elsewhere, event=one, kind="recruiting", campaign=made)
    with pytest.raises(EventsError, match="请选择日历类别"):
        list_event(acting_user=town.maker, event=one, kind="x", campaign=made)
    assert Listing.objects.count() == 0
    for kind in ("recruiting", "living"):
        list_event(
            acting_user=town.maker, event=one, kind=kind, campaign=made, brand="青春逐梦·白鹿相邀"
        )
    assert list(Listing.objects.values_list("campaign", "kind", "brand")) == [
        (made.pk, "living", "青春逐梦·白鹿相邀")
    ]
    assert standing(made).sums.events == 1


def test_a33_policies_of_the_library_are_linked_by_stage(town, made, settings, tmp_path):
    write_library(tmp_path / "policies", amount="100")
    settings.YULIN_POLICIES = tmp_path / "policies"
    for code, stage, told in (
        ("T-99", "starting", "政策库里没有这个编号。"),
        ("T-02", "x", "请选择阶段。"),
    ):
        with pytest.raises(EventsError, match=told):
            link_policy(acting_user=town.maker, campaign=made, policy=code, stage=stage)
    assert CampaignPolicy.objects.count() == 0
    link_policy(acting_user=town.maker, campaign=made, policy="T-02", stage="starting")
    with pytest.raises(EventsError, match="已在这个阶段"):
        link_policy(acting_user=town.maker, campaign=made, policy="T-02", stage="starting")
    assert list(CampaignPolicy.objects.values_list("policy", "stage")) == [("T-02", "starting")]
