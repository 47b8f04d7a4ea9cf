"""Many who want the last of a line at once: it is promised once, and a key moves once."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from tests.ledger.conftest import CITY, answer, render, signed
from yulin.ledger.actions import batches
from yulin.ledger.actions.post import post
from yulin.ledger.actions.replies import take_replies
from yulin.ledger.enums import AccountKind, Movement
from yulin.ledger.errors import NotEnoughError
from yulin.ledger.models import Account, Entry, Payment, Posting, Reply, ReplyFile
from yulin.ledger.queries.proof import prove

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 8


def all_at_once(act):
    """What each of eight gets who begin in the same moment."""
    start = Barrier(AT_ONCE)

    def one(number):
        try:
            connection.ensure_connection()
            start.wait()
            return act(number)
        except Exception as error:  # noqa: BLE001 - the test looks at what it was
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


def reserve(line, key, amount="1000.00"):
    return post(
        acting_user=None,
        movement=Movement.RESERVE,
        parts={line: Decimal(amount)},
        key=key,
        reason="预留",
    )


def balance(line, kind):
    return Account.objects.get(line=line, kind=kind).balance


def test_the_last_yuan_is_promised_once(fund):
    for round_ in range(5):
        if round_:
            post(
                acting_user=None,
                movement=Movement.RELEASE,
                parts={fund.city: Decimal("1000.00")},
                key=f"back {round_}",
                reason="再来一次",
            )
        done = all_at_once(lambda n, r=round_: reserve(fund.city, f"{r}-{n}"))
        assert sorted(type(d).__name__ for d in done) == ["NotEnoughError"] * 7 + ["Posting"]
        assert balance(fund.city, AccountKind.AVAILABLE) == 0
        assert prove().holds


def test_without_the_constraint_it_would_be_promised_twice(fund):
    """The negative control: the race above is one."""
    constraint = next(c for c in Account._meta.constraints if c.name.endswith("overdrawn"))
    with connection.schema_editor() as editor:
        editor.remove_constraint(Account, constraint)
    try:
        done = all_at_once(lambda n: reserve(fund.city, str(n)))
        assert [type(d).__name__ for d in done] == ["Posting"] * AT_ONCE
        assert balance(fund.city, AccountKind.AVAILABLE) == Decimal("-7000.00")
        assert not prove().holds
        undo(fund.city)
    finally:
        with connection.schema_editor() as editor:
            editor.add_constraint(Account, constraint)


def undo(line):
    post(
        acting_user=None,
        movement=Movement.RELEASE,
        parts={line: Decimal("7000.00")},
        key="undo",
        reason="恢复",
    )


def test_a_key_moves_once_however_many_try(fund):
    done = all_at_once(lambda _n: reserve(fund.city, "one", "10.00"))
    assert {d.pk for d in done} == {Posting.objects.get(key="one").pk}
    assert balance(fund.city, AccountKind.RESERVED) == Decimal("10.00")


def test_lines_taken_in_either_order_do_not_lock_each_other_out(fund):
    def both(number):
        lines = [fund.city, fund.county][:: -1 if number % 2 else 1]
        return post(
            acting_user=None,
            movement=Movement.RESERVE,
            parts=dict.fromkeys(lines, Decimal("1.00")),
            key=str(number),
            reason="预留",
        )

    done = all_at_once(both)
    assert [type(d).__name__ for d in done] == ["Posting"] * AT_ONCE
    assert balance(fund.city, AccountKind.RESERVED) == Decimal("8.00")
    assert balance(fund.county, AccountKind.RESERVED) == Decimal("8.00")


def test_an_entry_does_not_come_later_than_its_posting(fund):
    posting = Posting.objects.latest("id")
    account = Account.objects.get(line=fund.city, kind=AccountKind.PAID)
    before = Entry.objects.count()
    with (
        pytest.raises(IntegrityError, match="an entry comes with its posting"),
        transaction.atomic(),
    ):
        Entry.objects.create(posting=posting, account=account, amount=Decimal("5.00"))
    assert Entry.objects.count() == before
    assert prove().holds


def test_more_than_is_there_is_refused_after_waiting(fund):
    done = all_at_once(lambda n: reserve(fund.city, str(n), "300.00"))
    names = sorted(type(d).__name__ for d in done)
    assert names == [NotEnoughError.__name__] * 5 + ["Posting"] * 3
    assert balance(fund.city, AccountKind.AVAILABLE) == Decimal("100.00")


def test_a_batch_is_handed_over_once_and_its_answers_taken_once_however_many_try(
    draft, hands, funded
):
    batch = signed(draft, hands)
    sent = all_at_once(
        lambda _n: batches.file_batch(acting_user=hands.payer, batch=batch, render=render)
    )
    assert sorted(type(d).__name__ for d in sent) == ["LedgerError"] * 7 + ["bytes"]
    rows = [answer(payment) for payment in batch.payments.order_by("pk")]
    data = "\n".join(["付款编号,结果,金额,户名,银行流水号,时间,原因", *rows]).encode()
    taken = all_at_once(
        lambda _n: take_replies(acting_user=funded.officer, region=CITY, name="回执.csv", data=data)
    )
    assert {file.pk for file in taken} == {ReplyFile.objects.get().pk}
    assert (Reply.objects.count(), Payment.objects.filter(state="paid").count()) == (2, 2)
    assert balance(funded.city, AccountKind.PAID) == Decimal("120.06")
    assert prove().holds
