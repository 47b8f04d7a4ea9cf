"""Samples: the seed promised first, the list fixed, the draw the seed's; nothing taken back."""

import datetime as dt
import json
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, connection, transaction
from typer.testing import CliRunner

from tests.registry.builders import ANNA, BEN
from yulin.access.models import JournalEntry
from yulin.cli.main import app
from yulin.control.actions.campaigns import (
    cancel_campaign,
    commit_campaign,
    draw_campaign,
    make_campaign,
)
from yulin.control.errors import ControlError
from yulin.control.models import Campaign, CampaignEntry
from yulin.control.population import Population
from yulin.control.queries.campaigns import file_of, repeated
from yulin.ledger.models import Payment
from yulin.vault import draw

pytestmark = pytest.mark.django_db
D = Decimal
CITY = 330300
NOVEMBER = Population(paid_from=dt.date(2026, 11, 1), paid_to=dt.date(2026, 11, 30))


def made(user, population=NOVEMBER, **words):
    words = {"title": "十一月抽查", "size": 1} | words
    return make_campaign(acting_user=user, region=CITY, population=population, **words)


@pytest.fixture
def promised(paid, control):
    return made(control.first)


@pytest.fixture
def committed(promised, control):
    return commit_campaign(acting_user=control.first, campaign=promised)


@pytest.fixture
def drawn(committed, control):
    return draw_campaign(acting_user=control.second, campaign=committed)


def everything():
    return (
        list(Campaign.objects.order_by("pk").values()),
        list(CampaignEntry.objects.order_by("pk").values()),
        JournalEntry.objects.count(),
    )


def refused(match, statement, *values):
    before = everything()
    with pytest.raises(Error, match=match), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert everything() == before


def test_the_promise_comes_before_the_list_and_the_seed_after(promised, control):
    assert (promised.state, promised.seed, promised.list_hash) == ("promised", "", "")
    assert promised.seed_hash == draw.promise_of(promised.secret.open())
    entry = JournalEntry.objects.get(action="control.campaign.make")
    assert entry.data["seed_sha256"] == promised.seed_hash
    assert promised.secret.open() not in json.dumps(entry.data)
    fixed = commit_campaign(acting_user=control.first, campaign=promised)
    assert (fixed.listed, fixed.sizes, fixed.seed) == (2, {"-": 1}, "")
    shown = draw_campaign(acting_user=control.second, campaign=fixed)
    assert draw.promise_of(shown.seed) == promised.seed_hash
    assert shown.secret.open() not in file_of(Campaign.objects.get(pk=promised.pk)) or shown.seed


def test_a_file_before_the_draw_does_not_tell_the_seed(committed):
    text = file_of(committed)
    assert committed.secret.open() not in text
    report = draw.check(text, promise=committed.seed_hash, fixed=committed.list_hash)
    assert (report.found, report.is_open, report.entries) == ((), True, 2)


def test_who_is_drawn_is_who_the_seed_says(drawn):
    entries = [
        draw.Entry(name=str(row.uuid), stratum="-", amount=row.amount)
        for row in Payment.objects.all()
    ]
    names = CampaignEntry.objects.filter(place__isnull=False).values_list("name", "place")
    assert list(names) == [(draw.draw(drawn.seed, entries, {"-": 1})[0], 1)]
    report = repeated(drawn)
    assert (report.found, report.entries, len(report.drawn)) == ((), 2, 1)


def test_an_outsider_repeats_it_offline(drawn, tmp_path):
    file = tmp_path / "抽查.json"
    file.write_text(file_of(drawn), encoding="utf-8")
    published = ["--seed-sha256", drawn.seed_hash, "--list-sha256", drawn.list_hash]
    told = CliRunner().invoke(app, ["draw-check", str(file), *published])
    assert (told.exit_code, told.stdout.splitlines()[-1]) == (
        0,
        "重新抽取的结果相同。 The draw, repeated, gives the same.",
    )
    held = json.loads(file.read_text(encoding="utf-8"))
    others = [name for name, _stratum, _sum in held["list"] if name not in held["drawn"]]
    file.write_text(json.dumps(held | {"drawn": others}), encoding="utf-8")
    told = CliRunner().invoke(app, ["draw-check", str(file), *published])
    assert told.exit_code == 1
    assert told.stdout.splitlines()[:2] == [
        f"{others[0]} 不该抽中而抽中 · drawn, and should not be",
        f"{held['drawn'][0]} 该抽中而没有抽中 · should be drawn, and is not",
    ]


def test_a_later_payment_is_not_in_a_fixed_list(committed, paid, control):
    Payment.objects.filter(pk=paid[BEN].pk).update(state="bounced")
    shown = draw_campaign(acting_user=control.second, campaign=committed)
    assert (shown.listed, CampaignEntry.objects.count()) == (2, 2)


@pytest.mark.parametrize(
    ("population", "names"),
    [
        ({}, {ANNA, BEN}),
        ({"paid_to": dt.date(2026, 11, 2)}, set()),
        ({"paid_from": dt.date(2026, 11, 3), "paid_to": dt.date(2026, 11, 3)}, {ANNA, BEN}),
        ({"least": D("100.06")}, set()),
        ({"most": D("100.05")}, {ANNA, BEN}),
        ({"benefits": ("T-02/安家",)}, {ANNA, BEN}),
        ({"benefits": ("T-02/别的", "T-09/安家")}, set()),
    ],
)
def test_which_payments_are_in_a_list(paid, control, population, names):
    whole = {"paid_from": NOVEMBER.paid_from, "paid_to": NOVEMBER.paid_to} | population
    one = made(control.first, Population(**whole))
    assert Population.from_json(one.population) == Population(**whole)
    if not names:
        with pytest.raises(ControlError, match="名单是空的"):
            commit_campaign(acting_user=control.first, campaign=one)
        assert CampaignEntry.objects.count() == 0
        return
    commit_campaign(acting_user=control.first, campaign=one)
    found = CampaignEntry.objects.values_list("payment", flat=True)
    assert set(found) == {paid[name].pk for name in names}


@pytest.mark.parametrize(
    ("stratify", "strata"),
    [("benefit", {"T-02/安家": 2}), ("district", {"330302": 2}), ("amount", {"2: ≥ 50.00": 2})],
)
def test_a_list_has_strata(paid, control, stratify, strata):
    bands = (D("50.00"), D("200.00")) if stratify == "amount" else ()
    population = Population(paid_from=NOVEMBER.paid_from, paid_to=NOVEMBER.paid_to, bands=bands)
    one = made(control.first, population, stratify=stratify, size=None, percent=D("60"))
    fixed = commit_campaign(acting_user=control.first, campaign=one)
    assert fixed.sizes == strata
    assert repeated(draw_campaign(acting_user=control.first, campaign=fixed)).found == ()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"size": None}, "二者之一"),
        ({"percent": D(5)}, "二者之一"),
        ({"size": 0}, "笔数须大于 0"),
        ({"size": None, "percent": D("100.01")}, "至多 100"),
        ({"title": " "}, "请写名称"),
        ({"stratify": "x"}, "没有这种分层"),
        ({"stratify": "amount"}, "按金额分层须写分界金额"),
    ],
)
def test_what_makes_no_sense_is_refused(paid, control, words, said):
    before = everything()
    with pytest.raises(ControlError, match=said):
        made(control.first, **words)
    assert everything() == before


@pytest.mark.parametrize(
    ("population", "said"),
    [
        ({"paid_to": dt.date(2026, 10, 1)}, "起不能晚于止"),
        ({"least": D(2), "most": D(1)}, "下限不能高于上限"),
        ({"least": D("0.001")}, "精确到分"),
        ({"bands": (D(1),)}, "不按金额分层不写"),
    ],
)
def test_a_range_that_makes_no_sense_is_refused(paid, control, population, said):
    whole = {"paid_from": NOVEMBER.paid_from, "paid_to": NOVEMBER.paid_to} | population
    with pytest.raises(ControlError, match=said):
        made(control.first, Population(**whole))
    assert Campaign.objects.count() == 0


def test_only_control_of_the_region_samples(promised, not_control):
    before = everything()
    for user in not_control:
        with pytest.raises(PermissionDenied):
            made(user)
        with pytest.raises(PermissionDenied):
            commit_campaign(acting_user=user, campaign=promised)
        with pytest.raises(PermissionDenied):
            cancel_campaign(acting_user=user, campaign=promised, reason="x")
    assert everything() == before


def test_nothing_is_done_twice_or_out_of_turn(promised, control):
    with pytest.raises(ControlError, match="现在是“已公布种子承诺”"):
        draw_campaign(acting_user=control.first, campaign=promised)
    fixed = commit_campaign(acting_user=control.first, campaign=promised)
    with pytest.raises(ControlError, match="现在是“名单已固定”"):
        commit_campaign(acting_user=control.first, campaign=fixed)
    shown = draw_campaign(acting_user=control.first, campaign=fixed)
    before = everything()
    for act in (commit_campaign, draw_campaign):
        with pytest.raises(ControlError, match="现在是“已抽取”"):
            act(acting_user=control.first, campaign=shown)
    with pytest.raises(ControlError, match="已抽取或已作废的抽查不能作废"):
        cancel_campaign(acting_user=control.first, campaign=shown, reason="不合意")
    assert everything() == before


def test_what_is_given_up_stays_to_be_seen(committed, control):
    with pytest.raises(ControlError, match="请写明作废的理由"):
        cancel_campaign(acting_user=control.first, campaign=committed, reason="")
    gone = cancel_campaign(acting_user=control.first, campaign=committed, reason="范围写错")
    assert (gone.state, gone.seed, gone.reason) == ("cancelled", "", "范围写错")
    refused("has published stays", "DELETE FROM control_campaign")


STAYS = "what a campaign has published stays"


def test_the_database_keeps_what_was_published(committed):
    for column, value in (
        ("seed_hash", "0" * 64),
        ("list_hash", "0" * 64),
        ("sizes", "{}"),
        ("listed", 3),
        ("population", "{}"),
        ("region", 330200),
        ("state", "promised"),
    ):
        refused(STAYS, f"UPDATE control_campaign SET {column} = %s", value)
    refused("list is fixed", "UPDATE control_campaignentry SET amount = 1")
    refused("list is fixed", "UPDATE control_campaignentry SET stratum = 'x'")
    refused("append-only", "DELETE FROM control_campaignentry")
    refused(
        "list is fixed",
        "INSERT INTO control_campaignentry (campaign_id, payment_id, name, stratum, amount)"
        " SELECT campaign_id, payment_id, 'x', stratum, amount FROM control_campaignentry LIMIT 1",
    )


def test_the_database_draws_itself(committed, control):
    """Another seed, another draw, too many or none: no way of writing it gets past."""
    entries = list(CampaignEntry.objects.order_by("name"))
    secret = committed.secret.open()
    true = draw.draw(secret, [_line(one) for one in entries], {"-": 1})[0]
    done = "state = 'drawn', drawn_at = now(), drawn_by_id = %s, seed = %s"
    places = "UPDATE control_campaignentry SET place = 1 WHERE name {} %s; "
    for which, name, seed in (
        ("<>", true, secret),
        ("=", true, "ab" * 32),
        ("=", "nobody", secret),
        ("<>", "nobody", secret),
    ):
        refused(
            "the draw of campaign",
            places.format(which) + f"UPDATE control_campaign SET {done}",
            name, control.second.pk, seed,
        )  # fmt: skip
    shown = draw_campaign(acting_user=control.second, campaign=committed)
    assert CampaignEntry.objects.get(place=1).name == true
    refused(STAYS, "UPDATE control_campaign SET seed = %s", "ab" * 32)
    refused("list is fixed", "UPDATE control_campaignentry SET place = NULL")
    assert repeated(shown).found == ()


def _line(entry):
    return draw.Entry(name=entry.name, stratum=entry.stratum, amount=entry.amount)


def test_a_list_that_is_not_that_of_its_hash_is_refused(promised, paid, control):
    payment = paid[ANNA]
    refused(
        "the hash is not that of the list",
        "INSERT INTO control_campaignentry (campaign_id, payment_id, name, stratum, amount)"
        " VALUES (%s, %s, 'a', '-', 1);"
        "UPDATE control_campaign SET state = 'committed', list_hash = %s, listed = 1,"
        " committed_by_id = %s, committed_at = now()",
        promised.pk, payment.pk, "0" * 64, control.first.pk,
    )  # fmt: skip


def test_a_list_is_fixed_and_drawn_in_few_queries(promised, control, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        fixed = commit_campaign(acting_user=control.first, campaign=promised)
    with django_assert_max_num_queries(12):
        draw_campaign(acting_user=control.first, campaign=fixed)
