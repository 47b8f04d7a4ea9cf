"""Money moves as its movement says, once, within what is there; the database sees to it."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, connection, transaction

from yulin.access.enums import Role
from yulin.access.models import JournalEntry
from yulin.ledger.actions.funds import cut_budget, grant_budget, open_fund, open_line
from yulin.ledger.actions.post import post
from yulin.ledger.enums import FLOWS, AccountKind, Movement, Source, Stage
from yulin.ledger.errors import KeyReusedError, LedgerError, NotEnoughError
from yulin.ledger.models import Account, Entry, Fund, Posting
from yulin.ledger.queries.proof import prove

D = Decimal
pytestmark = pytest.mark.django_db


def balances(line):
    return {a.kind: a.balance for a in line.accounts.all() if a.balance}


def reserve(fund, amount="1.00", key="r", **changes):
    words = {"reason": "预留", "movement": Movement.RESERVE, "about": ("t", "1")} | changes
    parts = words.pop("parts", {fund.city: D(amount)})
    return post(acting_user=fund.officer, parts=parts, key=key, **words)


def check_now():
    """What a commit would check."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def everything():
    return (
        list(Posting.objects.values_list("key", "movement")),
        list(Entry.objects.values_list("posting", "account", "amount")),
        list(Account.objects.values_list("pk", "balance")),
        JournalEntry.objects.count(),
    )


def test_the_database_knows_the_flows_of_the_program():
    with connection.cursor() as cursor:
        cursor.execute("SELECT movement, source, target FROM ledger_flow")
        known = {movement: (source, target) for movement, source, target in cursor.fetchall()}
    assert known == {m.value: (a.value, b.value) for m, (a, b) in FLOWS.items()}


def test_a_budget_that_was_granted(fund):
    assert balances(fund.city) == {"granted": D("-1000.00"), "available": D("1000.00")}
    assert prove().holds
    entry = JournalEntry.objects.get(action="ledger.money.grant")
    assert entry.data == {
        "sums": {str(fund.city.pk): "1000.00", str(fund.county.pk): "1000.00"},
        "reason": "年初下达",
    }


PATHS = {
    "paid": (["reserve", "send", "settle"], {"available": D("900.00"), "paid": D("100.00")}),
    "refused": (["reserve", "send", "refuse"], {"available": D("900.00"), "reserved": D("100.00")}),
    "released": (["reserve", "release"], {"available": D("1000.00")}),
    "bounced": (
        ["reserve", "send", "settle", "bounce"],
        {"available": D("900.00"), "reserved": D("100.00")},
    ),
    "recovered": (
        ["reserve", "send", "settle", "claim", "recover"],
        {"available": D("1000.00")},
    ),
    "written off": (
        ["reserve", "send", "settle", "claim", "write_off"],
        {"available": D("900.00"), "written_off": D("100.00")},
    ),
    "claim dropped": (
        ["reserve", "send", "settle", "claim", "drop_claim"],
        {"available": D("900.00"), "paid": D("100.00")},
    ),
    "cut": (["cut"], {"granted": D("-900.00"), "available": D("900.00")}),
}


@pytest.mark.parametrize("path", PATHS)
def test_paths_of_money(fund, path):
    movements, after = PATHS[path]
    for movement in movements:
        reserve(fund, "100.00", key=movement, movement=Movement(movement))
    check_now()
    assert balances(fund.city) == {"granted": D("-1000.00")} | after
    assert prove().holds


def test_the_same_key_moves_once(fund):
    first = reserve(fund, "100.00")
    before = everything()
    assert reserve(fund, "100.00") == first
    assert everything() == before


@pytest.mark.parametrize(
    "changes",
    [{"amount": "100.01"}, {"about": ("t", "2")}, {"movement": Movement.CUT}],
    ids=["sum", "about", "movement"],
)
def test_the_same_key_for_something_else_is_refused(fund, changes):
    reserve(fund, "100.00")
    before = everything()
    with pytest.raises(KeyReusedError, match="已用于另一笔业务"):
        reserve(fund, changes.pop("amount", "100.00"), **changes)
    assert everything() == before


def test_more_than_is_there_is_refused(fund):
    before = everything()
    with pytest.raises(NotEnoughError) as refused:
        reserve(fund, "1000.01")
    assert str(refused.value) == ("“2026 人才资金 补 市级”的可用余额 1000.00 元，不足 1000.01 元。")
    assert everything() == before


def test_what_is_promised_cannot_be_cut(fund):
    reserve(fund, "999.99")
    before = everything()
    with pytest.raises(NotEnoughError):
        cut_budget(acting_user=fund.officer, parts={fund.city: D("0.02")}, key="c", reason="收回")
    assert everything() == before


def test_one_short_line_stops_the_whole_movement(fund):
    reserve(fund, "900.00", parts={fund.county: D("900.00")})
    before = everything()
    with pytest.raises(
        NotEnoughError, match=r"县（市、区）级”的可用余额 100\.00 元，不足 100\.01 元"
    ):
        reserve(fund, key="both", parts={fund.city: D("100.01"), fund.county: D("100.01")})
    assert everything() == before


@pytest.mark.parametrize("amount", ["0.00", "-1.00", "0.001"])
def test_what_is_no_money_is_refused(fund, amount):
    before = everything()
    with pytest.raises(LedgerError, match="金额须大于零，精确到分。"):
        reserve(fund, amount)
    assert everything() == before


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"reason": "  "}, "请写明事由。"),
        ({"key": ""}, "幂等键须有 1 到 255 个字符。"),
        ({"key": "k" * 256}, "幂等键须有 1 到 255 个字符。"),
        ({"parts": {}}, "金额须大于零，精确到分。"),
    ],
)
def test_refusals(fund, changes, message):
    before = everything()
    with pytest.raises(LedgerError) as refused:
        reserve(fund, "1.00", **changes)
    assert str(refused.value) == message
    assert everything() == before


# -- who may ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "region"),
    [(Role.OFFICER, 330302), (Role.OFFICER, 330200), (Role.AUDITOR, None), (Role.PERSON, None)],
)
def test_others_do_not_touch_the_fund(fund, user_of, role, region):
    other = user_of(role, username="other", region=region)
    before = everything()
    parts = {fund.city: D("1.00")}
    with pytest.raises(PermissionDenied):
        grant_budget(acting_user=other, parts=parts, key="x", reason="x")
    with pytest.raises(PermissionDenied):
        cut_budget(acting_user=other, parts=parts, key="y", reason="y")
    with pytest.raises(PermissionDenied):
        open_line(acting_user=other, fund=fund.fund, stage=Stage.ATTRACT, source=Source.CITY)
    with pytest.raises(PermissionDenied):
        open_fund(acting_user=other, name="n", region=330300, year=2026, basis="b")
    assert everything() == before
    assert Fund.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({}, "这个地区这一年度已有同名资金。"),
        ({"name": " "}, "资金须有名称和依据。"),
        ({"name": "x", "basis": ""}, "资金须有名称和依据。"),
        ({"name": "x", "year": 1999}, "年度应在 2000 到 2100 之间。"),
    ],
)
def test_funds_that_are_refused(fund, changes, message):
    words = {"name": "人才资金", "region": 330300, "year": 2026, "basis": "b"} | changes
    with pytest.raises(LedgerError) as refused:
        open_fund(acting_user=fund.officer, **words)
    assert str(refused.value) == message
    assert Fund.objects.count() == 1


def test_a_line_is_opened_once(fund):
    with pytest.raises(LedgerError, match="已有同一环节、同一来源的预算项"):
        open_line(
            acting_user=fund.officer, fund=fund.fund, stage=Stage.SUBSIDISE, source=Source.CITY
        )
    assert fund.fund.lines.count() == 2
    assert Account.objects.count() == 2 * len(AccountKind)


# -- what the database refuses, whoever asks -------------------------------------------------------


def refused_by_database(statement, error, words):
    before = everything()
    with (
        pytest.raises(error, match=words),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert everything() == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_posting SET reason = 'x'",
        "DELETE FROM ledger_posting",
        "UPDATE ledger_entry SET amount = amount + 1",
        "DELETE FROM ledger_entry",
        "UPDATE ledger_account SET balance = 5",
        "UPDATE ledger_account SET kind = 'paid'",
        "UPDATE ledger_flow SET target = 'paid'",
        "INSERT INTO ledger_flow VALUES ('steal', 'available', 'paid')",
        "INSERT INTO ledger_account (line_id, kind, balance) VALUES (1, 'x', 1)",
    ],
)
def test_nothing_written_is_changed(fund, statement):
    refused_by_database(statement, ProgrammingError, "append-only|a balance is the sum")


def _insert(entries):
    rows = ", ".join(
        f"((SELECT id FROM new), (SELECT id FROM ledger_account WHERE kind = '{kind}'"
        f" AND line_id = {line}), {amount})"
        for line, kind, amount in entries
    )
    return f"""
        WITH new AS (
            INSERT INTO ledger_posting (uuid, movement, key, reason, about_type, about_id)
            VALUES (gen_random_uuid(), 'reserve', 'k', 'r', '', '') RETURNING id
        ) INSERT INTO ledger_entry (posting_id, account_id, amount) VALUES {rows}
    """


@pytest.mark.parametrize(
    "entries",
    [
        [("available", -5), ("reserved", 4)],
        [("available", -5)],
        [("available", -5), ("paid", 5)],
        [("granted", -5), ("available", 5)],
    ],
    ids=["unequal", "one-sided", "wrong target", "wrong source"],
)
def test_a_posting_moves_what_its_movement_says(fund, entries):
    line = fund.city.pk
    statement = _insert([(line, kind, amount) for kind, amount in entries])
    refused_by_database(statement, IntegrityError, "does not move the same sum")


def test_a_posting_does_not_move_between_lines(fund):
    statement = _insert([(fund.city.pk, "available", -5), (fund.county.pk, "reserved", 5)])
    refused_by_database(statement, IntegrityError, "does not move the same sum")


def test_a_posting_without_entries(fund):
    refused_by_database(
        "INSERT INTO ledger_posting (uuid, movement, key, reason, about_type, about_id)"
        " VALUES (gen_random_uuid(), 'reserve', 'k', 'r', '', '')",
        IntegrityError,
        "does not move the same sum",
    )


def test_the_database_is_asked_this_often(fund, django_assert_num_queries):
    # look for the key, savepoint, posting, accounts, entries, journal, release
    with django_assert_num_queries(7):
        reserve(fund, parts={fund.city: D("1.00"), fund.county: D("1.00")})
